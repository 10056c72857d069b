"""Who wrote an entry, as the trail tells."""

from catalog.content.kinds import key_of
from catalog.history.documents import kind_of
from catalog.history.edits import STATE
from catalog.models import Event

WRITING = {Event.Action.CREATE, Event.Action.PUT_BACK}


def last_writer(entry) -> int | None:
    """The key of the account that wrote it last; None where the trail names none.

    One press may write and change the state, which is told as the latter. So whatever changed more than that counts.
    """
    kind = kind_of(type(entry))
    events = Event.objects.of(kind.name, key_of(entry)).only("by_id", "action", "changes") if kind else []
    return next((event.by_id for event in events if event.action in WRITING or event.changes.keys() - {STATE}), None)
