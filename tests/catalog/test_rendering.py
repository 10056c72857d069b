"""The quick page is the plain page, byte for byte; what is kept is bounded and nobody's."""

import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import quote_plus, urlencode

import lxml.html
import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from catalog import facets, rendering
from catalog.facets import boxes, offers
from catalog.models import Tool
from catalog.query import CHOICE_FACETS, Query
from catalog.rendering import Kept, Sidebar, card, cards, plain_sidebar
from catalog.templatetags.kept import KeptNode
from tests.catalog.test_page_weight import MOST_RAW, too_heavy, weights
from tests.factories import make_tool

ADDRESSES = [
    "/tools/",
    "/tools/?page=2",
    "/tools/?output=image",
    "/tools/?output=image&output=video&hosting=self-hosted",
    "/tools/?maker=openai&entry-type=model&sort=newest",
    "/tools/?kind=agent&unknown=kind&unknown=price_month",
    "/tools/?hosting=self-hosted&output=image&skill=no-code",
    "/tools/?price_month_min=1.50&price_month_max=20&sort=price",
    "/tools/?released_min=2025-01",
    "/tools/?q=claude",
    "/tools/?q=%3Cscript%3E%26quot%3B",
    "/tools/?output=nonsense&stranger=1&q=zzzzzz",
]

SLUGS = ["agent", "image", "sound-effects", "text", "x", *(f"term-{number}" for number in range(14))]
labels = st.one_of(st.sampled_from(["Agent", "<b>", rendering.MARK, "“A & B”", "0 more</ul>"]), st.text(max_size=8))


@st.composite
def facet_values(draw, slug):
    names = draw(st.lists(st.sampled_from(SLUGS), unique=True))
    terms = [
        SimpleNamespace(slug=name, label=draw(labels), parent=draw(st.sampled_from(["", "", *names[:place]])))
        for place, name in enumerate(names)
    ]
    return SimpleNamespace(
        slug=slug,
        label=draw(labels),
        help=draw(labels),
        shown_first=draw(st.booleans()),
        terms={term.slug: term for term in terms},
    )


@st.composite
def catalogues(draw):
    """A taxonomy with its totals, a query, and counts that need not fit together; the last are of what is unknown."""
    found = [draw(facet_values(slug)) for slug in draw(st.lists(st.sampled_from(["kind", "output"]), unique=True))]
    choices = {
        name: (draw(labels), {slug: draw(labels) for slug in draw(st.sets(st.sampled_from(SLUGS)))})
        for name in CHOICE_FACETS
    }
    offered = {facet.slug: list(facet.terms) for facet in found} | {name: list(choices[name][1]) for name in choices}
    numbers = st.integers(0, 12_000)
    totals = {name: {slug: draw(numbers) for slug in slugs} for name, slugs in offered.items()}
    counts = {name: {slug: draw(numbers) for slug in slugs} for name, slugs in offered.items()}
    some = {name: draw(st.sets(st.sampled_from(slugs), max_size=4)) for name, slugs in offered.items() if slugs}
    query = Query(
        chosen={name: tuple(slugs) for name, slugs in some.items() if slugs},
        unknown=tuple(draw(st.sets(st.sampled_from(["kind", "output"])))),
    )
    taxonomy = SimpleNamespace(filterable=lambda: found, choices=choices)
    unknown = draw(st.dictionaries(st.sampled_from(["kind", "output"]), numbers))
    return taxonomy, totals, query, counts, unknown


@given(catalogue=catalogues(), offered=st.integers(1, 20))
def test_the_joined_sidebar_is_the_plain_one(catalogue, offered):
    taxonomy, totals, query, counts, unknown = catalogue
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "OFFERED", offered)
        places = offers(taxonomy, totals)
    quick = Sidebar(places)
    resting = Query()
    assert quick.html(query, counts, unknown) == plain_sidebar(places, query, counts, unknown)
    assert quick.html(resting, totals, {}) == plain_sidebar(places, resting, totals, {})


def a_taxonomy(number, *, parents=None):
    """A facet with terms t0, t1 and so on; ``parents`` has the place of the wider term of some."""
    wider = {place: f"t{parent}" for place, parent in (parents or {}).items()}
    terms = {
        f"t{place}": SimpleNamespace(slug=f"t{place}", label=f"T{place}", parent=wider.get(place, ""))
        for place in range(number)
    }
    facet = SimpleNamespace(slug="kind", label="Kind", help="", shown_first=True, terms=terms)
    return SimpleNamespace(filterable=lambda: [facet], choices={name: (name, {}) for name in CHOICE_FACETS})


