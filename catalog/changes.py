"""The change log: what has been edited since this process last looked, for one tiny query.

Edits note themselves (``catalog.models.logged``); several that belong together are one in ``with recorded():``.
"""

from dataclasses import dataclass

from django.db import connection

from catalog.models import Change
from catalog.models.changes import recorded

__all__ = ["Changes", "present", "recorded", "since", "version"]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What edits touched, up to a version. With ``everything``, the rest says nothing more."""

    version: int
    tools: frozenset[int]
    makers: frozenset[int]
    taxonomy: bool
    library: bool
    everything: bool


def version() -> int:
    """The catalogue's version as the database has it now; 0 for a database that was emptied."""
    return present()[0]


def present() -> tuple[int, int | None]:
    """The version, and when the next entry is due to be published (``catalog/appointments.py``)."""
    # Asked with every request, and by hand since the ORM takes ten times as long to ask it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, next_due FROM catalog_catalogueversion")
        row = cursor.fetchone()
    return row or (0, None)


def since(version: int) -> Changes | None:
    """What was edited after a version; None where the log does not know it: then all must be read anew."""
    rows = Change.objects.filter(version__gte=version).order_by("version").values_list("version", "kind", "key")
    rows = list(rows)
    if not rows or rows[0][0] != version:
        return None
    later = [(kind, key) for at, kind, key in rows if at > version]
    kinds = {kind for kind, _ in later}
    return Changes(
        version=rows[-1][0],
        tools=frozenset(key for kind, key in later if kind == Change.Kind.TOOL),
        makers=frozenset(key for kind, key in later if kind == Change.Kind.MAKER),
        taxonomy=Change.Kind.TAXONOMY in kinds,
        library=Change.Kind.LIBRARY in kinds,
        everything=Change.Kind.EVERYTHING in kinds,
    )
