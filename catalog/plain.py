"""The directory's answer as one would write it first: by the ORM, and by reading every text. The index's twin.

Nothing here is fast and nothing is shared with the index but what words are, so that a test which holds one against
the other says something. The site answers by ``catalog/directory.py``.
"""

from collections import Counter

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When
from django.db.models.functions import NullIf
from django.utils import timezone

from catalog import dates
from catalog.directory import Answer
from catalog.index.text import Wording
from catalog.models import Alternative, Assignment, FacetState, FieldState, Tool
from catalog.models.tools import ByName
from catalog.plain_search import PlainSearch
from catalog.query import CHOICE_FACETS, OFFERED, RANGES, RETIRED, Query
from catalog.taxonomy import Taxonomy

COLUMN_OF = {"entry-type": "entry_type", "lifecycle": "lifecycle", "maker": "maker__slug"}


def answer(query: Query, taxonomy: Taxonomy, *, page: int = 1, size: int = 24) -> Answer:
    """Answer a query; ``page`` starts at 1, and a page beyond the end has no ids."""
    directory = Directory(query, taxonomy)
    start = (page - 1) * size
    matches = directory.select()
    return Answer(
        total=matches.count(),
        ids=tuple(directory.ordered(matches).values_list("pk", flat=True)[start : start + size]),
        counts=directory.counts(),
        totals=Directory(Query(), taxonomy).counts(),
        unknown=directory.counts_of_unknown(),
        hidden=directory.hidden(),
        understood=directory.understood,
        versions={},
    )


