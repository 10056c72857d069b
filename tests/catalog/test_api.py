import json

import pytest

from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


def test_the_list_has_pages_facets_and_notes(client):
    for number in range(3):
        make_tool(slug=f"t{number}", name=f"T{number}", terms=["output:image"])
    body = client.get("/api/v1/tools/?per_page=2&output=image&sort=name&colour=red").json()
    assert (body["count"], body["page"], body["pages"], body["previous"]) == (3, 1, 2, None)
    assert [tool["slug"] for tool in body["results"]] == ["t0", "t1"]
    assert body["facets"]["output"] == {"image": 3}
    assert len(body["notes"]) == 1
    following = client.get(body["next"]).json()
    assert [tool["slug"] for tool in following["results"]] == ["t2"]


def test_what_was_made_of_the_text_is_told(client):
    for name in ("Midjourney", "Rival"):
        make_tool(name=name, terms=["kind:image-generator", "output:image"])
    body = client.get("/api/v1/tools/?q=midjurney&per_page=7").json()
    literal_url = "http://testserver/api/v1/tools/?q=%22midjurney%22&per_page=7"
    assert body["understood"] == {
        "shown": "midjourney",
        "corrections": [["midjurney", "midjourney"]],
        "alternatives_to": None,
        "literal_url": literal_url,
    }
    assert body["notes"] == ["Showing results for “midjourney”."]
    assert client.get(literal_url).json()["understood"] is None
    others = client.get("/api/v1/tools/?q=alternatives+to+midjourney").json()
    assert (others["understood"]["alternatives_to"], others["notes"]) == ("Midjourney", ["Alternatives to Midjourney."])
    assert [tool["name"] for tool in others["results"]] == ["Rival"]


@pytest.mark.parametrize("query", ["", "q=midjourney", "q=midj"])
def test_a_text_taken_as_typed_needs_no_telling(client, query):
    make_tool(name="Midjourney")
    body = client.get(f"/api/v1/tools/?{query}").json()
    assert (body["count"], body["understood"], body["notes"]) == (1, None, [])


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("released_min=abc", ["Released, from: “abc” cannot be read; ignored."]),
        ("price_in_max=abc", ["Price of input, to: “abc” cannot be read; ignored."]),
        ("sort=abc", ["Sort by: “abc” cannot be read; ignored."]),
        ("=1&+=2", []),
        (
            "released_min=2026&released_max=2020-05",
            ["Released: 2026 to 2020-05 is the wrong way round, so nothing lies between."],
        ),
        (
            "context_window_min=9&context_window_max=8",
            ["Context window: 9 to 8 tokens is the wrong way round, so nothing lies between."],
        ),
        ("released_min=2025-06&released_max=2025&price_in_min=2&price_in_max=2", []),
    ],
)
def test_what_cannot_be_taken_into_account_is_told_in_the_pages_words(client, query, notes):
    assert client.get(f"/api/v1/tools/?{query}").json()["notes"] == notes


def test_a_tool_tells_what_is_known(client):
    tool = make_tool(slug="one", name="One", terms=["output:image"], complete=["output"], plans=[{"amount": 12}])
    tool.aliases.create(name="Uno")
    body = client.get("/api/v1/tools/one/").json()
    assert body["aka"] == ["Uno"]
    assert body["terms"] == {"output": ["image"]}
    assert body["complete"] == ["output"]
    assert body["price_month"] == 12
    assert body["price_in"] is None
    assert body["sources"] == [{"fields": ["maker"], "type": "vendor", "url": "https://example.org/"}]
    assert body["url"].endswith("/tools/one/")


def test_facets_and_their_terms(client):
    images = make_term("task:images")
    make_term("task:art", parent=images)
    (facet,) = client.get("/api/v1/facets/").json()["facets"]
    assert facet["slug"] == "task"
    assert {term["slug"]: term["parent"] for term in facet["terms"]} == {"images": None, "art": "images"}


@pytest.mark.parametrize("address", ["/api/v1/tools/nobody/", "/api/v1/tools/?page=9", "/api/v1/tools/?page=x"])
def test_errors_are_problem_documents(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == answer.status_code == 404


@pytest.mark.parametrize(("asked", "size"), [("1000", 200), ("0", 50), ("-1", 50), ("x", 50), ("٣", 50), ("7", 7)])
def test_pages_are_never_endless(client, asked, size):
    from catalog.views.api import page_size

    assert page_size(asked) == size


@pytest.mark.parametrize(("asked", "size"), [("abc", 50), ("999", 200), ("0", 50), ("x" * 90, 50)])
def test_a_page_size_that_cannot_be_had_is_noted(client, asked, size):
    (note,) = client.get("/api/v1/tools/", {"per_page": asked}).json()["notes"]
    assert asked[:40] in note
    assert f"{size} are shown" in note


@pytest.mark.parametrize("query", ["per_page=7", "per_page=200", "per_page=", ""])
def test_a_page_size_that_can_be_had_needs_no_note(client, query):
    assert client.get(f"/api/v1/tools/?{query}").json()["notes"] == []


def test_any_site_may_read_and_nobody_may_write(client):
    make_tool(slug="one")
    answer = client.get("/api/v1/tools/one/")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.post("/api/v1/tools/one/").status_code == 405


def test_probes(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_readiness_tells_of_a_database_without_tables(client, monkeypatch):
    from django.db import OperationalError

    from catalog.models.tools import ToolQuerySet

    def broken(self):
        raise OperationalError("no such table: catalog_tool")

    monkeypatch.setattr(ToolQuerySet, "exists", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "catalog_tool" not in answer.content.decode()
