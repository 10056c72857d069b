"""Stored tools as documents."""

import json
from collections.abc import Iterator

from django.utils import timezone

from catalog.changes import recorded
from catalog.exchange.documents import COLUMNS, KEYS, PLAN_KEYS, PRICES, SOURCE_KEYS, plain
from catalog.facts import FIELD_KEYS, footing, value_digest
from catalog.models import Facet, FacetState, Tool

CHUNK = 500
READING_COLUMNS = ("subject", "value_digest", "outcome", "read_on")


def documents_of(tools, *, public=True) -> Iterator[dict]:
    """The documents of a queryset of tools, in its order, in bounded memory.

    With ``public``, links to tools that are not public are left out, so that a draft's name never leaves.
    """
    for _, document in tools_with_documents(tools, public=public):
        yield document


def tools_with_documents(tools, *, public=True) -> Iterator[tuple[Tool, dict]]:
    subjects = FIELD_KEYS | set(Facet.objects.values_list("slug", flat=True))
    for tool in tools.with_prices(timezone.localdate()).for_documents().iterator(chunk_size=CHUNK):
        document = document_of(tool, public=public)
        for source in document.get("sources", []):
            # A source may still name a facet that was deleted since.
            source["fields"] = [subject for subject in source.get("fields", []) if subject in subjects]
        yield tool, document


def named_by(tool) -> set[int]:
    """The other tools, by primary key, that a tool's document names, or would if they were public."""
    runs_on, alternatives = tool.runs_on.all(), tool.alternatives.all()
    named = {link.model_id for link in runs_on} | {link.other_id for link in alternatives}
    return named | ({tool.successor_id} - {None})


def document_of(tool, *, public=True) -> dict:
    """One tool, loaded with ``with_prices`` and ``for_documents``, as a document; unknown keys are absent."""

    def shown(other):
        return other.is_public or not public

    terms = {}
    for assignment in tool.assignments.all():
        terms.setdefault(assignment.term.facet.slug, []).append(assignment.term.slug)
    states = {state.field: state.state for state in tool.field_states.all()}
    complete = []
    for state in tool.facet_states.all():
        if state.state == FacetState.State.COMPLETE:
            complete.append(state.facet.slug)
        else:
            states[state.facet.slug] = state.state
    found = {column: getattr(tool, column) for column in COLUMNS}
    found |= {price: getattr(tool, price) for price in PRICES}
    found |= {
        "slug": tool.slug,
        "aka": [alias.name for alias in tool.aliases.all()],
        "maker": tool.maker.name,
        "maker_country": tool.maker.country,
        "maker_homepage": tool.maker.homepage,
        "terms": {facet: sorted(slugs) for facet, slugs in sorted(terms.items())},
        "complete": sorted(complete),
        "states": dict(sorted(states.items())),
        "successor": tool.successor.slug if tool.successor and shown(tool.successor) else "",
        "runs_on": [link.model.slug for link in tool.runs_on.all() if shown(link.model)],
        "alternatives": [
            {"tool": link.other.slug, "reason": link.reason} if link.reason else {"tool": link.other.slug}
            for link in tool.alternatives.all()
            if shown(link.other)
        ],
        "plans": [row_document(plan, PLAN_KEYS) for plan in tool.plans.all()],
        "sources": [row_document(source, SOURCE_KEYS) for source in tool.sources.all()],
    }
    return {key: plain(found[key]) for key in KEYS if found[key] not in (None, "", [], {})}


def row_document(instance, keys) -> dict:
    """A plan or a source as it stands in a document, without what is empty."""
    values = {key: getattr(instance, key) for key in keys}
    if values.get("compared"):
        del values["compared"]  # true goes without saying
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def refresh_footing(tool):
    """Work out anew what a tool's facts stand on: after facts, terms, plans, sources or readings changed."""
    with recorded():
        stored = Tool.objects.filter(pk=tool.pk).with_prices(timezone.localdate()).for_documents().get()
        document = document_of(stored, public=False)
        sources = tool.sources.values("fields", "type", "as_of")
        found = footing(document, sources, tool.readings.values(*READING_COLUMNS))
        Tool.objects.filter(pk=tool.pk).update(sourced_share=found.share, stale_on=found.stale_on)


def stamp_reading(reading):
    """Note on a reading, before it is saved, which value of the fact it speaks for: the present one."""
    stored = Tool.objects.filter(pk=reading.tool_id).with_prices(timezone.localdate()).for_documents().get()
    reading.value_digest = value_digest(document_of(stored), reading.subject)


def line_of(document) -> str:
    """A document as one line of JSON, the same bytes for the same document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def stored_documents(slugs) -> dict[str, dict]:
    """The documents of the tools with these slugs, whatever their editorial state."""
    tools = Tool.objects.filter(slug__in=list(slugs))
    return {document["slug"]: document for document in documents_of(tools, public=False)}
