"""Four eyes: what visitors see is never one person's alone."""

from catalog.models import Event

WRITING = [Event.Action.CREATE, Event.Action.CHANGE, Event.Action.PUT_BACK]


def wrote_last(user, kind: str, key: str) -> bool:
    """Whether the entry is as this person left it."""
    last = Event.objects.of(kind, key).filter(action__in=WRITING).first()
    return last is not None and user is not None and last.by_id == user.pk
