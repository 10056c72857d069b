"""The list as a table, where only a browser can tell: how it scrolls, and what stays when it is swapped."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import make_tool

TABLE = "/tools/?sort=price&view=table"
SCROLLED = "region => [region.scrollLeft, region.scrollTop]"


@pytest.fixture
def tools(transactional_db):
    return [make_tool(name=f"Tool {chr(65 + n)}", plans=[{"amount": 5 + n}], context_window=n + 1) for n in range(20)]


def press(control):
    """A click that scrolls nothing into view by itself."""
    control.evaluate("element => { element.focus({ preventScroll: true }); element.click(); }")


def test_on_a_phone_the_table_scrolls_in_its_region_under_its_names(open_page, tools):
    page = open_page(viewport=PHONE)
    page.goto(TABLE)
    region = page.get_by_role("region", name="Tools as a table")
    region.evaluate("region => region.scrollTo(300, 300)")
    assert region.evaluate(SCROLLED) == [300, 300]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    place, name, head = (
        part.bounding_box() for part in (region, region.locator("tbody th").nth(9), region.locator("thead th").first)
    )
    assert place["x"] <= name["x"] < place["x"] + 40
    assert place["y"] <= head["y"] < place["y"] + 2


def test_a_tick_leaves_the_table_where_it_was_scrolled_and_another_order_begins_at_its_top(page, tools):
    page.goto(TABLE)
    region = page.locator("#tool-table")
    region.evaluate("region => region.scrollTo(60, 150)")
    box = page.get_by_role("checkbox", name="Compare Tool P")
    press(box)
    page.wait_for_url("**tool=tool-p**")
    expect(box).to_be_focused()
    assert region.evaluate(SCROLLED) == [60, 150]
    press(page.get_by_role("link", name="Context (sort largest first)"))
    page.wait_for_url("**sort=context**")
    expect(page.get_by_role("link", name="Context (sorted, largest first; sort smallest first)")).to_be_focused()
    assert region.evaluate(SCROLLED) == [60, 0]
    expect(page.get_by_label("Sort by")).to_have_value("context")
    expect(box).to_be_checked()
