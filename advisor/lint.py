"""What an editor should know before publishing: errors, which stand in the way, and warnings, which can be waived.

Pure: a flow and a catalogue go in. Whether something can happen at all is searched for (advisor/reach.py); where that
search had to give up, a warning says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from statistics import median

from advisor.answers import Answers
from advisor.cases import Case, broken
from advisor.catalogue import Catalogue
from advisor.conditions import UNASKED
from advisor.engine import count_remaining
from advisor.problems import problems
from advisor.ranking import ANY_LANE, admitted, lane_for
from advisor.reach import Search, chosen_here, search
from advisor.simulation import Simulation
from advisor.snapshot import Condition, Flow, Row
from advisor.verdicts import OPEN, kind_of
from catalog import words

MOST_SHARE = 95  # per cent of the tools: a term that more of them have tells none apart
LOPSIDED = 3  # times as long as the others
LONG_LABEL = 40  # letters; below that nobody minds
MOST_WAYS = 200  # to a question, tried for one answer
# Not among them: require one of several terms, and avoid the lesser of these.
CONTRADICTORY = {frozenset(pair) for pair in (("require", "exclude"), ("prefer", "exclude"), ("prefer", "avoid"))}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A warning. The key stays the same while the cause does: it is what a waiver names."""

    key: str
    text: str


def errors(flow: Flow, catalogue: Catalogue | None, live: Flow | None = None, cases: Iterable[Case] = ()) -> list[str]:
    """Everything that keeps the flow from being published, in an editor's words; ``live`` is what visitors see now.

    Without a catalogue, or with an empty one, no answer can be said to leave no tool.
    """
    stocked = catalogue or None
    return [
        *problems(flow),
        *_unreachable_questions(flow),
        *_contradictions(flow),
        *_equal_priorities(flow),
        *_missing_verdicts(flow),
        *_missing_steps(flow),
        *(_empty_answers(flow, stocked) if stocked else ()),
        *(_renamed_keys(flow, live) if live else ()),
        *broken(flow, stocked, cases),
    ]


def warnings(flow: Flow, catalogue: Catalogue, simulated: Simulation | None = None) -> list[Finding]:
    """What may be wrong. What is never asked or shown is known only where walks were simulated."""
    return [
        *_idle_rules(flow),
        *_idle_effects(flow),
        *_constant_warnings(flow),
        *_undecided_errors(flow),
        *(_term_findings(flow, catalogue) if catalogue else ()),
        *_lopsided_wording(flow),
        *((*_never_asked(simulated), *_no_delivery(simulated), *_never_shown(simulated)) if simulated else ()),
    ]


def told(answers: Answers) -> str:
    """Answers as an address would have them, for messages."""
    return answers.query() or "no answer at all"


# Errors


def _unreachable_questions(flow):
    reading = {row.question for condition in _all_conditions(flow) for group in condition for row in group}
    for question in flow.questions:
        if search(flow, wanted=[_answered(question.key)]).is_impossible:
            yield f"Question {question.key}: no answers lead to it, so none of its choices can be chosen."
        moves_something = any(choice.effects or choice.lane for choice in question.choices)
        if not moves_something and question.key not in reading:
            yield f"Question {question.key}: none of its answers changes anything, so it is never asked."


def _contradictions(flow):
    for question in flow.questions:
        for choice in question.choices:
            told_already = set()
            for one, other in combinations(choice.effects, 2):
                meet = one.lane == other.lane or ANY_LANE in (one.lane, other.lane)
                actions = frozenset({one.action, other.action})
                if one.term != other.term or not meet or actions not in CONTRADICTORY or one.term in told_already:
                    continue
                together = [chosen_here(question.key, choice.key), one.when, other.when]
                if (found := search(flow, wanted=together)).answers:
                    told_already.add(one.term)
                    yield (
                        f"Question {question.key}, choice {choice.key}: it would {one.action} and {other.action} "
                        f"{one.term} at once, for example with {told(found.answers)}."
                    )


