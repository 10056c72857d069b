"""An editor proposes and a publisher accepts; two editors collide: as they see it in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, make_person, make_tool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_the_desk(open_page):
    """Somebody new, logged in on a browser of his own."""

    def log_in(name, role, **options):
        make_person(name, role)
        page = open_page(**options)
        page.goto("/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_text("Recent actions")).to_be_visible()
        return page

    return log_in


def test_what_an_editor_proposes_is_public_once_a_publisher_accepts_it(at_the_desk, page, look):
    tool = make_tool(name="Inkwell", terms=["kind:agent"], summary="It writes short letters.")
    editor = at_the_desk("eve", "Editor", javascript=False)
    editor.goto(f"/admin/catalog/tool/{tool.pk}/change/")
    editor.locator("#id_tagline").fill("Writes letters by hand.")
    editor.locator("#id_summary").evaluate("box => box.closest('details').open = true")
    editor.locator("#id_summary").fill("It writes long letters.")
    editor.get_by_label("Why?").fill("The maker says so.")
    editor.get_by_role("button", name="Propose this change").click()
    expect(editor.locator(".messagelist")).to_contain_text("A publisher compares and decides")
    page.goto("/tools/inkwell/")
    expect(page.get_by_role("main")).not_to_contain_text("by hand")

    publisher = at_the_desk("pia", "Publisher", viewport=PHONE, bypass_csp=True)
    publisher.goto("/admin/")
    publisher.get_by_role("link", name="1 proposal waits").click()
    publisher.get_by_role("link", name="Inkwell", exact=True).click()
    expect(publisher.get_by_text("The maker says so.")).to_be_visible()
    summary = publisher.get_by_role("group", name="Summary")
    expect(summary.locator("del")).to_have_text(re.compile("short"))
    expect(summary.locator("ins")).to_have_text(re.compile("long"))
    assert publisher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert look(publisher) == []
    summary.get_by_label("Keep what is there").check()
    publisher.get_by_role("button", name="Accept what is chosen").click()
    expect(publisher.locator(".messagelist")).to_contain_text("is changed")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Writes letters by hand.")
    expect(page.get_by_role("main")).to_contain_text("It writes short letters.")


def test_two_editors_on_one_form_lose_nothing(at_the_desk):
    tool = make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"])
    ada, ben = at_the_desk("ada", "Editor"), at_the_desk("ben", "Editor", javascript=False)
    for page in (ada, ben):
        page.goto(f"/admin/catalog/tool/{tool.pk}/change/")
    ben.locator("#id_tagline").fill("By Ben.")
    ben.get_by_role("button", name="Save", exact=True).click()
    ada.locator("#id_tagline").fill("By Ada.")
    ada.locator("summary", has_text="In our words").click()
    ada.locator("#id_summary").fill("A summary by Ada.")
    ada.get_by_role("button", name="Save", exact=True).click()

    tagline = ada.get_by_role("group", name="Tagline")
    expect(tagline).to_contain_text("By Ben.")
    expect(tagline).to_contain_text("By Ada.")
    tagline.get_by_label("Use these words").check()
    tagline.get_by_role("textbox").fill("By both.")
    ada.get_by_role("button", name="Save both together").click()
    expect(ada.locator(".messagelist")).to_contain_text("is changed")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary) == ("By both.", "A summary by Ada.")
