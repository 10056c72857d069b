"""Finding a tool, with and without JavaScript, with the keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from catalog.models import Tool

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.usefixtures("content")


def test_filter_and_open_a_tool(page):
    page.goto("/tools/")
    before = page.locator("#result-count").inner_text()
    page.locator("[name=output][value=music]").check()
    expect(page).to_have_url(re.compile(r"/tools/\?output=music$"))
    expect(page.locator("#result-count")).not_to_have_text(before)
    expect(page.get_by_role("link", name="Remove What it makes: Music")).to_be_visible()
    page.get_by_role("link", name="Suno", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Suno")).to_be_visible()


def test_filter_and_open_a_tool_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/tools/")
    page.locator("[name=output][value=music]").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("link", name="Remove What it makes: Music")).to_be_visible()
    page.get_by_role("link", name="Suno", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Suno")).to_be_visible()


def test_a_choice_keeps_the_focus_and_back_undoes_it(page):
    page.goto("/tools/")
    box = page.locator("[name=output][value=image]")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"output=image"))
    expect(page.locator("[name=output][value=image]")).to_be_checked()
    expect(page.locator("[name=output][value=image]")).to_be_focused()
    page.locator("[name=hosting][value=self-hosted]").focus()
    expect(page.locator(".options input[id]")).to_have_count(1)
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"hosting=self-hosted&output=image"))
    expect(page.locator("[name=hosting][value=self-hosted]")).to_be_checked()
    expect(page.locator("[name=hosting][value=self-hosted]")).to_be_focused()
    page.go_back()
    expect(page.locator("[name=hosting][value=self-hosted]")).not_to_be_checked()
    expect(page.locator("[name=output][value=image]")).to_be_checked()
    page.go_back()
    expect(page.locator("[name=output][value=image]")).not_to_be_checked()


def test_typing_searches_and_sorting_sorts(page):
    page.goto("/tools/")
    page.get_by_label("Search the tools by name, maker, task or other words").press_sequentially("claude", delay=20)
    expect(page).to_have_url(re.compile(r"q=claude"))
    expect(page.locator(".tool-card__name").first).to_have_text("Claude")
    page.get_by_label("Sort by").select_option("newest")
    expect(page).to_have_url(re.compile(r"q=claude&sort=newest"))
    expect(page.get_by_label("Search the tools by name, maker, task or other words")).to_have_value("claude")


def test_pages_move_the_focus_to_the_results(page):
    page.goto("/tools/")
    page.get_by_role("link", name="Next page").click()
    expect(page).to_have_url(re.compile(r"page=2"))
    expect(page.locator("#results-heading")).to_be_focused()


def test_a_shared_address_shows_the_same(page, open_page):
    page.goto("/tools/?hosting=self-hosted&output=image&sort=name")
    names = page.locator(".tool-card__name").all_inner_texts()
    other = open_page(javascript=False)
    other.goto(page.url)
    assert other.locator(".tool-card__name").all_inner_texts() == names
    assert names == sorted(names, key=str.casefold)


def test_compare_two(page_without_javascript):
    page = page_without_javascript
    page.goto("/tools/?kind=chat-assistant&sort=name")
    page.get_by_label("Compare ChatGPT", exact=True).check()
    page.get_by_label("Compare Claude", exact=True).check()
    page.get_by_role("button", name="Compare those ticked").click()
    expect(page).to_have_url(re.compile(r"/compare/\?tool=chatgpt&tool=claude-app$"))
    page.get_by_role("link", name="Remove ChatGPT").click()
    expect(page).to_have_url(re.compile(r"/compare/\?tool=claude-app$"))


def top_of(box):
    return box.evaluate("box => box.getBoundingClientRect().top")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("facet", ["output", "task", "capability", "maker"])
def test_a_tick_does_not_move_what_was_ticked(open_page, viewport, facet):
    page = open_page(viewport=viewport)
    page.goto("/tools/?kind=chat-assistant")
    if viewport is PHONE:
        page.locator(".sheet > summary").click()
    box = page.locator(f"#facet-{facet} label:not([data-empty]) input").nth(3)
    box = page.locator(f"[name={facet}][value={box.get_attribute('value')}]")
    box.evaluate("box => { for (let at = box; at; at = at.parentElement) if (at.tagName == 'DETAILS') at.open = true }")
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = top_of(box)
    for tick in (True, False):
        # A click of the mouse where the box stands: Playwright's own would scroll to it first.
        at = box.bounding_box()
        page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        expect(page).to_have_url(re.compile(f"{facet}=") if tick else re.compile(r"\?kind=chat-assistant$"))
        expect(box).to_be_checked(checked=tick)
        assert abs(top_of(box) - before) < 2


def untick_with_the_keyboard(page, box):
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/tools/$"))


@pytest.mark.parametrize("place", ["#more-kind", "#facet-entry-type", "#more-maker"])
def test_unticking_the_last_of_a_box_keeps_the_focus(page, place):
    page.goto("/tools/")
    name, value = (page.locator(f"{place} input").first.get_attribute(one) for one in ("name", "value"))
    page.goto(f"/tools/?{name}={value}")
    box = page.locator(f"[name={name}][value={value}]")
    untick_with_the_keyboard(page, box)
    expect(box).not_to_be_checked()
    expect(box).to_be_visible()
    expect(box).to_be_focused()


def test_what_goes_when_it_is_unticked_leaves_the_focus_with_its_box(page):
    page.goto("/tools/?unknown=skill")
    box = page.locator("#unknown-skill")
    untick_with_the_keyboard(page, box)
    expect(box).to_have_count(0)
    expect(page.locator("#facet-skill > summary")).to_be_focused()


def test_a_maker_who_is_not_offered_leaves_the_focus_with_the_makers(page):
    offered = {tool.maker.slug for tool in Tool.objects.published().select_related("maker")}
    page.goto("/tools/")
    offered -= {box.get_attribute("value") for box in page.locator("[name=maker]").all()}
    maker = min(offered)
    page.goto(f"/tools/?maker={maker}")
    box = page.locator(f"[name=maker][value={maker}]")
    untick_with_the_keyboard(page, box)
    expect(box).to_have_count(0)
    expect(page.locator("#facet-maker > summary")).to_be_focused()


def test_boxes_stay_as_the_visitor_left_them(page):
    page.goto("/tools/")
    page.locator("#facet-skill > summary").click()
    page.locator("#facet-kind > summary").click()
    page.locator("[name=output][value=music]").check()
    expect(page).to_have_url(re.compile(r"output=music$"))
    expect(page.locator("#facet-skill")).to_have_attribute("open", "")
    expect(page.locator("#facet-kind")).not_to_have_attribute("open", "")
    page.locator("#facet-skill > summary").focus()
    page.locator("[name=output][value=music]").evaluate(
        "box => { box.checked = false; box.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    expect(page).to_have_url(re.compile(r"/tools/$"))
    expect(page.locator("#facet-skill > summary")).to_be_focused()


def test_a_failed_request_is_told_in_words(browser, live_server):
    page = browser.new_page(base_url=live_server.url)  # not watched: the console rightly tells of the failure
    page.goto("/tools/")
    page.route("**/tools/?*", lambda route: route.abort())
    page.locator("[name=output][value=image]").check()
    expect(page.locator("#page-notice")).to_contain_text("could not be reached")
    page.close()
