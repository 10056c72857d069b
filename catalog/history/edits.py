"""Every edit leaves an event for each entry that it changed, in the same transaction.

Tables say before their rows are written (``catalog.models.logged``): then the entry they belong to is kept as it is.
When the edit ends, entries that look different now get an event; ``editing`` says whose it is, and by what route.
"""

import getpass
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from django.db import models
from django.dispatch import receiver
from django.utils import timezone

from catalog.changes import recorded
from catalog.content.kinds import Kind, key_of
from catalog.history.documents import digest_of, documents_of, kind_of, kinds, packed, unpacked
from catalog.history.visible import PUBLISHED, is_visible
from catalog.models import Event, Proposal
from catalog.models.changes import Recorder, closing, open_recorder, touching

CHUNK = 500
LONGEST_NAME, LONGEST_NOTE, LONGEST_WHO = 200, 500, 150
ON_THE_SERVER = {Event.Route.COMMAND, Event.Route.CONTENT, Event.Route.IMPORT}
STATE, ARCHIVED = "editorial_state", "archived"

# On whose behalf this request or command acts, where an edit does not say.
speaker: ContextVar["Author | None"] = ContextVar("speaker", default=None)
# Edits that nobody speaks for are a command’s, or made in a shell. Tests of other things look away.
watches_commands: ContextVar[bool] = ContextVar("watches_commands", default=True)


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who edits, and how. ``action`` is told instead of what the documents would say."""

    route: str = Event.Route.COMMAND
    by: object = None
    note: str = ""
    token: str = ""
    action: str = ""


@contextmanager
def editing(*, route: str, by=None, note: str = "", token: str = "", action: str = "") -> Iterator[Recorder]:
    """One edit of the catalogue, as ``recorded()``, of which the trail says who made it and how.

    One inside another joins it and says more of it; the user stays who it was if it names none. ``token`` is a
    form's own: an edit that carries one that was used before fails with an IntegrityError.
    """
    with recorded() as recorder:
        outer = recorder.author or speaker.get()
        recorder.author = Author(
            route=route,
            by=by or (outer and outer.by),
            note=note,
            token=token or (outer.token if outer else ""),
            action=action,
        )
        yield recorder


@contextmanager
def speaking(*, route: str, by=None, note: str = ""):
    """All that is edited or told within is this user's and came by this route, unless it says otherwise itself."""
    token = speaker.set(Author(route=route, by=by, note=note))
    try:
        yield
    finally:
        speaker.reset(token)


def tell(action: str, *, kind: str, key: str, label: str, by=None, note: str = "", token: str = "") -> Event:
    """An event of something that changes no document, such as a login; by whom and how, as the open edit says.

    With a ``token`` it is told once: again is an IntegrityError.
    """
    event = Event(action=action, kind=kind, key=key, label=label[:LONGEST_NAME], token=token)
    author = (open_recorder() and open_recorder().author) or speaker.get() or Author()
    sign(event, replace(author, by=by or author.by, note=note or author.note))
    event.save()
    return event


def tell_of(action: str, entry, *, note: str = "", token: str = "") -> Event:
    """As ``tell``, of something that was done about an entry."""
    return tell(action, kind=kind_of(type(entry)).name, key=key_of(entry), label=str(entry), note=note, token=token)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An entry as it was before an edit touched it."""

    key: str
    label: str
    document: bytes


def tracked_tables() -> dict[type[models.Model], tuple[Kind, str]]:
    """The tables that entries are made of: the kind, and the attribute that holds the entry's primary key."""
    return _tables_of(tuple(kinds()))


@cache  # it is asked with every row
def _tables_of(some_kinds):
    found = {}
    for kind in some_kinds:
        found[kind.model] = kind, "pk"
        found |= {part: (kind, f"{column}_id") for part, column in kind.parts.items()}
    return found


@receiver(touching)
def keep(sender, recorder, rows, is_new=False, is_going=False, **_signal):
    """Keep the entries that some rows belong to as they are, if the edit has not touched them before."""
    if not (recorder.author or speaker.get() or watches_commands.get()):
        return
    tracked = tracked_tables()
    if sender not in tracked:
        return
    kind, column = tracked[sender]
    kept = recorder.kept.setdefault(kind.name, {})
    if isinstance(rows, models.QuerySet):
        entries = set(rows.order_by().values_list(column, flat=True))
    else:
        entries = {getattr(row, column) for row in rows} - {None}
    if is_going and column == "pk":
        _keep_what_names(sender, recorder, entries, tracked)
    untouched = entries - kept.keys()
    if is_new and column == "pk":
        kept.update(dict.fromkeys(untouched))
        return
    for some in chunks(untouched):
        kept |= _as_they_are(kind, some)


def document_before(entry) -> dict | None:
    """The entry as it was before the open edit, and is if that has not touched it; None where none is written."""
    model, recorder = type(entry), open_recorder()
    kind = kind_of(model)
    if kind is None or model not in tracked_tables():
        return None
    keep(model, recorder, [entry])
    was = recorder.kept[kind.name].get(entry.pk)
    return unpacked(was.document) if was else None


