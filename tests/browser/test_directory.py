"""Finding a tool, with and without JavaScript, with the keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

pytestmark = pytest.mark.usefixtures("content")


def test_filter_and_open_a_tool(page):
    page.goto("/tools/")
    before = page.locator("#result-count").inner_text()
    page.locator("#output-music").check()
    expect(page).to_have_url(re.compile(r"/tools/\?output=music$"))
    expect(page.locator("#result-count")).not_to_have_text(before)
    expect(page.get_by_role("link", name="Remove What it makes: Music")).to_be_visible()
    page.get_by_role("link", name="Suno", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Suno")).to_be_visible()


def test_filter_and_open_a_tool_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/tools/")
    page.locator("#output-music").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("link", name="Remove What it makes: Music")).to_be_visible()
    page.get_by_role("link", name="Suno", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Suno")).to_be_visible()


def test_a_choice_keeps_the_focus_and_back_undoes_it(page):
    page.goto("/tools/")
    box = page.locator("#output-image")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"output=image"))
    expect(page.locator("#output-image")).to_be_checked()
    expect(page.locator("#output-image")).to_be_focused()
    page.locator("#hosting-self-hosted").check()
    expect(page).to_have_url(re.compile(r"hosting=self-hosted&output=image"))
    page.go_back()
    expect(page.locator("#hosting-self-hosted")).not_to_be_checked()
    expect(page.locator("#output-image")).to_be_checked()
    page.go_back()
    expect(page.locator("#output-image")).not_to_be_checked()


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
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(re.compile(r"/compare/\?tool=chatgpt&tool=claude-app$"))
    page.get_by_role("link", name="Remove ChatGPT").click()
    expect(page).to_have_url(re.compile(r"/compare/\?tool=claude-app$"))


def test_filters_are_a_sheet_on_a_phone(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/tools/")
    box = page.locator("#output-image")
    expect(box).not_to_be_visible()
    page.get_by_text("Filters", exact=True).click()
    box.check()
    expect(page).to_have_url(re.compile(r"output=image"))
    expect(page.locator("#sheet-count")).to_have_text("1 chosen")


def test_a_failed_request_is_told_in_words(browser, live_server):
    page = browser.new_page(base_url=live_server.url)  # not watched: the console rightly tells of the failure
    page.goto("/tools/")
    page.route("**/tools/?*", lambda route: route.abort())
    page.locator("#output-image").check()
    expect(page.locator("#page-notice")).to_contain_text("could not be reached")
    page.close()
