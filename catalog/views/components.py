"""Every component of the look in every state on one page, for those who work on it."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.glyphs import DRAWINGS
from catalog.pages import page_links
from catalog.rendering import Card, CardFact, plain_card

COLOURS = re.compile(r"--([\w-]+): light-dark\(")
STATES = (
    *("confirmed", "sourced", "unverified", "stale", "contradicted"),
    *("not-known", "not-applicable", "not-published", "yes", "no"),
)
LONG = "A name that is longer than any that a maker would choose, and holds Donaudampfschifffahrtsgesellschaft"


@never_cache
@require_safe
def components(request):
    """For people of the desk, and for everybody while developing; else there is no such page."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return TemplateResponse(
        request,
        "catalog/components.html",
        {
            "colours": COLOURS.findall(_text_of("css/tokens.css")),
            "glyph_names": DRAWINGS,
            "states": STATES,
            "severities": ("note", "caution", "stop"),
            "cards": [
                plain_card(_card(), 3, compare=False, ticked=False),
                plain_card(_card(name=LONG, tagline=f"{LONG}, twice over."), 3, compare=True, ticked=False),
                plain_card(_card(ended="Discontinued", sourced="", price=""), 3, compare=True, ticked=True),
            ],
            "trail": [("#components", "Level one"), ("#components", "Level two")],
            "pages": {
                "page": 7,
                "last_page": 24,
                "page_links": page_links(7, 24, lambda number: f"#page-{number}"),
                "previous_url": "#page-6",
                "next_url": "#page-8",
            },
        },
    )


def _card(*, name="Painter", tagline="Paints what is described.", ended="", sourced="54", price="from $10 a month"):
    facts = CardFact("Makes", "Images, Video"), CardFact("Runs", tagline), CardFact("Price", price)
    slug = f"specimen-{len(name)}-{len(ended)}"
    return Card(slug, "#components", name, "Acme", "App", ended, tagline, sourced, facts)


@cache
def _text_of(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")
