"""Filters, counts and words over the published tools, in memory. Pure; see ``index.py``."""

from catalog.index.entry import Entry
from catalog.index.index import Index
from catalog.index.narrowed import Found, Nearest
from catalog.index.typed import Understood

__all__ = ["Entry", "Found", "Index", "Nearest", "Understood"]
