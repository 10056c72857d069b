"""The filters as a visitor handles them: trees, the field that finds options, figures, and the sheet on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_tool

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.usefixtures("content")

UNFILTERED = re.compile(r"/tools/$")
QUIET = 600  # milliseconds: longer than the form waits before it asks


@pytest.fixture
def sheet(open_page):
    """The list on a phone, with its filters open."""
    page = open_page(viewport=PHONE)
    page.goto("/tools/")
    page.locator(".sheet > summary").click()
    return page


def options_seen(page, facet):
    return page.locator(f"#facet-{facet} .options label:visible")


@pytest.mark.parametrize("names", [["a:b-c", "a-b:c"], ["find-in-facet:kind", "more:kind"]])
def test_no_two_things_have_one_id_whatever_the_editors_names(page, names):
    make_tool(terms=names)
    page.goto("/tools/")
    for name in names:
        facet, _, term = name.partition(":")
        page.locator(f"#facet-{facet}").evaluate("box => box.open = true")
        page.locator(f"[name={facet}][value={term}]").check()
        expect(page).to_have_url(re.compile(f"{facet}={term}"))
        expect(page.locator("#result-count")).to_have_text(re.compile(r"\b1 tool\b"))
        ids = page.locator("[id]").evaluate_all("all => all.map((one) => one.id)")
        assert [one for one in ids if ids.count(one) > 1] == []


# Trees


def test_a_tree_opens_and_stays_open(page):
    page.goto("/tools/")
    narrower = page.locator("[name=task][value=drafting]")
    expect(narrower).not_to_be_visible()
    page.locator("#below-task--writing > summary").click()
    narrower.check()
    expect(page).to_have_url(re.compile(r"task=drafting$"))
    expect(narrower).to_be_checked()
    expect(narrower).to_be_visible()
    expect(narrower).to_be_focused()
    page.locator("[name=output][value=text]").check()
    expect(page).to_have_url(re.compile(r"output=text&task=drafting$"))
    page.locator("#below-task--writing > summary").click()
    page.locator("[name=output][value=text]").uncheck()
    expect(page).to_have_url(re.compile(r"\?task=drafting$"))
    expect(narrower).not_to_be_visible()


def test_a_tree_is_open_where_a_narrower_term_is_chosen(page_without_javascript):
    page = page_without_javascript
    page.goto("/tools/?task=drafting")
    expect(page.locator("#below-task--writing")).to_have_attribute("open", "")
    expect(page.locator("#below-task--conversation")).not_to_have_attribute("open", "")
    page.locator("#below-task--conversation > summary").click()
    page.locator("[name=task][value=tutoring]").check()
    page.locator("#filters button").click()
    expect(page).to_have_url(re.compile(r"task=drafting&task=tutoring"))
    expect(page.locator("[name=task][value=tutoring]")).to_be_visible()


def test_the_focus_does_not_wander_while_a_sidebar_is_replaced(page):
    page.goto("/tools/")
    page.locator("[name=output][value=text]").focus()
    page.evaluate(
        "() => { window.been = []; addEventListener('focusin', event => been.push(event.target.tagName), true) }"
    )
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"output=text$"))
    expect(page.locator("[name=output][value=text]")).to_be_focused()
    assert page.evaluate("been") == ["INPUT"]


# The field that finds


def test_a_field_finds_options_in_a_long_box(page):
    page.goto("/tools/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/tools/" in request.url else None)
    before = options_seen(page, "kind").all_inner_texts()
    field = page.get_by_label("Find in Kind of tool")
    field.press_sequentially("Modél")
    texts = options_seen(page, "kind").all_inner_texts()
    assert len(texts) > 2
    assert all("model" in text.lower() for text in texts)
    assert not set(texts) <= set(before)  # some were folded
    number = page.locator("#facet-kind .options input").count()
    expect(page.locator("#facet-kind [role=status]")).to_have_text(f"{len(texts)} of {number} match")
    field.press("Enter")
    page.wait_for_timeout(QUIET)
    assert asked == []
    field.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator("#facet-kind [role=status]")).to_be_empty()
    assert options_seen(page, "kind").all_inner_texts() == before


def test_the_field_says_when_nothing_matches(page):
    page.goto("/tools/")
    page.get_by_label("Find in Kind of tool").fill("zzzz")
    expect(options_seen(page, "kind")).to_have_count(0)
    expect(page.locator("#more-kind > summary")).not_to_be_visible()
    expect(page.locator("#facet-kind [role=status]")).to_have_text(re.compile(r"^None of \d+ match$"))


def test_the_field_finds_narrower_terms_with_their_wider_one(page):
    page.goto("/tools/")
    field = page.get_by_label("Find in What you want to do")
    field.fill("draft")
    seen = options_seen(page, "task")
    expect(seen).to_have_count(2)
    expect(page.locator("[name=task][value=writing]")).to_be_visible()
    expect(page.locator("[name=task][value=drafting]")).to_be_visible()
    field.fill("Write and work")
    expect(page.locator("[name=task][value=writing]")).to_be_visible()
    expect(page.locator("[name=task][value=drafting]")).not_to_be_visible()
    field.fill("")
    expect(page.locator("#below-task--writing")).not_to_have_attribute("open", "")
    expect(page.locator("[name=task][value=conversation]")).to_be_visible()


def test_what_was_searched_for_outlasts_a_tick_and_is_never_sent(page):
    page.goto("/tools/")
    field = page.get_by_label("Find in Kind of tool")
    field.fill("model hub")
    page.locator("[name=kind][value=model-hub]").check()
    expect(page).to_have_url(re.compile(r"/tools/\?kind=model-hub$"))
    expect(page.locator("[name=kind][value=model-hub]")).to_be_focused()
    expect(field).to_have_value("model hub")
    expect(options_seen(page, "kind")).to_have_count(1)
    expect(page.locator("#tool-results .note").filter(has_text="not a filter")).to_have_count(0)
    field.press("Escape")
    expect(options_seen(page, "kind").filter(has_text="Chat assistant")).to_be_visible()


def test_a_swap_leaves_the_focus_in_the_field(page):
    page.goto("/tools/")
    field = page.get_by_label("Find in Kind of tool")
    field.press_sequentially("agent")
    page.locator("[name=output][value=image]").evaluate(
        "box => { box.checked = true; box.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    expect(page).to_have_url(re.compile(r"output=image$"))
    expect(field).to_be_focused()
    field.press_sequentially(" b")
    expect(field).to_have_value("agent b")
    expect(options_seen(page, "kind")).to_have_count(1)


def test_a_swap_leaves_the_focus_where_it_went_meanwhile(page):
    page.goto("/tools/")
    held = []
    asks = re.compile(r"/tools/\?.*output=image")
    page.route(asks, lambda route: held.append(route))
    page.locator("[name=output][value=image]").focus()
    with page.expect_request(asks):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    following = page.evaluate("document.activeElement.value")
    assert following not in ("image", None)
    page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page).to_have_url(re.compile(r"output=image$"))
    expect(page.locator("[name=output][value=image]")).to_be_checked()
    expect(page.locator(f"[name=output][value={following}]")).to_be_focused()


def test_what_had_the_focus_before_the_script_came_keeps_it(page):
    held = []
    script = re.compile(r"/js/filters\b.*\.js$")
    page.route(script, lambda route: held.append(route))
    with page.expect_request(script):
        page.goto("/tools/", wait_until="commit")
    expect(page.locator("body")).to_have_css("margin", "0px")  # nothing takes the focus before the sheets are there
    option = page.locator("[name=output][value=image]")
    option.focus()
    assert option.evaluate("box => box === document.activeElement && !box.id")
    held.pop().continue_()
    page.wait_for_load_state()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"output=image$"))
    expect(page.locator("#facet-output .facet__chosen")).to_have_text("1 chosen")
    expect(option).to_be_focused()


def test_only_long_boxes_have_a_field_and_none_without_javascript(page, page_without_javascript):
    page.goto("/tools/")
    expect(page.locator("#facet-kind .facet__find input")).to_have_count(1)
    expect(page.locator("#facet-hosting .facet__find")).to_have_count(0)
    page_without_javascript.goto("/tools/")
    expect(page_without_javascript.locator("#facets input[type=search]")).to_have_count(0)
    assert page_without_javascript.locator("#facet-kind .facet__find").bounding_box()["height"] < 10


# What is not known, and figures


def test_the_number_of_those_not_known_is_what_ticking_adds(page):
    page.goto("/tools/?skill=developer")
    total = int(page.locator("#sheet-total").inner_text().split()[0])
    label = page.locator("label", has=page.locator("#unknown-skill"))
    adds = int(re.search(r"\((\d+)\)", label.inner_text())[1])
    label.click()
    expect(page).to_have_url(re.compile(r"unknown=skill"))
    expect(page.locator("#sheet-total")).to_have_text(re.compile(rf"^{total + adds} tools?$"))


def test_a_figure_is_told_in_the_summary_and_may_be_unknown(page):
    page.goto("/tools/")
    page.locator("#facet-figures > summary").click()
    expect(page.locator("#unknown-price_month")).to_have_count(0)
    field = page.get_by_role("group", name="Cheapest paid plan, US$ a month").get_by_label("to")
    field.press_sequentially("20")
    expect(page).to_have_url(re.compile(r"price_month_max=20$"))
    expect(page.locator("#figures-set")).to_have_text("1 set")
    expect(field).to_be_focused()
    total = int(page.locator("#sheet-total").inner_text().split()[0])
    label = page.locator("label", has=page.locator("#unknown-price_month"))
    adds = int(re.search(r"\((\d+)\)", label.inner_text())[1])
    assert adds > 0
    label.click()
    expect(page.locator("#sheet-total")).to_have_text(f"{total + adds} tools")
    expect(page.locator("#unknown-price_month")).to_be_checked()


# The sheet


def test_the_sheet_fills_the_screen_and_shows_the_tools(sheet):
    box = sheet.locator(".sheet").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *PHONE.values())
    expect(sheet.get_by_role("heading", level=1)).not_to_be_visible()
    bar = sheet.locator(".sheet__bar").bounding_box()
    assert abs(bar["y"] + bar["height"] - PHONE["height"]) < 1
    button = sheet.get_by_role("button", name=re.compile(r"^Show \d+ tools$"))
    before = button.inner_text()
    sheet.locator("[name=output][value=music]").check()
    expect(sheet.locator("#sheet-count")).to_have_text("1 chosen")
    expect(button).not_to_have_text(before)
    shown = button.inner_text().removeprefix("Show").strip()
    button.click()
    expect(sheet.get_by_role("heading", level=1)).to_be_visible()
    expect(sheet.locator("[name=output][value=music]")).not_to_be_visible()
    expect(sheet.locator("#results-heading")).to_be_focused()
    expect(sheet.locator("#results-heading")).to_contain_text(shown)
    expect(sheet.locator("#results-heading")).to_be_in_viewport()


def test_a_closed_sheet_costs_nothing(open_page):
    """A browser that looks for fields to fill in would else lay out hundreds of boxes that nobody sees."""
    page = open_page(viewport=PHONE)
    page.goto("/tools/")
    assert page.locator("[name=output][value=image]").evaluate("box => box.getClientRects().length") == 0
    page.locator(".sheet > summary").click()
    expect(page.locator("[name=output][value=image]")).to_be_visible()


def test_to_show_the_tools_is_no_step_to_go_back_by(sheet):
    sheet.locator("[name=output][value=music]").check()
    expect(sheet).to_have_url(re.compile(r"output=music$"))
    steps = sheet.evaluate("history.length")
    with sheet.expect_response("**/tools/?*"):
        sheet.locator(".sheet__bar button").click()
    sheet.wait_for_timeout(QUIET)
    assert sheet.evaluate("history.length") == steps
    sheet.go_back()
    expect(sheet).to_have_url(UNFILTERED)
    expect(sheet.locator("[name=output][value=music]")).not_to_be_checked()


def test_the_page_behind_the_sheet_does_not_scroll(sheet):
    sheet.mouse.move(180, 400)
    sheet.mouse.wheel(0, 20_000)
    sheet.wait_for_timeout(QUIET)
    assert sheet.evaluate("scrollY") == 0
    assert sheet.locator(".sheet").evaluate("sheet => sheet.scrollTop") > 500
    expect(sheet.locator(".sheet > summary")).to_be_in_viewport()
    expect(sheet.locator(".sheet__bar button")).to_be_in_viewport()
    assert sheet.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"  # nor by touch


def test_escape_closes_the_sheet_but_first_clears_the_field(sheet):
    field = sheet.get_by_label("Find in Kind of tool")
    field.fill("model")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_visible()
    sheet.keyboard.press("Escape")
    expect(field).not_to_be_visible()
    expect(sheet.locator(".sheet > summary")).to_be_focused()


def test_its_head_closes_the_sheet(sheet):
    sheet.locator(".sheet").get_by_text("Close", exact=True).click()
    expect(sheet.locator("[name=output][value=music]")).not_to_be_visible()
    expect(sheet.get_by_role("heading", level=1)).to_be_visible()


def test_the_sheet_by_keyboard_alone(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/tools/")
    page.locator(".sheet > summary").focus()
    page.keyboard.press("Enter")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[name=output][value=music]')"):
            break
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"output=music$"))
    expect(page.locator("[name=output][value=music]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("[name=output][value=music]")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Show")).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Clear all")).to_be_focused()
    page.keyboard.press("Tab")  # nothing behind the sheet can be reached
    assert page.evaluate("document.activeElement.closest('.site-footer, .columns > .stack, .site-header')") is None
    page.locator(".sheet__bar button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_be_focused()


def test_the_sheet_keeps_what_has_the_focus_in_sight(sheet):
    hidden = []
    for _ in range(60):
        sheet.keyboard.press("Tab")
        seen = sheet.evaluate(
            """() => {
                const at = document.activeElement.getBoundingClientRect();
                const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
                return Boolean(top?.closest("label, a, summary, button, .facet__find, input"))
                    && (document.activeElement.closest(".sheet__bar, .sheet > summary")
                        || !top.closest(".sheet__bar, .sheet > summary"));
            }"""
        )
        if not seen:
            hidden.append(sheet.evaluate("document.activeElement.outerHTML"))
    assert hidden == []


def test_the_sheet_without_javascript(open_page):
    page = open_page(javascript=False, viewport=PHONE)
    page.goto("/tools/")
    page.locator(".sheet > summary").click()
    page.locator("[name=output][value=music]").check()
    page.get_by_role("button", name="Show results", exact=True).click()  # how many they will be, nobody knows yet
    expect(page).to_have_url(re.compile(r"output=music"))
    expect(page.get_by_role("link", name="Remove What it makes: Music")).to_be_visible()
    page.locator(".sheet > summary").click()
    page.get_by_role("link", name="Clear all").first.click()
    expect(page).to_have_url(UNFILTERED)


@pytest.mark.parametrize(("viewport", "least"), [(PHONE, 44), (DESKTOP, 24)], ids=["phone", "desktop"])
def test_targets_are_large_enough(open_page, viewport, least):
    page = open_page(viewport=viewport)
    page.goto("/tools/?output=image&price_month_max=20")
    if viewport is PHONE:
        page.locator(".sheet > summary").click()
    page.evaluate("document.querySelectorAll('.sheet details').forEach(fold => { fold.open = true })")
    small = page.evaluate(
        """least => [...document.querySelectorAll(".sheet :is(label:has([type=checkbox]), summary, button)")]
            .filter(target => target.checkVisibility())
            .map(target => [target.textContent.trim(), target.getBoundingClientRect()])
            .filter(([, at]) => at.height < least || at.width < least)
            .map(([text, at]) => `${text}: ${at.width} × ${at.height}`)""",
        least,
    )
    assert small == []
