"""Documents into the database: new tools in bulk, changed ones section by section, the same ones not at all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.exchange.documents import COLUMNS, PRICES, plain
from catalog.exchange.reading import stored_documents
from catalog.facts import FIELD_KEYS, footing
from catalog.models import (
    Alternative,
    Assignment,
    FacetState,
    FieldState,
    Maker,
    Plan,
    Reading,
    RunsOn,
    Source,
    Tool,
    ToolAlias,
)
from catalog.names import name_key, slug_from

BATCH = 500


@dataclass
class Outcome:
    """What writing did, or would do: slugs by what happened to them, and the changed keys of each."""

    created: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0


def merged(stored: dict, given: dict) -> dict:
    """The document a tool has after ``given`` was laid over ``stored``; empty values clear a key."""
    document = dict(stored)
    for key, value in given.items():
        if key in {"terms", "states"}:
            document[key] = {**stored.get(key, {}), **value}
        elif key not in PRICES:
            document[key] = value
    if "terms" in given or "states" in given or "complete" in given:
        _settle_states(document)
    if "plans" not in given:
        document["plans"] = _plans_with_prices(document.get("plans", []), stored, given)
    return {key: value for key, value in plain(document).items() if value not in (None, "", [], {})}


def _settle_states(document):
    """Bring states to the one form in which they are stored: “no” is a complete list without terms."""
    complete = set(document.get("complete", []))
    states = {}
    for subject, state in document.get("states", {}).items():
        if state == "no":
            complete.add(subject)
        elif state == "not-known" and subject not in FIELD_KEYS:
            complete.discard(subject)  # for a facet, not known is what having no row means
        elif state != "yes":
            states[subject] = state
    document["complete"] = sorted(complete)
    document["states"] = dict(sorted(states.items()))
    document["terms"] = {facet: slugs for facet, slugs in sorted(document.get("terms", {}).items()) if slugs}


def _plans_with_prices(plans, stored, given):
    """The stored plans, with those replaced whose computed price the document states otherwise."""
    fresh = list(plans)
    for price in PRICES:
        amount = given.get(price)
        if amount is None or (price in stored and Decimal(str(stored[price])) == amount):
            continue
        kinds = {"price_in": {"input-tokens"}, "price_out": {"output-tokens"}}.get(price, {"subscription", "free"})
        fresh = [plan for plan in fresh if plan["price_kind"] not in kinds]
        fresh.append(_plan_for(price, amount))
    return fresh


def _plan_for(price, amount):
    if price == "price_month":
        if amount == 0:
            return {"name": "Free", "price_kind": "free", "amount": 0, "currency": "USD"}
        return {
            "name": "Cheapest paid plan",
            "price_kind": "subscription",
            "amount": amount,
            "currency": "USD",
            "unit": "month",
        }
    side = "input" if price == "price_in" else "output"
    return {
        "name": f"{side.capitalize()} tokens",
        "price_kind": f"{side}-tokens",
        "amount": amount,
        "currency": "USD",
        "unit": "1M tokens",
        "billing": "use",
    }


class Writer:
    """Writes documents, chunk by chunk, within the caller's transaction; ``finish`` ties links between tools."""

    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
        self.maker_ids = dict(Maker.objects.values_list("name_key", "pk"))
        self.maker_slugs = set(Maker.objects.values_list("slug", flat=True))
        self.outcome = Outcome()
        self._links = []

    def write(self, documents: Iterable[dict]):
        """Create or change the tools of one chunk of clean documents."""
        documents = list(documents)
        stored = stored_documents(document["slug"] for document in documents)
        wanted, changes = {}, {}
        for given in documents:
            slug = given["slug"]
            document = merged(stored.get(slug, {"slug": slug}), given)
            if slug not in stored:
                self.outcome.created.append(slug)
                wanted[slug] = document
                continue
            keys = [key for key in {**stored[slug], **document} if stored[slug].get(key) != document.get(key)]
            if keys := [key for key in keys if key not in PRICES]:
                self.outcome.changed[slug] = sorted(keys)
                wanted[slug], changes[slug] = document, set(keys)
            else:
                self.outcome.unchanged += 1
        self._write_makers(wanted.values())
        tools = self._write_tools(wanted, changes)
        self._write_parts(tools, wanted, changes)

    def _write_makers(self, documents):
        for document in documents:
            key = name_key(document["maker"])
            details = {
                "country": document.get("maker_country", ""),
                "homepage": document.get("maker_homepage", ""),
            }
            if key not in self.maker_ids:
                slug = self._free_maker_slug(document["maker"])
                maker = Maker.objects.create(slug=slug, name=document["maker"], **details)
                self.maker_ids[key] = maker.pk
            elif details := {column: value for column, value in details.items() if value}:
                Maker.objects.filter(pk=self.maker_ids[key]).exclude(**details).update(**details)

    def _free_maker_slug(self, name):
        base = slug_from(name, 70)
        slug, number = base, 2
        while slug in self.maker_slugs:
            slug, number = f"{base}-{number}", number + 1
        self.maker_slugs.add(slug)
        return slug

    def _write_tools(self, wanted, changes):
        existing = {tool.slug: tool for tool in Tool.objects.filter(slug__in=list(changes))}
        readings = defaultdict(list)
        for row in Reading.objects.filter(tool__in=existing.values()).values(
            "tool__slug", "subject", "outcome", "read_on"
        ):
            readings[row["tool__slug"]].append(row)
        new, old = [], []
        for slug, document in wanted.items():
            tool = existing.get(slug) or Tool(slug=slug, editorial_state=Tool.EditorialState.PUBLISHED)
            for column in COLUMNS:
                setattr(tool, column, document.get(column, Tool._meta.get_field(column).get_default()))
            tool.name_key = name_key(tool.name)
            tool.maker_id = self.maker_ids[name_key(document["maker"])]
            found = footing(document, document.get("sources", []), readings.get(slug, ()))
            tool.sourced_share, tool.stale_on = found.share, found.stale_on
            (old if slug in existing else new).append(tool)
        Tool.objects.bulk_create(new, batch_size=BATCH)
        for tool in old:
            tool.save()
        return {tool.slug: tool for tool in [*new, *old]}

    def _write_parts(self, tools, wanted, changes):
        rows = {model: [] for model in (ToolAlias, Assignment, FacetState, FieldState, Plan, Source)}
        for slug, tool in tools.items():
            document, keys = wanted[slug], changes.get(slug)
            for part, (models, build) in PARTS.items():
                if keys is not None and not keys & set(part):
                    continue
                if keys is not None:
                    for model in models:
                        model.objects.filter(tool=tool).delete()
                for row in build(tool, document, self.vocabulary):
                    rows[type(row)].append(row)
            if keys is None or keys & {"successor", "runs_on", "alternatives"}:
                links = {key: document.get(key) for key in ("successor", "runs_on", "alternatives")}
                if keys is not None or any(links.values()):
                    self._links.append((tool.pk, links))
        for model, made in rows.items():
            model.objects.bulk_create(made, batch_size=BATCH)

    def finish(self) -> Outcome:
        """Tie successors, models and alternatives, now that every tool is there."""
        slugs = {slug for _, links in self._links for slug in linked_slugs(links)}
        ids = {}
        for start in range(0, len(slugs), BATCH):
            some = sorted(slugs)[start : start + BATCH]
            ids.update(Tool.objects.filter(slug__in=some).values_list("slug", "pk"))
        runs_on, alternatives = [], []
        for pk, links in self._links:
            Tool.objects.filter(pk=pk).update(successor=ids.get(links["successor"]))
            RunsOn.objects.filter(app=pk).delete()
            Alternative.objects.filter(tool=pk).delete()
            runs_on += [RunsOn(app_id=pk, model_id=ids[slug]) for slug in links["runs_on"] or [] if slug in ids]
            alternatives += [
                Alternative(tool_id=pk, other_id=ids[row["tool"]], reason=row.get("reason", ""), position=position)
                for position, row in enumerate(links["alternatives"] or [])
                if row["tool"] in ids
            ]
        RunsOn.objects.bulk_create(runs_on, batch_size=BATCH)
        Alternative.objects.bulk_create(alternatives, batch_size=BATCH)
        self._links = []
        return self.outcome


