"""The readable form of a questionnaire in fixtures/advisor/, and the flow that it stands for. Pure.

A condition is a list of groups of rows; a row reads ``question operator choice choice …``, with a number before the
choices after ``at-least``.
"""

from advisor.snapshot import OPERATORS, Choice, Effect, Flow, Question, Row, Rule, Verdict, Warning


class DocumentError(ValueError):
    """The document cannot be read; the message says where."""


def flow_from_document(document: dict) -> Flow:
    return Flow(
        slug=document["slug"],
        title=document["title"],
        intro=document["intro"],
        questions=tuple(_question(item) for item in document["questions"]),
        verdicts=tuple(_verdict(axis, item) for axis in ("kind", "delivery") for item in document["verdicts"][axis]),
        warnings=tuple(_warning(item) for item in document["warnings"]),
    )


def read_row(text: str) -> Row:
    question, operator, *choices = text.split()
    if operator not in OPERATORS:
        raise DocumentError(f"“{text}”: the second word must be one of {', '.join(OPERATORS)}.")
    least = int(choices.pop(0)) if operator == "at-least" else 0
    return Row(question=question, operator=operator, choices=tuple(sorted(choices)), least=least)


def _condition(groups):
    return tuple(tuple(read_row(row) for row in group) for group in groups or ())


def _question(item):
    return Question(
        key=item["key"],
        title=item["title"],
        help=item.get("help", ""),
        why=item["why"],
        kind=item["kind"],
        is_core=item.get("core", False),
        aliases=tuple(sorted(item.get("aliases", ()))),
        when=_condition(item.get("when")),
        choices=tuple(_choice(choice) for choice in item["choices"]),
    )


def _choice(item):
    return Choice(
        key=item["key"],
        label=item["label"],
        help=item.get("help", ""),
        lane=item.get("lane", ""),
        excludes_others=item.get("alone", False),
        never_given_up=item.get("firm", False),
        aliases=tuple(sorted(item.get("aliases", ()))),
        effects=tuple(_effect(effect, lane) for effect in item.get("effects", ()) for lane in _lanes(effect)),
    )


def _lanes(effect):
    """An effect may name several lanes; each becomes an effect of its own."""
    lanes = effect.get("lane", "")
    return lanes if isinstance(lanes, list) else [lanes]


def _effect(item, lane):
    action = next((action for action in ("require", "exclude", "prefer", "avoid") if action in item), None)
    if action is None:
        raise DocumentError(f"An effect names no action: {item}.")
    return Effect(
        action=action,
        term=item[action],
        strength=item.get("strength", 2),
        lane=lane,
        reason_for=item.get("for", ""),
        reason_against=item.get("against", ""),
        source_url=item.get("source", ""),
        when=_condition(item.get("when")),
    )


def _verdict(axis, item):
    return Verdict(
        axis=axis,
        key=item["key"],
        label=item["label"],
        headline=item["headline"],
        description=item["description"],
        next_step=item["next_step"],
        tool_kinds=tuple(sorted(item.get("tool_kinds", ()))),
        rules=tuple(_rule(rule) for rule in item.get("rules", ())),
    )


def _rule(item):
    effect = "decides" if "decides" in item else "supports"
    return Rule(effect=effect, amount=item[effect], reason=item.get("reason", ""), when=_condition(item.get("when")))


def _warning(item):
    return Warning(
        key=item["key"],
        severity=item["severity"],
        title=item["title"],
        text=item["text"],
        do_instead=item["do_instead"],
        source=item.get("source", ""),
        when=_condition(item["when"]),
    )
