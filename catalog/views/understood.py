"""What a search made of the words typed, said alike wherever tools are searched."""

from catalog.directory import answer
from catalog.index import Understood
from catalog.live import Catalogue
from catalog.models import Tool
from catalog.query import Query


def named_tool(understood: Understood | None, catalogue: Catalogue) -> str:
    """The name of the tool to which others are wanted, as it writes itself; empty if none are."""
    if not (understood and understood.alternatives_to):
        return ""
    called_so = answer(Query(q=f'"{understood.alternatives_to}"'), catalogue, size=1, counted=False).ids
    names = Tool.objects.published().filter(pk__in=called_so).values_list("name", flat=True)
    return names.first() or understood.alternatives_to


def in_words(understood: Understood | None, name: str) -> str:
    """One sentence, or nothing where the words were taken as typed; ``name`` is that of ``named_tool``."""
    if name:
        return f"Alternatives to {name}."
    return f"Showing results for “{understood.shown}”." if understood and understood.is_changed else ""
