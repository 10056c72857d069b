"""The answer of the directory, held against a count by hand over random catalogues."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog import live
from catalog.directory import answer, refresh_statistics
from catalog.models import Tool
from catalog.query import Query
from tests.factories import make_facet, make_term, make_tool

TERMS = [
    "output:image",
    "output:video",
    "hosting:hosted",
    "hosting:self-hosted",
    "task:images",
    "task:art",
    "task:logos",
]
WIDER = {"task:art": "task:images", "task:logos": "task:images", "hosting:self-hosted": "hosting:private-cloud"}


def make_taxonomy():
    images = make_term("task:images")
    for narrow in ("task:art", "task:logos"):
        make_term(narrow, parent=images)
    make_term("hosting:self-hosted").implies.add(make_term("hosting:private-cloud"))
    for name in TERMS:
        make_term(name)
    make_facet("output").__class__.objects.filter(slug="output").update(match="all")


def found_under(names):
    return set(names) | {WIDER[name] for name in names if name in WIDER}


choices = st.fixed_dictionaries(
    {},
    optional={
        "output": st.sets(st.sampled_from(["image", "video"]), min_size=1),
        "hosting": st.sets(st.sampled_from(["hosted", "self-hosted", "private-cloud"]), min_size=1),
        "task": st.sets(st.sampled_from(["images", "art", "logos"]), min_size=1),
    },
)


class AnswerTest(TestCase):
    @settings(max_examples=40)
    @given(
        catalogue=st.lists(st.sets(st.sampled_from(TERMS)), max_size=6),
        chosen=choices,
        unknown=st.sets(st.sampled_from(["output", "hosting", "task"])),
    )
    def test_totals_and_counts(self, catalogue, chosen, unknown):
        make_taxonomy()
        tools = {make_tool(terms=names).pk: found_under(names) for names in catalogue}
        make_tool(terms=TERMS, editorial_state=Tool.EditorialState.DRAFT)
        query = Query(
            chosen={facet: tuple(sorted(slugs)) for facet, slugs in chosen.items()}, unknown=tuple(sorted(unknown))
        )

        def matches(names, but=""):
            return all(fits(names, facet, slugs) for facet, slugs in chosen.items() if facet != but)

        def fits(names, facet, slugs):
            if facet in unknown and not any(name.startswith(f"{facet}:") for name in names):
                return True
            found = [f"{facet}:{slug}" in names for slug in slugs]
            return all(found) if facet == "output" else any(found)

        got = answer(query, live.current())
        expected = [pk for pk, names in tools.items() if matches(names)]
        assert got.total == len(expected)
        assert sorted(got.ids) == sorted(expected)
        for facet, counts in got.counts.items():
            if facet not in {"output", "hosting", "task"}:
                continue
            # Where all chosen terms must hold, a further one narrows what is chosen already.
            but = "" if facet == "output" else facet
            base = [names for names in tools.values() if matches(names, but)]
            assert counts == {slug: sum(f"{facet}:{slug}" in names for names in base) for slug in counts}


@pytest.mark.django_db
def test_a_term_that_is_known_absent_is_not_unknown():
    make_term("output:image")
    make_tool(name="Nothing said")
    make_tool(name="Said to make none", complete=["output"])
    found = answer(Query(chosen={"output": ("image",)}, unknown=("output",)), live.current())
    assert [tool.name for tool in found.tools()] == ["Nothing said"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Cheap", "Dear", "Unknown"]),
        ("price", ["Cheap", "Dear", "Unknown"]),
        ("newest", ["Dear", "Cheap", "Unknown"]),
        ("context", ["Dear", "Cheap", "Unknown"]),
        ("confirmed", ["Cheap", "Dear", "Unknown"]),
        ("best", ["Cheap", "Dear", "Unknown"]),
    ],
)
def test_blanks_come_last_in_every_order(sort, names):
    make_tool(name="Unknown", lifecycle="beta")
    make_tool(name="Dear", plans=[{"amount": 20}], released="2025", context_window=2000)
    make_tool(name="Cheap", plans=[{"amount": 5}], released="2024-05", context_window=1000)
    assert [tool.name for tool in answer(Query(sort=sort), live.current()).tools()] == names


@pytest.mark.django_db
def test_best_puts_the_name_before_a_mention():
    make_tool(name="Aardvark", tagline="Better than Zebra.")
    make_tool(name="Zebra Max")
    make_tool(name="Zebra")
    names = [tool.name for tool in answer(Query(q="zebra"), live.current()).tools()]
    assert names == ["Zebra", "Zebra Max", "Aardvark"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ranges", "names"),
    [
        ({"price_month": (None, 10)}, ["Free", "Ten"]),
        ({"price_month": (1, None)}, ["Ten", "Twenty"]),
        ({"released": ("2024", "2024-05")}, ["Ten"]),
        ({"released": (None, "2023")}, ["Twenty"]),
        ({"context_window": (2000, 2000)}, ["Twenty"]),
    ],
)
def test_ranges_leave_out_what_is_not_known(ranges, names):
    make_tool(name="Blank")
    make_tool(name="Free", plans=[{"price_kind": "free", "amount": 0}])
    make_tool(name="Ten", plans=[{"amount": 10}], released="2024-05-31")
    make_tool(name="Twenty", plans=[{"amount": 20}], released="2023-12", context_window=2000)
    assert [tool.name for tool in answer(Query(ranges=ranges, sort="name"), live.current()).tools()] == names


@pytest.mark.django_db
def test_a_range_can_take_in_what_is_not_known():
    make_tool(name="Blank")
    make_tool(name="Ten", plans=[{"amount": 10}])
    query = Query(ranges={"price_month": (20, None)}, unknown=("price_month",))
    assert [tool.name for tool in answer(query, live.current()).tools()] == ["Blank"]


@pytest.mark.django_db
def test_prices_are_those_of_today():
    make_tool(
        name="Changed",
        plans=[
            {"amount": 5, "valid_to": "2020-01-01"},
            {"amount": 9, "valid_from": "2020-01-02"},
            {"amount": 1, "valid_from": "2999-01-01"},
            {"amount": 2, "compared": False},
            {"amount": 3, "currency": "EUR"},
        ],
    )
    assert answer(Query(), live.current()).tools()[0].price_month == 9


@pytest.mark.django_db
def test_what_is_stale_comes_after_what_is_as_well_sourced():
    make_tool(name="Aged", stale_on="2020-01-01", sourced_share=50)
    make_tool(name="Fresh", stale_on="2999-01-01", sourced_share=50)
    make_tool(name="Thin", sourced_share=10)
    make_tool(name="Gone", sourced_share=90, lifecycle="deprecated")
    assert [tool.name for tool in answer(Query(), live.current()).tools()] == ["Fresh", "Aged", "Thin", "Gone"]


@pytest.mark.django_db
def test_the_planner_knows_the_tables_after_a_load():
    for _ in range(3):
        make_tool()
    refresh_statistics()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'catalog_tool'")
            assert cursor.fetchone() == (3,)
    assert answer(Query(), live.current()).total == 3


@pytest.mark.django_db
def test_words_are_looked_for_one_by_one_in_all_that_a_tool_is_called():
    make_term("output:image", label="Images", synonyms=["picture"])
    make_tool(name="Aurora", maker="Skyworks", terms=["output:image"])
    make_tool(name="Aurora Text", maker="Skyworks")
    names = [tool.name for tool in answer(Query(q="skyworks pictur"), live.current()).tools()]
    assert names == ["Aurora"]
