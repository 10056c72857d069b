"""Situations with what the advisor ought to say, and what of it a questionnaire does not say. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from advisor import verdicts
from advisor.answers import Answers, Ignored, parse
from advisor.catalogue import Catalogue
from advisor.conditions import judged_now, states_of
from advisor.lanes import count_left, has_steps, lanes_of
from advisor.snapshot import Flow
from advisor.verdicts import OPEN

Keys = Mapping[str, Sequence[str]]

# What a case may expect, and how that is told.
EXPECTATIONS = {
    "kind": "the kind is one of",
    "not_kind": "the kind is none of",
    "delivery_any": "the ways to get it include one of",
    "not_delivery": "the ways to get it include none of",
    "warn": "the warnings include all of",
    "not_warn": "the warnings include none of",
    "steps": "there is a step, with tools in it, for each of",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    key: str
    answers: Keys  # question to choices
    expectations: Keys  # name of an expectation to keys


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the advisor says to a case's answers, as keys."""

    kind: str
    confidence: str
    delivery: tuple[str, ...]
    warnings: tuple[str, ...]
    steps: tuple[str, ...]  # those with tools in them; without a catalogue, all

    def of(self, expectation: str) -> tuple[str, ...]:
        """What an expectation is about."""
        if expectation in ("kind", "not_kind"):
            return (self.kind,)
        if expectation in ("delivery_any", "not_delivery"):
            return self.delivery
        return self.steps if expectation == "steps" else self.warnings


def said(flow: Flow, catalogue: Catalogue | None, answers: Answers) -> Said:
    states = judged_now(states_of(flow, answers))
    ruling = verdicts.rule(flow, states)
    lanes = lanes_of(flow, states, ruling.kind) if has_steps(flow, ruling.kind) else ()
    with nullcontext() if catalogue is None else catalogue:
        steps = tuple(lane.kind for lane in lanes if catalogue is None or count_left([lane], catalogue))
    return Said(
        kind=ruling.kind,
        confidence=ruling.confidence,
        delivery=ruling.delivery,
        warnings=tuple(warning.key for warning in verdicts.warnings_for(flow, states)),
        steps=steps,
    )


def answers_of(flow: Flow, given: Keys) -> tuple[Answers, tuple[Ignored, ...]]:
    """A case's answers as far as the flow knows them, and what it does not know."""
    return parse(flow, [(question, ".".join(choices)) for question, choices in given.items()])


def broken(flow: Flow, catalogue: Catalogue | None, cases: Iterable[Case]) -> Iterator[str]:
    """What the cases expect and the flow does not say, in an editor's words.

    Without a catalogue steps need not have tools.
    """
    for case in cases:
        where = f"Case {case.key}"
        answers, unknown = answers_of(flow, case.answers)
        yield from (f"{where}: its answer {one.param}={one.value} does not count. {one.reason}" for one in unknown)
        known, now = _keys_of(flow), said(flow, catalogue, answers)
        for name, keys in case.expectations.items():
            if name not in EXPECTATIONS:
                yield f"{where}: “{name}” is nothing that can be expected."
                continue
            # What is never said can neither be expected nor ruled out.
            yield from (
                f"{where}: there is no {key}, which it names in “{name}”." for key in keys if key not in known[name]
            )
            wanted, found = known[name].intersection(keys), now.of(name)
            if wanted and not holds(name, wanted, set(found)):
                says = ", ".join(found) or "none"
                yield f"{where}: expected that {EXPECTATIONS[name]} {', '.join(keys)}. The draft says: {says}."


def holds(expectation: str, wanted: set[str], found: set[str]) -> bool:
    if expectation.startswith("not_"):
        return wanted.isdisjoint(found)
    if expectation in ("warn", "steps"):
        return wanted <= found
    return not wanted.isdisjoint(found)


def _keys_of(flow) -> dict[str, set[str]]:
    """What each expectation may name."""
    kinds = {verdict.key for verdict in flow.kinds}
    deliveries = {verdict.key for verdict in flow.deliveries}
    warnings = {warning.key for warning in flow.warnings}
    return {
        **dict.fromkeys(("kind", "not_kind"), kinds | {OPEN}),
        **dict.fromkeys(("delivery_any", "not_delivery"), deliveries),
        **dict.fromkeys(("warn", "not_warn"), warnings),
        "steps": kinds,
    }
