"""What the directory can be asked for: declared, read and checked here, answered elsewhere."""

from collections.abc import Iterable
from copy import deepcopy

import django_filters
from django import forms
from django.utils.functional import cached_property

from catalog import dates
from catalog.facets import range_in_words
from catalog.facts import FIELD
from catalog.index.typed import MAX_WORDS, Typed
from catalog.models import Tool
from catalog.models.columns import validate_partial_date
from catalog.names import has_invisible_letters
from catalog.query import BACKWARDS, CHOICE_FACETS, MOST_TICKED, RANGES, SORTS, VIEWS, Query
from catalog.taxonomy import Taxonomy

MAX_VALUES = 20
MAX_TEXT = 200


class ChosenWidget(forms.Widget):
    """Reads every parameter that is a facet's slug; the sidebar draws the boxes."""

    def value_from_datadict(self, data, files, name):
        return {facet: data.getlist(facet) for facet in self.facets if facet in data}


class ChosenField(forms.Field):
    """Terms by facet. Values that no facet knows are noted, never an error."""

    widget = ChosenWidget

    def offer(self, values_by_facet: dict[str, Iterable[str]], labels: dict[str, str]):
        self.values = self.widget.facets = values_by_facet
        self.labels = labels
        self.notes = []

    def clean(self, value):
        chosen = {}
        for facet, slugs in (value or {}).items():
            known = list(dict.fromkeys(slug for slug in slugs if slug in self.values[facet]))
            strangers = sorted({slug for slug in slugs if slug and slug not in self.values[facet]})
            label = self.labels[facet]
            self.notes += [f"{label}: “{shown(slug)}” is not one of its terms; ignored." for slug in strangers[:3]]
            if len(strangers) > 3:
                self.notes.append(f"{label}: {len(strangers) - 3} more values are not among its terms; ignored.")
            if len(known) > MAX_VALUES:
                self.notes.append(f"{label}: only the first {MAX_VALUES} values count.")
            if known:
                chosen[facet] = tuple(sorted(known[:MAX_VALUES]))
        return chosen


class Lasting:
    """A filter or field that holds nothing of a request, so that all share it: copying costs more than cleaning."""

    # A filter set makes itself known to its filters, and would be kept by them with all that the visitor asked.
    parent = property(lambda self: None, lambda self, filterset: None)

    def __deepcopy__(self, memo):
        return self


class Shared(dict):
    """What a request gets a copy of: the mapping itself, not what is in it, but for the field of terms."""

    def __deepcopy__(self, memo):
        return {**self, "chosen": deepcopy(self["chosen"], memo)}


class ChosenFilter(Lasting, django_filters.Filter):
    field_class = ChosenField


class TextField(Lasting, forms.CharField):
    pass


class TextFilter(Lasting, django_filters.CharFilter):
    field_class = TextField

    def __init__(self, *args, **options):
        super().__init__(*args, strip=True, **options)


class OneOfField(Lasting, django_filters.fields.ChoiceField):
    pass


class OneOfFilter(Lasting, django_filters.ChoiceFilter):
    field_class = OneOfField

    def __init__(self, choices, **options):
        super().__init__(choices=list(choices.items()), empty_label=None, **options)


class NumberField(Lasting, forms.DecimalField):
    pass


class NumberRangeFilter(Lasting, django_filters.NumberFilter):
    """One end of a range; the answer, not the filter, applies it."""

    field_class = NumberField

    def __init__(self, *args, **options):
        super().__init__(*args, min_value=0, max_digits=16, decimal_places=6, **options)