def _equal_priorities(flow):
    for first, second, priority, found in _ties(flow):
        if found.answers is not None:
            yield (
                f"Verdicts {first.key} and {second.key}: both are decided with priority {priority} by "
                f"{told(found.answers)}. Give each its own."
            )


def _ties(flow):
    """Pairs of kinds that rules of equal priority decide, and whether both can hold."""
    for (first, one), (second, other) in combinations(_deciding(flow), 2):
        if first is not second and one.amount == other.amount:
            yield first, second, one.amount, search(flow, wanted=[one.when, other.when])


def _missing_verdicts(flow):
    if flow.kinds and (found := _without_verdict(flow)).answers is not None:
        yield f"No verdict on the kind of tool holds for {told(found.answers)}. Add a rule that covers it."


def _without_verdict(flow) -> Search:
    """Somebody says what to make, or answers all that the rules read where nothing asks for that, and gets no kind."""
    rules = [rule for verdict in flow.kinds for rule in verdict.rules]
    asking = [question for question in flow.questions if question.opens_lanes]
    if not asking:
        read = {row.question for rule in rules for group in rule.when for row in group}
        asking = [question for question in flow.questions if question.key in read]
    return search(
        flow,
        wanted=[_answered(question.key) for question in asking if not question.when],
        unwanted=[rule.when for rule in rules if rule.effect == "decides"],
        reading=[rule.when for rule in rules if rule.effect == "supports"],
        accept=lambda _, states: kind_of(flow, states) == OPEN,
    )


def _missing_steps(flow):
    """A kind that names no kinds of tool has a step for each lane that is opened; without one it shows nothing."""
    rules = [rule for verdict in flow.kinds for rule in verdict.rules]
    opening = [
        ((Row(question=question.key, operator="any-of", choices=tuple(sorted(lanes))),),)
        for question in flow.questions
        if (lanes := {choice.key for choice in question.choices if choice.lane})
    ]
    for verdict in flow.kinds:
        for rule in () if verdict.tool_kinds else verdict.rules:
            found = search(
                flow,
                wanted=[rule.when],
                unwanted=opening,
                reading=[other.when for other in rules],
                accept=lambda _, states, verdict=verdict: kind_of(flow, states) == verdict.key,
            )
            if found.answers is not None:
                yield (
                    f"Verdict {verdict.key}: it names no kinds of tool, so it lists a step for each result that is "
                    f"asked for; with {told(found.answers)} there is none. Name the kinds of tool that it lists."
                )
                break


def _empty_answers(flow, catalogue):
    for question in flow.questions:
        for choice in question.choices:
            fits = []

            def settles_it(answers, _, fits=fits):
                fits.append(count_remaining(flow, catalogue, answers) > 0)
                return fits[-1] or len(fits) == MOST_WAYS

            others = tuple(sorted(question.choice_keys - {choice.key}))
            only = [chosen_here(question.key, choice.key)]
            if others:
                only.append(((Row(question=question.key, operator="none-of", choices=others),),))
            found = search(flow, wanted=only, accept=settles_it, each_choice=True)
            if fits and not any(fits):
                ways = f" ({words.count(len(fits), 'way')} to the question tried)" if len(fits) > 1 else ""
                ways = f" ({len(fits)} ways to the question tried, not all)" if not found.is_impossible else ways
                yield f"Question {question.key}, choice {choice.key}: no tool is left by this answer alone{ways}."


def _renamed_keys(flow, live):
    yield from _renamed("Question", "", live.questions, flow.questions, "title")
    for question in live.questions:
        if draft := flow.question_called(question.key):
            yield from _renamed("choice", f"Question {question.key}: ", question.choices, draft.choices, "label")
    yield from _renamed("Verdict", "", live.kinds, flow.kinds, "label")
    yield from _renamed("Verdict", "", live.deliveries, flow.deliveries, "label")
    yield from _renamed("Warning", "", live.warnings, flow.warnings, "title")


