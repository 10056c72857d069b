"""Tools as content: read from ``fixtures/tools/``, told whole, and made again from what was told."""

from django.contrib.auth import get_user_model

from catalog.content.kinds import ContentError, by_key, read_yaml
from catalog.exchange.documents import KEYS, Reader, contradictions
from catalog.exchange.reading import refresh_footing, tools_with_documents
from catalog.exchange.vocabulary import Vocabulary
from catalog.exchange.writing import Writer, linked_slugs, merged
from catalog.facts import FIELD_KEYS
from catalog.models import (
    Alternative,
    Assignment,
    FacetState,
    FieldState,
    FormerSlug,
    LoadedEntry,
    Maker,
    Plan,
    Reading,
    RunsOn,
    Source,
    Tool,
    ToolAlias,
)
from catalog.names import name_key

# Whose rows belong to a tool, and by which link.
TOOL_PARTS = {
    **dict.fromkeys([ToolAlias, Assignment, FacetState, FieldState, FormerSlug, Plan, Source, Reading], "tool"),
    Alternative: "tool",
    RunsOn: "app",
}
READING_KEYS = ("subject", "outcome", "read_on", "url", "source_type", "note", "value_digest")


def read_tools(folder):
    documents = [tool for path in sorted((folder / "tools").glob("*.yaml")) for tool in read_yaml(path)]
    return by_key(documents, lambda tool: tool.get("slug"), "tools")


def write_tools(documents):
    """Through the same reader and writer as imports, so shipped and imported tools obey the same rules."""
    vocabulary = Vocabulary()
    reader = Reader(vocabulary)
    gone = deleted_by_editors(vocabulary)
    clean = []
    for given in documents:
        document, problems = reader.read(without(given, gone))
        problems = problems or contradictions(merged({"slug": given.get("slug")}, document), document)
        if problems:
            raise ContentError(f"tool {given.get('slug')}: {'; '.join(map(str, problems))}")
        clean.append(document)
    writer = Writer(vocabulary)
    writer.write(clean)
    writer.finish()


def deleted_by_editors(vocabulary) -> set[str]:
    """Facets, as “output”, and terms, as “output:image”, that were loaded once and are no longer there."""
    loaded = LoadedEntry.objects.filter(kind__in=["facet", "term"]).values_list("key", flat=True)
    present = set(vocabulary.facets)
    present |= {f"{facet}:{term}" for facet, terms in vocabulary.term_ids.items() for term in terms}
    return set(loaded) - present


def without(document, gone) -> dict:
    """A tool's document without the facets and terms that an editor has deleted."""
    if not gone:
        return document
    terms = {
        facet: [slug for slug in slugs if f"{facet}:{slug}" not in gone]
        for facet, slugs in document.get("terms", {}).items()
        if facet not in gone
    }
    states = {subject: state for subject, state in document.get("states", {}).items() if subject not in gone}
    sources = [
        {**source, "fields": [subject for subject in source.get("fields", []) if subject not in gone]}
        for source in document.get("sources", [])
    ]
    complete = [facet for facet in document.get("complete", []) if facet not in gone]
    return {**document, "terms": terms, "complete": complete, "states": states, "sources": sources}


def dump_tools(keys) -> dict[str, dict]:
    """Documents, and with them what an editor can change that no document holds: state, readings, former addresses."""
    found = {}
    tools = Tool.objects.filter(slug__in=list(keys))
    tools = tools.prefetch_related("readings__read_by", "readings__plan", "former_slugs")
    for tool, document in tools_with_documents(tools, public=False):
        readings = [_reading(reading) for reading in tool.readings.all()]
        found[tool.slug] = document | {"editorial_state": tool.editorial_state, "readings": readings}
        if former := [row.slug for row in tool.former_slugs.all()]:
            found[tool.slug]["former_slugs"] = former
    return found


def _reading(reading):
    row = {key: getattr(reading, key) for key in READING_KEYS}
    row |= {"read_on": reading.read_on.isoformat(), "plan": reading.plan and reading.plan.name}
    return row | {"read_by": reading.read_by and reading.read_by.get_username()}


def restore_tool(key, document) -> list[str]:
    """Make a tool what the document says, whatever it is now. Its readings come back only with a tool that was gone.

    Links to tools that are gone, and facts of the maker that others share, stay as they are now.
    """
    document = {**document, "slug": key}
    vocabulary = Vocabulary()
    gone = sorted(_unknown_to(vocabulary, document))
    maker = Maker.objects.filter(name_key=name_key(document["maker"])).first()
    given = {key: value for key, value in without(document, gone).items() if key in KEYS}
    if maker:
        given |= {"maker_country": maker.country, "maker_homepage": maker.homepage}
    clean, problems = Reader(vocabulary).read(given)
    if not problems:
        problems = contradictions(merged({"slug": clean["slug"]}, clean), clean)
    if document["editorial_state"] != Tool.EditorialState.PUBLISHED:  # which alone needs a tagline
        problems = [problem for problem in problems if problem.field != "tagline"]
    if problems:
        raise ContentError("; ".join(map(str, problems)))
    was_gone = not Tool.objects.filter(slug=document["slug"]).exists()
    named = {slug for slug in linked_slugs(clean) if not Tool.objects.filter(slug=slug).exists()}
    writer = Writer(vocabulary, replaces=True)
    writer.write([clean])
    writer.finish()
    tool = Tool.objects.get(slug=document["slug"])
    tool.editorial_state = document["editorial_state"]
    tool.save(update_fields=["editorial_state", "updated_at"])
    _bring_back_addresses(tool, document)
    if was_gone:
        _bring_back_readings(tool, document)
    refresh_footing(tool)
    return [*(f"“{subject}”" for subject in gone), *(f"tool “{slug}”" for slug in sorted(named))]


def _unknown_to(vocabulary, document) -> set[str]:
    """Facets, as “output”, and terms, as “output:image”, that a document names and that are no longer there."""
    terms = document.get("terms", {})
    subjects = {*terms, *document.get("complete", []), *document.get("states", {})}
    subjects |= {subject for source in document.get("sources", []) for subject in source.get("fields", [])}
    gone = {subject for subject in subjects - FIELD_KEYS if not vocabulary.knows_facet(subject)}
    return gone | {
        f"{facet}:{slug}"
        for facet, slugs in terms.items()
        for slug in slugs
        if facet not in gone and not vocabulary.knows_term(facet, slug)
    }


def _bring_back_addresses(tool, document):
    """The former ones, unless another tool has them by now; none is taken away."""
    for slug in document.get("former_slugs", []):
        if not Tool.objects.filter(slug=slug).exists():
            FormerSlug.objects.get_or_create(slug=slug, defaults={"tool": tool})


def _bring_back_readings(tool, document):
    people = get_user_model().objects.in_bulk(field_name="username")
    for row in reversed(document.get("readings", [])):
        Reading.objects.create(
            tool=tool,
            plan=tool.plans.filter(name=row["plan"]).first() if row["plan"] else None,
            read_by=people.get(row["read_by"]),
            **{key: row[key] for key in READING_KEYS},
        )
