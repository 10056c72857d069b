"""The pictures of links to our pages: ``/cards/tools/chatgpt.png`` shows what ``/tools/chatgpt/`` is called."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog import link_cards
from catalog.models import Guide, IndustryGuide, Term, Tool, Workflow

SITE = "Decide what should come out. Then choose the AI."


@require_safe
def site_card(request):
    return _png(link_cards.card(SITE, above="A reference work on generative AI"))


@require_safe
def page_card(request, section, slug):
    if section not in CARDS:
        raise Http404("There is no such card.")
    return _png(CARDS[section](slug))


def _tool(slug):
    tool = get_object_or_404(Tool.objects.published().select_related("maker"), slug=slug)
    made = tool.terms.filter(facet__slug="output").values_list("slug", flat=True).first()
    return link_cards.card(tool.name, above=f"{tool.get_entry_type_display()} · {tool.maker}", glyph=made or "")


def _kind(slug):
    return link_cards.card(get_object_or_404(Term.objects.kinds(), slug=slug).label, above="Kind of tool")


def _text(model, above):
    def card(slug):
        return link_cards.card(get_object_or_404(model.objects.published(), slug=slug).title, above=above)

    return card


CARDS = {
    "tools": _tool,
    "kinds": _kind,
    "guides": _text(Guide, "Guide"),
    "industries": _text(IndustryGuide, "Industry"),
    "workflows": _text(Workflow, "Workflow"),
}


def _png(data):
    """Shown on other sites, which is what it is for."""
    return HttpResponse(data, content_type="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})
