from dataclasses import replace

import pytest

from advisor.problems import problems
from advisor.snapshot import Flow, flow_from_json
from tests.advisor.flows import (
    STUDIO,
    decides,
    make_choice,
    make_effect,
    make_question,
    make_verdict,
    make_warning,
    when,
)

FIRST = make_question("first", "x", "y")
KIND = make_verdict("k", decides(1), tool_kinds=("t",))


def flow(*questions, verdicts=(KIND,), warnings=()):
    return Flow(slug="f", title="F?", intro="", questions=questions, verdicts=verdicts, warnings=warnings)


def test_a_whole_flow_has_none():
    assert problems(STUDIO) == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (flow(), "There is no question yet. Add one."),
        (flow(replace(FIRST, why=" ")), "Question first: write “why we ask”."),
        (flow(replace(FIRST, title="First")), "Question first: end the wording with “?”."),
        (flow(make_question("first", "x")), "Question first: offer at least two choices."),
        (flow(FIRST, FIRST), "There are 2 questions with the key first. Keep one."),
        (flow(make_question("first", "x", "x")), "Question first: There are 2 choices with the key x. Keep one."),
        (flow(replace(FIRST, when=when("late any-of x"))), "Question first: there is no question late."),
        (
            flow(replace(FIRST, when=when("late any-of x")), make_question("late", "x", "y")),
            "Question first: a condition looks at late, which is not asked before it.",
        ),
        (
            flow(FIRST, make_question("late", "x", "y", shown=when("first any-of z"))),
            "Question late: question first has no choice z.",
        ),
        (
            flow(FIRST, make_question("late", "x", "y", shown=when("first at-least 3"))),
            "Question late: first cannot have 3 of 2 choices.",
        ),
        (
            flow(make_question("first", make_choice("x", lane="no"), "y")),
            "Question first, choice x: there is no kind of tool no.",
        ),
        (
            flow(make_question("first", make_choice("x", make_effect("prefer", "a:b", lane="no")), "y")),
            "Question first, choice x: there is no kind of tool no.",
        ),
        (
            flow(
                make_question(
                    "first", make_choice("x", make_effect("prefer", "a:b", reason_for="", reason_against="")), "y"
                )
            ),
            "Question first, choice x: say why it would prefer a:b.",
        ),
        (flow(FIRST, verdicts=()), "There is no verdict on the kind of tool yet. Add one."),
        (flow(FIRST, verdicts=(make_verdict("k"),)), "Verdict k: no rule leads to it. Add one or delete it."),
        (
            flow(FIRST, warnings=(replace(make_warning("w", "first any-of x"), do_instead=""),)),
            "Warning w: write what to do instead.",
        ),
        (
            flow(FIRST, warnings=(make_warning("w"),)),
            "Warning w: say when it applies; a warning for everyone is read by no one.",
        ),
    ],
)
def test_each_problem_is_told_in_words(broken, told):
    assert told in problems(broken)


def test_a_flow_survives_its_canonical_form():
    again = flow_from_json(STUDIO.canonical_json)
    assert again == STUDIO
    assert again.digest == STUDIO.digest
    assert problems(again) == []


def test_another_wording_is_another_digest():
    reworded = replace(STUDIO, intro="Other words.")
    assert reworded.digest != STUDIO.digest