class ToolFilter(django_filters.FilterSet):
    """The directory's parameters. One filter reads all facets, so that facets stay data."""

    q = TextFilter(label="Search")
    chosen = ChosenFilter()
    context_window_min = NumberRangeFilter()
    context_window_max = NumberRangeFilter()
    price_in_min = NumberRangeFilter()
    price_in_max = NumberRangeFilter()
    price_out_min = NumberRangeFilter()
    price_out_max = NumberRangeFilter()
    price_month_min = NumberRangeFilter()
    price_month_max = NumberRangeFilter()
    released_min = TextFilter(validators=[validate_partial_date])
    released_max = TextFilter(validators=[validate_partial_date])
    sort = OneOfFilter(SORTS | BACKWARDS, label="Sort by")
    view = OneOfFilter(VIEWS, label="Show as")

    # Read by other hands: which answers to widen, which page of them to show, and what is ticked for comparing.
    others = {"unknown", "page", "tool"}

    class Meta:
        model = Tool
        fields = []

    def __init__(self, data, taxonomy: Taxonomy):
        super().__init__(data, queryset=Tool.objects.none())
        self.taxonomy = taxonomy
        values = {facet.slug: facet.terms for facet in taxonomy.filterable()}
        labels = {facet.slug: facet.label for facet in taxonomy.filterable()}
        for name in CHOICE_FACETS:
            labels[name], values[name] = taxonomy.choices[name]
        fields = self.form.fields
        fields["chosen"].offer(values, labels)
        self.form.fields = {name: fields[name] for name in fields if name == "chosen" or name in data}

    @classmethod
    def get_filters(cls):
        return Shared(super().get_filters())

    def get_form_class(self):
        """Made once a class: every request has the same filters."""
        own = type(self)
        if "form_class" not in vars(own):
            own.form_class = super().get_form_class()
            own.form_class.base_fields = Shared(own.form_class.base_fields)
        return own.form_class

    @cached_property
    def query(self) -> Query:
        """What was asked for, as far as it can be understood."""
        clean = self._clean
        ranges = {}
        for name in RANGES:
            ends = clean.get(f"{name}_min") or None, clean.get(f"{name}_max") or None
            if name != "released":
                ends = clean.get(f"{name}_min"), clean.get(f"{name}_max")
            if any(end is not None for end in ends):
                ranges[name] = ends
        return Query(
            q=searchable(self._clean.get("q") or ""),
            chosen=clean.get("chosen") or {},
            unknown=tuple(sorted(set(self.data.getlist("unknown")) & self._can_be_unknown))[:MAX_VALUES],
            ranges=ranges,
            sort=clean.get("sort") or "best",
            view=clean.get("view") or "cards",
            ticked=tuple(tool.slug for tool in self.ticked),
        )

    @cached_property
    def ticked(self) -> list[Tool]:
        """The tools that are ticked for comparing, by slug."""
        slugs = self._ticked_slugs
        return list(Tool.objects.published().filter(slug__in=slugs).order_by("slug")[:MOST_TICKED]) if slugs else []

    @cached_property
    def _ticked_slugs(self):
        slugs = [slug for slug in dict.fromkeys(self.data.getlist("tool")) if slug and "\0" not in slug]
        return slugs[: 3 * MOST_TICKED] if "tool" in self.others else []

    @cached_property
    def typed(self) -> Typed:
        return Typed(self.query.q)

    @property
    def text_in_marks(self) -> str:
        """What was searched for, in quotation marks; in those that were typed, where it was."""
        return self.query.q if self.typed.literal else f"“{self.query.q}”"

    @cached_property
    def notes(self) -> list[str]:
        """What was asked for and could not be taken into account, in words."""
        self.query  # noqa: B018 — reading the query is what cleans the form
        facets = self.form.fields["chosen"]
        notes = list(facets.notes)
        notes += [note_of(name, self.data.get(name, ""), "cannot be read") for name in self.form.errors]
        notes += [
            f"{range_in_words(name, *ends)} is the wrong way round, so nothing lies between."
            for name, ends in self.query.ranges.items()
            if is_reversed(name, *ends)
        ]
        known = {*self.base_filters, *self.others} - {"chosen"} | {*facets.values}
        strangers = sorted(name for name in self.data if name.strip() and name not in known)
        notes += [f"“{shown(name)}” is not a filter; ignored." for name in strangers[:3]]
        if len(strangers) > 3:
            notes.append(f"{len(strangers) - 3} more parameters are not filters; ignored.")
        unknown = sorted(set(self.data.getlist("unknown")) - self._can_be_unknown)
        notes += [note_of("unknown", name, "is neither a filter nor a fact") for name in unknown[:3]]
        lost = sorted(set(self._ticked_slugs) - {tool.slug for tool in self.ticked})
        if lost and len(self.ticked) == MOST_TICKED:
            notes.append(f"Only {MOST_TICKED} tools can be ticked at a time.")
        elif lost:
            notes += [note_of("tool", slug, "is not a tool here") for slug in lost[:3]]
        if len(self.data.get("q", "")) > MAX_TEXT:
            notes.append(f"Only the first {MAX_TEXT} characters of the search are used.")
        if self.typed.has_too_many_words:
            notes.append(f"Only the first {MAX_WORDS} words of the search are used.")
        return notes

    @cached_property
    def _clean(self):
        self.form.is_valid()  # errors become notes; what is sound still counts
        return self.form.cleaned_data

    @cached_property
    def _can_be_unknown(self):
        return {facet.slug for facet in self.taxonomy.filterable()} | set(RANGES)


def searchable(text):
    """What was typed, cut to what a search can use: single spaces, and no letters that nobody sees."""
    seen = "".join(letter for letter in text[:MAX_TEXT] if letter.isspace() or not has_invisible_letters(letter))
    return " ".join(seen.split())


def note_of(name, value, reason):
    return f"{parameter_label(name)}: “{shown(value)}” {reason}; ignored."


def parameter_label(name) -> str:
    """What the pages call a parameter; its own name where they call it nothing."""
    subject, _, end = name.rpartition("_")
    if subject in RANGES:
        return f"{FIELD[subject].label}, {'from' if end == 'min' else 'to'}"
    if name in ToolFilter.base_filters:
        return ToolFilter.base_filters[name].label
    return FIELD[name].label if name in FIELD else name


def is_reversed(name, least, most) -> bool:
    """Whether a range ends before it begins."""
    if least is None or most is None:
        return False
    return dates.earliest(least) > dates.latest(most) if name == "released" else least > most


def shown(value):
    """A stranger's text, safe to repeat: short, and without what cannot be drawn."""
    text = "".join(letter if letter.isprintable() else "�" for letter in str(value)[:41])
    return text if len(text) <= 40 else text[:40] + "…"
