"""How long a sign-in lasts, and what ends it before."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from config.people.doors import is_of_the_desk

LONGEST = timedelta(days=14)
LONGEST_PAUSE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
NOTED_EVERY = timedelta(minutes=5)


def desk_sessions(get_response):
    """Whoever works at the desk stays signed in: until a pause of 12 hours, and for 14 days at most.

    Noted every few minutes and never on a public page, which sets no cookie.
    """

    def middleware(request):
        if is_of_the_desk(request) and request.user.is_authenticated:
            prolong(request.session)
        return get_response(request)

    return middleware


def prolong(session):
    now = timezone.now()
    since = session.setdefault("since", now.timestamp())
    if now.timestamp() - session.get("seen", 0) >= NOTED_EVERY.total_seconds():
        session["seen"] = now.timestamp()
        session.set_expiry(min(now + LONGEST_PAUSE, datetime.fromtimestamp(since, UTC) + LONGEST))


@receiver(user_logged_in)
def begin(sender, request, **_signal):
    """A new sign-in, even if the browser goes over from another; rows of sessions long over go by the way."""
    for name in ("since", "seen"):
        request.session.pop(name, None)
    prolong(request.session)
    request.session.clear_expired()


@receiver(post_save, sender=get_user_model())
def end_when_disabled(sender, instance, **_signal):
    """Django refuses the sessions of a disabled user, but would take them again if he were enabled."""
    if not instance.is_active:
        end_sessions(instance)


def end_sessions(user, *, but: str | None = None):
    """All of them, or all but one. Only people at the desk have sessions, so there are few to look through."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=but):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
