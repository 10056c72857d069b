from urllib.parse import urlsplit

import pytest

from tests.advisor.rows import make_questionnaire, make_studio_tools

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/advisor/studio/"


@pytest.fixture
def studio():
    make_studio_tools()
    return make_questionnaire()


def test_the_answer_has_exactly_the_promised_keys(client, studio):
    document = client.get(ADDRESS, {"output": "image", "secret": "yes"}).json()
    assert list(document) == [
        "version", "catalogue_stamp", "answers", "ignored", "visible", "next", "asked", "max_left", "remaining",
        "verdict", "warnings", "steps", "shortlist", "also_close", "relaxations", "near_misses", "url",
    ]  # fmt: skip
    assert list(document["verdict"]) == ["kind", "kind_confidence", "delivery", "reasons"]
    assert list(document["warnings"][0]) == ["key", "severity", "title", "do_instead"]
    assert list(document["shortlist"][0]) == [
        "slug", "position", "score", "reasons_for", "reasons_against", "not_confirmed",
    ]  # fmt: skip
    assert list(document["relaxations"][0]) == ["drop", "remaining", "url"]
    assert list(document["near_misses"][0]) == ["slug", "lacks"]


def test_a_hybrid_has_its_tools_in_its_steps(client, studio):
    document = client.get(ADDRESS, {"output": ["image", "text"]}).json()
    assert document["shortlist"] == []
    assert [(step["kind"], len(step["shortlist"])) for step in document["steps"]] == [("pictures", 4), ("words", 1)]


def test_the_answer_carries_what_was_understood(client, studio):
    document = client.get(ADDRESS, {"output": "image.smell", "cost": "~", "stranger": "1"}).json()
    assert document["answers"] == {"output": ["image"], "cost": ["~"]}
    assert {(one["param"], one["value"]) for one in document["ignored"]} == {("output", "smell"), ("stranger", "1")}
    assert document["visible"] == ["output", "style", "cost", "secret"]
    assert (document["next"], document["asked"], document["max_left"]) == ("style", 2, 2)
    assert document["url"].endswith("/advisor/studio/result/?output=image&cost=~")


def test_any_site_may_read_it_and_keep_it(client, studio):
    response = client.get(ADDRESS)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "no-cache" in response["Cache-Control"]
    assert client.get(ADDRESS, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_a_stranger_is_a_problem_document(client, studio):
    for address in ("/api/v1/advisor/none/", "/api/v1/advisor/none/questions/"):
        response = client.get(address)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == 404


def test_questionnaires_and_their_questions_are_listed(client, studio):
    (listed,) = client.get("/api/v1/advisor/").json()["results"]
    assert (listed["slug"], listed["version"]) == ("studio", 1)
    questions = client.get("/api/v1/advisor/studio/questions/").json()["questions"]
    assert [question["key"] for question in questions] == ["output", "style", "cost", "secret"]
    assert questions[0]["choices"][0] == {"key": "image", "label": "Image", "help": ""}


def test_each_way_out_leads_to_as_many_tools_as_it_says(client, studio):
    document = client.get(ADDRESS, {"output": "image", "secret": "yes", "cost": "some"}).json()
    assert [one["drop"] for one in document["relaxations"]] == [["secret"]]
    for one in document["relaxations"]:
        query = urlsplit(one["url"]).query
        assert client.get(f"{ADDRESS}?{query}").json()["remaining"] == one["remaining"] > document["remaining"]
