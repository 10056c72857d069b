"""The index of what there is to read: what it finds, in which order, and that it follows every edit."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog import live
from catalog.directory import answer
from catalog.index import Understood
from catalog.index.text import Wording
from catalog.index.typed import Typed
from catalog.library import Hit, Library, Likeness, Shelf, shelves
from catalog.models import FaqEntry, GlossaryTerm, Guide, IndustryGuide, Term, Workflow, WorkflowStep
from catalog.models.logged import Logged
from catalog.query import Query
from tests.catalog.noted import LIBRARY, noted_by
from tests.factories import make_term, make_tool

UNTOUCHED = Understood()


def shelf(slug, *texts):
    """Titles with the text below each."""
    entries = [(Hit(title=title, url=f"/{title}/"), Wording((title,), (text,))) for title, text in texts]
    return Shelf(slug=slug, label=slug.title(), page="catalog:glossary", texts=entries)


@pytest.fixture
def library():
    return Library(
        [
            shelf("guides", ("What tokens cost", "Prices."), ("Choosing", "By the token, or by the month.")),
            shelf(
                "glossary", ("Context window", "Counted in tokens."), ("Token", "A piece."), ("Fine-tuning", "More.")
            ),
            shelf("questions", ("What is a hallucination?", "Something made up."), ("Is it safe?", "Tokens are.")),
        ]
    )


def found(library, text, tools=UNTOUCHED, *, has_tools=False, size=12):
    understood = library.understand(text, tools, has_tools=has_tools)
    return {group.slug: [hit.title for hit in group.hits] for group in library.find(understood, size=size)}


def test_the_better_match_comes_first_then_the_reading_order(library):
    assert found(library, "token") == {
        "guides": ["What tokens cost", "Choosing"],
        "glossary": ["Token", "Context window"],
        "questions": ["Is it safe?"],
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("fine tuning", "Fine-tuning"),
        ("finetuning", "Fine-tuning"),
        ("FINE-TUNNING", "Fine-tuning"),
        ("fine tunign", "Fine-tuning"),
        ("contextwindow", "Context window"),
        ("context windw", "Context window"),
        ("contxt", "Context window"),
        ("con text window", "Context window"),
    ],
)
def test_slips_and_joined_or_split_words_are_forgiven(library, text, title):
    assert found(library, text)["glossary"] == [title]


def test_a_literal_text_is_not_corrected(library):
    assert found(library, '"contxt"') == {}
    assert found(library, '"context"')["glossary"] == ["Context window"]


def test_a_question_about_a_word_is_answered_by_the_word(library):
    groups = {group.slug: group for group in library.find(Understood(words=("token",), whole="whatisatoken"), size=1)}
    assert groups["glossary"].likeness == Likeness.CALLED_SO
    assert [hit.title for hit in groups["glossary"].hits] == ["Token"]
    assert groups["glossary"].count == 2
    assert groups["guides"].likeness != Likeness.CALLED_SO


def test_words_that_found_tools_as_typed_are_not_corrected(library):
    assert found(library, "tokan")["glossary"] == ["Token", "Context window"]
    assert found(library, "tokan", has_tools=True) == {}


def test_a_correction_that_found_tools_comes_before_another():
    library = Library([shelf("glossary", ("Motel", "To sleep."), ("Motel chain", "More."), ("Model", "To learn."))])
    assert found(library, "motdel") == {"glossary": ["Motel", "Motel chain"]}
    tools = Understood(words=("model",), whole="model", corrections=(("motdel", "model"),), shown="model")
    assert found(library, "motdel", tools, has_tools=True) == {"glossary": ["Model"]}
    stranger = Understood(words=("medal",), whole="medal", corrections=(("motdel", "medal"),), shown="medal")
    assert found(library, "motdel", stranger, has_tools=True) == {"glossary": ["Motel", "Motel chain"]}


@pytest.mark.parametrize("text", ["", "the", "?!", "\ud800", "x" * 200, " ".join("abcdefghijklmnop")])
def test_nothing_is_found_by_nothing(library, text):
    assert found(library, text) == {}
    assert found(Library([]), text) == {}


# From the database


def titles(text):
    return {title for group in found(live.current().library, text).values() for title in group}


def make_everything():
    """One published text of each sort, all about moons and each with a word of its own."""
    kind = make_term("kind:moonshot", label="Moonshot", definition="Moon alpha.", synonyms=["launcher"])
    workflow = Workflow.objects.create(slug="chain", title="Chain", tagline="To the moon.", summary="Beta.")
    WorkflowStep.objects.create(workflow=workflow, label="Gamma", kind=kind, note="Delta.")
    return [
        kind,
        Guide.objects.create(
            slug="guide",
            title="Guide",
            tagline="Of the moon.",
            body="Up [there](https://hidden.example/)\n\n[[picture rings]]",
        ),
        workflow,
        IndustryGuide.objects.create(
            slug="field", title="Field", tagline="Moon.", fit="both", how="Eta.", example="Theta.", cautions=["Iota."]
        ),
        GlossaryTerm.objects.create(slug="tide", term="Tide", definition="By the moon.", synonyms=["flood"]),
        FaqEntry.objects.create(slug="why", question="Why?", answer="The moon."),
    ]


@pytest.mark.django_db
def test_all_that_a_reader_sees_is_found():
    make_everything()
    assert titles("moon") == {"Moonshot", "Guide", "Chain", "Field", "Tide", "Why?"}
    for word in ("alpha", "launcher"):
        assert titles(word) == {"Moonshot"}
    for word in ("beta", "gamma", "delta"):
        assert titles(word) == {"Chain"}
    for word in ("eta", "theta", "iota"):
        assert titles(word) == {"Field"}
    assert titles("flood") == {"Tide"}
    assert titles("there hidden") == titles("rings") == titles("example") == set()


@pytest.mark.django_db
def test_texts_stand_in_reading_order_on_every_database():
    for slug, position in (("b-c", 5), ("bb", 5), ("a", 9), ("z", 1)):
        Guide.objects.create(slug=slug, title=f"Moon {slug}", tagline="T", body="B", position=position)
    for term in ("Éclair", "apple", "Zebra", "Banana"):
        GlossaryTerm.objects.create(slug=term[1:].lower(), term=term, definition="Moon.")
    assert found(live.current().library, "moon") == {
        "guides": ["Moon z", "Moon b-c", "Moon bb", "Moon a"],
        "glossary": ["apple", "Banana", "Éclair", "Zebra"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(1, 6))
def test_an_edit_of_a_text_is_in_the_next_search(place):
    text = make_everything()[place]
    before = titles("moon")
    title = str(text)
    setattr(text, text.TITLE, "Comet")
    text.save()
    assert titles("comet") == {"Comet"}
    assert titles("moon") == before - {title} | {"Comet"}
    text.editorial_state = "draft"
    text.save(update_fields=["editorial_state"])
    assert titles("comet") == set()
    assert titles("moon") == before - {title}
    type(text).objects.filter(pk=text.pk).update(editorial_state="published")
    assert titles("comet") == {"Comet"}
    text.delete()
    assert titles("moon") == before - {title}


@pytest.mark.django_db
def test_an_edit_of_a_kind_or_a_step_is_in_the_next_search():
    kind, _, workflow, *_ = make_everything()
    assert titles("moonshot") == {"Moonshot"}
    kind.label = "Rocket"
    kind.save()
    assert titles("moonshot") == set()
    assert titles("rocket") == {"Rocket"}
    step = workflow.steps.get()
    step.note = "Omega."
    step.save()
    assert titles("omega") == {"Chain"}
    step.delete()
    assert titles("omega") == set()
    Term.objects.filter(pk=kind.pk).delete()
    assert titles("rocket") == set()


@pytest.mark.django_db
def test_what_was_undone_is_not_found(known_version):
    guide = make_everything()[1]
    assert titles("guide") == {"Guide"}
    with transaction.atomic():
        guide.title = "Comet"
        guide.save()
        assert titles("comet") == {"Comet"}
        transaction.set_rollback(True)
    assert titles("guide") == {"Guide"}
    assert titles("comet") == set()


@pytest.mark.django_db
def test_every_writing_of_what_is_read_is_noted(known_version):
    _, *texts = make_everything()
    step = WorkflowStep.objects.get()
    for text in (*texts, step):
        rows = type(text).objects
        assert noted_by(text.save) == LIBRARY
        assert noted_by(rows.filter(pk=text.pk).update, position=7) == LIBRARY
        assert noted_by(rows.filter(pk=0).update, position=7) == set()
        assert noted_by(rows.bulk_update, [text], ["position"]) == LIBRARY
    assert noted_by(GlossaryTerm.objects.bulk_create, [GlossaryTerm(slug="new", term="N", definition="D")]) == LIBRARY
    assert noted_by(WorkflowStep.objects.filter(pk=step.pk).delete) == LIBRARY
    for text in texts:
        assert noted_by(text.delete) == LIBRARY


@pytest.mark.django_db
def test_an_edit_of_a_text_leaves_the_tools_alone(django_assert_num_queries):
    tool = make_tool()
    guide = make_everything()[1]
    catalogue = live.current()
    index, library = catalogue.index, catalogue.library
    versions = answer(Query(), catalogue).versions
    tool.tagline = "Better."
    tool.save()
    assert live.current().library is library
    after = answer(Query(), live.current()).versions
    assert after[tool.pk] != versions[tool.pk]
    guide.save()
    with django_assert_num_queries(2):  # the version, and what changed
        catalogue = live.current()
    assert catalogue.index is index
    assert answer(Query(), catalogue).versions == after
    assert catalogue.library is not library


@pytest.mark.django_db
def test_only_tables_that_note_their_edits_are_read():
    make_everything()
    with CaptureQueriesContext(connection) as queries:
        shelves()
    read = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    logged = {model._meta.db_table for model in all_logged(Logged)}
    assert len(queries) <= 8
    assert read
    assert read <= logged


def all_logged(model):
    for below in model.__subclasses__():
        if not below._meta.abstract:
            yield below
        yield from all_logged(below)


@pytest.mark.django_db
def test_an_answer_is_shown_without_its_marks():
    FaqEntry.objects.create(slug="why", question="Why?", answer="Since *the* [moon](/tools/moon/) is `far`. [[map]]")
    (group,) = live.current().library.find(Typed("why").understood(), size=3)
    assert [hit.text for hit in group.hits] == ["Since the moon is far."]
