"""What has been asked and what comes next: never more than nine, and nothing that can change nothing. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.answers import Answers
from advisor.conditions import UNASKED, States, all_of, holds, judged_now, row_holds, visible
from advisor.ranking import ANY_LANE, chosen, opened
from advisor.snapshot import MOST_ASKED, Condition, Flow, Question
from advisor.verdicts import kind_of


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Questions by where they stand, each in the questionnaire's order."""

    visible: tuple[str, ...]
    answered: tuple[str, ...]
    left: tuple[str, ...]  # visible, not answered, and able to change something
    perhaps: tuple[str, ...]  # hidden for now; an answer may bring them up
    next: str | None

    @property
    def asked(self) -> int:
        return len(self.answered)

    @property
    def most_left(self) -> int:
        return min(_room(self.asked), len(self.left) + len(self.perhaps))

    def place_of(self, key: str) -> int:
        """The number of a visible question, counting those before it that are answered."""
        return 1 + sum(other in self.answered for other in self.visible[: self.visible.index(key)])

    def after(self, key: str) -> tuple[int, int]:
        """How many questions at most come after a visible one is answered, and how many of them only perhaps."""
        left = [other for other in self.left if other != key]
        room = _room(len({*self.answered, key}))
        most = min(room, len(left) + len(self.perhaps))
        return most, most - min(room, len(left))


def progress_of(flow: Flow, answers: Answers, states: States) -> Progress:
    """Core questions keep their places, also those that may still appear; the rest fill up in their order."""
    shown = visible(flow, states)
    answered = [key for key in shown if key in answers]
    left = [flow.question(key) for key in shown if key not in answers and matters(flow, states, flow.question(key))]
    may_appear = [question for question in flow.questions if _may_appear(question, states)]
    room = _room(len(answered))
    core = [question for question in left if question.is_core][:room]
    kept = len(core) + sum(question.is_core for question in may_appear)
    others = [question for question in left if not question.is_core][: max(0, room - kept)]
    return Progress(
        visible=shown,
        answered=tuple(answered),
        left=tuple(question.key for question in left),
        perhaps=tuple(question.key for question in may_appear),
        next=next((question.key for question in left if question in core or question in others), None),
    )


def _room(asked):
    return max(0, MOST_ASKED - asked)


def matters(flow: Flow, states: States, question: Question) -> bool:
    """Whether some answer could still move a tool of an open lane, or decide what is undecided."""
    lanes = {ANY_LANE, kind_of(flow, judged_now(states)), *opened(flow, states)}
    if any(states[other.key] is UNASKED for other in flow.questions if other.opens_lanes):
        lanes |= {verdict.key for verdict in flow.kinds}
    moves_tools = any(
        effect.lane in lanes and holds(effect.when, states) is not False
        for choice in question.choices
        for effect in choice.effects
    )
    return moves_tools or any(_could_decide(question, condition, states) for condition in _conditions(flow, states))


def _could_decide(question, condition, states):
    if holds(condition, states) is not None:
        return False
    open_groups = [group for group in condition if all_of(row_holds(row, states) for row in group) is None]
    return any(row.question == question.key for group in open_groups for row in group)


def _conditions(flow, states) -> Iterator[Condition]:
    for question in flow.questions:
        yield question.when
    for verdict in flow.verdicts:
        for rule in verdict.rules:
            yield rule.when
    for warning in flow.warnings:
        yield warning.when
    for _, choice in chosen(flow, states):
        for effect in choice.effects:
            yield effect.when


def _may_appear(question, states):
    """Hidden for now, and shown if an open question were answered in some way."""
    return holds(question.when, states) is None and any(
        states[row.question] is UNASKED for group in question.when for row in group
    )
