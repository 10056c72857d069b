"""What a question asks for, in one sentence; the words of facets and terms are the editors'."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from catalog import query as queries
from catalog import sentence as sentences
from catalog.models import Facet, Term, Tool
from catalog.query import Query
from catalog.sentence import manner, sentence
from catalog.taxonomy import FacetValue, Taxonomy, TermValue
from tests.catalog.desk import Desk
from tests.factories import make_facet, make_term

MAKERS = {"openai": "OpenAI", "google": "Google"}


def make_taxonomy(*facets, makers=MAKERS):
    choices = {
        "entry-type": ("Type of entry", dict(Tool.EntryType.choices)),
        "lifecycle": ("Status", dict(Tool.Lifecycle.choices)),
        "maker": ("Maker", makers),
    }
    return SimpleNamespace(facets={facet.slug: facet for facet in facets}, choices=choices)


def facet(slug, phrase="", *, label="", match_all=False, terms=()):
    """``terms`` are pairs of label and phrase; their slugs are a, b, c …"""
    values = {
        chr(ord("a") + place): TermValue(
            id=place, slug=chr(ord("a") + place), label=name, phrase=text, definition="", depth=0, below=frozenset()
        )
        for place, (name, text) in enumerate(terms)
    }
    traits = {"help": "", "selection": "many", "shown_first": True, "filterable": True, "comparable": True}
    return FacetValue(slug=slug, label=label or slug, phrase=phrase, match_all=match_all, terms=values, **traits)


def shipped_facet(document):
    def walk(terms):
        for term in terms:
            yield term
            yield from walk(term.get("children", []))

    terms = {
        term["slug"]: TermValue(
            id=0,
            slug=term["slug"],
            label=term["label"],
            phrase=term.get("phrase", ""),
            definition="",
            depth=0,
            below=frozenset(),
        )
        for term in walk(document["terms"])
    }
    names = ("slug", "label", "help", "selection", "shown_first", "filterable", "comparable", "phrase")
    return FacetValue(match_all=document["match"] == "all", terms=terms, **{name: document[name] for name in names})


DOCUMENTS = yaml.safe_load((settings.BASE_DIR / "fixtures" / "taxonomy.yaml").read_text(encoding="utf-8"))
SHIPPED = make_taxonomy(*map(shipped_facet, DOCUMENTS))


def asked(text="", *, unknown=(), **parameters):
    """A question: ``kind="agent"``, ``free_offer=["trial"]``, ``price_month=(None, 20)``."""
    ranges = {name: ends for name, ends in parameters.items() if name in queries.RANGES}
    chosen = {
        name.replace("_", "-"): (slugs,) if isinstance(slugs, str) else tuple(slugs)
        for name, slugs in parameters.items()
        if name not in ranges
    }
    return Query(q=text, chosen=chosen, ranges=ranges, unknown=tuple(unknown))


EXAMPLES = {
    "Tools and models": asked(),
    "Image generators": asked(kind="image-generator"),
    "Image generators or video generators": asked(kind=["video-generator", "image-generator"]),
    "Large language models, chat assistants, agents or 2 others": asked(
        kind=["agent", "chat-assistant", "image-generator", "language-model", "video-generator"]
    ),
    "Image generators (or kind not known)": asked(kind="image-generator", unknown=["kind"]),
    "API platforms": asked(entry_type="api-platform"),
    "Apps or models": asked(entry_type=["model", "app"]),
    "3D generators that are apps": asked(kind="3d-generator", entry_type="app"),
    "Tools and models that produce images or video": asked(output=["video", "image"]),
    "Tools and models that produce text, code, images or 2 others": asked(
        output=["text", "code", "image", "video", "music"]
    ),
    "Tools and models that take sound": asked(input="audio"),
    "Tools and models for editing photos": asked(task="photo-editing"),
    "Tools and models used in healthcare": asked(industry="healthcare"),
    "Tools and models used in healthcare, or media and games": asked(industry=["media-games", "healthcare"]),
    "Tools and models reached through an API": asked(interface="api"),
    "Tools and models that work with GitHub or GitLab": asked(works_with="github-gitlab"),
    "Tools and models that run on your own servers (or not known)": asked(hosting="self-hosted", unknown=["hosting"]),
    "Tools and models that never train on your inputs": asked(data_use="never"),
    "Tools and models that keep data in the European Union": asked(region="eu"),
    "Tools and models with commercial use allowed": asked(commercial_use="allowed"),
    "Tools and models free of charge": asked(pricing="free"),
    "Tools and models with a free plan or a free trial": asked(free_offer=["trial", "free-plan"]),
    "Tools and models that need no technical skill": asked(skill="none"),
    "Tools and models made for small teams": asked(audience="small-team"),
    "Tools and models that can cite sources": asked(capability="cites-sources"),
    "Tools and models that are discontinued": asked(lifecycle="discontinued"),
    "Tools and models that are in beta or for research only": asked(lifecycle=["research", "beta"]),
    "Tools and models by OpenAI": asked(maker="openai"),
    "Tools and models up to $20 a month": asked(price_month=(None, Decimal("20.00"))),
    "Tools and models from $5 to $12.50 a month": asked(price_month=(Decimal(5), Decimal("12.5"))),
    "Tools and models at $0 a month": asked(price_month=(Decimal(0), Decimal(0))),
    "Tools and models with input up to $1 per million tokens": asked(price_in=(None, Decimal(1))),
    "Tools and models with output from $2 per million tokens": asked(price_out=(Decimal(2), None)),
    "Tools and models with a context window from 200,000 tokens": asked(context_window=(Decimal(200000), None)),
    "Tools and models with a context window of 8,192 tokens": asked(context_window=(Decimal(8192), Decimal(8192))),
    "Tools and models released from 2025": asked(released=("2025", None)),
    "Tools and models released up to May 2025": asked(released=(None, "2025-05")),
    "Tools and models released in 2024": asked(released=("2024", "2024")),
    "Tools and models released on 17 May 2024": asked(released=("2024-05-17", "2024-05-17")),
    "Tools and models about “logo design”": asked("logo design"),
    'Tools and models about "logo design"': asked('"logo design"'),
    # Several at once
    "Image generators that run on your own servers, free of charge": asked(
        kind="image-generator", hosting="self-hosted", pricing="free"
    ),
    "Image generators that produce images and run online": asked(
        kind="image-generator", output="image", hosting="hosted"
    ),
    "Chat assistants that take text, images or code, and run online or on your own servers": asked(
        kind="chat-assistant", input=["text", "image", "code"], hosting=["hosted", "self-hosted"]
    ),
    "Apps for making music, with a free plan": asked(entry_type="app", task="music-making", free_offer="free-plan"),
    "Apps for making music, with a free plan, and by Google": asked(
        entry_type="app", task="music-making", free_offer="free-plan", maker="google"
    ),
    "Models that are open-weight, with commercial use allowed, and up to $20 a month": asked(
        entry_type="model", openness="open-weights", commercial_use="allowed", price_month=(None, Decimal(20))
    ),
    "Agents about “invoices” that work with databases, sold by subscription": asked(
        "invoices", kind="agent", works_with="databases", pricing="subscription"
    ),
    "Models that produce text, can reason step by step and are discontinued, by OpenAI, released from 2023": asked(
        entry_type="model",
        output="text",
        capability="reasoning",
        lifecycle="discontinued",
        maker="openai",
        released=("2023", None),
    ),
    "Tools and models that run in your own cloud, on your own servers, or on your own computer or phone": asked(
        hosting=["private-cloud", "self-hosted", "on-device"]
    ),
    "Coding assistants that need programming skill, made for students or developers (or not known)": asked(
        kind="coding-assistant", skill="developer", audience=["developer", "student"], unknown=["audience", "region"]
    ),
}


@pytest.mark.parametrize("expected", EXAMPLES)
def test_a_question_over_the_shipped_taxonomy_reads_as_a_sentence(expected):
    assert sentence(EXAMPLES[expected], SHIPPED) == expected


def test_every_figure_that_can_be_asked_for_has_its_words():
    assert set(sentences.RANGES) == set(queries.RANGES)
    assert set(sentences.ENTRY_TYPES) == set(Tool.EntryType.values)
    assert set(sentences.LIFECYCLES) == set(Tool.Lifecycle.values)


def test_every_shipped_facet_and_kind_has_a_phrase():
    assert [one.slug for one in SHIPPED.facets.values() if not one.phrase] == []
    assert [term.slug for term in SHIPPED.facets["kind"].terms.values() if not term.phrase] == []


@pytest.mark.parametrize(
    ("label", "reads"),
    [
        ("Sound effects", "sound effects"),
        ("API", "API"),
        ("3D objects", "3D objects"),
        ("United States", "United States"),
    ],
)
def test_a_term_without_a_phrase_is_called_by_its_label(label, reads):
    taxonomy = make_taxonomy(facet("mood", "with {}", terms=[(label, "")]))
    assert sentence(asked(mood="a"), taxonomy) == f"Tools and models with {reads}"


def test_a_facet_without_a_phrase_is_set_off_by_its_label():
    mood = facet("mood", label="Mood", terms=[("Calm", ""), ("Wild", "")])
    taxonomy = make_taxonomy(mood, facet("output", "that produce {}", terms=[("Text", "")]))
    assert sentence(asked(mood=["a", "b"]), taxonomy) == "Tools and models, mood: calm or wild"
    both = asked(mood="a", output="a", maker="google")
    assert sentence(both, taxonomy) == "Tools and models that produce text, by Google, mood: calm"


def test_a_phrase_that_names_no_place_has_the_terms_at_its_end():
    assert sentence(asked(mood="a"), make_taxonomy(facet("mood", "in a mood", terms=[("Calm", "of calm")]))) == (
        "Tools and models in a mood of calm"
    )


def test_all_of_several_terms_are_joined_by_and():
    skills = facet("skills", "that can {}", match_all=True, terms=[("x", "sing"), ("y", "dance")])
    assert sentence(asked(skills=["a", "b"]), make_taxonomy(skills)) == "Tools and models that can sing and dance"


def test_tools_of_several_kinds_at_once_are_no_plural():
    kind = facet("kind", "that are {}", match_all=True, terms=[("x", "agents"), ("y", "chat assistants")])
    assert (
        sentence(asked(kind=["a", "b"]), make_taxonomy(kind)) == "Tools and models that are agents and chat assistants"
    )
    assert sentence(asked(kind="b"), make_taxonomy(kind)) == "Chat assistants"


def test_what_is_gone_from_the_taxonomy_is_left_out():
    gone = asked(output=["image", "holograms"], smell="roses", maker="nobody")
    assert sentence(gone, SHIPPED) == "Tools and models that produce images"


def test_a_long_question_names_fewer_terms_then_counts_what_it_leaves_out():
    many = {name: sorted(one.terms)[:5] for name, one in SHIPPED.facets.items()}
    said = sentence(asked(**{name.replace("-", "_"): slugs for name, slugs in many.items()}), SHIPPED)
    assert said.startswith("Agents or 4 others that produce code or 4 others, take documents or 4 others, ")
    assert said.endswith(" more conditions")
    assert 200 < len(said) <= sentences.LONGEST_SENTENCE


def test_what_is_left_out_is_named_once_at_the_end():
    long = "word " * 15
    facets = [facet(f"facet-{number}", "with {}", terms=[("x", f"{long}{number}")]) for number in range(5)]
    said = sentence(Query(chosen={one.slug: ("a",) for one in facets}), make_taxonomy(*facets))
    assert said == f"Tools and models with {long}0, with {long}1, with {long}2, and 2 more conditions"


def test_a_long_search_text_is_cut_between_words():
    assert sentence(asked("word " * 30 + "end"), SHIPPED) == f"Tools and models about “{'word ' * 11}word…”"


def test_a_subject_that_is_too_long_is_cut_between_words():
    long = "very " * 60
    kind = facet("kind", terms=[("x", f"{long}a"), *[("x", f"{long}b")] * 2])
    said = sentence(asked("w" * 200, kind=["a", "b", "c"], maker="openai"), make_taxonomy(kind))
    assert said == f"Very {'very ' * 58}very…"


@pytest.mark.parametrize(
    ("asks", "page", "expected"),
    [
        ({}, 1, ""),
        ({}, 2, "page 2"),
        ({"view": "table"}, 1, "as a table"),
        ({"sort": "-name"}, 1, "sorted by name, from Z"),
        ({"view": "table", "sort": "price"}, 3, "page 3, as a table, sorted by price a month"),
    ],
)
def test_how_an_answer_is_shown_is_told_where_it_is_not_as_usual(asks, page, expected):
    assert manner(Query(**asks), page) == expected


def test_each_shipped_term_has_a_sentence_of_its_own():
    asks = [asked(**{one.slug.replace("-", "_"): slug}) for one in SHIPPED.facets.values() for slug in one.terms]
    said = [sentence(one, SHIPPED) for one in asks]
    assert sorted({text for text in said if said.count(text) > 1}) == []


numbers = st.one_of(st.none(), st.decimals(0, 10**9, places=6))
days = st.one_of(st.none(), st.sampled_from(["1999", "2024", "2024-05", "2024-05-17"]))
words_typed = st.text(st.characters(exclude_characters="{}"), max_size=200)


@st.composite
def shipped_questions(draw):
    values = {name: list(one.terms) for name, one in SHIPPED.facets.items()}
    values |= {name: list(labels) for name, (_, labels) in SHIPPED.choices.items()}
    names = draw(st.lists(st.sampled_from(sorted(values)), unique=True, max_size=8))
    chosen = {
        name: tuple(draw(st.lists(st.sampled_from(values[name]), unique=True, min_size=1, max_size=20)))
        for name in names
    }
    ranges = {}
    for name in draw(st.lists(st.sampled_from(queries.RANGES), unique=True)):
        ends = draw(st.tuples(*[days if name == "released" else numbers] * 2))
        if any(end is not None for end in ends):
            ranges[name] = ends
    unknown = tuple(draw(st.lists(st.sampled_from([*SHIPPED.facets, *queries.RANGES]), unique=True, max_size=4)))
    text = " ".join(draw(words_typed).split())
    return Query(q=text, chosen=chosen, ranges=ranges, unknown=unknown)


@given(shipped_questions())
def test_whatever_is_asked_there_is_a_sentence_of_bounded_length(query):
    said = sentence(query, SHIPPED)
    assert 3 < len(said) <= sentences.LONGEST_SENTENCE
    assert "{" not in said
    assert "  " not in said
    assert " ," not in said
    assert not said.endswith((" ", ",", "."))


line = st.text(st.characters(exclude_characters="{}", exclude_categories=["C", "Z"]), min_size=1, max_size=80)


@given(st.lists(st.tuples(line, st.one_of(st.just(""), line)), min_size=1, max_size=6), st.booleans(), line, line)
def test_whatever_editors_write_there_is_a_sentence(terms, match_all, label, phrase):
    for slug in ("kind", "mood"):
        for words in ("", phrase, f"{phrase} {{}}"):
            taxonomy = make_taxonomy(facet(slug, words, label=label, match_all=match_all, terms=terms))
            query = Query(chosen={slug: tuple(chr(ord("a") + place) for place in range(len(terms)))})
            said = sentence(query, taxonomy)
            assert 0 < len(said) <= sentences.LONGEST_SENTENCE
            assert "{}" not in said


# At the editors' desk


def test_an_editor_gives_a_facet_and_its_terms_their_words(admin_client):
    desk = Desk(admin_client)
    desk.open("facet_add")
    desk.send(
        label="Mood",
        slug="mood",
        phrase="that feel {}",
        terms__0__label="Calm",
        terms__0__slug="calm",
        terms__0__phrase="calm and quiet",
    )
    query = asked(mood="calm")
    assert sentence(query, Taxonomy()) == "Tools and models that feel calm and quiet"
    desk.open("facet_change", Facet.objects.get().pk)
    assert desk.value("phrase") == "that feel {}"
    desk.send(phrase="with a mood of {}")
    desk.open("term_change", Term.objects.get().pk)
    assert desk.value("phrase") == "calm and quiet"
    desk.send(phrase="")
    assert sentence(query, Taxonomy()) == "Tools and models with a mood of calm"


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [("from {} to {}", "once"), ("with {mood}", "nothing between"), ("with {", "nothing between")],
)
def test_a_phrase_has_one_place_for_its_terms(admin_client, phrase, problem):
    desk = Desk(admin_client)
    desk.open("facet_change", make_facet("mood").pk)
    desk.send(phrase=phrase)
    assert problem in desk.errors
    assert Facet.objects.get().phrase == ""


def test_a_terms_phrase_has_no_brackets(db):
    term = make_term("mood:calm")
    term.phrase = "calm {}"
    with pytest.raises(ValidationError, match="brackets"):
        term.full_clean()


def test_the_shipped_phrases_are_loaded(shipped):
    taxonomy = Taxonomy()
    query = asked(kind="image-generator", hosting="self-hosted", free_offer="free-plan")
    assert sentence(query, taxonomy) == "Image generators that run on your own servers, with a free plan"
    told = {name: (one.phrase, [term.phrase for term in one.terms.values()]) for name, one in taxonomy.facets.items()}
    given_ones = {
        name: (one.phrase, [term.phrase for term in one.terms.values()]) for name, one in SHIPPED.facets.items()
    }
    assert told == given_ones
