"""Loading the shipped content without ever undoing an editor's work."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from catalog.content.kinds import ContentKind, digest_of
from catalog.history.edits import editing
from catalog.models import Event, LoadedEntry


@dataclass
class Report:
    """What loading did with the entries of one kind, by natural key."""

    kind: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    edited: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    already_there: list[str] = field(default_factory=list)


def load(kinds: list[ContentKind], folder: Path, *, update: bool = False) -> list[Report]:
    """Load every kind in one transaction, which is one edit of the catalogue.

    New entries are created. An entry that an editor changed, deleted or made on their own is left as it is
    and reported. With ``update``, entries nobody touched follow the files.
    """
    with editing(route=Event.Route.CONTENT):
        return [_load_kind(kind, kind.read(folder), update=update) for kind in kinds]


def _load_kind(kind, documents, *, update):
    report = Report(kind=kind.name)
    records = dict(LoadedEntry.objects.filter(kind=kind.name).values_list("key", "digest"))
    stored = kind.dump(documents)
    to_write = {}
    taken = kind.taken({key: document for key, document in documents.items() if key not in stored})
    for key, document in documents.items():
        if key not in stored and key in records:
            report.deleted.append(key)
        elif key in taken:
            report.already_there.append(key)
        elif key not in stored:
            to_write[key] = document
        elif key not in records:
            report.already_there.append(key)
        elif digest_of(stored[key]) != records[key]:
            report.edited.append(key)
        elif update:
            to_write[key] = document
        else:
            report.unchanged += 1
    kind.write(list(to_write.values()))
    digests = {}
    for key, document in kind.dump(to_write).items():
        digest = digest_of(document)
        if key not in stored:
            report.created.append(key)
        elif digest != records[key]:
            report.updated.append(key)
        else:
            report.unchanged += 1
        digests[key] = digest
    _record(kind.name, digests)
    return report


def _record(kind, digests):
    now = timezone.now()
    LoadedEntry.objects.bulk_create(
        [LoadedEntry(kind=kind, key=key, digest=digest, loaded_at=now) for key, digest in digests.items()],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest", "loaded_at"],
    )
