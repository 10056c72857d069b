"""Comparing: rows that differ, one's own usage, adding and removing; without JavaScript, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

pytestmark = pytest.mark.usefixtures("content")

FOUR = "tool=chatgpt&tool=claude-app&tool=gemini-app&tool=perplexity"
MODELS = "tool=gpt-4o&tool=midjourney&tool=whisper"


def rows(page):
    return page.locator(".table--compare tbody tr:not(.group)")


def cost_of(page, name):
    return page.locator(".table--costs tr", has=page.get_by_role("rowheader", name=name)).get_by_role("cell").first


def test_four_tools_with_differences_only(page_without_javascript):
    page = page_without_javascript
    page.goto(f"/compare/?{FOUR}")
    expect(page.locator(".table--compare thead th")).to_have_count(5)
    whole = rows(page).count()
    alike, unknown = (page.locator(f".table--compare tr[data-same={one}]").count() for one in ("alike", "unknown"))
    assert 0 < alike < whole
    assert unknown
    page.get_by_role("link", name="Show differences only").click()
    expect(page).to_have_url(re.compile(rf"/compare/\?only=differences&{FOUR}$"))
    expect(rows(page)).to_have_count(whole - alike - unknown)
    expect(page.get_by_text(re.compile(f"Hidden: {alike} .* alike, {unknown} not known of any"))).to_be_visible()
    page.get_by_role("link", name="Show all rows").click()
    expect(rows(page)).to_have_count(whole)


def test_usage_changes_the_price(page_without_javascript):
    page = page_without_javascript
    page.goto(f"/compare/?{MODELS}")
    page.get_by_text("What your use would cost").click()
    page.get_by_label("Tokens in").fill("2M")
    page.get_by_role("button", name="Work out the price").click()
    expect(page).to_have_url(re.compile(rf"/compare/\?tokens_in=2000000&{MODELS}$"))
    expect(cost_of(page, "GPT-4o")).to_have_text("$5")
    expect(cost_of(page, "Midjourney")).to_have_text("at least $10")
    expect(cost_of(page, "Whisper")).to_have_text("Not known")
    expect(page.get_by_role("img", name="What a month costs with each tool")).to_be_visible()
    page.get_by_label("Tokens in").fill("4,000,000")
    page.get_by_label("Minutes").fill("100")
    page.get_by_role("button", name="Work out the price").click()
    expect(cost_of(page, "GPT-4o")).to_have_text("at least $10")
    expect(cost_of(page, "Whisper")).to_have_text("at least $0.60")
    page.get_by_role("link", name="Remove Midjourney").click()
    expect(page).to_have_url(re.compile(r"/compare/\?minutes=100&tokens_in=4000000&tool=gpt-4o&tool=whisper$"))


def test_what_cannot_be_read_is_told_at_its_field(page_without_javascript):
    page = page_without_javascript
    page.goto("/compare/?images=many&tool=midjourney")
    field = page.get_by_label("Images")
    expect(field).to_be_visible()
    expect(field).to_have_value("many")
    expect(field).to_have_accessible_description(re.compile("Write a whole number"))


def test_adding_by_keyboard_and_removing(page):
    page.goto("/compare/?tool=chatgpt")
    field = page.get_by_label("Name of a tool to add")
    field.focus()
    page.keyboard.type("midjour")
    page.keyboard.press("Enter")
    add = page.get_by_role("link", name="Add Midjourney")
    add.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare/\?tool=chatgpt&tool=midjourney$"))
    field.fill("Whisper")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare/\?tool=chatgpt&tool=midjourney&tool=whisper$"))
    summary = page.locator(".compare-usage > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Seats")).to_be_visible()
    page.get_by_role("link", name="Remove Midjourney").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare/\?tool=chatgpt&tool=whisper$"))


def test_on_a_phone_the_row_heads_stay_and_the_page_does_not_scroll_sideways(open_page):
    page = open_page(viewport=PHONE)
    page.goto(f"/compare/?minutes=5&tokens_in=2000000&{MODELS}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    region = page.get_by_role("region", name="Comparison")
    head = rows(page).first.get_by_role("rowheader")
    before = head.bounding_box()["x"]
    region.evaluate("one => one.scrollBy(300, 0)")
    assert region.evaluate("one => one.scrollLeft") > 200
    assert abs(head.bounding_box()["x"] - before) < 1


def test_four_columns_fit_a_printed_page(page):
    page.goto(f"/compare/?only=differences&{FOUR}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 700})  # A4 across, less its margins
    out = "one => one.scrollWidth - one.clientWidth"
    assert page.locator(".table-scroll--compare").evaluate(out) <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1032
    for hidden in (".site-header", ".compare-add", ".compare-usage"):
        expect(page.locator(hidden)).to_be_hidden()
    sheets = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert sheets
    assert all(float(width) > float(height) for width, height in sheets)
