"""All that the benchmark knows of Wayfinder's inside."""

from collections import defaultdict

from django.http import QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from advisor.answers import parse
from advisor.candidates import current_catalogue
from advisor.content import RowWriter
from advisor.engine import advise, count_remaining
from advisor.gain import gains
from advisor.live import live_or_404
from advisor.models import Questionnaire
from bench import questionnaire
from bench.shapes import PAGE_SIZE
from catalog import changes, directory, facets, live, plain, rendering
from catalog.filters import ToolFilter
from catalog.models import Assignment, Facet, Term, Tool
from catalog.pages import page_number
from catalog.query import Query
from catalog.views.tools import tool_list

__all__ = ["advise", "tool_list"]

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


def forget_texts(catalogue):
    catalogue.index._search.forget_texts()


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


def publish_questionnaire():
    """Publish the benchmark's questionnaire, over tools with kinds and facets as it says at its head."""
    with changes.recorded():
        Facet.objects.update(selection=Facet.Selection.ONE)
        Facet.objects.filter(slug=questionnaire.STRICT).update(unknown_policy=Facet.UnknownPolicy.DROP)
        facet = Facet.objects.create(slug="kind", label="Kind of tool")
        kinds = {slug: Term.objects.create(facet=facet, slug=slug, label=slug) for slug in questionnaire.LANES}
        outputs = defaultdict(list)
        given = Assignment.objects.filter(term__facet__slug="output").order_by("tool", "term__rank")
        for tool, output in given.values_list("tool", "term__slug"):
            outputs[tool].append(output)
        Assignment.objects.bulk_create(
            Assignment(tool_id=tool, term=kinds[questionnaire.kind_of(outputs[tool])])
            for tool in Tool.objects.order_by("pk").values_list("pk", flat=True)
        )
    flow = questionnaire.make_flow()
    row = Questionnaire.objects.create(slug=flow.slug, title=flow.title, intro=flow.intro)
    RowWriter(row, f"questionnaire {flow.slug}").write(flow)
    row.publish()


def asked_of_the_advisor(query: str):
    """What the engine is given for an address: the flow, the catalogue, the answers."""
    flow = live_or_404(questionnaire.SLUG).flow
    answers, _ = parse(flow, QueryDict(query).items())
    return flow, current_catalogue(), answers


def step(flow, catalogue, answers):
    """How many tools are left, and what each open question would tell, as when an order of them is proposed."""
    return count_remaining(flow, catalogue, answers), gains(flow, catalogue, answers)