def _renamed(what, where, before, now, wording):
    """A key that is gone while a new one says or does the same. What is simply deleted may go."""
    had, has = {part.key for part in before}, {name for part in now for name in (part.key, *_aliases(part))}
    for part in before:
        if part.key in has:
            for alias in _aliases(part):
                if alias not in has:
                    yield f"{where}{what} {part.key}: links hold on to its former key {alias}. Keep it."
            continue
        added = [other for other in now if other.key not in had]
        worded_alike = [other for other in added if getattr(other, wording) == getattr(part, wording)]
        if new := next(iter(worded_alike or [other for other in added if _does_the_same(other, part)]), None):
            kept = f", or keep it among the former keys of {new.key}" if hasattr(new, "aliases") else ""
            yield (
                f"{where}{what} {part.key} was renamed to {new.key}. Links hold on to the key: "
                f"take {part.key} back{kept}."
            )


def _aliases(part):
    return getattr(part, "aliases", ())


def _does_the_same(one, other):
    substance = [[getattr(part, name, ()) for name in ("choices", "effects", "rules", "when")] for part in (one, other)]
    return substance[0] == substance[1] and any(substance[0])


# Warnings


def _idle_rules(flow):
    for verdict in flow.verdicts:
        for number, rule in enumerate(verdict.rules, start=1):
            name = f"Verdict {verdict.key}, rule {number} ({rule.effect} {rule.amount})"
            key = f"{verdict.axis}:{verdict.key}:{rule.effect}:{rule.amount}:{_mark(rule.when)}"
            alone = search(flow, wanted=[rule.when])
            if alone.is_impossible:
                yield Finding(key=f"dead-rule {key}", text=f"{name}: no answers fulfil it.")
                continue
            stronger = [
                other.when
                for _, other in _deciding(flow)
                if other is not rule and (rule.effect == "supports" or other.amount > rule.amount)
            ]
            over = search(flow, wanted=[rule.when], unwanted=stronger) if verdict.axis == "kind" else alone
            if over.is_impossible:
                text = f"{name}: whenever it holds, a stronger rule decides."
                yield Finding(key=f"shadowed-rule {key}", text=text)
            yield from _undecided(f"rule {key}", f"{name}: whether it can ever count", over)


def _mark(condition: Condition) -> str:
    """A short name of a condition that stays where it is and what stands around it."""
    return sha256(repr(condition).encode()).hexdigest()[:6]


def _idle_effects(flow):
    for question in flow.questions:
        for choice in question.choices:
            for effect in dict.fromkeys(effect for effect in choice.effects if effect.when):
                found = search(flow, wanted=[chosen_here(question.key, choice.key), effect.when])
                name = f"Question {question.key}, choice {choice.key}, {effect.action} {effect.term}"
                key = f"{question.key}={choice.key}:{effect.action}:{effect.term}:{effect.lane}:{_mark(effect.when)}"
                if found.is_impossible and not search(flow, wanted=[_answered(question.key)]).is_impossible:
                    text = f"{name}: its condition cannot hold once the answer is chosen."
                    yield Finding(key=f"dead-effect {key}", text=text)
                yield from _undecided(f"effect {key}", f"{name}: whether its condition can hold", found)


def _constant_warnings(flow):
    for warning in flow.warnings:
        if not warning.when:
            continue  # an error already
        never, always = search(flow, wanted=[warning.when]), search(flow, unwanted=[warning.when])
        if never.is_impossible:
            text = f"Warning {warning.key}: it is never shown; no answers fulfil its condition."
            yield Finding(key=f"never-warned {warning.key}", text=text)
        elif always.is_impossible:
            text = f"Warning {warning.key}: it is shown whatever the answers, so it will be overlooked."
            yield Finding(key=f"always-warned {warning.key}", text=text)
        for found in (never, always):
            yield from _undecided(f"warning {warning.key}", f"Warning {warning.key}: when it is shown", found)


def _undecided_errors(flow):
    """What would be an error if it could be shown."""
    for question in flow.questions:
        found = search(flow, wanted=[_answered(question.key)])
        yield from _undecided(f"question {question.key}", f"Question {question.key}: whether it is ever asked", found)
    for first, second, priority, found in _ties(flow):
        name = f"Verdicts {first.key} and {second.key}: whether both are decided with priority {priority}"
        yield from _undecided(f"tie {first.key} {second.key} {priority}", name, found)
    yield from _undecided("verdict", "Whether somebody may get no verdict on the kind", _without_verdict(flow))


