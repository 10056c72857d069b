"""How much each open question would tell about the tools that are left, and which order follows. Pure, integers only.

*Told apart.* An answer speaks well of some of the N tools that are left: those that have something it asks for and
nothing that it does not want. If these are n, it tells n · (N - n) pairs of tools apart. What a question tells is the
mean over its choices, each as likely, by what is possible at most, in thousandths. An answer that suits all tools, or
none, tells nothing; one that suits half of them tells most. That is the impurity of Gini, by which Breiman, Friedman,
Olshen and Stone split ("Classification and regression trees", 1984): it ranks like the information gain of Quinlan
("Induction of decision trees", 1986) and needs no logarithms.

*Known.* A question helps only where it can be answered. Nobody counts visitors' answers here, so what stands in is the
share of the tools of which something is known in the facets that the question's answers speak of, in thousandths: what
makers do not tell, visitors mostly know as little, and no answer can set apart what is not known.

A question is worth the product of both. One that moves no tool is worth nothing here, whatever it does for the verdict.

*Cost.* A size of an intersection for each choice, lane and term, and no tool is looked at: see docs/performance.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from advisor import verdicts
from advisor.answers import Answers, make_answers
from advisor.catalogue import Catalogue
from advisor.conditions import States, holds, judged_now, states_of, visible
from advisor.lanes import lanes_of
from advisor.ranking import ANY_LANE, Lane, admitted, lane_for, remaining
from advisor.scores import WANTED
from advisor.snapshot import Choice, Effect, Flow, Question

WHOLE = 1000


@dataclass(frozen=True, kw_only=True)
class Gain:
    question: str
    told_apart: int  # thousandths of the pairs of tools that an answer could tell apart at most
    known: int  # thousandths of the tools

    @property
    def worth(self) -> int:
        """Thousandths."""
        return self.told_apart * self.known // WHOLE


def gains(flow: Flow, catalogue: Catalogue, answers: Answers) -> tuple[Gain, ...]:
    """What each question that is open now would tell, in the questionnaire's order."""
    states = states_of(flow, answers)
    asked = [flow.question(key) for key in visible(flow, states) if key not in answers]
    with catalogue:
        return _gains(flow, catalogue, states, asked)


def propose_order(flow: Flow, catalogue: Catalogue) -> tuple[str, ...]:
    """All questions, those first that are worth most: the mean over all that can be made, where they may be asked.

    Before them comes what to make, and then what else decides on the kind. A question stays behind those that its
    condition names. Core questions have their places among the nine, wherever they stand.
    """
    worth = _mean_worth(flow, catalogue)
    opening = {question.key for question in flow.questions if question.opens_lanes}
    deciding = {row.question for kind in flow.kinds for rule in kind.rules for group in rule.when for row in group}

    def rank(question):
        return question.key in opening, question.key in deciding, worth[question.key]

    waiting, order = list(flow.questions), []
    while waiting:
        left = {question.key for question in waiting}
        ready = [question for question in waiting if left.isdisjoint(_named_by(question))]
        # Of equals the earlier; in a draft, conditions may wait for each other.
        best = max(ready or waiting[:1], key=rank)
        waiting.remove(best)
        order.append(best.key)
    return tuple(order)


def _named_by(question):
    return {row.question for group in question.when for row in group}


def _mean_worth(flow, catalogue) -> dict[str, int]:
    found = {question.key: [] for question in flow.questions}
    with catalogue:
        for answers in _openings(flow):
            states = states_of(flow, answers)
            asked = [
                question
                for question in flow.questions
                if question.key not in answers and holds(question.when, states) is not False
            ]
            for gain in _gains(flow, catalogue, states, asked):
                found[gain.question].append(gain.worth)
    return {key: sum(worths) // len(worths) if worths else 0 for key, worths in found.items()}


def _openings(flow) -> list[Answers]:
    """Each single answer about what to make; no answer where nothing is asked about that."""
    return [
        make_answers(flow, {question.key: [choice.key]})
        for question in flow.questions
        for choice in question.choices
        if choice.lane
    ] or [Answers()]


def _gains(flow, catalogue, states: States, asked: Iterable[Question]) -> tuple[Gain, ...]:
    states = judged_now(states)
    lanes = lanes_of(flow, states, verdicts.kind_of(flow, states))
    tools = {lane: left for lane in lanes if (left := remaining(lane, catalogue))}
    known: dict[str, int] = {}  # by facet, over all lanes
    return tuple(
        Gain(
            question=question.key,
            told_apart=_told_apart(flow, catalogue, states, question, tools),
            known=_known(catalogue, question, tools, known),
        )
        for question in asked
    )


def _told_apart(flow, catalogue, states, question, tools) -> int:
    pairs = most = 0
    for lane, left in tools.items():
        number = len(left)
        most += number * number * len(question.choices)
        for choice in question.choices:
            suited = _suited(flow, catalogue, states, choice, lane, left)
            pairs += suited * (number - suited)
    return 4 * WHOLE * pairs // most if most else 0


def _suited(flow, catalogue, states, choice: Choice, lane: Lane, left: BitMap) -> int:
    """How many of the tools an answer speaks well of; all where it says nothing in their lane."""
    opens = choice.lane if lane.kind == verdicts.OPEN else ""
    wanted, unwanted = [], []
    for effect in choice.effects:
        if _counts(effect, lane.kind, opens) and holds(effect.when, states) is True:
            (wanted if effect.action in WANTED else unwanted).append(catalogue.having(effect.term))
    if opens:
        left = left & admitted(lane_for(flow, states, opens), catalogue)
    if unwanted:
        left = left.difference(*unwanted)
    if not wanted:
        return len(left)
    return left.intersection_cardinality(wanted[0].union(*wanted[1:]) if len(wanted) > 1 else wanted[0])


def _counts(effect: Effect, kind, opens):
    return effect.lane in (ANY_LANE, kind) or bool(opens and effect.lane == opens)


def _known(catalogue, question, tools, known) -> int:
    facets = {effect.facet for choice in question.choices for effect in choice.effects}
    for facet in facets - known.keys():
        sure = catalogue.known(facet)
        known[facet] = sum(left.intersection_cardinality(sure) for left in tools.values())
    number = sum(map(len, tools.values()))
    return WHOLE * sum(known[facet] for facet in facets) // (number * len(facets)) if number and facets else 0
