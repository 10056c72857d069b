from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import path

from catalog import embeds, markdown
from catalog.admin.appointments import PublishedOnTime
from catalog.admin.desk import CatalogueAdmin, counted
from catalog.admin.previews import Previewed
from catalog.admin.taxonomy import name_with_facet
from catalog.admin.writing import preview
from catalog.models import (
    Comparison,
    ComparisonRow,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    KindGuide,
    Reference,
    Scenario,
    Workflow,
    WorkflowStep,
)
from catalog.models.guides import ReadingMatter

State = ReadingMatter.EditorialState
BODY_HELP = (
    "Markdown; headings start at ##. A quotation that begins with [!note], [!caution] or [!stop] is a callout. A line "
    "[[comparison slug]], [[picture rings]], [[tools output=image]], [[workflows]], [[scenarios]] or [[industries]] "
    "puts that in its place. Words of the glossary are explained by themselves. The handbook says more."
)
PLACE = ("Place and state", {"fields": [("position", "editorial_state")]})


def joined_to(*more):
    return ("Joined to", {"classes": ["collapse"], "fields": [*more, "terms", "references"]})


class ReadingMatterAdmin(PublishedOnTime, CatalogueAdmin):
    """Texts: drafts first, each joined to terms and to what it draws on."""

    list_filter = ["editorial_state"]
    list_editable = ["position"]
    ordering = ["editorial_state", "position"]
    filter_horizontal = ["terms"]
    autocomplete_fields = ["references"]
    actions = ["publish", "unpublish"]

    def slug_is_settled(self, matter):
        return matter.editorial_state == State.PUBLISHED

    def get_changeform_initial_data(self, request):
        return {"editorial_state": State.DRAFT, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **options):
        field = super().formfield_for_manytomany(db_field, request, **options)
        if field and db_field.name == "terms":
            name_with_facet(field)
        return field

    def view_on_site(self, matter):
        has_page = hasattr(matter, "get_absolute_url") and matter.editorial_state == State.PUBLISHED
        return matter.get_absolute_url() if has_page else None

    @admin.action(description="Publish selected", permissions=["publish"])
    def publish(self, request, queryset):
        self._set_state(request, queryset, State.PUBLISHED, "published")

    @admin.action(description="Take selected back to drafts", permissions=["publish"])
    def unpublish(self, request, queryset):
        self._set_state(request, queryset, State.DRAFT, "taken back")

    def _set_state(self, request, queryset, state, done):
        count = 0
        for matter in queryset:
            if state == State.PUBLISHED and (reason := self.in_want_of_another(request, matter)):
                self.message_user(request, f"“{matter}” stays as it is: {reason}", messages.ERROR)
                continue
            matter.editorial_state = state
            try:
                matter.full_clean()
            except ValidationError as error:
                self.message_user(request, f"“{matter}” stays as it is: {' '.join(error.messages)}", messages.ERROR)
                continue
            matter.save(update_fields=["editorial_state"])
            self.log_change(request, matter, f"{done.capitalize()}.")
            count += 1
        if count:
            self.message_user(request, f"{counted(count, 'text')} {done}.", messages.SUCCESS)


