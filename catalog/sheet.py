"""A tool's facts as its page and the compare table show them: value or state, how sure, on whose word."""

import datetime as dt
from dataclasses import dataclass

from catalog import dates, words
from catalog.exchange.reading import document_of
from catalog.facts import FIELDS, PRICE_FIELDS, Standing, standing, value_digest
from catalog.models import FacetState

GROUPS = {
    "about": "About",
    "limits": "Size and limits",
    "prices": "Prices",
    "rights": "Rights and licence",
    "use": "In use",
}
PRICE_UNITS = {
    "price_in": "a million tokens",
    "price_out": "a million tokens",
    "price_month": "a month",
}
LINKS = {"homepage", "docs_url", "licence_url"}
ABSENT = {
    "not-known": "Not known",
    "not-applicable": "Does not apply",
    "not-published": "The maker does not say",
}


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a fact: text, and where it leads, if anywhere."""

    text: str
    url: str = ""
    glyph: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One row of a tool's page. Without values, ``state`` says why there are none."""

    subject: str
    label: str
    values: tuple[Value, ...]
    state: str
    standing: Standing | None = None
    complete: bool = False
    unit: str = ""
    opinion: bool = False

    @property
    def text(self) -> str:
        """What two facts are compared by."""
        return " · ".join(value.text for value in self.values) or ABSENT.get(self.state, self.state)


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    label: str
    facts: tuple[Fact, ...]


def fact_sheet(tool, taxonomy, today: dt.date) -> list[Group]:
    """All groups of a tool loaded with ``for_pages`` and ``with_prices``: its facets first, then the rest."""
    document = document_of(tool)
    sources, readings = list(tool.sources.all()), list(tool.readings.all())

    def sure(subject):
        return standing(subject, value_digest(document, subject), sources, readings, today)

    facets = tuple(_facet_fact(tool, facet, sure) for facet in taxonomy.facets.values())
    groups = [Group(key="facets", label="What it is and does", facts=facets)]
    for key, label in GROUPS.items():
        facts = tuple(_field_fact(tool, field, sure) for field in FIELDS if field.group == key and field.key != "plans")
        groups.append(Group(key=key, label=label, facts=facts))
    return groups


def _facet_fact(tool, facet, sure):
    terms = [assignment.term for assignment in tool.assignments.all() if assignment.term.facet_id == facet.id]
    terms.sort(key=lambda term: (term.rank, term.slug))
    state = next((row.state for row in tool.facet_states.all() if row.facet_id == facet.id), "")
    values = tuple(Value(text=term.label, url=term.get_absolute_url(), glyph=term.slug) for term in terms)
    complete = state == FacetState.State.COMPLETE
    absence = "no" if complete else state or "not-known"
    return Fact(
        subject=facet.slug,
        label=facet.label,
        values=values,
        state="known" if values else absence,
        complete=complete,
        standing=sure(facet.slug) if values else None,
    )


def _field_fact(tool, field, sure):
    values = tuple(_values(tool, field.key))
    stated = next((row.state for row in tool.field_states.all() if row.field == field.key), "not-known")
    return Fact(
        subject=field.key,
        label=field.label,
        values=values,
        state="known" if values else stated,
        standing=sure(field.key) if values else None,
        unit=field.unit if values and field.key not in PRICE_FIELDS else "",
        opinion=field.key in {"strengths", "limits", "uses"},
    )


def _values(tool, key):
    if key in PRICE_FIELDS:
        amount = getattr(tool, key)
        return [] if amount is None else [Value(text=f"{words.money(amount)} {PRICE_UNITS[key]}")]
    if key == "maker":
        country = f" ({tool.maker.country})" if tool.maker.country else ""
        return [Value(text=f"{tool.maker}{country}", url=f"/tools/?maker={tool.maker.slug}")]
    if key == "entry_type":
        return [Value(text=tool.get_entry_type_display(), url=f"/tools/?entry-type={tool.entry_type}")]
    if key == "lifecycle":
        since = f" ({dates.in_words(tool.lifecycle_on)})" if tool.lifecycle_on else ""
        note = f". {tool.lifecycle_note}" if tool.lifecycle_note else ""
        return [Value(text=f"{tool.get_lifecycle_display()}{since}{note}")]
    if key == "successor":
        successor = tool.successor
        shown = successor and successor.is_public
        return [Value(text=successor.name, url=successor.get_absolute_url())] if shown else []
    value = getattr(tool, key)
    if not value:
        return []
    if key in {"released", "knowledge_cutoff"}:
        return [Value(text=dates.in_words(value))]
    if key in {"context_window", "max_output"}:
        return [Value(text=f"{value:,}")]
    if isinstance(value, list):
        return [Value(text=text) for text in value]
    if key in LINKS:
        return [Value(text=value.removeprefix("https://").removeprefix("http://").rstrip("/"), url=value)]
    return [Value(text=value)]
