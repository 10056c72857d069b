"""Forms that are not saved this time: they come back with all that was typed, and beside it what is stored by now."""

from django import forms
from django.utils.choices import flatten_choices

CHANGED_MEANWHILE = "Somebody changed this while you had it open. Save again to put yours in its place."
DELETED_MEANWHILE = "Somebody deleted this while you had it open. Save it to make it anew."


class RefusedForm:
    """Mixed into an entry's form, with the reason as ``refusal``."""

    def clean(self):
        cleaned = super().clean()
        self.add_error(None, self.refusal)
        if self.refusal == CHANGED_MEANWHILE:
            tell_what_is_stored(self)
        return cleaned


def tell_what_is_stored(form):
    """At each box of a stored row that says something else than the database, what that says."""
    if form.instance.pk is None:
        return
    for name in form.changed_data:
        if name != forms.formsets.DELETION_FIELD_NAME:
            form.add_error(name, f"By now it is: {stored_in_words(form, name)}. What you sent is in the box.")


def tell_what_rows_are_stored(formset):
    """The same of an entry's rows, and which of them somebody added."""
    for form in formset.initial_forms:
        if form.errors is not None:  # asking for them checks the form
            tell_what_is_stored(form)
    known = {form.instance.pk for form in formset.initial_forms}
    if added := [f"“{row}”" for row in formset.get_queryset() if row.pk not in known]:
        formset.non_form_errors().append(f"Somebody added {', '.join(added)}. Saving yours leaves that as it is.")


def stored_in_words(form, name) -> str:
    field, value = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    if isinstance(field, forms.ModelMultipleChoiceField):
        words = ", ".join(str(row) for row in value or [])
    elif isinstance(field, forms.ModelChoiceField):
        words = str(field.queryset.filter(pk=value).first() or "")
    elif isinstance(field, forms.MultipleChoiceField):
        words = ", ".join(str(dict(flatten_choices(field.choices)).get(one, one)) for one in value or [])
    elif isinstance(field, forms.ChoiceField):
        words = str(dict(flatten_choices(field.choices)).get(value, value or ""))
    elif isinstance(field, forms.NullBooleanField):
        return {True: "yes", False: "no"}.get(value, "not known")
    elif isinstance(field, forms.BooleanField):
        return "ticked" if value else "not ticked"
    else:
        shown = field.widget.format_value(field.prepare_value(value))
        words = "" if shown is None else str(shown)
    return f"“{words}”" if words else "empty"
