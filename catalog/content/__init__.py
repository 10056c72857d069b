"""The shipped content: readable documents in ``fixtures/``, and how they get into the database.

Each kind of entry is registered here; ``advisor`` adds its own from its app config.
"""

from catalog.content.kinds import ContentKind

_kinds: list[ContentKind] = []


def register(kind: ContentKind):
    """Add a kind; kinds load in the order in which they were registered."""
    if all(known.name != kind.name for known in _kinds):
        _kinds.append(kind)


def kinds() -> list[ContentKind]:
    return list(_kinds)
