"""The shape of a tool's document: what its keys mean, and what is wrong with a given one.

A document states what is known. A key that is absent says nothing: it leaves a stored tool as it is, and is
*not known* for a new one. ``null`` clears a value, except for the three prices, which follow from the plans and where
it says nothing. Lists replace the stored list; ``terms`` and ``states``
speak for the facets and fields that they name.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

from catalog.facts import FIELD_KEYS
from catalog.models import Maker, Plan, Source, Tool, ToolAlias
from catalog.models.columns import LinesColumn
from catalog.names import name_key, slug_from

TEXTS = (
    "tagline summary description best_for not_for parameters architecture released knowledge_cutoff licence_name "
    "licence_url commercial_use_note homepage docs_url disclosure lifecycle_on lifecycle_note"
).split()
NUMBERS = ["context_window", "max_output"]
LISTS = ["strengths", "limits", "uses", "integrations", "available_as"]
PRICES = ["price_in", "price_out", "price_month"]
PLAN_KEYS = (
    "name audience price_kind amount currency unit billing compared valid_from valid_to commercial_use "
    "trains_on_inputs watermark free_limits note url as_of"
).split()
SOURCE_KEYS = ["fields", "type", "title", "url", "as_of", "as_of_basis", "cites"]

# In the order in which exports write them.
KEYS = (
    "slug name aka maker maker_country maker_homepage entry_type tagline summary description best_for not_for "
    "strengths limits uses integrations available_as terms complete states context_window max_output parameters "
    "architecture price_in price_out price_month released knowledge_cutoff licence_name licence_url "
    "commercial_use_note homepage docs_url disclosure lifecycle lifecycle_on lifecycle_note successor runs_on "
    "alternatives plans sources"
).split()
COLUMNS = ["name", "entry_type", "lifecycle", *TEXTS, *NUMBERS, *LISTS]
STATES = ("yes", "no", "not-known", "not-applicable", "not-published")
LIST_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field of a document, in words for whoever wrote it."""

    field: str
    reason: str
    value: object = None

    def __str__(self):
        shown = "" if self.value is None else f" ({_short(self.value)})"
        return f"{self.field}: {self.reason}{shown}"


def _short(value):
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "…"


