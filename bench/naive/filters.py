"""The directory as most people would write it with django-filter: a filter a facet, the ORM behind it.

It does less than ours: its search knows neither the terms' names nor mistakes of spelling, and makers are no filter.
"""

import django_filters
from django import forms
from django.db.models import Count, Q

from catalog.models import Facet, Term, Tool

SORTS = {"best": "Best documented first", "name": "Name", "newest": "Newest"}


class TermField(django_filters.fields.ModelMultipleChoiceField):
    """Boxes whose labels carry the counts."""

    counts = {}

    def label_from_instance(self, term):
        return f"{term.label} ({self.counts.get(term.slug, 0)})"


class TermFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = TermField

    def __init__(self, facet):
        super().__init__(
            field_name="terms",
            to_field_name="slug",
            queryset=Term.objects.filter(facet=facet),
            widget=forms.CheckboxSelectMultiple,
            label=facet.label,
        )

    def get_filter_predicate(self, term):
        return {"terms": term}  # a slug alone would also match another facet's term of that name


class ToolFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Search", method="search")
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()), method="order", empty_label=None)

    class Meta:
        model = Tool
        fields = []

    def __init__(self, data, facets):
        super().__init__(data, queryset=Tool.objects.published().in_reading_order())
        for facet in facets:
            self.filters[facet.slug] = TermFilter(facet)
        for name, choices in (("entry-type", Tool.EntryType.choices), ("lifecycle", Tool.Lifecycle.choices)):
            self.filters[name] = django_filters.MultipleChoiceFilter(
                field_name=name.replace("-", "_"), choices=choices, widget=forms.CheckboxSelectMultiple
            )
        for one in self.filters.values():
            one.parent, one.model = self, Tool

    def search(self, tools, name, text):
        for word in text.split():
            tools = tools.filter(
                Q(name__icontains=word)
                | Q(maker__name__icontains=word)
                | Q(tagline__icontains=word)
                | Q(summary__icontains=word)
            )
        return tools

    def order(self, tools, name, sort):
        return {"name": tools.order_by("name"), "newest": tools.order_by("-released", "name")}.get(sort, tools)


def facets():
    return list(Facet.objects.filter(filterable=True))


def counts_of(data, all_facets) -> dict[str, dict[str, int]]:
    """How many tools each box would leave, its own facet's selection aside."""
    counts = {}
    for facet in all_facets:
        tools = ToolFilter(_without(data, facet.slug), all_facets).qs.order_by().filter(terms__facet=facet)
        counts[facet.slug] = dict(tools.values_list("terms__slug").annotate(Count("pk", distinct=True)))
    for name in ("entry-type", "lifecycle"):
        tools = ToolFilter(_without(data, name), all_facets).qs.order_by()
        counts[name] = dict(tools.values_list(name.replace("-", "_")).annotate(Count("pk", distinct=True)))
    return counts


def _without(data, name):
    others = data.copy()
    others.pop(name, None)
    return others
