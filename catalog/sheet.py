"""A tool's facts as its page and the compare table show them: value or state, how sure, on whose word."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from catalog import dates, words
from catalog.exchange.reading import document_of
from catalog.facts import FIELD, OPINION_FIELDS, PRICE_FIELDS, UNDECIDED, Standing, standing, value_digest
from catalog.models import FacetState, Tool

# Facts and facets that answer one question stand together. A facet that editors add joins the first group.
GROUPS = {
    "does": ("What it does", ("kind", "output", "input", "task", "capability")),
    "prices": ("Price", ("pricing", "free-offer", "price_month", "price_in", "price_out")),
    "rights": (
        "Rights and data",
        ("commercial-use", "commercial_use_note", "data-use", "region", "openness", "licence_name", "licence_url"),
    ),
    "use": (
        "Where and how it runs",
        ("hosting", "interface", "available_as", "works-with", "integrations"),
    ),
    "for": ("Who it is for", ("audience", "skill", "industry")),
    "limits": (
        "Size and make",
        ("context_window", "max_output", "knowledge_cutoff", "parameters", "technology", "architecture"),
    ),
    "about": (
        "About the entry",
        ("maker", "entry_type", "released", "lifecycle", "successor", "homepage", "docs_url"),
    ),
    "opinions": ("The editors’ view", ("strengths", "limits", "uses")),
}
# At the top of a page stand the first four of these; what does not apply only where nothing else is left.
GLANCE = {Tool.EntryType.MODEL: ("context_window", "openness", "hosting", "commercial-use", "free-offer", "data-use")}
USUAL_GLANCE = ("free-offer", "hosting", "commercial-use", "data-use", "skill", "openness")
PRICE_UNITS = {
    "price_in": "a million tokens",
    "price_out": "a million tokens",
    "price_month": "a month",
}
LINKS = {"homepage", "docs_url", "licence_url"}
ABSENT = {
    "not-known": "Not known",
    "not-published": "The maker does not say",
    "not-applicable": "Does not apply",
}
PROVED = {"confirmed", "sourced", "stale"}
MOST_VALUES = 12  # more than these are folded behind the first ten
FIRST_VALUES = 10
GLANCED_VALUES = 3
GLANCED_FACTS = 4


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

    @property
    def first_values(self) -> tuple[Value, ...]:
        return self.values if len(self.values) <= MOST_VALUES else self.values[:FIRST_VALUES]

    @property
    def more_values(self) -> tuple[Value, ...]:
        return self.values[len(self.first_values) :]


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    label: str
    facts: tuple[Fact, ...]

    @property
    def told(self) -> list[Fact]:
        """The facts that are known, a plain *none of them* included."""
        return [fact for fact in self.facts if fact.state not in ABSENT]

    @property
    def absent(self) -> list[tuple[str, list[str]]]:
        """Of the others the labels, by the state that says why there is no value."""
        found = [(state, [fact.label for fact in self.facts if fact.state == state]) for state in ABSENT]
        return [(state, labels) for state, labels in found if labels]


def fact_sheet(tool, taxonomy, today: dt.date) -> list[Group]:
    """All groups of a tool loaded with ``for_pages`` and ``with_prices``, the same ones for every tool."""
    document = document_of(tool)
    sources, readings = list(tool.sources.all()), list(tool.readings.all())

    def sure(subject):
        return standing(subject, value_digest(document, subject), sources, readings, today)

    facets = {facet.slug: _facet_fact(tool, facet, sure) for facet in taxonomy.facets.values()}
    fields = {key: _field_fact(tool, field, sure) for key, field in FIELD.items() if key != "plans"}
    placed = {subject for _, subjects in GROUPS.values() for subject in subjects}
    strangers = [slug for slug in facets if slug not in placed]
    groups = []
    for key, (label, subjects) in GROUPS.items():
        shown = [*subjects, *(strangers if not groups else [])]
        facts = tuple(kind[subject] for subject in shown for kind in (facets, fields) if subject in kind)
        groups.append(Group(key=key, label=label, facts=facts))
    return [group for group in groups if group.facts]


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
        complete=complete and facet.selection == "many",
        standing=sure(facet.slug) if values else None,
    )


def _field_fact(tool, field, sure):
    values = tuple(_values(tool, field.key))
    # Nobody expects a successor of what is still there.
    absence = "not-applicable" if field.key == "successor" and tool.lifecycle == "active" else "not-known"
    stated = next((row.state for row in tool.field_states.all() if row.field == field.key), absence)
    return Fact(
        subject=field.key,
        label=field.label,
        values=values,
        state="known" if values else stated,
        standing=sure(field.key) if values else None,
        unit=field.unit if values and field.key not in PRICE_FIELDS else "",
        opinion=field.key in OPINION_FIELDS,
    )


def _values(tool, key):
    if key in PRICE_FIELDS:
        amount = getattr(tool, key)
        return [] if amount is None else [Value(text=words.price(amount, PRICE_UNITS[key]))]
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
    if key in LINKS and value.startswith(("https://", "http://")):
        return [Value(text=value.partition("://")[2].rstrip("/"), url=value)]
    return [Value(text=value)]


@dataclass(frozen=True, kw_only=True)
class Glimpse:
    """One of the few facts at the top of the page; without a text its state is told."""

    label: str
    text: str
    state: str = ""  # how sure we are, or why there is no text
    note: str = ""


def glance(tool, groups: Iterable[Group], plan_price: str) -> list[Glimpse]:
    """What decides for most readers: the price, four facts that depend on the type of entry, and how sure we are.

    ``plan_price`` is what its plans cost, in words, for a tool whose prices have another unit than ours.
    """
    facts = {fact.subject: fact for group in groups for fact in group.facts}
    wanted = (facts[one] for one in GLANCE.get(tool.entry_type, USUAL_GLANCE) if one in facts)
    shown = sorted(wanted, key=lambda fact: fact.state == "not-applicable")[:GLANCED_FACTS]
    return [
        _price_glimpse(tool, facts, plan_price),
        *map(_glimpse, shown),
        _sureness(tool, facts.values()),
    ]


def _glimpse(fact: Fact) -> Glimpse:
    if fact.state == "no":
        return Glimpse(label=fact.label, text="None of them")
    shown, more = fact.values[:GLANCED_VALUES], len(fact.values) - GLANCED_VALUES
    text = ", ".join(value.text for value in shown) + (f" and {more} more" if more > 0 else "")
    unit = f" {fact.unit}" if fact.unit else ""
    return Glimpse(
        label=fact.label, text=f"{text}{unit}" if text else "", state=fact.standing.key if fact.standing else fact.state
    )


def _price_glimpse(tool, facts, plan_price):
    label = "Last known price" if tool.lifecycle == Tool.Lifecycle.DISCONTINUED else "Price"
    month, tokens_in, tokens_out = (facts[key] for key in ("price_month", "price_in", "price_out"))
    line = tool.price_line
    if line:
        # A price by another unit is no fact of the sheet, so nothing says how sure we are of it.
        fact = next((fact for fact in (month, tokens_in, tokens_out) if fact.values), None)
        return Glimpse(label=label, text=line[0].upper() + line[1:], state=fact.standing.key if fact else "")
    if plan_price:
        return Glimpse(label=label, text=plan_price)
    ways = facts.get("pricing")
    if ways and ways.values:
        return Glimpse(label=label, text=", ".join(value.text for value in ways.values), state=ways.standing.key)
    states = {fact.state for fact in (month, tokens_in, tokens_out, ways) if fact}
    silent = next(state for state in ("not-published", "not-known", "not-applicable") if state in states)
    return Glimpse(label=label, text="", state=silent)


def _sureness(tool, facts: Iterable[Fact]) -> Glimpse:
    """When somebody last looked, and how many of the known facts rest on a source; opinions are none."""
    known = [fact for fact in facts if fact.standing and not fact.opinion]
    proved = sum(fact.standing.key in PROVED for fact in known)
    read = max((row.read_on for row in tool.readings.all() if row.outcome not in UNDECIDED), default=None)
    newest = max((row.as_of for row in tool.sources.all() if row.proves and row.as_of), key=dates.latest, default="")
    label, text = "Last checked", dates.in_words(read.isoformat()) if read else "Not yet"
    if newest and not read:
        label, text = "Newest source", dates.in_words(newest)
    return Glimpse(label=label, text=text, note=f"{proved} of {words.count(len(known), 'fact')} with a source")
