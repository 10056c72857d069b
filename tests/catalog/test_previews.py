"""Links to drafts: for their holders alone, for a while, and until they are ended."""

import re
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Event, Guide, PreviewLink
from tests.factories import make_person, make_tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    now = [datetime(2027, 3, 4, 12, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(**by):
        now[0] += timedelta(**by)

    return move


@pytest.fixture
def editor():
    client = Client()
    client.force_login(make_person("ada", "Editor"))
    return client


def a_tool(state="draft"):
    return make_tool(name="Inkwell", editorial_state=state, terms=["kind:agent"])


def a_guide(state="draft"):
    fields = {"slug": "ink", "title": "Inkwell", "tagline": "Short.", "body": "## One\n\nText."}
    return Guide.objects.create(editorial_state=state, **fields)


def desk_of(entry):
    return reverse(f"admin:catalog_{entry._meta.model_name}_links", args=[entry.pk])


def make_link(client, entry, days=3):
    """The path of a new link, as the desk shows it."""
    page = client.post(desk_of(entry), {"days": days})
    return re.search(r"/preview/[\w-]+/", page.text)[0]


@pytest.mark.parametrize("make", [a_tool, a_guide])
def test_a_link_shows_a_draft_to_whoever_has_it_and_is_kept_to_itself(editor, client, make):
    entry = make()
    address = make_link(editor, entry)
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.has_header("ETag")
    assert not page.cookies
    document = lxml.html.fromstring(page.content.decode())
    assert document.xpath("//h1/text()") == ["Inkwell"]
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "The link to it works until" in page.text
    assert client.get(entry.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("make", [a_tool, a_guide])
def test_the_page_is_the_one_that_visitors_will_see(editor, client, make):
    entry = make()
    shown = lxml.html.fromstring(client.get(make_link(editor, entry)).content.decode())
    entry.publish()
    public = lxml.html.fromstring(client.get(entry.get_absolute_url()).content.decode())

    def words(document):
        own = (
            "//main//*[@class='notice'][.//h2[text()='Preview']]"
            " | //main//p[a[starts-with(@href, '/api/') or contains(@href, '/history/')]]"
        )
        for part in document.xpath(own):  # a draft has no data to fetch and no history
            part.getparent().remove(part)
        return document.xpath("//main")[0].text_content().split()

    assert words(shown) == words(public)


def test_a_link_runs_out(clock, editor, client):
    address = make_link(editor, a_tool(), days=1)
    clock(hours=23, minutes=59)
    assert client.get(address).status_code == 200
    clock(minutes=1)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("days", ["8", "0", "-1", "365", "", "x"])
def test_no_link_works_for_more_than_a_week(editor, days):
    editor.post(desk_of(a_tool()), {"days": days})
    assert not PreviewLink.objects.exists()


def test_a_link_is_ended_at_the_desk_and_others_go_on(editor, client):
    tool = a_tool()
    addresses = [make_link(editor, tool) for _ in range(2)]
    newest = PreviewLink.objects.first()
    listed = editor.get(desk_of(tool))
    assert listed.text.count("End this link") == 2
    editor.post(desk_of(tool), {"end": newest.pk})
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    events = Event.objects.of("tool", tool.slug).order_by("pk")
    assert [(one.action, one.by_name) for one in events] == [
        (Event.Action.MAKE_LINK, "ada"),
        (Event.Action.MAKE_LINK, "ada"),
        (Event.Action.END_LINK, "ada"),
    ]


def test_a_link_of_another_entry_is_not_ended_from_here(editor, client):
    address = make_link(editor, a_tool())
    for given in (PreviewLink.objects.get().pk, "x", "٣", "9" * 40):
        editor.post(desk_of(a_guide() if not Guide.objects.exists() else Guide.objects.get()), {"end": given})
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f", "%00", "é"])
def test_other_tokens_open_nothing(editor, client, token):
    make_link(editor, a_tool())
    assert client.get(f"/preview/{token}/").status_code == 404


def test_the_database_does_not_tell_the_link(editor):
    address = make_link(editor, a_tool())
    token = address.split("/")[2]
    kept = [str(value) for row in PreviewLink.objects.values_list() for value in row]
    assert not any(token in value for value in kept)
    assert len(token) >= 43


def test_a_link_is_shown_once(editor):
    tool = a_tool()
    address = make_link(editor, tool)
    assert address not in editor.get(desk_of(tool)).text


def test_a_form_sent_twice_makes_one_link_and_none_once_that_was_ended(editor, client):
    page, sent = desk_of(a_tool()), {"days": 3, "_token": "of the form"}
    addresses = {editor.post(page, sent).text.split("/preview/")[1].split("/")[0] for _ in range(2)}
    assert len(addresses) == PreviewLink.objects.count() == 1
    editor.post(page, sent | {"days": 7})  # the same form with another wish is another
    assert PreviewLink.objects.count() == 2
    editor.post(page, {"end": PreviewLink.objects.earliest("expires_at").pk})
    assert "works no longer" in editor.post(page, sent).text
    assert client.get(f"/preview/{addresses.pop()}/").status_code == 404


def test_once_published_a_link_leads_to_the_page_and_with_the_draft_it_goes(editor, client):
    tool = a_tool()
    address = make_link(editor, tool)
    tool.publish()
    assert client.get(address)["Location"] == tool.get_absolute_url()
    tool.delete()
    assert client.get(address).status_code == 404
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("make", [a_tool, a_guide])
def test_a_link_to_what_was_public_since_shows_no_later_draft(editor, client, make):
    entry = make()
    address = make_link(editor, entry)
    entry.tagline = "Still the same draft."
    entry.save()
    assert client.get(address).status_code == 200
    entry.publish()
    entry.editorial_state = "draft"
    entry.save()
    assert client.get(address).status_code == 404


def test_a_link_ends_with_the_account_of_its_maker(editor, client):
    address = make_link(editor, a_tool())
    User.objects.update(is_active=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("role", "state", "may"), [
    ("Viewer", "draft", False),
    ("Editor", "draft", True),
    ("Editor", "in-review", True),
    ("Editor", "published", False),
    ("Publisher", "draft", True),
    ("stranger", "draft", False),
    ("nobody", "draft", False),
])  # fmt: skip
def test_links_are_made_by_who_may_edit(role, state, may):
    client = Client()
    if role != "nobody":
        client.force_login(make_person("bob", "" if role == "stranger" else role))
    page = client.post(desk_of(a_tool(state)), {"days": 3})
    assert (page.status_code == 200) == may
    assert PreviewLink.objects.exists() == may
