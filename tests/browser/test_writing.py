"""An editor's text: published at its time, and looked at before it is saved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from catalog import appointments
from catalog.models import Guide
from tests.factories import make_person, make_tool

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "## A heading\n\nSome *words* and <b onclick=alert(1)>tags</b>.\n\n[[comparison none]]"


@pytest.fixture
def sign_in(live_server):
    """Signs a browser page in as a publisher."""

    def sign_in(page):
        client = Client()
        client.force_login(make_person("ada", "Publisher"))
        key = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return sign_in


def test_a_scheduled_tool_appears_on_its_time(page, sign_in, monkeypatch):
    tool = make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"])
    made, now = timezone.now(), timezone.now
    sign_in(page)
    page.goto(f"/admin/catalog/tool/{tool.pk}/change/")
    page.locator("summary", has_text="set time").click()
    page.get_by_role("textbox", name="Publish at (UTC)").fill(f"{made + timedelta(minutes=10):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("publishes itself on")
    page.goto("/tools/")
    expect(page.locator("#result-count")).to_have_text("0 tools")
    monkeypatch.setattr(appointments, "PATIENCE", 30)  # a busy machine
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=10))
    page.reload()
    expect(page.get_by_role("link", name="Inkwell", exact=True)).to_be_visible()


def test_markdown_is_seen_beside_its_box(page, sign_in):
    sign_in(page)
    page.goto("/admin/catalog/guide/add/")
    page.get_by_label("Body").fill(WORDS)
    page.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("region", name="Preview")
    expect(shown.get_by_role("heading", name="A heading")).to_be_visible()
    expect(shown.locator("em")).to_have_text("words")
    expect(shown).to_contain_text("<b onclick=alert(1)>")
    expect(shown).to_contain_text("Nothing is called “comparison none”")
    assert shown.locator("[id]").count() == 0
    expect(page.get_by_label("Body")).to_have_value(WORDS)


def test_without_javascript_the_preview_is_a_page_and_the_form_stays(page_without_javascript, sign_in):
    page = sign_in(page_without_javascript)
    page.goto("/admin/catalog/guide/add/")
    page.get_by_label("Title").fill("Mine")
    page.get_by_label("Body").fill(WORDS)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", name="A heading")).to_be_visible()
    expect(page.get_by_label("Body")).to_have_value(WORDS)
    page.get_by_label("Title").press("Enter")  # saves, and asks for what is missing; it does not preview
    expect(page.locator(".errornote")).to_be_visible()
    assert not Guide.objects.exists()
