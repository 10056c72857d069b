"""What ``load_content`` needs to know of a kind of entry, and the plain way to say it for a model."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.db import models

NAMING = ("title", "name", "label", "term", "question")
BESIDE = ("position", "editorial_state")  # where and whether an entry is shown
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """The shipped content is wrong; the message names file, entry and field."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """A kind of entry of which history keeps whole documents.

    ``dump`` tells all that somebody could have changed of the stored entries among some keys. An entry is a row of
    ``model``, named by the column ``label``, with the columns of its natural ``key``; ``parts`` are the tables whose
    rows belong to one, with the link that says to which: by these history notices what is written. ``restore``
    makes the entry of a key exactly what a document from ``dump`` says, and returns in words what could not be had
    again; it raises ContentError with what is wrong.
    """

    name: str
    dump: Callable[[Iterable[str]], dict[str, dict]]
    model: type[models.Model]
    label: str = "title"
    key: tuple[str, ...] = ("slug",)
    parts: dict[type[models.Model], str] = field(default_factory=dict)
    restore: Callable[[str, dict], list[str]] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ContentKind(Kind):
    """One kind of shipped entry.

    ``read`` gives the documents of a folder by natural key; ``write`` creates or replaces entries from
    documents; after it, ``dump`` is how an entry looks untouched. ``taken`` names those of some new documents whose
    place an editor's own entry has, under another key.
    """

    read: Callable[[Path], dict[str, dict]]
    write: Callable[[list[dict]], None]
    taken: Callable[[dict[str, dict]], set[str]] = lambda documents: set()


def digest_of(document: dict) -> str:
    """SHA-256 of a document, the same for equal documents."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def read_yaml(path: Path):
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=Loader) or []  # noqa: S506 — the safe loader, in C where there is one


