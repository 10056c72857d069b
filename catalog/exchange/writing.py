"""Documents into the database: new tools in bulk, changed ones section by section, the same ones not at all."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from catalog.exchange.documents import COLUMNS, PLAN_KEYS, PRICES, plain
from catalog.exchange.reading import READING_COLUMNS, row_document, stored_documents
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
PRICE_KINDS = {"price_in": "input-tokens", "price_out": "output-tokens", "price_month": "subscription"}


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
            document[key] = {} if value is None else {**stored.get(key, {}), **value}
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
    """The stored plans, where a stated price differs from theirs: the ones it replaces end, and a new one begins.

    Replaced is the plan that gave the old price, and any that would undercut the new one. Plans that have
    ended, are not compared, or are in another currency stay as they are, so no history is lost.
    """
    plans = [dict(plan) for plan in plans]
    for price in PRICES:
        amount = given.get(price)
        if amount is None or (price in stored and Decimal(str(stored[price])) == amount):
            continue
        kind = PRICE_KINDS[price]
        replaced = [plan for plan in plans if plan["price_kind"] == kind and _counts_today(plan)]
        if amount:
            least = min((plan["amount"] for plan in replaced), default=0)
            replaced = [plan for plan in replaced if plan["amount"] <= max(least, amount)]
        plans = [plan for plan in plans if plan not in replaced or _end(plan)]
        plans.append(_plan_for(price, amount, like=replaced[0] if replaced else None))
    return plans


def _counts_today(plan):
    today = timezone.localdate().isoformat()
    starts, ends = str(plan.get("valid_from") or ""), str(plan.get("valid_to") or "9999")
    return plan.get("compared", True) and plan.get("currency") == "USD" and "amount" in plan and starts <= today <= ends


def _end(plan):
    """Let a plan end yesterday; False for one that would then have ended before it began."""
    yesterday = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    plan["valid_to"] = yesterday
    return str(plan.get("valid_from") or "") <= yesterday


def _plan_for(price, amount, like):
    if price == "price_month" and amount == 0:
        plan = {"name": "Free", "price_kind": "free", "amount": 0, "currency": "USD"}
    elif like:
        plan = {
            key: like[key] for key in ("name", "audience", "price_kind", "currency", "unit", "billing") if key in like
        }
    elif price == "price_month":
        plan = {"name": "Cheapest paid plan", "price_kind": "subscription", "currency": "USD", "unit": "month"}
    else:
        name = "Input tokens" if price == "price_in" else "Output tokens"
        plan = {
            "name": name,
            "price_kind": PRICE_KINDS[price],
            "currency": "USD",
            "unit": "1M tokens",
            "billing": "use",
        }
    plan["amount"] = amount
    if like:
        plan["valid_from"] = timezone.localdate().isoformat()
    return plan


class Writer:
    """Writes documents, chunk by chunk, within the caller's transaction; ``finish`` ties links between tools.

    A document is laid over the stored one, or takes its place with ``replaces``.
    """

    def __init__(self, vocabulary, *, replaces: bool = False):
        self.vocabulary = vocabulary
        self.replaces = replaces
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
            document = merged({"slug": slug} if self.replaces else stored.get(slug, {"slug": slug}), given)
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
        self._write_makers(wanted, changes)
        tools = self._write_tools(wanted, changes)
        self._write_parts(tools, wanted, changes)

    def _write_makers(self, wanted, changes):
        for slug, document in wanted.items():
            key = name_key(document["maker"])
            details = {
                "country": document.get("maker_country", ""),
                "homepage": document.get("maker_homepage", ""),
            }
            if key not in self.maker_ids:
                maker = Maker.objects.create(
                    slug=self._free_maker_slug(document["maker"]), name=document["maker"], **details
                )
                self.maker_ids[key] = maker.pk
                continue
            # A new tool's line adds to a maker that is there; only a changed key can clear something.
            changed = changes.get(slug, set())
            details = {column: value for column, value in details.items() if value or f"maker_{column}" in changed}
            if details:
                Maker.objects.filter(pk=self.maker_ids[key]).update(**details)

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
        for row in Reading.objects.filter(tool__in=existing.values()).values("tool__slug", *READING_COLUMNS):
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
        for tool in old:  # first, since a new tool may take the name that one gives up
            tool.save()
        Tool.objects.bulk_create(new, batch_size=BATCH)
        return {tool.slug: tool for tool in [*new, *old]}

    def _write_parts(self, tools, wanted, changes):
        rows = {model: [] for model in (ToolAlias, Assignment, FacetState, FieldState, Plan, Source)}
        for slug, tool in tools.items():
            document, keys = wanted[slug], changes.get(slug)
            if keys is not None and "plans" in keys:
                self._change_plans(tool, document)
            for part, (models, build) in PARTS.items():
                if keys is not None and (not keys & set(part) or part == ("plans",)):
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

    @staticmethod
    def _change_plans(tool, document):
        """Keep the rows that stay, since readings hang on them; a plan is the same by name, kind and first day."""

        def identity(row):
            return row["name"], row["price_kind"], row.get("valid_from"), row.get("currency")

        stored = defaultdict(list)
        for plan in tool.plans.all():
            stored[identity(plain(row_document(plan, PLAN_KEYS)))].append(plan)
        for position, (row, fresh) in enumerate(
            zip(document.get("plans", []), _plans(tool, document, None), strict=True)
        ):
            kept = stored[identity(row)].pop(0) if stored[identity(row)] else None
            fresh.pk, fresh.position = kept.pk if kept else None, position
            fresh.save()
        tool.plans.filter(pk__in=[plan.pk for plans in stored.values() for plan in plans]).delete()

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
    return [ToolAlias(tool_id=tool.pk, name=name) for name in document.get("aka", [])]


def _assignments(tool, document, vocabulary):
    return [
        Assignment(tool_id=tool.pk, term_id=vocabulary.term_ids[facet][slug])
        for facet, slugs in document.get("terms", {}).items()
        for slug in slugs
    ]


def _states(tool, document, vocabulary):
    facets = vocabulary.facets
    rows = [
        FacetState(tool_id=tool.pk, facet=facets[facet], state=FacetState.State.COMPLETE)
        for facet in document.get("complete", [])
    ]
    for subject, state in document.get("states", {}).items():
        if subject not in facets:
            rows.append(FieldState(tool_id=tool.pk, field=subject, state=state))
        elif state in {"not-applicable", "not-published"}:
            rows.append(FacetState(tool_id=tool.pk, facet=facets[subject], state=state))
    return rows


def _plans(tool, document, _vocabulary):
    plans = []
    for position, row in enumerate(document.get("plans", [])):
        amount = row.get("amount")
        amount = None if amount is None else Decimal(str(amount))
        plans.append(Plan(tool_id=tool.pk, **{**row, "amount": amount, "position": position}))
    return plans


def _sources(tool, document, _vocabulary):
    return [Source(tool_id=tool.pk, **row) for row in document.get("sources", [])]


# Which rows hang on which keys of a document: models to clear, and how to make them anew.
PARTS = {
    ("aka",): ((ToolAlias,), _aliases),
    ("terms",): ((Assignment,), _assignments),
    ("complete", "states"): ((FacetState, FieldState), _states),
    ("plans",): ((Plan,), _plans),
    ("sources",): ((Source,), _sources),
}
