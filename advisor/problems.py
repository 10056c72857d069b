"""What is missing from a questionnaire or named wrongly, in an editor's words. Pure.

advisor/lint.py adds what only trying out its conditions and the catalogue can tell.
"""

from collections import Counter

from advisor.answers import RESERVED_NAMES
from advisor.snapshot import ACTIONS, OPERATORS, Condition, Flow


def problems(flow: Flow) -> list[str]:
    """Everything that is missing, contradicts itself or cannot work; empty for a flow that may go live."""
    return [
        *_missing_texts(flow),
        *_key_problems(flow),
        *_question_problems(flow),
        *_verdict_problems(flow),
        *_condition_problems(flow),
    ]


def _missing_texts(flow):
    if not flow.questions:
        yield "There is no question yet. Add one."
    for question in flow.questions:
        for name, text in (("a wording", question.title), ("“why we ask”", question.why)):
            if not text.strip():
                yield f"Question {question.key}: write {name}."
        if question.title and not question.title.endswith("?"):
            yield f"Question {question.key}: end the wording with “?”."
        for choice in question.choices:
            where = f"Question {question.key}, choice {choice.key}"
            if not choice.label.strip():
                yield f"{where}: write a label."
            for effect in choice.effects:
                if not (effect.reason_for or effect.reason_against):
                    yield f"{where}: say why it would {effect.action} {effect.term}."
    for verdict in flow.verdicts:
        for name in ("label", "headline", "description", "next_step"):
            if not getattr(verdict, name).strip():
                yield f"Verdict {verdict.key}: write its {name.replace('_', ' ')}."
    for warning in flow.warnings:
        for name in ("title", "text", "do_instead"):
            if not getattr(warning, name).strip():
                yield f"Warning {warning.key}: write {'what to do instead' if name == 'do_instead' else f'its {name}'}."


def _key_problems(flow):
    yield from _twice("question", [question.key for question in flow.questions])
    yield from _twice("kind verdict", [verdict.key for verdict in flow.kinds])
    yield from _twice("delivery verdict", [verdict.key for verdict in flow.deliveries])
    yield from _twice("warning", [warning.key for warning in flow.warnings])
    yield from _alias_problems("Question ", flow.questions)
    for question in flow.questions:
        for alias in sorted(RESERVED_NAMES.intersection(question.aliases)):
            yield f"Question {question.key}: the site itself uses {alias}; it cannot be a former key."
        yield from _twice("choice", [choice.key for choice in question.choices], f"Question {question.key}: ")
        yield from _alias_problems(f"Question {question.key}, choice ", question.choices)


def _alias_problems(where, parts):
    """A former key leads to one part only, so it is nobody's key and nobody else's former key."""
    taken = Counter(name for part in parts for name in {part.key, *part.aliases})
    for part in parts:
        for alias in part.aliases:
            if alias == part.key:
                yield f"{where}{part.key}: {alias} is its key and cannot be a former one too."
            elif taken[alias] > 1:
                yield f"{where}{part.key}: its former key {alias} stands for something else as well."


def _twice(what, keys, where=""):
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{where}There are {times} {what}s with the key {key}. Keep one."


def _question_problems(flow):
    for question in flow.questions:
        if len(question.choices) < 2:
            yield f"Question {question.key}: offer at least two choices."
        if question.kind == "one" and any(choice.excludes_others for choice in question.choices):
            yield f"Question {question.key}: it takes one answer anyway; no choice needs to stand alone."
        for choice in question.choices:
            where = f"Question {question.key}, choice {choice.key}"
            if choice.lane and flow.kind(choice.lane) is None:
                yield f"{where}: there is no kind of tool {choice.lane}."
            elif choice.lane and not flow.kind(choice.lane).tool_kinds:
                yield f"{where}: {choice.lane} names no kinds of tool, so it cannot be a step."
            for effect in choice.effects:
                if effect.action not in ACTIONS:
                    yield f"{where}: an effect must require, exclude, prefer or avoid."
                if effect.lane and flow.kind(effect.lane) is None:
                    yield f"{where}: there is no kind of tool {effect.lane}."


def _verdict_problems(flow):
    if not flow.kinds:
        yield "There is no verdict on the kind of tool yet. Add one."
    for verdict in flow.kinds:
        if not verdict.rules:
            yield f"Verdict {verdict.key}: no rule leads to it. Add one or delete it."


def _condition_problems(flow):
    earlier = {}
    for question in flow.questions:
        yield from _rows(f"Question {question.key}", question.when, flow, visible=earlier)
        earlier[question.key] = question
    everything = dict(earlier)
    for question in flow.questions:
        for choice in question.choices:
            for effect in choice.effects:
                where = f"Question {question.key}, choice {choice.key}, {effect.action} {effect.term}"
                yield from _rows(where, effect.when, flow, visible=everything)
    for verdict in flow.verdicts:
        for rule in verdict.rules:
            yield from _rows(f"Verdict {verdict.key}, {rule.effect} {rule.amount}", rule.when, flow, visible=everything)
    for warning in flow.warnings:
        if not warning.when:
            yield f"Warning {warning.key}: say when it applies; a warning for everyone is read by no one."
        yield from _rows(f"Warning {warning.key}", warning.when, flow, visible=everything)


def _rows(where: str, condition: Condition, flow: Flow, *, visible):
    for row in (row for group in condition for row in group):
        question = flow.question(row.question)
        if question is None:
            yield f"{where}: there is no question {row.question}."
            continue
        if row.question not in visible:
            yield f"{where}: a condition looks at {row.question}, which is not asked before it."
        if row.operator not in OPERATORS:
            yield f"{where}: {row.operator} is not a way to compare answers."
        for choice in row.choices:
            if choice not in question.choice_keys:
                yield f"{where}: question {row.question} has no choice {choice}."
        if row.operator == "at-least" and row.least > len(row.choices or question.choices):
            yield f"{where}: {row.question} cannot have {row.least} of {len(row.choices or question.choices)} choices."
