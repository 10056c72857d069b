"""Words of the glossary, explained where a text first uses them. Pure.

The first mention becomes a button that opens the explanation beside it, by the keyboard and by touch as well and
without a script (``popovertarget``). A browser that knows no popovers shows the explanations below the text instead.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

# In these a word is left alone: they are read for their own sake or lead somewhere already.
ALONE = frozenset({"a", "h2", "h3", "h4", "th", "code", "pre"})
PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|[^<]+")
# Of a text as its author writes it, in Markdown; where a link leads is no part of what is said.
HEADING_LINE, STRESSED_WORDS = re.compile(r"^#+ +(.+)$", re.MULTILINE), re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LINK_ADDRESS = re.compile(r"\]\([^)\s]*\)")
OPENING, CLOSING = re.compile(r"[(‘“]*\Z"), re.compile("[.,;:!?)’”…]*")
FIRST_WORD = re.compile(r"(?<![\w-])\w[\w-]*")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of the glossary; ``forms`` are all the ways to write it, without plurals in -s."""

    slug: str
    term: str
    definition: str
    forms: tuple[str, ...]

    @property
    def id(self) -> str:
        """No heading's id has a colon, so none can be the same."""
        return f"gloss:{self.slug}"


class Glosses:
    """Marks the words of one page: give it the page's texts in their order, then ask for what was ``met``."""

    def __init__(self, words: Iterable[Word]):
        self._words = {form: word for word in words for form in word.forms if FIRST_WORD.match(form)}
        self._forms = _by_first_word(tuple(self._words))
        self.met: list[Word] = []

    def mark(self, html: str) -> str:
        """Clean HTML (as ``markdown`` makes it) with each word that was not met before as a button."""
        within, marked = 0, []
        for piece in PIECE.finditer(html):
            closing, tag = piece[1], piece[2]
            if tag in ALONE:
                within += -1 if closing else 1
            marked.append(piece[0] if tag or within else self._mark_text(piece[0]))
        return "".join(marked)

    def _mark_text(self, text):
        marked, end = [], 0
        for form, mention in _mentions(text, self._forms):
            before = OPENING.search(text, end, mention.start())[0]
            after = CLOSING.match(text, mention.end())[0]
            marked += [text[end : mention.start() - len(before)]]
            marked += [self._button(self._words[form], mention[0], before, after)]
            end = mention.end() + len(after)
        return "".join([*marked, text[end:]])

    def _button(self, word, mention, before, after):
        """A line may break beside a button, so the signs that belong to the mention are held to it."""
        if word in self.met:
            return before + mention + after
        self.met.append(word)
        button = f'<button type="button" class="term" popovertarget="{word.id}">{mention}</button>'
        return f'<span class="nowrap">{before}{button}{after}</span>' if before or after else button


class Weight(IntEnum):
    """How much a text has to say of a word, by the most prominent place in which it stands."""

    MENTIONED = 1
    STRESSED = 2
    HEADED = 3


def weights(title: str, body: str, words: Iterable[Word]) -> dict[str, Weight]:
    """Of each word that a text in Markdown names, by slug."""
    slugs = {form: word.slug for word in words for form in word.forms if FIRST_WORD.match(form)}
    forms = _by_first_word(tuple(slugs))
    said = LINK_ADDRESS.sub("]", body)
    places = {
        Weight.MENTIONED: [said],
        Weight.STRESSED: STRESSED_WORDS.findall(said),
        Weight.HEADED: [title, *HEADING_LINE.findall(said)],
    }
    # From the least on, so that the greatest stays.
    return {
        slugs[form]: weight for weight, texts in places.items() for text in texts for form, _ in _mentions(text, forms)
    }


def _mentions(text, forms) -> Iterator[tuple[str, re.Match]]:
    """Each form that a text holds, the longest where several begin, with the match of it."""
    end = 0
    for start in FIRST_WORD.finditer(text):
        if start.start() < end:
            continue
        for form, pattern in forms.get(_key(start[0]), ()):
            if found := pattern.match(text, start.start()):
                yield form, found
                end = found.end()
                break


@lru_cache(maxsize=4)
def _by_first_word(forms):
    """Patterns of the forms by their first words, so that most words of a text are compared with none."""
    found = defaultdict(list)
    for form in sorted(forms, key=len, reverse=True):
        pattern = re.compile(rf"{_written(form)}s?(?![\w-])")
        found[_key(FIRST_WORD.match(form)[0])].append((form, pattern))
    return found


def _key(word):
    return word.casefold().removesuffix("s")


def _written(form):
    """Abbreviations as they are, so that a rag is no RAG; other words in either case, over line breaks."""
    return r"\s+".join(
        re.escape(part) if any(map(str.isupper, part[1:])) else f"(?i:{re.escape(part)})" for part in form.split()
    )
