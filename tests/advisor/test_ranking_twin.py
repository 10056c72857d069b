"""What the engine says by sets held against the same said tool by tool: made up, and on the shipped questionnaire."""

import random

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from pyroaring import BitMap

from advisor import ranking
from advisor.answers import NOT_SURE, make_answers
from advisor.candidates import current_catalogue
from advisor.conditions import judged_now, states_of
from advisor.lanes import lanes_of
from advisor.live import live_or_404
from advisor.ranking import Lane, Wish
from advisor.scores import Scores
from advisor.slices import Numbers
from advisor.snapshot import ACTIONS
from advisor.verdicts import kind_of
from tests.advisor import plain_candidates, plain_ranking
from tests.advisor.flows import make_catalogue, make_effect, make_entry

FACETS = ("a", "b", "c")
TERMS = [f"{facet}:{slug}" for facet in FACETS for slug in "xyz"]
QUESTIONS = ("first", "second", "third")


class Dice(random.Random):
    """Draws a lane and a catalogue for it; the same from the same number."""

    def lane(self):
        """With few wishes or many, so that some questions count more than they may; few of them demand."""
        actions = self.choice([["prefer", "avoid"], ACTIONS, ["prefer", "prefer", "avoid", "require"]])
        return Lane(
            kind="k",
            tool_kinds=frozenset(self.choice([[], ["kind:s"], ["kind:s", "kind:t"]])),
            wishes=tuple(self.wish(actions) for _ in range(self.choice([0, 1, 3, 9, 20]))),
            opened_by=frozenset(self.sample(QUESTIONS, self.randrange(2))),
        )

    def wish(self, actions):
        question = self.choice(QUESTIONS)
        effect = make_effect(self.choice(actions), self.choice(TERMS), self.choice([1, 2, 4]))
        return Wish(question=question, effect=effect, alternative_to=self.choice([question, f"{question}=one"]))

    def catalogue(self):
        often = self.random()
        tools = (self.tool(f"t{number}", often) for number in range(self.choice([0, 1, 5, 30])))
        return make_catalogue(*tools, dropping=self.sample(FACETS, self.randrange(3)))

    def tool(self, slug, often):
        return make_entry(
            slug,
            self.choice(["kind:s", "kind:t"]),
            *(term for term in TERMS if self.random() < often),
            closed=self.sample(FACETS, self.randrange(4)),
            maker=self.choice("mno"),
            caveat=self.choice(["", "", "Going."]),
        )


DRAWN = st.integers(0, 2**64).map(Dice)


def told(catalogue, places):
    """Triples of entry, position and score."""
    known = catalogue.entries(catalogue.tools)
    return [(known[place.ordinal], place.position, place.score) for place in places]


def agree(lane, catalogue, entries):
    """Whether sets and entries say the same of a lane."""
    dropping = catalogue.dropping
    with catalogue:
        known = catalogue.entries(catalogue.tools)
        left = ranking.remaining(lane, catalogue)
        plainly_left = plain_ranking.remaining(lane, entries, dropping)
        assert [known[tool] for tool in catalogue.in_reading_order(left)] == plainly_left

        scores = Scores(lane.wishes, catalogue, left)
        assert told(catalogue, map(scores.place, scores.in_order())) == plain_ranking.rank(lane, plainly_left)

        fewer = lane.wishes[1:]  # what is known from all wishes is taken from there
        again, afresh = Scores(fewer, catalogue, left, scores), Scores(fewer, catalogue, left)
        assert list(map(again.place, again.in_order())) == list(map(afresh.place, afresh.in_order()))

        found = ranking.shortlist(lane, catalogue)
        listed, close = plain_ranking.shortlist(lane, entries, dropping)
        assert (told(catalogue, found.listed), told(catalogue, found.close)) == (listed, close)

        missed = [(known[tool], lacks) for tool, lacks in ranking.near_misses(lane, catalogue).items()]
        assert missed == plain_ranking.near_misses(lane, entries, dropping)

        plain = {wish.question for wish in lane.wishes[::2]}
        by_culprits = {
            questions: {known[tool].slug for tool in tools}
            for questions, tools in ranking.culprits(lane, catalogue, plain).items()
        }
        expected = {}
        for entry in entries:
            if plain_ranking.admits(lane, entry):
                expected.setdefault(plain_ranking.culprits(lane, entry, dropping), set()).add(entry.slug)
        by_culprits.setdefault(frozenset(), set())
        expected.setdefault(frozenset(), set())
        assert by_culprits == {questions: tools for questions, tools in expected.items() if questions <= plain}


@settings(max_examples=1000)
@any_of(DRAWN)
def test_sets_say_what_entries_do(dice):
    lane, catalogue = dice.lane(), dice.catalogue()
    agree(lane, catalogue, catalogue.listed)


@pytest.fixture(scope="module")
def live_flow(shipped, django_db_blocker):
    with django_db_blocker.unblock():
        return live_or_404("which-ai").flow


def anything(flow, dice):
    """Answers to about half of the questions, whether they are asked or not."""
    chosen = {}
    for question in flow.questions:
        if dice.random() < 0.5:
            keys = [choice.key for choice in question.choices]
            several = dice.sample(keys, dice.choice([1, 1, 2]) if question.kind == "many" else 1)
            chosen[question.key] = dice.choice([several, several, several, [NOT_SURE]])
    return make_answers(flow, chosen)


def test_sets_say_what_entries_do_on_the_shipped_questionnaire(shipped, live_flow):
    catalogue, entries = current_catalogue(), plain_candidates.entries()
    assert len(entries) == len(catalogue) > 100
    dice, kinds = Dice(7), set()
    for _ in range(120):
        states = judged_now(states_of(live_flow, anything(live_flow, dice)))
        for lane in lanes_of(live_flow, states, kind_of(live_flow, states)):
            kinds.add(lane.kind)
            agree(lane, catalogue, entries)
    assert len(kinds) > 5


@any_of(
    st.lists(st.tuples(st.sets(st.integers(0, 9)), st.integers(0, 9)), max_size=9),
    st.sets(st.integers(0, 9)),
    st.integers(-2, 40),
    st.integers(0, 6),
    st.integers(0, 20),
)
def test_numbers_by_slices_are_numbers(raises, asked, bound, least, more):
    numbers, others, plain = Numbers(), Numbers(), dict.fromkeys(range(10), 0)
    for place, (tools, amount) in enumerate(raises):
        (numbers if place % 2 else others).add(BitMap(tools), amount)
        plain |= {tool: plain[tool] + amount for tool in tools}
    numbers.add_all(others)
    some = BitMap(asked)
    assert {tool: numbers.of(tool) for tool in plain} == plain
    assert set(numbers.above(bound, some)) == {tool for tool in asked if plain[tool] > bound}
    numbers.limit(some, least, least + more)
    plain |= {tool: max(least, min(least + more, plain[tool])) for tool in asked}
    assert {tool: numbers.of(tool) for tool in plain} == plain
    for smallest_first in (False, True):
        groups = list(numbers.groups(some, smallest_first=smallest_first))
        assert [number for number, _ in groups] == sorted({plain[tool] for tool in asked}, reverse=not smallest_first)
        assert {tool: number for number, tools in groups for tool in tools} == {tool: plain[tool] for tool in asked}