class Reader:
    """Reads one document against a vocabulary, collecting every problem instead of stopping at the first."""

    def __init__(self, vocabulary):
        self.vocabulary = vocabulary

    def read(self, given) -> tuple[dict, list[Problem]]:
        """The document with clean values, keys absent where the given one has none, and the problems found."""
        self.problems = []
        if not isinstance(given, dict):
            return {}, [Problem(field="line", reason="must be one object in braces", value=given)]
        for key in given:
            if key not in KEYS:
                self.refuse(str(key), "is not a key of this format; see the operators’ guide for the list")
        clean = {}
        self._read_identity(given, clean)
        for key in COLUMNS:
            if key in given and key != "name":
                clean[key] = self._column(Tool, key, given[key])
        for key in ("maker_country", "maker_homepage"):
            if key in given:
                clean[key] = self._column(Maker, key.removeprefix("maker_"), given[key], label=key)
        if "aka" in given:
            aliases = [self._column(ToolAlias, "name", name, label="aka") for name in self._texts(given, "aka")]
            clean["aka"] = list({name_key(alias): alias for alias in aliases if alias}.values())
        self._read_facets(given, clean)
        self._read_links(given, clean)
        if "plans" in given:
            clean["plans"] = self._rows(given, "plans", PLAN_KEYS, self._plan)
        if "sources" in given:
            clean["sources"] = self._rows(given, "sources", SOURCE_KEYS, self._source)
        for key in PRICES:
            if given.get(key) is not None:
                clean[key] = self._price(key, given[key])
        return clean, self.problems

    def refuse(self, field, reason, value=None):
        self.problems.append(Problem(field=field, reason=reason, value=value))

    def _read_identity(self, given, clean):
        for key in ("slug", "name"):
            if not isinstance(given.get(key), str) or not given[key].strip():
                self.refuse(key, "is missing" if given.get(key) in (None, "") else "must be text", given.get(key))
            else:
                clean[key] = self._column(Tool, key, given[key])
        maker = given.get("maker")
        if "maker" in given and (not isinstance(maker, str) or not maker.strip()):
            self.refuse("maker", "is missing" if maker in (None, "") else "must be a name", maker)
        elif maker is not None:
            clean["maker"] = self._column(Maker, "name", maker, label="maker")
            if not slug_from(maker):
                self.refuse("maker", "has no Latin letter or digit to make an address of", maker)

    def _column(self, model, name, value, label=None):
        """A value as the model's own column takes it, or a problem."""
        column = model._meta.get_field(name)
        label = label or name
        if value is None:
            if column.choices and not column.blank and not column.has_default():
                return self.refuse(label, "is missing")
            return column.get_default()
        if isinstance(column, models.IntegerField):
            if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**53:
                return self.refuse(label, "must be a whole number above 0", value)
        elif isinstance(column, models.CharField | models.TextField):
            if not isinstance(value, str):
                return self.refuse(label, "must be text", value)
            value = value.strip()
            if unstorable(value):
                return self.refuse(label, "holds characters that cannot be stored", value)
        elif isinstance(column, LinesColumn) and unstorable(repr(value)):
            return self.refuse(label, "holds characters that cannot be stored", value)
        try:
            return column.clean(value, None)
        except ValidationError as error:
            return self.refuse(label, " ".join(error.messages).rstrip("."), value)

    def _texts(self, given, key):
        values = given[key]
        if values is None:
            return []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.refuse(key, "must be a list of texts", values)
            return []
        if len(values) > LIST_LIMIT:
            self.refuse(key, f"has more than {LIST_LIMIT} entries")
            return []
        return values

    def _read_facets(self, given, clean):
        terms = given.get("terms")
        if terms is None and "terms" in given:
            clean["terms"] = None
        elif terms is not None and not isinstance(terms, dict):
            self.refuse("terms", "must be an object of facets", terms)
        elif terms is not None:
            clean["terms"] = {
                facet: self._facet_terms(facet, terms) for facet in terms if self._knows_facet("terms", facet)
            }
        if "complete" in given:
            facets = self._texts(given, "complete")
            clean["complete"] = sorted({facet for facet in facets if self._knows_facet("complete", facet)})
        states = given.get("states")
        if states is None and "states" in given:
            clean["states"] = None
        elif states is not None and not isinstance(states, dict):
            self.refuse("states", "must be an object of facets or fields", states)
        elif states is not None:
            clean["states"] = {}
            for subject, state in states.items():
                if state not in STATES:
                    self.refuse(f"states.{subject}", f"must be one of {', '.join(STATES)}", state)
                elif subject in FIELD_KEYS and state == "no":
                    self.refuse(f"states.{subject}", "cannot be no: a figure is known or has a reason why not")
                elif subject in FIELD_KEYS or self._knows_facet("states", subject):
                    clean["states"][subject] = state

    def _knows_facet(self, key, facet):
        if self.vocabulary.knows_facet(facet):
            return True
        self.refuse(f"{key}.{facet}", "is not a facet; make it in the admin, or pass --create-terms")
        return False

    def _facet_terms(self, facet, terms):
        slugs = list(dict.fromkeys(self._texts(terms, facet)))
        if self.vocabulary.takes_one(facet) and len(slugs) > 1:
            self.refuse(f"terms.{facet}", "takes one term a tool", slugs)
        for slug in slugs:
            if not self.vocabulary.knows_term(facet, slug):
                self.refuse(
                    f"terms.{facet}",
                    "is not a term of this facet; make it in the admin, or pass --create-terms",
                    slug,
                )
        return sorted(slugs)

    def _read_links(self, given, clean):
        if "successor" in given:
            successor = given["successor"]
            if successor is not None and not isinstance(successor, str):
                self.refuse("successor", "must be the slug of a tool", successor)
            else:
                clean["successor"] = successor or ""
        if "runs_on" in given:
            clean["runs_on"] = list(dict.fromkeys(self._texts(given, "runs_on")))
        if "alternatives" in given:
            clean["alternatives"] = self._rows(given, "alternatives", ["tool", "reason"], self._alternative)
            named = [row["tool"] for row in clean["alternatives"]]
            if twice := sorted({slug for slug in named if named.count(slug) > 1 and isinstance(slug, str)}):
                self.refuse("alternatives", "names a tool twice", twice)

    def _rows(self, given, key, keys, read_row):
        rows = given[key]
        if rows is None:
            return []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.refuse(key, "must be a list of objects", rows)
            return []
        if len(rows) > LIST_LIMIT:
            self.refuse(key, f"has more than {LIST_LIMIT} entries")
            return []
        clean = []
        for number, row in enumerate(rows, start=1):
            strangers = sorted(str(name) for name in row if name not in keys)
            if strangers:
                self.refuse(f"{key}[{number}]", f"has unknown keys: {', '.join(strangers)}")
            clean.append(read_row(f"{key}[{number}]", row))
        return clean

    def _alternative(self, label, row):
        if not isinstance(row.get("tool"), str):
            self.refuse(f"{label}.tool", "must be the slug of a tool", row.get("tool"))
        reason = row.get("reason") or ""
        if not isinstance(reason, str) or len(reason) > 200:
            self.refuse(f"{label}.reason", "must be a text of at most 200 characters", reason)
        return {"tool": row.get("tool"), "reason": reason} if reason else {"tool": row.get("tool")}

    def _plan(self, label, row):
        values = {key: self._plan_value(label, key, row[key]) for key in PLAN_KEYS if row.get(key) is not None}
        values.setdefault("currency", "USD")
        for key in ("name", "price_kind"):
            if row.get(key) is None:
                self.refuse(f"{label}.{key}", "is missing")
        if not self.problems:
            try:
                Plan(**values).clean()
            except ValidationError as error:
                self.refuse(label, " ".join(error.messages).rstrip("."))
        if values.get("compared"):
            del values["compared"]  # true goes without saying
        return {key: values[key] for key in PLAN_KEYS if values.get(key) not in (None, "")}

    def _plan_value(self, label, key, value):
        if key == "amount":
            return self._price(f"{label}.amount", value)
        if key == "compared":
            return (
                value if isinstance(value, bool) else self.refuse(f"{label}.compared", "must be true or false", value)
            )
        if key in ("valid_from", "valid_to"):
            try:
                return value if type(value) is dt.date else dt.date.fromisoformat(value)
            except (ValueError, TypeError):
                return self.refuse(f"{label}.{key}", "must be a day like 2026-11-22", value)
        return self._column(Plan, key, value, label=f"{label}.{key}")

    def _source(self, label, row):
        values = {
            key: self._column(Source, key, row[key], label=f"{label}.{key}")
            for key in SOURCE_KEYS
            if row.get(key) is not None
        }
        if row.get("type") is None:
            self.refuse(f"{label}.type", "is missing")
        if values.get("type") != Source.Type.GENERAL_KNOWLEDGE and not values.get("url"):
            self.refuse(f"{label}.url", "is missing; only general knowledge goes without an address")
        for subject in values.get("fields") or []:
            if subject not in FIELD_KEYS and not self.vocabulary.knows_facet(subject):
                self.refuse(f"{label}.fields", "is neither a fact nor a facet", subject)
        return {key: values[key] for key in SOURCE_KEYS if values.get(key) not in (None, "")}

    def _price(self, label, value):
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return self.refuse(label, "must be a number in US dollars", value)
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            return self.refuse(label, "must be a number in US dollars", value)
        if not amount.is_finite() or amount < 0:
            return self.refuse(label, "cannot be below 0", value)
        if amount >= 10**8 or amount.as_tuple().exponent < -6:
            return self.refuse(label, "must be below 100 million, with at most six decimals", value)
        return amount.normalize()


