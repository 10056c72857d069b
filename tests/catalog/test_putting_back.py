"""Any entry is made again what it was, after a change or after it was deleted."""

import pytest

from advisor.models import Question, Questionnaire
from catalog.content.kinds import key_of
from catalog.history.documents import document_of, kinds
from catalog.history.edits import editing
from catalog.history.keys import events_of_entry
from catalog.history.putting_back import RefusedError, put_back
from catalog.models import (
    Alternative,
    Comparison,
    Event,
    FaqEntry,
    FormerSlug,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    KindGuide,
    Plan,
    Reading,
    Reference,
    RunsOn,
    Scenario,
    Source,
    Term,
    Tool,
    ToolAlias,
    Workflow,
)
from tests.advisor.rows import make_questionnaire
from tests.factories import make_person, make_term, make_tool

pytestmark = pytest.mark.django_db


def edit(**options):
    return editing(**{"route": "admin", **options})


def newest(**wanted):
    return Event.objects.filter(**wanted).order_by("-pk").first()


def rich_tool():
    tool = make_tool(name="Inkwell", terms=["kind:agent", "output:image"], complete=["output"], plans=[{"amount": 3}])
    other = make_tool(name="Other")
    ToolAlias.objects.create(tool=tool, name="Inky")
    Alternative.objects.create(tool=tool, other=other, reason="It is free.")
    RunsOn.objects.create(app=tool, model=other)
    FormerSlug.objects.create(tool=tool, slug="ink")
    Reading.objects.create(
        tool=tool,
        subject="maker",
        url="https://example.org/",
        read_on="2026-01-02",
        read_by=make_person(),
        outcome="gone",
    )
    Tool.objects.filter(pk=tool.pk).update(successor=other, context_window=1000, strengths=["Quick"])
    return tool


def test_a_price_is_put_back_with_all_else_that_changed():
    tool = rich_tool()
    held = document_of("tool", "inkwell")
    with edit():
        Tool.objects.filter(pk=tool.pk).update(tagline="Worse.", max_output=7, strengths=[])
        Plan.objects.filter(tool=tool).update(amount=300)
        Plan.objects.create(tool=tool, name="Max", price_kind="subscription", amount=9)
        tool.assignments.filter(term__slug="image").delete()
        tool.aliases.all().delete()
        tool.facet_states.all().delete()
        Source.objects.create(tool=tool, type="vendor", url="https://example.org/2", fields=["maker"])
    assert document_of("tool", "inkwell") != held
    assert put_back(newest(key="inkwell"), by=make_person("bea", "Publisher")) == []
    assert document_of("tool", "inkwell") == held
    told = newest(key="inkwell")
    assert (told.action, told.by_name, told.changes["tagline"]) == ("put-back", "bea", "Makes things.")


def test_a_deleted_tool_comes_back_with_all_that_hung_on_it_and_named_it():
    tool, guide = rich_tool(), Guide.objects.create(slug="g", title="G", tagline="T", body="B")
    guide.tools.add(tool, make_tool(name="Third"))
    make_tool(name="Before", successor=tool)
    entries = [("tool", "inkwell"), ("tool", "before"), ("guide", "g")]
    held = [document_of(*entry) for entry in entries]
    with edit():
        tool.delete()
    Guide.objects.update(title="Another")  # by somebody else, meanwhile
    assert put_back(newest(key="inkwell"), by=None) == []
    held[2]["title"] = "Another"
    assert [document_of(*entry) for entry in entries] == held


def test_a_former_address_that_was_deleted_alone_comes_back():
    tool = rich_tool()
    with edit():
        tool.former_slugs.get().delete()
    put_back(newest(kind="tool", key="inkwell"), by=None)
    assert tool.former_slugs.get().slug == "ink"
    assert tool.readings.count() == 1


def test_a_deleted_facet_comes_back_with_its_terms():
    wide, narrow = make_term("output:image"), make_term("output:photo")
    wide.implies.add(narrow)
    held = [document_of("term", f"output:{slug}") for slug in ("image", "photo")]
    with edit():
        wide.facet.delete()
    assert not Term.objects.exists()
    put_back(newest(kind="facet"), by=None)
    assert [document_of("term", f"output:{slug}") for slug in ("image", "photo")] == held


def test_what_is_no_longer_there_is_left_out_and_said():
    tool = make_tool(name="Inkwell", terms=["output:image"], successor=make_tool(name="Other"))
    with edit():
        Tool.objects.filter(pk=tool.pk).update(tagline="New.")
    tool.assignments.all().delete()
    Term.objects.get().delete()
    Tool.objects.get(name="Other").delete()
    assert put_back(newest(), by=None) == ["“output:image”", "tool “other”"]
    assert Tool.objects.get().tagline == "Makes things."


