"""Entries as history keeps them: whole documents by natural key, relations included."""

import json
import zlib
from collections.abc import Iterable

from catalog import content
from catalog.content.kinds import Kind, digest_of
from catalog.models import Event

__all__ = ["digest_of", "document_of", "documents_of", "kind_named", "kind_of", "kinds", "register", "version_of"]

_others: list[Kind] = []


def register(kind: Kind):
    """Keep the history of entries that are no content, such as accounts."""
    if all(known.name != kind.name for known in _others):
        _others.append(kind)


def kinds() -> list[Kind]:
    """Every kind of entry that has a history, in the order in which they need each other."""
    return [*content.kinds(), *_others]


def kind_named(name: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.name == name), None)


def kind_of(model) -> Kind | None:
    """The kind whose entries are rows of this model."""
    return next((kind for kind in kinds() if kind.model is model), None)


def documents_of(kind: str, keys: Iterable[str]) -> dict[str, dict]:
    """The entries among these keys as they are stored now, as plain data that JSON can hold."""
    keys = list(keys)
    found = kind_named(kind).dump(keys) if keys else {}
    return {key: json.loads(_text(document)) for key, document in found.items()}


def document_of(kind: str, key: str) -> dict | None:
    """An entry as it is stored now; None where there is none."""
    return documents_of(kind, [key]).get(key)


def version_of(kind: str, key: str, digest: str) -> dict | None:
    """An entry as it was, or is, when its document had this digest; None if it never looked so."""
    now = document_of(kind, key)
    if now is not None and digest_of(now) == digest:
        return now
    event = Event.objects.of(kind, key).filter(was=digest).first()
    return before_of(event) if event else None


def before_of(event: Event) -> dict | None:
    """The entry as it was before an event; None if it was new."""
    return unpacked(event.before)


def after_of(event: Event) -> dict | None:
    """The entry as an event left it; None if it deleted it, or made it: then the next event tells, or the entry."""
    if event.before is None or event.action == Event.Action.DELETE:
        return None
    found = {**before_of(event), **event.changes}
    return {key: value for key, value in found.items() if value is not None}


def packed(document: dict) -> bytes:
    return zlib.compress(_text(document).encode(), 6)


def unpacked(stored: bytes | memoryview | None) -> dict | None:
    return None if stored is None else json.loads(zlib.decompress(bytes(stored)))


def _text(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)