def by_key(documents, key, where) -> dict[str, dict]:
    found = {}
    for document in documents:
        name = key(document)
        if name in found:
            raise ContentError(f"{where}: “{name}” is there twice")
        found[name] = document
    return found


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How rows of a model stand in documents: plain columns, links by natural key, and rows below.

    ``links`` and ``foreign`` map a column to the model it points to; ``below`` maps a related name to the
    shape of its rows, whose order is their position.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    links: dict[str, type[models.Model]] = field(default_factory=dict)
    foreign: dict[str, type[models.Model]] = field(default_factory=dict)
    below: dict[str, "Shape"] = field(default_factory=dict)
    parent: str = ""
    key: tuple[str, ...] = ("slug",)
    label: str = ""  # the column that names an entry, where it is not one of the usual ones

    def kind(self, name: str, file: str, **options) -> ContentKind:
        def read(folder):
            return by_key(read_yaml(folder / file), lambda document: document["slug"], file)

        return ContentKind(name=name, read=read, **self.stored(name), **options)

    def stored(self, name: str) -> dict:
        """What ``ContentKind`` needs to know of the entries in the database."""

        def write(documents):
            self.write(documents, name)

        return {
            "dump": self.dump,
            "write": write,
            "restore": self.restore,
            "model": self.model,
            "label": self.label or next(column for column in NAMING if column in self.columns),
            "key": self.key,
            "parts": {shape.model: shape.parent for shape in self.below.values()},
        }

    def dump(self, keys) -> dict[str, dict]:
        rows = self.model.objects.filter(slug__in=list(keys)).prefetch_related(*self.links, *self.below)
        return {row.slug: self.document(row) for row in rows}

    def document(self, row) -> dict:
        """Everything of a row that the shipped content could set or an editor could change."""
        ours = {*BESIDE} & {column.name for column in self.model._meta.get_fields()}
        found = {column: getattr(row, column) for column in ours}
        found |= {column: getattr(row, column) for column in self.columns}
        found |= {column: key_of(getattr(row, column)) for column in self.foreign}
        found |= {column: sorted(key_of(other) for other in getattr(row, column).all()) for column in self.links}
        found |= {
            name: [shape.document(inner) for inner in getattr(row, name).all()] for name, shape in self.below.items()
        }
        return {key: value for key, value in found.items() if value not in (None, "", [])}

    def write(self, documents, name=""):
        """Rows first, links second: entries may point to each other."""
        written = []
        existing = self.existing(documents)
        for document in documents:
            where = f"{name} {document.get('slug', '?')}"
            row = existing.get(self.key_of(document)) or self.model(slug=document["slug"])
            written.append((self, row, document, where))
            self._fill(row, document, where)
            for related, shape in self.below.items():
                rows = document.get(related) or []
                stored = list(getattr(row, related).order_by("position", "pk"))
                for gone in stored[len(rows) :]:
                    gone.delete()
                for position, inner in enumerate(rows):  # forms that are open name rows by their primary keys
                    below = stored[position] if position < len(stored) else shape.model(**{shape.parent: row})
                    below.position = position
                    place = f"{where}, {related} {position + 1}"
                    shape._fill(below, inner, place)
                    written.append((shape, below, inner, place))
        for shape, row, document, where in written:
            shape._link(row, document, where)

    def restore(self, key, document) -> list[str]:
        """Make the entry what the document says, without links to what is no longer there."""
        lost = []
        document = {**document, "slug": key.split(":")[-1]}
        self.write([self._that_can_be_had(document, lost)], self.model._meta.verbose_name)
        row = self.existing([document])[self.key_of(document)]
        kept = {name: document[name] for name in self._beside_columns() if name in document}
        for name, value in kept.items():
            setattr(row, name, value)
        if kept:
            row.save(update_fields=list(kept))
        return lost

    def _that_can_be_had(self, document, lost):
        found = {key: value for key, value in document.items() if key not in self._beside_columns()}
        for column, other in self.links.items():
            there = [key for key in document.get(column) or [] if _is_there(other, key)]
            gone = [key for key in document.get(column) or [] if key not in there]
            lost += [f"{other._meta.verbose_name} “{key}”" for key in gone]
            found |= {column: there} if gone else {}
        for column, other in self.foreign.items():
            key = document.get(column)
            if not key or _is_there(other, key):
                continue
            if not self.model._meta.get_field(column).null:
                raise ContentError(f"the {other._meta.verbose_name} “{key}” is gone. Put that back first")
            lost.append(f"{other._meta.verbose_name} “{key}”")
            del found[column]
        for name, shape in self.below.items():
            found |= {name: [shape._that_can_be_had(row, lost) for row in document.get(name) or []]}
        return found

    def _beside_columns(self):
        """What documents tell of an entry that the shipped ones never say."""
        return {*BESIDE} - {*self.columns}

    def key_of(self, document):
        return document["slug"]

    def existing(self, documents):
        """The stored rows of these documents, by key."""
        rows = self.model.objects.filter(slug__in=[document["slug"] for document in documents])
        return {key_of(row): row for row in rows}

    def _fill(self, row, document, where):
        known = {"slug", *self.columns, *self.links, *self.foreign, *self.below}
        if strangers := set(document) - known:
            raise ContentError(f"{where}: unknown keys {', '.join(sorted(strangers))}")
        for column in self.columns:
            default = self.model._meta.get_field(column).get_default()
            value = document.get(column)
            setattr(row, column, default if value is None else value)
        for column, other in self.foreign.items():
            setattr(row, column, resolve(other, document[column], where) if document.get(column) else None)
        try:
            row.full_clean()
        except ValidationError as error:
            raise ContentError(f"{where}: {error.message_dict}") from error
        row.save()

    def _link(self, row, document, where):
        for column, other in self.links.items():
            found = [resolve(other, key, where) for key in document.get(column) or []]
            getattr(row, column).set([target for target in found if target])


def key_of(row):
    """A row's natural key as text, such as “image-generator” or “output:image”; empty for no row."""
    return ":".join(row.natural_key()) if row else ""


def resolve(model, key, where):
    """The row of a natural key, or None for one that an editor has deleted since it was loaded."""
    from catalog.models import LoadedEntry

    try:
        return model.objects.get_by_natural_key(*key.split(":"))
    except model.DoesNotExist:
        if LoadedEntry.objects.filter(kind=model._meta.model_name, key=key).exists():
            return None
        raise ContentError(f"{where}: there is no {model._meta.verbose_name} “{key}”") from None


def _is_there(model, key):
    try:
        return bool(model.objects.get_by_natural_key(*key.split(":")))
    except model.DoesNotExist:
        return False
