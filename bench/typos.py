"""Single slips of the fingers. Pure."""

import random
import re
import string

WORD = re.compile(r"[a-z]+")
LEAST_LETTERS = 5


def words(text: str) -> list[str]:
    """Words of a text in small letters; what holds figures or accents is no word here."""
    return WORD.findall(text.lower())


def misspelt(word: str, rng: random.Random) -> str:
    """The word after one edit: two neighbours swapped, a letter left out, one put in, or one in place of another."""
    while True:
        at = rng.randrange(len(word))
        letter = rng.choice(string.ascii_lowercase)
        slip = rng.choice(
            [
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
            ]
        )
        if slip != word:
            return slip


def unknown_slip(word: str, known: set[str], rng: random.Random) -> str:
    """A misspelling that is neither a known word nor the beginning of one: nobody could have meant it as it stands."""
    while True:
        slip = misspelt(word, rng)
        if slip not in known and not any(other.startswith(slip) for other in known):
            return slip


def misspelt_names(names: list[str], number: int, seed: str) -> list[tuple[str, str]]:
    """Pairs of a name and the same name with one of its longer words misspelt, drawn at random."""
    rng = random.Random(seed)  # noqa: S311 — the same draw every time is the point
    known = {word for name in names for word in words(name)}
    pairs = []
    while len(pairs) < number:
        name = rng.choice(names)
        long_words = [word for word in words(name) if len(word) >= LEAST_LETTERS]
        if long_words:
            word = rng.choice(long_words)
            slip = misspelt(word, rng)
            if slip not in known:
                pairs.append((name, name.lower().replace(word, slip, 1)))
    return pairs
