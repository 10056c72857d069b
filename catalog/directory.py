"""The one function that answers the directory: which tools, in which order, and how many per term.

This is the plain answer, by the ORM. An index can take its place behind the same function.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from catalog import dates
from catalog.models import Assignment, FacetState, FieldState, Tool, ToolAlias
from catalog.query import CHOICE_FACETS, Query
from catalog.taxonomy import Taxonomy

COUNTED_AT_ONCE = 10_000  # tools: far below the number of values that either database takes in a question
COLUMN_OF = {"entry-type": "entry_type", "lifecycle": "lifecycle", "maker": "maker__slug"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``total`` matches, and the ``ids`` of one page of them in order."""

    total: int
    ids: tuple[int, ...]
    directory: "Directory"

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By facet and term, worked out when first asked for.

        A facet's counts ignore its own selection: each says how many there would be with that term chosen.
        """
        return self.directory.counts()

    def tools(self):
        """The page's tools, in order, with what a card shows."""
        found = Tool.objects.published().filter(pk__in=self.ids).with_prices(timezone.localdate()).for_cards()
        by_id = {tool.pk: tool for tool in found}
        return [by_id[pk] for pk in self.ids if pk in by_id]


def answer(query: Query, taxonomy: Taxonomy, *, page: int = 1, size: int = 24) -> Answer:
    """Answer a query; ``page`` starts at 1, and a page beyond the end has no ids."""
    directory = Directory(query, taxonomy)
    start = (page - 1) * size
    matches = directory.select()
    ids = tuple(directory.ordered(matches).values_list("pk", flat=True)[start : start + size])
    return Answer(total=matches.count(), ids=ids, directory=directory)


