from django import forms
from django.contrib import admin
from django.utils import timezone

from catalog.admin.desk import CatalogueAdmin, DeskAdmin, is_key
from catalog.admin.tool_parts import subjects
from catalog.exchange.reading import refresh_footing, stamp_reading
from catalog.models import LoadedEntry, Plan, Reading, Tool


class ReadingForm(forms.ModelForm):
    subject = forms.ChoiceField(label="Fact", choices=lambda: [("", "---------"), *subjects()])

    def clean(self):
        cleaned = super().clean()
        plan, tool = cleaned.get("plan"), cleaned.get("tool")
        if plan and tool and plan.tool_id != tool.pk:
            self.add_error("plan", f"Choose a plan of “{tool}”.")
        return cleaned


@admin.register(Reading)
class ReadingAdmin(CatalogueAdmin):
    form = ReadingForm
    when_empty = "Nobody has read a fact at its source yet. A reading makes a fact “confirmed”."
    list_display = ["tool", "subject", "outcome", "read_on", "read_by", "source_type"]
    list_filter = ["outcome", "source_type"]
    list_select_related = ["tool", "read_by"]
    date_hierarchy = "read_on"
    search_fields = ["tool__name", "subject", "note"]
    autocomplete_fields = ["tool"]
    readonly_fields = ["read_by"]
    fields = ["tool", "subject", "plan", "url", "source_type", "read_on", "outcome", "note", "read_by"]

    def get_changeform_initial_data(self, request):
        return {"read_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change=change, **options)
        if "plan" in form.base_fields:
            tool = request.POST.get("tool") or request.GET.get("tool") or (obj and obj.tool_id)
            plans = Plan.objects.filter(tool=tool) if is_key(str(tool)) else Plan.objects.none()
            form.base_fields["plan"].queryset = plans
            form.base_fields["plan"].help_text = "For a price: the plan you read. Offered once the tool is saved."
        return form

    def formfield_for_foreignkey(self, db_field, request, **options):
        """A reading confirms a fact: of a public tool only who may publish records one."""
        if db_field.name == "tool" and not self.has_publish_permission(request):
            options["queryset"] = Tool.objects.exclude(editorial_state=Tool.EditorialState.PUBLISHED)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request, reading, form, change):
        if not change:
            reading.read_by = request.user
        if not change or {"tool", "subject", "outcome", "read_on"} & set(form.changed_data):
            stamp_reading(reading)
        super().save_model(request, reading, form, change)
        refresh_footing(reading.tool)

    def delete_model(self, request, reading):
        super().delete_model(request, reading)
        refresh_footing(reading.tool)

    def delete_queryset(self, request, readings):
        tools = [reading.tool for reading in readings.select_related("tool")]
        super().delete_queryset(request, readings)
        for tool in tools:
            refresh_footing(tool)


@admin.register(LoadedEntry)
class LoadedEntryAdmin(DeskAdmin):
    """For looking only: by these rows load_content tells an editor's work from its own."""

    when_empty = "Nothing has been loaded from the shipped content."
    list_display = ["key", "kind", "loaded_at"]
    list_filter = ["kind"]
    search_fields = ["key"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
