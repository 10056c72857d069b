"""From an invitation to work at the desk, within what a role allows."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, make_person, make_tool

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a-staple-and-a-battery"


def log_in(page, name, password):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_an_invited_editor_sets_a_password_and_works_on_drafts_alone(open_page, live_server, settings):
    settings.SITE_URL = live_server.url
    make_person("chief", "Administrator")
    public = make_tool(name="Inkwell", terms=["kind:agent"])
    draft = make_tool(name="Quill", terms=["kind:agent"], editorial_state="draft")

    desk = open_page()
    log_in(desk, "chief", PASSWORD)
    desk.get_by_role("link", name="Users").first.click()
    desk.get_by_role("link", name="Add user").click()
    desk.get_by_label("Username").fill("eve")
    desk.get_by_label("Email").fill("eve@example.org")
    desk.get_by_label("Editor: makes and edits drafts").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("button", name="Make the link").click()
    link = desk.locator("#password-link").text_content()

    page = open_page()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set your password")
    assert link not in page.url
    page.get_by_label("New password:").fill(NEW)
    page.get_by_label("Confirm password:").fill(NEW)
    page.get_by_role("button", name="Change my password").click()
    log_in(page, "eve", NEW)

    expect(page.locator("#user-tools")).to_contain_text("eve")
    expect(page.get_by_role("link", name="Users")).to_have_count(0)
    page.goto(f"/admin/catalog/tool/{draft.pk}/change/")
    expect(page.get_by_role("button", name=re.compile("publish"))).to_have_count(0)
    page.locator("#id_tagline").fill("Writes like a goose.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Quill")
    page.goto(f"/admin/catalog/tool/{public.pk}/change/")
    expect(page.get_by_role("main")).to_contain_text("Inkwell")
    expect(page.get_by_role("button", name=re.compile("Save"))).to_have_count(0)
    for address in ("/admin/auth/user/", "/admin/catalog/facet/add/"):
        assert page.goto(address).status == 403
    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()
    assert "/admin/login/" in page.goto("/admin/").url


def test_a_forgotten_password_is_asked_for_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/admin/login/")
    page.get_by_role("link", name=re.compile("Forgotten")).click()
    page.get_by_label("Email address").fill("nobody@example.org")
    page.get_by_role("button", name=re.compile("[Rr]eset")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def test_too_many_tries_are_told_in_plain_words(page):
    make_person("eve")
    for _ in range(10):
        log_in(page, "eve", "wrong")
        expect(page.locator(".errornote")).to_be_visible()
    log_in(page, "eve", PASSWORD)
    expect(page.get_by_role("main")).to_contain_text("Wait 15 minutes, then try again.")


@pytest.mark.parametrize("path", ["login/", "password/forgotten/", "auth/user/", "auth/user/add/"])
def test_nothing_about_accounts_shuts_anybody_out(open_page, look, path):
    make_person("chief", "Administrator")
    page = open_page(bypass_csp=True)
    if "user" in path:
        log_in(page, "chief", PASSWORD)
    page.goto(f"/admin/{path}")
    assert look(page) == []