class Directory:
    def __init__(self, query: Query, taxonomy: Taxonomy):
        self.query = query
        self.taxonomy = taxonomy

    def select(self, *, ignoring: str = ""):
        """The published tools that match, leaving one facet's own selection aside."""
        tools = Tool.objects.published()
        for word in self.query.words:
            tools = tools.filter(self._has_word(word))
        for facet, slugs in self.query.chosen.items():
            if facet != ignoring:
                tools = tools.filter(self._choice(facet, slugs))
        if any(name.startswith("price") for name in self.query.ranges):
            tools = tools.with_prices(timezone.localdate())
        for name, ends in self.query.ranges.items():
            tools = tools.filter(self._range(name, *ends))
        return tools

    def _has_word(self, word):
        """In a name, the tagline or the maker's name, or in what one of its terms is called."""
        return (
            Q(name__icontains=word)
            | Q(tagline__icontains=word)
            | Q(maker__name__icontains=word)
            | Q(pk__in=ToolAlias.objects.filter(name__icontains=word).values("tool"))
            | Q(pk__in=Assignment.objects.filter(term__in=self.taxonomy.ids_under(word)).values("tool"))
        )

    def _choice(self, facet, slugs):
        if facet in CHOICE_FACETS:
            return Q(**{f"{COLUMN_OF[facet]}__in": slugs})
        value = self.taxonomy.facets[facet]
        wanted = [value.terms[slug].below for slug in slugs]
        if value.match_all:
            condition = Q()
            for below in wanted:
                condition &= _has_term(below)
        else:
            condition = _has_term(frozenset().union(*wanted))
        return condition | self._facet_unknown(value) if facet in self.query.unknown else condition

    @staticmethod
    def _facet_unknown(facet):
        """Tools of which nothing is known in a facet: no term, and no state that says why."""
        any_term = Assignment.objects.filter(tool=OuterRef("pk"), term__facet=facet.id)
        any_state = FacetState.objects.filter(tool=OuterRef("pk"), facet=facet.id)
        return ~Exists(any_term) & ~Exists(any_state)

    def _range(self, name, least, most):
        if name == "released":
            condition = ~Q(released="")
            if least is not None:
                condition &= Q(released__gte=least)
            if most is not None:
                # "2023-05" as an end takes in all of May; text compares as dates do.
                condition &= Q(released__lte=dates.latest(most).isoformat())
            blank = Q(released="")
        else:
            condition = Q(**{f"{name}__isnull": False})
            if least is not None:
                condition &= Q(**{f"{name}__gte": least})
            if most is not None:
                condition &= Q(**{f"{name}__lte": most})
            blank = Q(**{f"{name}__isnull": True})
        if name in self.query.unknown:
            explained = FieldState.objects.filter(tool=OuterRef("pk"), field=name).exclude(state="not-known")
            condition |= blank & ~Exists(explained)
        return condition

    def ordered(self, tools):
        """By the query's sort, blanks last, then by the reading order; never by popularity or money."""
        best = tools.in_reading_order()
        if self.query.sort == "best":
            if not self.query.q:
                return best
            return best.annotate(tier=tier("name", self.query.q)).order_by("tier", *best.query.order_by)
        if self.query.sort == "price":
            tools = tools.with_prices(timezone.localdate())
        if self.query.sort == "confirmed":
            tools = tools.annotate(confirmed_on=Max("readings__read_on", filter=Q(readings__outcome="confirmed")))
        blank_last = {
            "name": [],
            "price": [F("price_month").asc(nulls_last=True), F("price_in").asc(nulls_last=True)],
            "newest": [Case(When(released="", then=Value(1)), default=Value(0)), F("released").desc()],
            "confirmed": [F("confirmed_on").desc(nulls_last=True), F("sourced_share").desc()],
            "context": [F("context_window").desc(nulls_last=True)],
        }
        return tools.order_by(*blank_last[self.query.sort], Lower("name"), "slug")

    def counts(self):
        """How many tools each term would leave, facets without a selection sharing one base."""
        everything = self._ids()
        chosen = [facet for facet in self.taxonomy.filterable() if facet.slug in self.query.chosen]
        counts = count_terms(everything, [facet for facet in self.taxonomy.filterable() if facet not in chosen])
        for facet in chosen:
            base = everything if facet.match_all else self._ids(ignoring=facet.slug)
            counts |= count_terms(base, [facet])
        for name in CHOICE_FACETS:
            column = COLUMN_OF[name]
            base = self.select(ignoring=name).order_by()
            counts[name] = dict(base.values_list(column).annotate(Count("pk", distinct=True)))
        return counts

    def _ids(self, *, ignoring=""):
        """Asked once, then given as numbers: nested in a count, the question can take PostgreSQL minutes."""
        return list(self.select(ignoring=ignoring).order_by().values_list("pk", flat=True))


def count_terms(tool_ids, facets) -> dict[str, dict[str, int]]:
    """How many of the tools have each term of the facets, or one found under it."""
    terms = [term for facet in facets for term in facet.terms.values()]
    wide = {
        f"t{term.id}": Count("tool", distinct=True, filter=Q(term__in=term.below))
        for term in terms
        if len(term.below) > 1
    }
    found = Counter()
    for start in range(0, len(tool_ids), COUNTED_AT_ONCE):
        links = Assignment.objects.filter(tool__in=tool_ids[start : start + COUNTED_AT_ONCE]).order_by()
        plain = links.filter(term__facet__in=[facet.id for facet in facets]).values_list("term")
        found.update({f"t{term}": number for term, number in plain.annotate(Count("tool")) if f"t{term}" not in wide})
        if wide:
            found.update(links.aggregate(**wide))
    return {facet.slug: {slug: found[f"t{term.id}"] for slug, term in facet.terms.items()} for facet in facets}


def refresh_statistics():
    """Tell PostgreSQL's planner what the tables hold; call it after a load, which it notices only minutes later."""
    if connection.vendor == "postgresql":
        models = apps.get_app_config("catalog").get_models()
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _has_term(term_ids):
    return Exists(Assignment.objects.filter(tool=OuterRef("pk"), term__in=term_ids))


def tier(column, text):
    """0 for the very text, then what begins with it, what contains it, and the rest."""
    return Case(
        When(**{f"{column}__iexact": text}, then=Value(0)),
        When(**{f"{column}__istartswith": text}, then=Value(1)),
        When(**{f"{column}__icontains": text}, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
