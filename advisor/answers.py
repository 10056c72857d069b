"""Answers to and from a query string. Pure, and calm about anything that an address may hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from advisor.snapshot import Flow, Question

NOT_SURE = "~"
PARAMETERS_OF_OUR_OWN = frozenset({"asked", "why", "format", "version", "warned"})
# What a question cannot be called, since it stands in the advisor's addresses for something else.
RESERVED_NAMES = PARAMETERS_OF_OUR_OWN | {"result", "counts"}
LONGEST_VALUE = 400
MOST_IGNORED = 20
SHOWN_LENGTH = 40


@dataclass(frozen=True)
class Answers:
    """Pairs of question and sorted choices, in the questionnaire's order; the one choice ``~`` is 'not sure'."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def get(self, question: str) -> tuple[str, ...] | None:
        return dict(self.pairs).get(question)

    def __contains__(self, question):
        return any(key == question for key, _ in self.pairs)

    def __bool__(self):
        return bool(self.pairs)

    def without(self, question: str) -> "Answers":
        return Answers(tuple(pair for pair in self.pairs if pair[0] != question))

    def not_sure_of(self, question: str) -> "Answers":
        """The same answers with one taken back."""
        return Answers(tuple((key, (NOT_SURE,) if key == question else given) for key, given in self.pairs))

    def values(self) -> dict[str, str]:
        """Question to its value in addresses."""
        return {key: ".".join(choices) for key, choices in self.pairs}

    def query(self, **others: str) -> str:
        """The one way to write these answers in an address, without the question mark; others come last."""
        return urlencode({**self.values(), **others}, safe="~.")


@dataclass(frozen=True, kw_only=True)
class Ignored:
    param: str
    value: str
    reason: str


def make_answers(flow: Flow, chosen: Mapping[str, Iterable[str]]) -> Answers:
    """Answers in canonical order from choices that are known to be right."""
    return Answers(
        tuple(
            (question.key, tuple(sorted(chosen[question.key]))) for question in flow.questions if question.key in chosen
        )
    )


def with_choice(answers: Answers, flow: Flow, key: str, choice: str) -> Answers:
    """The answers with a choice added to its question; instead of what it has where the two cannot stand together."""
    question = flow.question(key)
    beside = [other for other in question.choices if other.key in (answers.get(key) or ())]
    if question.kind == "one" or choice == NOT_SURE or question.choice(choice).excludes_others:
        beside = []
    kept = {other.key for other in beside if not other.excludes_others}
    return make_answers(flow, {**dict(answers.pairs), key: kept | {choice}})


def parse(flow: Flow, pairs: Iterable[tuple[str, str]]) -> tuple[Answers, tuple[Ignored, ...]]:
    """What of the parameters answers the questionnaire, and (the first twenty of) what does not.

    Former keys of questions and choices stand for the present ones.
    """
    given: dict[str, dict[str, None]] = {}  # a dict for its order
    ignored: dict[tuple[str, str, str], None] = {}

    def ignore(param, value, reason):
        if len(ignored) < MOST_IGNORED:
            ignored[printable(param), printable(value), reason] = None

    for param, value in pairs:
        question = flow.question_called(param)
        if param in PARAMETERS_OF_OUR_OWN:
            continue
        if question is None:
            ignore(param, value, "There is no such question.")
        elif len(value) > LONGEST_VALUE:
            ignore(param, value, "This is too long for an answer.")
        else:
            for name in filter(None, value.split(".")):
                choice = NOT_SURE if name == NOT_SURE else question.choice_called(name)
                if choice:
                    given.setdefault(question.key, {})[choice] = None
                else:
                    ignore(param, name, "This question has no such answer.")

    chosen = {}
    for key, choices in given.items():
        chosen[key], surplus = _settle(flow.question(key), list(choices))
        for choice, reason in surplus:
            ignore(key, choice, reason)
    return make_answers(flow, chosen), tuple(
        Ignored(param=param, value=value, reason=reason) for param, value, reason in ignored
    )


def _settle(question: Question, choices: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Choices that go together, and those that have to give way with the reason."""
    real = [choice for choice in choices if choice != NOT_SURE]
    if not real:
        return [NOT_SURE], []
    surplus = [(NOT_SURE, "Another answer is given.")] if len(real) < len(choices) else []
    alone = next((choice.key for choice in question.choices if choice.excludes_others and choice.key in real), None)
    if question.kind == "one":
        kept, reason = real[:1], "This question takes one answer; the first was kept."
    elif alone:
        kept, reason = [alone], "It cannot go together with another answer that was given."
    else:
        kept, reason = real, ""
    return kept, surplus + [(choice, reason) for choice in real if choice not in kept]


def printable(text: str) -> str:
    """Safe to show: no control characters or halves of letters, and short."""
    seen = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[: SHOWN_LENGTH + 1]
    )
    return seen if len(seen) <= SHOWN_LENGTH else f"{seen[:SHOWN_LENGTH]}…"
