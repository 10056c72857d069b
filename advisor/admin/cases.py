from urllib.parse import parse_qsl

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from advisor.admin.parts import PartAdmin
from advisor.admin.places import listed
from advisor.admin.trying import try_url
from advisor.answers import parse
from advisor.candidates import current_catalogue
from advisor.cases import EXPECTATIONS, answers_of, broken
from advisor.models import ExpectedCase, Verdict, Warning
from advisor.publishing import flow_of
from advisor.verdicts import OPEN
from catalog.admin.desk import is_key


def _keys(label):
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class CaseForm(forms.ModelForm):
    """A case as an editor says it: answers as in an address, expectations by ticking."""

    answers = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The address of a result, or its end: “output=image&skill=low”. “~” is not sure.",
    )
    kind = _keys("Kind: one of")
    delivery_any = _keys("Ways to get it: one of")
    warn = _keys("Warnings: all of")
    steps = _keys("Steps with tools: all of")
    not_kind = _keys("Kind: none of")
    not_delivery = _keys("Ways to get it: none of")
    not_warn = _keys("Warnings: none of")

    class Meta:
        model = ExpectedCase
        fields = ["questionnaire", "situation", "key", "answers", "is_example", "position"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        expected = self.instance.expectations
        for name in EXPECTATIONS:
            given = self.initial.get(name)  # from an address, as in “app,api”
            self.initial[name] = given.split(",") if given else expected.get(name, [])
        if isinstance(self.initial.get("answers"), dict):
            # In the order of the questions: not every database keeps that of the keys.
            places = {question.key: place for place, question in enumerate(self.instance.questionnaire.questions.all())}
            given = sorted(self.instance.answers.items(), key=lambda pair: places.get(pair[0], len(places)))
            self.initial["answers"] = "&".join(f"{key}={'.'.join(choices)}" for key, choices in given)
        for names, choices in self._choices().items():
            for name in names:
                self.fields[name].choices = choices

    def _choices(self):
        verdicts, warnings = Verdict.objects.order_by("position"), Warning.objects.order_by("position")
        questionnaire = str(self.instance.questionnaire_id or self.initial.get("questionnaire") or "")
        if is_key(questionnaire):
            verdicts, warnings = (rows.filter(questionnaire=questionnaire) for rows in (verdicts, warnings))
        kinds = [(row.key, row.label) for row in verdicts if row.axis == Verdict.Axis.KIND]
        return {
            ("kind", "not_kind"): [*kinds, (OPEN, "Not decided yet")],
            ("steps",): kinds,
            ("delivery_any", "not_delivery"): [
                (row.key, row.label) for row in verdicts if row.axis == Verdict.Axis.DELIVERY
            ],
            ("warn", "not_warn"): [(row.key, row.title) for row in warnings],
        }

    def clean(self):
        cleaned = super().clean()
        questionnaire, text = cleaned.get("questionnaire"), cleaned.get("answers")
        if questionnaire and text:
            answers, ignored = parse(questionnaire.draft(), parse_qsl(text.strip().rpartition("?")[2]))
            if ignored:
                self.add_error("answers", [f"{one.param}={one.value}: {one.reason}" for one in ignored])
            elif not answers:
                self.add_error("answers", "There is no answer in it.")
            cleaned["answers"] = {key: list(choices) for key, choices in answers.pairs}
        self.instance.expectations = {name: cleaned[name] for name in EXPECTATIONS if cleaned.get(name)}
        if not self.instance.expectations:
            raise ValidationError("Say what you expect: tick at least one kind, way to get it, warning or step.")
        return cleaned


@admin.register(ExpectedCase)
class ExpectedCaseAdmin(PartAdmin):
    when_empty = "No cases yet. Write down a situation and what the advisor ought to say."
    form = CaseForm
    list_display = ["situation", "key", "is_example", "questionnaire"]
    list_editable = ["is_example"]
    list_filter = ["questionnaire", "is_example"]
    list_select_related = ["questionnaire"]
    search_fields = ["situation", "key"]
    autocomplete_fields = ["questionnaire"]
    fieldsets = [
        (None, {"fields": ["questionnaire", "situation", "key", "answers"]}),
        (
            "What the advisor ought to say",
            {
                "description": "A draft that says something else cannot be published. Tick what matters, no more.",
                "fields": ["kind", "delivery_any", "warn", "steps"],
            },
        ),
        ("What it must not say", {"classes": ["collapse"], "fields": ["not_kind", "not_delivery", "not_warn"]}),
        ("Now", {"fields": ["said_now"]}),
        ("On the site", {"fields": ["is_example", "position"]}),
    ]
    readonly_fields = ["said_now"]

    @admin.display(description="the draft")
    def said_now(self, case):
        if case.pk is None:
            return "Save it to compare it with the draft."
        questionnaire = type(case.questionnaire).objects.with_draft().get(pk=case.questionnaire_id)
        flow = flow_of(questionnaire)
        answers, _ = answers_of(flow, case.answers)
        found = list(broken(flow, current_catalogue(), [case.as_expected()]))
        told = listed(questionnaire, found) if found else "It says what you expect."
        return format_html('{} <a href="{}">Try these answers</a>', told, try_url(questionnaire, answers))
