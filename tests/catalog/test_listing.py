"""The list as a table, and what the nearest tools lack when nothing matches."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from lxml import html

from catalog.facets import range_in_words
from catalog.listing import heads, near_matches, rows
from catalog.models import Facet, FacetState, FieldState, Plan, Reading
from catalog.query import Query
from catalog.taxonomy import Taxonomy
from tests.factories import make_facet, make_term, make_tool

TODAY = dt.date(2026, 11, 22)
PATH = "/tools/"


def cells(tool):
    """A tool's texts by column; a state in brackets."""
    [row] = rows([tool.pk], TODAY)
    return {cell.column.key: cell.text or f"[{cell.state}]" for cell in row.cells}


def confirmed(tool, *days, outcome=Reading.Outcome.CONFIRMED):
    for day in days:
        Reading.objects.create(tool=tool, subject="maker", read_on=day, outcome=outcome)


def test_a_row_says_what_is_known(db):
    tool = make_tool(
        name="Aurora",
        terms=["kind:agent", "output:image", "hosting:hosted"],
        plans=[
            {"amount": 20},
            {"amount": 12},
            {"amount": 5, "valid_to": TODAY - dt.timedelta(days=1)},
            {"amount": Decimal("2.5"), "price_kind": Plan.PriceKind.INPUT_TOKENS},
            {"amount": 0, "price_kind": Plan.PriceKind.OUTPUT_TOKENS},
        ],
        context_window=200_000,
        released="2024-05",
    )
    confirmed(tool, dt.date(2026, 8, 1), dt.date(2026, 9, 30))
    confirmed(tool, dt.date(2026, 11, 1), outcome=Reading.Outcome.UNREADABLE)
    type(tool).objects.filter(pk=tool.pk).update(sourced_share=64)
    assert cells(tool) == {
        "price_month": "$12",
        "price_in": "$2.50",
        "price_out": "Free",
        "context_window": "200K",
        "released": "May 2024",
        "output": "Image",
        "kind": "Agent",
        "hosting": "Hosted",
        "sourced": "64%",
        "confirmed": "30 September 2026",
    }


def test_what_is_not_known_is_neither_blank_nor_nothing(db):
    tool = make_tool(sources=0)
    type(tool).objects.filter(pk=tool.pk).update(sourced_share=0)
    unknown = dict.fromkeys(cells(tool), "[not-known]")
    assert cells(tool) == unknown | {"sourced": "[unverified]", "confirmed": "Not yet"}


@pytest.mark.parametrize("field", ["price_month", "price_in", "price_out", "context_window", "released"])
@pytest.mark.parametrize("state", ["not-applicable", "not-published"])
def test_a_figure_says_why_there_is_none(db, field, state):
    tool = make_tool()
    FieldState.objects.create(tool=tool, field=field, state=state)
    assert [key for key, text in cells(tool).items() if text == f"[{state}]"] == [field]


@pytest.mark.parametrize(
    ("state", "shown"),
    [("complete", "[no]"), ("not-applicable", "[not-applicable]"), ("not-published", "[not-published]")],
)
def test_a_facet_says_why_there_is_no_term(db, state, shown):
    tool = make_tool()
    FacetState.objects.create(tool=tool, facet=make_facet("hosting"), state=state)
    assert cells(tool)["hosting"] == shown
    assert cells(tool)["output"] == "[not-known]"


def test_a_tool_that_is_free_as_a_whole_says_so_and_a_paid_plan_goes_before(db):
    free = {"amount": 0, "price_kind": Plan.PriceKind.FREE}
    assert cells(make_tool(plans=[free]))["price_month"] == "Free"
    assert cells(make_tool(plans=[free, {"amount": 8}]))["price_month"] == "$8"


def test_many_terms_are_counted(db):
    tool = make_tool(terms=[f"output:t{number}" for number in range(5)])
    assert cells(tool)["output"] == "T0, T1 and 3 more"


def test_rows_keep_the_order_and_leave_out_what_is_not_public(db):
    one, draft, ended = make_tool(), make_tool(editorial_state="draft"), make_tool(lifecycle="discontinued")
    found = rows([ended.pk, draft.pk, one.pk, 10**9], TODAY)
    assert [(row.slug, row.ended) for row in found] == [(ended.slug, "Discontinued"), (one.slug, "")]
    assert found[1].url == f"/tools/{one.slug}/"


