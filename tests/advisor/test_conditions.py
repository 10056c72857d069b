import pytest

from advisor.conditions import (
    DOUBT,
    HIDDEN,
    LEFT_OPEN,
    UNASKED,
    State,
    all_of,
    any_of,
    holds,
    judged_now,
    states_of,
    visible,
)
from advisor.snapshot import Flow
from tests.advisor.flows import given, make_question, when

STATES = {"a": State("chosen", frozenset({"x", "y"})), "b": DOUBT, "c": UNASKED, "d": HIDDEN}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a any-of x z", True),
        ("a any-of z", False),
        ("a none-of z", True),
        ("a none-of x", False),
        ("a all-of x y", True),
        ("a all-of x z", False),
        ("a at-least 2", True),
        ("a at-least 2 x z", False),
        ("a answered", True),
        ("a not-sure", False),
        ("a doubted", False),
        ("b any-of x", None),
        ("b none-of x", None),
        ("b answered", False),
        ("b not-sure", True),
        ("b doubted", True),
        ("c any-of x", None),
        ("c answered", None),
        ("c not-sure", None),
        ("c doubted", None),
        ("d any-of x", False),
        ("d none-of x", True),
        ("d all-of x", False),
        ("d answered", False),
        ("d not-sure", False),
        ("d doubted", False),
    ],
)
def test_a_row(row, expected):
    assert holds(when(row), STATES) is expected


@pytest.mark.parametrize(
    ("values", "every", "some"),
    [
        ([], True, False),
        ([True, None], None, True),
        ([False, None], False, None),
        ([True, False], False, True),
        ([None], None, None),
    ],
)
def test_kleene_logic(values, every, some):
    assert all_of(values) is every
    assert any_of(values) is some


def test_any_group_of_all_rows_is_enough():
    assert holds(when(["a any-of z", "a any-of x"], ["a any-of y"]), STATES) is True
    assert holds(when(["a any-of x", "c any-of x"], ["a any-of z"]), STATES) is None
    assert holds((), STATES) is True


CHAIN = Flow(
    slug="f",
    title="F?",
    intro="",
    questions=(
        make_question("first", "yes", "no"),
        make_question("second", "yes", "no", shown=when("first any-of yes")),
        make_question("third", "yes", "no", shown=when("second any-of yes")),
    ),
)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, ["first"]),
        ({"first": "yes"}, ["first", "second"]),
        ({"first": "~"}, ["first"]),
        ({"first": "yes", "second": "yes"}, ["first", "second", "third"]),
        ({"first": "no", "second": "yes", "third": "yes"}, ["first"]),
        ({"second": "yes", "third": "yes"}, ["first"]),
    ],
)
def test_dormant_answers_make_nothing_visible(answers, shown):
    assert visible(CHAIN, states_of(CHAIN, given(CHAIN, **answers))) == tuple(shown)


def test_advice_given_now_takes_what_was_not_asked_as_not_sure():
    assert judged_now(STATES) == {**STATES, "c": LEFT_OPEN}


def test_only_who_says_not_sure_has_doubts():
    now = judged_now(STATES)
    assert [holds(when("b not-sure"), now), holds(when("c not-sure"), now)] == [True, True]
    assert [holds(when("b doubted"), now), holds(when("c doubted"), now)] == [True, False]
