from django import forms

from advisor.models import Condition
from catalog.admin.desk import TableInline


class ConditionForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        question, choices = cleaned.get("question"), cleaned.get("choices")
        if question and choices and any(choice.question_id != question.pk for choice in choices):
            self.add_error("choices", f"Choose answers of “{question}”.")
        return cleaned


class ConditionInline(TableInline):
    """Rows of a condition; the owner's column is named by ``fk_name``."""

    model = Condition
    form = ConditionForm
    extra = 0
    fields = ["group", "question", "operator", "n", "choices"]
    autocomplete_fields = ["question", "choices"]
    verbose_name_plural = "applies when (no row: always)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question").prefetch_related("choices__question")


class ShownWhenInline(ConditionInline):
    fk_name = "shown_question"
    verbose_name_plural = "asked when (no row: always)"


class RuleWhenInline(ConditionInline):
    fk_name = "rule"


class WarningWhenInline(ConditionInline):
    fk_name = "warning"
    verbose_name_plural = "shown when"


class EffectWhenInline(ConditionInline):
    fk_name = "effect"
