"""The shipped questionnaire over the shipped catalogue, as a program sees it."""

from pathlib import Path

import pytest
import yaml

from advisor.models import ExpectedCase, Version
from advisor.snapshot import MOST_ASKED

DATA = Path(__file__).parents[1] / "data"
CASES = yaml.safe_load((DATA / "advisor_cases.yaml").read_text())["cases"]
KEYS = yaml.safe_load((DATA / "advisor_keys.yaml").read_text())
ADDRESS = "/api/v1/advisor/which-ai/"


def ask(client, answers):
    response = client.get(ADDRESS, answers)
    assert response.status_code == 200
    return response.json()


EXPECTATIONS = ("kind", "not_kind", "delivery_any", "not_delivery", "warn", "not_warn", "steps")


def failures(document, expected):
    """What of an expectation does not hold."""
    verdict = document["verdict"]
    delivery, warned = set(verdict["delivery"]), {warning["key"] for warning in document["warnings"]}
    filled = {step["kind"] for step in document["steps"] if step["shortlist"]}
    wanted = {name: set(expected.get(name, ())) for name in EXPECTATIONS}
    holds = {
        "kind": not wanted["kind"] or verdict["kind"] in wanted["kind"],
        "not_kind": verdict["kind"] not in wanted["not_kind"],
        "delivery_any": not wanted["delivery_any"] or bool(delivery & wanted["delivery_any"]),
        "not_delivery": not delivery & wanted["not_delivery"],
        "warn": wanted["warn"] <= warned,
        "not_warn": not warned & wanted["not_warn"],
        "steps": wanted["steps"] <= filled,
    }
    return [name for name in EXPECTATIONS if not holds[name]]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_public_case(shipped, case):
    document = ask(shipped, case["answers"])
    assert failures(document, case) == [], (document["verdict"], document["warnings"])
    assert document["ignored"] == []
    assert document["asked"] + document["max_left"] <= MOST_ASKED
    assert all(step["shortlist"] for step in document["steps"])


def test_every_expected_case_of_the_editors_holds(shipped):
    cases = ExpectedCase.objects.filter(questionnaire__slug="which-ai")
    assert cases.count() > len(CASES)
    found = {case.key: failures(ask(shipped, case.answers), case.expectations) for case in cases}
    assert {key: failed for key, failed in found.items() if failed} == {}


def test_a_kind_survives_one_answer_turned_into_not_sure(shipped):
    kept = []
    for case in CASES:
        kind = ask(shipped, case["answers"])["verdict"]["kind"]
        for question in case["answers"]:
            if question != "output":
                doubtful = ask(shipped, {**case["answers"], question: "~"})
                kept.append(doubtful["verdict"]["kind"] == kind)
    assert sum(kept) >= 0.9 * len(kept)


def test_the_order_of_answers_changes_nothing(shipped):
    for case in CASES:
        backwards = dict(reversed(case["answers"].items()))
        assert ask(shipped, backwards) == ask(shipped, case["answers"])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_picks_have_reasons_for_and_against(shipped, case):
    document = ask(shipped, case["answers"])
    for picks in [document["shortlist"], *(step["shortlist"] for step in document["steps"])]:
        assert len(picks) <= 5
        for pick in picks:
            assert 2 <= len(pick["reasons_for"]) <= 4
            assert 1 <= len(pick["reasons_against"]) <= 2
            assert pick["score"][0] <= pick["score"][1]


def test_every_promised_key_is_there_and_no_other(shipped):
    flow = Version.objects.get(live_of__slug="which-ai").flow()
    assert {
        question.key: {"kind": question.kind, "choices": sorted(question.choice_keys)} for question in flow.questions
    } == {key: {**promised, "choices": sorted(promised["choices"])} for key, promised in KEYS["questions"].items()}
    assert sorted(verdict.key for verdict in flow.kinds) == sorted(KEYS["verdicts"]["kind"])
    assert sorted(verdict.key for verdict in flow.deliveries) == sorted(KEYS["verdicts"]["delivery"])
    assert sorted(warning.key for warning in flow.warnings) == sorted(KEYS["warnings"])
    assert {verdict.key: sorted(verdict.tool_kinds) for verdict in flow.kinds if verdict.tool_kinds} == {
        key: sorted(kinds) for key, kinds in KEYS["tool_kinds"].items()
    }


@pytest.mark.parametrize("output", KEYS["questions"]["output"]["choices"])
def test_every_single_output_has_tools_and_reasons(shipped, output):
    document = ask(shipped, {"output": output})
    assert len(document["shortlist"]) >= 3
    assert document["verdict"]["kind_confidence"] == "settled"


def test_every_warning_can_be_shown_and_every_kind_reached(shipped):
    cases = ExpectedCase.objects.filter(questionnaire__slug="which-ai")
    documents = [ask(shipped, case.answers) for case in cases]
    assert {warning["key"] for document in documents for warning in document["warnings"]} == set(KEYS["warnings"])
    kinds = {document["verdict"]["kind"] for document in documents}
    # Video alone is no case of its own: every case with video also wants something else.
    assert kinds | {ask(shipped, {"output": "video"})["verdict"]["kind"]} == {*KEYS["verdicts"]["kind"], "open"}


def test_privacy_drops_what_is_not_known_and_says_what_depends_on_the_plan(shipped):
    open_list = ask(shipped, {"output": "text", "data": "open"})
    strict = ask(shipped, {"output": "text", "data": "no-training", "skill": "low"})
    assert strict["remaining"] < open_list["remaining"]
    told = [reason for pick in strict["shortlist"] for reason in pick["reasons_against"]]
    assert any(reason.startswith("Business plan only") for reason in told)
