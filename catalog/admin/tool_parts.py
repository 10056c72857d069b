"""What hangs on a tool and is edited with it: names, sources, plans, and other tools."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from catalog.admin.desk import TableInline
from catalog.admin.tool_form import state_name
from catalog.facts import FIELD, FIELDS, PRICE_FIELDS
from catalog.models import Alternative, Facet, Plan, RunsOn, Source, ToolAlias


def subjects():
    """Every fact and facet that a source can prove or a reading can be about, grouped for a choice."""
    return [
        ("Facts", [(field.key, field.label) for field in FIELDS]),
        ("Facets", list(Facet.objects.values_list("slug", "label"))),
    ]


class RowForm(forms.ModelForm):
    """What hangs on the tool already and nobody touched is as it was stored: it is neither written nor checked anew."""

    def _post_clean(self):
        if not self.instance.pk or self.has_changed():
            super()._post_clean()


class AliasFormSet(forms.BaseInlineFormSet):
    """Sees two new rows of the same name, which each row's own check against the stored ones cannot."""

    def clean(self):
        super().clean()
        names = [form.cleaned_data.get("name", "").lower() for form in _kept(self)]
        if len(names) > len(set(names)):
            raise ValidationError("This name is there already.")


class AliasInline(TableInline):
    model = ToolAlias
    form = RowForm
    formset = AliasFormSet
    extra = 0
    classes = ["collapse"]
    verbose_name = "other name"
    verbose_name_plural = "other names that people search by"


class FoldedChecks(forms.CheckboxSelectMultiple):
    """Boxes behind a line that names the ticked ones."""

    def render(self, name, value, attrs=None, renderer=None):
        ticked = {str(one) for one in value or []}
        labels = [str(label) for _, group in self.choices for key, label in group if key in ticked]
        return format_html(
            '<details class="folded"><summary>{}</summary>{}</details>',
            ", ".join(labels) or "Choose the facts that rest on it",
            super().render(name, value, attrs, renderer),
        )


class SourceForm(RowForm):
    fields = forms.MultipleChoiceField(
        label="Facts",
        required=False,
        widget=FoldedChecks,
        help_text="The facts that rest on this source. A fact without a source is shown as unverified.",
    )


class SourceFormSet(forms.BaseInlineFormSet):
    """Works out the choice of facts once for all rows."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.subjects = subjects()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["fields"].choices = self.subjects

    def clean(self):
        super().clean()
        # An imported tool may never have had one; that is no reason to refuse mending a word of it.
        if self.instance.is_public and not _kept(self) and self.instance.sources.exists():
            raise ValidationError("A published tool keeps at least one source. Add one, or unpublish it first.")


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = SourceFormSet
    fieldsets = [
        (None, {"fields": [("type", "as_of"), "url", "fields"]}),
        ("More about this source", {"classes": ["collapse"], "fields": ["title", "as_of_basis", "cites"]}),
    ]

    def get_extra(self, request, obj=None, **options):
        return 0 if obj else 1


class PlanForm(RowForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if amount := self.initial.get("amount"):
            self.initial["amount"] = Decimal(f"{amount.normalize():f}")  # 20, not the column's 20.000000


class PlanFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kinds = {form.cleaned_data.get("price_kind") for form in _kept(self)}
        for subject in ("plans", *PRICE_FIELDS):
            if self.data.get(state_name(subject)) and kinds & PRICED_BY[subject]:
                raise ValidationError(
                    f"There is a plan with this price, but under “Facts without a value” you say that "
                    f"“{FIELD[subject].label}” has none. Change one of the two."
                )


PRICED_BY = {
    "plans": set(Plan.PriceKind.values),
    "price_in": {Plan.PriceKind.INPUT_TOKENS},
    "price_out": {Plan.PriceKind.OUTPUT_TOKENS},
    "price_month": {Plan.PriceKind.SUBSCRIPTION, Plan.PriceKind.FREE},
}


class PlanInline(admin.StackedInline):
    model = Plan
    form = PlanForm
    formset = PlanFormSet
    extra = 0
    classes = ["collapse"]
    verbose_name_plural = "plans and prices"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "audience"),
                    ("price_kind", "amount", "currency"),
                    ("unit", "billing"),
                    "url",
                    "as_of",
                ]
            },
        ),
        (
            "Days, conditions and limits",
            {
                "classes": ["collapse"],
                "fields": [
                    ("valid_from", "valid_to"),
                    "compared",
                    "free_limits",
                    "commercial_use",
                    "trains_on_inputs",
                    "watermark",
                    "note",
                ],
            },
        ),
    ]


class OtherToolFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        chosen = [value for form in _kept(self) for name, value in form.cleaned_data.items() if name != self.fk.name]
        if self.instance.pk and self.instance in chosen:
            raise ValidationError("Choose another tool than this one.")


class AlternativeInline(TableInline):
    model = Alternative
    form = RowForm
    fk_name = "tool"
    formset = OtherToolFormSet
    extra = 0
    classes = ["collapse"]
    fields = ["other", "reason", "position"]
    autocomplete_fields = ["other"]
    verbose_name_plural = "alternatives: other tools worth a look"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("tool", "other")


class RunsOnInline(TableInline):
    model = RunsOn
    form = RowForm
    fk_name = "app"
    formset = OtherToolFormSet
    extra = 0
    classes = ["collapse"]
    fields = ["model"]
    autocomplete_fields = ["model"]
    verbose_name_plural = "models that it is publicly known to run on"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("app", "model")


def _kept(formset):
    """The filled-in rows that will be there after saving."""
    return [
        form
        for form in formset.forms
        if (form.instance.pk or form.has_changed()) and not formset._should_delete_form(form)
    ]
