"""What questions would tell, held against the same counted tool by tool, and the order that follows."""

from dataclasses import replace

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from advisor.answers import Answers
from advisor.conditions import holds, judged_now, states_of, visible
from advisor.gain import gains, propose_order
from advisor.lanes import lanes_of
from advisor.snapshot import Flow
from advisor.verdicts import OPEN, kind_of
from tests.advisor import plain_ranking
from tests.advisor.flows import (
    SHOP,
    STUDIO,
    decides,
    given,
    make_catalogue,
    make_choice,
    make_effect,
    make_entry,
    make_question,
    make_verdict,
    supports,
    when,
)
from tests.advisor.test_relaxations import Dice

KIND = make_verdict("k", decides(1), tool_kinds=("t",))


def make_flow(*questions, verdicts=(KIND,)):
    return Flow(slug="f", title="F?", intro="", questions=questions, verdicts=verdicts)


def asking(key, *effects, **fields):
    return make_question(key, *(make_choice(f"c{place}", effect) for place, effect in enumerate(effects)), **fields)


def tools(*terms_of_each, closed=("a", "b")):
    return make_catalogue(
        *(make_entry(f"e{place}", "kind:t", *terms, closed=closed) for place, terms in enumerate(terms_of_each))
    )


def told(*arguments):
    return [(gain.question, gain.told_apart, gain.known) for gain in gains(*arguments, Answers())]


def test_an_answer_that_suits_half_tells_most_and_one_that_suits_all_or_none_tells_nothing():
    shop = tools(["a:x", "b:all"], ["a:x", "b:all"], ["a:y", "b:all"], ["b:all"])
    half = asking("half", make_effect("prefer", "a:x"))
    quarter = asking("quarter", make_effect("prefer", "a:y"))
    every, none = asking("all", make_effect("prefer", "b:all")), asking("none", make_effect("require", "b:none"))
    assert told(make_flow(half, quarter, every, none), shop) == [
        ("half", 1000, 1000),
        ("quarter", 750, 1000),  # 1 · 3 pairs of the 2 · 2 that are possible
        ("all", 0, 1000),
        ("none", 0, 1000),
    ]