@pytest.mark.parametrize("number", [3, 24])
def test_any_number_of_rows_takes_the_same_few_queries(db, number, django_assert_num_queries):
    tools = [make_tool(terms=["output:image", "kind:agent"], plans=[{"amount": 5}]) for _ in range(number)]
    with django_assert_num_queries(6):
        assert len(rows([tool.pk for tool in tools], TODAY)) == number


def head(query, key):
    return next(head for head in heads(query, PATH) if head.column.sort == key)


@pytest.mark.parametrize(
    ("sort", "key", "url", "aria_sort", "hint"),
    [
        ("best", "price", "/tools/?sort=price", "", "sort lowest first"),
        ("price", "price", "/tools/?sort=-price", "ascending", "sorted, lowest first; sort highest first"),
        ("-price", "price", "/tools/?sort=price", "descending", "sorted, highest first; sort lowest first"),
        ("price", "name", "/tools/?sort=name", "", "sort from A"),
        ("-name", "name", "/tools/?sort=name", "descending", "sorted, from Z; sort from A"),
        ("context", "context", "/tools/?sort=-context", "descending", "sorted, largest first; sort smallest first"),
        ("-context", "context", "/tools/?sort=context", "ascending", "sorted, smallest first; sort largest first"),
        ("newest", "newest", "/tools/?sort=-newest", "descending", "sorted, newest first; sort oldest first"),
        (
            "-confirmed",
            "confirmed",
            "/tools/?sort=confirmed",
            "ascending",
            "sorted, longest ago first; sort latest first",
        ),
    ],
)
def test_a_head_sorts_first_the_natural_way_then_the_other(sort, key, url, aria_sort, hint):
    found = head(Query(sort=sort), key)
    assert (found.url, found.aria_sort, found.hint) == (url, aria_sort, hint)


def test_heads_keep_the_question_and_only_some_sort():
    query = Query(q="cat", chosen={"output": ("image",)}, view="table")
    assert head(query, "price").url == "/tools/?output=image&q=cat&sort=price&view=table"
    sortable = [head.column.label for head in heads(query, PATH) if head.url]
    assert sortable == ["Tool", "Price a month", "Context", "Released", "Confirmed"]


def table(tools, query, *, compare=True):
    context = {"rows": rows([tool.pk for tool in tools], TODAY), "heads": heads(query, PATH)}
    return html.fromstring(render_to_string("catalog/_tool_table.html", context | {"query": query, "compare": compare}))


def text_of(element):
    return " ".join(element.text_content().split())


def test_the_table_is_a_table_whose_every_cell_says_something(db):
    tools = [make_tool(name="Aurora <1>", plans=[{"amount": 20}]), make_tool(maker="Bolt", lifecycle="beta")]
    region = table(tools, Query(sort="price"))
    assert (region.get("role"), region.get("tabindex"), bool(region.get("aria-label"))) == ("region", "0", True)
    assert text_of(region.find(".//caption"))
    lines = region.findall(".//tbody/tr")
    assert [text_of(line.find("th[@scope='row']")) for line in lines] == [
        "Aurora <1>Acme",
        f"{tools[1].name}Bolt · Beta",
    ]
    columns = region.findall(".//thead/tr/*")
    for line in lines:
        assert len(line) == len(columns)
        assert all(text_of(cell) for cell in line)
    assert [text_of(line[2]) for line in lines] == ["$20", "Not known"]


def test_what_does_not_apply_is_a_dash_to_the_eye_and_words_to_the_ear(db):
    tool = make_tool(plans=[{"amount": 20}])
    FieldState.objects.create(tool=tool, field="price_in", state="not-applicable")
    [line] = table([tool], Query()).findall(".//tbody/tr")
    dash, words = line[3]
    assert (dash.text, dash.get("aria-hidden")) == ("–", "true")
    assert (words.text, words.get("class")) == ("Does not apply", "visually-hidden")