def test_a_place_that_somebody_else_has_taken_is_not_taken_back():
    with edit():
        make_tool(name="Inkwell").delete()
    gone = Event.objects.filter(action="delete").first()
    assert gone is None  # made and deleted by one edit, there was nothing to tell
    tool = make_tool(name="Inkwell")
    with edit():
        tool.delete()
    make_tool(name="Inkwell", slug="another")
    with pytest.raises(RefusedError, match="taken its name"):
        put_back(newest(), by=None)
    assert list(Tool.objects.values_list("slug", flat=True)) == ["another"]


def test_what_cannot_be_without_another_waits_for_that():
    term = make_term("kind:agent")
    KindGuide.objects.create(slug="agent", kind=term)
    for entry in (KindGuide.objects.get(), term, term.facet):
        with edit():
            entry.delete()
    for kind in ("kindguide", "term"):
        with pytest.raises(RefusedError, match=r"is gone\. Put that back first"):
            put_back(newest(kind=kind), by=None)
    for kind in ("facet", "term", "kindguide"):
        put_back(newest(kind=kind, action="delete"), by=None)
    assert KindGuide.objects.get().kind.slug == "agent"


def test_state_and_address_stay_unless_they_are_what_changed():
    with edit():
        tool = make_tool(name="Inkwell", editorial_state="draft", tagline="One.")
    with edit():
        tool.tagline, tool.slug = "Two.", "ink"
        tool.save()
    worded = newest()
    with edit():
        Tool.objects.update(editorial_state="published")
    published = newest()
    put_back(worded, by=None)
    tool.refresh_from_db()
    assert (tool.tagline, tool.slug, tool.editorial_state) == ("One.", "ink", "published")
    put_back(published, by=None)
    tool.refresh_from_db()
    assert tool.editorial_state == "draft"
    assert {event.key for event in events_of_entry("tool", "ink")} == {"ink", "inkwell"}


def one_of_each():
    term, tool, reference = (
        make_term("kind:agent"),
        make_tool(name="Inkwell"),
        Reference.objects.create(slug="r", title="R"),
    )
    text = {"slug": "x", "title": "X"}
    comparison = Comparison.objects.create(**text, columns=["A", "B"])
    comparison.rows.create(cells=["1", "2"]).tools.add(tool)
    comparison.rows.create(cells=["3", "4"], position=1)
    workflow = Workflow.objects.create(**text, tagline="T")
    workflow.steps.create(label="First", kind=term).tools.add(tool)
    industry = IndustryGuide.objects.create(**text, tagline="T", fit="both", how="H")
    industry.workflows.add(workflow)
    word = GlossaryTerm.objects.create(slug="w", term="W", definition="D")
    word.see_also.add(word)
    texts = [
        *(comparison, workflow, industry, word),
        Scenario.objects.create(**text, who="W", situation="S", mistake="M", better="B"),
        FaqEntry.objects.create(slug="q", question="Q?", answer="A.", position=3, editorial_state="draft"),
        Guide.objects.create(**text, tagline="T", body="B"),
        KindGuide.objects.create(slug="agent", kind=term, use_for=["you must"]),
    ]
    for one in texts:
        one.terms.add(term)
        one.references.add(reference)
    return [*texts, reference, term, term.facet, tool, tool.maker, make_questionnaire()]


CHANGED = {name: (name, "Z") for name in ("title", "name", "label", "term", "question")}
CHANGED["kind__label"] = ("example", "Z")


def test_every_kind_of_entry_is_put_back():
    entries = one_of_each()
    assert {type(entry) for entry in entries} == {kind.model for kind in kinds() if kind.restore}
    for entry in entries:
        kind = next(kind for kind in kinds() if kind.model is type(entry))
        held = document_of(kind.name, key_of(entry))
        with edit():
            for name in ("terms", "references"):
                if name in {field.name for field in entry._meta.many_to_many} and kind.name != "tool":
                    getattr(entry, name).clear()
            for name in ("rows", "steps"):
                if hasattr(entry, name):
                    getattr(entry, name).all().delete()
            setattr(entry, *CHANGED[kind.label])
            entry.save()
        assert document_of(kind.name, key_of(entry)) != held, kind.name
        assert put_back(newest(kind=kind.name), by=None) == [], kind.name
        assert document_of(kind.name, key_of(entry)) == held, kind.name


def test_a_draft_of_a_questionnaire_is_put_back_whole():
    questionnaire = make_questionnaire()
    held = document_of("questionnaire", questionnaire.slug)
    with edit():
        Question.objects.first().choices.first().effects.all().delete()
        question = Question.objects.last()
        question.title = "What else?"
        question.save()
    assert document_of("questionnaire", questionnaire.slug) != held
    put_back(newest(kind="questionnaire"), by=None)
    assert document_of("questionnaire", questionnaire.slug) == held
    assert Questionnaire.objects.get().live is not None
