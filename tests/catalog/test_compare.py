"""Tools side by side: one address, rows that differ, the price at one's own usage, tools added and removed."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from catalog import dates
from catalog.comparison import Likeness, likeness
from catalog.exchange.reading import document_of
from catalog.facts import value_digest
from catalog.models import FormerSlug, Source, Tool, ToolAlias
from tests.factories import make_tool

pytestmark = pytest.mark.django_db

TOKENS = [
    {
        "name": "Input tokens",
        "price_kind": "input-tokens",
        "amount": "1.25",
        "unit": "1M tokens",
        "as_of": "2026-05-02",
    },
    {"name": "Output tokens", "price_kind": "output-tokens", "amount": "10", "unit": "1M tokens"},
]


def names_of(*names, **fields):
    return [make_tool(name=name, **fields) for name in names]


def shown_rows(answer):
    return re.findall(r'<th scope="row">([^<]+)</th>', answer.content.decode())


def links(answer):
    return [unescape(link) for link in re.findall(r'<a[^>]* href="([^"]+)"', answer.content.decode())]


def text_of(answer):
    """What a person reads in the page's main part, in one line."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def title_of(answer):
    return unescape(re.search("<title>(.*?)</title>", answer.content.decode())[1])


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("tool=beta&tool=alpha&tool=beta", "tool=alpha&tool=beta"),
        (
            "tool=beta&tokens_in=2M&only=differences&tool=alpha",
            "only=differences&tokens_in=2000000&tool=alpha&tool=beta",
        ),
        ("tool=alpha&images=&minutes=0&seats=05&only=&add=+", "seats=5&tool=alpha"),
        ("tool=alpha&tokens_out=1,500", "tokens_out=1500&tool=alpha"),
        ("only=differences&tool=alpha", "tool=alpha"),
        ("tool=alpha&tool=&add=beta", "tool=alpha&tool=beta"),
        ("q=&kind=agent&price_in_min=&tool=alpha&colour=red", "tool=alpha"),
        ("tool=former&tool=beta", "tool=alpha&tool=beta"),
    ],
)
def test_a_comparison_has_one_address(client, asked, address):
    alpha, _ = names_of("Alpha", "Beta")
    FormerSlug.objects.create(tool=alpha, slug="former")
    answer = client.get(f"/compare/?{asked}")
    assert (answer.status_code, answer["Location"]) == (302, f"/compare/?{address}")
    there = client.get(answer["Location"])
    assert there.status_code == 200
    [canonical] = re.findall('<link rel="canonical" href="(.+?)"', there.content.decode())
    assert unescape(canonical).endswith(f"/compare/?{address}")