def test_only_the_sorted_column_is_marked_and_its_link_says_both_ways(db):
    [sorted_head] = table([make_tool()], Query(sort="-price")).xpath(".//th[@aria-sort]")
    assert sorted_head.get("aria-sort") == "descending"
    assert text_of(sorted_head.find("a")) == "Price a month (sorted, highest first; sort lowest first)"
    assert sorted_head.find("a").get("href") == "/tools/?sort=price"


def test_a_row_is_ticked_for_comparing_if_the_address_says_so(db):
    one, two = make_tool(), make_tool()
    boxes = table([one, two], Query(ticked=(two.slug,))).xpath(".//input[@name='tool' and @form='filters']")
    assert [(box.get("value"), "checked" in box.attrib) for box in boxes] == [(one.slug, False), (two.slug, True)]
    assert text_of(boxes[0].getparent()) == f"Compare {one.name}"
    assert not table([one], Query(), compare=False).xpath(".//input")


def lacks(tool, query, *missing):
    """What a tool lacks, as (condition, state, detail)."""
    [match] = near_matches([(tool.pk, missing)], query, Taxonomy(), TODAY)
    return [(lack.condition, lack.state, lack.detail) for lack in match.lacks]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", "not-known"),
        ("complete", "no"),
        ("not-applicable", "not-applicable"),
        ("not-published", "not-published"),
    ],
)
def test_a_lacking_facet_is_a_no_only_where_its_list_is_complete(db, state, expected):
    make_term("hosting:self-hosted")
    tool = make_tool()
    if state:
        FacetState.objects.create(tool=tool, facet=make_facet("hosting"), state=state)
    query = Query(chosen={"hosting": ("self-hosted",)})
    assert lacks(tool, query, "hosting") == [("Hosting: Self hosted", expected, "")]


def test_another_term_leaves_a_facet_of_many_not_known_and_one_of_one_a_no(db):
    make_term("hosting:self-hosted")
    tool = make_tool(terms=["hosting:hosted"])
    query = Query(chosen={"hosting": ("self-hosted",)})
    assert lacks(tool, query, "hosting") == [("Hosting: Self hosted", "not-known", "")]
    Facet.objects.filter(slug="hosting").update(selection=Facet.Selection.ONE)
    assert lacks(tool, query, "hosting") == [("Hosting: Self hosted", "no", "(Hosted)")]


def test_where_all_must_hold_only_the_missing_terms_are_named(db):
    art = make_term("output:art", parent=make_term("output:image"))
    tool = make_tool(terms=["output:art"])
    make_term("output:film"), make_term("output:music")
    query = Query(chosen={"output": ("film", "image", "music")})
    assert lacks(tool, query, "output") == [("Output: Film or Music", "not-known", "")]
    Facet.objects.filter(pk=art.facet_id).update(match="all")
    assert lacks(tool, query, "output") == [("Output: Film and Music", "not-known", "")]


def test_a_term_that_was_given_meanwhile_is_not_lacking(db):
    tool = make_tool(terms=["output:image"])
    assert lacks(tool, Query(q="owl", chosen={"output": ("image",)}), "output", "q") == [("The words “owl”", "no", "")]


def test_many_terms_asked_for_are_counted(db):
    terms = [f"t{number}" for number in range(5)]
    for slug in terms:
        make_term(f"output:{slug}")
    assert lacks(make_tool(), Query(chosen={"output": tuple(terms)}), "output") == [
        ("Output: T0, T1, T2 or 2 more", "not-known", "")
    ]


@pytest.mark.parametrize(
    ("fields", "name", "ends", "expected"),
    [
        ({"plans": [{"amount": 20}]}, "price_month", (None, Decimal(10)), ("no", "($20)")),
        ({}, "price_month", (None, Decimal(10)), ("not-known", "")),
        ({"context_window": 8192}, "context_window", (Decimal(200_000), None), ("no", "(8,192)")),
        ({"released": "2024-05"}, "released", ("2026", None), ("no", "(May 2024)")),
    ],
)
def test_a_lacking_figure_shows_the_tools_own(db, fields, name, ends, expected):
    found = lacks(make_tool(**fields), Query(ranges={name: ends}), name)
    assert found == [(range_in_words(name, *ends), *expected)]


