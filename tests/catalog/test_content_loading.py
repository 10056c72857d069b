"""Shipped content and editors' work live side by side: loading never undoes what an editor did."""

import io

import pytest
import yaml
from django.core.management import call_command

from catalog import content
from catalog.content.kinds import ContentError
from catalog.content.loading import load
from catalog.models import Event, Facet, GlossaryTerm, Guide, LoadedEntry, Maker, Plan, Term, Tool
from tests.factories import make_tool

pytestmark = pytest.mark.django_db

FACET = {
    "slug": "kind",
    "label": "Kind",
    "terms": [{"slug": "agent", "label": "Agent", "children": [{"slug": "bot", "label": "Bot", "implies": ["agent"]}]}],
}
TOOL = {
    "slug": "brush",
    "name": "Brush",
    "maker": "Acme",
    "entry_type": "app",
    "tagline": "Paints.",
    "terms": {"kind": ["agent"]},
    "plans": [{"name": "Pro", "price_kind": "subscription", "amount": 10, "unit": "month"}],
    "sources": [{"type": "vendor", "url": "https://example.org/", "fields": ["maker"]}],
}
WORD = {
    "slug": "token",
    "term": "Token",
    "definition": "A piece of text.",
    "see_also": ["word"],
    "terms": ["kind:agent"],
}


