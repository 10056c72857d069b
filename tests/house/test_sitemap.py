"""The sitemap names every page that is for everybody and no other; robots.txt leads to it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import pytest

from catalog.models import Event, Guide
from config import sitemap
from tests.factories import make_tool

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "https://wayfinder.example"
# Linked from pages and not for search engines: answers to a question, and data.
NOT_LISTED = ("/search/", "/api/", "/advisor/which-ai/", "/feeds/", "/suggest/")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def listed(client, address="/sitemap.xml", what="url"):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/xml"
    return [element.text for element in lxml.etree.fromstring(answer.content).iterfind(f"s:{what}/s:loc", NAMES)]


def test_what_it_names_is_there_for_everybody_and_says_that_this_is_its_address(shipped):
    found = listed(shipped)
    assert len(found) == len(set(found)) > 280
    paths = [address.removeprefix(SITE) for address in found]
    tools = [path for path in paths if path.startswith("/tools/")]
    for path in [path for path in paths if path not in tools[4:]]:
        answer = shipped.get(path)
        assert answer.status_code == 200, path
        page = lxml.html.fromstring(answer.content)
        assert page.xpath("//meta[@name='robots']") == [], path
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}{path}"], path
        assert page.xpath("//meta[@property='og:url']/@content") == [f"{SITE}{path}"], path


def test_a_link_to_each_page_it_names_is_shown_with_that_pages_own_words(shipped):
    paths = [address.removeprefix(SITE) for address in listed(shipped)]
    one_of_each_kind = {(path.split("/")[1], path.count("/")): path for path in paths}.values()
    lists = [path for path in paths if path.count("/") <= 2]
    told = {}
    for path in {*lists, *one_of_each_kind}:
        page = lxml.html.fromstring(shipped.get(path).content)
        [title] = page.xpath("//meta[@property='og:title']/@content")
        [description] = page.xpath("//meta[@property='og:description']/@content")
        told[path] = title, description
        if path in lists:  # the card of another page is titled like its picture
            assert page.findtext(".//title").removesuffix(" · Wayfinder") == title, path
            assert page.xpath("//meta[@name='description']/@content") == [description], path
    assert len(told) > 18
    assert all(title and description for title, description in told.values())
    assert len(set(told.values())) == len(told)


def test_a_page_that_is_not_to_be_found_gives_no_address(shipped):
    for path in ("/nowhere/", "/search/?q=image"):
        page = lxml.html.fromstring(shipped.get(path).content)
        assert page.xpath("//link[@rel='canonical'] | //meta[@property='og:url']") == [], path


@pytest.mark.django_db
def test_what_an_editor_wrote_is_escaped_once_wherever_it_is_told(client):
    make_tool(name='A "quote" & <more>', slug="odd", tagline='It\'s <b> & "c".')
    page = lxml.html.fromstring(client.get("/tools/odd/").content)
    assert page.findtext(".//title") == 'A "quote" & <more> by Acme · Wayfinder'
    assert page.xpath("//meta[@name='description']/@content") == ['It\'s <b> & "c".']
    list_page = lxml.html.fromstring(client.get("/compare/?tool=odd").content)
    assert list_page.xpath("//meta[@property='og:title']/@content") == ['Compare A "quote" & <more>']


def test_it_names_every_page_that_another_leads_to(shipped):
    found = {address.removeprefix(SITE) for address in listed(shipped)}
    lists = [path for path in found if path.count("/") <= 2]
    linked = {
        link.path
        for path in lists
        for link in map(urlsplit, lxml.html.fromstring(shipped.get(path).content).xpath("//a/@href"))
        if link.path.startswith("/") and not link.netloc and not link.query
    }
    assert len(linked) > 100
    assert {path for path in linked - found if not path.startswith(NOT_LISTED)} == set()


@pytest.mark.django_db
def test_drafts_are_not_named_and_a_tool_says_when_it_changed(client):
    make_tool(name="Shown")
    make_tool(name="Hidden", editorial_state="draft")
    Guide.objects.create(slug="hidden", title="Hidden", tagline="T", body="B", editorial_state="draft")
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    for days in (0, 40):
        Event.objects.create(kind="tool", key="shown", action="change", route="admin", at=at - timedelta(days=days))
    assert not [address for address in listed(client) if "hidden" in address]
    assert b"/tools/shown/</loc><lastmod>2026-05-04</lastmod>" in client.get("/sitemap.xml").content


@pytest.mark.django_db
def test_a_large_site_has_several_files(client, monkeypatch):
    for number in range(3):
        make_tool(name=f"Tool of {number}")
    whole = listed(client)
    monkeypatch.setattr(sitemap, "MOST", 5)
    make_tool(name="One more")  # an edit, so that no page is kept
    parts = listed(client, what="sitemap")
    together = [address for part in parts for address in listed(client, part.removeprefix(SITE))]
    assert sorted(together) == sorted([*whole, f"{SITE}/tools/one-more/"])
    for part in (0, len(parts) + 1):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


@pytest.mark.django_db
def test_robots_may_read_all_and_are_not_told_where_the_desk_is(client, settings):
    settings.DESK_PATH = "/quiet-place/"
    said = client.get("/robots.txt").content.decode()
    assert {"User-agent: *", "Disallow:", f"Sitemap: {SITE}/sitemap.xml"} <= set(said.splitlines())
    assert "admin" not in said
    assert "quiet-place" not in said