def test_a_question_tells_the_mean_of_its_answers():
    shop = tools(["a:x"], ["a:x"], ["a:y"], [])
    question = make_question(
        "q", make_choice("x", make_effect("prefer", "a:x")), make_choice("y", make_effect("avoid", "a:y")), "whatever"
    )
    assert told(make_flow(question), shop) == [("q", (1000 + 750 + 0) // 3, 1000)]


def test_what_is_not_known_makes_a_question_worth_less():
    shop = make_catalogue(
        make_entry("yes", "kind:t", "a:x"), make_entry("no", "kind:t", closed=["a"]), *tools([], [], closed=()).listed
    )
    (gain,) = gains(make_flow(asking("q", make_effect("prefer", "a:x"))), shop, Answers())
    assert (gain.told_apart, gain.known, gain.worth) == (750, 500, 375)


def test_only_what_is_open_is_looked_at():
    assert [gain.question for gain in gains(STUDIO, SHOP, given(STUDIO, output="text", cost="~"))] == ["secret"]
    assert [gain.question for gain in gains(STUDIO, SHOP, given(STUDIO, output="image"))] == ["style", "cost", "secret"]


def test_what_to_make_sets_kinds_apart_before_anything_is_answered():
    gain = gains(STUDIO, SHOP, Answers())[0]
    assert (gain.question, gain.told_apart) == ("output", 750)  # three painters and a writer, by either answer


def test_where_no_tool_is_left_nothing_can_be_told():
    for gain in gains(STUDIO, make_catalogue(), given(STUDIO, output="image")):
        assert (gain.told_apart, gain.known, gain.worth) == (0, 0, 0)


def plainly(flow, catalogue, answers):
    """Pairs told apart and facts known, by looking at each tool for each choice."""
    open_states = states_of(flow, answers)
    states = judged_now(open_states)
    lanes = lanes_of(flow, states, kind_of(flow, states))
    left = [(lane, plain_ranking.remaining(lane, catalogue.listed, catalogue.dropping)) for lane in lanes]
    found = []
    for question in flow.questions:
        if question.key in answers or question.key not in visible(flow, open_states):
            continue
        pairs = most = sure = 0
        facets = {effect.facet for choice in question.choices for effect in choice.effects}
        for lane, entries in left:
            for choice in question.choices:
                suited = [entry for entry in entries if speaks_well(flow, states, choice, lane, entry)]
                pairs += len(suited) * (len(entries) - len(suited))
                most += len(entries) ** 2
            sure += sum(known(entry, facet) for facet in facets for entry in entries)
        number = len(facets) * sum(len(entries) for _, entries in left)
        found.append((question.key, 4000 * pairs // most if most else 0, 1000 * sure // number if number else 0))
    return found


def speaks_well(flow, states, choice, lane, entry):
    opens = choice.lane if lane.kind == OPEN else ""
    effects = [
        effect
        for effect in choice.effects
        if effect.lane in {"", lane.kind, opens} and holds(effect.when, states) is True
    ]
    wanted = [effect.term for effect in effects if effect.action in ("require", "prefer")]
    unwanted = [effect.term for effect in effects if effect.action not in ("require", "prefer")]
    kinds = {f"kind:{kind}" for kind in flow.kind(opens).tool_kinds} if opens else entry.terms
    return (
        bool(kinds & entry.terms)
        and (not wanted or any(term in entry.terms for term in wanted))
        and not any(term in entry.terms for term in unwanted)
    )


def known(entry, facet):
    return facet in entry.closed or any(term.startswith(f"{facet}:") for term in entry.terms)


@settings(max_examples=300)
@any_of(st.integers(0, 2**64))
def test_sets_tell_what_entries_do(number):
    dice = Dice(number)
    flow, catalogue, answers = dice.case(0.4)
    for some in (answers, *map(answers.without, dict(answers.pairs)), Answers()):
        found = [(gain.question, gain.told_apart, gain.known) for gain in gains(flow, catalogue, some)]
        assert found == plainly(flow, catalogue, some)


HALF, QUARTER = make_effect("prefer", "a:x"), make_effect("prefer", "a:y")
FOUR = tools(["a:x"], ["a:x"], ["a:y"], [])


def test_what_tells_most_is_asked_first_and_equals_keep_their_order():
    flow = make_flow(asking("few", QUARTER), asking("none", make_effect("prefer", "b:z")), asking("much", HALF))
    assert propose_order(flow, FOUR) == ("much", "few", "none")
    alike = make_flow(*(asking(key, HALF) for key in "cab"))
    assert propose_order(alike, FOUR) == ("c", "a", "b")


def test_a_question_stays_behind_those_that_its_condition_names():
    flow = make_flow(asking("first", QUARTER), asking("much", HALF, shown=when("first any-of c0")))
    assert propose_order(flow, FOUR) == ("first", "much")


def test_what_decides_on_the_kind_comes_before_what_tells_most():
    kind = make_verdict("k", decides(1), supports(1, "idle any-of x"), tool_kinds=("t",))
    output = make_question("output", make_choice("k", lane="k"), "other")
    flow = make_flow(asking("much", HALF), make_question("idle", "x", "y"), output, verdicts=(kind,))
    assert propose_order(flow, FOUR) == ("output", "idle", "much")


def test_a_draft_with_broken_conditions_has_an_order_all_the_same():
    circle = (asking("one", QUARTER, shown=when("two any-of c0")), asking("two", HALF, shown=when("one any-of c0")))
    lost = asking("three", HALF, shown=when("nobody any-of c0"))
    assert sorted(propose_order(make_flow(*circle, lost), FOUR)) == ["one", "three", "two"]
    assert propose_order(make_flow(), FOUR) == ()


@pytest.mark.parametrize("seed", range(20))
def test_an_order_names_every_question_once_and_is_proposed_again_once_it_is_taken(seed):
    dice = Dice(seed)
    flow, catalogue, _ = dice.case(0.4)
    order = propose_order(flow, catalogue)
    assert sorted(order) == sorted(question.key for question in flow.questions)
    taken = replace(flow, questions=tuple(flow.question(key) for key in order))
    assert propose_order(taken, catalogue) == order
    shuffled = dice.sample(catalogue.listed, len(catalogue.listed))
    assert propose_order(flow, make_catalogue(*shuffled, dropping=catalogue.dropping)) == order
