"""An entry is made again what it was: after a change, or after it was deleted."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from catalog.content.kinds import ContentError
from catalog.history.differences import merge
from catalog.history.documents import after_of, before_of, digest_of, document_of, kind_named
from catalog.history.edits import STATE, editing
from catalog.history.keys import present_key
from catalog.history.labels import layout_of
from catalog.history.proposals import MovedOnError
from catalog.history.visible import PUBLISHED
from catalog.models import Event

DRAFT = "draft"
MOST_TOGETHER = 500  # entries that went or lost a link because one was deleted


class RefusedError(Exception):
    """It cannot be put back; the message says why, in words for an editor."""


def seen_as(now: dict | None) -> str:
    """Stands for what an entry looks like when somebody decides to put something back; empty for one that is gone."""
    return digest_of(now) if now is not None else ""


def put_back(event: Event, *, by, route=Event.Route.DESK, seen: str | None = None) -> list[str]:
    """Make the entry what it was before the event, under its present address; what could not be had again, in words.

    With an entry that was deleted come the entries that went with it, and the links that others had to it. Raises
    RefusedError, and changes nothing, if what it was would not be right by today's rules, and
    MovedOnError if the entry is no longer what it was ``seen_as``.
    """
    note = f"As it was before {event.at:%-d %B %Y, %H:%M} UTC."
    try:
        with transaction.atomic(), editing(route=route, by=by, action=Event.Action.PUT_BACK, note=note):
            if seen is not None and seen != seen_as(document_of(event.kind, present_key(event))):
                raise MovedOnError
            lost = _restore(event)
            if event.action == Event.Action.DELETE:
                _restore_what_hung_on(event)
            return lost
    except ContentError as error:
        raise RefusedError(str(error)) from error
    except (KeyError, TypeError) as error:  # a document that another version of the site kept
        raise RefusedError(f"It was kept in a form that is not understood any more ({error!r})") from error
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise RefusedError("Another entry has taken its name or its address. Change that one first.") from error


def as_it_was(event: Event, now: dict | None) -> dict:
    """The document that putting back makes of an entry which is so now, or is gone.

    It keeps its state, which has buttons of its own, unless the event is what changed that. Where two people have to
    agree on what is public, one cannot bring back what was: that becomes a draft.
    """
    document = before_of(event)
    if now is None and settings.FOUR_EYES and document.get(STATE) == PUBLISHED:
        document[STATE] = DRAFT
    if now is not None and STATE in document and STATE not in event.changes:
        document[STATE] = now[STATE]
    return document


def _restore(event):
    kind = kind_named(event.kind)
    if kind is None or kind.restore is None or event.before is None:
        raise RefusedError("There is nothing to put back.")
    key = present_key(event)
    return kind.restore(key, as_it_was(event, document_of(event.kind, key)))


def _restore_what_hung_on(event):
    together = Event.objects.filter(at=event.at, by=event.by_id, by_name=event.by_name).exclude(pk=event.pk)
    together = [one for one in together.order_by("pk")[:MOST_TOGETHER] if kind_named(one.kind).restore]
    gone = [one for one in together if one.action == Event.Action.DELETE and _is_part_of(one, event)]
    for _ in "once", "and again for the links among them":
        for one in gone:
            _restore(one)
    for one in together:
        if one.action == Event.Action.CHANGE:
            _restore_links(one)


def _is_part_of(other, event):
    """Whether an entry went because the other one did, as a facet's terms do."""
    owner = kind_named(event.kind).model
    columns = [
        field.name
        for field in kind_named(other.kind).model._meta.fields
        if field.related_model is owner and field.remote_field.on_delete is models.CASCADE
    ]
    return any(before_of(other).get(column) == event.key for column in columns)


def _restore_links(event):
    """What the deletion took from an entry, laid over what that is now; it stays as it is where both disagree."""
    kind, key = kind_named(event.kind), present_key(event)
    now = document_of(event.kind, key)
    if now is None:
        return
    layout = layout_of(kind)
    merged = merge(after_of(event), now, before_of(event), layout)
    if not merged.conflicts:
        kind.restore(key, {name: now[name] for name in layout.left_out if name in now} | merged.document)
