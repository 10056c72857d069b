"""A price that somebody mistyped is put back, and visitors read what became of it."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import make_person, make_tool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(open_page, live_server):
    """Makes pages of the desk, as `open_page` does, signed in as a publisher."""
    client = Client()
    client.force_login(make_person("ada", "Publisher"))

    def make(**options):
        page = open_page(**options)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return make


@pytest.fixture
def tool():
    return make_tool(name="Inkwell", terms=["kind:agent"], plans=[{"amount": 20}])


def test_a_price_is_put_back(sign_in, tool, open_page, look):
    desk, visitor = sign_in(bypass_csp=True), open_page(bypass_csp=True)
    desk.goto(f"/admin/catalog/tool/{tool.pk}/change/")
    desk.get_by_text("Plans and prices (1)").click()
    desk.get_by_label("Amount:").first.fill("200")
    desk.get_by_role("button", name="Save", exact=True).click()
    visitor.goto("/tools/inkwell/")
    expect(visitor.locator("main")).to_contain_text("$200 per month")

    desk.goto(f"/admin/catalog/tool/{tool.pk}/change/")
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".trail")).to_contain_text("Amount: 20 → Amount: 200")
    assert look(desk, "#main") == []
    desk.get_by_role("link", name="Changed").first.click()
    assert look(desk, "#main") == []
    desk.get_by_role("button", name="Put it back").click()
    expect(desk.locator(".messagelist")).to_contain_text("“Inkwell” is what it was before that.")

    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("$20 per month")
    visitor.get_by_role("link", name="How its facts changed").click()
    expect(visitor.locator(".news > li")).to_have_count(2)
    assert look(visitor) == []
    visitor.goto("/changes/")
    expect(visitor.locator(".news > li").first).to_contain_text("before: $200 per month → now: $20 per month")
    assert look(visitor) == []


def test_what_was_deleted_is_put_back_on_a_phone_without_javascript(sign_in, tool):
    desk = sign_in(javascript=False, viewport=PHONE, color_scheme="dark")
    desk.goto(f"/admin/catalog/tool/{tool.pk}/delete/")
    expect(desk.get_by_text("archive it instead")).to_be_visible()
    desk.get_by_role("button", name="Yes, I’m sure").click()
    desk.goto("/admin/catalog/event/")
    desk.get_by_role("link", name="Inkwell").first.click()
    desk.get_by_role("button", name="Put it back").click()
    expect(desk.locator(".messagelist")).to_contain_text("“Inkwell” is what it was before that.")
    desk.goto("/tools/inkwell/")
    expect(desk.locator("main")).to_contain_text("$20 per month")
