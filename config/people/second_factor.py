"""A second factor for logging in: codes of an authenticator app, and recovery codes for the day it is lost.

The secret is worked out from the site's secret key and a salt that the database keeps: a stolen copy of the database
has nothing to log in with. Another secret key makes all second factors void.
"""

import re
import secrets

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalog.history.edits import tell
from catalog.models import Event
from config.people import codes
from config.people.doors import is_of_the_desk
from config.people.models import RecoveryCode, SecondFactor

RECOVERY_CODES = 10
# Where somebody without the factor that is demanded may go all the same.
STILL_OPEN = {"logout", "jsi18n"}


def new_salt() -> str:
    return secrets.token_urlsafe(16)


def secret_of(salt: str) -> bytes:
    return salted_hmac("people.second-factor", salt).digest()


def has_one(user) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def begin(user, salt: str, code: str) -> list[str] | None:
    """Turn it on with a code that proves that the app has the secret. Gives recovery codes; None for a wrong code."""
    step = codes.step_of(secret_of(salt), tidy(code), now=timezone.now().timestamp())
    if step is None:
        return None
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user, defaults={"salt": salt, "last_step": step, "since": timezone.now()}
        )
        _tell(user, "Second factor turned on.")
        return _make_recovery_codes(user)


def new_recovery_codes(user) -> list[str]:
    """In place of those that are left; each lets him in once."""
    with transaction.atomic():
        _tell(user, "New recovery codes.")
        return _make_recovery_codes(user)


def _make_recovery_codes(user):
    made = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(code)) for code in made)
    return made


def end(user):
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        user.recovery_codes.all().delete()
        _tell(user, "Second factor turned off.")


def _tell(user, what):
    name = user.get_username()
    tell(Event.Action.CHANGE, kind="user", key=name, label=name, note=what)


def accepts(user, code: str) -> bool:
    """Whether a code is his, and used up by that: of two who send it at once, one is let in."""
    code = tidy(code)
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None or not code:
        return False
    step = codes.step_of(secret_of(factor.salt), code, now=timezone.now().timestamp())
    if step is not None:
        return bool(SecondFactor.objects.filter(Q(pk=factor.pk), last_step__lt=step).update(last_step=step))
    return bool(user.recovery_codes.filter(digest=digest(code)).delete()[0])


def tidy(code: str) -> str:
    """Without the blanks that apps and people put in."""
    return re.sub(r"\s", "", code).lower()


def digest(code: str) -> str:
    return salted_hmac("people.recovery-code", code, algorithm="sha256").hexdigest()


def demanded(get_response):
    """Where the site demands a second factor, whoever has none is led to set one up before anything else."""

    def middleware(request):
        if (
            settings.SECOND_FACTOR
            and is_of_the_desk(request)
            and request.path_info not in _open_paths()
            and admin.site.has_permission(request)
            and not has_one(request.user)
        ):
            return HttpResponseRedirect(reverse("second_factor"))
        return get_response(request)

    return middleware


def _open_paths():
    return {reverse("second_factor"), *(reverse(f"admin:{name}") for name in STILL_OPEN)}