def test_the_fullest_in_the_catalogue_stand_first_in_their_own_order():
    totals = {"kind": {f"t{place}": place % 20 for place in range(30)}}
    [kind, *_] = offers(a_taxonomy(30), totals)
    assert [choice.slug for choice in kind.first] == [f"t{place}" for place in range(10, 20)]
    assert len(kind.more) == 20


def a_tree():
    """Thirty terms: of every three the second is narrower than the first, and the third than the second."""
    return a_taxonomy(30, parents={place: place - 1 for place in range(30) if place % 3})


def test_a_narrower_term_stands_under_its_wider_one():
    [kind, *_] = offers(a_tree(), {})
    assert [choice.slug for choice in kind.first] == [f"t{place}" for place in range(0, 30, 3)]
    assert kind.more == ()
    for place, choice in enumerate(kind.first):
        [narrower] = choice.narrower
        [narrowest] = narrower.narrower
        assert (narrower.slug, narrowest.slug) == (f"t{3 * place + 1}", f"t{3 * place + 2}")


@pytest.mark.parametrize(
    ("chosen", "opened"),
    [((), []), (("t0",), []), (("t1",), ["t0"]), (("t2",), ["t0", "t1"]), (("t0", "t4"), ["t3"])],
)
def test_a_wider_term_opens_when_a_narrower_one_is_chosen(chosen, opened):
    places = offers(a_tree(), {})
    query = Query(chosen={"kind": chosen} if chosen else {})
    html = Sidebar(places).html(query, {}, {})
    assert re.findall(r'id="below-kind--(\w+)" open>', html) == opened
    assert len(re.findall(r'id="below-kind--(\w+)"', html)) == 20
    assert html == plain_sidebar(places, query, {}, {})


def test_what_is_folded_opens_when_one_of_it_is_chosen():
    places = offers(a_taxonomy(31, parents={30: 29}), {"kind": {}})
    for slug in ("t29", "t30"):
        [kind, *_] = boxes(places, Query(chosen={"kind": (slug,)}), {}, {})
        assert kind.state.more_open
    [kind, *_] = boxes(places, Query(chosen={"kind": ("t1",)}), {}, {})
    assert not kind.state.more_open


def test_how_many_are_not_known_is_said_only_where_something_is_chosen_and_costs_no_frame():
    sidebar = Sidebar(offers(a_taxonomy(3), {}))
    assert "not known" not in sidebar.html(Query(), {}, {"kind": 7})
    query = Query(chosen={"kind": ("t1",)})
    for number in range(50):
        assert f"Also show where this is not known ({number})" in sidebar.html(query, {}, {"kind": number})
    assert sidebar._frame.cache_info().currsize <= 2 * len(sidebar.places)


@pytest.mark.parametrize(("number", "long"), [(15, False), (16, True)])
def test_a_long_box_has_room_for_a_field_to_find_by(number, long):
    html = Sidebar(offers(a_taxonomy(number), {})).html(Query(), {}, {})
    assert ('class="facet__find" data-find="Kind"' in html) == long


def test_few_makers_are_offered_and_a_chosen_one_always():
    taxonomy = a_taxonomy(0)
    taxonomy.choices["maker"] = ("Maker", {f"m{number}": f"Maker {number}" for number in range(100)})
    places = offers(taxonomy, {"maker": {f"m{number}": 1 for number in range(99)} | {"m99": 7}})
    *_, maker = boxes(places, Query(chosen={"maker": ("m98",)}), {}, {})
    assert maker.options[0].choice.slug == "m98"
    assert len(places[-1].first) + len(places[-1].more) == facets.OFFERED
    assert "m99" in {choice.slug for choice in places[-1].first}
    assert f"And {100 - facets.OFFERED} more" in render_to_string("catalog/_facet.html", {"facet": maker})


def answered(tools, version=1):
    """An answer as the cards need it."""
    ids = tuple(tool.pk for tool in tools)
    return SimpleNamespace(ids=ids, versions=dict.fromkeys(ids, version))


BY_ITEM = {"price_kind": "per-item", "amount": "2.50", "unit": "1 item"}


@pytest.fixture
def no_kept_cards(monkeypatch):
    monkeypatch.setattr(rendering, "_cards", Kept(rendering.KEPT_CARDS))


@pytest.mark.usefixtures("no_kept_cards")
def test_cards_are_kept_until_their_version_changes(db, django_assert_num_queries):
    tool = make_tool(name="Aurora <1>", terms=["output:image", "hosting:hosted", "kind:agent"], plans=[{"amount": 5}])
    loaded = Tool.objects.with_prices(Tool.today()).for_cards().get()
    first = cards(answered([tool]))
    assert first == [card(loaded)]
    Tool.objects.update(name="Borealis")
    with django_assert_num_queries(0):
        assert cards(answered([tool])) == first
    assert "Borealis" in cards(answered([tool], version=2))[0]
    assert 'type="checkbox"' in cards(answered([tool]), compare=True)[0]


