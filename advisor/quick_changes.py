"""One answer given otherwise: what else the list could be. Pure, integers only.

A quick change is an answer that asks for something strongly (it makes a demand, or one of its wishes is strong) to a
question that takes one answer. What the visitor demands now is not up for it, nor what to make, nor an answer that is
never given up: giving up a demand is a relaxation. The kind of tool stays, every lane keeps tools, and some list has
other names. Of an answered question the nearest choice comes first, cheap beside cheaper; of an open one the choice
that brings the most new names. One change a question, the five that bring the most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap

from advisor import ranking, verdicts
from advisor.answers import Answers, make_answers
from advisor.catalogue import Catalogue
from advisor.conditions import States, judged_now, states_of, visible
from advisor.lanes import lanes_of
from advisor.leads import STRONGLY
from advisor.ranking import Lane
from advisor.relaxations import DEMANDS, is_firm
from advisor.scores import Scores
from advisor.snapshot import Choice, Flow, Question

MOST_CHANGES = 5


@dataclass(frozen=True, kw_only=True)
class QuickChange:
    question: str
    choice: str
    new_names: int  # tools in the lists that were not in them
    remaining: int
    answers: Answers


class _Now(NamedTuple):
    """What the answers give as they are: for each lane what is left, in which order, and the tools that are listed."""

    lanes: tuple[Lane, ...]
    scores: list[Scores]
    listed: list[set[int]]


def quick_changes(flow: Flow, catalogue: Catalogue, answers: Answers) -> tuple[QuickChange, ...]:
    """At most five, in the order of their questions."""
    with catalogue:
        return _quick_changes(flow, catalogue, answers)


def _quick_changes(flow, catalogue, answers):
    open_states = states_of(flow, answers)
    states = judged_now(open_states)
    kind = verdicts.kind_of(flow, states)
    if kind == verdicts.OPEN:
        return ()
    lanes = lanes_of(flow, states, kind)
    demanding = {wish.question for lane in lanes for wish in lane.wishes if wish.effect.action in DEMANDS}
    firm = {key for key, choices in answers.pairs if is_firm(flow.question(key), choices)}
    scores = [Scores(lane.wishes, catalogue, ranking.remaining(lane, catalogue)) for lane in lanes]
    now = _Now(lanes, scores, _listed(scores, catalogue))
    found = []
    for key in visible(flow, open_states):
        question = flow.question(key)
        if question.kind == "one" and not question.opens_lanes and key not in demanding | firm:
            tried = _tried(flow, catalogue, answers, question, now)
            if change := next(iter(sorted(tried, key=_by_nearness(question, states))), None):
                found.append(change)
    best = sorted(found, key=lambda change: -change.new_names)[:MOST_CHANGES]
    return tuple(change for change in found if change in best)


def _tried(flow, catalogue, answers, question, now) -> Iterator[QuickChange]:
    given = dict(answers.pairs)
    for choice in question.choices:
        if (choice.key,) == given.get(question.key) or not asks_strongly(choice, now.lanes):
            continue
        changed = make_answers(flow, {**given, question.key: [choice.key]})
        states = judged_now(states_of(flow, changed))
        there = lanes_of(flow, states, verdicts.kind_of(flow, states))
        if [lane.kind for lane in there] != [lane.kind for lane in now.lanes] or there == now.lanes:
            continue
        left = [ranking.remaining(lane, catalogue) for lane in there]
        if not all(left):
            continue
        parts = zip(there, left, now.scores, strict=True)
        after = _listed([Scores(lane.wishes, catalogue, tools, like) for lane, tools, like in parts], catalogue)
        if after != now.listed:
            new = set().union(*after) - set().union(*now.listed)
            yield QuickChange(
                question=question.key,
                choice=choice.key,
                new_names=len(new),
                remaining=len(BitMap().union(*left)),
                answers=changed,
            )


def asks_strongly(choice: Choice, lanes: tuple[Lane, ...]) -> bool:
    """Whether an answer demands something of one of the lanes, or wishes for it strongly."""
    kinds = {ranking.ANY_LANE, *(lane.kind for lane in lanes)}
    return any(
        effect.lane in kinds
        and (effect.action in DEMANDS or (effect.action == "prefer" and effect.strength >= STRONGLY))
        for effect in choice.effects
    )


def _by_nearness(question: Question, states: States):
    places = {choice.key: place for place, choice in enumerate(question.choices)}
    now = [places[key] for key in states[question.key].choices]

    def order(change):
        distance = min((abs(places[change.choice] - place) for place in now), default=0)
        return distance, -change.new_names, places[change.choice]

    return order


def _listed(scores, catalogue):
    return [set(ranking.best(one, catalogue)) for one in scores]
