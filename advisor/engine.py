"""Answers to advice. Pure and deterministic: no clock, no database, integers only.

The rules are told in docs/decisions/advisor-engine.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor import ranking, verdicts
from advisor.answers import NOT_SURE, Answers
from advisor.catalogue import Catalogue, Entry
from advisor.conditions import States, judged_now, states_of
from advisor.progress import Progress, progress_of
from advisor.ranking import Lane, Miss, Pick
from advisor.snapshot import Flow, Warning
from advisor.verdicts import OPEN, Ruling

FEW = 3


@dataclass(frozen=True, kw_only=True)
class Step:
    label: str
    kind: str
    shortlist: tuple[Pick, ...]


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """An answer to take back, and how many tools are left then."""

    question: str
    remaining: int
    answers: Answers


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


def advise(flow: Flow, catalogue: Catalogue, answers: Answers) -> Advice:
    open_states = states_of(flow, answers)
    states = judged_now(open_states)
    ruling = verdicts.rule(flow, states)
    lanes = lanes_of(flow, states, ruling.kind)
    lists = [ranking.shortlist(lane, catalogue) for lane in lanes]
    is_hybrid = has_steps(flow, ruling.kind)
    is_single = len(lanes) == 1 and not is_hybrid and ruling.kind != OPEN
    at_odds = verdicts.at_odds(flow, states) if ruling.kind != OPEN else frozenset()
    short = any(len(ranking.remaining(lane, catalogue)) < FEW for lane in lanes)
    return Advice(
        answers=answers,
        progress=progress_of(flow, answers, open_states),
        ruling=ruling,
        remaining=count_left(lanes, catalogue),
        warnings=verdicts.warnings_for(flow, states),
        steps=tuple(
            Step(label=_step_label(flow, states, lane), kind=lane.kind, shortlist=picks)
            for lane, (picks, _) in zip(lanes, lists, strict=True)
        )
        if is_hybrid
        else (),
        shortlist=lists[0][0] if is_single else (),
        also_close=lists[0][1] if is_single else (),
        relaxations=relaxations(flow, catalogue, answers, states, at_odds) if short or at_odds else (),
        near_misses=_first(ranking.near_misses(lane, catalogue) for lane in lanes) if short else (),
    )


def count_remaining(flow: Flow, catalogue: Catalogue, answers: Answers) -> int:
    """How many different tools the answers leave, over all steps."""
    states = judged_now(states_of(flow, answers))
    return count_left(lanes_of(flow, states, verdicts.kind_of(flow, states)), catalogue)


def lanes_of(flow: Flow, states: States, kind: str) -> tuple[Lane, ...]:
    """One lane for the verdict's kind; a kind that has steps, one for each lane that the answers open."""
    kinds = ranking.opened(flow, states) if has_steps(flow, kind) else (kind,)
    return tuple(ranking.lane_for(flow, states, key) for key in kinds)


def has_steps(flow: Flow, kind: str) -> bool:
    verdict = flow.kind(kind)
    return verdict is not None and not verdict.tool_kinds


def count_left(lanes: Iterable[Lane], catalogue: Catalogue) -> int:
    return len({entry.slug for lane in lanes for entry in ranking.remaining(lane, catalogue)})


def relaxations(
    flow: Flow, catalogue: Catalogue, answers: Answers, states: States, at_odds: frozenset[str] = frozenset()
) -> tuple[Relaxation, ...]:
    """Single answers that cost tools or pull against each other, the most rewarding to take back first.

    What to make is never among them.
    """
    here = count_remaining(flow, catalogue, answers)
    found = []
    for question, choices in answers.pairs:
        if flow.question(question).opens_lanes or choices == (NOT_SURE,) or not states[question].choices:
            continue
        without = answers.not_sure_of(question)
        left = count_remaining(flow, catalogue, without)
        if left > here or question in at_odds:
            found.append(Relaxation(question=question, remaining=left, answers=without))
    return tuple(sorted(found, key=lambda relaxation: -relaxation.remaining))


def why_not(flow: Flow, catalogue: Catalogue, answers: Answers, entry: Entry) -> tuple[str, ...] | None:
    """The questions whose answers removed a tool; empty if none did alone; None if it is still there."""
    if _is_left(flow, catalogue, answers, entry):
        return None
    return tuple(
        question
        for question, choices in answers.pairs
        if choices != (NOT_SURE,) and _is_left(flow, catalogue, answers.not_sure_of(question), entry)
    )


def _is_left(flow, catalogue, answers, entry):
    states = judged_now(states_of(flow, answers))
    lanes = lanes_of(flow, states, verdicts.kind_of(flow, states))
    return any(entry in ranking.remaining(lane, catalogue) for lane in lanes)


def _step_label(flow, states, lane):
    outputs = [choice.label for _, choice in ranking.chosen(flow, states) if choice.lane == lane.kind]
    return f"{flow.kind(lane.kind).label}: {', '.join(outputs)}"


def _first(lists):
    return next((found for found in lists if found), ())
