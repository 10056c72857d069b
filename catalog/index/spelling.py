"""Words one slip away from what was typed. Pure.

After Peter Norvig, "How to Write a Spelling Corrector" (norvig.com/spell-correct.html): make every text that one
edit of the typed word gives, and keep those that are words. An edit drops, adds or replaces a letter or swaps two
neighbours, which is an optimal string alignment distance of one. For n letters there are 53 n + 25 of them, or
73 n + 35 if there are digits, whatever the size of the catalogue, and no table has to be held; a table of deletions,
the usual alternative, would take a third of the index.
"""

from string import ascii_lowercase, digits

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
    """Every text one edit away; digits come only where there are digits, since nobody leaves one out by a slip."""
    letters = ascii_lowercase if word.isalpha() else LETTERS
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {head + letter + tail for head, tail in cuts for letter in letters}
    for head, tail in cuts[:-1]:
        rest = tail[1:]
        found.add(head + rest)
        found.update([head + letter + rest for letter in letters])
        found.add(head + rest[:1] + tail[:1] + rest[1:])
    found.discard(word)
    return found


def nearest_name(near: set[str], names, *, before: str = "") -> str:
    """The word of a name among these that most tools have, then the first by letters; empty if there is none.

    With ``before``, they count together with the word that stands there, written as one.
    """
    if before:
        if not names.begins(before):
            return ""
        near = {before + word for word in near}
    return _first({word: names.count(word) for word in names.among(near) if len(word) >= LEAST_NAME})


def nearest_word(near: set[str], *held) -> str:
    """The same in the first of these that has any; each holds words by stem, as labels and texts are held."""
    for words in held:
        if best := _first({word: count for word in words.among(near) if (count := words.count(word))}):
            return best
    return ""


def nearest_beginning(near: set[str], names) -> str:
    """The same among the beginnings of words of names."""
    return _first({start: len(names.beginning(start)) for start in near if names.begins(start)})


def _first(counts: dict[str, int]) -> str:
    return min(counts, key=lambda word: (-counts[word], word), default="")
