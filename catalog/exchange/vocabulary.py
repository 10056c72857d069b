"""The facets and terms that documents may name."""

from collections import defaultdict

from catalog.facts import FIELD_KEYS
from catalog.models import Facet, Term
from catalog.models.taxonomy import RESERVED_FACET_SLUGS
from catalog.names import is_slug, label_from


class Vocabulary:
    """Facets and terms by slug, and those that documents would add.

    With ``may_grow``, an unknown facet or term with a proper slug is noted as new instead of refused.
    """

    def __init__(self, *, may_grow: bool = False):
        self.may_grow = may_grow
        self.facets = {facet.slug: facet for facet in Facet.objects.all()}
        self.term_ids = defaultdict(dict)
        for facet, slug, pk in Term.objects.order_by().values_list("facet__slug", "slug", "pk"):
            self.term_ids[facet][slug] = pk
        self.new_facets: dict[str, None] = {}
        self.new_terms: dict[tuple[str, str], None] = {}

    def knows_facet(self, slug) -> bool:
        if slug in self.facets or slug in self.new_facets:
            return True
        free = slug not in RESERVED_FACET_SLUGS and slug not in FIELD_KEYS and len(slug) <= 50
        if self.may_grow and is_slug(slug) and free:
            self.new_facets[slug] = None
            return True
        return False

    def knows_term(self, facet, slug) -> bool:
        """Whether a facet that is known has the term."""
        if slug in self.term_ids[facet] or (facet, slug) in self.new_terms:
            return True
        if self.may_grow and is_slug(slug) and len(slug) <= 80:
            self.new_terms[facet, slug] = None
            return True
        return False

    def takes_one(self, facet) -> bool:
        return facet in self.facets and self.facets[facet].selection != Facet.Selection.MANY

    def grow(self):
        """Create the noted facets and terms; an editor words them later."""
        last = max((facet.position for facet in self.facets.values()), default=0)
        for number, slug in enumerate(self.new_facets, start=1):
            position = min(last + 10 * number, 32_000)
            self.facets[slug] = Facet.objects.create(slug=slug, label=label_from(slug)[:60], position=position)
        ranks = {facet: len(terms) for facet, terms in self.term_ids.items()}
        terms = []
        for facet, slug in self.new_terms:
            ranks[facet] = ranks.get(facet, 0) + 1
            terms.append(Term(facet=self.facets[facet], slug=slug, label=label_from(slug), rank=ranks[facet]))
        for term in Term.objects.bulk_create(terms, batch_size=500):
            self.term_ids[term.facet.slug][term.slug] = term.pk
        self.new_facets, self.new_terms = {}, {}