def linked_slugs(document) -> list[str]:
    """The other tools that a document names."""
    return [
        *([document["successor"]] if document.get("successor") else []),
        *(document.get("runs_on") or []),
        *(row["tool"] for row in document.get("alternatives") or []),
    ]


def _aliases(tool, document, _vocabulary):
    return [ToolAlias(tool=tool, name=name) for name in document.get("aka", [])]


def _assignments(tool, document, vocabulary):
    return [
        Assignment(tool=tool, term_id=vocabulary.term_ids[facet][slug])
        for facet, slugs in document.get("terms", {}).items()
        for slug in slugs
    ]


def _states(tool, document, vocabulary):
    facets = vocabulary.facets
    rows = [
        FacetState(tool=tool, facet=facets[facet], state=FacetState.State.COMPLETE)
        for facet in document.get("complete", [])
    ]
    for subject, state in document.get("states", {}).items():
        if subject not in facets:
            rows.append(FieldState(tool=tool, field=subject, state=state))
        elif state in {"not-applicable", "not-published"}:
            rows.append(FacetState(tool=tool, facet=facets[subject], state=state))
    return rows


def _plans(tool, document, _vocabulary):
    plans = []
    for row in document.get("plans", []):
        amount = row.get("amount")
        plans.append(Plan(tool=tool, **{**row, "amount": None if amount is None else Decimal(str(amount))}))
    return plans


def _sources(tool, document, _vocabulary):
    return [Source(tool=tool, **row) for row in document.get("sources", [])]


# Which rows hang on which keys of a document: models to clear, and how to make them anew.
PARTS = {
    ("aka",): ((ToolAlias,), _aliases),
    ("terms",): ((Assignment,), _assignments),
    ("complete", "states"): ((FacetState, FieldState), _states),
    ("plans",): ((Plan,), _plans),
    ("sources",): ((Source,), _sources),
}
