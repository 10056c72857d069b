"""Markdown looked at before it is saved."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from catalog.admin.writing import ASKED, LONGEST
from catalog.models import Comparison, Guide
from tests.factories import make_person, make_tool

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/catalog/guide/markdown/"


def shown(client, text, field="body"):
    page = client.post(ADDRESS, {ASKED: field, field: text, "title": "Other"})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    return lxml.html.fromstring(page.content.decode()).get_element_by_id("shown")


@pytest.fixture
def viewer(client):
    client.force_login(make_person("ada", "Viewer"))
    return client


def test_a_text_is_shown_as_its_page_would_and_nothing_is_stored(viewer):
    make_tool(name="Inkwell", terms=["kind:agent"])
    Comparison.objects.create(slug="quick", title="Quick look", columns=["a", "b"])
    part = shown(viewer, "## One\n\n*Two*\n\n[[comparison quick]]\n\n[[tools kind=agent]]\n\n[[comparison lost]]")
    assert part.xpath(".//h2[text()='One']")
    assert part.xpath(".//em/text()") == ["Two"]
    assert "Quick look" in part.text_content()
    assert "Inkwell" in part.text_content()
    assert "Nothing is called “comparison lost”" in part.text_content()
    assert not Guide.objects.exists()


def test_only_the_field_that_was_asked_for_is_shown(viewer):
    assert "Other" not in shown(viewer, "*One*").text_content()
    assert "no text yet" in shown(viewer, "").text_content()
    assert "no text yet" in lxml.html.fromstring(viewer.post(ADDRESS, {"body": "x"}).content.decode()).text_content()


def test_what_is_not_allowed_is_not_shown(viewer):
    part = shown(viewer, "<script>alert(1)</script> [a](javascript:alert(1)) ![b](https://elsewhere.example/x.png)")
    assert not part.xpath(".//script | .//img | .//@href")


def test_a_very_long_text_is_cut_and_that_is_said(viewer):
    part = shown(viewer, "word " * (LONGEST // 5 + 1) + "end")
    assert "Only the first" in part.text_content()
    assert "end" not in part.text_content()


def test_only_the_desk_previews_and_only_by_post(viewer):
    assert viewer.get(ADDRESS).status_code == 405
    assert Client().post(ADDRESS, {ASKED: "body", "body": "*x*"}).status_code == 403


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("tool", ["description"]),
        ("guide", ["body"]),
        ("industryguide", ["how", "example"]),
        ("faqentry", ["answer"]),
        ("kindguide", ["example"]),
        ("comparison", ["intro"]),
    ],
)
def test_every_field_in_markdown_has_the_button(admin_client, page, fields):
    form = lxml.html.fromstring(admin_client.get(reverse(f"admin:catalog_{page}_add")).content.decode())
    assert form.xpath("//button[@name=$asked]/@value", asked=ASKED) == fields
