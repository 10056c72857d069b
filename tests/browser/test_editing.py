"""What an administrator does in the admin, from a new facet to a published tool, and to a question's wording."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = pytest.mark.usefixtures("content")
PASSWORD = "correct-horse-battery"


@pytest.fixture
def desk(page, monkeypatch):
    """The admin, signed in as an administrator made with the command that the start-up text names."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="ada", email="ada@example.org", verbosity=0)
    page.goto("/admin/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def test_from_a_new_facet_to_a_tool_found_by_it(desk):
    desk.goto("/admin/catalog/facet/add/")
    desk.locator("#id_label").press_sequentially("Energy")
    expect(desk.locator("#id_slug")).to_have_value("energy")
    for number, label in enumerate(("Solar", "Wind")):
        if not desk.locator(f"#id_terms-{number}-label").count():
            desk.get_by_role("button", name=re.compile("Add another Term")).click()
        desk.locator(f"#id_terms-{number}-label").press_sequentially(label)
        expect(desk.locator(f"#id_terms-{number}-slug")).to_have_value(label.lower())
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("Energy")

    desk.goto("/admin/catalog/tool/add/")
    desk.locator("#id_name").press_sequentially("Sunny Writer")
    expect(desk.locator("#id_slug")).to_have_value("sunny-writer")
    desk.locator(".field-maker .select2-selection").click()
    desk.locator(".select2-search__field").fill("openai")
    desk.locator(".select2-results__option", has_text="OpenAI").first.click()
    desk.select_option("#id_entry_type", "app")
    desk.fill("#id_tagline", "Writes by daylight.")
    desk.get_by_label("Writing assistant").check()
    desk.locator("summary", has_text="Energy").click()
    desk.get_by_label("Solar").check()
    desk.locator("summary", has_text="Plans and prices").click()
    if not desk.locator("#id_plans-0-name").is_visible():
        desk.get_by_role("button", name=re.compile("Add another Plan")).click()
    desk.fill("#id_plans-0-name", "Daylight")
    desk.select_option("#id_plans-0-price_kind", "subscription")
    desk.fill("#id_plans-0-amount", "7")
    desk.fill("#id_plans-0-unit", "month")
    desk.select_option("#id_sources-0-type", "vendor")
    desk.fill("#id_sources-0-url", "https://sunny.example/")
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.locator(".messagelist")).to_contain_text("published")

    desk.goto("/tools/")
    desk.locator("summary", has_text="Energy").click()
    desk.locator("[name=energy][value=solar]").check()
    expect(desk).to_have_url(re.compile(r"/tools/\?energy=solar$"))
    expect(desk.locator("#result-count")).to_have_text("1 tool")
    desk.get_by_role("link", name="Sunny Writer", exact=True).click()
    expect(desk.get_by_role("heading", level=1, name="Sunny Writer")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("$7 per month")
    expect(desk.get_by_role("main")).to_contain_text("Energy")


def test_a_question_reworded_in_the_draft_shows_once_published(desk):
    desk.goto("/admin/advisor/questionnaire/")
    desk.get_by_role("link", name="Which AI fits the job?").first.click()
    questionnaire = desk.url
    wording = desk.locator("input[name$='-title']").first
    before = wording.input_value()
    wording.fill("What do you want to hold in your hands?")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")

    desk.goto("/advisor/which-ai/output/")
    expect(desk.get_by_role("heading", level=1)).to_have_text(before)

    desk.goto(questionnaire)
    desk.get_by_role("button", name=re.compile("[Pp]ublish")).click()
    expect(desk.locator(".messagelist")).to_contain_text("ersion 2")
    desk.goto("/advisor/which-ai/output/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("What do you want to hold in your hands?")
