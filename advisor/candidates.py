"""The engine's catalogue over the directory's index: its sets as they are, and entries read for what is shown."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Self

from django.utils import timezone
from pyroaring import BitMap

from advisor.catalogue import Catalogue, Entry
from catalog import changes, live
from catalog.models import Facet, Tool
from catalog.taxonomy import Taxonomy

KIND = "kind"
CAVEATS = {
    Tool.Lifecycle.DEPRECATED: "Its maker is phasing it out.",
    Tool.Lifecycle.RESEARCH: "It exists for research only; you may not be able to use it.",
}
AT_ONCE = 500  # tools asked for by id: far below the number of values that either database takes in a question


def current_catalogue() -> "Candidates":
    return Candidates(live.current())


def catalogue_stamp() -> str:
    """Changes with everything that the advisor reads of the catalogue, and with the day, since facts become stale."""
    return _stamp(changes.version(), timezone.localdate())


def _stamp(version, day):
    return hashlib.sha256(f"{version} {day}".encode()).hexdigest()[:16]


class Candidates(Catalogue):
    """Every published tool that can still be had. Follows edits until it is held still."""

    def __init__(self, directory: live.Catalogue):
        self._directory = directory
        with self:
            pass

    def __enter__(self) -> Self:
        self._directory.lock.acquire()
        self.stamp = _stamp(self._directory.version, self._directory.day)
        self._sets = self._directory.index.sets
        self._vocabulary = _vocabulary(self._directory.taxonomy)
        self.tools = self._sets.current
        self.with_caveat = BitMap().union(*(self._sets.of("lifecycle", lifecycle) for lifecycle in CAVEATS))
        return self

    def __exit__(self, *raised):
        self._directory.lock.release()

    @property
    def dropping(self):
        return self._vocabulary.dropping

    @property
    def labels(self):
        return self._vocabulary.labels

    @property
    def single(self):
        return self._vocabulary.single

    def having(self, term: str) -> BitMap:
        return self._sets.having(self._vocabulary.ids.get(term, 0))

    def closed(self, facet: str) -> BitMap:
        # Editors file a tool under its kinds; one that is not there is not its kind.
        return self.tools if facet == KIND else self._sets.closed(facet)

    def known(self, facet: str) -> BitMap:
        return self.tools if facet == KIND else self._sets.known(facet)

    def in_reading_order(self, tools: BitMap) -> Iterator[int]:
        return self._sets.in_reading_order(tools)

    def maker_of(self, ordinal: int) -> str:
        return self._sets.maker_of(ordinal)

    def made_by(self, maker: str) -> BitMap:
        return self._sets.of("maker", maker)

    def entries(self, ordinals: Iterable[int]) -> dict[int, Entry]:
        by_id = {self._sets.id_of(ordinal): ordinal for ordinal in ordinals}
        ids, found = sorted(by_id), {}
        for start in range(0, len(ids), AT_ONCE):
            tools = Tool.objects.published().filter(pk__in=ids[start : start + AT_ONCE])
            for pk, *told in tools.values_list("pk", "slug", "name", "lifecycle", "best_for", "not_for"):
                found[by_id[pk]] = self._entry(by_id[pk], *told)
        return found

    def _entry(self, ordinal, slug, name, lifecycle, best_for, not_for):
        vocabulary = self._vocabulary
        return Entry(
            slug=slug,
            name=name,
            maker=self._sets.maker_of(ordinal),
            # Of two edits at once, the second's term may be on a tool before the taxonomy has it; it has the next time.
            terms=frozenset().union(*(vocabulary.above.get(term, ()) for term in self._sets.terms_of(ordinal))),
            closed=frozenset(facet for facet in (KIND, *vocabulary.facets) if ordinal in self.closed(facet)),
            caveat=CAVEATS.get(lifecycle, ""),
            best_for=best_for,
            not_for=not_for,
        )

    def ordinal(self, entry: Entry) -> int | None:
        return self._ordinal_of(entry.slug)

    def entry(self, slug: str) -> Entry | None:
        with self:
            ordinal = self._ordinal_of(slug)
            return None if ordinal is None else self.entries([ordinal]).get(ordinal)

    def _ordinal_of(self, slug):
        id_ = Tool.objects.filter(slug=slug).values_list("pk", flat=True).first()
        ordinal = None if id_ is None else self._sets.ordinal_of(id_)
        return ordinal if ordinal is not None and ordinal in self.tools else None


class _Vocabulary:
    """The taxonomy in the engine's words: a term is ``facet:slug``."""

    def __init__(self, taxonomy: Taxonomy):
        terms = {
            f"{facet.slug}:{term.slug}": term for facet in taxonomy.facets.values() for term in facet.terms.values()
        }
        keys = {term.id: key for key, term in terms.items()}
        self.ids = {key: term.id for key, term in terms.items()}
        self.labels = {key: term.label for key, term in terms.items()}
        self.above = {
            term: frozenset(keys[other] for other in reached if other in keys)
            for term, reached in taxonomy.above.items()
        }
        self.facets = tuple(taxonomy.facets)
        self.single = {facet.slug: facet.label for facet in taxonomy.facets.values() if facet.takes_one}
        self.dropping = frozenset(
            facet.slug for facet in taxonomy.facets.values() if facet.unknown_policy == Facet.UnknownPolicy.DROP
        )


@lru_cache(maxsize=2)
def _vocabulary(taxonomy: Taxonomy) -> _Vocabulary:
    """Made once for each edition of the taxonomy, which is another object then."""
    return _Vocabulary(taxonomy)
