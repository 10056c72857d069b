"""The facts a tool's page shows, and how sure we are of each. Pure: the clock is an argument."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from catalog import dates


@dataclass(frozen=True, kw_only=True)
class Field:
    """A fact that every tool can have, apart from its facets.

    ``volatility`` is the number of days after which an editor should read it again.
    """

    key: str
    label: str
    volatility: int
    unit: str = ""


NAMES, LIMITS, RIGHTS, PRICES, OPINIONS = 365, 60, 180, 45, 365

FIELDS = (
    Field(key="maker", label="Maker", volatility=NAMES),
    Field(key="entry_type", label="Type", volatility=NAMES),
    Field(key="released", label="Released", volatility=NAMES),
    Field(key="lifecycle", label="Status", volatility=LIMITS),
    Field(key="successor", label="Successor", volatility=RIGHTS),
    Field(key="homepage", label="Homepage", volatility=NAMES),
    Field(key="docs_url", label="Documentation", volatility=NAMES),
    Field(key="context_window", label="Context window", volatility=LIMITS, unit="tokens"),
    Field(key="max_output", label="Longest answer", volatility=LIMITS, unit="tokens"),
    Field(key="knowledge_cutoff", label="Knowledge ends", volatility=RIGHTS),
    Field(key="parameters", label="Parameters", volatility=NAMES),
    Field(key="architecture", label="Architecture", volatility=NAMES),
    Field(key="price_in", label="Price of input", volatility=PRICES, unit="US$ a million tokens"),
    Field(key="price_out", label="Price of output", volatility=PRICES, unit="US$ a million tokens"),
    Field(key="price_month", label="Cheapest paid plan", volatility=PRICES, unit="US$ a month"),
    Field(key="plans", label="Plans", volatility=PRICES),
    Field(key="licence_name", label="Licence", volatility=RIGHTS),
    Field(key="licence_url", label="Licence text", volatility=RIGHTS),
    Field(key="commercial_use_note", label="On commercial use", volatility=RIGHTS),
    Field(key="available_as", label="Ways to get it", volatility=RIGHTS),
    Field(key="integrations", label="Works with by name", volatility=RIGHTS),
    Field(key="uses", label="Typical tasks", volatility=OPINIONS),
    Field(key="strengths", label="Strengths", volatility=OPINIONS),
    Field(key="limits", label="Limits", volatility=OPINIONS),
)
FIELD = {field.key: field for field in FIELDS}
FIELD_KEYS = frozenset(FIELD)
PRICE_FIELDS = ("price_in", "price_out", "price_month")

# Days after which a facet's terms should be read again; others keep the period of licences and platforms.
FACET_VOLATILITY = {
    "data-use": 90,
    "commercial-use": 90,
    "pricing": PRICES,
    "free-offer": PRICES,
    "kind": NAMES,
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How sure we are of a fact, and on whose word."""

    key: str
    label: str
    detail: str = ""
    url: str = ""
    title: str = ""


def volatility(subject: str) -> int:
    """Days after which a fact, or a facet's terms, should be read again."""
    return FIELD[subject].volatility if subject in FIELD else FACET_VOLATILITY.get(subject, RIGHTS)


def value_digest(document, subject: str) -> str:
    """SHA-256 of a fact's value in a tool's document, or of a facet's terms; what a reading speaks for."""
    value = document.get(subject) if subject in FIELD_KEYS else document.get("terms", {}).get(subject)
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def standing(subject: str, digest: str, sources, readings, today: dt.date) -> Standing:
    """How sure we are of one fact: confirmed, sourced, stale, contradicted or unverified.

    ``digest`` is that of the fact's value now. ``sources`` and ``readings`` are the tool's; readings come
    newest first. A reading of another value, or one that could not be made, decides nothing. Past twice its
    period a fact is stale.
    """
    period = dt.timedelta(days=volatility(subject))
    for reading in readings:
        if reading.subject != subject or reading.value_digest != digest or reading.outcome in UNDECIDED:
            continue
        read_on = dates.in_words(reading.read_on.isoformat())
        if reading.outcome == "contradicted":
            return Standing(key="contradicted", label="Contradicted", detail=f"read {read_on}", url=reading.url)
        age = today - reading.read_on
        if age <= 2 * period:
            key, label = ("confirmed", "Confirmed") if age <= period else ("sourced", "Sourced")
            return Standing(key=key, label=label, detail=f"read {read_on}", url=reading.url)
        return Standing(key="stale", label="Stale", detail=f"last read {read_on}", url=reading.url)
    proofs = [source for source in sources if subject in source.fields and source.proves]
    if not proofs:
        return Standing(key="unverified", label="Unverified", detail="general knowledge, not checked")
    fresh = [source for source in proofs if not source.as_of or today - dates.latest(source.as_of) <= 2 * period]
    best = max(fresh or proofs, key=lambda source: (-SOURCE_STRENGTH.index(source.type), source.as_of))
    detail = f"as of {dates.in_words(best.as_of)}" if best.as_of else "undated"
    key, label = ("sourced", "Sourced") if fresh else ("stale", "Stale")
    return Standing(key=key, label=label, detail=detail, url=best.url, title=best.title)


UNDECIDED = frozenset({"unreadable", "gone"})
SOURCE_STRENGTH = ("vendor", "repository", "open-database", "third-party")


@dataclass(frozen=True, kw_only=True)
class Footing:
    """What a tool's facts stand on as a whole, for the reading order.

    ``share`` is the part of its known facts that rest on a source or a reading, in per cent; ``stale_on`` the
    first day on which one of those is stale, or None.
    """

    share: int
    stale_on: dt.date | None


def footing(document, sources, readings=()) -> Footing:
    """The footing of a tool; opinions do not count.

    ``document`` has the tool's facts by key and its ``terms`` by facet; ``sources`` are rows with ``type``,
    ``fields`` and ``as_of``; ``readings`` are rows with ``subject``, ``value_digest``, ``outcome`` and
    ``read_on``, newest first.
    """
    known = {key for key in FIELD_KEYS - OPINION_FIELDS if document.get(key) not in (None, "", [])}
    known |= {facet for facet, terms in document.get("terms", {}).items() if terms}
    last_day = {}
    for source in sources:
        if source["type"] != "general-knowledge":
            day = dates.latest(source["as_of"]) if source.get("as_of") else dt.date.max
            for subject in source.get("fields", []):
                last_day[subject] = max(day, last_day.get(subject, dt.date.min))
    decided = set()
    for reading in readings:
        subject = reading["subject"]
        of_this_value = reading["value_digest"] == value_digest(document, subject)
        if reading["outcome"] in UNDECIDED or not of_this_value or subject in decided:
            continue
        decided.add(subject)
        if reading["outcome"] == "contradicted":
            last_day.pop(subject, None)
        else:
            last_day[subject] = reading["read_on"]
    proved = known & set(last_day)
    stale_days = [
        last_day[subject] + dt.timedelta(days=2 * volatility(subject) + 1)
        for subject in proved
        if last_day[subject] != dt.date.max
    ]
    share = round(100 * len(proved) / len(known)) if known else 0
    return Footing(share=share, stale_on=min(stale_days, default=None))


OPINION_FIELDS = frozenset({"strengths", "limits", "uses"})