class Directory:
    def __init__(self, query: Query, taxonomy: Taxonomy):
        self.query = query
        self.taxonomy = taxonomy
        self.understood, self.tiers = self._search() if query.q else (None, [])
        # Tiers 0 to 2 are tools that are called so: what is discontinued is shown to who asks for it by name.
        is_named = self.understood and not self.understood.alternatives_to
        self.named = set().union(*self.tiers[:3]) if is_named else set()

    def select(self, *, ignoring: str = ""):
        """The published tools that match, leaving one condition aside."""
        tools = Tool.objects.published()
        if "lifecycle" not in (*self.query.chosen, ignoring):
            tools = tools.filter(~Q(lifecycle=RETIRED) | Q(pk__in=self.named))
        if self.query.q and ignoring != "q":
            tools = tools.filter(pk__in=set().union(*self.tiers))
        for facet, slugs in self.query.chosen.items():
            if facet != ignoring:
                tools = tools.filter(self._choice(facet, slugs))
        if any(name.startswith("price") for name in self.query.ranges):
            tools = tools.with_prices(timezone.localdate())
        for name, ends in self.query.ranges.items():
            if name != ignoring:
                tools = tools.filter(self._range(name, *ends))
        return tools

    def _search(self):
        """What was made of the text, and the sets of tools that match it, best first."""
        tools = list(Tool.objects.published().select_related("maker").prefetch_related("aliases", "assignments"))
        labels = self.taxonomy.labels()
        terms = {term for facet in self.taxonomy.facets.values() for term in facet.terms.values()}
        wordings, labels_of = {}, {}
        for tool in tools:
            names = (tool.name, *(alias.name for alias in tool.aliases.all()))
            wordings[tool.pk] = Wording(names, (tool.tagline, tool.summary))
            held = {row.term_id for row in tool.assignments.all()}
            found_under = [term.id for term in terms if not term.below.isdisjoint(held)]
            labels_of[tool.pk] = [name for term in found_under for name in labels[term]]
            labels_of[tool.pk] += labels[tool.maker.slug]
        search = PlainSearch(wordings, labels_of)
        understood = search.understand(self.query.q)
        if understood.alternatives_to:
            return understood, self._alternatives_to(search.named(understood.alternatives_to)[0])
        tiers = search.tiers(understood)
        if understood.whole and not understood.words:
            tiers.append(set(wordings) - tiers[0])
        return understood, tiers

    def _alternatives_to(self, named):
        """First what is listed for one of the named tools, or lists one; then what shares a kind and an output."""
        listed = {
            pk for pair in Alternative.objects.values_list("tool", "other") if not named.isdisjoint(pair) for pk in pair
        }
        first = set(Tool.objects.published().filter(pk__in=listed).values_list("pk", flat=True)) - named
        alike = Tool.objects.published()
        asked = [self.taxonomy.facets[slug] for slug in ("kind", "output") if slug in self.taxonomy.facets]
        if not asked:
            return [first, set()]
        for facet in asked:
            below = set()
            for term in facet.terms.values():
                if Assignment.objects.filter(tool__in=named, term__in=term.below).exists():
                    below |= term.below
            alike = alike.filter(_has_term(below))
        return [first, set(alike.values_list("pk", flat=True)) - first - named]

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

    def counts_of_unknown(self):
        """How many match all else and are not known in a facet or figure."""
        counts = {}
        for name in RANGES:
            tools = self.select(ignoring=name)
            if name.startswith("price"):
                tools = tools.with_prices(timezone.localdate())
            counts[name] = tools.filter(self._range_unknown(name)).count()
        for facet in self.taxonomy.filterable():
            if facet.slug in self.query.chosen or facet.slug in self.query.unknown:
                counts[facet.slug] = self.select(ignoring=facet.slug).filter(self._facet_unknown(facet)).count()
        return counts

    def hidden(self):
        """How many more would match if what is discontinued were shown."""
        if "lifecycle" in self.query.chosen:
            return 0
        return self.select(ignoring="lifecycle").count() - self.select().count()

    @staticmethod
    def _facet_unknown(facet):
        """Tools of which nothing is known in a facet: no term, and no state that says why."""
        any_term = Assignment.objects.filter(tool=OuterRef("pk"), term__in=_ids_found_under(facet))
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
        else:
            condition = Q(**{f"{name}__isnull": False})
            if least is not None:
                condition &= Q(**{f"{name}__gte": least})
            if most is not None:
                condition &= Q(**{f"{name}__lte": most})
        return condition | self._range_unknown(name) if name in self.query.unknown else condition

    @staticmethod
    def _range_unknown(name):
        blank = Q(released="") if name == "released" else Q(**{f"{name}__isnull": True})
        explained = FieldState.objects.filter(tool=OuterRef("pk"), field=name).exclude(state="not-known")
        return blank & ~Exists(explained)

    def ordered(self, tools):
        """By the query's sort, blanks last, then by name; never by popularity or money."""
        best = tools.in_reading_order()
        if self.query.sort == "best":
            if not self.query.q:
                return best
            tier = Case(*(When(pk__in=tier, then=Value(number)) for number, tier in enumerate(self.tiers) if tier))
            return best.annotate(tier=tier).order_by("tier", *best.query.order_by)
        sort = self.query.sort.removeprefix("-")
        if sort == "price":
            tools = tools.with_prices(timezone.localdate())
        if sort == "confirmed":
            tools = tools.annotate(confirmed_on=Max("readings__read_on", filter=Q(readings__outcome="confirmed")))
        if sort == "newest":
            tools = tools.annotate(released_on=NullIf("released", Value("")))
        first, second = (F.desc, F.asc) if self.query.sort.startswith("-") else (F.asc, F.desc)
        blank_last = {
            "name": [],
            "price": [first(F("price_month"), nulls_last=True), first(F("price_in"), nulls_last=True)],
            "newest": [second(F("released_on"), nulls_last=True)],
            "confirmed": [second(F("confirmed_on"), nulls_last=True), second(F("sourced_share"))],
            "context": [second(F("context_window"), nulls_last=True)],
        }
        return tools.order_by(*blank_last[sort], ByName().desc() if self.query.sort == "-name" else ByName())

    def counts(self):
        """How many tools each term would leave, facets without a selection sharing one base."""
        everything = self._ids()
        counts = {}
        for facet in self.taxonomy.filterable():
            own = facet.slug in self.query.chosen and not facet.match_all
            counts |= count_terms(self._ids(ignoring=facet.slug) if own else everything, [facet])
        for name, column in COLUMN_OF.items():
            base = self.select(ignoring=name).order_by()
            found = Counter(dict(base.values_list(column).annotate(Count("pk", distinct=True))))
            counts[name] = {slug: found[slug] for slug in [*self._offered(name), *self.query.chosen.get(name, ())]}
        return counts

    def _offered(self, name):
        """The values of a column that have the most tools in the whole catalogue."""
        column = COLUMN_OF[name]
        tools = Tool.objects.published().order_by()
        rows = tools.values_list(column).annotate(Count("pk"))
        return [value for value, number in sorted(rows, key=lambda row: (-row[1], row[0]))][:OFFERED]

    def _ids(self, *, ignoring=""):
        return list(self.select(ignoring=ignoring).order_by().values_list("pk", flat=True))


def count_terms(tool_ids, facets) -> dict[str, dict[str, int]]:
    """How many of the tools have each term of the facets, or one found under it."""
    held = Counter()
    tools_of = {}
    for tool, term in Assignment.objects.filter(tool__in=tool_ids).order_by().values_list("tool", "term"):
        tools_of.setdefault(term, set()).add(tool)
    for facet in facets:
        for term in facet.terms.values():
            held[term.id] = len(set().union(*(tools_of.get(below, ()) for below in term.below)))
    return {facet.slug: {slug: held[term.id] for slug, term in facet.terms.items()} for facet in facets}


def _has_term(term_ids):
    return Exists(Assignment.objects.filter(tool=OuterRef("pk"), term__in=term_ids))


def _ids_found_under(facet):
    return set().union(*(term.below for term in facet.terms.values()))
