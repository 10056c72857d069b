"""Documents of published tools as anybody may read them, kept until an edit changes one.

A document says things of its own tool and names others while those are public, so it is as good as new for as long as
this process's index gives all of them the versions that they had. Shared by the threads of a process, and bounded.
"""

from collections.abc import Collection
from typing import NamedTuple

from catalog.exchange.reading import named_by, tools_with_documents
from catalog.live import Catalogue
from catalog.models import Tool
from catalog.rendering import Kept

MOST_KEPT = 500  # of some 16 kB


class KeptDocument(NamedTuple):
    tools: tuple[int, ...]
    versions: tuple[int, ...]
    document: dict


_kept = Kept(MOST_KEPT)


def public_documents(ids: Collection[int], catalogue: Catalogue) -> dict[int, dict]:
    """The documents, not to be written to, of those of the tools that are public; by primary key."""
    state = catalogue.version, catalogue.day
    found = {
        pk: kept.document for pk, kept in _kept.get(ids).items() if kept.versions == _versions(kept.tools, catalogue)
    }
    wanted = [pk for pk in ids if pk not in found]
    if wanted:
        read = {tool.pk: (tool, document) for tool, document in _read(wanted)}
        found |= {pk: document for pk, (_, document) in read.items()}
        with catalogue.lock:
            # Else what was read may be of before an edit, or of the day before, and the versions of after.
            if (catalogue.version, catalogue.day) == state:
                _kept.put({pk: _as_kept(tool, document, catalogue) for pk, (tool, document) in read.items()})
    return found


def _read(ids):
    return tools_with_documents(Tool.objects.published().filter(pk__in=ids))


def _as_kept(tool, document, catalogue):
    tools = (tool.pk, *sorted(named_by(tool)))
    return KeptDocument(tools, _versions(tools, catalogue), document)


def _versions(tools, catalogue):
    return tuple(catalogue.version_of(tool) for tool in tools)
