"""The taxonomy as plain values: what the filters, counts and pages need of facets and terms."""

from collections import defaultdict
from dataclasses import dataclass

from catalog.models import Facet, Maker, Term, Tool
from catalog.models.taxonomy import closure

ENTRY_TYPES, LIFECYCLES = dict(Tool.EntryType.choices), dict(Tool.Lifecycle.choices)


@dataclass(frozen=True, kw_only=True)
class TermValue:
    """A term in its place: ``depth`` below the facet, ``below`` the ids of it and all terms found under it."""

    id: int
    slug: str
    label: str
    definition: str
    depth: int
    below: frozenset[int]
    parent: str = ""
    phrase: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    slug: str
    label: str
    help: str
    selection: str
    match_all: bool
    shown_first: bool
    filterable: bool
    comparable: bool
    terms: dict[str, TermValue]
    id: int | None = None
    phrase: str = ""
    unknown_policy: str = "keep"

    @property
    def takes_one(self) -> bool:
        """Whether a tool that has a term of it can have no other."""
        return self.selection != Facet.Selection.MANY


class Taxonomy:
    """Every facet by slug, in the editors' order, and the columns that filter like facets, in ``choices``."""

    def __init__(self):
        terms = list(Term.objects.select_related("facet").prefetch_related("implies"))
        self.above = closure(terms)
        below = defaultdict(set)
        for term_id, reached in self.above.items():
            for other in reached:
                below[other].add(term_id)
        by_facet = defaultdict(list)
        for term in terms:
            by_facet[term.facet_id].append(term)
        self.facets = {
            facet.slug: FacetValue(
                id=facet.pk,
                slug=facet.slug,
                label=facet.label,
                help=facet.help,
                phrase=facet.phrase,
                selection=facet.selection,
                match_all=facet.match == Facet.Match.ALL,
                shown_first=facet.shown_first,
                filterable=facet.filterable,
                comparable=facet.comparable,
                unknown_policy=facet.unknown_policy,
                terms=_in_tree_order(by_facet[facet.pk], below),
            )
            for facet in Facet.objects.all()
        }
        self.choices = choice_facets()

    def filterable(self) -> list[FacetValue]:
        return [facet for facet in self.facets.values() if facet.filterable]

    def term(self, facet, slug) -> TermValue | None:
        return self.facets[facet].terms.get(slug) if facet in self.facets else None

    def labels(self) -> dict[int | str, tuple[str, ...]]:
        """What each term, by its id, and each maker, by its slug, is called."""
        terms = (term for facet in self.facets.values() for term in facet.terms.values())
        named = {term.id: (term.label, *term.synonyms) for term in terms}
        return named | {slug: (name,) for slug, name in self.choices["maker"][1].items()}


def _in_tree_order(terms, below) -> dict[str, TermValue]:
    """Wider terms first, each followed by its narrower ones, siblings by rank."""
    children = defaultdict(list)
    for term in terms:
        children[term.parent_id].append(term)
    found = {}

    def walk(parent, depth):
        for term in sorted(children[parent.pk if parent else None], key=lambda term: (term.rank, term.slug)):
            found[term.slug] = TermValue(
                id=term.pk,
                slug=term.slug,
                label=term.label,
                definition=term.definition,
                depth=depth,
                below=frozenset(below[term.pk]),
                parent=parent.slug if parent else "",
                phrase=term.phrase,
                synonyms=tuple(term.synonyms),
            )
            walk(term, depth + 1)

    walk(None, 0)
    return found


def choice_facets() -> dict[str, tuple[str, dict[str, str]]]:
    """Columns of a tool that filter like facets: label, and the values with theirs."""
    makers = Maker.objects.with_published_tools().values_list("slug", "name")
    return {
        "entry-type": ("Type of entry", ENTRY_TYPES),
        "lifecycle": ("Status", LIFECYCLES),
        "maker": ("Maker", dict(makers)),
    }
