"""An entry's history as the desk shows it: who did what, when, how, and what changed by it in words."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from catalog.history.differences import Difference, differences, places
from catalog.history.documents import after_of, before_of
from catalog.history.edits import tracked_tables
from catalog.history.keys import events_of_entry
from catalog.history.labels import labels_of, layout_of
from catalog.history.telling import Piece, pieces, shortened
from catalog.models import Event

MOST_SENTENCES = 6
EVENTS_A_PAGE = 50
MOST_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event of an entry's history as the list shows it."""

    event: Event
    sentences: list[str]
    more: int


@dataclass(frozen=True, kw_only=True)
class Side:
    """A place that is not the same, with what it says on one side and on the other."""

    title: str
    before: list[Piece]
    after: list[Piece]


class Teller:
    """Puts the changes of one kind's entries into words; facets and terms as they are called now."""

    def __init__(self, kind):
        self.layout, self.labels = layout_of(kind), labels_of(kind)

    def told(self, event) -> Told:
        found = self.sentences(event)
        return Told(event=event, sentences=found[:MOST_SENTENCES], more=max(0, len(found) - MOST_SENTENCES))

    def sentences(self, event) -> list[str]:
        before, after = before_of(event), after_of(event)
        if before is None or after is None:
            return []
        return [self.labels.sentence(narrowed(one, self.layout)) for one in differences(before, after, self.layout)]

    def sides(self, before, after) -> list[Side]:
        found = []
        for one in differences(before, after, self.layout):
            compared = shortened(pieces(*self.labels.both(one)))
            found.append(
                Side(
                    title=self.labels.place(one.path),
                    before=[piece for piece in compared if piece.kind != "new"],
                    after=[piece for piece in compared if piece.kind != "gone"],
                )
            )
        return found

    def whole(self, document) -> list[tuple[str, str]]:
        held = places(document, self.layout)
        return [(self.labels.place(path), self.labels.value(path, value)) for path, value in held.items()]


def narrowed(difference, layout) -> Difference:
    """A difference without what is on both sides: columns of a row, members of a set, long stretches of a text."""
    before, after = difference.before, difference.after
    if isinstance(before, dict) and isinstance(after, dict):
        columns = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        sides = [{name: row[name] for name in columns if name in row} for row in (before, after)]
    elif isinstance(before, list) and isinstance(after, list) and layout.is_set(difference.path):
        sides = [[one for one in before if one not in after], [one for one in after if one not in before]]
    elif isinstance(before, str) and isinstance(after, str):
        compared = shortened(pieces(before, after))
        sides = ["".join(piece.text for piece in compared if piece.kind != other) for other in ("new", "gone")]
    else:
        return difference
    return Difference(path=difference.path, before=sides[0], after=sides[1])


def history_page(request, model_admin, entry, kind):
    """Everything that was done to an entry, the newest first, under whatever key it had."""
    events = events_of_entry(kind.name, key_of(entry, kind))
    page = Paginator(events.select_related("by"), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    teller = Teller(kind)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"History: {entry}",
        "opts": model_admin.opts,
        "entry": entry,
        "page": page,
        "told": [teller.told(event) for event in page],
    }
    return TemplateResponse(request, "admin/history.html", context)


def key_of(entry, kind) -> str:
    values = kind.model.objects.filter(pk=entry.pk).values_list(*kind.key).get()
    return ":".join(values)


def named_by(entry) -> list[str]:
    """The entries that name this one and would lose that link, in words."""
    found, tracked = [], tracked_tables()
    for relation in entry._meta.get_fields(include_hidden=True):
        table = relation.related_model if relation.auto_created and relation.is_relation else None
        if table not in tracked or not (relation.many_to_many or relation.on_delete is models.SET_NULL):
            continue
        rows = table.objects.filter(**{relation.field.name: entry})
        kind, column = tracked[table]
        owners = kind.model.objects.filter(pk__in=rows.values(column))
        count = owners.count()
        found += [f"{capfirst(kind.model._meta.verbose_name)} “{owner}”" for owner in owners[:MOST_NAMED]]
        if count > MOST_NAMED:
            found.append(f"and {count - MOST_NAMED} more of this kind")
    return list(dict.fromkeys(found))