def test_a_figure_that_is_not_published_is_not_a_no(db):
    tool = make_tool()
    FieldState.objects.create(tool=tool, field="price_month", state="not-published")
    [(_, state, _)] = lacks(tool, Query(ranges={"price_month": (None, Decimal(10))}), "price_month")
    assert state == "not-published"


def test_columns_and_words_that_do_not_match_say_what_is_instead(db):
    make_tool(maker="Bolt")
    tool = make_tool(lifecycle="discontinued")
    chosen = {"maker": ("bolt",), "entry-type": ("library", "model"), "lifecycle": ("active", "beta")}
    query = Query(q="owl", chosen=chosen)
    assert lacks(tool, query, "maker", "entry-type", "lifecycle", "q") == [
        ("Maker: Bolt", "no", "(Acme)"),
        ("Type of entry: Library or Model", "no", "(App)"),
        ("Status: Active or Beta", "no", "(Discontinued)"),
        ("The words “owl”", "no", ""),
    ]
    assert lacks(tool, Query(q='"owl"'), "q") == [('The words "owl"', "no", "")]


@pytest.mark.parametrize("number", [1, 6])
def test_near_matches_take_the_same_few_queries(db, number, django_assert_num_queries):
    make_term("output:image")
    tools = [make_tool() for _ in range(number)]
    query, taxonomy = Query(chosen={"output": ("image",)}), Taxonomy()
    with django_assert_num_queries(5):
        assert len(near_matches([(tool.pk, ["output"]) for tool in tools], query, taxonomy, TODAY)) == number


def test_near_matches_keep_their_order_and_leave_out_drafts(db):
    one, draft, two = make_tool(), make_tool(editorial_state="draft"), make_tool()
    found = near_matches([(pk, ["q"]) for pk in (two.pk, draft.pk, one.pk)], Query(q="owl"), Taxonomy(), TODAY)
    assert [match.name for match in found] == [two.name, one.name]


def drop(label, total):
    return SimpleNamespace(label=label, url=f"/tools/?left={total}", total=total)


def no_match(**context):
    context = {"query": Query(q="owl"), "path": PATH, "drops": [], "pairs": [], "near": [], **context}
    return html.fromstring(render_to_string("catalog/_no_match.html", context))


def test_the_empty_list_says_what_to_take_away_and_how_many_that_gives():
    found = no_match(drops=[drop("Runs: At home", 12), drop("“owl”", 1)], pairs=[drop("Two", 30)])
    assert [text_of(line) for line in found.findall(".//ul/li")] == [
        "Without Runs: At home 12 tools",
        "Without “owl” 1 tool",
    ]
    assert found.xpath(".//ul//a/@href") == ["/tools/?left=12", "/tools/?left=1"]


def test_where_no_single_condition_helps_two_are_offered_and_else_words():
    assert "two conditions" in text_of(no_match(pairs=[drop("This and that", 3)]))
    two = Query(q="owl", chosen={"hosting": ("hosted",)})
    assert "each link above removes one" in text_of(no_match(query=two))
    assert "Other or fewer words" in text_of(no_match())


def test_the_nearest_say_what_they_lack_with_its_sign_and_word(db):
    make_term("hosting:self-hosted")
    tool = make_tool(name="Near <b>", plans=[{"amount": 20}])
    query = Query(chosen={"hosting": ("self-hosted",)}, ranges={"price_month": (None, Decimal(10))})
    near = near_matches([(tool.pk, ["hosting", "price_month"])], query, Taxonomy(), TODAY)
    page = no_match(near=near, query=query)
    assert [text_of(line) for line in page.xpath(".//ol//ul/li")] == [
        "Hosting: Self hosted Not known",
        f"{range_in_words('price_month', None, 10)} No ($20)",
    ]
    assert page.xpath(".//ol//a/@href") == [f"/tools/{tool.slug}/"]
    assert page.xpath(".//ol//a/text()") == ["Near <b>"]


def test_the_way_out_stays_open_whatever_there_is():
    hrefs = no_match(forgiving_url="/tools/?q=owl&x").xpath(".//a/@href")
    assert hrefs == ["/tools/?q=owl&x", "/search/?q=owl", PATH, "/advisor/"]
    assert no_match(query=Query()).xpath(".//a/@href") == [PATH, "/advisor/"]
