"""The words of names and texts, and when two of them count as the same. Pure.

Index, search and its plain twin all read text through this module, so that what is typed and what is stored
meet in the same form.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))
_IN_BRACKETS = re.compile(r"\([^()]*\)")

# What people type around the words that matter. Such a word never narrows a search, and texts are not indexed by it.
# Some of them stand in names ("Figma Make", "Command A"), and there they count.
MARKERS = frozenset("alternative alternatives like similar".split())
STOP_WORDS = MARKERS | frozenset(
    (
        "a an and any are as at be by can could do does for from get give has have help helps how i if in into is it "
        "its like make makes create me my need of on or our please should so some something that the their them there "
        "these they this to us use using want was we what when where which who will with would you your "
        "ai app apps best good great program software tool tools top"
    ).split()
)


def fold(text: str) -> str:
    """Capitals, accents and widths aside: "Ｃafé" is "cafe"."""
    return text.lower() if text.isascii() else _without_marks(text).casefold()


def _without_marks(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] != "M")


def words_of(text: str) -> list[str]:
    """Unbroken runs of letters and digits, in order: "GPT-4.1" is gpt, 4, 1, and "maker's" is makers."""
    return _WORD.findall(fold(text).translate(_APOSTROPHES))


def stem(word: str) -> str:
    """The word without the s of a plural: tools is tool, while glass, corpus and gas stay."""
    return word[:-1] if len(word) >= 4 and word[-1] == "s" and word[-2] not in "su" else word


def label_words(text: str) -> set[str]:
    """Under which words a label is found."""
    return set(map(stem, words_of(text)))


def text_words(text: str) -> set[str]:
    """Under which words a text is found: the stems of what is no stop word."""
    return {stem(word) for word in words_of(text) if word not in STOP_WORDS}


def name_words(name: str) -> set[str]:
    """Under which words a name is found: each of its words, two or three neighbours written as one, and the same
    for the pieces that capitals and digits show.

    "ChatGPT agent" is found by chatgpt, agent and chatgptagent, and by chat, gpt, chatgpt, gptagent.
    """
    return {*_runs(words_of(name)), *_runs(_pieces(name))}


def _runs(words: Sequence[str]) -> set[str]:
    """One, two or three neighbours written as one word."""
    return {"".join(words[start : start + length]) for length in (1, 2, 3) for start in range(len(words) - length + 1)}


def _pieces(name: str) -> list[str]:
    """The words of a name, cut where capitals or digits begin: "StyleGAN3" is style, gan, 3."""
    pieces = []
    for word in _WORD.findall(_without_marks(name).translate(_APOSTROPHES)):
        cuts = [0, *(place for place in range(1, len(word)) if _begins_piece(word, place)), len(word)]
        pieces += [word[start:end].casefold() for start, end in pairwise(cuts)]
    return pieces


def _begins_piece(word: str, place: int) -> bool:
    before, here, after = word[place - 1], word[place], word[place + 1 : place + 2]
    if before.isdigit() or here.isdigit():
        return before.isdigit() != here.isdigit()
    # The last capital of several belongs to what follows: GPTZero is gpt, zero.
    return here.isupper() and (not before.isupper() or after.islower())


def squashed(text: str) -> str:
    """All words as one; two names are the same if this is."""
    return "".join(words_of(text))


def whole_names(name: str) -> set[str]:
    """The squashed forms that mean this name and no part of it: what stands in brackets, or "AI" or "app" at the
    end, may be left out. "Sora (Sora 2)" is also sora, "Kling AI" is also kling.
    """
    found = set()
    for text in (name, _IN_BRACKETS.sub(" ", name)):
        words = words_of(text)
        found.add("".join(words))
        if words and words[-1] in ("ai", "app"):
            found.add("".join(words[:-1]))
    return found - {""}


@dataclass(frozen=True)
class Wording:
    """The words that belong to one tool: ``names`` (its name, then its aliases) and ``texts``."""

    names: tuple[str, ...]
    texts: tuple[str, ...] = ()

    def name_words(self) -> set[str]:
        return _union(map(name_words, self.names))

    def whole_names(self) -> set[str]:
        return _union(map(whole_names, self.names))

    def text_words(self) -> set[str]:
        return _union(map(text_words, self.texts))


def _union(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)
