"""No page of the advisor has a barrier that axe knows, in either light and on either screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.advisor.rows import make_questionnaire, make_studio_tools

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
START = "/advisor/which-ai/"
on_any_screen = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
in_any_light = pytest.mark.parametrize("scheme", ["light", "dark"])


def heading(page):
    return page.get_by_role("heading", level=1)


ADDRESSES = {
    "/advisor/": "First the kind",
    START: "Which AI fits the job",
    f"{START}skill/?output=image&imagejob=logo": "Who will set it up",
    f"{START}output/?output=text.image": "What should come out",
    f"{START}skill/?output=image&imagejob=logo&asked=skill": "Who will set it up",
    f"{START}?output=voice&person=yes&asked=person": "Before you go on",
    f"{START}result/?output=image&imagejob=logo&skill=low&why=midjourney": "image generator",
    f"{START}result/?output=text.video&combine=chain&skill=low&rights=publish": "several kinds of tool",
    f"{START}result/?output=~&plan=~&use=~": "depends on what should come out",
    f"{START}result/?version=999&output=sofa": "depends on what should come out",
}


@pytest.mark.usefixtures("content")
@on_any_screen
@in_any_light
def test_the_pages_of_a_walk(open_page, look, viewport, scheme):
    page = open_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    found = {}
    for address, words in ADDRESSES.items():
        page.goto(address)
        expect(heading(page)).to_contain_text(re.compile(words, re.IGNORECASE))
        found[address] = look(page)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, address
    assert {address: barriers for address, barriers in found.items() if barriers} == {}


@on_any_screen
@in_any_light
def test_a_result_with_nothing_on_it_and_its_way_out(open_page, look, viewport, scheme):
    make_studio_tools()
    make_questionnaire()
    page = open_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page.goto("/advisor/studio/result/?output=text&secret=yes")
    expect(page.get_by_role("heading", name="Nothing is left")).to_be_visible()
    assert look(page) == []
    page.get_by_role("link", name=re.compile("Leave open: Secret")).click()
    expect(page.locator(".shortlist > li")).to_have_count(1)


def test_a_barrier_is_seen(open_page, look):
    page = open_page(bypass_csp=True)
    page.goto("/advisor/")
    page.evaluate(
        "document.querySelector('main').append(Object.assign(new Image(), {src: '/static/icons/favicon.svg'}))"
    )
    assert any(barrier.startswith("image-alt") for barrier in look(page))
