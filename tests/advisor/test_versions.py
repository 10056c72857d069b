"""Links of before: answered by the rules of then, and by the keys of now."""

import json
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from advisor.lint import errors
from advisor.models import Choice, Question, Version
from advisor.problems import problems
from advisor.snapshot import Flow, flow_from_json
from tests.advisor.flows import SHOP, STUDIO, make_choice, make_question
from tests.advisor.rows import make_questionnaire, make_studio_tools

MOVED_ON = "The rules have moved on"
NO_SUCH = "There is no such version; these are the rules of today."

put_into_versions = import_module("advisor.migrations.0006_examples_are_published").put_into_versions


@pytest.fixture
def studio(db):
    """In version 1 it costs; in version 2 the question has another wording and “none” is gone."""
    make_studio_tools()
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(title="What may it cost?")
    Choice.objects.get(question__key="cost", key="none").delete()
    Choice.objects.create(question=Question.objects.get(key="cost"), key="little", label="Little")
    questionnaire.publish()
    return questionnaire


def test_a_result_offers_a_link_that_names_its_version(client, studio):
    assertContains(client.get("/advisor/studio/result/?output=image"), "/result/?output=image&amp;version=2")


def test_an_old_link_is_answered_by_the_rules_of_then(client, studio):
    page = client.get("/advisor/studio/result/?output=image&cost=none&version=1")
    assertContains(page, MOVED_ON)
    assertContains(page, "These are the rules of version 1 of")
    assertContains(page, "has price:free")
    assertContains(page, "Cost?")
    today = "/advisor/studio/result/?output=image&cost=none"
    assertContains(page, f'href="{escape(today)}">The same answers by the rules of today')
    assertContains(client.get(today), "cost=none: This question has no such answer.")
    assertNotContains(page, "What may it cost?")


@pytest.mark.parametrize("path", ["", "output/", "result/"])
def test_every_page_of_the_walk_says_so_and_keeps_to_its_version(client, studio, path):
    page = client.get(f"/advisor/studio/{path}?output=image&cost=none&version=1")
    assertContains(page, MOVED_ON)
    assertContains(page, "/advisor/studio/cost/?output=image&amp;cost=none&amp;version=1")


def test_a_form_stays_with_its_version(client, studio):
    page = client.get("/advisor/studio/cost/?output=text&version=1")
    assertContains(page, '<input type="hidden" name="version" value="1">', html=True)
    sent = {**page.context["fields"], "cost": "none"}
    assertRedirects(client.get("/advisor/studio/", sent), "/advisor/studio/secret/?output=text&cost=none&version=1")
    fragment = client.get("/advisor/studio/cost/counts/", sent).context["count"]
    assert (fragment.fit, fragment.leaves) == (1, 1)


@pytest.mark.parametrize("named", ["2", ""])
@pytest.mark.parametrize("path", ["", "output/", "result/"])
def test_the_present_version_needs_no_word(client, studio, path, named):
    page = client.get(f"/advisor/studio/{path}?output=image&version={named}")
    assertNotContains(page, MOVED_ON)
    assertNotContains(page, NO_SUCH)


@pytest.mark.parametrize("named", ["3", "0", "-1", "01", "x", "1.0", "²", "%00", "9" * 400, "1_0", "draft"])
@pytest.mark.parametrize("path", ["", "output/", "result/"])
def test_no_version_of_that_name_is_told_and_today_s_rules_answer(client, studio, path, named):
    page = client.get(f"/advisor/studio/{path}?output=image&version={named}")
    assertContains(page, NO_SUCH)
    assertNotContains(page, MOVED_ON)


def test_the_data_are_answered_by_the_version_too(client, studio):
    api = "/api/v1/advisor/studio/"
    document = client.get(f"{api}?output=image&cost=none&version=1").json()
    assert (document["version"], document["answers"]["cost"]) == (1, ["none"])
    assert document["url"].endswith("/result/?output=image&cost=none&version=1")
    document = client.get(f"{api}?output=image&version=9").json()
    assert (document["version"], document["ignored"][0]["param"]) == (2, "version")
    assert document["url"].endswith("/result/?output=image")


def test_versions_of_another_questionnaire_are_not_its_own(client, studio):
    make_questionnaire(replace(STUDIO, slug="other"))
    assertContains(client.get("/advisor/other/result/?version=2"), NO_SUCH)


OLD = {
    "slug": "old",
    "title": "Old?",
    "intro": "As the first versions were stored.",
    "questions": [
        {
            "key": "output",
            "title": "What?",
            "help": "",
            "why": "Why.",
            "kind": "one",
            "is_core": True,
            "when": [],
            "choices": [
                {
                    "key": "text",
                    "label": "Text",
                    "help": "",
                    "lane": "words",
                    "excludes_others": False,
                    "effects": [
                        {
                            "action": "require",
                            "term": "output:text",
                            "strength": 4,
                            "lane": "",
                            "reason_for": "It writes.",
                            "reason_against": "",
                            "source_url": "",
                            "when": [[{"question": "output", "operator": "answered", "choices": [], "least": 0}]],
                        }
                    ],
                }
            ],
        }
    ],
    "verdicts": [
        {
            "axis": "kind",
            "key": "words",
            "label": "Words",
            "headline": "Words",
            "description": "Words.",
            "next_step": "Write.",
            "tool_kinds": ["writer"],
            "rules": [{"effect": "decides", "amount": 1, "reason": "Because.", "when": []}],
        }
    ],
    "warnings": [
        {"key": "w", "severity": "note", "title": "W", "text": "W.", "do_instead": "W.", "when": []},
    ],
}