def unstorable(text):
    """Whether a text has NUL or half characters, which no database takes."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def plain(value):
    """A value as JSON and YAML write it: amounts as short numbers, days as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def contradictions(document, given) -> list[Problem]:
    """What does not fit together in a whole document, which has the ``given`` one laid over the stored one."""
    problems = []
    for facet, state in (given.get("states") or {}).items():
        has_terms = bool(document.get("terms", {}).get(facet))
        # “yes” and “no” are not stored but settled by the terms, so they are held against them.
        if state == "no" and has_terms:
            problems.append(Problem(field=f"states.{facet}", reason="is no, yet the tool has terms of it"))
        if state == "yes" and facet not in FIELD_KEYS and not has_terms:
            problems.append(Problem(field=f"states.{facet}", reason="is yes, yet the tool has no term of it"))
    tool = Tool(**{key: document[key] for key in COLUMNS if document.get(key) not in (None, "", [])})
    try:
        tool.clean()
    except ValidationError as error:
        problems += [
            Problem(field=field, reason=" ".join(messages).rstrip("."))
            for field, messages in error.message_dict.items()
        ]
    for facet, state in document.get("states", {}).items():
        if document.get("terms", {}).get(facet):
            problems.append(Problem(field=f"states.{facet}", reason=f"is {state}, yet terms are given"))
        if document.get(facet) not in (None, "", []):
            problems.append(Problem(field=f"states.{facet}", reason=f"is {state}, yet a value is given"))
    for facet in document.get("complete", []):
        if document.get("states", {}).get(facet) in {"not-applicable", "not-published"}:
            problems.append(Problem(field="complete", reason=f"names {facet}, whose state says otherwise"))
    for plan in document.get("plans", []):
        if plan.get("price_kind") in {"free", "free-plan"} and plan.get("amount") != 0:
            problems.append(Problem(field="plans", reason="a free plan has the amount 0"))
    for key, others in (
        ("successor", [document.get("successor")]),
        ("runs_on", document.get("runs_on", [])),
        ("alternatives", [row["tool"] for row in document.get("alternatives", [])]),
    ):
        if document["slug"] in others:
            problems.append(Problem(field=key, reason="names the tool itself"))
    if not document.get("maker"):
        problems.append(Problem(field="maker", reason="is missing"))
    if not document.get("entry_type"):
        problems.append(Problem(field="entry_type", reason="is missing"))
    if not document.get("tagline"):
        problems.append(Problem(field="tagline", reason="is missing; a public entry needs one"))
    return problems
