"""Whether answers exist for which conditions hold. Pure.

The search goes through the questions that the conditions read, and those that decide whether these are asked, in the
questionnaire's order. Each is left open, answered with “not sure”, or answered with choices; choices that no condition
tells apart are tried once. A branch ends as soon as Kleene's logic rules it out, so nothing is missed. What is left
would still grow too large for some questionnaires: then the search gives up, and says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

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
    ways = {question.key: _Ways(question, rows, each_choice) for question in questions}
    branches: list[Iterator[dict[str, State]]] = [iter([{}])]
    tried = 0
    while branches:
        states = next(branches[-1], None)
        if states is None:
            branches.pop()
            continue
        if tried == most:
            return Search(answers=None, tried=tried, is_complete=False)
        tried += 1
        judged = judged_now(states)
        if any(holds(condition, judged) is False for condition in wanted):
            continue
        if any(holds(condition, judged) is True for condition in unwanted):
            continue
        if len(states) < len(questions):
            question = questions[len(states)]
            branches.append(_branch(question, states, ways[question.key]))
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


def _branch(question, states, ways) -> Iterator[dict[str, State]]:
    """The states with every one that they allow for the next question."""
    shown = holds(question.when, states)
    allowed = chain(ways, (UNASKED, DOUBT)) if shown else (HIDDEN if shown is False else UNASKED,)
    return ({**states, question.key: state} for state in allowed)


class _Ways:
    """The answers to a question that the rows tell apart, those with few choices first; made only as they are tried."""

    def __init__(self, question: Question, rows: list[Row], each_choice: bool):
        self.question = question
        classes: dict[tuple, list[str]] = {}
        for choice in question.choices:
            named = tuple(row.question == question.key and choice.key in row.choices for row in rows)
            itself = choice.key if each_choice else ""
            classes.setdefault((named, itself, choice.excludes_others), []).append(choice.key)
        self.alone = [alike[0] for (*_, alone), alike in classes.items() if alone or question.kind == "one"]
        self.together = [alike for (*_, alone), alike in classes.items() if not alone and question.kind != "one"]

    def __iter__(self) -> Iterator[State]:
        yield from (State("chosen", frozenset({key})) for key in self.alone)
        for size in range(1, 1 + sum(map(len, self.together))):
            yield from (State("chosen", frozenset(several)) for several in _taken(self.together, size))


def _taken(classes, size) -> Iterator[tuple[str, ...]]:
    """So many keys of the classes, by how many of each; which of one class makes no difference."""
    if not classes:
        if size == 0:
            yield ()
        return
    first, *rest = classes
    for number in range(min(size, len(first)), -1, -1):
        if size - number <= sum(map(len, rest)):
            yield from (tuple(first[:number]) + others for others in _taken(rest, size - number))


def _answers(flow, states) -> Answers:
    chosen = {key: state.choices for key, state in states.items() if state.name == "chosen"}
    return make_answers(flow, chosen | {key: [NOT_SURE] for key, state in states.items() if state is DOUBT})