def test_what_older_code_stored_is_read_and_keeps_its_digest():
    text = json.dumps(OLD, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    flow = flow_from_json(text)
    assert flow.questions[0].aliases == flow.questions[0].choices[0].aliases == ()
    assert flow.warnings[0].source == ""
    assert flow.canonical_json == text


def test_a_version_from_before_takes_in_the_examples_that_stood_beside_it(client, studio):
    """Else a site that is upgraded would show none until somebody publishes."""
    studio.cases.create(key="one", situation="Draws for nothing.", answers={"output": ["image"]}, is_example=True)
    studio.cases.create(key="two", situation="Is no example.", answers={"output": ["text"]})
    assertNotContains(client.get("/advisor/"), "Draws for nothing.")
    put_into_versions(apps, None)
    assertContains(client.get("/advisor/"), "Draws for nothing.")
    assertNotContains(client.get("/advisor/"), "Is no example.")
    studio.refresh_from_db()
    assert not studio.has_unpublished_changes()
    assert studio.live.flow().digest == studio.live.digest


def test_former_keys_are_stored_and_read_again():
    flow = Flow(
        slug="f",
        title="F?",
        intro="",
        questions=(make_question("use", make_choice("chat", aliases=["talk"]), "api", aliases=["usage"]),),
    )
    assert flow_from_json(flow.canonical_json) == flow


# A published key may change if the old one stays known.


@pytest.fixture
def renamed(db):
    make_studio_tools()
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(key="price", aliases=["cost"])
    Choice.objects.filter(question__key="price", key="none").update(key="nothing", aliases=["none"])
    questionnaire.publish()
    return questionnaire


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("cost/?output=text", "price/?output=text"),
        ("?output=text&cost=none&asked=cost", "secret/?output=text&price=nothing"),
        ("?output=text&asked=cost", "price/?output=text&asked=price"),
        ("style/?output=text&cost=none", "secret/?output=text&price=nothing"),
    ],
)
def test_former_keys_lead_to_addresses_with_the_present_ones(client, renamed, address, target):
    assertRedirects(client.get(f"/advisor/studio/{address}"), f"/advisor/studio/{target}")


def test_an_answer_under_a_former_key_counts_without_a_word(client, renamed):
    page = client.get("/advisor/studio/result/?output=image&cost=none")
    assertContains(page, "has price:free")
    assertNotContains(page, "left aside")
    document = client.get("/api/v1/advisor/studio/?output=image&cost=none").json()
    assert (document["answers"], document["ignored"]) == ({"output": ["image"], "price": ["nothing"]}, [])
    assert client.get("/advisor/studio/cost/counts/?cost=none").status_code == 200


def test_a_former_key_of_today_is_a_key_of_then(client, renamed):
    page = client.get("/advisor/studio/result/?output=image&cost=none&version=1")
    assertContains(page, 'href="/advisor/studio/result/?output=image&amp;price=nothing">The same answers')
    assert Version.objects.count() == 2


def with_question(flow, which, **fields):
    return replace(
        flow,
        questions=tuple(replace(one, **fields) if one.key == which else one for one in flow.questions),
    )


def test_a_renamed_key_is_no_error_once_it_is_a_former_key():
    assert any(
        "cost was renamed to price" in text for text in errors(with_question(STUDIO, "cost", key="price"), SHOP, STUDIO)
    )
    assert errors(with_question(STUDIO, "cost", key="price", aliases=("cost",)), SHOP, STUDIO) == []


def test_a_former_key_cannot_be_dropped_while_its_question_stays():
    live = with_question(STUDIO, "cost", aliases=("price",))
    assert errors(live, SHOP, live) == []
    assert errors(STUDIO, SHOP, live) == ["Question cost: links hold on to its former key price. Keep it."]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({"aliases": ("cost",)}, "Question cost: cost is its key and cannot be a former one too."),
        ({"aliases": ("style",)}, "Question cost: its former key style stands for something else as well."),
        ({"aliases": ("version",)}, "Question cost: the site itself uses version; it cannot be a former key."),
        (
            {"choices": (make_choice("none", aliases=["some"]), make_choice("some"))},
            "Question cost, choice none: its former key some stands for something else as well.",
        ),
        (
            {"choices": (make_choice("none", aliases=["x"]), make_choice("some", aliases=["x"]))},
            "Question cost, choice none: its former key x stands for something else as well.",
        ),
    ],
)
def test_a_former_key_that_leads_to_two_things_is_a_problem(question, problem):
    assert problem in problems(with_question(STUDIO, "cost", **question))


def test_former_keys_are_written_as_keys():
    for keys in (["Old Key"], ["old", 3], "old"):
        with pytest.raises(ValidationError):
            Question(key="cost", title="Cost?", why="It matters.", aliases=keys).clean_fields(["questionnaire"])
    Question(key="cost", title="Cost?", why="It matters.", aliases=["old-key"]).clean_fields(["questionnaire"])