@pytest.mark.usefixtures("no_kept_cards")
def test_any_number_of_missing_cards_takes_the_same_few_queries(db, django_assert_max_num_queries):
    tools = [make_tool(terms=["output:image", "hosting:hosted"]) for _ in range(12)]
    cards(answered(tools[:3]))
    with django_assert_max_num_queries(3):
        assert len(cards(answered(tools))) == 12


@pytest.mark.usefixtures("no_kept_cards")
def test_a_tool_that_went_meanwhile_has_no_card(db):
    tools = [make_tool(), make_tool(editorial_state=Tool.EditorialState.DRAFT)]
    assert len(cards(answered(tools))) == 1


def test_what_is_kept_is_bounded_and_the_least_used_goes_first():
    kept = Kept(3)
    kept.put({1: "a", 2: "b", 3: "c"})
    kept.get([1])
    kept.put({4: "d"})
    assert kept.get([1, 2, 3, 4]) == {1: "a", 3: "c", 4: "d"}


def test_many_threads_share_what_is_kept():
    kept = Kept(50)

    def work(start):
        for number in range(start, start + 2_000):
            kept.put({number % 97: number % 97})
            assert all(key == value for key, value in kept.get(range(97)).items())
        return len(kept)

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(work, range(8))) <= 50


@pytest.mark.usefixtures("no_kept_cards")
def test_every_quick_card_is_the_plain_card(shipped):
    loaded = list(Tool.objects.published().with_prices(Tool.today()).for_cards())
    assert cards(answered(loaded), level=2) == [card(tool, level=2) for tool in loaded]


@pytest.mark.usefixtures("no_kept_cards")
def test_a_quick_card_is_the_plain_card_whatever_is_in_it(db):
    odd = "<b title='a'>\ue000\ue001 & \"{{ card }}\" {% if %}"
    for name in ("Aurora", odd):
        for number, options in enumerate(
            (
                {},
                {"lifecycle": Tool.Lifecycle.DISCONTINUED},
                {"tagline": odd, "sourced_share": 100},
                {"plans": [{"amount": 0, "price_kind": "free"}, {"amount": "12.50"}, {"amount": 9}]},
                {"plans": [BY_ITEM | {"unit": "1 hour"}, BY_ITEM | {"unit": odd[:40]}, BY_ITEM | {"amount": 9}]},
                {"terms": ["output:image", "output:audio", "output:text", "output:video", "output:code"]},
                {"terms": ["hosting:hosted"], "sourced_share": 0},
            )
        ):
            make_tool(name=f"{name} {number}", slug=f"{name == odd}-{number}".lower(), maker=name, **options)
    loaded = list(Tool.objects.with_prices(Tool.today()).for_cards())
    assert len(loaded) == 14
    for compare in (False, True):
        plain = [card(tool, compare=compare) for tool in loaded]
        assert cards(answered(loaded), compare=compare) == plain
        assert sum("{% if %}" in text for text in plain) == 8  # seven by their names, one by its tagline


@pytest.mark.usefixtures("no_kept_cards")
def test_a_card_tells_a_price_by_another_unit_as_the_page_does(client, db):
    tool = make_tool(slug="hearer", plans=[BY_ITEM | {"unit": "1 minute"}, BY_ITEM | {"unit": "1 hour", "amount": 1}])
    assert "$2.50 per minute" in cards(answered([tool]))[0]
    assertContains(client.get(tool.get_absolute_url()), ">$2.50 per minute</span>")


def test_a_card_without_an_amount_tells_how_one_pays(client, db):
    tool = make_tool(name="Bark", terms=["pricing:free-of-charge"])
    assert "Free of charge" in cards(answered([tool]))[0]
    assertContains(client.get(tool.get_absolute_url()), "Free of charge")


def test_an_entry_has_no_glyphs_but_those_of_states(shipped):
    """Browsers are slow to lay out drawings, and a list of 24 entries multiplies each."""
    loaded = Tool.objects.published().with_prices(Tool.today()).for_cards()
    entries = [lxml.html.fromstring(card(tool)) for tool in loaded]
    drawings = [drawing for entry in entries for drawing in entry.iter("svg")]
    assert {drawing.getparent().get("class") for drawing in drawings} == {"state"}
    assert {part.tag for drawing in drawings for part in drawing} == {"path"}  # a reference is built twice


