"""Draft rows to a snapshot. Follows relations only, so the models can use it."""

from itertools import groupby

from advisor.snapshot import Choice, Effect, Example, Flow, Question, Row, Rule, Verdict, Warning


def flow_of(questionnaire) -> Flow:
    """The questionnaire's rows as the engine sees them; load them with ``with_draft()`` first."""
    return Flow(
        slug=questionnaire.slug,
        title=questionnaire.title,
        intro=questionnaire.intro,
        questions=tuple(_question(row) for row in questionnaire.questions.all()),
        verdicts=tuple(_verdict(row) for row in questionnaire.verdicts.all()),
        warnings=tuple(_warning(row) for row in questionnaire.warnings.all()),
        examples=tuple(_example(case) for case in questionnaire.cases.all() if case.is_example),
    )


def _question(row):
    return Question(
        key=row.key,
        title=row.title,
        help=row.help,
        why=row.why,
        kind=row.kind,
        is_core=row.is_core,
        aliases=tuple(sorted(row.aliases)),
        when=_condition(row),
        choices=tuple(_choice(choice) for choice in row.choices.all()),
    )


def _choice(row):
    return Choice(
        key=row.key,
        label=row.label,
        help=row.help,
        lane=row.lane.key if row.lane else "",
        excludes_others=row.excludes_others,
        never_given_up=row.never_given_up,
        aliases=tuple(sorted(row.aliases)),
        effects=tuple(_effect(effect) for effect in row.effects.all()),
    )


def _effect(row):
    return Effect(
        action=row.action,
        term=f"{row.term.facet.slug}:{row.term.slug}",
        strength=row.strength,
        lane=row.lane.key if row.lane else "",
        reason_for=row.reason_for,
        reason_against=row.reason_against,
        source_url=row.source_url,
        when=_condition(row),
    )


def _verdict(row):
    return Verdict(
        axis=row.axis,
        key=row.key,
        label=row.label,
        headline=row.headline,
        description=row.description,
        next_step=row.next_step,
        tool_kinds=tuple(sorted(term.slug for term in row.tool_kinds.all())),
        rules=tuple(
            Rule(effect=rule.effect, amount=rule.amount, reason=rule.reason, when=_condition(rule))
            for rule in row.rules.all()
        ),
    )


def _warning(row):
    return Warning(
        key=row.key,
        severity=row.severity,
        title=row.title,
        text=row.text,
        do_instead=row.do_instead,
        source=row.source,
        when=_condition(row),
    )


def _example(case):
    answers = tuple(sorted((key, tuple(sorted(choices))) for key, choices in case.answers.items()))
    return Example(situation=case.situation, answers=answers)


def _condition(row):
    groups = groupby(row.conditions.all(), key=lambda condition: condition.group)
    return tuple(tuple(_row(condition) for condition in conditions) for _, conditions in groups)


def _row(condition):
    return Row(
        question=condition.question.key,
        operator=condition.operator,
        choices=tuple(sorted(choice.key for choice in condition.choices.all())),
        least=condition.n,
    )
