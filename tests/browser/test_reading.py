"""What readers come with: a question to be answered from home, and a word that they do not know."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.usefixtures("content")


def ask(page, question):
    """From home to an answer, by links alone."""
    page.goto("/")
    page.get_by_role("link", name="Questions", exact=True).first.click()
    page.get_by_role("link", name=question, exact=True).click()
    return page.locator("details", has=page.get_by_text(question, exact=True)).filter(has=page.locator(".prose"))


def test_three_questions_are_answered_from_home(page):
    answer = ask(page, "Is ChatGPT an LLM?")
    expect(answer).to_contain_text("No. ChatGPT is a product that runs on LLMs.")
    expect(answer).to_be_in_viewport()
    answer = ask(page, "Should I fine-tune a model?")
    expect(answer).to_contain_text("In most cases no")
    answer.get_by_role("link", name="What it costs").click()
    expect(page.get_by_role("heading", name="Should you fine-tune?")).to_be_in_viewport()
    answer = ask(page, "What can I use for product photos, commercially and free to start?")
    answer.get_by_role("link", name="the list with the filters set").click()
    expect(page.locator(".tool-card__name").first).to_be_visible()
    expect(page.locator(".chip")).to_have_count(3)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_word_is_explained_by_the_keyboard_and_gives_the_focus_back(open_page, javascript):
    page = open_page(javascript=javascript, viewport=PHONE)
    page.goto("/guides/how-generators-work/")
    word = page.get_by_role("button", name="text encoder")
    explanation = page.locator('[id="gloss:text-encoder"]')
    expect(explanation).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(explanation).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(explanation.get_by_role("link", name="In the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(explanation).to_be_hidden()
    expect(word).to_be_focused()
