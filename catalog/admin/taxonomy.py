from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from catalog.admin.desk import CatalogueAdmin, TableInline
from catalog.models import Assignment, Facet, Term
from catalog.models.taxonomy import validate_facet_slug


def with_tool_count(terms):
    """Counted row by row: to join hundreds of thousands of assignments first takes seconds."""
    counts = Assignment.objects.filter(term=OuterRef("pk")).order_by().values("term").annotate(count=Count("pk"))
    return terms.annotate(tool_count=Coalesce(Subquery(counts.values("count")), 0))


class TermInFacetForm(forms.ModelForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk and self.instance.tool_count and "slug" in self.fields:
            self.fields["slug"].disabled = True  # in use, so addresses name it

    class Meta:
        widgets = {
            "phrase": forms.TextInput(attrs={"size": 24}),
            "definition": forms.Textarea(attrs={"rows": 2, "cols": 40}),
        }


class TermInline(TableInline):
    model = Term
    form = TermInFacetForm
    extra = 0
    fields = ["label", "slug", "phrase", "definition", "rank", "wider", "tool_count"]
    readonly_fields = ["wider", "tool_count"]
    prepopulated_fields = {"slug": ["label"]}
    show_change_link = True

    def get_queryset(self, request):
        return with_tool_count(super().get_queryset(request).select_related("parent"))

    def get_extra(self, request, obj=None, **options):
        return 0 if obj else 2

    @admin.display(description="wider term")
    def wider(self, term):
        return term.parent or "none"

    @admin.display(description="tools")
    def tool_count(self, term):
        return term.tool_count if term.pk else "new"


class FacetForm(forms.ModelForm):
    def clean_slug(self):
        # Refused at its field, a reserved name is not refused twice more by the model and its constraint.
        validate_facet_slug(self.cleaned_data["slug"])
        return self.cleaned_data["slug"]


@admin.register(Facet)
class FacetAdmin(CatalogueAdmin):
    form = FacetForm
    when_empty = "No facets yet. A facet is one way of sorting tools; it becomes a filter in the directory."
    list_display = ["label", "slug", "selection", "position", "shown_first", "filterable", "term_count"]
    list_editable = ["position", "shown_first", "filterable"]
    search_fields = ["label", "slug"]
    prepopulated_fields = {"slug": ["label"]}
    fieldsets = [
        (None, {"fields": ["label", "slug", "help", "phrase", "selection", "position"]}),
        (
            "How it works in the directory and the advisor",
            {
                "classes": ["collapse"],
                "fields": [
                    "match",
                    ("shown_first", "filterable", "comparable"),
                    "unknown_policy",
                ],
            },
        ),
    ]
    inlines = [TermInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(term_count=Count("terms")).order_by(*self.model._meta.ordering)

    def slug_is_settled(self, facet):
        return facet.terms.filter(assignments__isnull=False).exists()

    @admin.display(description="terms", ordering="term_count")
    def term_count(self, facet):
        return facet.term_count


class TermForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        facet = cleaned.get("facet") or (self.instance.facet if self.instance.facet_id else None)
        strangers = [str(term) for term in cleaned.get("implies") or () if facet and term.facet_id != facet.pk]
        if strangers:
            self.add_error("implies", f"Not terms of “{facet}”: {', '.join(strangers)}.")
        return cleaned


@admin.register(Term)
class TermAdmin(CatalogueAdmin):
    form = TermForm
    when_empty = "No terms yet. Add them on the page of their facet."
    list_display = ["label", "facet", "slug", "parent", "rank", "tool_count"]
    list_filter = ["facet"]
    list_select_related = ["facet", "parent"]
    search_fields = ["label", "slug", "synonyms"]
    search_help_text = "Label, address or another word for it"
    prepopulated_fields = {"slug": ["label"]}
    filter_horizontal = ["implies"]
    fields = ["facet", "label", "slug", "phrase", "definition", "synonyms", "parent", "rank", "implies"]

    def get_queryset(self, request):
        return with_tool_count(super().get_queryset(request))

    def slug_is_settled(self, term):
        return term.assignments.exists()

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "facet"] if obj else fields

    def get_form(self, request, obj=None, change=False, **options):
        """Wider and implied terms come from the same facet; while that is open, each is named with its own."""
        form = super().get_form(request, obj, change=change, **options)
        for name in ("parent", "implies"):
            if name in form.base_fields:
                field = form.base_fields[name]
                if obj:
                    field.queryset = Term.objects.filter(facet=obj.facet).exclude(pk=obj.pk)
                else:
                    name_with_facet(field)
        return form

    def view_on_site(self, term):
        return term.get_absolute_url() if term.facet.slug == "kind" or term.facet.filterable else None

    @admin.display(description="tools", ordering="tool_count")
    def tool_count(self, term):
        return term.tool_count


def name_with_facet(field):
    """Show the terms of a choice as “What it makes: Image”; a label alone may stand in several facets."""
    field.queryset = Term.objects.select_related("facet")
    field.label_from_instance = lambda term: f"{term.facet}: {term}"
