"""The shipped questionnaires: documents in ``fixtures/advisor/`` to rows, published as they are loaded."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ValidationError

from advisor.document import DocumentError, flow_from_document
from advisor.models import Questionnaire
from advisor.snapshot import Condition as Groups
from advisor.snapshot import Flow, flow_from_json
from catalog.content.kinds import ContentError, ContentKind, by_key, read_yaml, resolve
from catalog.models import Term


def read(folder: Path) -> dict[str, dict]:
    documents = [read_yaml(path) for path in sorted((folder / "advisor").glob("*.yaml"))]
    return by_key(documents, lambda document: document["slug"], "advisor")


def dump(keys: Iterable[str]) -> dict[str, dict]:
    rows = Questionnaire.objects.with_draft().prefetch_related("waivers").filter(slug__in=list(keys))
    return {row.slug: {"flow": _flow(row), "cases": _cases(row), **_waivers(row)} for row in rows}


def write(documents: list[dict]):
    for document in documents:
        where = f"questionnaire {document['slug']}"
        try:
            flow = flow_from_document(document)
        except (DocumentError, KeyError, TypeError, ValueError) as error:
            raise ContentError(f"{where}: {error!r}") from error
        questionnaire, _ = Questionnaire.objects.update_or_create(
            slug=flow.slug, defaults={"title": flow.title, "intro": flow.intro}
        )
        _write_draft(questionnaire, flow, document, where)
        try:
            questionnaire.publish(note="Shipped with Wayfinder.")
        except ValidationError as error:
            raise ContentError(f"{where}: {' '.join(error.messages)}") from error


def restore(key: str, document: dict) -> list[str]:
    """Make the draft what the document says; what visitors see is another matter, and is published."""
    flow = flow_from_json(json.dumps({**document["flow"], "slug": key}))
    questionnaire, _ = Questionnaire.objects.update_or_create(
        slug=flow.slug, defaults={"title": flow.title, "intro": flow.intro}
    )
    writer = _write_draft(questionnaire, flow, document, f"questionnaire {flow.slug}")
    return [f"term “{key}”" for key, term in writer.terms.items() if term is None]


def _write_draft(questionnaire, flow, document, where):
    _clear(questionnaire)
    writer = RowWriter(questionnaire, where)
    writer.write(flow)
    _write_cases(questionnaire, document.get("cases", []))
    _write_waivers(questionnaire, document.get("waivers", []))
    return writer


def _flow(row):
    """Without examples, which the cases tell."""
    return json.loads(replace(row.draft(), examples=()).canonical_json)


def _cases(row):
    return [
        {
            "key": case.key,
            "situation": case.situation,
            "answers": case.answers,
            "expect": case.expectations,
            "example": case.is_example,
        }
        for case in row.cases.all()
    ]


def _write_cases(questionnaire, cases):
    from advisor.models import ExpectedCase

    ExpectedCase.objects.bulk_create(
        ExpectedCase(
            questionnaire=questionnaire,
            key=case["key"],
            situation=case["situation"],
            answers=case["answers"],
            expectations=case["expect"],
            is_example=case.get("example", False),
            position=position,
        )
        for position, case in enumerate(cases, start=1)
    )


def _waivers(row):
    """Left out where there are none: before they were shipped, no document named them."""
    found = [{"finding": one.finding, "reason": one.reason, "until": one.until} for one in row.waivers.all()]
    return {"waivers": found} if found else {}


def _write_waivers(questionnaire, waivers):
    from advisor.models import Waiver

    Waiver.objects.bulk_create(Waiver(questionnaire=questionnaire, **waiver) for waiver in waivers)


def _clear(questionnaire):
    """Conditions first: they hold on to the questions they look at, and choices to their verdicts."""
    from advisor.models import Condition

    Condition.objects.filter(question__questionnaire=questionnaire).delete()
    for name in ("questions", "verdicts", "warnings", "cases", "waivers"):
        getattr(questionnaire, name).all().delete()


class RowWriter:
    """Writes a flow as the rows of an empty questionnaire, each table at once."""

    def __init__(self, questionnaire, where):
        self.questionnaire = questionnaire
        self.where = where
        self.questions, self.choices, self.lanes = {}, {}, {}
        self.terms: dict[str, Term | None] = {}
        self.conditions = []  # (condition row, its choices)

    def write(self, flow: Flow):
        from advisor.models import Condition

        self._write_verdicts(flow)
        self._write_questions(flow)
        self._write_effects(flow)
        self._write_rules(flow)
        self._write_warnings(flow)
        rows = Condition.objects.bulk_create(row for row, _ in self.conditions)
        link = Condition.choices.through
        link.objects.bulk_create(
            link(condition_id=row.pk, choice_id=choice.pk)
            for row, (_, choices) in zip(rows, self.conditions, strict=True)
            for choice in choices
        )

    def _write_verdicts(self, flow):
        from advisor.models import Verdict

        texts = ("axis", "key", "label", "headline", "description", "next_step")
        rows = Verdict.objects.bulk_create(
            Verdict(
                questionnaire=self.questionnaire,
                position=position,
                **{name: getattr(verdict, name) for name in texts},
            )
            for position, verdict in enumerate(flow.verdicts, start=1)
        )
        self.verdicts = rows
        for row, verdict in zip(rows, flow.verdicts, strict=True):
            row.tool_kinds.set([term for slug in verdict.tool_kinds if (term := self._term(f"kind:{slug}"))])
            if row.axis == "kind":
                self.lanes[row.key] = row

    def _write_questions(self, flow):
        from advisor.models import Choice, Question

        texts = ("key", "title", "help", "why", "kind", "is_core")
        rows = Question.objects.bulk_create(
            Question(
                questionnaire=self.questionnaire,
                position=10 * number,
                aliases=list(question.aliases),
                **{name: getattr(question, name) for name in texts},
            )
            for number, question in enumerate(flow.questions, start=1)
        )
        self.questions = {row.key: row for row in rows}
        choices = Choice.objects.bulk_create(
            Choice(
                question=self.questions[question.key],
                key=choice.key,
                label=choice.label,
                help=choice.help,
                position=10 * number,
                excludes_others=choice.excludes_others,
                never_given_up=choice.never_given_up,
                aliases=list(choice.aliases),
                lane=self._lane(choice.lane),
            )
            for question in flow.questions
            for number, choice in enumerate(question.choices, start=1)
        )
        self.choices = {(row.question.key, row.key): row for row in choices}
        for question in flow.questions:
            self._keep_conditions(question.when, shown_question=self.questions[question.key])

    def _write_effects(self, flow):
        from advisor.models import Effect

        pairs = [
            (effect, self.choices[question.key, choice.key], position)
            for question in flow.questions
            for choice in question.choices
            for position, effect in enumerate(choice.effects, start=1)
            if self._term(effect.term)  # an editor may have deleted the term
        ]
        texts = ("action", "strength", "reason_for", "reason_against", "source_url")
        rows = Effect.objects.bulk_create(
            Effect(
                choice=choice,
                term=self._term(effect.term),
                lane=self._lane(effect.lane),
                position=position,
                **{name: getattr(effect, name) for name in texts},
            )
            for effect, choice, position in pairs
        )
        for row, (effect, _, _) in zip(rows, pairs, strict=True):
            self._keep_conditions(effect.when, effect=row)

    def _write_rules(self, flow):
        from advisor.models import VerdictRule

        pairs = [
            (rule, row, position)
            for row, verdict in zip(self.verdicts, flow.verdicts, strict=True)
            for position, rule in enumerate(verdict.rules, start=1)
        ]
        rows = VerdictRule.objects.bulk_create(
            VerdictRule(verdict=row, effect=rule.effect, amount=rule.amount, reason=rule.reason, position=position)
            for rule, row, position in pairs
        )
        for row, (rule, _, _) in zip(rows, pairs, strict=True):
            self._keep_conditions(rule.when, rule=row)

    def _write_warnings(self, flow):
        from advisor.models import Warning

        texts = ("key", "severity", "title", "text", "do_instead", "source")
        rows = Warning.objects.bulk_create(
            Warning(
                questionnaire=self.questionnaire,
                position=position,
                **{name: getattr(warning, name) for name in texts},
            )
            for position, warning in enumerate(flow.warnings, start=1)
        )
        for row, warning in zip(rows, flow.warnings, strict=True):
            self._keep_conditions(warning.when, warning=row)

    def _keep_conditions(self, groups: Groups, **owner):
        from advisor.models import Condition

        for number, group in enumerate(groups, start=1):
            for row in group:
                condition = Condition(
                    group=number,
                    question=self._found(self.questions, row.question),
                    operator=row.operator,
                    n=row.least,
                    **owner,
                )
                self.conditions.append(
                    (condition, [self._found(self.choices, (row.question, key)) for key in row.choices])
                )

    def _lane(self, key):
        return self._found(self.lanes, key) if key else None

    def _found(self, rows, key):
        if key not in rows:
            raise ContentError(f"{self.where}: there is no {key!r}")
        return rows[key]

    def _term(self, key):
        if key not in self.terms:
            self.terms[key] = resolve(Term, key, self.where)
        return self.terms[key]


QUESTIONNAIRE = ContentKind(
    name="questionnaire", read=read, dump=dump, write=write, restore=restore, model=Questionnaire
)
