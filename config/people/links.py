"""Links that let somebody set a password, once and for a day."""

import logging
import time
from collections.abc import Iterable
from threading import Thread

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

ANSWERED_BY = 0.1  # seconds

logger = logging.getLogger(__name__)


def password_link(user) -> str:
    """Its address is the configured one, whatever name the request came by."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.SITE_URL + reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


def invitation(user) -> EmailMessage:
    return _message("Your account at Wayfinder", "people/invitation.txt", user)


def reset(user) -> EmailMessage:
    return _message("A new password at Wayfinder", "people/reset.txt", user)


def _message(subject, template, user):
    body = render_to_string(template, {"user": user, "link": password_link(user), "site": settings.SITE_URL})
    return EmailMessage(subject, body, to=[user.email])


def send_aside(people: Iterable):
    """Send each a link to set a password, once the answer is out: its time must not tell whether there was anybody."""
    Thread(target=_send, args=[list(people)]).start()


def _send(people):
    time.sleep(ANSWERED_BY)
    for user in people:
        try:
            reset(user).send()
        except Exception:
            logger.exception("A mail with a link to set a password could not be sent")
