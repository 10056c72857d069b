from random import Random

import pytest
import yaml
from django.conf import settings
from hypothesis import given as any_of
from hypothesis import strategies as st

from advisor.answers import make_answers
from advisor.conditions import states_of
from advisor.document import flow_from_document
from advisor.progress import matters, progress_of
from advisor.snapshot import MOST_ASKED, Flow
from tests.advisor.flows import (
    STUDIO,
    given,
    make_choice,
    make_effect,
    make_question,
    make_verdict,
    make_warning,
    supports,
    when,
)


@pytest.mark.parametrize(
    ("answers", "next_up", "asked", "most_left"),
    [
        ({}, "output", 0, 4),
        ({"output": "text"}, "cost", 1, 2),
        ({"output": "image"}, "style", 1, 3),
        ({"output": "image", "style": "~"}, "cost", 2, 2),
        ({"output": "image", "style": "free", "cost": "none", "secret": "no"}, None, 4, 0),
        ({"output": "text", "style": "free"}, "cost", 1, 2),
    ],
)
def test_what_is_asked_next(answers, next_up, asked, most_left):
    chosen = given(STUDIO, **answers)
    progress = progress_of(STUDIO, chosen, states_of(STUDIO, chosen))
    assert (progress.next, progress.asked, progress.most_left) == (next_up, asked, most_left)


@pytest.mark.parametrize(
    ("answers", "key", "place", "after"),
    [
        ({}, "output", 1, (3, 1)),  # style comes up for pictures only
        ({}, "secret", 1, (3, 1)),
        ({"output": "image", "style": "~"}, "secret", 3, (1, 0)),
        ({"output": "image", "style": "~"}, "style", 2, (2, 0)),
        ({"output": "text", "cost": "none"}, "secret", 3, (0, 0)),
    ],
)
def test_what_is_said_of_a_question_s_place(answers, key, place, after):
    chosen = given(STUDIO, **answers)
    progress = progress_of(STUDIO, chosen, states_of(STUDIO, chosen))
    assert (progress.place_of(key), progress.after(key)) == (place, after)


def assert_never_grows(flow, dice):
    """Whatever is answered, no more questions come than were said to."""
    chosen, most = {}, MOST_ASKED
    while True:
        answers = make_answers(flow, chosen)
        progress = progress_of(flow, answers, states_of(flow, answers))
        assert progress.most_left <= most
        if progress.next is None:
            return
        most = progress.after(progress.next)[0]
        chosen[progress.next] = [dice.choice([*sorted(flow.question(progress.next).choice_keys), "~"])]


@any_of(st.randoms(use_true_random=False))
def test_the_number_of_questions_to_come_never_grows(dice):
    for flow in (STUDIO, LONG, QUIET):
        assert_never_grows(flow, dice)


def test_nor_does_it_in_what_is_shipped():
    document = yaml.safe_load((settings.BASE_DIR / "fixtures/advisor/which-ai.yaml").read_text())
    flow = flow_from_document(document)
    for seed in range(100):
        assert_never_grows(flow, Random(seed))  # noqa: S311


def make_telling(key, **fields):
    """A question one of whose answers moves tools."""
    return make_question(key, make_choice("x", make_effect("prefer", f"{key}:x")), "y", **fields)


LONG = Flow(
    slug="long",
    title="Long?",
    intro="",
    questions=(
        *(make_telling(f"q{number}", core=number in (0, 10, 11)) for number in range(12)),
        make_telling("late", core=True, shown=when("q11 any-of x")),
    ),
)


@any_of(st.randoms(use_true_random=False))
def test_nobody_is_asked_more_than_nine_and_core_questions_are_among_them(dice):
    chosen, order = {}, []
    while True:
        answers = given(LONG, **chosen)
        progress = progress_of(LONG, answers, states_of(LONG, answers))
        assert progress.asked + progress.most_left <= MOST_ASKED
        if progress.next is None:
            break
        order.append(progress.next)
        chosen[progress.next] = dice.choice(["x", "y", "~"])
    assert len(order) == MOST_ASKED
    assert {"q0", "q10", "q11"} <= set(order)
    assert ("late" in order) == (chosen["q11"] == "x")


QUIET = Flow(
    slug="quiet",
    title="Quiet?",
    intro="",
    questions=(
        make_question("output", make_choice("image", lane="pictures"), make_choice("text", lane="words"), kind="many"),
        make_question("style", make_choice("free", make_effect("prefer", "style:free", lane="pictures")), "strict"),
        make_question("volume", "few", "many"),
        make_question("code", "yes", "no"),
        make_question("silent", "yes", "no"),
    ),
    verdicts=(
        make_verdict("pictures", supports(1, "output any-of image"), tool_kinds=("painter",)),
        make_verdict("words", supports(1, "output any-of text"), tool_kinds=("writer",)),
        make_verdict("api", supports(2, "code any-of yes"), axis="delivery"),
    ),
    warnings=(make_warning("bulk", "volume any-of many", "output any-of image"),),
)


@pytest.mark.parametrize(
    ("question", "output", "does"),
    [
        ("style", None, True),  # a step for pictures may still come
        ("style", "image", True),
        ("style", "text", False),  # it moves painters only
        ("volume", "image", True),
        ("volume", "text", False),  # the warning speaks of pictures
        ("code", "text", True),
        ("silent", "image", False),
    ],
)
def test_a_question_matters_while_an_answer_could_change_something(question, output, does):
    states = states_of(QUIET, given(QUIET, **({"output": output} if output else {})))
    assert matters(QUIET, states, QUIET.question(question)) is does


def test_what_can_change_nothing_is_visible_and_not_asked():
    answers = given(QUIET, output="text")
    progress = progress_of(QUIET, answers, states_of(QUIET, answers))
    assert progress.visible == ("output", "style", "volume", "code", "silent")
    assert (progress.next, progress.most_left) == ("code", 1)
