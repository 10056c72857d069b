"""The list page: what is hidden, both ways of every order, ticks in the address, and what an empty list offers."""

import pytest
from lxml import html

from catalog import live
from catalog.directory import answer
from catalog.models import Tool
from catalog.query import BACKWARDS, MOST_TICKED, SORTS, Query
from tests.factories import make_tool

pytestmark = pytest.mark.django_db
DISCONTINUED = Tool.Lifecycle.DISCONTINUED


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return html.fromstring(response.content.decode())


def names(document):
    return [link.text_content() for link in document.cssselect(".tool-card__name a, .tool-table th[scope=row] a")]


def text(document, selector):
    return [" ".join(found.text_content().split()) for found in document.cssselect(selector)]


@pytest.fixture
def tools():
    terms = ["output:image", "hosting:hosted"]
    make_tool(name="Aurora", terms=terms, plans=[{"amount": 5}], context_window=1000, released="2024-05")
    make_tool(name="Borealis", terms=terms, plans=[{"amount": 9}], released="2023")
    make_tool(name="Cinder", terms=["output:text"], context_window=2000)
    make_tool(name="Dusk", terms=terms, lifecycle=DISCONTINUED, tagline="Aurora was its model.")


@pytest.mark.usefixtures("tools")
class TestWhatIsDiscontinued:
    def test_it_is_hidden_and_counted_nowhere(self, client):
        document = page(client, "/tools/")
        assert names(document) == ["Aurora", "Borealis", "Cinder"]
        assert "3 tools" in text(document, "#results-heading")
        found = answer(Query(), live.current())
        assert found.counts["output"] == {"image": 2, "text": 1}
        assert found.counts["lifecycle"][DISCONTINUED] == 1

    def test_the_page_says_so_and_shows_it_on_request(self, client):
        document = page(client, "/tools/?output=image")
        [link] = document.xpath("//a[contains(., 'discontinued')]")
        assert link.getparent().text_content().startswith("1 discontinued tool would match too.")
        assert names(page(client, link.get("href"))) == ["Dusk"]

    def test_with_all_states_asked_for_nothing_is_hidden(self, client):
        document = page(client, "/tools/?lifecycle=active&lifecycle=discontinued")
        assert names(document) == ["Aurora", "Borealis", "Cinder", "Dusk"]
        assert not document.xpath("//a[contains(., 'what is discontinued')]")

    @pytest.mark.parametrize("typed", ["Dusk", "dusk", "dosk", "dus"])
    def test_who_names_it_finds_it(self, client, typed):
        assert "Dusk" in names(page(client, f"/tools/?q={typed}"))

    def test_words_in_its_text_do_not(self, client):
        document = page(client, "/tools/?q=model")
        assert names(document) == []
        assert "1 discontinued tool would match too" in document.text_content()

    def test_data_hides_it_alike(self, client):
        assert client.get("/api/v1/tools/").json()["count"] == 3
        assert client.get("/api/v1/tools/?lifecycle=discontinued").json()["count"] == 1


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Aurora", "Borealis", "Cinder"]),
        ("-name", ["Cinder", "Borealis", "Aurora"]),
        ("price", ["Aurora", "Borealis", "Cinder"]),
        ("-price", ["Borealis", "Aurora", "Cinder"]),
        ("newest", ["Aurora", "Borealis", "Cinder"]),
        ("-newest", ["Borealis", "Aurora", "Cinder"]),
        ("context", ["Cinder", "Aurora", "Borealis"]),
        ("-context", ["Aurora", "Cinder", "Borealis"]),
    ],
)
def test_every_order_goes_both_ways_with_blanks_last(client, sort, expected):
    assert names(page(client, f"/tools/?sort={sort}")) == expected
    assert names(page(client, f"/tools/?sort={sort}&view=table")) == expected


def test_the_choice_of_orders_names_the_one_that_is_used(client):
    assert text(page(client, "/tools/"), "#id_sort option") == list(SORTS.values())
    turned = page(client, "/tools/?sort=-price")
    assert text(turned, "#id_sort option[selected]") == [BACKWARDS["-price"]]


