"""What there is to read, searched as the tools are: kinds of tool, guides, workflows, industries, glossary, questions.

These are a few hundred texts, read and indexed in some 50 ms: so nothing is patched, all is made anew after an edit.
``Catalogue.library`` in ``catalog/live.py`` keeps it. Not safe for threads: hold the catalogue's lock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain, islice

from django.urls import reverse
from pyroaring import BitMap

from catalog.index import Understood
from catalog.index.postings import LabelPostings, Postings
from catalog.index.search import Search
from catalog.index.text import Wording, fold
from catalog.index.typed import Typed
from catalog.models import FaqEntry, GlossaryTerm, Guide, IndustryGuide, KindGuide, Term, Workflow

# What stands in Markdown and is not seen: where a link leads, and what is to be put in.
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
UNSEEN = re.compile(r"\]\([^()]*\)|\[\[[^\[\]]*\]\]|\[![a-z]+\]", re.IGNORECASE)


class Likeness(IntEnum):
    """How much of what was searched for is in a name; the lower, the better."""

    CALLED_SO = 0
    ALL_WORDS = 1
    SOME_WORDS = 2
    NO_WORD = 3


# Of the tiers of ``Search.tiers``.
LIKENESS = (
    Likeness.CALLED_SO,
    Likeness.ALL_WORDS,
    Likeness.ALL_WORDS,
    Likeness.SOME_WORDS,
    Likeness.NO_WORD,
    Likeness.NO_WORD,
)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result as a page shows it."""

    title: str
    url: str
    text: str = ""
    meta: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Results of one sort, the best of ``count``.

    ``likeness`` is that of the first one's name to the words: all it is called, all words, some, or none of them.
    """

    slug: str
    label: str
    count: int
    hits: list[Hit]
    likeness: Likeness
    more_url: str
    more_label: str


Text = tuple[Hit, Wording]  # as it is shown, and its words


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """All texts of one sort in reading order; ``page`` names the view that lists them."""

    slug: str
    label: str
    page: str
    texts: list[Text]


class Library:
    """Texts are small numbers, in the order of the shelves: so a set of them is in reading order by itself."""

    def __init__(self, shelves: Iterable[Shelf]):
        self._shelves: list[tuple[Shelf, BitMap]] = []
        self._hits: list[Hit] = []
        wordings = []
        for shelf in shelves:
            start = len(self._hits)
            self._hits += [hit for hit, _ in shelf.texts]
            wordings += [wording for _, wording in shelf.texts]
            self._shelves.append((shelf, BitMap(range(start, len(self._hits)))))
        names, wholes, texts = Postings(), Postings(), Postings()
        names.fill(enumerate(wording.name_words() for wording in wordings))
        wholes.fill(enumerate(wording.whole_names() for wording in wordings))
        texts.fill(enumerate(wording.text_words() for wording in wordings))
        self._search = Search(names, wholes, LabelPostings(), texts)

    def understand(self, text: str, tools: Understood, *, has_tools: bool) -> Understood:
        """What a text means here, knowing what it was taken to mean among the tools and whether it found any.

        Words that found tools as they were typed are right, and are not corrected here either. Where the tools' were
        corrected, the same correction comes before another, so that a page speaks of one word if it can.
        """
        understood = self._search.understand(text)
        if not understood.is_changed or not has_tools:
            return understood
        if not tools.is_changed:
            return Typed(text).understood()
        return tools if any(self._search.tiers(tools)) else understood

    def find(self, understood: Understood, *, size: int) -> list[Group]:
        """The results of each sort that has any: the better tier first, then the reading order."""
        tiers = self._search.tiers(understood)
        if not tiers[0]:  # "what is a token" asks for the token
            tiers = self._search.tiers(replace(understood, whole="".join(understood.words)))
        return list(self._groups(tiers, LIKENESS, size))

    def nearest(self, understood: Understood, *, size: int) -> list[Group]:
        """For words that nothing has together: what has half of them or more, the sort with the best first."""
        tiers = self._search.nearest(understood)
        return sorted(self._groups(tiers, range(len(tiers)), size), key=lambda group: group.likeness)

    def _groups(self, tiers, likeness, size) -> Iterator[Group]:
        """Of each sort that has any; ``likeness`` is that of each tier."""
        for shelf, members in self._shelves:
            found = [tier & members for tier in tiers]
            if any(found):
                yield Group(
                    slug=shelf.slug,
                    label=shelf.label,
                    count=sum(map(len, found)),
                    hits=[self._hits[number] for number in islice(chain(*found), size)],
                    likeness=next(like for like, tier in zip(likeness, found, strict=True) if tier),
                    more_url=reverse(shelf.page),
                    more_label=f"All {shelf.label.lower()}",
                )


def shelves() -> list[Shelf]:
    """Everything published, from the database."""
    return [
        Shelf(slug="kinds", label="Kinds of tool", page="catalog:kind_list", texts=list(_kinds())),
        Shelf(slug="guides", label="Guides", page="catalog:guide_list", texts=list(_guides())),
        Shelf(slug="workflows", label="Workflows", page="catalog:workflow_list", texts=list(_workflows())),
        Shelf(slug="industries", label="Industries", page="catalog:industry_list", texts=list(_industries())),
        Shelf(slug="glossary", label="Glossary", page="catalog:glossary", texts=list(_glossary())),
        Shelf(slug="questions", label="Questions", page="catalog:question_list", texts=list(_questions())),
    ]


def _kinds() -> Iterator[Text]:
    kinds = Term.objects.kinds().select_related("facet").order_by()
    guides = {guide.kind_id: guide for guide in KindGuide.objects.published().order_by()}
    for kind in sorted(kinds, key=lambda kind: (kind.rank, kind.slug)):
        texts, guide = [kind.definition], guides.get(kind.pk)
        if guide:
            texts += [*guide.use_for, *guide.avoid_for, _seen(guide.example), *guide.cautions]
        yield _text(kind, names=[kind.label, *kind.synonyms], texts=texts, shown=kind.definition)


def _guides() -> Iterator[Text]:
    for guide in _in_order(Guide):
        yield _text(
            guide, names=[guide.title], texts=[guide.tagline, guide.summary, _seen(guide.body)], shown=guide.tagline
        )


def _workflows() -> Iterator[Text]:
    for flow in _in_order(Workflow, "steps"):
        steps = [text for step in flow.steps.all() for text in (step.label, step.note)]
        yield _text(flow, names=[flow.title], texts=[flow.tagline, flow.summary, *steps], shown=flow.tagline)


def _industries() -> Iterator[Text]:
    for field in _in_order(IndustryGuide):
        texts = [field.tagline, _seen(field.how), _seen(field.example), *field.cautions]
        yield _text(field, names=[field.title], texts=texts, shown=field.tagline)


def _glossary() -> Iterator[Text]:
    words = GlossaryTerm.objects.published().order_by()
    for word in sorted(words, key=lambda word: (fold(word.term), word.slug)):
        yield _text(word, names=[word.term, *word.synonyms], texts=[word.definition], shown=word.definition)


def _questions() -> Iterator[Text]:
    for entry in _in_order(FaqEntry):
        answer = _seen(entry.answer)
        yield _text(entry, names=[entry.question], texts=[answer], shown=_plain(entry.answer))


def _in_order(model, *related):
    """Sorted here, since databases differ in where they put a hyphen."""
    rows = model.objects.published().order_by().prefetch_related(*related)
    return sorted(rows, key=lambda row: (row.position, row.slug))


def _text(row, *, names, texts, shown):
    hit = Hit(title=names[0], url=row.get_absolute_url(), text=shown)
    return hit, Wording(tuple(names), tuple(texts))


def _seen(markdown):
    return UNSEEN.sub(" ", markdown)


def _plain(markdown):
    """What is seen of a short text, to be shown: links without their brackets, no stars or backticks."""
    return " ".join(re.sub(r"[*`]", "", _seen(LINK.sub(r"\1", markdown))).split())