def test_of_five_the_first_four_are_compared(client):
    names_of("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    answer = client.get("/compare/?tool=epsilon&tool=delta&tool=gamma&tool=beta&tool=alpha")
    assertContains(answer, "Only the first 4 tools are compared; left out: alpha.")
    assertContains(answer, "<h1>Compare Beta, Delta, Epsilon and Gamma</h1>", html=True)
    assertContains(answer, "Four tools are the most")


def test_each_state_has_its_own_title_and_heading(client):
    names_of("Alpha", "Beta")
    states = ["", "tool=alpha", "tool=alpha&tool=beta", "only=differences&tool=alpha&tool=beta", "seats=2&tool=alpha"]
    answers = [client.get(f"/compare/?{state}" if state else "/compare/") for state in states]
    assert len({title_of(answer) for answer in answers}) == len(states)
    descriptions = [re.search('name="description" content="(.*?)"', a.content.decode())[1] for a in answers[:4]]
    assert len(set(descriptions)) == 4
    headings = [re.findall("<h1.*?>(.*?)</h1>", answer.content.decode()) for answer in answers]
    assert headings == [["Compare tools"], ["Compare Alpha"], *[["Compare Alpha and Beta"]] * 2, ["Compare Alpha"]]


def test_one_tool_invites_another(client):
    make_tool(name="Alpha")
    answer = client.get("/compare/?tool=alpha")
    assert "One tool so far" in text_of(answer)
    assert "differ" not in text_of(answer)
    assert "/tools/?tool=alpha" in links(answer)


def test_what_can_no_longer_be_had_is_marked(client):
    make_tool(name="Gone", lifecycle=Tool.Lifecycle.DISCONTINUED)
    make_tool(name="There")
    assertContains(client.get("/compare/?tool=gone&tool=there"), "<strong>Discontinued</strong>", count=1)


def test_a_draft_is_neither_compared_nor_found(client):
    make_tool(name="Secret", editorial_state=Tool.EditorialState.DRAFT)
    FormerSlug.objects.create(tool=Tool.objects.get(), slug="former")
    assertContains(client.get("/compare/?tool=secret"), "There is no tool “secret”")
    assertContains(client.get("/compare/?tool=former"), "There is no tool “former”")
    assertContains(client.get("/compare/?add=secret"), "No tool is found for “secret”")


# Rows: what differs and what does not.


def test_differences_only_hides_what_is_alike_and_says_how_much(client):
    make_tool(name="Alpha", terms=["output:image"], context_window=1000)
    make_tool(name="Beta", terms=["output:image"], context_window=2000)
    whole = client.get("/compare/?tool=alpha&tool=beta")
    narrowed = client.get("/compare/?only=differences&tool=alpha&tool=beta")
    rows, different = shown_rows(whole), shown_rows(narrowed)
    assert different == ["Context window"]
    assert "Output" in rows
    alike = ["Output", "Maker", "Type", "Status", "Successor"]
    unknown = len(rows) - len(alike) - 1
    assert set(alike) <= set(rows)
    assert f"1 row differs, {len(alike)} are alike, {unknown} not known of any." in text_of(whole)
    assert f"1 row differs. Hidden: {len(alike)} are alike, {unknown} not known of any." in text_of(narrowed)
    assert "/compare/?only=differences&tool=alpha&tool=beta" in links(whole)
    assert "/compare/?tool=alpha&tool=beta" in links(narrowed)


def test_groups_left_empty_vanish(client):
    make_tool(name="Alpha", context_window=1000)
    make_tool(name="Beta", context_window=2000)
    headings = [
        len(re.findall('scope="rowgroup"', client.get(f"/compare/?{only}tool=alpha&tool=beta").content.decode()))
        for only in ("", "only=differences&")
    ]
    assert headings[0] > 3
    assert headings[1] == 1


def test_tools_alike_in_all_say_so_and_how_much_is_not_known(client):
    names_of("Alpha", "Beta")
    answer = client.get("/compare/?only=differences&tool=alpha&tool=beta")
    whole = client.get("/compare/?tool=alpha&tool=beta").content.decode()
    alike, unknown = whole.count('<tr data-same="alike">'), whole.count('<tr data-same="unknown">')
    assert (alike, unknown + alike) == (4, len(re.findall('<th scope="row">', whole)))
    assert shown_rows(answer) == []
    assert f"0 rows differ. Hidden: 4 are alike, {unknown} not known of any." in text_of(answer)
    assert f"What we know of these tools is alike. Of {unknown} rows nothing is known." in text_of(answer)
    assert "/compare/?tool=alpha" in links(answer)


def test_what_a_source_contradicts_of_one_tool_is_no_likeness(client):
    alpha, _ = names_of("Alpha", "Beta", context_window=1000)
    assert shown_rows(client.get("/compare/?only=differences&tool=alpha&tool=beta")) == []
    document = document_of(Tool.objects.with_prices(timezone.localdate()).for_pages().get(pk=alpha.pk))
    alpha.readings.create(
        subject="context_window",
        value_digest=value_digest(document, "context_window"),
        outcome="contradicted",
        read_on="2026-06-03",
        url="https://a.example/",
    )
    assert shown_rows(client.get("/compare/?only=differences&tool=alpha&tool=beta")) == ["Context window"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([None, None], Likeness.UNKNOWN),
        (["a", "a", "a"], Likeness.ALIKE),
        (["a", "a", "b"], Likeness.DIFFERENT),
        (["a", None], Likeness.DIFFERENT),
        (["a"], Likeness.DIFFERENT),
        ([None], Likeness.DIFFERENT),
    ],
)
def test_how_tools_stand_to_each_other(told, found):
    assert likeness(told) == found


def test_plans_that_differ_are_a_row(client):
    for name, amount in (("Alpha", 5), ("Beta", 6)):
        make_tool(name=name, plans=[{"amount": amount, "compared": False, "as_of": "2026-05-02"}])
    answer = client.get("/compare/?only=differences&tool=alpha&tool=beta")
    assert shown_rows(answer) == ["Prices in full"]
    assert "Pro: $5 per month as of 2 May 2026" in text_of(answer)


def test_a_long_list_is_folded_and_whole(client):
    uses = [f"use {number}" for number in range(1, 14)]
    make_tool(name="Alpha", integrations=uses)
    make_tool(name="Beta", integrations=uses[:10])
    answer = client.get("/compare/?tool=alpha&tool=beta")
    assertContains(answer, "<summary>3 more", count=1)
    assert all(f"{use}" in text_of(answer) for use in uses)


