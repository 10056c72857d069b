"""Whether answers exist for which conditions hold. Pure.

The search goes through the questions that the conditions read, and those that decide whether these are asked, in the
questionnaire's order. Each is left open, answered with “not sure”, or answered with choices; choices that no condition
tells apart are tried once. A branch ends as soon as Kleene's logic rules it out, so nothing is missed. What is left
would still grow too large for some questionnaires: then the search gives up, and says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from advisor.answers import NOT_SURE, Answers, make_answers
from advisor.conditions import DOUBT, HIDDEN, UNASKED, State, States, holds, judged_now
from advisor.snapshot import Condition, Flow, Question, Row

MOST_TRIED = 20_000


@dataclass(frozen=True, kw_only=True)
class Search:
    """Answers that do it, or None; and whether that is certain, since every combination was tried."""

    answers: Answers | None
    tried: int
    is_complete: bool

    @property
    def is_impossible(self):
        return self.answers is None and self.is_complete

    @property
    def was_cut_off(self):
        return self.answers is None and not self.is_complete


def search(
    flow: Flow,
    *,
    wanted: Iterable[Condition] = (),
    unwanted: Iterable[Condition] = (),
    reading: Iterable[Condition] = (),
    accept: Callable[[Answers, States], bool] = lambda answers, states: True,
    each_choice: bool = False,
    most: int = MOST_TRIED,
) -> Search:
    """Answers for which every wanted condition holds and no unwanted one. States are judged as for advice given now.

    ``accept`` has the last word; it sees the states of the questions that were read, and no others. The conditions in
    ``reading`` demand nothing; they name what else it looks at. ``each_choice`` also tries apart what only ``accept``
    tells apart.
    """
    wanted, unwanted = tuple(wanted), tuple(unwanted)
    conditions = (*wanted, *unwanted, *reading)
    questions = read_by(flow, conditions)
    asked_when = [question.when for question in questions]
    rows = [row for condition in (*conditions, *asked_when) for group in condition for row in group]
    ways = {question.key: tuple(_ways(question, rows, each_choice)) for question in questions}
    waiting: list[dict[str, State]] = [{}]
    tried = 0
    while waiting:
        if tried == most:
            return Search(answers=None, tried=tried, is_complete=False)
        states = waiting.pop()
        tried += 1
        judged = judged_now(states)
        if any(holds(condition, judged) is False for condition in wanted):
            continue
        if any(holds(condition, judged) is True for condition in unwanted):
            continue
        if len(states) < len(questions):
            question = questions[len(states)]
            waiting += [{**states, question.key: state} for state in _states(question, states, ways[question.key])]
        elif all(holds(condition, judged) is True for condition in wanted):
            answers = _answers(flow, states)
            if accept(answers, judged):
                return Search(answers=answers, tried=tried, is_complete=True)
    return Search(answers=None, tried=tried, is_complete=True)


def read_by(flow: Flow, conditions: Iterable[Condition]) -> tuple[Question, ...]:
    """The questions that the conditions look at, directly or since another one is asked only then; in their order."""
    waiting, found = list(conditions), set()
    while waiting:
        for row in (row for group in waiting.pop() for row in group):
            question = flow.question(row.question)
            if question is not None and question.key not in found:
                found.add(question.key)
                waiting.append(question.when)
    return tuple(question for question in flow.questions if question.key in found)


def chosen_here(question: str, choice: str) -> Condition:
    return ((Row(question=question, operator="any-of", choices=(choice,)),),)


def _states(question, states, ways) -> list[State]:
    """Every state that the earlier answers allow; the last is tried first."""
    shown = holds(question.when, states)
    if shown is not True:
        return [HIDDEN if shown is False else UNASKED]
    return [DOUBT, UNASKED, *reversed(ways)]


def _ways(question, rows, each_choice) -> Iterator[State]:
    """The answers that the rows tell apart, those with few choices first."""
    classes: dict[tuple, list[str]] = {}
    for choice in question.choices:
        named = tuple(row.question == question.key and choice.key in row.choices for row in rows)
        itself = choice.key if each_choice else ""
        classes.setdefault((named, itself, choice.excludes_others), []).append(choice.key)
    if question.kind == "one":
        yield from (State("chosen", frozenset(alike[:1])) for alike in classes.values())
        return
    yield from (State("chosen", frozenset(alike[:1])) for (*_, alone), alike in classes.items() if alone)
    together = [alike for (*_, alone), alike in classes.items() if not alone]
    sizes = sorted(product(*(range(len(alike) + 1) for alike in together)), key=sum)
    for taken in sizes[1:]:
        several = [key for alike, size in zip(together, taken, strict=True) for key in alike[:size]]
        yield State("chosen", frozenset(several))


def _answers(flow, states) -> Answers:
    chosen = {key: state.choices for key, state in states.items() if state.name == "chosen"}
    return make_answers(flow, chosen | {key: [NOT_SURE] for key, state in states.items() if state is DOUBT})
