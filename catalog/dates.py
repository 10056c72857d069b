"""Dates that may be known to the day, the month or only the year, kept as ISO text. Pure."""

import calendar
import datetime as dt
import re

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1950, 2100


def is_partial_date(text: str) -> bool:
    """Whether text is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` and names a day that exists (1950 to 2100)."""
    try:
        earliest(text)
    except ValueError:
        return False
    return True


def earliest(text: str) -> dt.date:
    """The first day that a partial date can mean. Raises ValueError for anything else."""
    found = _PARTIAL.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a date like 2024, 2024-05 or 2024-05-17")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return dt.date(year, month, day)


def latest(text: str) -> dt.date:
    """The last day that a partial date can mean."""
    first = earliest(text)
    if len(text) == len("2024"):
        return first.replace(month=12, day=31)
    if len(text) == len("2024-05"):
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def in_words(text: str) -> str:
    """``17 May 2024``, ``May 2024`` or ``2024``; empty stays empty."""
    if not text:
        return ""
    first = earliest(text)
    month = calendar.month_name[first.month]
    return {4: f"{first.year}", 7: f"{month} {first.year}", 10: f"{first.day} {month} {first.year}"}[len(text)]
