from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Count, Prefetch, Value, When
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from catalog import live
from catalog.admin.appointments import PublishedOnTime
from catalog.admin.desk import CatalogueAdmin, counted
from catalog.admin.previews import Previewed
from catalog.admin.tool_form import form_with
from catalog.admin.tool_parts import AliasInline, AlternativeInline, PlanInline, RunsOnInline, SourceInline
from catalog.exchange.reading import refresh_footing
from catalog.facts import OPINION_FIELDS
from catalog.models import Assignment, FormerSlug, Maker, Term, Tool

MAKERS_LISTED = 25
# Our own words and opinions of a tool. They rest on no source, so an edit of them moves no share of sourced facts.
NO_FACTS = OPINION_FIELDS | {"tagline", "summary", "description", "best_for", "not_for", "editorial_state"}


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Term.objects.kinds().values_list("slug", "label")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        held = Assignment.objects.filter(term__facet__slug="kind", term__slug=self.value())
        return queryset.filter(pk__in=held.values("tool"))


class MakerFilter(admin.SimpleListFilter):
    """The makers with most entries; the search box finds the others."""

    title = "maker (most entries first)"
    parameter_name = "maker"

    def lookups(self, request, model_admin):
        makers = Maker.objects.annotate(entries=Count("tools")).filter(entries__gt=1)
        return makers.order_by("-entries", "name").values_list("slug", "name")[:MAKERS_LISTED]

    def queryset(self, request, queryset):
        return queryset.filter(maker__slug=self.value()) if self.value() else queryset