def test_a_cell_says_how_sure_we_are_and_on_whose_word(client):
    tool = make_tool(name="Alpha", context_window=1000, sources=0)
    today = timezone.localdate().isoformat()
    Source.objects.create(
        tool=tool,
        type="vendor",
        title="Data sheet",
        url="https://vendor.example/",
        fields=["context_window"],
        as_of=today,
    )
    make_tool(name="Beta", context_window=2000, sources=0)
    said = text_of(client.get("/compare/?only=differences&tool=alpha&tool=beta"))
    assert f"1,000 tokens Sourced Data sheet , as of {dates.in_words(today)}" in said
    assert "2,000 tokens Unverified" in said


# The price at one's own usage.


def test_usage_is_priced_in_a_table_and_a_picture(client):
    make_tool(name="Alpha", plans=TOKENS)
    make_tool(name="Beta", plans=[{"amount": 20}])
    make_tool(name="Gamma")
    answer = client.get("/compare/?tokens_in=2000000&tokens_out=500000&tool=alpha&tool=beta&tool=gamma")
    said = text_of(answer)
    assert "A month with 2M tokens in and 500K tokens out" in said
    assert "Alpha $7.50 2M tokens in × $1.25 per 1M tokens = $2.50 500K tokens out × $10 per 1M tokens = $5" in said
    assert "Beta at least $20 Pro: $20 a month Whether its limits cover 2M tokens in and 500K tokens out" in said
    assert "Gamma Not known 2M tokens in: no price per token is known." in said
    assert "no source, as of 2 May 2026" in said
    assert "Alpha: $7.50. Beta: at least $20. Gamma: Not known." in said
    assertContains(answer, 'width="85.0%"', count=1)
    assertNotContains(answer, "style=")


@pytest.mark.parametrize("plans", [[], [{"price_kind": "free", "amount": 0}]], ids=["unknown", "free"])
def test_without_two_costs_to_compare_there_is_no_picture(client, plans):
    make_tool(name="Alpha", plans=plans)
    make_tool(name="Beta")
    answer = client.get("/compare/?images=5&tool=alpha&tool=beta")
    assertNotContains(answer, 'class="picture')
    assert ("Alpha Free Pro: free as a whole" if plans else "Alpha Not known") in text_of(answer)


def test_what_is_free_in_one_way_costs_in_another(client):
    make_tool(name="Alpha", plans=[{"price_kind": "free", "amount": 0, "unit": "", "name": "At home"}, {"amount": 30}])
    make_tool(name="Beta", plans=[{"amount": 20}, {"amount": 40, "name": "Max"}])
    answer = client.get("/compare/?seats=5&tool=alpha&tool=beta")
    assert "Alpha $150 Pro: 5 seats × $30 a month = $150 One way to use it is free: At home." in text_of(answer)
    assert "Beta from $100 Pro: 5 seats × $20 a month = $100, the lowest of 2 prices" in text_of(answer)
    assertContains(answer, 'class="costs__open"', count=1)


def test_nothing_to_pay_has_one_name(client):
    make_tool(name="Alpha", plans=[{"price_kind": "free", "amount": 0, "unit": ""}])
    make_tool(name="Beta", plans=[{"amount": 20}])
    said = text_of(client.get("/compare/?tool=alpha&tool=beta"))
    assert "Cheapest paid plan Free" in said
    assert "$0" not in said


def test_without_usage_the_form_is_there_and_no_price(client):
    make_tool(name="Alpha", plans=TOKENS)
    answer = client.get("/compare/?tool=alpha")
    assertContains(answer, 'name="tokens_in"', count=1)
    assertNotContains(answer, "Cost a month")


def test_a_quantity_comes_back_in_groups_of_three(client):
    make_tool(name="Alpha")
    assertContains(client.get("/compare/?tokens_in=2000000&tool=alpha"), 'value="2,000,000"')


@pytest.mark.parametrize("value", ["-5", "NaN", "inf", "9" * 5_000, "١٢٣", "1e5", "2.5", "1_000", "a\x00b", "\ud800"])
@pytest.mark.parametrize("name", ["tokens_in", "seats"])
def test_what_is_no_quantity_is_noted_and_the_rest_counts(client, name, value):
    make_tool(name="Alpha", plans=TOKENS)
    answer = client.get(
        "/compare/", {name: value.encode("utf-8", "surrogatepass"), "tokens_out": "1M", "tool": "alpha"}
    )
    assert answer.status_code == 200
    assert "is left out." in text_of(answer)
    assertContains(answer, 'aria-invalid="true"', count=1)
    assert "Alpha $10 1M tokens out" in text_of(answer)
    assertContains(answer, "tokens_out=1000000&amp;tool=alpha")
    assert len(answer.content) < 60_000


def test_what_the_rows_cannot_be_narrowed_to_is_noted(client):
    make_tool(name="Alpha")
    assertContains(client.get("/compare/?only=nothing&tool=alpha"), "“nothing” is nothing that the rows")


