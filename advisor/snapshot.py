"""A published questionnaire, frozen. Pure: the engine sees this and the catalogue, nothing else.

A term is written ``facet:slug``. Conditions are groups of rows: a condition holds if all rows of any group hold,
and a condition without groups always holds.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

MOST_ASKED = 9

ACTIONS = ("require", "exclude", "prefer", "avoid")
OPERATORS = ("any-of", "none-of", "all-of", "at-least", "answered", "not-sure", "doubted")
SEVERITIES = ("note", "caution", "stop")

# Fields that came later, with what they say by themselves. Where they say no more they are not written, so that a
# questionnaire published before them keeps its digest.
CAME_LATER = {"never_given_up": False, "source": "", "aliases": (), "examples": ()}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a condition. Without choices it speaks of all choices of its question."""

    question: str
    operator: str
    choices: tuple[str, ...] = ()
    least: int = 0


Condition = tuple[tuple[Row, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Effect:
    action: str
    term: str
    strength: int  # 1 slightly, 2 clearly, 4 strongly
    lane: str = ""  # a verdict's key; empty for every lane
    reason_for: str = ""
    reason_against: str = ""
    source_url: str = ""
    when: Condition = ()

    @property
    def facet(self):
        return self.term.partition(":")[0]


@dataclass(frozen=True, kw_only=True)
class Choice:
    key: str
    label: str
    help: str = ""
    lane: str = ""
    excludes_others: bool = False
    never_given_up: bool = False  # relaxations and quick changes leave the answer alone
    effects: tuple[Effect, ...] = ()
    aliases: tuple[str, ...] = ()  # keys that it had before, for links of then


@dataclass(frozen=True, kw_only=True)
class Question:
    key: str
    title: str
    why: str
    kind: str  # one | many
    help: str = ""
    is_core: bool = False  # keeps its place among the nine
    when: Condition = ()
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()  # keys that it had before, for links of then

    def choice(self, key):
        return next((choice for choice in self.choices if choice.key == key), None)

    def choice_called(self, name: str) -> str | None:
        """The present key of the choice that has the name as its key, or had it before."""
        return name if name in self.choice_keys else self._former_keys.get(name)

    @cached_property
    def _former_keys(self):
        return {alias: choice.key for choice in self.choices for alias in choice.aliases}

    @cached_property
    def opens_lanes(self):
        """Whether it asks what to make."""
        return any(choice.lane for choice in self.choices)

    @cached_property
    def choice_keys(self):
        return frozenset(choice.key for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Why a verdict holds: it *decides* by priority, or *supports* by points (below 0 they speak against)."""

    effect: str  # decides | supports
    amount: int
    reason: str
    when: Condition = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """On the axis ``kind`` what to use, on ``delivery`` how. A kind without tool kinds has a step for each lane."""

    axis: str
    key: str
    label: str
    headline: str
    description: str
    next_step: str
    tool_kinds: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Warning:
    key: str
    severity: str
    title: str
    text: str
    do_instead: str
    when: Condition = ()
    source: str = ""  # a path of this site or an address: what it rests on


@dataclass(frozen=True, kw_only=True)
class Example:
    """A situation that visitors can start from, at the result of its answers."""

    situation: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]  # question to choices


@dataclass(frozen=True, kw_only=True)
class Flow:
    slug: str
    title: str
    intro: str
    questions: tuple[Question, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    warnings: tuple[Warning, ...] = ()
    examples: tuple[Example, ...] = ()

    def question(self, key):
        return self._questions.get(key)

    def question_called(self, name: str) -> Question | None:
        """The question that has the name as its key, or had it before."""
        return self._questions.get(name) or self._former_questions.get(name)

    def kind(self, key):
        return next((verdict for verdict in self.kinds if verdict.key == key), None)

    @cached_property
    def _questions(self):
        return {question.key: question for question in self.questions}

    @cached_property
    def _former_questions(self):
        return {alias: question for question in self.questions for alias in question.aliases}

    @cached_property
    def kinds(self):
        return tuple(verdict for verdict in self.verdicts if verdict.axis == "kind")

    @cached_property
    def deliveries(self):
        return tuple(verdict for verdict in self.verdicts if verdict.axis == "delivery")

    @cached_property
    def canonical_json(self):
        """The same text for the same questionnaire, always: what is hashed, stored and compared."""
        data = asdict(self, dict_factory=_told)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self):
        return hashlib.sha256(self.canonical_json.encode()).hexdigest()


def _told(fields):
    return {name: value for name, value in fields if name not in CAME_LATER or value != CAME_LATER[name]}


def flow_from_json(text: str) -> Flow:
    """The flow that ``canonical_json`` was made from, also by older code: what it did not know has its default."""
    data = json.loads(text)
    return Flow(
        **{
            **data,
            "questions": tuple(_question(item) for item in data["questions"]),
            "verdicts": tuple(_verdict(item) for item in data["verdicts"]),
            "warnings": tuple(_conditional(Warning, item) for item in data["warnings"]),
            "examples": tuple(_example(item) for item in data.get("examples", ())),
        }
    )


def _question(data):
    choices = tuple(_choice(item) for item in data["choices"])
    return Question(**{**data, "when": _condition(data["when"]), "choices": choices, **_aliases(data)})


def _choice(data):
    effects = tuple(_conditional(Effect, effect) for effect in data["effects"])
    return Choice(**{**data, "effects": effects, **_aliases(data)})


def _aliases(data):
    return {"aliases": tuple(data.get("aliases", ()))}


def _verdict(data):
    rules = tuple(_conditional(Rule, item) for item in data["rules"])
    return Verdict(**{**data, "tool_kinds": tuple(data["tool_kinds"]), "rules": rules})


def _example(data):
    return Example(**{**data, "answers": tuple((key, tuple(choices)) for key, choices in data["answers"])})


def _conditional(kind, data):
    return kind(**{**data, "when": _condition(data["when"])})


def _condition(groups):
    return tuple(tuple(Row(**{**row, "choices": tuple(row["choices"])}) for row in group) for group in groups)
