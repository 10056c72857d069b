"""The catalogue's kinds of shipped entries, in the order in which they need each other."""

from catalog import content
from catalog.content.kinds import ContentKind, Shape, by_key, key_of, read_yaml
from catalog.content.tools import TOOL_PARTS, dump_tools, read_tools, restore_tool, write_tools
from catalog.models import (
    Comparison,
    ComparisonRow,
    Facet,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    KindGuide,
    Maker,
    Reference,
    Scenario,
    Term,
    Tool,
    Workflow,
    WorkflowStep,
)
from catalog.names import name_key

READING_LINKS = {"terms": Term, "references": Reference}


class TermShape(Shape):
    """Terms are known by facet and slug together, and nest in their facet's document."""

    def dump(self, keys):
        wanted = set(keys)
        terms = Term.objects.select_related("facet", "parent__facet").prefetch_related("implies__facet")
        rows = [term for term in terms if ":".join(term.natural_key()) in wanted]
        return {":".join(term.natural_key()): self.document(term) for term in rows}

    def write(self, documents, name=""):
        facets = set(Facet.objects.values_list("slug", flat=True))
        # An editor may have deleted a facet; its terms then have no place.
        super().write([document for document in documents if document["facet"] in facets], name)

    def key_of(self, document):
        return f"{document['facet']}:{document['slug']}"

    def existing(self, documents):
        facets = {document["facet"] for document in documents}
        return {key_of(term): term for term in Term.objects.filter(facet__slug__in=facets).select_related("facet")}


class KindGuideShape(Shape):
    def write(self, documents, name=""):
        kinds = set(Term.objects.kinds().values_list("slug", flat=True))
        # An editor may have deleted a kind; what there is to say about it then has no place.
        super().write([document for document in documents if document["kind"].partition(":")[2] in kinds], name)


def read_facets(folder):
    facets = [
        {key: value for key, value in facet.items() if key != "terms"} | {"position": 10 * number}
        for number, facet in enumerate(read_yaml(folder / "taxonomy.yaml"), start=1)
    ]
    return by_key(facets, lambda facet: facet["slug"], "taxonomy.yaml")


def read_terms(folder):
    found = []

    def walk(facet, terms, parent, rank):
        for given in terms:
            rank += 1
            term = {key: value for key, value in given.items() if key not in {"children", "implies"}}
            term |= {"facet": facet, "rank": rank}
            if parent:
                term["parent"] = f"{facet}:{parent}"
            term["implies"] = [f"{facet}:{slug}" for slug in given.get("implies", [])]
            found.append(term)
            rank = walk(facet, given.get("children", []), term["slug"], rank)
        return rank

    for facet in read_yaml(folder / "taxonomy.yaml"):
        walk(facet["slug"], facet["terms"], "", 0)
    return by_key(found, lambda term: f"{term['facet']}:{term['slug']}", "taxonomy.yaml")


def taken_names(model):
    """Names the new entries whose name, by any spelling, an entry of another key has."""

    def taken(documents):
        keys = {name_key(document["name"]): key for key, document in documents.items() if document.get("name")}
        return {keys[key] for key in model.objects.filter(name_key__in=keys).values_list("name_key", flat=True)}

    return taken


FACET = Shape(
    model=Facet,
    columns=(
        [
            "label",
            "help",
            "phrase",
            "selection",
            "match",
            "position",
            "shown_first",
            "filterable",
            "comparable",
            "unknown_policy",
        ]
    ),
)
TERM = TermShape(
    model=Term,
    columns=("label", "phrase", "definition", "rank", "synonyms"),
    foreign={"facet": Facet, "parent": Term},
    links={"implies": Term},
    key=("facet__slug", "slug"),
)
MAKER = Shape(model=Maker, columns=("name", "country", "homepage"))
REFERENCE = Shape(model=Reference, columns=("title", "publisher", "kind", "file", "url", "as_of", "note"))
COMPARISON = Shape(
    model=Comparison,
    columns=("title", "intro", "columns", "position"),
    links=READING_LINKS,
    below={"rows": Shape(model=ComparisonRow, columns=("cells", "note"), links={"tools": Tool}, parent="comparison")},
)
WORKFLOW = Shape(
    model=Workflow,
    columns=("title", "tagline", "summary", "position"),
    links=READING_LINKS,
    below={
        "steps": Shape(
            model=WorkflowStep,
            columns=("label", "note"),
            foreign={"kind": Term},
            links={"tools": Tool},
            parent="workflow",
        )
    },
)
SCENARIO = Shape(
    model=Scenario,
    columns=("title", "who", "situation", "mistake", "better", "today", "position"),
    links=READING_LINKS,
)
INDUSTRY = Shape(
    model=IndustryGuide,
    columns=("title", "tagline", "fit", "fit_note", "how", "example", "cautions", "position"),
    links=READING_LINKS | {"tools": Tool, "kinds": Term, "workflows": Workflow},
)
KIND_GUIDE = KindGuideShape(
    model=KindGuide,
    columns=("use_for", "avoid_for", "example", "cautions", "criteria", "on_map"),
    foreign={"kind": Term},
    links=READING_LINKS,
    label="kind__label",
)
GLOSSARY = Shape(
    model=GlossaryTerm,
    columns=("term", "definition", "synonyms"),
    links=READING_LINKS | {"see_also": GlossaryTerm},
)
FAQ = Shape(model=FaqEntry, columns=("question", "answer", "origin", "note", "position"), links=READING_LINKS)
GUIDE = Shape(
    model=Guide,
    columns=("title", "group", "tagline", "summary", "body", "reviewed", "position"),
    links=READING_LINKS | {"tools": Tool},
)


def register_all():
    content.register(ContentKind(name="facet", read=read_facets, **FACET.stored("facet")))
    content.register(ContentKind(name="term", read=read_terms, **TERM.stored("term")))
    content.register(MAKER.kind("maker", "makers.yaml", taken=taken_names(Maker)))
    content.register(
        ContentKind(
            name="tool",
            read=read_tools,
            dump=dump_tools,
            write=write_tools,
            restore=restore_tool,
            taken=taken_names(Tool),
            model=Tool,
            label="name",
            parts=TOOL_PARTS,
        )
    )
    content.register(REFERENCE.kind("reference", "references.yaml"))
    content.register(COMPARISON.kind("comparison", "comparisons.yaml"))
    content.register(WORKFLOW.kind("workflow", "workflows.yaml"))
    content.register(SCENARIO.kind("scenario", "scenarios.yaml"))
    content.register(INDUSTRY.kind("industryguide", "industries.yaml"))
    content.register(KIND_GUIDE.kind("kindguide", "kinds.yaml"))
    content.register(GLOSSARY.kind("glossaryterm", "glossary.yaml"))
    content.register(FAQ.kind("faqentry", "faq.yaml"))
    content.register(GUIDE.kind("guide", "guides.yaml"))