def test_every_field_has_its_label_and_help(client):
    make_tool(name="Alpha")
    page = client.get("/compare/?images=x&tool=alpha").content.decode()
    for name in ("tokens_in", "tokens_out", "images", "minutes", "seats"):
        assert f'<label for="id_{name}">' in page
    for name in " ".join(re.findall('aria-describedby="(.*?)"', page)).split():
        assert page.count(f'id="{name}"') == 1


# Adding and removing.


def test_links_keep_the_usage_and_the_narrowing(client):
    names_of("Alpha", "Beta", "Gamma")
    answer = client.get("/compare/?only=differences&seats=3&tool=alpha&tool=beta&tool=gamma")
    found = links(answer)
    assert "/compare/?only=differences&seats=3&tool=alpha&tool=gamma" in found
    assert "/compare/?seats=3&tool=alpha&tool=beta&tool=gamma" in found
    assert "/compare/?only=differences&tool=alpha&tool=beta&tool=gamma" in found
    assert "/tools/?tool=alpha&tool=beta&tool=gamma" in found
    assertContains(answer, '<input type="hidden" name="only" value="differences">', count=2)


def test_part_of_a_name_offers_tools_to_add(client):
    make_tool(name="Alpha")
    make_tool(name="Midjourney", maker="Midjourney Inc", lifecycle=Tool.Lifecycle.DISCONTINUED)
    answer = client.get("/compare/?seats=3&tool=alpha&add=midjour")
    assert answer.status_code == 200
    assert "Midjourney Midjourney Inc · App · Discontinued Add Midjourney" in text_of(answer)
    assert "/compare/?seats=3&tool=alpha&tool=midjourney" in links(answer)


def test_of_many_the_first_are_offered_and_all_are_a_link_away(client):
    make_tool(name="Alpha")
    names_of(*(f"Painter {number}" for number in range(8)))
    answer = client.get("/compare/?tool=alpha&add=painter")
    assert "8 tools found for “painter”; the first 6 of them" in text_of(answer)
    assert "/tools/?q=painter&tool=alpha" in links(answer)
    assert len([link for link in links(answer) if link.startswith("/compare/?tool=alpha&tool=painter")]) == 6


@pytest.mark.parametrize("text", ["Midjourney", "midjourney", "MJ"])
def test_a_whole_name_adds_at_once(client, text):
    make_tool(name="Alpha")
    ToolAlias.objects.create(tool=make_tool(name="Midjourney"), name="MJ")
    make_tool(name="Midjourney Video")
    answer = client.get("/compare/", {"tool": "alpha", "add": text})
    assert (answer.status_code, answer["Location"]) == (302, "/compare/?tool=alpha&tool=midjourney")


def test_a_misspelt_name_is_forgiven_but_not_added(client):
    make_tool(name="Alpha")
    make_tool(name="Midjourney")
    answer = client.get("/compare/?tool=alpha&add=midjorney")
    assert "Showing results for “midjourney”" in text_of(answer)
    assert "/compare/?tool=alpha&tool=midjourney" in links(answer)


def test_nothing_found_is_said(client):
    make_tool(name="Alpha")
    answer = client.get("/compare/?tool=alpha&add=qqqqzzzz")
    assert "No tool is found for “qqqqzzzz”" in text_of(answer)


def test_a_tool_is_compared_once(client):
    make_tool(name="Alpha")
    assert "compared already" in text_of(client.get("/compare/?tool=alpha&add=alpha"))


def test_a_fifth_tool_has_no_room(client):
    names_of("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    answer = client.get("/compare/?tool=alpha&tool=beta&tool=gamma&tool=delta&add=epsilon")
    assert "Four tools are the most" in text_of(answer)
    assert not [link for link in links(answer) if "epsilon" in link and link.startswith("/compare/")]


# What it costs us.


def test_queries_do_not_grow_with_the_facts(client):
    names_of("Bare", "Blank")
    for name in ("Full", "Rich"):
        terms = [f"facet-{number}:{name}-{place}".lower() for number in range(5) for place in range(6)]
        make_tool(name=name, terms=terms, plans=TOKENS * 4, sources=9, integrations=["one", "two"])
    spent = []
    for pair in ("tool=bare&tool=blank", "tool=full&tool=rich"):
        client.get(f"/compare/?seats=1&tokens_in=5&{pair}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/compare/?seats=1&tokens_in=5&{pair}").status_code == 200
        spent.append(len(queries))
    assert spent[1] <= spent[0] + 3
    assert spent[1] <= 20


def test_no_cookie_is_set_and_the_page_may_be_kept(client):
    make_tool(name="Alpha", plans=TOKENS)
    address = "/compare/?tokens_in=5&tool=alpha"
    answer = client.get(address)
    assert not answer.cookies
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
