"""Walking the advisor, with and without JavaScript, and publishing a question anew."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("content")


def walk_to_a_result(page):
    page.goto("/advisor/")
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("link", name="Begin with the first question").click()
    page.get_by_label("Pictures, illustrations or design mock-ups").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1, name="What kind of pictures are they?")).to_be_visible()
    page.get_by_label("Product visuals").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Show results now").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Use an image generator"))).to_be_visible()


def change_the_output(page):
    page.get_by_role("link", name=re.compile("^Change.*come out at the end")).click()
    expect(page.get_by_label("Pictures, illustrations or design mock-ups")).to_be_checked()
    page.get_by_label("Pictures, illustrations or design mock-ups").uncheck()
    page.get_by_label("A spoken voice").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I am not sure").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Show results now").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Use a voice or music generator"))).to_be_visible()


def test_from_question_to_result_and_another_answer(page):
    walk_to_a_result(page)
    change_the_output(page)


def test_from_question_to_result_without_javascript(page_without_javascript):
    walk_to_a_result(page_without_javascript)
    change_the_output(page_without_javascript)


def test_the_live_count_follows_the_ticks(page):
    page.goto("/advisor/which-ai/output/")
    count = page.locator("#live-count")
    before = count.inner_text()
    page.get_by_label("Molecular or protein structures").check()
    expect(count).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"/output/$"))


def test_an_empty_answer_is_asked_again(page):
    page.goto("/advisor/which-ai/output/")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer")


def test_a_question_fits_a_phone(phone):
    phone.goto("/advisor/which-ai/output/")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(phone.get_by_role("button", name="Continue")).to_be_visible()


def test_an_editor_rewords_a_question_and_publishes_it(page):
    User.objects.create_superuser("ada", password="correct horse battery")
    page.goto("/admin/advisor/questionnaire/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Which AI fits the job?").click()
    page.locator("#id_questions-0-title").fill("What do you need in the end?")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("Has unpublished changes")).to_be_visible()
    page.goto("/advisor/which-ai/output/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What should come out at the end?")
    page.go_back()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Version 2")).not_to_have_count(0)
    page.goto("/advisor/which-ai/output/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need in the end?")
