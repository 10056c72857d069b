"""How the documents of each kind are read, and what their keys and values are called: taken from the models."""

from dataclasses import dataclass
from functools import cache

from django.db import models

from catalog.content.kinds import ContentKind
from catalog.facts import FIELD
from catalog.history.differences import Layout
from catalog.history.telling import Labels
from catalog.models import Facet, Term

SAYS_NOTHING = {"id", "position"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What ``differences`` and ``Labels`` need to know of a kind beyond what its models say.

    ``known_by`` are the columns by which the rows of a list are known; ``labels`` names keys that are no columns.
    """

    layout: Layout
    maps: dict[str, str]
    labels: dict[str, str]


TOOL = Reading(
    layout=Layout(
        maps=frozenset({"terms", "states"}),
        sets=frozenset({"aka", "complete", "runs_on", "fields"}),
        rows={
            "plans": ("name", "price_kind", "currency", "valid_from"),
            "sources": ("url", "type"),
            "alternatives": ("tool",),
        },
        left_out=frozenset({"price_in", "price_out", "price_month", "maker_country", "maker_homepage", "readings"}),
    ),
    maps={"terms": "{}", "states": "{}: state"},
    labels={
        "aka": "other names",
        "complete": "facets whose list is complete",
        "runs_on": "models it runs on",
        "tool": "tool",
        "plans": "plan",
        "sources": "source",
        "alternatives": "alternative",
    },
)
QUESTIONNAIRE = Reading(
    layout=Layout(
        lifted=frozenset({"flow"}),
        rows={
            "questions": ("key",),
            "verdicts": ("key",),
            "warnings": ("key",),
            "cases": ("key",),
            "waivers": ("finding",),
        },
        left_out=frozenset({"slug"}),
    ),
    maps={},
    labels={
        "questions": "question",
        "verdicts": "verdict",
        "warnings": "warning",
        "cases": "case",
        "waivers": "waived warning",
    },
)
SPECIAL = {"tool": TOOL, "questionnaire": QUESTIONNAIRE}


def layout_of(kind: ContentKind) -> Layout:
    """How a kind's documents are read; the facets that take one term are asked of the database."""
    layout = SPECIAL[kind.name].layout if kind.name in SPECIAL else _plain_layout(kind)
    if kind.name != "tool":
        return layout
    singles = Facet.objects.exclude(selection=Facet.Selection.MANY).values_list("slug", flat=True)
    return Layout(**{**vars(layout), "singles": frozenset(singles)})


@cache
def _plain_layout(kind):
    sets, rows = {field.name for field in kind.model._meta.many_to_many}, {}
    for part, column in kind.parts.items():
        sets |= {field.name for field in part._meta.many_to_many}
        rows[_name_above(part, column)] = (_names_a_row(part, column),)
    return Layout(sets=frozenset(sets), rows=rows)


def _name_above(part, column):
    """What the rows of a part are called in the document of what they belong to."""
    return part._meta.get_field(column).remote_field.get_accessor_name()


def _names_a_row(part, column):
    return next(field.name for field in part._meta.fields if field.name not in {column, *SAYS_NOTHING})


def labels_of(kind: ContentKind) -> Labels:
    """What a kind's keys and values are called; facets and terms as they are called now, in two queries."""
    reading = SPECIAL.get(kind.name)
    keys, values, links = {}, {}, {"maker", "successor", "fields", "complete", "terms", "implies"}
    for model in [*kind.parts, kind.model]:
        for field in model._meta.get_fields():
            if isinstance(field, models.Field):
                keys[field.name] = str(field.verbose_name)
                values |= {(field.name, str(value)): str(label) for value, label in field.choices or ()}
                if field.is_relation:
                    links.add(field.name)
    for part, column in kind.parts.items():
        if part._meta.get_field(column).remote_field.related_name:
            keys[_name_above(part, column)] = str(part._meta.verbose_name)
    if reading:
        keys |= reading.labels
    return Labels(
        keys=keys,
        maps=reading.maps if reading else {},
        values=values | _states(),
        names=_names(),
        links=frozenset(links),
    )


def _states():
    from catalog.models import FacetState, FieldState

    choices = {**dict(FacetState.State.choices), **dict(FieldState.State.choices)}
    return {("states", state): str(label) for state, label in choices.items()}


def _names():
    found = {key: field.label for key, field in FIELD.items()}
    found |= dict(Facet.objects.values_list("slug", "label"))
    terms = Term.objects.order_by().values_list("facet__slug", "slug", "label")
    return found | {f"{facet}:{slug}": label for facet, slug, label in terms}
