"""An editor makes a question, a rule, a warning and a case, is stopped, mends what is wrong, and publishes."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.test import Client
from playwright.sync_api import expect

from tests.advisor.rows import make_questionnaire, make_studio_tools

from .conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def questionnaire():
    make_studio_tools()
    return make_questionnaire()


@pytest.fixture
def sign_in(open_page, live_server):
    """Makes pages of the desk, as `open_page` does, of somebody who may publish questionnaires and no more."""
    editor = get_user_model().objects.create_user("ada", "ada@example.org", "correct-horse-battery", is_staff=True)
    rights = Q(content_type__app_label="advisor") | Q(content_type__app_label="catalog", codename="view_term")
    editor.user_permissions.set(Permission.objects.filter(rights))
    client = Client()
    client.force_login(editor)

    def make(**options):
        page = open_page(**options)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return make


def save(desk):
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()


def add_condition(desk, question, search, choice):
    """A row “question is any of choice”."""
    desk.get_by_role("button", name="Add another Condition row").click()
    row = desk.locator("tr.form-row:visible", has=desk.get_by_label("Question: new condition row")).last
    row.get_by_label("Question: new condition row").select_option(label=question)
    row.get_by_role("searchbox").press_sequentially(search)
    desk.locator(".select2-results__option", has_text=choice).click()


def open_part(desk, label):
    """Follow “Change” beside a row of a table."""
    desk.locator("tr, .inline-related").filter(has_text=label).get_by_role("link", name="Change").first.click()


def add_question(desk):
    desk.get_by_role("link", name="Add a question").click()
    desk.get_by_label("Wording:", exact=True).fill("Which paper?")
    desk.get_by_label("Why we ask:", exact=True).fill("Paper decides how long a picture lasts.")
    desk.get_by_role("textbox", name="Key:", exact=True).fill("paper")
    desk.get_by_label("Position:", exact=True).fill("35")
    for number, (key, label) in enumerate([("glossy", "Glossy"), ("plain", "Plain")]):
        desk.get_by_role("button", name="Add another Choice").click()
        row = desk.locator(f"#choices-{number}")
        row.get_by_label("Key: new choice").fill(key)
        row.get_by_label("Label: new choice").fill(label)
    add_condition(desk, "Output?", "imag", "output: Image")
    save(desk)


def add_rule(desk):
    open_part(desk, "paper: Glossy")
    desk.get_by_role("button", name="Add another Effect").click()
    desk.locator("#id_effects-0-action").select_option(label="Prefer")
    desk.locator("#id_effects-0-term").select_option(label="Price: Free")
    desk.locator("#id_effects-0-reason_for").fill("It leaves money for paper.")
    save(desk)
    expect(desk.locator(".field-effects_in_words")).to_contain_text("Raise clearly tools with “Price: Free”.")
    open_part(desk, "Prefer Free clearly")
    add_condition(desk, "Output?", "imag", "output: Image")
    save(desk)
    expect(desk.locator(".field-in_words")).to_contain_text(
        "Raise clearly tools with “Price: Free”, if “Output?” is any of: Image."
    )


def add_warning(desk):
    desk.get_by_role("link", name="Back to the questionnaire").click()
    desk.get_by_role("link", name="Add a warning").click()
    desk.get_by_role("textbox", name="Key:", exact=True).fill("shine")
    desk.get_by_label("Title:", exact=True).fill("Glossy paper shines")
    desk.get_by_label("Text:", exact=True).fill("Behind glass nobody sees the picture.")
    desk.get_by_label("Do instead:", exact=True).fill("Take plain paper.")
    add_condition(desk, "Which paper?", "gloss", "paper: Glossy")
    save(desk)
    expect(desk.locator(".field-in_words")).to_contain_text("“Which paper?” is any of: Glossy")


def answer(desk, label):
    desk.get_by_label(re.compile(rf"^\s*{label}\b")).check()  # visitors are also told how many tools it leaves
    desk.get_by_role("button", name="Continue").click()


def try_the_draft(desk):
    desk.get_by_role("link", name="Try this draft").click()
    answer(desk, "Image")
    answer(desk, "Free")
    answer(desk, "None")
    expect(desk.get_by_role("heading", name="Which paper?")).to_be_visible()
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("alert")).to_have_text("Choose an answer, or say that you are not sure.")
    answer(desk, "Glossy")
    answer(desk, "No")
    expect(desk.get_by_role("heading", name="Result: pictures (settled)")).to_be_visible()
    expect(desk.locator(".trying")).to_contain_text("Glossy paper shines")


def keep_as_case(desk):
    desk.get_by_role("link", name="Keep this as an expected case").click()
    desk.get_by_label("Situation:", exact=True).fill("A picture for the wall, on glossy paper.")
    desk.get_by_role("textbox", name="Key:", exact=True).fill("wall")
    save(desk)
    expect(desk.locator(".field-said_now")).to_contain_text("It says what you expect.")


def test_a_question_is_made_tried_stopped_mended_and_published(sign_in, page, questionnaire):
    desk = sign_in()
    address = f"/admin/advisor/questionnaire/{questionnaire.pk}/change/"
    desk.goto(address)
    add_question(desk)
    add_rule(desk)
    add_warning(desk)
    try_the_draft(desk)
    keep_as_case(desk)

    desk.goto(address)
    desk.get_by_label("Position: “Which paper?”").fill("5")
    desk.get_by_role("button", name="Save and publish").click()
    stopped = desk.locator(".messagelist .error")
    expect(stopped).to_contain_text("“Studio?” was not published")
    expect(stopped).to_contain_text("Question paper: a condition looks at output, which is not asked before it.")
    page.goto("/advisor/studio/?output=image&style=free&cost=none&asked=cost")
    expect(page.get_by_role("heading", level=1)).to_have_text("Secret?")

    stopped.get_by_role("link", name="Question paper").first.click()
    desk.locator("#id_position").fill("35")
    save(desk)
    desk.get_by_role("link", name="Back to the questionnaire").click()
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.locator(".messagelist .success")).to_contain_text("Version 2 of “Studio?” is live.")
    page.goto("/advisor/studio/?output=image&style=free&cost=none&asked=cost")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which paper?")
    answer(page, "Glossy")
    answer(page, "No")
    expect(page.get_by_role("main")).to_contain_text("Glossy paper shines")


def test_a_case_stops_a_draft_that_says_something_else(sign_in, questionnaire):
    questionnaire.cases.create(
        key="wall", situation="A picture.", answers={"output": ["image"]}, expectations={"kind": ["words"]}
    )
    desk = sign_in()
    desk.goto(f"/admin/advisor/questionnaire/{questionnaire.pk}/change/")
    desk.get_by_role("button", name="Save and publish").click()
    stopped = desk.locator(".messagelist .error")
    expect(stopped).to_contain_text("Case wall: expected that the kind is one of words. The draft says: pictures.")
    stopped.get_by_role("link", name="Case wall").click()
    kinds = desk.locator(".field-kind")
    kinds.get_by_label("words").uncheck()
    kinds.get_by_label("pictures").check()
    save(desk)
    expect(desk.locator(".field-said_now")).to_contain_text("It says what you expect.")


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}], ids=["plain", "phone", "dark"])
def test_the_draft_is_tried_on_any_screen(sign_in, look, questionnaire, options):
    desk = sign_in(bypass_csp=True, **options)
    address = f"/admin/advisor/questionnaire/{questionnaire.pk}/try/"
    for query in (
        "",
        "?output=image&asked=cost",
        "?output=image.text&secret=yes&show=result",
        "?output=image&show=all",
    ):
        desk.goto(address + query)
        assert desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert look(desk, "main") == []