@pytest.mark.usefixtures("tools")
class TestTheView:
    def test_one_address_for_each_and_each_keeps_all_else(self, client):
        document = page(client, "/tools/?view=table&sort=price&output=image&tool=cinder")
        assert document.cssselect("table.tool-table")
        assert not document.cssselect(".tool-card")
        [cards], [table] = document.cssselect("#views a"), document.cssselect("#views [aria-current]")
        assert cards.get("href") == "/tools/?output=image&sort=price&tool=cinder"
        assert table.text_content() == "Table"
        for chip in document.cssselect("#tool-results ul.chips a"):
            assert "view=table" in chip.get("href")

    def test_a_form_that_is_sent_keeps_it(self, client):
        [kept] = page(client, "/tools/?view=table").cssselect("input[name=view]")
        assert (kept.get("value"), kept.get("form")) == ("table", "filters")
        assert not page(client, "/tools/").cssselect("input[name=view]")

    def test_a_strange_view_is_told(self, client):
        assert "“mosaic” cannot be read" in page(client, "/tools/?view=mosaic").text_content()


@pytest.mark.usefixtures("tools")
class TestTicks:
    def test_ticks_stand_in_the_address_and_on_the_cards(self, client):
        document = page(client, "/tools/?tool=cinder&tool=aurora")
        assert [box.get("value") for box in document.cssselect("input[name=tool][checked]")] == ["aurora", "cinder"]
        [link] = document.cssselect(".compare-bar a.button")
        assert link.get("href") == "/compare/?tool=aurora&tool=cinder"
        assert [chip.get("href") for chip in document.cssselect(".compare-bar .chip")] == [
            "/tools/?tool=cinder",
            "/tools/?tool=aurora",
        ]
        # No other tool's card is kept ticked.
        assert not page(client, "/tools/").cssselect("input[name=tool][checked]")

    def test_what_this_page_does_not_show_stays_ticked(self, client):
        document = page(client, "/tools/?output=image&tool=cinder")
        [elsewhere] = document.cssselect("input[type=hidden][name=tool]")
        assert (elsewhere.get("value"), elsewhere.get("form")) == ("cinder", "filters")

    def test_one_page_has_one_canonical_address_whatever_is_ticked(self, client):
        [canonical] = page(client, "/tools/?output=image&tool=cinder").cssselect("link[rel=canonical]")
        assert canonical.get("href").endswith("/tools/?output=image")

    def test_five_are_too_many_to_compare(self, client):
        for number in range(MOST_TICKED + 2):
            make_tool(name=f"More {number}")
        address = "/tools/?" + "&".join(f"tool=more-{number}" for number in range(5))
        document = page(client, address)
        assert not document.cssselect(".compare-bar a.button")
        assert "untick 1" in text(document, ".compare-bar")[0]
        address = "/tools/?" + "&".join(f"tool=more-{number}" for number in range(MOST_TICKED + 2))
        document = page(client, address)
        assert len(document.cssselect(".compare-bar .chip")) == MOST_TICKED
        assert f"Only {MOST_TICKED} tools can be ticked" in document.text_content()

    @pytest.mark.parametrize("slug", ["nobody", "%00", "a" * 300, "dusk'--"])
    def test_a_tick_for_no_tool_is_told_and_forgotten(self, client, slug):
        document = page(client, f"/tools/?tool={slug}")
        assert not document.cssselect(".compare-bar .chip")
        assert slug == "%00" or "is not a tool here" in document.text_content()

    def test_a_term_that_is_none_is_told_by_the_names_of_the_page(self, client):
        notes = [note.text for note in page(client, "/tools/?output=molecule&maker=nobody").cssselect(".note")]
        assert "Output: “molecule” is not one of its terms; ignored." in notes
        assert "Maker: “nobody” is not one of its terms; ignored." in notes

    def test_data_has_no_look(self, client):
        document = client.get("/api/v1/tools/?view=table&tool=aurora&per_page=1").json()
        assert [note for note in document["notes"] if "is not a filter" in note]
        assert "view" not in document["next"]
        assert "tool=" not in document["next"]


