"""Words one slip away from what was typed. Pure.

After Peter Norvig, "How to Write a Spelling Corrector" (norvig.com/spell-correct.html): make every text that one
edit of the typed word gives, and keep those that are words. An edit drops, adds or replaces a letter or swaps two
neighbours, which is an optimal string alignment distance of one. For n letters there are 73 n + 35 of them at most,
whatever the size of the catalogue, and no table has to be held; a table of deletions, the usual alternative, would
take a third of the index.
"""

from string import ascii_lowercase, digits

from catalog.index.text import stem

LETTERS = ascii_lowercase + digits
LEAST_PART = 2  # letters typed that may be part of another name, the rest of which stands beside them
LEAST_NAME = 3  # letters of a word, typed or taken, that may be another name
LEAST_WORD = 5  # letters of one that may be any other word, or a name in two parts: short ones have many neighbours
MOST = 20  # letters; nobody means a word that is longer
_LETTERS = frozenset(LETTERS)


def may_be_wrong(word: str, least: int) -> bool:
    """Plain letters with or without digits; a number means itself."""
    return least <= len(word) <= MOST and not word.isdigit() and _LETTERS.issuperset(word)


def edits(word: str) -> set[str]:
    """Every text one edit away."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    for head, tail in cuts[:-1]:
        rest = tail[1:]
        found.add(head + rest)
        found.update([head + letter + rest for letter in LETTERS])
        found.add(head + rest[:1] + tail[:1] + rest[1:])
    found.discard(word)
    return found


def nearest_name(near: set[str], names, *, before: str = "", after: str = "") -> str:
    """The word of a name among these that most tools have, then the first by letters; empty if there is none.

    With ``before`` or ``after``, these words count together with that neighbour, written as one.
    """
    if before or after:
        if not names.begins(before):
            return ""
        near = {before + word + after for word in near}
    return _first({word: names.count(word) for word in names.among(near) if len(word) >= LEAST_NAME})


def nearest_word(near: set[str], *held) -> str:
    """The same in the first of these that has any; each holds words by stem, as labels and texts are held."""
    plurals = {word for word in near if word[-1:] == "s"}
    for words in held:
        found = words.among(near) | {word for word in plurals if words.count(stem(word))}
        if best := _first({word: count for word in found if (count := words.count(stem(word)))}):
            return best
    return ""


def nearest_beginning(near: set[str], names) -> str:
    """The same among the beginnings of words of names."""
    return _first({start: len(names.beginning(start)) for start in near if names.begins(start)})


def _first(counts: dict[str, int]) -> str:
    return min(counts, key=lambda word: (-counts[word], word), default="")
