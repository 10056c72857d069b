"""What an editor who listens to the desk, or sees it in another light, gets of it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

from tests.factories import make_maker, make_term, make_tool

pytestmark = pytest.mark.django_db(transaction=True)

# Boxes to fill, tick or choose from that are seen and have no name; a title or a placeholder is none.
NAMELESS = """
() => {
  const words = (element) =>
    [...element.childNodes].map((node) => node.alt ?? node.ariaLabel ?? node.textContent).join("").trim();
  const named = (box) =>
    box.ariaLabel?.trim() ||
    box.getAttribute("aria-labelledby")?.split(/\\s+/).some((id) => {
      const element = document.getElementById(id);
      return element && (element.ariaLabel?.trim() || words(element));
    }) ||
    [...(box.labels ?? [])].some(words);
  const boxes = document.querySelectorAll("input, select, textarea, [role=combobox], [role=searchbox], [role=textbox]");
  return [...boxes]
    .filter((box) => !["hidden", "submit"].includes(box.type) && box.checkVisibility() && !named(box))
    .map((box) => box.outerHTML);
}
"""


@pytest.fixture
def sign_in(open_page, live_server):
    """Makes pages of the desk, as `open_page` does, signed in."""
    editor = get_user_model().objects.create_superuser("ada", "ada@example.org", "correct-horse-battery")
    client = Client()
    client.force_login(editor)

    def make(**options):
        page = open_page(**options)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return make


@pytest.fixture
def desk(sign_in):
    return sign_in()


@pytest.fixture
def catalogue():
    make_tool(name="Inkwell", maker="Acme", terms=["kind:agent", "output:text"])


@pytest.mark.parametrize(
    "path", ["catalog/facet/", "catalog/facet/add/", "catalog/tool/", "catalog/tool/add/", "catalog/reading/add/"]
)
def test_every_box_has_a_name(desk, catalogue, path):
    desk.goto(f"/admin/{path}")
    desk.locator("main details").evaluate_all("parts => { for (const part of parts) part.open = true; }")
    expect(desk.locator("main input:visible").first).to_be_visible()
    assert desk.evaluate(NAMELESS) == []


def test_rows_of_a_table_name_their_boxes(desk, catalogue):
    desk.goto("/admin/catalog/facet/")
    expect(desk.get_by_label("Position: “Output”")).to_be_visible()
    desk.goto(f"/admin/catalog/facet/{make_term('output:text').facet_id}/change/")
    expect(desk.get_by_label("Delete: “Text”")).to_be_visible()
    desk.get_by_role("button", name="Add another Term").click()
    expect(desk.get_by_role("textbox", name="Label: new term")).to_be_visible()
    assert desk.evaluate(NAMELESS) == []


def test_a_choice_by_search_is_named_before_and_after(desk):
    make_maker("Acme")
    desk.goto("/admin/catalog/tool/add/")
    desk.get_by_role("combobox", name="Maker", exact=True).click()
    desk.get_by_role("searchbox", name="Search: Maker").fill("acm")
    desk.get_by_role("option", name="Acme").click()
    expect(desk.get_by_role("combobox", name="Maker")).to_have_accessible_name("Maker Acme")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_headings_of_the_first_page_can_be_read(sign_in, scheme):
    desk = sign_in(color_scheme=scheme)
    desk.goto("/admin/")
    heading = desk.locator("#content-main").get_by_role("link", name="Catalogue")
    colours = "link => [getComputedStyle(link).color, getComputedStyle(document.body).color]"
    assert len(set(heading.evaluate(colours))) == 1


def test_signing_in_has_a_heading(page):
    page.goto("/admin/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
