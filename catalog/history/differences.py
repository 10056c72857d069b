"""What differs between two documents of an entry, place by place, and how two people's changes go together. Pure.

A *place* is what is compared, decided and merged as one: a field, the terms of one facet, one plan. Its path names it:
``("tagline",)``, ``("terms", "output")``, ``("plans", "Pro · subscription")``. A place without a value is not there:
documents hold no empty values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

Path = tuple[str, ...]
ORDER = ""  # the place in which a list of rows keeps their order


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the documents of one kind are read.

    ``maps`` are keys whose entries are places of their own. ``sets`` are lists, wherever they stand, whose order says
    nothing; entries of maps are such too, and those named in ``singles`` hold one value at most. ``rows`` are lists of
    rows, with the columns by which a row is known. What stands in a ``lifted`` key is read as if it stood beside it;
    such documents are compared, not assembled. ``left_out`` is what follows from other places, or is no part of
    the entry.
    """

    maps: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    singles: frozenset[str] = frozenset()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lifted: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def is_set(self, path: Path) -> bool:
        return path[-1] in self.sets or path[0] in self.maps


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place whose value is not the same; ``None`` for one that is not there."""

    path: Path
    before: object
    after: object


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A place that two people changed, each to something else."""

    path: Path
    base: object
    theirs: object
    mine: object


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Two people's changes together, by place. Where they are in conflict, it holds theirs."""

    places: dict[Path, object]
    conflicts: dict[Path, Conflict]
    layout: Layout

    @property
    def document(self) -> dict:
        return assembled(self.places, self.layout)


class _DisagreementError(Exception):
    pass


def places(document: Mapping, layout: Layout) -> dict[Path, object]:
    """Everything that a document holds, by place."""
    found = {}
    for key, value in document.items():
        if key in layout.left_out:
            continue
        if key in layout.lifted:
            found |= places(value, layout)
        elif key in layout.maps:
            found |= {(key, name): inner for name, inner in value.items()}
        elif key in layout.rows:
            rows = named_rows(value, layout.rows[key])
            found |= {(key, name): row for name, row in rows.items()}
            found[key, ORDER] = list(rows)
        else:
            found[key,] = value
    return {path: value for path, value in found.items() if value not in (None, "", [], {})}


def named_rows(rows, columns) -> dict[str, Mapping]:
    """Rows by what they are known by; a second one of the same name is numbered."""
    found = {}
    for row in rows:
        known_by = (row.get(column) for column in columns)
        parts = (str(value[0]) if isinstance(value, list) else str(value) for value in known_by if value)
        name = base = " · ".join(parts) or "row"
        number = 1
        while name in found:
            number += 1
            name = f"{base} ({number})"
        found[name] = row
    return found


def assembled(held: Mapping[Path, object], layout: Layout) -> dict:
    """The document that holds these places."""
    document = {}
    for path, value in held.items():
        key = path[0]
        if key in layout.rows:
            document.setdefault(key, None)
        elif len(path) > 1:
            document.setdefault(key, {})[path[1]] = value
        else:
            document[key] = value
    for key in layout.rows:
        if key in document:
            rows = {path[1]: value for path, value in held.items() if path[0] == key and path[1] != ORDER}
            order = [name for name in held.get((key, ORDER), []) if name in rows]
            document[key] = [rows[name] for name in [*order, *(name for name in rows if name not in order)]]
    return {key: value for key, value in document.items() if value not in ([], {})}


def differences(before: Mapping, after: Mapping, layout: Layout) -> list[Difference]:
    """The places whose value differs, in the order of the later document, what is gone last."""
    old, new = places(before, layout), places(after, layout)
    return [
        Difference(path=path, before=old.get(path), after=new.get(path))
        for path in [*new, *(path for path in old if path not in new)]
        if not _same(path, old.get(path), new.get(path), layout)
    ]


def _same(path, old, new, layout):
    if path[-1] == ORDER:  # rows that came or went say so themselves
        return _common(old or [], new or []) == _common(new or [], old or [])
    if layout.is_set(path) and _is_lines(old or []) and _is_lines(new or []):
        return set(old or ()) == set(new or ())
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_same((name,), old.get(name), new.get(name), layout) for name in {**old, **new})
    return old == new


