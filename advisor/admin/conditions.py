from django import forms
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import prefetch_related_objects

from advisor.models import Choice, Condition, Question
from catalog.admin.desk import TableInline


def with_conditions(owner):
    """The owner with all that the sentence on its conditions says, in two queries."""
    prefetch_related_objects([owner], "conditions__question", "conditions__choices")
    return owner


class ConditionForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        question, choices = cleaned.get("question"), cleaned.get("choices")
        if question and choices and any(choice.question_id != question.pk for choice in choices):
            self.add_error("choices", f"Choose answers of “{question}”.")
        return cleaned


class KnownChoices(AutocompleteSelectMultiple):
    """Looks up while one types; what is chosen already it knows, so that many rows cost no more than one."""

    def __init__(self, widget: AutocompleteSelectMultiple, labels: dict[str, str]):
        super().__init__(widget.field, widget.admin_site, widget.attrs, widget.choices, widget.db)
        self.labels = labels

    def optgroups(self, name, value, attrs=None):
        if not all(key in self.labels for key in value):
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, key, self.labels[key], True, place) for place, key in enumerate(value)]
        return [(None, options, 0)]


class ConditionInline(TableInline):
    """Rows of a condition; the owner's column is named by ``fk_name``."""

    model = Condition
    form = ConditionForm
    extra = 0
    fields = ["group", "question", "operator", "n", "choices"]
    autocomplete_fields = ["choices"]
    verbose_name_plural = "applies when (no row: always)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question").prefetch_related("choices__question")

    def get_formset(self, request, owner=None, **options):
        """Rows choose among the questions of the owner's questionnaire; those of a new owner among all."""
        formset = super().get_formset(request, owner, **options)
        if "question" not in formset.form.base_fields:  # somebody who may only look
            return formset
        question, choices = (formset.form.base_fields[name] for name in ("question", "choices"))
        for field in (question, choices):  # a row looks at questions; they are changed on their own pages
            for verb in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{verb}_related", False)
        questions = self.questions_for(owner)
        question.queryset = questions
        question.choices = [("", "—"), *((row.pk, str(row)) for row in questions)]
        known = Choice.objects.filter(question__in=questions).select_related("question")
        choices.widget.widget = KnownChoices(choices.widget.widget, {str(row.pk): str(row) for row in known})
        return formset

    def questions_for(self, owner):
        found = Question.objects.all()
        return found.filter(questionnaire=owner.questionnaire) if owner else found


class ShownWhenInline(ConditionInline):
    fk_name = "shown_question"
    verbose_name_plural = "asked when (no row: always)"

    def questions_for(self, owner):
        """Also later ones: the same form may be what changes the order."""
        found = super().questions_for(owner)
        return found.exclude(pk=owner.pk) if owner else found


class RuleWhenInline(ConditionInline):
    fk_name = "rule"


class WarningWhenInline(ConditionInline):
    fk_name = "warning"
    verbose_name_plural = "shown when"


class EffectWhenInline(ConditionInline):
    fk_name = "effect"