def test_the_shipped_list_is_light(shipped):
    assert too_heavy(shipped, ADDRESSES) == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_quick_page_is_the_plain_page(shipped, monkeypatch, address):
    quick = [shipped.get(address).content for _ in range(2)]

    def plain(taxonomy, query, answer):
        return plain_sidebar(offers(taxonomy, answer.totals), query, answer.counts, answer.unknown)

    def fresh_cards(answer, **options):
        loaded = Tool.objects.with_prices(Tool.today()).for_cards().in_bulk(answer.ids)
        return [card(loaded[pk], **options) for pk in answer.ids]

    monkeypatch.setattr(rendering, "sidebar", plain)
    monkeypatch.setattr(rendering, "cards", fresh_cards)
    monkeypatch.setattr(KeptNode, "render", lambda node, context: node.nodelist.render(context))
    assert quick == [shipped.get(address).content] * 2


def test_an_editor_sees_what_everybody_sees(shipped, admin_client):
    assert admin_client.get("/tools/?output=image").content == shipped.get("/tools/?output=image").content


def test_no_question_moves_an_option(shipped):
    def options(address):
        page = shipped.get(address).content.decode()
        return re.findall(r'<li><label(?: data-empty)?><input type="checkbox" name="([\w-]+)" value="([\w-]+)"', page)

    assert len(options("/tools/")) > 250
    assert options("/tools/?output=music&q=a") == options("/tools/")


def test_more_conditions_than_anybody_reads_are_counted(shipped):
    page = shipped.get("/tools/", twenty_of(shipped, "kind")).content.decode()
    assert page.count('class="chip"') == 8
    assert "and 12 more, ticked among the filters" in page
    assert "20 chosen</span></summary>" in page


def twenty_of(shipped, *names):
    counts = shipped.get("/api/v1/tools/?per_page=1").json()["facets"]
    return {name: list(counts[name])[:20] for name in names}


@pytest.mark.parametrize("view", ["cards", "table"])
@pytest.mark.parametrize("page", [1, 2])
def test_a_page_with_very_many_conditions_is_light(shipped, page, view):
    chosen = twenty_of(shipped, "kind", "output", "task", "maker")
    address = f"/tools/?{urlencode([*chosen.items(), ('page', page), ('view', view)], doseq=True)}"
    raw, _ = weights(shipped, address)
    assert raw <= MOST_RAW
    text = shipped.get(address).content.decode()
    assert re.search(rf"<span>Page {page} of \d+</span>", text)
    assert 'rel="next"' in text
    assert 'rel="canonical"' not in text


def test_a_long_text_has_its_chip(shipped):
    page = shipped.get("/tools/", {"q": "ﷺ" * 200, "output": "image"}).content.decode()
    assert page.count('class="chip"') == 2
    assert "ticked among the filters" not in page


@pytest.mark.parametrize(
    "address",
    ["/tools/?q=" + "a" * 100_000, "/tools/?" + "&".join(f"output=t{number}" for number in range(1_000))],
)
def test_an_address_too_long_to_be_a_question_is_refused(shipped, address):
    response = shipped.get(address)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("midjurney", "Showing results for “midjourney”."),
        ("alternatives to chatgpt", "Alternatives to ChatGPT."),
        ("like midjurney", "Alternatives to Midjourney."),
    ],
)
@pytest.mark.parametrize("path", ["/tools/", "/search/"])
def test_what_was_made_of_a_search_is_said_with_a_way_back(shipped, path, text, said):
    page = shipped.get(path, {"q": text}).content.decode()
    assert f"<p>{said} <a href=" in page
    literal = quote_plus(f'"{text}"')
    assert f'<a href="{path}?q={literal}">Search for “{text}” as typed</a>' in page


@pytest.mark.parametrize("text", ["suno", '"midjurney"', "alternatives to nothing"])
def test_a_search_taken_as_typed_says_nothing_of_it(shipped, text):
    assert "as typed" not in shipped.get("/tools/", {"q": text}).content.decode()


def test_the_name_of_the_tool_costs_one_small_query(shipped, django_assert_num_queries):
    shipped.get("/tools/", {"q": "alternatives to chatgpt"})
    shipped.get("/tools/", {"q": "midjurney"})
    with django_assert_num_queries(1):
        shipped.get("/tools/", {"q": "midjurney"})
    with django_assert_num_queries(2):
        shipped.get("/tools/", {"q": "alternatives to chatgpt"})


def test_a_text_in_quotes_is_shown_as_typed_and_leads_back_to_the_forgiving_search(shipped):
    page = shipped.get("/tools/", {"q": '"midjurney"', "output": "image"}).content.decode()
    assert re.search("<title>Tools and models about &quot;midjurney&quot; ", page)
    assert "</span>&quot;midjurney&quot;<svg" in page
    assert '<a href="/tools/?output=image&amp;q=midjurney">Search without the marks</a>' in page
    assert re.search("<title>Tools and models about “zzzzzz”", shipped.get("/tools/?q=zzzzzz").content.decode())