def merge(base: Mapping, theirs: Mapping, mine: Mapping, layout: Layout) -> Merge:
    """What two people made of a base, together: all that only one of them changed, and what both changed alike.

    Both may change the same list or text, as long as it is not the same line of it.
    """
    old, now, wanted = (places(document, layout) for document in (base, theirs, mine))
    merged, conflicts = {}, {}
    for path in dict.fromkeys([*now, *wanted]):
        versions = old.get(path), now.get(path), wanted.get(path)
        try:
            value = _merged(path, *versions, layout)
        except _DisagreementError:
            value = versions[1]
            conflicts[path] = Conflict(path=path, base=versions[0], theirs=versions[1], mine=versions[2])
        if value not in (None, "", [], {}):
            merged[path] = value
    return Merge(places=merged, conflicts=conflicts, layout=layout)


def _merged(path, base, theirs, mine, layout):
    if theirs == mine or mine == base:
        return theirs
    if theirs == base:
        return mine
    if path[-1] == ORDER:
        return _merged_order(base or [], theirs or [], mine or [])
    is_set = layout.is_set(path) and path[-1] not in layout.singles
    if is_set and all(_is_lines(value or []) for value in (base, theirs, mine)):
        return _merged_set(base or [], theirs or [], mine or [])
    if base is None or theirs is None or mine is None:
        raise _DisagreementError
    if isinstance(base, dict):
        columns = dict.fromkeys([*theirs, *mine])
        row = {name: _merged((name,), base.get(name), theirs.get(name), mine.get(name), layout) for name in columns}
        return {name: value for name, value in row.items() if value is not None}
    if all(_is_lines(value) for value in (base, theirs, mine)):
        return merged_lines(base, theirs, mine)
    if all(isinstance(value, str) for value in (base, theirs, mine)):
        return "".join(merged_lines(*(text.splitlines(keepends=True) for text in (base, theirs, mine))))
    raise _DisagreementError


def _is_lines(value):
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _merged_set(base, theirs, mine):
    kept = [one for one in theirs if one in mine or one not in base]
    found = [*kept, *(one for one in mine if one not in base and one not in theirs)]
    return sorted(found) if theirs == sorted(theirs) and mine == sorted(mine) else found


def _merged_order(base, theirs, mine):
    """One of them may have put the rows in another order; rows that either added keep their place in it."""
    if _common(mine, base) == _common(base, mine):
        return _with_new(theirs, mine, base)
    if _common(theirs, base) == _common(base, theirs) or _common(theirs, mine) == _common(mine, theirs):
        return _with_new(mine, theirs, base)
    raise _DisagreementError


def _with_new(order, other, base):
    """An order with what the other one has beyond the base, each behind what it stands behind there."""
    found = list(order)
    for place, name in enumerate(other):
        if name not in found and name not in base:
            before = [found.index(one) for one in other[:place] if one in found]
            found.insert(before[-1] + 1 if before else 0, name)
    return [*found, *(name for name in other if name not in found)]


def _common(order, other):
    return [name for name in order if name in other]


def merged_lines(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Two people's changes to the lines of a text together; a disagreement where they touch the same ones."""
    others, ours = _changes(base, theirs), _changes(base, mine)
    if any(_touch(one, other) for one in ours - others for other in others - ours):
        raise _DisagreementError
    found, done = [], 0
    for start, end, lines in sorted(ours | others):
        found += [*base[done:start], *lines]
        done = end
    return [*found, *base[done:]]


def _changes(base, other):
    """Which lines of the base, from and to, were replaced by which."""
    steps = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return {(start, end, tuple(other[first:last])) for what, start, end, first, last in steps if what != "equal"}


def _touch(one, other):
    """Whether two replaced ranges share a line, or one adds lines at an end of the other."""
    (start, end, _), (begin, close, _) = one, other
    if start == end or begin == close:
        return begin <= end and start <= close
    return begin < end and start < close
