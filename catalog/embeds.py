"""What the double brackets in a text stand for: a table, a picture, a list from the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from django.db.models import Prefetch
from django.urls import reverse

from catalog import live, words
from catalog.directory import answer
from catalog.markdown import Document, Embed, Prose, minutes_to_read
from catalog.models import Comparison, ComparisonRow, IndustryGuide, Scenario, Tool, Workflow, WorkflowStep
from catalog.query import Query

PICTURES = {"rings", "map", "next-token", "denoising", "adversaries", "latent-codes"}
TOOLS_SHOWN = 6
# Of what is put in, the texts that one reads as one reads the guide itself; a list of tools is looked through.
READ = {
    "scenarios": ("title", "who", "situation", "mistake", "better", "today"),
    "workflows": ("title", "tagline"),
    "industries": ("title", "tagline"),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a page: running text, or a template with what it needs."""

    html: str = ""
    template: str = ""
    content: dict = field(default_factory=dict)


def fill(document: Document) -> tuple[list[Part], list[Embed]]:
    """The document's parts in order, and the embeds that stand for nothing (visitors do not see those)."""
    sources = Sources(document.embeds)
    parts, lost = [], []
    for piece in document.parts:
        if isinstance(piece, Prose):
            parts.append(Part(html=piece.html))
        elif content := sources.content(piece):
            parts.append(Part(template=f"catalog/_embed_{piece.name}.html", content=content))
        else:
            lost.append(piece)
    return parts, lost


class Sources:
    """Reads what all embeds of a text need, each sort of thing once."""

    def __init__(self, embeds: Iterable[Embed]):
        wanted = {embed.argument for embed in embeds if embed.name == "comparison"}
        self.comparisons = {found.slug: found for found in comparisons(wanted)} if wanted else {}
        self.catalogue = live.current() if any(embed.name == "tools" for embed in embeds) else None

    def content(self, embed) -> dict | None:
        match embed.name, embed.argument:
            case "comparison", slug if slug in self.comparisons:
                found = self.comparisons[slug]
                noted = [row for row in found.rows.all() if row.note or row.tools.all()]
                return {"comparison": found, "noted": noted}
            case "picture", name if name in PICTURES:
                return {"picture": f"includes/pictures/{name}.html"}
            case "tools", question if question:
                return self.tools(question)
            case "scenarios", "":
                return {"scenarios": Scenario.objects.published()}
            case "workflows", "":
                return {"workflows": workflows_with_steps()}
            case "industries", "":
                return {"industries": IndustryGuide.objects.published()}
        return None

    def tools(self, question):
        """A short list in reading order; nothing unless every parameter is a facet with a term of its own."""
        chosen, taxonomy = {}, self.catalogue.taxonomy
        for facet, slug in parse_qsl(question, keep_blank_values=True):
            if not taxonomy.term(facet, slug):
                return None
            chosen[facet] = (*chosen.get(facet, ()), slug)
        if not chosen:
            return None
        query = Query(chosen=chosen)
        found = answer(query, self.catalogue, size=TOOLS_SHOWN, counted=False)
        labels = [taxonomy.term(facet, slug).label for facet, slugs in chosen.items() for slug in slugs]
        return {
            "tools": found.tools(),
            "total": found.total,
            "url": query.url(reverse("catalog:tool_list")),
            "label": ", ".join(labels),
        }


@dataclass(frozen=True, kw_only=True)
class ReadingTime:
    """How long a text takes. Tables are counted only: one looks things up in them, each reader other rows."""

    minutes: int
    tables: int

    def __str__(self):
        text = f"{words.count(self.minutes, 'minute')} to read"
        if self.tables:
            text += f", and {'a table' if self.tables == 1 else f'{self.tables} tables'} to look things up in"
        return text


def reading_time(document: Document, contents: Iterable[dict]) -> ReadingTime:
    """With what is put in for its embeds, as the content of each part has it."""
    length, tables = document.words, document.tables
    for content in contents:
        if found := content.get("comparison"):
            length += len(found.intro.split())
            tables += 1
        for name, fields in READ.items():
            length += sum(len(getattr(entry, of).split()) for entry in content.get(name, ()) for of in fields)
    return ReadingTime(minutes=minutes_to_read(length), tables=tables)


def reading_times(documents: list[Document]) -> list[ReadingTime]:
    """Of each, in four queries at most for any number of them."""
    wanted = {embed.argument for document in documents for embed in document.embeds if embed.name == "comparison"}
    tables = {found.slug: found for found in Comparison.objects.published().filter(slug__in=wanted)}
    # Asked when the first text needs them, and kept for the others.
    texts = {"scenarios": Scenario, "workflows": Workflow, "industries": IndustryGuide}
    texts = {name: model.objects.published() for name, model in texts.items()}

    def content(embed):
        if embed.name == "comparison":
            return {"comparison": tables.get(embed.argument)}
        return {embed.name: texts[embed.name]} if embed.name in texts and not embed.argument else {}

    return [reading_time(document, map(content, document.embeds)) for document in documents]


def comparisons(slugs):
    """The published ones with their rows; a row's tools are those that are public."""
    rows = ComparisonRow.objects.prefetch_related(Prefetch("tools", queryset=Tool.objects.published()))
    return Comparison.objects.published().filter(slug__in=slugs).prefetch_related(Prefetch("rows", queryset=rows))


def workflows_with_steps():
    """The published ones with the kinds that they chain."""
    steps = WorkflowStep.objects.select_related("kind__facet")
    return Workflow.objects.published().prefetch_related(Prefetch("steps", queryset=steps))
