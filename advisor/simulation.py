"""Many visitors at once: seeded walks through a questionnaire, and what they ended with. Pure, the same for a seed.

A third of the walks is sure of everything, a third is not sure of every fifth question, and a third of two in five.
Each answers what it is asked until nothing is left to ask, at random, with two choices to every third question that
takes several.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from advisor.answers import NOT_SURE, Answers, make_answers
from advisor.catalogue import Catalogue, Entry
from advisor.conditions import judged_now, states_of, visible
from advisor.engine import Advice, advise, lanes_of
from advisor.progress import progress_of
from advisor.ranking import lane_for, remaining, shortlist
from advisor.reach import search
from advisor.scores import WANTED, Scores
from advisor.snapshot import MOST_ASKED, Flow, Question
from advisor.verdicts import OPEN, confidence_in, kind_of

NOT_SURE_OF = (0, 20, 40)  # per cent of the questions
MOST_SEARCHED = 300  # tools

# What a questionnaire ought to manage on its catalogue.
MOST_UNTIL_SETTLED = 6  # questions, by the median
MOST_EMPTY = 2  # per cent of the walks
LEAST_SHOWN = 90  # per cent of the tools offered


@dataclass(frozen=True, kw_only=True)
class Walk:
    not_sure_of: int
    answers: Answers
    asked: int
    settled_after: int | None  # questions until no further answer could change the kind; None if one always could
    kind: str
    delivery: tuple[str, ...]
    remaining: int
    has_empty_step: bool
    has_way_out: bool
    is_sure_what_to_make: bool
    shown: frozenset[str]  # slugs of tools in a top five


@dataclass(frozen=True, kw_only=True)
class Simulation:
    number: int
    seed: int
    walks: tuple[Walk, ...]
    kinds: tuple[str, ...]
    deliveries: tuple[str, ...]
    never_asked: tuple[str, ...]  # questions
    offered: tuple[Entry, ...]  # tools that can be had now and make what the questionnaire offers
    found_by_search: tuple[tuple[Entry, Answers], ...]
    searched: frozenset[Entry]
    never_shown: tuple[Entry, ...]  # of those offered

    @property
    def errors(self) -> list[tuple[str, Answers]]:
        """What must not happen on any walk, each kind of it once with the first walk that met it."""
        found = {}
        for walk in self.walks:
            if walk.kind == OPEN and walk.is_sure_what_to_make:
                found.setdefault("The walk said what to make and ended without a verdict on the kind", walk.answers)
            if walk.remaining == 0 and not walk.has_way_out:
                found.setdefault("Nothing fits, and no answers taken back bring a tool", walk.answers)
            if walk.asked > MOST_ASKED:
                found.setdefault(f"More than {MOST_ASKED} questions were asked", walk.answers)
        return list(found.items())

    @property
    def unreached(self) -> tuple[str, ...]:
        """Verdicts that no walk ended with."""
        kinds, deliveries = self.share_per_kind(), self.share_per_delivery()
        return tuple(key for key in self.kinds if key not in kinds) + tuple(
            key for key in self.deliveries if key not in deliveries
        )

    @property
    def shortfalls(self) -> list[str]:
        """What is worse than a questionnaire ought to be, on these walks."""
        found = [f"No walk ended with the verdict {key}." for key in self.unreached]
        found += [f"On no walk was the question {key} asked." for key in self.never_asked]
        if self.without_delivery:
            found.append("On some walks there is a kind and no way to get it.")
        settled = percentile([walk.settled_after for walk in self.walks], 50)
        if self.walks and (settled is None or settled > MOST_UNTIL_SETTLED):
            found.append(f"The kind is settled after more than {MOST_UNTIL_SETTLED} questions, by the median.")
        if 100 * len(self.empty) >= MOST_EMPTY * max(1, self.number):
            found.append(f"{MOST_EMPTY} per cent of the walks or more end with nothing.")
        if 100 * len(self.never_shown) > (100 - LEAST_SHOWN) * len(self.offered):
            found.append(f"Fewer than {LEAST_SHOWN} per cent of the tools offered were seen in a top five.")
        return found

    @property
    def empty(self) -> tuple[Walk, ...]:
        return tuple(walk for walk in self.walks if walk.remaining == 0)

    @property
    def with_empty_step(self) -> tuple[Walk, ...]:
        return tuple(walk for walk in self.walks if walk.has_empty_step and walk.remaining)

    @property
    def without_delivery(self) -> tuple[Walk, ...]:
        """Walks that ended with a kind and no way to get it, where the questionnaire names ways."""
        return tuple(walk for walk in self.walks if self.deliveries and walk.kind != OPEN and not walk.delivery)

    def share_per_kind(self) -> Counter:
        return Counter(walk.kind for walk in self.walks)

    def share_per_delivery(self) -> Counter:
        return Counter(key for walk in self.walks for key in walk.delivery or (OPEN,))


def percentile(values: list[int | None], share: int) -> int | None:
    """The smallest value that at least ``share`` per cent do not exceed; None counts as more than any number."""
    ordered = sorted(values, key=lambda value: (value is None, value))
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else None


def simulate(flow: Flow, catalogue: Catalogue, *, number: int, seed: int) -> Simulation:
    """Holds the catalogue still until the last walk has ended: nothing for a process that visitors wait for."""
    with catalogue:
        return _simulate(flow, catalogue, number, seed)


def _simulate(flow, catalogue, number, seed):
    walks = tuple(
        _walk(flow, catalogue, random.Random(f"{seed} {place}"), NOT_SURE_OF[place % len(NOT_SURE_OF)])  # noqa: S311
        for place in range(number)
    )
    asked = {key for walk in walks for key, _ in walk.answers.pairs}
    offered = offered_tools(flow, catalogue)
    shown = {slug for walk in walks for slug in walk.shown}
    missing = [entry for entry in offered if entry.slug not in shown]
    searched = missing[:MOST_SEARCHED]
    found = {entry: answers for entry in searched if (answers := way_to(flow, catalogue, entry))}
    return Simulation(
        number=number,
        seed=seed,
        walks=walks,
        kinds=tuple(verdict.key for verdict in flow.kinds),
        deliveries=tuple(verdict.key for verdict in flow.deliveries),
        never_asked=tuple(
            question.key
            for question in flow.questions
            if question.key not in asked and not is_asked_at_once(flow, question)
        ),
        offered=offered,
        found_by_search=tuple(found.items()),
        searched=frozenset(searched),
        never_shown=tuple(entry for entry in missing if entry not in found),
    )


def _walk(flow, catalogue, dice, not_sure_of) -> Walk:
    chosen, settled_after, settled_kind = {}, None, OPEN
    while True:
        answers = make_answers(flow, chosen)
        open_states = states_of(flow, answers)
        states = judged_now(open_states)
        kind = kind_of(flow, states)
        is_settled = confidence_in(flow, states, kind) == "settled"
        if not is_settled or kind != settled_kind:
            settled_after, settled_kind = (len(chosen), kind) if is_settled else (None, OPEN)
        progress = progress_of(flow, answers, open_states)
        if progress.next is None:
            break
        chosen[progress.next] = _answer(flow.question(progress.next), dice, not_sure_of)
    advice = advise(flow, catalogue, answers)
    asking = [question.key for question in flow.questions if question.opens_lanes]
    return Walk(
        not_sure_of=not_sure_of,
        answers=answers,
        asked=len(chosen),
        settled_after=settled_after,
        kind=advice.ruling.kind,
        delivery=advice.ruling.delivery,
        remaining=advice.remaining,
        has_empty_step=any(not step.shortlist for step in advice.steps),
        has_way_out=bool(advice.relaxations),
        is_sure_what_to_make=all(states[key].name == "chosen" for key in asking or chosen),
        shown=frozenset(_top_five(advice)),
    )


def is_asked_at_once(flow: Flow, question: Question) -> bool:
    """Whether a visitor is asked it who says what brings it up, and is not sure of anything else."""
    needed = search(flow, wanted=[question.when]).answers
    chosen = dict(needed.pairs) if needed else {}
    given = {}
    while (key := _next(flow, given)) not in (None, question.key):
        given[key] = chosen.get(key, [NOT_SURE])
    return key == question.key


def _next(flow, given):
    answers = make_answers(flow, given)
    return progress_of(flow, answers, states_of(flow, answers)).next


def _answer(question, dice, not_sure_of):
    if dice.randrange(100) < not_sure_of:
        return [NOT_SURE]
    several = question.kind == "many" and len(question.choices) > 1 and dice.randrange(3) == 0
    picked = dice.sample([choice.key for choice in question.choices], 2 if several else 1)
    return [choice.key for choice in question.choices if choice.excludes_others and choice.key in picked][:1] or picked


def _top_five(advice: Advice) -> Iterator[str]:
    for picks in (advice.shortlist, *(step.shortlist for step in advice.steps)):
        yield from (pick.entry.slug for pick in picks)


def offered_tools(flow: Flow, catalogue: Catalogue) -> tuple[Entry, ...]:
    """Tools that can be had now and that some answer about what to make leaves in the step it opens."""
    with catalogue:
        found = BitMap()
        for lane, answers in _openings(flow):
            states = judged_now(states_of(flow, answers))
            found |= remaining(lane_for(flow, states, lane), catalogue) - catalogue.with_caveat
        entries = catalogue.entries(found)
        return tuple(entries[tool] for tool in catalogue.in_reading_order(found) if tool in entries)


def _openings(flow) -> list[tuple[str, Answers]]:
    """Each step and the single answer that opens it; where nothing is asked about that, each kind without answers."""
    opening = [
        (choice.lane, make_answers(flow, {question.key: [choice.key]}))
        for question in flow.questions
        for choice in question.choices
        if choice.lane
    ]
    return opening or [(verdict.key, Answers()) for verdict in flow.kinds if verdict.tool_kinds]


def way_to(flow: Flow, catalogue: Catalogue, entry: Entry) -> Answers | None:
    """Answers that bring the tool into a top five, by a search that climbs: from each answer that makes what the tool
    makes, question after question, it keeps the answer that raises the tool most among those that ask for what it has.

    It may miss a way that only a detour leads to.
    """
    with catalogue:
        tool = catalogue.ordinal(entry)
        return None if tool is None else _way_to(flow, catalogue, entry, tool)


def _way_to(flow, catalogue, entry, tool):
    for _, start in _openings(flow):
        answers = start
        place = _place(flow, catalogue, answers, tool)
        for question in flow.questions:
            if place == 0:
                return answers
            if place is None or question.key in answers:
                continue
            if question.key not in visible(flow, states_of(flow, answers)):
                continue
            tried = [
                make_answers(flow, {**dict(answers.pairs), question.key: [choice.key]})
                for choice in question.choices
                if any(effect.action in WANTED and effect.term in entry.terms for effect in choice.effects)
            ]
            places = [(found, way) for way in tried if (found := _place(flow, catalogue, way, tool)) is not None]
            best = min(places, key=lambda item: item[0], default=None)
            if best and best[0] < place:
                place, answers = best
        if place == 0:
            return answers
    return None


def _place(flow, catalogue, answers, tool) -> int | None:
    """0 in a top five, else the place in the order; None if the tool is not left."""
    states = judged_now(states_of(flow, answers))
    places = []
    for lane in lanes_of(flow, states, kind_of(flow, states)):
        left = remaining(lane, catalogue)
        if tool not in left:
            continue
        if any(place.ordinal == tool for place in shortlist(lane, catalogue).listed):
            return 0
        order = Scores(lane.wishes, catalogue, left).in_order()
        places.append(next(place for place, one in enumerate(order, start=1) if one == tool))
    return min(places, default=None)