def _keep_what_names(model, recorder, entries, tracked):
    """Entries that name others change when those go."""
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model if relation.auto_created and relation.is_relation else None
        if other in tracked:
            rows = other.objects.filter(**{f"{relation.field.name}__in": entries})
            keep(other, recorder, rows)


def _as_they_are(kind, pks) -> dict[int, Kept]:
    rows = {}
    for pk, label, *key in kind.model.objects.filter(pk__in=pks).values_list("pk", kind.label, *kind.key):
        rows[pk] = ":".join(key), label
    documents = documents_of(kind.name, [key for key, _ in rows.values()])
    return {
        pk: Kept(key=key, label=label, document=packed(documents[key]))
        for pk, (key, label) in rows.items()
        if key in documents
    }


@receiver(closing)
def tell_changes(sender, recorder, **_signal):
    author, at = recorder.author or speaker.get() or Author(), timezone.now()
    for kind in kinds():
        kept = recorder.kept.pop(kind.name, {})
        added = sum(was is None for was in kept.values())
        for pks in chunks(kept):
            events = list(_events(kind, {pk: kept[pk] for pk in pks}, author.action, added))
            for event in events:
                event.at = at
                sign(event, author)
            if events and author.token:
                events[0].token = author.token
                author = replace(author, token="")
            Event.objects.bulk_create(events)
            _see_to_proposals(kind.name, events)


def _see_to_proposals(kind: str, events: list[Event]):
    """They go along with an entry that is renamed, and are not left to another that takes its key."""
    waiting = Proposal.objects.open().filter(kind=kind)
    for event in events:
        if event.former_key:
            of_entry = list(waiting.filter(key=event.former_key).values_list("pk", flat=True))
            waiting.filter(key=event.key).give_up(event.at)
            waiting.filter(pk__in=of_entry).update(key=event.key)
    made = [event.key for event in events if event.action == Event.Action.CREATE]
    if made:
        waiting.filter(key__in=made).give_up(events[0].at)


def _events(kind, kept: dict[int, Kept | None], action: str, added: int) -> Iterator[Event]:
    """One event, yet unsigned, for each of the entries that is not as it was."""
    has_state = any(field.name == STATE for field in kind.model._meta.fields)
    columns = ["pk", kind.label, *([STATE] if has_state else []), *kind.key]
    stored = {row[0]: row[1:] for row in kind.model.objects.filter(pk__in=kept).values_list(*columns)}
    keys = {pk: ":".join(row[-len(kind.key) :]) for pk, row in stored.items()}
    after = documents_of(kind.name, [key for pk, key in keys.items() if kept[pk]])
    for pk, was in kept.items():
        if was is None and pk in stored:
            before, changes = None, {STATE: stored[pk][1]} if has_state else {}
        elif was is not None:
            before = unpacked(was.document)
            changes = changes_between(before, after.get(keys[pk], {}) if pk in keys else None)
            if not changes:
                continue
        else:
            continue
        key = keys.get(pk, was.key if was else "")
        yield Event(
            action=action or action_of(before, changes if pk in stored else None),
            kind=kind.name,
            key=key,
            former_key=was.key if was and was.key != key else "",
            label=str(stored[pk][0] if pk in stored else was.label)[:LONGEST_NAME],
            before=was and was.document,
            was=digest_of(before) if before else "",
            changes=changes if pk in stored else {},
            is_public=pk in stored and is_visible(kind.name, before, changes, added=added),
        )


def changes_between(before: dict, after: dict | None) -> dict:
    """The new values of what differs, None where there is none any more."""
    after = after or {}
    return {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)}


def action_of(before: dict | None, changes: dict | None) -> str:
    """What an edit did to an entry, of which nothing is left if ``changes`` is None."""
    if before is None:
        return Event.Action.CREATE
    if changes is None:
        return Event.Action.DELETE
    state = changes.get(STATE)
    if state == PUBLISHED:
        return Event.Action.PUBLISH
    if state == ARCHIVED:
        return Event.Action.ARCHIVE
    return Event.Action.UNPUBLISH if state and before.get(STATE) == PUBLISHED else Event.Action.CHANGE


def sign(event: Event, author: Author):
    event.route, event.note = author.route, author.note[:LONGEST_NOTE]
    event.by, event.by_name = author.by, author.by.get_username() if author.by else ""
    if author.by is None and author.route in ON_THE_SERVER:
        event.by_name = server_account()


@cache
def server_account() -> str:
    """Who gives commands on the server, as far as that knows."""
    try:
        return f"{getpass.getuser()} on the server"[:LONGEST_WHO]
    except (KeyError, OSError):  # a container may run as a number without a name
        return ""


def chunks(things: Iterable) -> Iterator[list]:
    things = iter(things)
    while some := list(islice(things, CHUNK)):
        yield some
