"""A tool's form: its own columns, a field for every facet there is, and why a fact has no value."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from catalog.admin.desk import UniqueNameForm
from catalog.facts import FIELDS
from catalog.models import Assignment, Facet, FacetState, FieldState, FormerSlug, Tool
from catalog.taxonomy import FacetValue

# Columns that a tool cannot be without; the others may lack a value for a reason.
ALWAYS_GIVEN = {"maker", "entry_type", "lifecycle"}
FACTS = tuple(field for field in FIELDS if field.key not in ALWAYS_GIVEN)

OPEN_LIST = "Not known: what is not chosen may hold or not"
NO_REASON = "No reason noted"
DEPTH_MARK = "\N{EM SPACE}"


def terms_name(facet):
    return f"terms-{facet}"


def state_name(subject):
    """The field for the state of a facet or a fact, whose names never coincide."""
    return f"state-{subject}"


def form_with(facets: dict[str, FacetValue]) -> type["ToolForm"]:
    """The form's class for the facets of this moment, so that a new facet shows up at once."""
    fields = {}
    for facet in facets.values():
        fields[terms_name(facet.slug)] = _terms_field(facet)
        fields[state_name(facet.slug)] = forms.ChoiceField(
            label=f"{facet.label}: state",
            required=False,
            choices=[("", OPEN_LIST), *FacetState.State.choices],
            widget=forms.RadioSelect,
        )
    for fact in FACTS:
        fields[state_name(fact.key)] = forms.ChoiceField(
            label=fact.label, required=False, choices=[("", NO_REASON), *FieldState.State.choices]
        )
    return type("ToolForm", (ToolForm,), {**fields, "facets": facets})


def _terms_field(facet):
    choices = [(str(term.id), DEPTH_MARK * term.depth + term.label) for term in facet.terms.values()]
    if facet.selection == Facet.Selection.MANY:
        return forms.MultipleChoiceField(
            label=facet.label,
            help_text=facet.help,
            required=False,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(
        label=facet.label,
        help_text=facet.help,
        required=False,
        choices=[("", "None of these"), *choices],
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, kw_only=True)
class FacetRow:
    """A facet as the form shows it: folded to a line that says in words what holds now."""

    facet: FacetValue
    terms: forms.BoundField
    state: forms.BoundField

    @property
    def chosen(self):
        wanted = _as_set(self.terms.value())
        return [term.label for term in self.facet.terms.values() if str(term.id) in wanted]

    @property
    def state_in_words(self):
        """The state without its explanation: “The list is complete”."""
        return dict(self.state.field.choices).get(self.state.value(), OPEN_LIST).partition(":")[0]

    @property
    def has_state(self):
        return bool(self.state.value())

    @property
    def has_errors(self):
        return bool(self.terms.errors or self.state.errors)

    @property
    def comes_first(self):
        return self.facet.slug == "kind"


class ToolForm(UniqueNameForm):
    facets: dict[str, FacetValue] = {}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "editorial_state" in self.fields:  # publishing has its own button, which checks more
            published = Tool.EditorialState.PUBLISHED
            choices = [choice for choice in Tool.EditorialState.choices if choice[0] != published]
            self.fields["editorial_state"].choices = choices
        if self.instance.pk:
            self.initial |= self._stored_terms() | self._stored_states()

    def _stored_terms(self):
        found = {}
        held = self.instance.assignments.values_list("term__facet__slug", "term_id")
        for facet, term in held.order_by("term__rank"):
            found.setdefault(facet, []).append(str(term))
        return {
            terms_name(facet): terms if self.facets[facet].selection == Facet.Selection.MANY else terms[0]
            for facet, terms in found.items()
            if facet in self.facets
        }

    def _stored_states(self):
        facets = self.instance.facet_states.values_list("facet__slug", "state")
        facts = self.instance.field_states.values_list("field", "state")
        return {state_name(subject): state for subject, state in [*facets, *facts]}

    @property
    def facet_rows(self):
        return [
            FacetRow(facet=facet, terms=self[terms_name(facet.slug)], state=self[state_name(facet.slug)])
            for facet in self.facets.values()
        ]

    @property
    def fact_states(self):
        return [self[state_name(fact.key)] for fact in FACTS]

    @property
    def facts_without_value(self):
        return sum(bool(field.value()) for field in self.fact_states)

    @property
    def has_fact_state_errors(self):
        return any(field.errors for field in self.fact_states)

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        former = FormerSlug.objects.filter(slug=slug).exclude(tool=self.instance.pk).select_related("tool").first()
        if former:
            raise ValidationError(f"This was the address of “{former.tool}” and still leads there. Choose another.")
        return slug

    def clean_successor(self):
        successor = self.cleaned_data["successor"]
        if successor and successor.pk == self.instance.pk:
            raise ValidationError("A tool cannot succeed itself.")
        return successor

    def clean(self):
        cleaned = super().clean()
        for facet in self.facets.values():
            if cleaned.get(terms_name(facet.slug)) and cleaned.get(state_name(facet.slug)) not in {
                "",
                None,
                FacetState.State.COMPLETE,
            }:
                words = FacetState.State(cleaned[state_name(facet.slug)]).label.lower()
                self.add_error(
                    terms_name(facet.slug),
                    f"Terms are chosen, but the state says “{words}”. Take the terms away or change the state.",
                )
        for fact in FACTS:
            if cleaned.get(fact.key) not in (None, "", []) and cleaned.get(state_name(fact.key)):
                self.add_error(
                    state_name(fact.key),
                    f"“{fact.label}” has a value above. Clear the value, or choose “{NO_REASON.lower()}” here.",
                )
        if self.instance.is_public:
            self._check_stays_publishable(cleaned)
        return cleaned

    def _check_stays_publishable(self, cleaned):
        if not cleaned.get("tagline") and "tagline" not in self.errors:
            self.add_error("tagline", "A published tool keeps a tagline. Write one, or unpublish the tool first.")
        kind = terms_name("kind")
        had_kind = self.instance.terms.filter(facet__slug="kind").exists()
        if had_kind and kind in self.fields and kind not in self.errors and not cleaned.get(kind):
            self.add_error(kind, "A published tool keeps at least one kind. Choose one, or unpublish it first.")

    def _save_m2m(self):
        super()._save_m2m()
        for facet in self.facets.values():
            if terms_name(facet.slug) in self.changed_data:
                self._save_terms(facet)
            if state_name(facet.slug) in self.changed_data:
                self._save_state(facet.slug, self.instance.facet_states, facet_id=facet.id)
        for fact in FACTS:
            if state_name(fact.key) in self.changed_data:
                self._save_state(fact.key, self.instance.field_states, field=fact.key)

    def _save_terms(self, facet):
        chosen = {int(pk) for pk in _as_set(self.cleaned_data[terms_name(facet.slug)])}
        held = Assignment.objects.filter(tool=self.instance, term__facet=facet.id)
        held.exclude(term__in=chosen).delete()
        for pk in sorted(chosen - set(held.values_list("term_id", flat=True))):
            Assignment.objects.create(tool=self.instance, term_id=pk)

    def _save_state(self, subject, states, **owner):
        state = self.cleaned_data[state_name(subject)]
        if state:
            states.update_or_create(**owner, defaults={"state": state})
        else:
            states.filter(**owner).delete()


def _as_set(value):
    """The chosen ids of a field for several terms, or for one."""
    return set(value) if isinstance(value, (list, tuple)) else {value} - {"", None}
