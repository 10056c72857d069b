"""Publishing on time without a worker: a request that finds the next time reached publishes what is due.

The time stands beside the catalogue's version (``catalog/changes.py``), so knowing it costs nothing. Of several
processes that find it at once, the one that has the lock of all editing publishes, and the others find nothing left.
A request does not wait for that lock: while a long import holds it, readers go on being answered.
"""

import logging
import time
from threading import Lock, Thread

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from catalog import changes
from catalog.content.kinds import key_of
from catalog.history.authors import last_writer
from catalog.history.documents import digest_of, document_of, kind_of
from catalog.history.edits import editing
from catalog.history.labels import layout_of
from catalog.models import Appointment, Event

PATIENCE = 0.25  # seconds that a reader waits at most; publishing itself takes some milliseconds

logger = logging.getLogger(__name__)
_at_work = Lock()


def are_due(next_due: int | None) -> bool:
    """Whether it has been reached: seconds since 1970, as ``changes.present()`` gives them."""
    return next_due is not None and next_due <= timezone.now().timestamp()


def version_of(entry) -> str:
    """Stands for all that its editors wrote of an entry; not for prices of the day, its maker or its readings."""
    kind = kind_of(type(entry))
    left_out = layout_of(kind).left_out
    document = document_of(kind.name, key_of(entry))
    return digest_of({key: value for key, value in document.items() if key not in left_out})


def keep() -> int:
    """Publish what is due, if anything is; gives the catalogue's version after that. One tiny query on most days."""
    version, next_due = changes.present()
    if not are_due(next_due):
        return version
    keep_soon()
    return changes.version()


def keep_soon():
    """Publish what is due, in a connection of its own; another thread of this process may be at it already."""
    if not _at_work.acquire(blocking=False):
        return
    worker = Thread(target=_work, daemon=True)
    worker.start()
    worker.join(PATIENCE)


def _work():
    try:
        keep_all()
    except DatabaseError as error:
        logger.warning("What is due could not be published yet: %s", error)  # the next request tries again
        time.sleep(PATIENCE)
    finally:
        connection.close()
        _at_work.release()


def keep_all():
    """Each in an edit of its own, which the trail knows as that of whoever set the time."""
    for found in Appointment.objects.due(timezone.now()).select_related("by"):
        with editing(route=Event.Route.SCHEDULE, by=found.by):
            if appointment := Appointment.objects.due(timezone.now()).filter(pk=found.pk).first():
                _keep(appointment)  # nobody was quicker


def _keep(appointment):
    """Publish an entry, or write down why not. Nothing that is wrong with one keeps the others from being published."""
    entry = appointment.entry
    if entry is None or entry.is_public:
        appointment.delete()
        return
    try:
        with transaction.atomic():
            if entry.editorial_state == "archived":
                raise ValidationError("It is archived. Take it back to a draft before you set a time.")
            if appointment.version not in {"", version_of(entry)}:
                raise ValidationError("Somebody changed it after the time was set. Look at it, and set the time anew.")
            if settings.FOUR_EYES and appointment.by_id and last_writer(entry) == appointment.by_id:
                raise ValidationError("Whoever set the time wrote it last. Here somebody else has to set it.")
            entry.publish()
    except ValidationError as error:
        problem = " ".join(error.messages)
    except OperationalError:  # the database itself, not this row: the next request tries again
        raise
    except Exception:
        logger.exception("%s could not be published at its time", entry)
        problem = "A fault of ours stood in the way; the operator finds it in the log."
    else:
        return
    appointment.problem = problem
    appointment.save(update_fields=["problem"])
