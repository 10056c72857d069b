"""A search text taken apart, and what was made of it. Pure; knows no catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.index.text import MARKERS, STOP_WORDS, words_of

MAX_WORDS = 10
MAX_TRIED = 3  # words that may be misspelt: each costs as much as the rest of the search
_QUOTES = '"“”„«»'


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What a search text was taken to mean.

    ``words`` must all be matched; without any, the text narrows nothing. ``whole`` is all that was typed, corrected
    and squashed, stop words included: a tool of that name comes first. ``corrections`` are pairs of what was typed
    and what was taken for it; ``shown`` is the text with them in place. ``alternatives_to`` is the name of which
    others are wanted, or empty, and then all the rest speaks of that name alone.
    """

    words: tuple[str, ...] = ()
    whole: str = ""
    unfinished: bool = False  # the last word may be the beginning of one
    literal: bool = False
    corrections: tuple[tuple[str, str], ...] = ()
    shown: str = ""
    alternatives_to: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.corrections)


@dataclass(frozen=True)
class Correction:
    """The words at these places are taken for one other word, or for none."""

    places: tuple[int, ...]
    word: str


class Typed:
    """``words`` are all words typed; ``counting`` are the places of those that narrow."""

    def __init__(self, text: str):
        stripped = text.strip()
        self.literal = len(stripped) > 1 and stripped[0] in _QUOTES and stripped[-1] in _QUOTES
        self.tokens = stripped.strip(_QUOTES).split() if self.literal else stripped.split()
        by_token = [words_of(token) for token in self.tokens]
        self.words = [word for words in by_token for word in words]
        self._token_of = [number for number, words in enumerate(by_token) for _ in words]
        narrowing = [place for place, word in enumerate(self.words) if word not in STOP_WORDS]
        self.counting = narrowing[:MAX_WORDS]
        self.has_too_many_words = len(narrowing) > MAX_WORDS
        self.is_stop_word = len(self.words) == 1 and not self.counting
        if self.is_stop_word:  # somebody begins to type a name
            self.counting = [0]
        last_counts = bool(self.counting) and self.counting[-1] == len(self.words) - 1
        self.unfinished = last_counts and not self.literal and not text[-1].isspace()

    def other_name(self) -> str:
        """The name to which alternatives are wanted, as it was typed; empty if none are."""
        if self.literal:
            return ""
        said = ["".join(words_of(token)) for token in self.tokens]
        start = next((place for place, word in enumerate(said) if word not in STOP_WORDS or word in MARKERS), 0)
        match said[start:]:
            case ["alternative" | "alternatives", "to" | "for", _, *_] | ["similar", "to", _, *_]:
                return " ".join(self.tokens[start + 2 :])
            case ["like", _, *_]:
                return " ".join(self.tokens[start + 1 :])
            case [_, *_, "alternative" | "alternatives"]:
                return " ".join(self.tokens[start:-1])
        return ""

    def understood(self, changes: Iterable[Correction] = ()) -> Understood:
        changes = sorted(changes, key=lambda change: change.places)
        taken = list(self.words)
        for change in changes:
            for place in change.places:
                taken[place] = ""
            taken[change.places[0]] = change.word
        return Understood(
            words=tuple(taken[place] for place in self.counting if taken[place]),
            whole="".join(taken),
            unfinished=self.unfinished,
            literal=self.literal,
            corrections=tuple(
                (" ".join(self.words[place] for place in change.places), change.word)
                for change in changes
                if change.word
            ),
            shown=self._shown(taken),
        )

    def _shown(self, taken: list[str]) -> str:
        """As typed, but for the tokens in which a word was changed."""
        shown = list(self.tokens)
        changed = {token for token, old, new in zip(self._token_of, self.words, taken, strict=True) if old != new}
        for token in changed:
            words = [word for word, its in zip(taken, self._token_of, strict=True) if its == token and word]
            shown[token] = " ".join(words)
        return " ".join(token for token in shown if token)