class Shelf:
    """A small folder of content that a test can change."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "tools").mkdir()
        for name in "makers references comparisons workflows scenarios industries kinds faq guides".split():
            self.put(f"{name}.yaml", [])
        self.put("taxonomy.yaml", [FACET])
        self.put("tools/all.yaml", [TOOL])
        self.put("glossary.yaml", [WORD, {"slug": "word", "term": "Word", "definition": "What people say."}])

    def put(self, name, documents):
        (self.folder / name).write_text(yaml.safe_dump(documents))

    def load(self, **options):
        kinds = [kind for kind in content.kinds() if kind.name != "questionnaire"]
        return {report.kind: report for report in load(kinds, self.folder, **options)}


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_everything_is_loaded_once(shelf):
    shelf.load()
    assert Term.objects.get(slug="bot").parent.slug == "agent"
    assert [term.slug for term in Term.objects.get(slug="bot").implies.all()] == ["agent"]
    assert [word.slug for word in GlossaryTerm.objects.get(slug="token").see_also.all()] == ["word"]
    assert Tool.objects.published().get().plans.get().amount == 10
    told = set(Event.objects.values_list("route", "kind", "action"))
    assert {("content", "tool", "create"), ("content", "glossaryterm", "create")} < told
    again = shelf.load()
    assert not any(report.created or report.updated for report in again.values())
    assert again["tool"].unchanged == 1
    assert {*Event.objects.values_list("route", "kind", "action")} == told


def test_what_is_said_of_a_kind_that_an_editor_deleted_is_left_out(shelf):
    shelf.load()
    Term.objects.get(slug="bot").delete()
    shelf.put("kinds.yaml", [{"slug": slug, "kind": f"kind:{slug}"} for slug in ("agent", "bot")])
    assert shelf.load()["kindguide"].created == ["agent"]
    Term.objects.get(slug="agent").kind_guide.delete()
    assert shelf.load(update=True)["kindguide"].deleted == ["agent"]


def test_an_edited_entry_is_left_alone_and_listed(shelf):
    shelf.load()
    Tool.objects.update(tagline="An editor's words.")
    GlossaryTerm.objects.filter(slug="token").update(definition="Better said.")
    shelf.put("tools/all.yaml", [{**TOOL, "tagline": "New from the project."}])
    for update in (False, True):
        reports = shelf.load(update=update)
        assert reports["tool"].edited == ["brush"]
        assert reports["glossaryterm"].edited == ["token"]
    assert Tool.objects.get().tagline == "An editor's words."


def test_an_edit_to_a_part_counts_as_an_edit(shelf):
    shelf.load()
    Plan.objects.update(amount=11)
    assert shelf.load(update=True)["tool"].edited == ["brush"]
    assert Plan.objects.get().amount == 11


def test_what_no_document_holds_counts_as_an_edit_too(shelf):
    shelf.load()
    Tool.objects.get().unpublish()
    GlossaryTerm.objects.filter(slug="token").update(position=3)
    reports = shelf.load(update=True)
    assert reports["tool"].edited == ["brush"]
    assert reports["glossaryterm"].edited == ["token"]


def test_a_reading_counts_as_an_edit(shelf):
    shelf.load()
    Tool.objects.get().readings.create(subject="maker", read_on="2026-11-01", outcome="confirmed")
    assert shelf.load(update=True)["tool"].edited == ["brush"]


def test_a_new_entry_gives_way_to_an_editors_of_the_same_name(shelf):
    make_tool(slug="mine", name="BRUSH", maker="Acme")
    shelf.put("makers.yaml", [{"slug": "acme-inc", "name": "ACME"}])
    reports = shelf.load()
    assert reports["tool"].already_there == ["brush"]
    assert reports["maker"].already_there == ["acme-inc"]


def test_a_new_tool_does_without_a_term_or_facet_that_an_editor_deleted(shelf):
    shelf.load()
    Tool.objects.all().delete()
    Term.objects.filter(slug="bot").delete()
    new = {**TOOL, "slug": "pen", "name": "Pen", "terms": {"kind": ["agent", "bot"]}}
    shelf.put("tools/all.yaml", [TOOL, new])
    assert shelf.load()["tool"].created == ["pen"]
    assert [term.slug for term in Tool.objects.get().terms.all()] == ["agent"]


def test_a_deleted_entry_is_not_brought_back(shelf):
    shelf.load()
    Tool.objects.all().delete()
    GlossaryTerm.objects.filter(slug="word").delete()
    reports = shelf.load(update=True)
    assert reports["tool"].deleted == ["brush"]
    assert reports["glossaryterm"].deleted == ["word"]
    assert not Tool.objects.exists()


def test_an_entry_an_editor_made_first_is_theirs(shelf):
    GlossaryTerm.objects.create(slug="token", term="Token", definition="Mine.")
    assert shelf.load()["glossaryterm"].already_there == ["token"]
    assert GlossaryTerm.objects.get(slug="token").definition == "Mine."


def test_entries_nobody_touched_follow_an_update_and_only_then(shelf):
    shelf.load()
    shelf.put("tools/all.yaml", [{**TOOL, "tagline": "New from the project."}])
    assert shelf.load()["tool"].unchanged == 1
    assert Tool.objects.get().tagline == "Paints."
    assert shelf.load(update=True)["tool"].updated == ["brush"]
    assert Tool.objects.get().tagline == "New from the project."
    assert shelf.load(update=True)["tool"].unchanged == 1


def test_a_new_entry_may_point_to_a_deleted_one(shelf):
    shelf.load()
    GlossaryTerm.objects.filter(slug="word").delete()
    shelf.put("glossary.yaml", [WORD, {"slug": "new", "term": "New", "definition": "Fresh.", "see_also": ["word"]}])
    assert shelf.load()["glossaryterm"].created == ["new"]


@pytest.mark.parametrize(
    ("file", "documents", "told"),
    [
        ("glossary.yaml", [{**WORD, "colour": "red"}], "unknown keys colour"),
        ("glossary.yaml", [{**WORD, "see_also": ["nobody"]}], "there is no glossary term “nobody”"),
        ("glossary.yaml", [WORD, WORD], "“token” is there twice"),
        ("glossary.yaml", [{**WORD, "see_also": [], "definition": ""}], "definition"),
        ("tools/all.yaml", [{**TOOL, "price_in": -1}], "price_in: cannot be below 0"),
        ("tools/all.yaml", [{**TOOL, "terms": {"kind": ["nothing"]}}], "is not a term of this facet"),
    ],
)
def test_wrong_content_is_refused_with_its_place(shelf, file, documents, told):
    shelf.put(file, documents)
    with pytest.raises(ContentError, match=told):
        shelf.load()


def test_twenty_edits_and_five_deletions_survive_the_shipped_content(content):
    """Promise 42, field by field, on the real content."""
    edited = list(Tool.objects.order_by("slug")[:8])
    for number, tool in enumerate(edited):
        tool.tagline = f"Edited {number}."
        tool.save()
    Guide.objects.filter(pk__in=Guide.objects.values("pk")[:3]).update(summary="Edited.")
    GlossaryTerm.objects.filter(pk__in=GlossaryTerm.objects.values("pk")[:3]).update(definition="Edited.")
    Term.objects.filter(pk__in=Term.objects.values("pk")[:3]).update(label="Edited")
    Facet.objects.filter(slug="output").update(help="Edited.")
    Plan.objects.filter(pk__in=Plan.objects.exclude(tool__in=edited).values("pk")[:2]).update(note="Edited.")
    gone = [
        *Tool.objects.order_by("-slug")[:3],
        *GlossaryTerm.objects.order_by("-term")[:1],
        Maker.objects.order_by("-name")[0],
    ]
    Tool.objects.filter(maker=gone[-1]).delete()
    for entry in gone:
        entry.delete() if entry.pk else None
    tables = (Tool, Guide, GlossaryTerm, Term, Facet, Plan, Maker, LoadedEntry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    out = io.StringIO()
    call_command("load_content", stdout=out)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    call_command("load_content", "--update", stdout=out)
    assert [list(table.objects.order_by("pk").values()) for table in tables[:-1]] == before[:-1]
    told = out.getvalue()
    for tool in edited:
        assert f"tool {tool.slug}: edited since it was loaded, left alone" in told
    assert f"tool {gone[0].slug}: deleted by an editor, not brought back" in told
