"""On the narrowest phone no page can be pushed sideways, whatever titles and words it holds."""

import pytest
from django.db.models import Max
from django.db.models.functions import Length

from catalog.models import Guide, IndustryGuide, Tool, Workflow

from .conftest import PHONE
from .test_first_sight import ADDRESSES

NARROWEST = {"width": 320, "height": 640}
LONG_WORD = "Donaudampfschiff" * 12
LONG_WORDS = [f"/tools/?q={LONG_WORD}", f"/search/?q={LONG_WORD}", f"/advisor/which-ai/?{LONG_WORD}={LONG_WORD}"]
LONGEST_SOURCES = 20


def sideways(page, addresses):
    """The addresses whose page is wider than the window, with the pixels that stick out."""
    wider = {}
    for address in addresses:
        page.goto(address)
        out = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if out > 0:
            wider[address] = out
    return wider


@pytest.fixture
def narrow(open_page):
    return open_page(viewport=NARROWEST, javascript=False)


@pytest.mark.usefixtures("content")
def test_no_kind_of_page_scrolls_sideways(narrow):
    texts = [entry for model in (Guide, IndustryGuide, Workflow) for entry in model.objects.published()]
    pages = [
        *ADDRESSES,
        "/compare/?tool=chatgpt&tool=claude-app&tool=gemini-app",
        "/advisor/which-ai/result/?output=image",
    ]
    assert sideways(narrow, [*pages, *(entry.get_absolute_url() for entry in texts)]) == {}


@pytest.mark.usefixtures("content")
def test_tools_with_the_longest_source_titles_do_not_scroll_sideways(narrow):
    tools = Tool.objects.published().annotate(longest=Max(Length("sources__title"))).order_by("-longest", "slug")
    assert sideways(narrow, [tool.get_absolute_url() for tool in tools[:LONGEST_SOURCES]]) == {}


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("viewport", [NARROWEST, PHONE, {"width": 1280, "height": 800}], ids=["320", "360", "1280"])
def test_a_long_word_widens_no_page(open_page, viewport):
    assert sideways(open_page(viewport=viewport, javascript=False), LONG_WORDS) == {}


@pytest.mark.usefixtures("content")
def test_a_table_in_a_guide_is_whole_on_a_phone(narrow):
    narrow.goto("/guides/how-to-choose/")
    region = narrow.locator(".table-scroll", has=narrow.locator(".table--reading")).last
    assert region.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    cell = region.get_by_role("cell").first
    label = cell.get_attribute("data-label")
    assert label
    assert label in cell.evaluate("one => getComputedStyle(one, '::before').content")
