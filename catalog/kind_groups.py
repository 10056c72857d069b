"""In which group the table of kinds shows each: by what comes out of it. Pure."""

from collections import Counter
from collections.abc import Iterable

# From the ordinary to the special; a kind half of whose results are special belongs to the special ones.
GROUPS = {
    "Text, documents and code": {"text", "code", "document", "spreadsheet"},
    "Images and slides": {"image", "vector", "slides"},
    "Video, sound and speech": {"video", "voice", "music", "sound-effects", "transcript"},
    "3D objects, molecules and data": {"3d", "molecules", "data"},
    "Working apps and work carried out": {"app", "action"},
    "Embeddings, rankings and labels": {"embedding", "ranking", "labels"},
}
OTHERS = "Many of these, or something else"  # a hub of models makes everything, a store of vectors nothing
UNTOLD = "Not described yet"
PLACE = {slug: place for place, slugs in enumerate(GROUPS.values()) for slug in slugs}


def group_of(makes: Iterable[str] | None) -> str:
    """The heading under which a kind stands that makes these terms of the facet output, by their slugs; None where that
    is not told.

    The group that most of them are of, the more special of two; a kind spread over three groups or more is of none,
    as is one that makes nothing the groups know of.
    """
    if makes is None:
        return UNTOLD
    found = Counter(PLACE[slug] for slug in makes if slug in PLACE)
    if not found or len(found) > 2:
        return OTHERS
    return list(GROUPS)[max(found, key=lambda place: (found[place], place))]


def grouped(kinds: Iterable[tuple]) -> list[tuple[str, list[tuple]]]:
    """Headings in order with their kinds as they came, none empty. A kind is (slugs of what it makes, …)."""
    groups = {heading: [] for heading in (*GROUPS, OTHERS, UNTOLD)}
    for kind in kinds:
        groups[group_of(kind[0])].append(kind[1:])
    return [(heading, members) for heading, members in groups.items() if members]
