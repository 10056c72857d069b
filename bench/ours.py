"""All that the benchmark knows of Wayfinder's inside."""

from django.http import QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from bench.shapes import PAGE_SIZE
from catalog import directory, facets, live, plain, rendering
from catalog.filters import ToolFilter
from catalog.models import Tool
from catalog.pages import page_number
from catalog.query import Query
from catalog.views.tools import tool_list

__all__ = ["tool_list"]

PLAINLY = "plainly"  # the template engine that keeps nothing from one request to the next (bench/site/settings.py)


def load():
    """Have the index in this process, from its file where there is one."""
    return live.current()


def parsed(query: str):
    """What an address asks for: the query, and the number of its page."""
    data = QueryDict(query)
    return ToolFilter(data, live.current().taxonomy).query, page_number(data.get("page"))


def answer(query: str):
    """By the index: the total, the counts and the page's ids."""
    return answer_parsed(live.current(), *parsed(query))


def answer_parsed(catalogue, question, page):
    return directory.answer(question, catalogue, page=page, size=PAGE_SIZE)


def plain_answer(query: str):
    """By the ORM and by reading every text."""
    question, page = parsed(query)
    return plain.answer(question, live.current().taxonomy, page=page, size=PAGE_SIZE)


def plain_page_ids(query: str) -> tuple[int, list[int]]:
    """The plain twin's total and page, without counts."""
    question, page = parsed(query)
    twin = plain.Directory(question, live.current().taxonomy)
    matches, start = twin.select(), (page - 1) * PAGE_SIZE
    return matches.count(), list(twin.ordered(matches).values_list("pk", flat=True)[start : start + PAGE_SIZE])


def first_names(text: str, number: int) -> list[str]:
    """The names of the first tools that a search finds."""
    ids = directory.answer(Query(q=text), live.current(), size=number, counted=False).ids
    return list(Tool.objects.filter(pk__in=ids).values_list("name", flat=True))


def forget_cards():
    rendering._cards = rendering.Kept(rendering.KEPT_CARDS)


def forget_texts():
    live.current().index._search.forget_texts()


def plain_context(request):
    """All that the list page needs, read and worked out: of the sidebar and the cards, only the templates remain."""
    question, page = parsed(request.META["QUERY_STRING"])
    catalogue = live.current()
    found = answer_parsed(catalogue, question, page)
    places = facets.offers(catalogue.taxonomy, found.totals)
    return {
        "page": tool_list(request).context_data,
        "sidebar": {"facets": facets.boxes(places, question, found.counts, found.unknown)},
        "cards": [rendering.card_context(rendering.card_of(tool), 3, True, False) for tool in found.tools()],
    }


def plain_page(request, ready):
    parts = {
        "sidebar": render_to_string("catalog/_facets.html", ready["sidebar"], using=PLAINLY),
        "cards": [render_to_string("catalog/_tool_card.html", card, using=PLAINLY) for card in ready["cards"]],
    }
    return TemplateResponse(request, "catalog/tool_list.html", ready["page"] | parts, using=PLAINLY)


def joined_context(request):
    question, page = parsed(request.META["QUERY_STRING"])
    catalogue = live.current()
    return {
        "page": tool_list(request).context_data,
        "taxonomy": catalogue.taxonomy,
        "question": question,
        "answer": answer_parsed(catalogue, question, page),
    }


def joined_page(request, ready):
    parts = {
        "sidebar": rendering.sidebar(ready["taxonomy"], ready["question"], ready["answer"]),
        "cards": rendering.cards(ready["answer"], compare=True),
    }
    return TemplateResponse(request, "catalog/tool_list.html", ready["page"] | parts)
