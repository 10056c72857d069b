"""What the answers make of conditions: true, false, or not decided yet (None). Kleene's logic, pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.answers import NOT_SURE, Answers
from advisor.snapshot import Condition, Flow, Row


@dataclass(frozen=True)
class State:
    """Where a question stands: chosen (with choices), not-sure, unasked, hidden (it is not asked at all), or left open.

    Left open is what counts as not sure in advice given at once, though nobody said so.
    """

    name: str
    choices: frozenset[str] = frozenset()


UNASKED = State("unasked")
HIDDEN = State("hidden")
DOUBT = State("not-sure")
LEFT_OPEN = State("left-open")

States = Mapping[str, State]


def all_of(values: Iterable[bool | None]) -> bool | None:
    found = True
    for value in values:
        if value is False:
            return False
        if value is None:
            found = None
    return found


def any_of(values: Iterable[bool | None]) -> bool | None:
    opposite = all_of(None if value is None else not value for value in values)
    return None if opposite is None else not opposite


def holds(condition: Condition, states: States) -> bool | None:
    if not condition:
        return True
    return any_of(all_of(row_holds(row, states) for row in group) for group in condition)


def row_holds(row: Row, states: States) -> bool | None:
    state = states.get(row.question, UNASKED)
    if row.operator == "not-sure":
        return None if state is UNASKED else state in (DOUBT, LEFT_OPEN)
    if row.operator == "doubted":
        return None if state is UNASKED else state is DOUBT
    if row.operator == "answered":
        return None if state is UNASKED else state.name == "chosen"
    if state is HIDDEN:
        return row.operator == "none-of"  # what nobody is asked, nobody chose
    if state.name != "chosen":
        return None
    chosen = state.choices & set(row.choices) if row.choices else state.choices
    if row.operator == "any-of":
        return bool(chosen)
    if row.operator == "none-of":
        return not chosen
    if row.operator == "all-of":
        return len(chosen) == len(set(row.choices))
    return len(chosen) >= row.least


def states_of(flow: Flow, answers: Answers) -> States:
    """Every question's state, in the questionnaire's order; an answer to a hidden question is dormant."""
    given = dict(answers.pairs)
    states: dict[str, State] = {}
    for question in flow.questions:
        shown = holds(question.when, states)
        choices = given.get(question.key)
        if shown is False:
            states[question.key] = HIDDEN
        elif shown is None or choices is None:
            states[question.key] = UNASKED
        elif choices == (NOT_SURE,):
            states[question.key] = DOUBT
        else:
            states[question.key] = State("chosen", frozenset(choices))
    return states


def visible(flow: Flow, states: States) -> tuple[str, ...]:
    """Questions that these answers make relevant, in order."""
    return tuple(question.key for question in flow.questions if holds(question.when, states) is True)


def judged_now(states: States) -> States:
    """The same states for advice given at once: what has not been asked is left open."""
    return {key: LEFT_OPEN if state is UNASKED else state for key, state in states.items()}