@admin.register(Guide)
class GuideAdmin(Previewed, ReadingMatterAdmin):
    when_empty = "No guides yet."
    markdown_fields = ["body"]
    list_display = ["title", "group", "editorial_state", "position", "reviewed"]
    list_filter = ["editorial_state", "group"]
    search_fields = ["title", "tagline", "body", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["references", "tools"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "group", "tagline", "summary", "body", "reviewed"]}),
        joined_to("tools"),
        PLACE,
    ]

    def get_urls(self):
        shown = self.admin_site.admin_view(preview)
        return [path("markdown/", shown, name="catalog_markdown"), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, help_texts={"body": BODY_HELP}, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _, lost = embeds.fill(markdown.parse(form.instance.body))
        for embed in lost:
            text = f"Nothing is called “{embed}”: readers do not see that line."
            self.message_user(request, text, messages.WARNING)


class ComparisonRowInline(admin.StackedInline):
    model = ComparisonRow
    extra = 0
    fields = ["position", "cells", "note", "tools"]
    autocomplete_fields = ["tools"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tools")


@admin.register(Comparison)
class ComparisonAdmin(ReadingMatterAdmin):
    markdown_fields = ["intro"]
    when_empty = "No comparisons yet. A guide embeds one with a line such as [[comparison slug]]."
    list_display = ["title", "slug", "editorial_state", "position", "row_count"]
    search_fields = ["title", "slug", "rows__cells"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [(None, {"fields": ["title", "slug", "intro", "columns"]}), joined_to(), PLACE]
    inlines = [ComparisonRowInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(row_count=Count("rows")).order_by(*self.model._meta.ordering)

    @admin.display(description="rows")
    def row_count(self, comparison):
        return comparison.row_count


@admin.register(Scenario)
class ScenarioAdmin(ReadingMatterAdmin):
    when_empty = "No scenarios yet: a situation, a typical mistake and the better choice."
    list_display = ["title", "who", "editorial_state", "position"]
    search_fields = ["title", "who", "situation", "mistake", "better"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "who", "situation", "mistake", "better", "today"]}),
        joined_to(),
        PLACE,
    ]


class WorkflowStepInline(admin.StackedInline):
    model = WorkflowStep
    extra = 0
    fields = [("label", "position"), "kind", "note", "tools"]
    autocomplete_fields = ["kind", "tools"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kind").prefetch_related("tools")


@admin.register(Workflow)
class WorkflowAdmin(ReadingMatterAdmin):
    when_empty = "No workflows yet: several kinds of tool in a chain."
    list_display = ["title", "tagline", "editorial_state", "position", "step_count"]
    search_fields = ["title", "tagline", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [(None, {"fields": ["title", "slug", "tagline", "summary"]}), joined_to(), PLACE]
    inlines = [WorkflowStepInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(step_count=Count("steps")).order_by(*self.model._meta.ordering)

    @admin.display(description="steps")
    def step_count(self, workflow):
        return workflow.step_count


@admin.register(IndustryGuide)
class IndustryGuideAdmin(ReadingMatterAdmin):
    when_empty = "No industries yet."
    markdown_fields = ["how", "example"]
    list_display = ["title", "fit", "editorial_state", "position"]
    list_filter = ["editorial_state", "fit"]
    search_fields = ["title", "tagline", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["references", "tools", "kinds", "workflows"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "tagline", "fit", "fit_note", "how", "example", "cautions"]}),
        joined_to("kinds", "tools", "workflows"),
        PLACE,
    ]


@admin.register(KindGuide)
class KindGuideAdmin(ReadingMatterAdmin):
    markdown_fields = ["example"]
    when_empty = "No kind is described beyond its definition yet."
    list_display = ["kind", "editorial_state", "on_map"]
    list_editable = []
    list_filter = ["editorial_state", "on_map"]
    list_select_related = ["kind"]
    ordering = ["editorial_state", "kind__rank"]
    search_fields = ["kind__label", "slug", "example"]
    autocomplete_fields = ["references", "kind"]
    fieldsets = [
        (None, {"fields": ["kind", "use_for", "avoid_for", "example", "cautions", "criteria"]}),
        ("What goes in and what comes out", {"fields": ["terms", "on_map"]}),
        ("State", {"fields": ["editorial_state"]}),
        ("Joined to", {"classes": ["collapse"], "fields": ["references"]}),
    ]


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(ReadingMatterAdmin):
    when_empty = "No words explained yet."
    list_display = ["term", "definition", "editorial_state"]
    list_editable = []
    ordering = ["editorial_state", "term"]
    search_fields = ["term", "synonyms", "definition"]
    prepopulated_fields = {"slug": ["term"]}
    autocomplete_fields = ["references", "see_also"]
    fieldsets = [
        (None, {"fields": ["term", "slug", "definition", "synonyms", "see_also", "editorial_state"]}),
        joined_to(),
    ]


@admin.register(FaqEntry)
class FaqEntryAdmin(ReadingMatterAdmin):
    when_empty = "No questions yet."
    markdown_fields = ["answer"]
    list_display = ["question", "origin", "editorial_state", "position"]
    list_filter = ["editorial_state", "origin"]
    search_fields = ["question", "answer"]
    prepopulated_fields = {"slug": ["question"]}
    fieldsets = [(None, {"fields": ["question", "slug", "answer", "origin", "note"]}), joined_to(), PLACE]


class ReferenceForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("url") and not cleaned.get("file"):
            self.add_error("url", "Give an address, or the name of a file for a text that has none.")
        return cleaned


@admin.register(Reference)
class ReferenceAdmin(CatalogueAdmin):
    form = ReferenceForm
    when_empty = "No references yet: texts that our own texts draw on."
    list_display = ["title", "publisher", "kind", "as_of", "url"]
    list_filter = ["kind"]
    search_fields = ["title", "publisher", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "publisher", "kind", "url", "file", "as_of", "note"]
