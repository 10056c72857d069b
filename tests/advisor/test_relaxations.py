"""Ways out, against every subset of the answers, over small questionnaires and catalogues made at random."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, settings
from hypothesis import given as any_of
from hypothesis import strategies as st

from advisor.answers import NOT_SURE, make_answers, parse
from advisor.conditions import judged_now, states_of
from advisor.engine import advise, count_remaining
from advisor.lanes import FEW, lanes_of
from advisor.relaxations import clash, near_misses, relaxations, ways_out
from advisor.snapshot import Flow, Row
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

TERMS = ("a:x", "a:y", "b:x", "c:x", "c:y")
WISHES = ("first", "second", "third", "fourth")
FIRM_ODDS = 0.2


class Dice(random.Random):
    """Draws a small questionnaire, a catalogue and answers; the same from the same number."""

    def row(self, questions):
        operator = self.choice(["any-of", "any-of", "none-of", "answered", "not-sure", "doubted"])
        choices = (self.choice(["one", "two"]),) if operator.endswith("-of") else ()
        return Row(question=self.choice(questions), operator=operator, choices=choices)

    def condition(self, questions, odds):
        return ((self.row(questions),),) if self.random() < odds else ()

    def demand(self, odds):
        return make_effect(
            self.choice(["require", "require", "exclude", "prefer"]),
            self.choice(TERMS),
            lane=self.choice(["", "", "pictures", "words"]),
            when=self.condition(WISHES, odds),
        )

    def flow(self, odds):
        """Pictures, words or both; both in steps or, if an answer says so, in one product. Four more questions demand.

        ``odds`` are those of a condition: without any there is no switch. Every fifth choice is never given up.
        """
        pictures = make_choice("one", make_effect("require", "output:image", lane="pictures"), lane="pictures")
        words = make_choice("two", lane="words")
        questions = [make_question("output", pictures, words, kind="many")]
        for key in WISHES:
            earlier = [question.key for question in questions]
            choices = [
                make_choice(
                    name, *(self.demand(odds) for _ in range(self.randrange(1, 3))), firm=self.random() < FIRM_ODDS
                )
                for name in ("one", "two")
            ]
            questions.append(make_question(key, *choices, kind="many", shown=self.condition(earlier, odds)))
        product = [make_verdict("product", decides(40, "fourth any-of two"), tool_kinds=("writer", "painter"))]
        nothing_else = self.random() < odds
        return Flow(
            slug="random",
            title="",
            intro="",
            questions=tuple(questions),
            verdicts=(
                make_verdict(
                    "pictures", decides(30, "output any-of one", "output none-of two"), tool_kinds=["painter"]
                ),
                make_verdict("words", decides(20, "output any-of two", "output none-of one"), tool_kinds=["writer"]),
                make_verdict("steps", decides(10, "third answered" if nothing_else else "output answered")),
                *(product if self.random() < odds else ()),
            ),
        )

    def tool(self, slug):
        return make_entry(
            slug,
            *self.choice([["kind:painter", "output:image"], ["kind:writer"], ["kind:painter", "kind:writer"]]),
            *self.sample(TERMS, self.randrange(4)),
            closed=self.sample("abc", self.randrange(1, 4)),
            caveat=self.choice(["", "", "Going."]),
        )

    def catalogue(self):
        return make_catalogue(*(self.tool(slug) for slug in "klmnopq"[: self.randrange(1, 8)]), dropping=["c"])

    def answers(self, flow):
        given_ways = ["one", "two", "one", "two", "one.two", "~"]
        chosen = {key: self.choice(given_ways) for key in WISHES if self.random() < 0.85}
        return given(flow, output=self.choice(["one", "two", "one.two"]), **chosen)

    def case(self, odds):
        flow = self.flow(odds)
        return flow, self.catalogue(), self.answers(flow)


def drawn(odds):
    """Cases from dice that are thrown evenly: hypothesis prefers the small and simple, which clashes seldom."""
    return st.integers(0, 2**64).map(lambda number: Dice(number).case(odds))


WITH_SWITCHES, WITHOUT = drawn(0.4), drawn(0)


def lists_of(flow, catalogue, answers):
    """Slugs by the kind of their lane, tool by tool."""
    states = judged_now(states_of(flow, answers))
    lanes = lanes_of(flow, states, kind_of(flow, states))
    left = {lane.kind: plain_ranking.remaining(lane, catalogue.listed, catalogue.dropping) for lane in lanes}
    return {kind: {entry.slug for entry in entries} for kind, entries in left.items()}


def taken_by_hand(flow, answers, drop):
    return make_answers(flow, dict(answers.pairs) | dict.fromkeys(drop, (NOT_SURE,)))


def firm_choices(flow, key):
    return {choice.key for choice in flow.question(key).choices if choice.never_given_up}


def by_hand(flow, catalogue, answers, enough):
    """Every minimal way out, found by taking back every set of answers that may be taken back."""
    here = lists_of(flow, catalogue, answers)
    if all(len(slugs) >= enough for slugs in here.values()):
        return set()
    may_go = [key for key, choices in answers.pairs if key != "output" and choices != (NOT_SURE,)]
    may_go = [key for key in may_go if not firm_choices(flow, key) & set(answers.get(key))]
    helping = []
    for size in range(1, len(may_go) + 1):
        for drop in map(frozenset, combinations(may_go, size)):
            there = lists_of(flow, catalogue, taken_by_hand(flow, answers, drop))
            brings = any(
                slugs - here.get(kind, set())
                for kind, slugs in there.items()
                if len(here.get(kind, ())) < enough and (kind != OPEN or OPEN in here)
            )
            if brings and not any(smaller <= drop for smaller in helping):
                helping.append(drop)
    return set(helping)


@settings(max_examples=400)
@any_of(WITH_SWITCHES | WITHOUT, st.sampled_from([1, FEW]))
def test_ways_out_are_all_the_minimal_ones_and_no_others(case, enough):
    flow, catalogue, answers = case
    found = ways_out(flow, catalogue, answers, enough)
    assert set(found) == by_hand(flow, catalogue, answers, enough)
    assert len(found) == len(set(found))


@any_of(WITH_SWITCHES)
def test_each_way_out_leaves_as_many_tools_as_it_says_and_the_cheapest_come_first(case):
    flow, catalogue, answers = case
    found = relaxations(flow, catalogue, answers)
    place = [question.key for question in flow.questions]
    assert [one.remaining for one in found] == [count_remaining(flow, catalogue, one.answers) for one in found]
    assert all(one.remaining > 0 and "output" not in one.drop for one in found)
    assert not any(firm_choices(flow, key) & set(answers.get(key)) for one in found for key in one.drop)
    assert [one.answers for one in found] == [taken_by_hand(flow, answers, one.drop) for one in found]
    order = [(len(one.drop), -one.remaining, [place.index(question) for question in one.drop]) for one in found]
    assert order == sorted(order)


@any_of(WITHOUT)
def test_the_clash_alone_keeps_everything_out_and_no_part_of_it_does(case):
    flow, catalogue, answers = case
    here = lists_of(flow, catalogue, answers)
    told = clash(flow, catalogue, answers)
    assume(told and told.is_empty)
    asked = [key for key, choices in answers.pairs if key != "output" and choices != (NOT_SURE,)]

    def still_empty(kept):
        there = lists_of(flow, catalogue, taken_by_hand(flow, answers, set(asked) - set(kept)))
        return not any(there[kind] for kind in told.kinds)

    assert set(told.kinds) == {kind for kind, slugs in here.items() if not slugs}
    assert still_empty(told.questions)
    if told.questions:  # empty where the catalogue itself is to blame
        assert not any(still_empty(part) for part in combinations(told.questions, len(told.questions) - 1))


@any_of(WITH_SWITCHES, st.randoms(use_true_random=False))
def test_neither_the_order_of_answers_nor_of_tools_matters(case, dice):
    flow, catalogue, answers = case
    shuffled = list(answers.values().items())
    dice.shuffle(shuffled)
    again, _ = parse(flow, shuffled)
    backwards = make_catalogue(*reversed(catalogue.listed), dropping=catalogue.dropping)
    assert advise(flow, catalogue, again) == advise(flow, catalogue, answers)
    assert relaxations(flow, backwards, answers) == relaxations(flow, catalogue, answers)
    assert clash(flow, backwards, answers) == clash(flow, catalogue, answers)


PICKY = Flow(
    slug="picky",
    title="",
    intro="",
    questions=(
        make_question("output", make_choice("x", lane="k"), "other"),
        *(
            make_question(key, make_choice("yes", make_effect("require", f"{key}:yes")), "no")
            for key in ("first", "second", "third")
        ),
    ),
    verdicts=(make_verdict("k", decides(1, "output answered"), tool_kinds=("t",)),),
)
ALL = {"output": "x", "first": "yes", "second": "yes", "third": "yes"}
CLOSED = ("first", "second", "third")


def lacking(slug, *questions):
    return make_entry(slug, "kind:t", *(f"{key}:yes" for key in CLOSED if key not in questions), closed=CLOSED)


def test_the_fewest_answers_come_first_then_the_most_tools():
    shop = make_catalogue(lacking("a", "first"), lacking("b", "second", "third"), *(lacking(s, "third") for s in "cd"))
    found = advise(PICKY, shop, given(PICKY, **ALL)).relaxations
    assert [(one.drop, one.remaining) for one in found] == [(("third",), 2), (("first",), 1)]


def test_answers_are_taken_back_together_where_none_helps_alone():
    shop = make_catalogue(lacking("a", "first", "second"), lacking("b", "first", "third"))
    advice = advise(PICKY, shop, given(PICKY, **ALL))
    assert [(one.drop, one.remaining) for one in advice.relaxations] == [
        (("first", "second"), 1),
        (("first", "third"), 1),
    ]
    assert advice.clash.questions == ("first",)
    assert advice.clash.is_empty


def test_two_answers_clash_where_each_alone_may_stay():
    shop = make_catalogue(lacking("a", "first"), lacking("b", "second"))
    assert advise(PICKY, shop, given(PICKY, **ALL)).clash.questions == ("first", "second")


def firm_in(flow, *keys):
    """The flow with “yes” never given up in some of its questions."""
    return replace(
        flow,
        questions=tuple(
            replace(one, choices=tuple(replace(c, never_given_up=c.key == "yes") for c in one.choices))
            if one.key in keys
            else one
            for one in flow.questions
        ),
    )


def test_what_is_never_given_up_is_named_in_the_clash_and_not_offered():
    shop = make_catalogue(lacking("a", "first"), lacking("b", "second"))
    advice = advise(firm_in(PICKY, "first"), shop, given(PICKY, **ALL))
    assert [one.drop for one in advice.relaxations] == [("second",)]
    assert advice.clash.questions == ("first", "second")


def test_where_nothing_may_be_given_up_there_is_no_way_out_and_near_misses_stay():
    shop = make_catalogue(lacking("a", "first"), lacking("b", "first", "second"))
    advice = advise(firm_in(PICKY, "first"), shop, given(PICKY, **ALL))
    assert advice.relaxations == ()
    assert advice.clash.questions == ("first",)
    assert [miss.entry.slug for miss in advice.near_misses] == ["a"]


def test_three_tools_are_enough():
    shop = make_catalogue(*(lacking(slug) for slug in "abc"), lacking("d", "first"))
    advice = advise(PICKY, shop, given(PICKY, **ALL))
    assert (advice.relaxations, advice.near_misses, advice.clash) == ((), (), None)


def test_what_nobody_makes_is_no_answers_fault():
    advice = advise(PICKY, make_catalogue(), given(PICKY, **ALL))
    assert advice.relaxations == ()
    assert advice.clash.questions == ()


@pytest.mark.parametrize(
    ("output", "missed"), [("image.text", {"canvas", "pencil", "pen"}), ("image", {"canvas", "pencil"})]
)
def test_near_misses_are_those_of_the_lanes_that_are_short(output, missed):
    """``secret`` leaves one painter and no writer."""
    answers = given(STUDIO, output=output, secret="yes")
    states = judged_now(states_of(STUDIO, answers))
    found = near_misses(lanes_of(STUDIO, states, kind_of(STUDIO, states)), SHOP)
    assert {entry.slug for entry in SHOP.entries(found).values()} == missed
    assert set(found.values()) == {("hosting:own", "hosting:device")}


def test_near_misses_are_five_at_most_and_from_every_short_lane():
    painters = [make_entry(f"p{number}", "kind:painter", "output:image", closed=["hosting"]) for number in range(9)]
    writer = make_entry("w", "kind:writer", "output:text", closed=["hosting"])
    advice = advise(STUDIO, make_catalogue(*painters, writer), given(STUDIO, output="image.text", secret="yes"))
    assert [miss.entry.slug for miss in advice.near_misses] == ["p0", "w", "p1", "p2", "p3"]
    assert [one.drop for one in advice.relaxations] == [("secret",)]
    assert advice.clash.kinds == ("pictures", "words")


def test_an_answer_that_brings_up_a_demanding_question_can_go_instead_of_the_demand():
    output, _, second, _ = PICKY.questions
    demanding = replace(second, when=when("third any-of yes"))
    flow = replace(PICKY, questions=(output, make_question("third", "yes", "no"), demanding))
    advice = advise(flow, make_catalogue(lacking("a", "second")), given(flow, output="x", second="yes", third="yes"))
    assert {one.drop for one in advice.relaxations} == {("second",), ("third",)}


TUG = Flow(
    slug="tug",
    title="",
    intro="",
    questions=(
        make_question("output", make_choice("x", lane="k")),
        make_question("secret", make_choice("yes", make_effect("prefer", "first:yes")), "no"),
        make_question("machines", "yes", "none"),
        make_question("third", make_choice("yes", make_effect("require", "third:yes")), "no"),
    ),
    verdicts=(
        make_verdict("k", decides(1, "output answered"), tool_kinds=("t",)),
        make_verdict("hosted", supports(4), supports(-9, "secret any-of yes"), axis="delivery"),
        make_verdict("own", decides(1, "secret any-of yes"), supports(-4, "machines any-of none"), axis="delivery"),
    ),
)
PULLING = {"output": "x", "secret": "yes", "machines": "none"}


def test_of_two_answers_that_pull_against_each_other_the_one_is_offered_without_which_another_way_is_named():
    shop = make_catalogue(*(lacking(slug) for slug in "abc"))
    advice = advise(TUG, shop, given(TUG, **PULLING))
    assert advice.ruling.delivery == ("own",)
    assert [one.drop for one in advice.relaxations] == [("secret",)]
    assert advise(TUG, shop, advice.relaxations[0].answers).ruling.delivery == ("hosted",)


def test_nobody_is_told_to_hide_a_fact_for_the_same_advice():
    shop = make_catalogue(*(lacking(slug) for slug in "abc"))
    assert advise(firm_in(TUG, "secret"), shop, given(TUG, **PULLING)).relaxations == ()


def test_where_tools_are_wanting_ways_out_bring_tools_and_settle_nothing_else():
    shop = make_catalogue(lacking("a"), lacking("b", "third"))
    advice = advise(TUG, shop, given(TUG, **PULLING, third="yes"))
    assert [one.drop for one in advice.relaxations] == [("third",)]


def test_a_lane_with_tools_enough_has_no_near_misses():
    painters = [make_entry(f"p{number}", "kind:painter", "output:image", "hosting:own") for number in range(3)]
    spare = make_entry("p9", "kind:painter", "output:image", closed=["hosting"])
    writer = make_entry("w", "kind:writer", "output:text", closed=["hosting"])
    advice = advise(STUDIO, make_catalogue(spare, *painters, writer), given(STUDIO, output="image.text", secret="yes"))
    assert [miss.entry.slug for miss in advice.near_misses] == ["w"]
