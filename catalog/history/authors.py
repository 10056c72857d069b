"""Who wrote an entry, as the trail tells."""

from catalog.content.kinds import key_of
from catalog.history.documents import kind_of
from catalog.models import Event

WRITING = [Event.Action.CREATE, Event.Action.CHANGE, Event.Action.PUT_BACK]


def last_writer(entry) -> int | None:
    """The key of the account that wrote it last; None where the trail names none."""
    kind = kind_of(type(entry))
    last = kind and Event.objects.of(kind.name, key_of(entry)).filter(action__in=WRITING).first()
    return last.by_id if last else None
