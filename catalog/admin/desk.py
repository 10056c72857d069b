"""What every page of the editors' desk shares."""

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import capfirst

from catalog.admin.history import history_page, named_by
from catalog.admin.saving import PUBLISHED, SavingAdmin, one_edit
from catalog.admin.writing import MarkdownArea
from catalog.history.documents import kind_of
from catalog.names import name_key

LARGEST_KEY = 2**63 - 1


class NamedBoxes:
    """For formsets shown as tables, whose boxes have no labels: each is named after its column and its row."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        row = f"“{form.instance}”" if form.instance.pk else f"new {self.model._meta.verbose_name}"
        for bound in form:
            widget = getattr(bound.field.widget, "widget", bound.field.widget)  # inside the links beside a relation
            if not widget.is_hidden:
                widget.attrs["aria-label"] = f"{capfirst(bound.label)}: {row}"


class NamedRowsFormSet(NamedBoxes, forms.BaseModelFormSet):
    """The boxes in a list. Each says unseen what it held, so that a row nobody touched is not written."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for bound in form.visible_fields():
            bound.field.show_hidden_initial = True


class RowForm(forms.ModelForm):
    """A row in a list that can be edited: what somebody else set meanwhile is not overwritten."""

    def clean(self):
        cleaned = super().clean()
        for name in set(self.changed_data) & set(cleaned):
            held, now = self[name], self.initial.get(name)
            was = held.field.widget.value_from_datadict(self.data, self.files, held.html_initial_name)
            if held.html_initial_name in self.data and held.field.has_changed(now, was):
                self.add_error(
                    name, f"Somebody set this to “{now}” meanwhile. Open the list anew before you change it."
                )
        return cleaned


class TableInline(admin.TabularInline):
    def get_formset(self, request, obj=None, **options):
        formset = super().get_formset(request, obj, **options)
        return type(formset.__name__, (NamedBoxes, formset), {})


class DeskAdmin(SavingAdmin):
    """A list that says in words when it is empty, and a slug that stays once others rely on it."""

    when_empty = "Nothing here yet."
    markdown_fields = ()
    list_per_page = 50
    change_list_template = "admin/desk_list.html"
    delete_confirmation_template = "admin/delete_entry.html"

    class Media:
        js = [forms.Script("admin-extra/named-choices.js", defer=True)]

    def get_changelist_instance(self, request):
        """Boxes in the list change rows without asking about each, so they are for who may change all of them."""
        changelist = super().get_changelist_instance(request)
        if not self.may_edit_in_list(request):
            changelist.list_editable = ()
        return changelist

    def may_edit_in_list(self, request):
        return self.has_change_permission(request) and self.has_publish_permission(request) and not settings.FOUR_EYES

    def changelist_view(self, request, extra_context=None):
        """What a list does not offer is refused; Django would show the list as if nothing had been asked."""
        if request.method == "POST":
            actions = {action for action in request.POST.getlist("action") if action}
            may_save = "_save" not in request.POST or (self.list_editable and self.may_edit_in_list(request))
            if not may_save or actions - self.get_actions(request).keys():
                raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def formfield_for_dbfield(self, db_field, request, **options):
        if db_field.name in self.markdown_fields:
            options["widget"] = MarkdownArea
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_choice_field(self, db_field, request, **options):
        field = super().formfield_for_choice_field(db_field, request, **options)
        if db_field.name == "editorial_state" and (settings.FOUR_EYES or not self.has_publish_permission(request)):
            field.choices = [choice for choice in field.choices if choice[0] != PUBLISHED]
        return field

    def slug_is_settled(self, entry):
        """Whether the entry's name in addresses is in use, so that changing it would break links."""
        return False

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj and self.slug_is_settled(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        fields = super().get_prepopulated_fields(request, obj)
        return {} if obj and self.slug_is_settled(obj) else fields

    def get_changeform_initial_data(self, request):
        """What an address fills in, without keys of other entries that are none."""
        given = super().get_changeform_initial_data(request)
        relations = {field.name for field in self.opts.get_fields() if field.is_relation and not field.auto_created}
        return {name: value for name, value in given.items() if name not in relations or _are_keys(value)}

    def delete_view(self, request, *args, **options):
        with one_edit(request):
            return super().delete_view(request, *args, **options)

    def render_delete_form(self, request, context):
        """What goes with an entry is listed by Django; what only loses a link to it, here."""
        context |= {"named_by": named_by(context["object"]), "is_told": kind_of(self.model) is not None}
        return super().render_delete_form(request, context)

    def history_view(self, request, object_id, extra_context=None):
        """What the trail tells of the entry; what has no documents has Django's page."""
        kind, entry = kind_of(self.model), self.get_object(request, unquote(object_id))
        if kind is None or entry is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, entry):
            raise PermissionDenied
        return history_page(request, self, entry, kind)

    def get_changelist_form(self, request, **options):
        return super().get_changelist_form(request, **{"form": RowForm, **options})

    def get_changelist_formset(self, request, **options):
        return super().get_changelist_formset(request, formset=NamedRowsFormSet, **options)

    def get_deleted_objects(self, objs, request):
        """What goes with an entry, without the rows that only join it to others and have no name."""
        entries, counts, lacking, protected = super().get_deleted_objects(objs, request)
        joins = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        plurals = {join.verbose_name_plural for join in joins}
        named = _without(entries, tuple(f"{capfirst(join.verbose_name)}: " for join in joins))
        return named, {name: count for name, count in counts.items() if name not in plurals}, lacking, protected


class CatalogueAdmin(DeskAdmin):
    """For what the index is made of: all that one press of a button in the list does is one edit in the change log."""

    def changelist_view(self, request, *args, **options):
        with one_edit(request):
            return super().changelist_view(request, *args, **options)


def _without(entries, beginnings):
    """Nested lists of texts as the admin makes them, without the texts that begin so."""
    kept = [_without(one, beginnings) if isinstance(one, list) else one for one in entries]
    return [one for one in kept if one and (isinstance(one, list) or not one.startswith(beginnings))]


class UniqueNameForm(forms.ModelForm):
    """For models with a ``name_key``, which forms do not show and so do not check."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        twin = self._meta.model.objects.filter(name_key=name_key(name)).exclude(pk=self.instance.pk).first()
        if twin:
            raise ValidationError(f"“{twin}” is there already. Names must differ by more than capitals and spaces.")
        return name


def is_key(text):
    """Whether a text from an address can be the key of an entry: plain digits that a database column holds."""
    return text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= LARGEST_KEY


def _are_keys(value):
    """Of one relation, or of several: Django has split those at their commas."""
    return all(is_key(str(one)) for one in (value if isinstance(value, list) else [value]))


def counted(number, noun):
    """“1 tool”, “3 tools”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
