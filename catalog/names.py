"""Names and slugs as people and addresses write them. Pure."""

import re
import unicodedata

SLUG_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SLUG = re.compile(SLUG_PATTERN)
_SPACES = re.compile(r"\s+")

# Format and control characters, combining grapheme joiner and fillers draw nothing, so two names that
# differ by them look alike.
_INVISIBLE_CATEGORIES = {"Cf", "Cc", "Cs", "Co"}
_INVISIBLE_LETTERS = {"\u034f", "\u115f", "\u1160", "\u3164", "\uffa0"}


def name_key(name: str) -> str:
    """The form in which two names count as one: case, width, spacing and invisible letters aside."""
    text = unicodedata.normalize("NFKC", name).casefold()
    visible = (
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace()
        or (unicodedata.category(letter) not in _INVISIBLE_CATEGORIES and letter not in _INVISIBLE_LETTERS)
    )
    return _SPACES.sub(" ", "".join(visible)).strip()


def has_invisible_letters(text: str) -> bool:
    """Whether a one-line text holds characters that nobody sees (zero-width, control, bidirectional marks)."""
    return any(unicodedata.category(letter) in _INVISIBLE_CATEGORIES or letter in _INVISIBLE_LETTERS for letter in text)


def is_slug(text: str) -> bool:
    """Small Latin letters and digits in groups joined by single hyphens."""
    return _SLUG.fullmatch(text) is not None


def slug_from(name: str, max_length: int = 80) -> str:
    """A slug for a name; empty if the name has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:max_length].rstrip("-")


def label_from(slug: str) -> str:
    """A first label for a term that came in as a bare slug; an editor may better it."""
    return slug.replace("-", " ").capitalize()
