"""The requests that are measured: eight shapes, twelve variants of each. Pure, and the same on every machine.

All are drawn from the first thousand tools, which stand in the catalogue of every size, so each has hits in each.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from bench.typos import LEAST_LETTERS, unknown_slip, words

VARIANTS = 12
PAGE_SIZE = 24
SHAPES = ("none", "sel1", "sel3", "sel5", "text", "typo", "text+3", "last")
TEXT_SHAPES = ("text", "typo", "text+3")
ADVISOR_SHAPES = ("half", "complete", "strict")  # sorts of answers; see bench/questionnaire.py
# Shapes whose page can be full at a thousand tools, so that growth compares pages of the same length.
GROWTH_SHAPES = ("none", "sel1", "sel3", "text", "typo")
SEARCHED = ("name", "maker", "tagline", "summary")


@dataclass(frozen=True, order=True)
class Request:
    shape: str
    variant: int
    pairs: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def name(self) -> str:
        return f"{self.shape} {self.variant}: {self.query or 'everything'}"


def main_requests(documents: list[dict], total: int) -> list[Request]:
    """Twelve of each shape, for a catalogue of ``total`` tools that begins with the documents."""
    return _drawn(documents, SHAPES, total, least_hits=1)


def growth_requests(documents: list[dict]) -> list[Request]:
    """Twelve of each growth shape; each fills its page already among the documents."""
    return _drawn(documents, GROWTH_SHAPES, len(documents), least_hits=PAGE_SIZE)


def _drawn(documents, shapes, total, least_hits):
    draw = Draw(documents, total)
    found = []
    for shape in shapes:
        if shape == "typo":  # the words of the text shape, misspelt
            accepted = [draw.misspelt(request.pairs) for request in found if request.shape == "text"]
        else:
            fit = (pairs for pairs in draw.endless(shape) if draw.hits(pairs) >= least_hits)
            accepted = islice(_once(fit), VARIANTS)
        found += [Request(shape, variant, pairs) for variant, pairs in enumerate(accepted)]
    return found


def _once(drawn):
    seen = set()
    return (pairs for pairs in drawn if not (pairs in seen or seen.add(pairs)))


class Draw:
    def __init__(self, documents, total):
        self.documents = documents
        self.total = total
        self.searched = [_searched(document) for document in documents]
        self.known = set().union(*self.searched)
        self.rng = random.Random("the same requests every time")  # noqa: S311

    def endless(self, shape: str) -> Iterator[tuple[tuple[str, str], ...]]:
        last_page = -(-self.total // PAGE_SIZE)
        for variant in range(10_000):
            if shape == "none":
                yield (("page", str(variant + 1)),) if variant else ()
            elif shape == "last":
                yield ("page", str(last_page - variant)), ("sort", "newest")
            else:
                pairs = self._of_a_tool(shape, self.rng.choice(self.documents))
                if pairs:
                    yield tuple(sorted(pairs))

    def _of_a_tool(self, shape, document):
        """What one tool would be found by; None where it has too little for that."""
        wanted = {"sel1": 1, "sel3": 3, "sel5": 4, "text": 0, "typo": 0, "text+3": 3}[shape]
        terms = document["terms"]
        if len(terms) < wanted:
            return None
        facets = self.rng.sample(sorted(terms), wanted)
        pairs = [(facet, self.rng.choice(terms[facet])) for facet in facets]
        if shape == "sel5":
            facet, chosen = pairs[0]
            others = {term for other in self.documents for term in other["terms"].get(facet, ())} - {chosen}
            pairs.append((facet, self.rng.choice(sorted(others))))
        if not wanted or shape == "text+3":
            text = self._two_words(document)
            if text is None:
                return None
            pairs.append(("q", text))
        return pairs

    def _two_words(self, document):
        # With a letter left out, a word still has as many as a misspelt one must have to be taken for another.
        long_words = [word for word in dict.fromkeys(words(document["tagline"])) if len(word) > LEAST_LETTERS]
        long_words = [word for word in long_words if self._is_searched(word)]
        return " ".join(self.rng.sample(long_words, 2)) if len(long_words) > 1 else None

    def _is_searched(self, word):
        """Cut short at the end of a tagline, a word is a fragment; as a common one it says nothing."""
        tools = sum(word in searched for searched in self.searched)
        return 5 <= tools <= len(self.documents) // 2

    def misspelt(self, pairs):
        return tuple(
            (name, " ".join(unknown_slip(word, self.known, self.rng) for word in value.split()))
            if name == "q"
            else (name, value)
            for name, value in pairs
        )

    def hits(self, pairs) -> int:
        """How many of the documents the pairs surely find: what is found by prefix or stem comes on top."""
        chosen, text = {}, []
        for name, value in pairs:
            if name == "q":
                text = value.split()
            elif name not in {"page", "sort"}:
                chosen.setdefault(name, set()).add(value)
        return sum(
            all(wanted.intersection(document["terms"].get(facet, ())) for facet, wanted in chosen.items())
            and all(word in searched for word in text)
            for document, searched in zip(self.documents, self.searched, strict=True)
        )


def _searched(document) -> set[str]:
    return {word for field in SEARCHED for word in words(document[field])}