@admin.register(Tool)
class ToolAdmin(Previewed, PublishedOnTime, CatalogueAdmin):
    markdown_fields = ["description"]
    when_empty = "No tools yet. Add one, or load the content that comes with the site: manage.py load_content."
    list_display = [
        "name",
        "maker",
        "entry_type",
        "editorial_state",
        "lifecycle",
        "kinds",
        "sourced",
        "updated",
    ]
    list_filter = ["editorial_state", "entry_type", "lifecycle", KindFilter, MakerFilter]
    list_select_related = ["maker"]
    search_fields = ["name", "aliases__name", "maker__name", "tagline", "slug"]
    search_help_text = "Name, other names, maker, tagline or address"
    autocomplete_fields = ["maker", "successor"]
    prepopulated_fields = {"slug": ["name"]}
    radio_fields = {"editorial_state": admin.HORIZONTAL}
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "slug", "maker", "entry_type", "tagline"],
                "description": "Name, slug, maker and type make a draft. "
                "To be published it also needs a tagline, a kind and a source.",
            },
        ),
        ("In our words", {"classes": ["collapse"], "fields": ["summary", "description"]}),
        (
            "Opinions",
            {"classes": ["collapse"], "fields": ["best_for", "not_for", "strengths", "limits", "uses"]},
        ),
        (
            "Figures and dates",
            {
                "classes": ["collapse"],
                "fields": [
                    ("released", "knowledge_cutoff"),
                    ("context_window", "max_output"),
                    ("parameters", "architecture"),
                ],
            },
        ),
        (
            "Getting and using it",
            {
                "classes": ["collapse"],
                "fields": [
                    "homepage",
                    "docs_url",
                    "available_as",
                    "integrations",
                    "licence_name",
                    "licence_url",
                    "commercial_use_note",
                ],
            },
        ),
        (
            "Where it stands",
            {
                "classes": ["collapse"],
                "fields": [("lifecycle", "lifecycle_on"), "lifecycle_note", "successor"],
            },
        ),
        ("Editing", {"classes": ["collapse"], "fields": ["editorial_state", "disclosure", "sourced_in_words"]}),
    ]
    readonly_fields = ["sourced_in_words"]
    inlines = [SourceInline, PlanInline, AliasInline, AlternativeInline, RunsOnInline]
    actions = ["publish", "unpublish", "archive"]

    # The list

    def get_queryset(self, request):
        kinds = Assignment.objects.filter(term__facet__slug="kind").select_related("term")
        return super().get_queryset(request).prefetch_related(Prefetch("assignments", kinds, to_attr="kind_rows"))

    def get_ordering(self, request):
        """The list opens on what needs attention; choices of a tool elsewhere go by name."""
        if request.resolver_match and request.resolver_match.url_name == "catalog_tool_changelist":
            states = Tool.EditorialState
            order = [states.IN_REVIEW, states.DRAFT, states.PUBLISHED, states.ARCHIVED]
            rank = Case(*(When(editorial_state=state, then=Value(place)) for place, state in enumerate(order)))
            return [rank.asc(), "-updated_at"]
        return super().get_ordering(request)

    @admin.display(description="kinds", empty_value="none yet")
    def kinds(self, tool):
        return ", ".join(row.term.label for row in tool.kind_rows)

    @admin.display(description="sourced", ordering="sourced_share")
    def sourced(self, tool):
        return f"{tool.sourced_share} %"

    @admin.display(description="updated", ordering="updated_at")
    def updated(self, tool):
        return f"{timezone.localtime(tool.updated_at):%-d %b %Y}"

    @admin.display(description="sourced")
    def sourced_in_words(self, tool):
        if tool.pk is None:
            return "Worked out when you save."
        return f"{tool.sourced_share} % of the known facts rest on a source."

    # The form

    def slug_is_settled(self, tool):
        return tool.is_public

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "editorial_state"] if obj and obj.is_public else fields

    def get_form(self, request, obj=None, change=False, **options):
        return super().get_form(request, obj, change=change, form=form_with(live.current().taxonomy.facets), **options)

    def save_model(self, request, tool, form, change):
        super().save_model(request, tool, form, change)
        if change and "slug" in form.changed_data:
            tool.former_slugs.filter(slug=tool.slug).delete()
            FormerSlug.objects.get_or_create(slug=form.initial["slug"], defaults={"tool": tool})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or not NO_FACTS.issuperset(form.changed_data) or any(one.has_changed() for one in formsets):
            refresh_footing(form.instance)

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """The heading of folded rows says how many there are."""
        shown = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for part in shown:
            if count := part.formset.initial_form_count():
                part.opts.verbose_name_plural = f"{part.opts.verbose_name_plural} ({count})"
        return shown

    def view_on_site(self, tool):
        return tool.get_absolute_url() if tool.is_public else None

    # Publishing

    def render_change_form(self, request, context, *args, **options):
        tool = options.get("obj")
        context["can_publish"] = self.has_publish_permission(request) and not context.get("is_popup")
        context["is_public"] = bool(tool and tool.is_public)
        context["has_editable_terms"] = tool is None or self.has_change_permission(request, tool)
        return super().render_change_form(request, context, *args, **options)

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._after_save(request, obj) or super().response_change(request, obj)

    def _after_save(self, request, tool):
        """Publish, unpublish or archive what was just saved, if that button was pressed."""
        if not {"_publish", "_unpublish", "_archive"} & set(request.POST):
            return None
        if not self.has_publish_permission(request):
            raise PermissionDenied
        if "_unpublish" in request.POST:
            self._unpublish(request, tool)
            self.message_user(request, f"“{tool}” is a draft again; visitors no longer see it.", messages.SUCCESS)
        elif "_archive" in request.POST:
            self._archive(request, tool)
            self.message_user(request, f"“{tool}” is in the archive; visitors no longer see it.", messages.SUCCESS)
        elif problems := self._publish(request, tool):
            for problem in problems:
                self.message_user(request, f"Your changes are saved, but not published: {problem}", messages.ERROR)
        else:
            self.message_user(request, f"“{tool}” is published.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:catalog_tool_change", args=[tool.pk]))

    def _publish(self, request, tool):
        """What stands in the way; nothing if the tool is public now."""
        if reason := self.in_want_of_another(request, tool):
            return [reason]
        try:
            tool.publish()
        except ValidationError as error:
            return error.messages
        self.log_change(request, tool, "Published.")
        return []

    def _unpublish(self, request, tool):
        tool.unpublish()
        self.log_change(request, tool, "Taken back to a draft.")

    def _archive(self, request, tool):
        tool.archive()
        self.log_change(request, tool, "Archived.")

    @admin.action(description="Publish selected tools", permissions=["publish"])
    def publish(self, request, queryset):
        published = 0
        for tool in queryset:
            if problems := self._publish(request, tool):
                self.message_user(request, f"“{tool}” is not published: {' '.join(problems)}", messages.ERROR)
            else:
                published += 1
        if published:
            self.message_user(request, f"{counted(published, 'tool')} published.", messages.SUCCESS)

    @admin.action(description="Take selected tools back to drafts", permissions=["publish"])
    def unpublish(self, request, queryset):
        tools = list(queryset)
        for tool in tools:
            self._unpublish(request, tool)
        self.message_user(request, f"{counted(len(tools), 'tool')} taken back.", messages.SUCCESS)

    @admin.action(description="Archive selected tools", permissions=["publish"])
    def archive(self, request, queryset):
        tools = list(queryset)
        for tool in tools:
            self._archive(request, tool)
        self.message_user(request, f"{counted(len(tools), 'tool')} archived.", messages.SUCCESS)
