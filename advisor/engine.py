"""Answers to advice. Pure and deterministic: no clock, no database, integers only.

The rules are told in docs/decisions/advisor-engine.md.
"""

from dataclasses import dataclass

from advisor import ranking, verdicts
from advisor.answers import NOT_SURE, Answers
from advisor.catalogue import Catalogue, Entry
from advisor.conditions import judged_now, states_of
from advisor.lanes import count_left, has_steps, lanes_of
from advisor.progress import Progress, progress_of
from advisor.ranking import Miss, Pick
from advisor.relaxations import DEMANDS, Clash, Relaxation, clash, is_short, near_misses, relaxations
from advisor.snapshot import Flow, Warning
from advisor.verdicts import OPEN, Ruling


@dataclass(frozen=True, kw_only=True)
class Step:
    label: str
    kind: str
    shortlist: tuple[Pick, ...]
    also_close: tuple[Pick, ...]


@dataclass(frozen=True, kw_only=True)
class Removal:
    """A question whose answer alone keeps a tool out; by a known no, or since what it demands is not known."""

    question: str
    is_doubt: bool


@dataclass(frozen=True, kw_only=True)
class Advice:
    answers: Answers
    progress: Progress
    ruling: Ruling
    remaining: int
    warnings: tuple[Warning, ...]
    steps: tuple[Step, ...]
    shortlist: tuple[Pick, ...]
    also_close: tuple[Pick, ...]
    relaxations: tuple[Relaxation, ...]
    near_misses: tuple[Miss, ...]
    clash: Clash | None  # None if every lane has tools enough


def advise(flow: Flow, catalogue: Catalogue, answers: Answers) -> Advice:
    with catalogue:
        return _advise(flow, catalogue, answers)


def _advise(flow, catalogue, answers):
    open_states = states_of(flow, answers)
    states = judged_now(open_states)
    ruling = verdicts.rule(flow, states)
    lanes = lanes_of(flow, states, ruling.kind)
    is_hybrid = has_steps(flow, ruling.kind)
    is_single = len(lanes) == 1 and not is_hybrid and ruling.kind != OPEN
    short = any(is_short(lane, catalogue) for lane in lanes)
    # Where tools are wanting, ways out are about tools alone.
    at_odds = verdicts.at_odds(flow, states) if ruling.kind != OPEN and not short else frozenset()
    lists = [ranking.shortlist(lane, catalogue) for lane in lanes] if is_hybrid or is_single else []
    missed = near_misses(lanes, catalogue) if short else {}
    places = [place for one in lists for place in (*one.listed, *one.close)]
    entries = catalogue.entries({place.ordinal for place in places} | missed.keys())
    return Advice(
        answers=answers,
        progress=progress_of(flow, answers, open_states),
        ruling=ruling,
        remaining=count_left(lanes, catalogue),
        warnings=verdicts.warnings_for(flow, states),
        steps=tuple(
            Step(
                label=_step_label(flow, states, lane),
                kind=lane.kind,
                shortlist=ranking.picks(lane, one.listed, entries),
                also_close=ranking.picks(lane, one.close, entries),
            )
            for lane, one in zip(lanes, lists, strict=True)
        )
        if is_hybrid
        else (),
        shortlist=ranking.picks(lanes[0], lists[0].listed, entries) if is_single else (),
        also_close=ranking.picks(lanes[0], lists[0].close, entries) if is_single else (),
        relaxations=relaxations(flow, catalogue, answers, at_odds) if short or at_odds else (),
        near_misses=tuple(Miss(entry=entries[tool], lacks=lacks) for tool, lacks in missed.items() if tool in entries),
        clash=clash(flow, catalogue, answers) if short else None,
    )


def count_remaining(flow: Flow, catalogue: Catalogue, answers: Answers) -> int:
    """How many different tools the answers leave, over all steps."""
    states = judged_now(states_of(flow, answers))
    lanes = lanes_of(flow, states, verdicts.kind_of(flow, states))
    with catalogue:
        return count_left(lanes, catalogue)


def why_not(flow: Flow, catalogue: Catalogue, answers: Answers, entry: Entry) -> tuple[Removal, ...] | None:
    """The questions whose answers removed a tool; empty if none did alone; None if it is still there."""
    with catalogue:
        tool = catalogue.ordinal(entry)
        if _is_left(flow, catalogue, answers, tool):
            return None
        states = judged_now(states_of(flow, answers))
        lanes = lanes_of(flow, states, verdicts.kind_of(flow, states))
        return tuple(
            Removal(question=question, is_doubt=_is_doubt(lanes, question, entry))
            for question, choices in answers.pairs
            if choices != (NOT_SURE,) and _is_left(flow, catalogue, answers.not_sure_of(question), tool)
        )


def _is_doubt(lanes, question, entry):
    """Whether what the answer demands may be met for all that is known of the tool."""
    return any(
        entry.has(wish.effect.term) is None
        for lane in lanes
        for wish in lane.wishes
        if wish.question == question and wish.effect.action in DEMANDS
    )


def _is_left(flow, catalogue, answers, tool):
    states = judged_now(states_of(flow, answers))
    lanes = lanes_of(flow, states, verdicts.kind_of(flow, states))
    return tool is not None and any(tool in ranking.remaining(lane, catalogue) for lane in lanes)


def _step_label(flow, states, lane):
    outputs = [choice.label for _, choice in ranking.chosen(flow, states) if choice.lane == lane.kind]
    return f"{flow.kind(lane.kind).label}: {', '.join(outputs)}"
