import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from advisor.conditions import states_of
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