@pytest.mark.usefixtures("tools")
class TestAnEmptyList:
    def test_it_says_what_to_leave_away_and_what_that_gives(self, client):
        document = page(client, "/tools/?output=image&context_window_min=1500&hosting=hosted")
        assert text(document, "#results-heading")[0].endswith("0 tools")
        offered = {link.get("href"): link.text_content() for link in document.cssselect(".drops a")}
        assert list(offered) == ["/tools/?hosting=hosted&output=image"]
        assert text(document, ".drops li")[0].endswith("2 tools")
        assert names(page(client, next(iter(offered)))) == ["Aurora", "Borealis"]

    def test_where_one_does_not_help_two_do(self, client):
        make_tool(name="Ember", terms=["output:image", "hosting:hosted"], plans=[{"amount": 4}])
        document = page(client, "/tools/?output=text&context_window_min=1500&hosting=hosted&price_month_max=6")
        assert "Take two conditions away" in text(document, ".no-match h4")
        left = [link.get("href") for link in document.cssselect(".drops a")]
        assert left == ["/tools/?hosting=hosted&price_month_max=6", "/tools/?context_window_min=1500&output=text"]
        assert [names(page(client, address)) for address in left] == [["Aurora", "Ember"], ["Cinder"]]
        assert [line[-7:] for line in text(document, ".drops li")] == ["2 tools", " 1 tool"]

    def test_the_nearest_say_what_they_lack(self, client):
        document = page(client, "/tools/?output=image&context_window_min=1500")
        tools = "Aurora Acme Makes things.", "Borealis Acme Makes things.", "Cinder Acme Makes things."
        lacks = (
            "Context window: from 1500 tokens No (1,000)",
            "Context window: from 1500 tokens Not known",
            "Output: Image Not known",
        )
        assert text(document, ".near > li") == [f"{tool} {lack}" for tool, lack in zip(tools, lacks, strict=True)]

    def test_with_nothing_left_to_drop_there_are_other_ways_out(self, client):
        document = page(client, "/tools/?q=zzzzqqqq")
        assert {link.get("href") for link in document.cssselect(".no-match a")} >= {"/tools/", "/advisor/"}


@pytest.mark.usefixtures("tools")
def test_what_is_not_known_has_a_count_of_its_own(client):
    found = answer(Query(chosen={"hosting": ("hosted",)}, ranges={"context_window": (500, None)}), live.current())
    assert found.total == 1
    assert found.unknown["hosting"] == 1  # Cinder has a window, but nobody knows where it runs
    assert found.unknown["context_window"] == 1  # Borealis is hosted
    document = page(client, "/tools/?hosting=hosted&context_window_min=500")
    assert "(1)" in text(document, "#facet-hosting .option--unknown")[0]
    widened = page(client, "/tools/?hosting=hosted&context_window_min=500&unknown=hosting")
    assert names(widened) == ["Aurora", "Cinder"]


@pytest.mark.usefixtures("tools")
def test_the_heading_says_what_was_asked_for_in_one_sentence(client):
    document = page(client, "/tools/?output=image&hosting=hosted")
    [heading] = text(document, "#results-heading")
    assert heading == "Tools and models, hosting: hosted, output: image: 2 tools"
    [title] = text(document, "title")
    assert title == "Tools and models, hosting: hosted, output: image · Wayfinder"


def test_who_comes_by_keyboard_need_not_go_through_the_filters(client):
    document = page(client, "/tools/")
    stops = document.cssselect("main a[href], main summary, main input:not([type=hidden])")
    assert stops[0].text_content() == "Skip the filters"
    [target] = document.cssselect(stops[0].get("href"))
    assert target.get("tabindex") == "-1"
    assert target in stops[0].xpath("following::*")


@pytest.mark.usefixtures("tools")
def test_a_search_of_tools_leads_on_to_what_there_is_to_read(client):
    assert '<a href="/search/?q=draws%20dusk">' in client.get("/tools/?q=draws+dusk").content.decode()
    assert "/search/?q=" not in client.get("/tools/").content.decode()
