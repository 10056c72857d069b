"""Which kind of tool the answers call for, how to get it, how sure that is, and what to beware of. Pure."""

from dataclasses import dataclass

from advisor.conditions import DOUBT, LEFT_OPEN, State, States, holds
from advisor.snapshot import Flow, Rule, Verdict, Warning

OPEN = "open"
POINTS_THAT_NAME_A_DELIVERY = 4


@dataclass(frozen=True, kw_only=True)
class Ruling:
    kind: str  # a verdict's key, or "open"
    confidence: str  # settled | likely | open
    delivery: tuple[str, ...]
    reasons: tuple[str, ...]


def rule(flow: Flow, states: States) -> Ruling:
    kind = kind_of(flow, states)
    named = deliveries_of(flow, states) if kind != OPEN else []
    speaking = [verdict for verdict in [flow.kind(kind), *named] if verdict]
    reasons = [reason for verdict in speaking for reason in _reasons(verdict, states)]
    return Ruling(
        kind=kind,
        confidence=confidence_in(flow, states, kind),
        delivery=tuple(verdict.key for verdict in named),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def kind_of(flow: Flow, states: States) -> str:
    """The kind that the strongest deciding rule names; else the one with most points; else 'open'."""
    deciding = [
        (-met.amount, place, verdict.key)
        for place, verdict in enumerate(flow.kinds)
        for met in _met(verdict, states)
        if met.effect == "decides"
    ]
    if deciding:
        return min(deciding)[-1]
    points = [(-_points(verdict, states), place, verdict.key) for place, verdict in enumerate(flow.kinds)]
    best = min(points, default=(0, 0, OPEN))
    return best[-1] if best[0] < 0 else OPEN


def deliveries_of(flow: Flow, states: States) -> list[Verdict]:
    """Every way that a rule decides or that has points enough, strongest first; else the one with most points."""
    ranked = []
    for place, verdict in enumerate(flow.deliveries):
        decided = max((met.amount for met in _met(verdict, states) if met.effect == "decides"), default=0)
        ranked.append((-decided, -_points(verdict, states), place, verdict))
    ranked.sort(key=lambda entry: entry[:3])
    named = [verdict for decided, points, _, verdict in ranked if decided < 0 or -points >= POINTS_THAT_NAME_A_DELIVERY]
    best = min(ranked, key=lambda entry: entry[1:3], default=None)
    return named or ([best[-1]] if best and best[1] < 0 else [])


def at_odds(flow: Flow, states: States) -> frozenset[str]:
    """The questions whose answers decide on a way of delivery and at the same time speak against it."""
    found = set()
    for verdict in flow.deliveries:
        met = _met(verdict, states)
        if any(one.effect == "decides" for one in met) and _points(verdict, states) < 0:
            against = [one for one in met if one.effect == "decides" or one.amount < 0]
            found |= {row.question for one in against for group in one.when for row in group}
    return frozenset(found)


def confidence_in(flow: Flow, states: States, kind: str) -> str:
    """*Settled* if no answer to any one question left open changes the kind. Takes states as judged now."""
    if kind == OPEN:
        return OPEN
    for question in flow.questions:
        if states[question.key] in (DOUBT, LEFT_OPEN):
            for choice in question.choices:
                tried = {**states, question.key: State("chosen", frozenset({choice.key}))}
                if kind_of(flow, tried) != kind:
                    return "likely"
    return "settled"


def warnings_for(flow: Flow, states: States) -> tuple[Warning, ...]:
    """Every warning that applies, the gravest first."""
    order = {"stop": 0, "caution": 1, "note": 2}
    met = [warning for warning in flow.warnings if holds(warning.when, states) is True]
    return tuple(sorted(met, key=lambda warning: order[warning.severity]))


def _met(verdict: Verdict, states: States) -> list[Rule]:
    return [met for met in verdict.rules if holds(met.when, states) is True]


def _points(verdict: Verdict, states: States) -> int:
    return sum(met.amount for met in _met(verdict, states) if met.effect == "supports")


def _reasons(verdict: Verdict, states: States) -> list[str]:
    """The two strongest reasons that speak for a verdict."""
    speaking = [met for met in _met(verdict, states) if met.amount > 0 and met.reason]
    speaking.sort(key=lambda met: (met.effect != "decides", -met.amount))
    return [met.reason for met in speaking[:2]]
