"""The advisor from the first question to a result and back to a changed answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("content")


def answer(page, *labels):
    for label in labels:
        page.get_by_label(label).first.check()
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_from_question_to_result_to_a_changed_answer(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/advisor/")
    page.goto("/advisor/which-ai/output/")
    answer(page, "Images, illustrations or design mock-ups")
    expect(page).to_have_url(re.compile(r"/advisor/which-ai/[a-z]+/\?output=image$"))
    answer(page, re.compile("logo", re.IGNORECASE))
    expect(page).to_have_url(re.compile(r"output=image&imagejob=logo$"))
    page.get_by_role("link", name=re.compile("results now", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("image generator")
    shortlist = page.locator(".shortlist .tool-card__name")
    expect(shortlist).to_have_count(5)
    page.get_by_role("link", name=re.compile("Change.*come out", re.IGNORECASE)).click()
    page.get_by_label("Images, illustrations or design mock-ups").uncheck()
    answer(page, "Software code")
    expect(page).to_have_url(re.compile(r"output=code&imagejob=logo$"))
    answer(page, "Help inside my editor")
    expect(page).to_have_url(re.compile("codejob="))
    page.get_by_role("link", name=re.compile("results now", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("code")


def test_not_sure_is_always_an_answer(page_without_javascript):
    page = page_without_javascript
    page.goto("/advisor/which-ai/output/")
    answer(page, "I am not sure")
    page.get_by_role("link", name="Continue").click()  # who is not sure what to make is stopped once
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    asked = 1
    while "/result/" not in page.url:
        before = page.url
        answer(page, "I am not sure")
        expect(page).not_to_have_url(before)
        asked += 1
        assert asked <= 9
    expect(page).to_have_url(re.compile(r"/advisor/which-ai/result/"))
    expect(page.get_by_role("main")).to_contain_text(re.compile("what should come out", re.IGNORECASE))
