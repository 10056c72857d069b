"""One search box over everything: tools, kinds, guides, workflows, industries, glossary and questions."""

from dataclasses import dataclass, field

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import live
from catalog.directory import Answer, answer
from catalog.filters import MAX_TEXT, searchable
from catalog.index import Understood
from catalog.index.text import Wording
from catalog.index.typed import Typed
from catalog.library import Group, Hit, Likeness
from catalog.models import Tool
from catalog.query import Query
from catalog.views.tools import forgivingly, literally
from catalog.views.understood import in_words, named_tool
from catalog.words import count

SHOWN = 12


class SearchText(forms.CharField):
    """Whatever was typed, cut to what a search can use; never an error."""

    def to_python(self, value):
        return searchable(value or "")


class SearchForm(forms.Form):
    q = SearchText(required=False)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a search found, sort by sort, and in ``said`` what was made of its words, where that is not plain."""

    groups: list[Group] = field(default_factory=list)
    said: str = ""
    is_partial: bool = False  # nothing has all words, and these have some

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)


@require_safe
def search(request):
    form = SearchForm(request.GET)
    form.is_valid()
    text = form.cleaned_data["q"]
    path, typed = reverse("catalog:search"), Typed(text)
    return TemplateResponse(
        request,
        "catalog/search.html",
        {
            "q": text,
            "found": find(text) if typed.words else Findings(),
            "literal_url": literally(Query(q=text)).url(path),
            "forgiving_url": forgivingly(Query(q=text), typed).url(path) if typed.literal else "",
            "max_text": MAX_TEXT,
        },
    )


def find(text: str) -> Findings:
    """The tools first, as the directory has them, then what there is to read; but the more of the words the name of a
    sort's best entry has, the earlier it comes, so that who asks a question meets it before all tools that would do.
    """
    query, catalogue = Query(q=text), live.current()
    tools = answer(query, catalogue, size=SHOWN, counted=False)
    with catalogue.lock:
        understood = catalogue.library.understand(text, tools.understood, has_tools=tools.total > 0)
        groups = catalogue.library.find(understood, size=SHOWN)
        if not (tools.total or groups or understood.literal):
            groups = catalogue.library.nearest(understood, size=SHOWN)
            return Findings(groups=groups, is_partial=bool(groups))
    name = named_tool(tools.understood if tools.total else None, catalogue)
    said = said_of_both(tools.understood if tools.total else None, understood if groups else None, name)
    if tools.total:
        groups.insert(0, tool_group(query, tools))
    return Findings(groups=sorted(groups, key=lambda group: group.likeness), said=said)


def said_of_both(tools: Understood | None, library: Understood | None, name: str = "") -> str:
    """How the words were taken, among the tools and in the library; None for where they found nothing.

    ``name`` is that of the tool to which others are wanted.
    """
    changed = [part for part in (tools, library) if part and part.is_changed]
    elsewhere = f"everything else for “{library.shown}”" if library in changed and library != tools else ""
    if name:
        said = in_words(tools, name)
        return f"{said} Showing {elsewhere}." if elsewhere else said
    if not changed:
        return ""
    if len({part.shown for part in (tools, library) if part}) == 1:
        return in_words(changed[0], "")
    return f"Showing tools for “{tools.shown}”{f' and {elsewhere}' if elsewhere else ''}."


def tool_group(query: Query, found: Answer) -> Group:
    """The directory's own answer, so that the link to it leads to the same tools."""
    by_id = Tool.objects.published().select_related("maker").in_bulk(found.ids)
    tools = [by_id[pk] for pk in found.ids if pk in by_id]
    return Group(
        slug="tools",
        label="Tools",
        count=found.total,
        hits=[
            Hit(title=tool.name, url=tool.get_absolute_url(), text=tool.tagline, meta=" · ".join(what_it_is(tool)))
            for tool in tools
        ],
        likeness=likeness(tools, found.understood),
        more_url=query.url(reverse("catalog:tool_list")),
        more_label=f"All {count(found.total, 'tool')}, with filters",
    )


def likeness(tools: list[Tool], understood: Understood) -> Likeness:
    """That of the best tool, which comes before all others."""
    if understood.alternatives_to:
        return Likeness.CALLED_SO
    names = [name for tool in tools[:1] for name in (tool.name, *tool.aliases.values_list("name", flat=True))]
    wording = Wording(tuple(names))
    if understood.whole in wording.whole_names():
        return Likeness.CALLED_SO
    words = wording.name_words()
    in_name = [word in words for word in understood.words]
    if understood.unfinished and in_name:
        in_name[-1] = any(word.startswith(understood.words[-1]) for word in words)
    return Likeness.ALL_WORDS if all(in_name) else Likeness.SOME_WORDS if any(in_name) else Likeness.NO_WORD


def what_it_is(tool):
    yield tool.maker.name
    yield tool.get_entry_type_display()
    if tool.lifecycle != Tool.Lifecycle.ACTIVE:
        yield tool.get_lifecycle_display()
