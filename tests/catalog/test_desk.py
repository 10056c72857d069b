"""What every page of the editors' desk shares."""

import pytest
from pytest_django.asserts import assertContains

from catalog.admin.desk import is_key
from tests.catalog.desk import Desk
from tests.factories import make_maker, make_tool

pytestmark = pytest.mark.django_db

TOO_LARGE = "9" * 23


@pytest.mark.parametrize("page", ["tool", "reading", "term", "formerslug", "guide"])
@pytest.mark.parametrize("value", ["x", "²", TOO_LARGE, "-1", ""])
def test_an_address_that_names_no_entry_fills_nothing_in(admin_client, page, value):
    query = dict.fromkeys(["maker", "successor", "tool", "plan", "facet", "parent", "implies", "terms"], value)
    assert admin_client.get(f"/admin/catalog/{page}/add/", query).status_code == 200


def test_an_address_that_names_an_entry_fills_it_in(admin_client):
    tool = make_tool(name="Flux", editorial_state="draft")
    assertContains(admin_client.get("/admin/catalog/reading/add/", {"tool": tool.pk}), "Flux")
    maker = make_maker("Bakery")
    assertContains(admin_client.get("/admin/catalog/tool/add/", {"maker": maker.pk, "name": "Oven"}), "Bakery")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), (str(2**63 - 1), True), (str(2**63), False), ("0" * 20, False), ("1_0", False), ("٣", False)],
)
def test_a_key_is_a_number_that_the_database_holds(text, expected):
    assert is_key(text) is expected


def test_a_line_in_a_guide_that_stands_for_nothing_is_told_to_the_editor(admin_client):
    desk = Desk(admin_client)
    desk.open("guide_add")
    page = desk.send(
        title="New", slug="new", tagline="T.", body="[[scenarios]]\n\n[[comparison gone]]", reviewed="2026"
    )
    assert "Nothing is called “[[comparison gone]]”" in page
    assert "Nothing is called “[[scenarios]]”" not in page
