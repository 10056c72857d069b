"""The search against trying every combination of answers, on small questionnaires."""

import random
from itertools import chain, combinations, product

import pytest

from advisor.answers import NOT_SURE, make_answers
from advisor.conditions import holds, judged_now, states_of
from advisor.reach import search
from advisor.snapshot import OPERATORS, Flow, Row
from tests.advisor.flows import make_choice, make_question, when


def everything(flow):
    """Every way to answer, or not to answer, every question."""
    ways = []
    for question in flow.questions:
        keys = sorted(question.choice_keys)
        several = chain.from_iterable(combinations(keys, size) for size in range(1, len(keys) + 1))
        alone = {choice.key for choice in question.choices if choice.excludes_others}
        fitting = [way for way in several if len(way) == 1 or (question.kind == "many" and not alone & set(way))]
        ways.append([None, (NOT_SURE,), *fitting])
    for way in product(*ways):
        given = {question.key: chosen for question, chosen in zip(flow.questions, way, strict=True) if chosen}
        yield make_answers(flow, given)


def by_hand(flow, wanted, unwanted):
    for answers in everything(flow):
        states = judged_now(states_of(flow, answers))
        if all(holds(one, states) is True for one in wanted) and not any(holds(one, states) for one in unwanted):
            return True
    return False


def any_condition(dice, questions):
    def row():
        question = dice.choice(questions)
        operator = dice.choice(OPERATORS)
        keys = sorted(question.choice_keys)
        picked = dice.sample(keys, dice.randint(1, len(keys))) if operator.endswith("of") else ()
        return Row(
            question=question.key, operator=operator, choices=tuple(sorted(picked)), least=2 * (operator == "at-least")
        )

    return tuple(tuple(row() for _ in range(dice.randint(1, 3))) for _ in range(dice.randint(1, 2)))


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_answers_exactly_where_there_are_some(seed):
    dice = random.Random(seed)  # noqa: S311
    first = make_question("a", "x", "y", make_choice("z", alone=True), kind="many")
    second = make_question("b", "x", "y", shown=any_condition(dice, [first]))
    third = make_question("c", "x", "y", "z", kind="many", shown=any_condition(dice, [first, second]))
    flow = Flow(slug="f", title="F?", intro="", questions=(first, second, third))
    wanted = [any_condition(dice, flow.questions) for _ in range(dice.randint(0, 2))]
    unwanted = [any_condition(dice, flow.questions) for _ in range(dice.randint(0, 2))]
    found = search(flow, wanted=wanted, unwanted=unwanted)
    assert found.answers is not None or found.is_impossible
    assert (found.answers is not None) == by_hand(flow, wanted, unwanted)
    if found.answers is not None:
        states = judged_now(states_of(flow, found.answers))
        assert all(holds(one, states) is True for one in wanted)
        assert not any(holds(one, states) for one in unwanted)


def test_it_says_when_it_gave_up():
    questions = [make_question(f"q{number}", "x", "y") for number in range(6)]
    flow = Flow(slug="f", title="F?", intro="", questions=tuple(questions))
    impossible = [when(*(f"q{number} answered" for number in range(6))), when("q5 none-of x y")]
    cut_off = search(flow, wanted=impossible, most=10)
    assert (cut_off.was_cut_off, cut_off.is_impossible, cut_off.tried) == (True, False, 10)
    assert search(flow, wanted=impossible).is_impossible


def test_choices_that_no_condition_tells_apart_are_tried_once():
    many = make_question("a", *"abcdefghijklmnop", kind="many")
    flow = Flow(slug="f", title="F?", intro="", questions=(many,))
    found = search(flow, wanted=[when("a any-of b"), when("a none-of b")])
    assert found.is_impossible
    assert found.tried < 50


def test_a_branch_that_cannot_succeed_is_left_at_once():
    questions = [make_question(f"q{number}", "x", "y") for number in range(6)]
    flow = Flow(slug="f", title="F?", intro="", questions=tuple(questions))
    rest = when(*(f"q{number} any-of x" for number in range(6)))
    found = search(flow, wanted=[when("q0 answered", "q0 not-sure"), rest])
    assert found.is_impossible
    assert found.tried == 5  # nothing yet, and four states of the first question
