"""The public cases as a visitor meets them: the address of a result, and the walk of forms that leads to it."""

from pathlib import Path

import pytest
import yaml
from lxml import html

from advisor.cases import EXPECTATIONS, holds
from advisor.models import Version
from advisor.snapshot import MOST_ASKED

CASES = yaml.safe_load((Path(__file__).parents[1] / "data" / "advisor_cases.yaml").read_text())["cases"]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
START = "/advisor/which-ai/"
RESULT = f"{START}result/"


@pytest.fixture(scope="module")
def flow(shipped):
    return Version.objects.get(live_of__slug="which-ai").flow()


def address(answers):
    return "&".join(f"{key}={given if isinstance(given, str) else '.'.join(given)}" for key, given in answers.items())


def of_program(client, query):
    document = client.get(f"/api/v1/advisor/which-ai/?{query}").json()
    return {
        "kind": [document["verdict"]["kind"]],
        "delivery": document["verdict"]["delivery"],
        "warnings": [warning["key"] for warning in document["warnings"]],
        "steps": [step["kind"] for step in document["steps"] if step["shortlist"]],
    }


def broken(said, case):
    about = {name: "warnings" if name.endswith("warn") else name.split("_")[-1] for name in EXPECTATIONS}
    about |= {"delivery_any": "delivery"}
    return [name for name in EXPECTATIONS if name in case and not holds(name, set(case[name]), set(said[about[name]]))]


def read(page):
    """What stands on a result, as far as it can be told by its words."""
    tree = html.fromstring(page.content.decode())
    words = " ".join(tree.cssselect("main")[0].text_content().split())
    return tree, words


@each_case
def test_a_case_by_its_address(shipped, flow, case):
    query = address(case["answers"])
    said = of_program(shipped, query)
    assert broken(said, case) == []
    page = shipped.get(f"{RESULT}?{query}")
    assert page.status_code == 200
    tree, words = read(page)
    [heading] = tree.cssselect("h1")
    kind = flow.kind(said["kind"][0])
    assert (kind.headline if kind else "depends on what should come out") in " ".join(heading.text_content().split())
    for verdict in flow.deliveries:
        assert (verdict.headline in heading.text_content()) == (kind is not None and verdict.key in said["delivery"])
    for warning in flow.warnings:
        assert (warning.title in words) == (warning.key in said["warnings"]), warning.key
    assert len(tree.cssselect("ol.shortlist")) == max(len(said["steps"]), kind is not None)


def walk(client, answers):
    """From the first page, question by question, by what the forms of the pages send; ends on the result's page.

    What the case does not answer is answered with “not sure”.
    """
    page, asked = client.get(START), []
    while page.request["PATH_INFO"] != RESULT:
        assert page.status_code == 200
        assert len(asked) <= MOST_ASKED
        tree = html.fromstring(page.content.decode())
        forms = tree.cssselect("main form.question")
        if not forms:  # the first page, or a warning that stops
            [onward] = tree.cssselect("main a.button--primary")
            page = client.get(onward.get("href"), follow=True)
            continue
        [form] = forms
        key = next(field.get("name") for field in form.cssselect("input[type=radio], input[type=checkbox]"))
        wanted = answers.get(key, "~")
        sent = [(field.get("name"), field.get("value")) for field in form.cssselect("input[type=hidden]")]
        offered = {field.get("value") for field in form.cssselect(f"input[name={key}]")}
        sent += [(key, one) for one in ([wanted] if isinstance(wanted, str) else wanted)]
        assert {one for name, one in sent if name == key} <= offered
        asked.append(key)
        query = {}
        for name, value in sent:
            query.setdefault(name, []).append(value)
        page = client.get(form.get("action"), query, follow=True)
    return page, asked


@each_case
def test_a_case_question_by_question(shipped, flow, case):
    page, asked = walk(shipped, case["answers"])
    assert len(asked) == len(set(asked)) <= MOST_ASKED
    by_walk = of_program(shipped, page.request["QUERY_STRING"])
    at_once = of_program(shipped, address(case["answers"]))
    assert by_walk["kind"] == at_once["kind"]
    assert broken({**by_walk, "warnings": at_once["warnings"]}, case) == []
    # Of what the case says, all that was asked stands in the address of the result, and nothing else but doubts.
    stands = dict(pair.split("=") for pair in page.request["QUERY_STRING"].split("&"))
    assert list(stands) == [question.key for question in flow.questions if question.key in asked]
    told = {key: {value} if isinstance(value, str) else set(value) for key, value in case["answers"].items()}
    assert {key: set(value.split(".")) for key, value in stands.items()} == {key: told.get(key, {"~"}) for key in asked}


@each_case
def test_every_step_of_a_case_can_be_opened_again_and_changed(shipped, case):
    """A deep link to any state: each question's page with the answers so far, and its answer ticked."""
    query = address(case["answers"])
    visible = shipped.get(f"/api/v1/advisor/which-ai/?{query}").json()["visible"]
    for key in case["answers"]:
        if key not in visible:
            continue
        page = shipped.get(f"{START}{key}/?{query}")
        assert page.status_code == 200
        tree = html.fromstring(page.content.decode())
        ticked = {field.get("value") for field in tree.cssselect(f"input[name={key}][checked]")}
        given = case["answers"][key]
        assert ticked == ({given} if isinstance(given, str) else set(given))
        kept = {field.get("name") for field in tree.cssselect("form.question input[type=hidden]")} - {"asked", "warned"}
        assert kept == set(case["answers"]) - {key}
