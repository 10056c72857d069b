"""The ways through the list that visitors take: narrow, go back, mistype, find nothing, tick here and there."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("content")


def total(page):
    """The number that the heading tells last, “…: 7 tools”."""
    return int(re.findall(r"([\d,]+) tools?$", page.locator("#results-heading").inner_text())[0].replace(",", ""))


def ends_with(number):
    return re.compile(rf"(?<![\d,]){number:,} tools?$")


def test_three_facets_and_back_twice(page):
    page.goto("/tools/")
    totals = [total(page)]
    for parameter, term in (("output", "image"), ("hosting", "hosted"), ("free-offer", "free-plan")):
        box = page.locator(f"[name={parameter}][value={term}]")
        if not box.is_visible():
            page.locator(f"#facet-{parameter} > summary").click()
        box.check()
        expect(page).to_have_url(re.compile(rf"[?&]{parameter}="))
        expect(page.locator("#result-count")).not_to_have_text(re.compile(rf"^{totals[-1]} tool"))
        totals.append(total(page))
    assert totals == sorted(totals, reverse=True)
    for address in (r"\?hosting=hosted&output=image$", r"\?output=image$"):
        totals.pop()
        page.go_back()
        expect(page).to_have_url(re.compile(address))
        expect(page.locator("#results-heading")).to_have_text(ends_with(totals[-1]))
        expect(page.locator(".chip")).to_have_count(len(totals) - 1)
    page.reload()
    expect(page.locator("#results-heading")).to_have_text(ends_with(totals[-1]))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_slip_is_forgiven_and_can_be_taken_back(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/tools/?q=midjurney")
    expect(page.locator(".tool-card__name").first).to_have_text("Midjourney")
    expect(page.get_by_text("Showing results for “midjourney”.").first).to_be_attached()
    page.get_by_role("link", name="Search for “midjurney” as typed").click()
    expect(page.get_by_role("heading", name="No tool matches all of this")).to_be_visible()
    page.get_by_role("link", name="Search without the marks").click()
    expect(page.locator(".tool-card__name").first).to_have_text("Midjourney")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_nothing_to_the_nearest(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/tools/?output=music&hosting=self-hosted&price_month_min=5000")
    expect(page.locator("#results-heading")).to_have_text(re.compile(r": 0 tools$"))
    near = page.locator(".near li").first
    expect(near.get_by_role("list")).not_to_be_empty()
    drop = page.locator(".drops li").first
    promised = int(re.search(r"(\d+) tools?$", drop.inner_text())[1])
    drop.get_by_role("link").click()
    expect(page.locator(".drops")).to_have_count(0)
    expect(page.locator("#results-heading")).to_have_text(ends_with(promised))


def test_ticks_go_along_from_page_to_page_and_to_the_comparison(page):
    page.goto("/tools/?sort=name")
    first = page.locator("input[name=tool]").first
    slug = first.get_attribute("value")
    first.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(rf"tool={slug}"))
    expect(page.locator(f"#compare-{slug}")).to_be_focused()
    page.get_by_role("link", name="Next page").click()
    expect(page).to_have_url(re.compile("page=2"))
    other = page.locator("input[type=checkbox][name=tool]").first
    other_slug = other.get_attribute("value")
    other.check()
    expect(page.get_by_role("link", name="Compare 2 tools")).to_be_visible()
    page.locator("[name=output][value=image]").check()
    expect(page.get_by_role("link", name="Compare 2 tools")).to_be_visible()
    page.get_by_role("link", name="Compare 2 tools").click()
    for one in sorted([slug, other_slug]):
        expect(page).to_have_url(re.compile(rf"/compare/\?.*tool={one}"))


def test_the_other_view_keeps_what_was_asked(page):
    page.goto("/tools/?output=image")
    page.locator("[name=hosting][value=self-hosted]").check()
    expect(page).to_have_url(re.compile("hosting=self-hosted"))
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="Table").click()
    expect(page).to_have_url(re.compile(r"hosting=self-hosted&output=image&view=table"))
    rows = page.locator(".tool-table tbody tr").count()
    page.locator("[name=output][value=video]").check()
    expect(page).to_have_url(re.compile(r"output=video&view=table"))
    expect(page.locator(".tool-table tbody tr")).not_to_have_count(rows)


def test_links_beside_the_list_follow_what_happened_in_it(page):
    page.goto("/tools/?output=image")
    page.locator("input[type=checkbox][name=tool]").first.check()
    expect(page).to_have_url(re.compile("tool="))
    slug = re.search(r"tool=([\w-]+)", page.url)[1]
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="Table").click()
    expect(page).to_have_url(re.compile(rf"output=image&tool={slug}&view=table"))
    page.locator("#sort-price").click()
    expect(page).to_have_url(re.compile(r"sort=price&"))
    cards = page.get_by_role("navigation", name="Show as").get_by_role("link", name="Cards")
    expect(cards).to_have_attribute("href", f"/tools/?output=image&sort=price&tool={slug}")
    expect(page.locator("#sheet-clear")).to_have_attribute("href", f"/tools/?sort=price&tool={slug}&view=table")


def test_an_empty_list_still_shows_what_is_ticked(page_without_javascript):
    page_without_javascript.goto("/tools/?q=zzzzqqqq&tool=midjourney&tool=suno")
    expect(page_without_javascript.get_by_role("link", name="Compare 2 tools")).to_be_visible()