def _undecided(key, question, found: Search):
    if found.was_cut_off:
        text = f"{question} is not settled: {words.count(found.tried, 'combination')} of answers were tried, not all."
        yield Finding(key=f"undecided {key}", text=text)


def _term_findings(flow, catalogue):
    found, holding = {}, {}
    with catalogue:
        everything = len(catalogue)
        for term, lane in dict.fromkeys((effect.term, effect.lane) for _, _, effect in _effects(flow)):
            having = catalogue.tools & catalogue.having(term)
            holding[term] = len(having)
            if not having:
                found[f"unused-term {term}"] = f"Term {term}: no tool has it, so what asks for it moves nothing."
            elif lane and flow.kind(lane) and not having & admitted(lane_for(flow, _nothing(flow), lane), catalogue):
                text = f"Term {term}: no tool for the step {lane} has it, so what asks for it there moves nothing."
                found[f"unused-term {term} {lane}"] = text
    for term, number in holding.items():
        if 100 * number > MOST_SHARE * everything:
            share = f"{number} of {words.count(everything, 'tool')} have it"
            found[f"common-term {term}"] = f"Term {term}: {share}, so it tells hardly any apart."
    return [Finding(key=key, text=text) for key, text in found.items()]


def _nothing(flow):
    return {question.key: UNASKED for question in flow.questions}


def _lopsided_wording(flow):
    for question in flow.questions:
        for choice in question.choices:
            others = [len(other.label) for other in question.choices if other is not choice]
            if others and len(choice.label) > max(LONG_LABEL, LOPSIDED * median(others)):
                text = (
                    f"Question {question.key}, choice {choice.key}: its label is more than {LOPSIDED} times as long as "
                    "the others. The longest answer looks like the right one."
                )
                yield Finding(key=f"lopsided {question.key}={choice.key}", text=text)
        explained = [choice for choice in question.choices if choice.help]
        if len(question.choices) > 2 and len(explained) == 1:
            text = f"Question {question.key}: only choice {explained[0].key} is explained. Explain the others or none."
            yield Finding(key=f"lopsided {question.key}", text=text)


def _never_asked(simulated):
    for question in simulated.never_asked:
        tried = f"{words.count(simulated.number, 'walk')} with seed {simulated.seed}, and one straight to it"
        text = f"Question {question}: others always fill the places before it. Tried: {tried}."
        yield Finding(key=f"never-asked {question}", text=text)


def _no_delivery(simulated):
    """By walks: points may balance in more ways than a search can try."""
    if simulated.without_delivery:
        answers = told(simulated.without_delivery[0].answers)
        text = f"No way to get the tool is named for {answers}. Add points to a delivery verdict that covers it."
        yield Finding(key="no-delivery", text=text)


def _never_shown(simulated):
    for entry in simulated.never_shown:
        tried = f"{words.count(simulated.number, 'walk')} with seed {simulated.seed}"
        searched = ", and the answers that ask for what it has" if entry in simulated.searched else ""
        text = f"Tool {entry.name}: in no top five. Tried: {tried}{searched}."
        yield Finding(key=f"never-shown {entry.slug}", text=text)


def _answered(question: str) -> Condition:
    return ((Row(question=question, operator="answered"),),)


def _deciding(flow):
    return [(verdict, rule) for verdict in flow.kinds for rule in verdict.rules if rule.effect == "decides"]


def _effects(flow) -> Iterator:
    for question in flow.questions:
        for choice in question.choices:
            for effect in choice.effects:
                yield question, choice, effect


def _all_conditions(flow) -> Iterator[Condition]:
    yield from (question.when for question in flow.questions)
    yield from (effect.when for _, _, effect in _effects(flow))
    yield from (rule.when for verdict in flow.verdicts for rule in verdict.rules)
    yield from (warning.when for warning in flow.warnings)
