"""A tool's own page, from much known to little known."""

import json

import lxml.html
import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_term, make_tool

MOST_QUERIES = 18
pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Opens a tool's page, as a document with what a reader sees of it in ``text``."""

    def open_page(slug):
        answer = client.get(f"/tools/{slug}/")
        assert answer.status_code == 200
        return Page(answer.content)

    return open_page


class Page:
    def __init__(self, content):
        self.document = lxml.html.fromstring(content)

    def rows(self, of):
        """Each term of the description lists of a class, with what stands beside it."""
        return {
            words(row.find("dt")): " ".join(words(one) for one in row.iterfind("dd"))
            for row in self.document.xpath(f"//dl[contains(@class, '{of}')]/div")
        }

    def one(self, path):
        (found,) = self.document.xpath(path)
        return found

    def structured(self):
        return json.loads(self.one("//script[@type='application/ld+json']").text)["@graph"][0]


def words(element):
    return " ".join(element.text_content().split())


def test_what_decides_stands_at_the_top(read):
    make_tool(
        slug="app",
        terms=["skill:none", "free-offer:free-plan", "hosting:hosted", "commercial-use:allowed", "data-use:never"],
        plans=[{"amount": 12}],
    )
    glance = read("app").rows("glance")
    assert glance["Price"] == "From $12 a month Unverified"
    assert glance["Free offer"] == "Free plan Unverified"
    assert list(glance) == ["Price", "Free offer", "Hosting", "Commercial use", "Data use", "Last checked"]


def test_of_a_model_other_facts_decide(read):
    make_term("free-offer:free-plan")
    make_tool(slug="model", entry_type="model", context_window=200_000, terms=["openness:open"])
    tool = make_tool(slug="painter", entry_type="model", terms=["openness:open"])
    tool.field_states.create(field="context_window", state="not-applicable")
    assert list(read("model").rows("glance"))[1:4] == ["Context window", "Openness", "Free offer"]
    assert list(read("painter").rows("glance"))[1:3] == ["Openness", "Free offer"]


def test_a_price_in_another_unit_is_a_price(read):
    plans = [{"amount": None}, {"amount": "0.1", "unit": "1 second", "price_kind": "per-item"}]
    make_tool(slug="film", plans=plans)
    make_tool(slug="gone", lifecycle="discontinued", plans=plans)
    make_tool(slug="nothing")
    make_tool(slug="silent").field_states.create(field="price_month", state="not-published")
    assert read("film").rows("glance")["Price"] == "$0.10 per second"
    assert read("gone").rows("glance")["Last known price"] == "$0.10 per second"
    assert read("nothing").rows("glance")["Price"] == "Not known"
    assert read("silent").rows("glance")["Price"] == "The maker does not say"


LIMITED = {"price_kind": "free-plan", "amount": 0, "unit": "", "name": "Trial"}


@pytest.mark.parametrize(
    ("plans", "price", "offers"),
    [
        ([LIMITED], "Free plan with limits", []),
        ([LIMITED, {"price_kind": "on-request", "amount": None}], "Free plan with limits, else on request", []),
        (
            [LIMITED, {"price_kind": "per-item", "amount": "0.04", "unit": "1 item"}],
            "$0.04 per item",
            [("Pro", "0.04")],
        ),
        (
            [{"amount": 5, "compared": False}, {"amount": 30, "currency": "EUR"}],
            "30 EUR per month",
            [("Pro", "30")],
        ),
        ([{"amount": 5, "compared": False}], "Not known", []),
        ([LIMITED | {"compared": False}], "Not known", []),
        ([LIMITED | {"price_kind": "free"}], "Free Unverified", [("Trial", "0")]),
    ],
)
def test_only_what_is_free_as_a_whole_has_the_price_free(read, plans, price, offers):
    make_tool(slug="app", plans=plans)
    page = read("app")
    assert page.rows("glance")["Price"] == price
    assert [(offer["name"], offer["price"]) for offer in page.structured().get("offers", [])] == offers


def test_nothing_to_pay_by_the_month_has_one_name(read):
    make_tool(slug="app", plans=[LIMITED | {"price_kind": "free"}])
    assert read("app").rows("facts")["Cheapest paid plan"] == "Free Unverified"


def test_how_sure_we_are_is_counted(read):
    tool = make_tool(slug="app", strengths=["Quick"], sources=0)
    assert read("app").rows("glance")["Last checked"] == "Not yet 0 of 3 facts with a source"
    tool.sources.create(type="vendor", url="https://a.example/", fields=["maker"], as_of="2026-05")
    tool.sources.create(type="general-knowledge", fields=["lifecycle"], as_of="2026-10-01")
    assert read("app").rows("glance")["Newest source"] == "May 2026 1 of 3 facts with a source"
    tool.readings.create(subject="maker", outcome="confirmed", read_on="2026-06-03", url="https://a.example/")
    tool.readings.create(subject="maker", outcome="gone", read_on="2026-07-03", url="https://a.example/")
    assert read("app").rows("glance")["Last checked"].startswith("3 June 2026")


def test_what_is_missing_is_named_on_one_line_for_each_reason(read):
    tool = make_tool(slug="app", parameters="7B", complete=["region"])
    tool.field_states.create(field="max_output", state="not-applicable")
    tool.field_states.create(field="knowledge_cutoff", state="not-published")
    page = read("app")
    lines = [
        tuple(words(part) for part in row) for row in page.document.xpath("//section[.//h2='Size and make']//dl/div")
    ]
    assert [line for line in lines if line[0] != "Parameters"] == [
        ("Not known", "Context window · Architecture"),
        ("The maker does not say", "Knowledge ends"),
        ("Does not apply", "Longest answer"),
    ]
    assert page.rows("facts")["Region"] == "None of them"


def test_what_needs_a_word_is_explained_where_it_occurs(client):
    tool = make_tool(slug="app", sources=0)
    assertContains(client.get("/tools/app/"), "rest on general knowledge")
    assertNotContains(client.get("/tools/app/"), "rest on a source that is old")
    tool.sources.create(
        type="vendor", url="https://a.example/", fields=["maker", "entry_type", "lifecycle"], as_of="2001"
    )
    assertContains(client.get("/tools/app/"), "rest on a source that is old")
    assertNotContains(client.get("/tools/app/"), "rest on general knowledge")


def test_a_facet_of_the_editors_own_is_shown(read):
    make_tool(slug="app", terms=["energy:sun"])
    assert read("app").rows("facts")["Energy"] == "Sun Unverified"


@pytest.mark.parametrize(("number", "folded"), [(12, 0), (13, 3), (40, 30)])
def test_many_terms_are_folded_and_all_there(read, number, folded):
    make_tool(slug="app", terms=[f"task:task-{one:02}" for one in range(number)])
    page = read("app")
    shown = page.rows("facts")["Task"]
    assert all(f"Task {one:02}" in shown for one in range(number))
    behind = page.document.xpath("//dt[.='Task']/..//details//a")
    assert len(behind) == folded


def test_many_plans_and_sources_are_folded_and_all_there(read):
    tool = make_tool(slug="app", plans=[{"name": f"Plan {one:02}", "amount": one} for one in range(20)], sources=0)
    for one in range(60):
        tool.sources.create(type="vendor", url=f"https://a.example/{one}", title=f"Page {one:02}", fields=["maker"])
    page = read("app")
    for listed, number, first in (("plans", 20, "Plan"), ("sources", 60, "Page")):
        items = page.document.xpath(f"//*[contains(@class, '{listed}')]/li")
        assert [f"{first} {one:02}" in words(item) for one, item in enumerate(items)] == [True] * number
        assert sum(item.getparent().getparent().tag == "details" for item in items) == number - 8


def test_a_plan_tells_its_unit_days_and_source(read):
    make_tool(
        slug="app",
        plans=[
            {"name": "Now", "amount": 20, "currency": "EUR", "url": "https://a.example/", "as_of": "2026-05-30"},
            {"name": "Tokens", "amount": "2.5", "unit": "1M tokens", "price_kind": "input-tokens"},
            {"name": "None", "amount": 0, "price_kind": "free-plan", "valid_to": "2090-01-31"},
            {"name": "Asked", "amount": None, "price_kind": "on-request"},
            {"name": "Over", "amount": 10, "valid_to": "2020-12-31"},
            {"name": "Later", "amount": 30, "valid_from": "2089-01-01"},
        ],
    )
    page = read("app")
    plans = {words(item[0]): words(item) for item in page.document.xpath("//li[@class='plan']")}
    assert "20 EUR per month" in plans["Now"]
    assert plans["Now"].endswith("source of Now, as of 30 May 2026")
    assert "$2.50 per million tokens" in plans["Tokens"]
    assert "Free Free plan with limits; until 31 January 2090" in plans["None"]
    assert "On request" in plans["Asked"]
    fold = page.one("//details[contains(summary, 'announced or over: 2')]")
    assert [words(item[0]) for item in fold.iterfind(".//li")] == ["Later", "Over"]
    assert "from 1 January 2089" in plans["Later"]


def test_opinions_are_called_opinions(read):
    make_tool(slug="app", best_for="Posters", not_for="Letters", strengths=["Quick", "Cheap"], limits=["Loud"])
    section = read("app").one("//section[@aria-labelledby='opinions']")
    assert words(section).startswith("The editors’ view Opinion.")
    told = {words(heading): words(heading.getnext()) for heading in section.iter("h3")}
    assert told == {"Best for": "Posters", "Not for": "Letters", "Strengths": "QuickCheap", "Limits": "Loud"}


def test_without_opinions_none_are_announced(client):
    make_tool(slug="app")
    assertNotContains(client.get("/tools/app/"), "editors’ view")


def notice(page):
    return page.one("//main//div[contains(@class, 'notice')]")


def test_a_discontinued_tool_names_what_to_look_at_instead(read):
    gone = {"lifecycle": "discontinued", "lifecycle_on": "2026-04-26"}
    kind = ["kind:agent"]
    here, away = make_tool(name="Here"), make_tool(name="Away", **gone)
    succeeded = make_tool(slug="succeeded", successor=here, terms=kind, **gone)
    succeeded.alternatives.create(other=make_tool(name="Other"))
    lost = make_tool(slug="lost", successor=away, terms=kind, **gone)
    lost.alternatives.create(other=here, reason="It hums.")
    lost.alternatives.create(other=away)
    make_tool(slug="alone", terms=kind, **gone)
    make_tool(slug="bare", **gone)
    told = {slug: words(notice(read(slug))) for slug in ("succeeded", "lost", "alone", "bare")}
    assert all(text.startswith("Discontinued, 26 April 2026") for text in told.values())
    assert "Look at its successor instead: Here." in told["succeeded"]
    assert "Other" not in told["succeeded"]
    assert "Away succeeded it and is discontinued as well." in told["lost"]
    assert told["lost"].endswith("Look at one of these instead: Here: It hums.")
    assert notice(read("alone")).xpath(".//a/@href") == ["/tools/?kind=agent"]
    assert notice(read("bare")).xpath(".//a/@href") == ["/tools/"]


def test_where_the_successor_is_leaving_too_the_notice_leads_on_to_what_stays(read):
    latest = make_tool(name="Latest", tagline="It stays.")
    leaving = make_tool(name="Leaving", lifecycle="deprecated", successor=latest)
    make_tool(slug="old", lifecycle="discontinued", successor=leaving)
    page = notice(read("old"))
    expected = "Leaving succeeded it and is being phased out itself. Look at what came after that: Latest. It stays."
    assert words(page).endswith(expected)
    assert page.xpath(".//a/@href") == ["/tools/leaving/", "/tools/latest/"]


def test_where_all_that_followed_is_leaving_the_notice_names_others(read):
    leaving = make_tool(name="Leaving", lifecycle="deprecated")
    make_tool(slug="old", lifecycle="discontinued", successor=leaving).alternatives.create(
        other=make_tool(name="Other", slug="other")
    )
    assert words(notice(read("old"))).endswith("Look at one of these instead: Other")


def test_an_active_tool_has_no_notice(read):
    make_tool(slug="app")
    assert read("app").document.xpath("//main//div[contains(@class, 'notice')]") == []


def test_a_model_and_its_app_name_each_other(read):
    model, app = make_tool(name="Engine", entry_type="model"), make_tool(name="Car")
    app.runs_on.create(model=model)
    section = "//section[contains(h2, '{}')]"
    assert "Engine" in words(read("car").one(section.format("What it runs on")))
    assert "Car" in words(read("engine").one(section.format("What runs on it")))


def test_an_alternative_comes_with_its_reason(read):
    tool = make_tool(slug="app")
    tool.alternatives.create(other=make_tool(name="Quiet"), reason="It makes no noise.")
    tool.alternatives.create(other=make_tool(name="Plain", tagline="It is plain."))
    section = read("app").one("//section[contains(h2, 'Alternatives')]")
    told = {words(reason.getprevious()): words(reason) for reason in section.iter("p")}
    assert told == {"Quiet": "It makes no noise.", "Plain": "It is plain."}


@pytest.mark.parametrize(
    ("contact", "start"),
    [
        ("desk@wayfinder.example", "mailto:desk@wayfinder.example?subject="),
        ("https://wayfinder.example/desk", "https://wayfinder.example/desk"),
        ("The desk", "/about/#contact"),
    ],
)
def test_an_error_can_be_reported(read, settings, contact, start):
    settings.CONTACT = contact
    make_tool(slug="app")
    link = read("app").one("//a[.='Report an error']")
    assert link.get("href").startswith(start)
    if contact.startswith("desk"):
        assert "%2Ftools%2Fapp%2F" in link.get("href")


def test_no_report_is_asked_for_where_nobody_receives_it(read, settings):
    settings.CONTACT = ""
    make_tool(slug="app")
    assert not read("app").document.xpath("//a[.='Report an error']")


def test_the_page_leads_to_compare_the_list_and_its_data(read):
    make_tool(slug="app", name="App", terms=["kind:agent"])
    links = {words(link): link.get("href") for link in read("app").document.xpath("//main//a")}
    assert links["Compare App"] == "/compare/?tool=app"
    assert links["All tools"] == "/tools/"
    assert links["All tools of its kind"] == "/tools/?kind=agent"
    assert links["This entry as data (JSON)"] == "/api/v1/tools/app/"


def test_only_web_addresses_are_linked(read):
    bad = "javascript:alert(1)"
    tool = make_tool(slug="app", homepage=bad, docs_url=bad, licence_url=bad, plans=[{"amount": 1, "url": bad}])
    tool.sources.create(type="vendor", url=bad, cites=bad, fields=["lifecycle"])
    page = read("app")
    assert [link for link in page.document.xpath("//a/@href") if link.startswith("java")] == []
    assert bad in page.rows("facts")["Homepage"]


def test_search_engines_are_told_what_is_known(read, settings):
    make_tool(
        slug="app",
        name="</script><b>Painter",
        homepage="https://painter.example/",
        terms=["kind:image-generator"],
        plans=[{"name": "Pro", "amount": 20}, {"name": "Secret", "amount": None}],
    )
    told = read("app").structured()
    assert (told["@type"], told["name"]) == ("SoftwareApplication", "</script><b>Painter")
    assert (told["url"], told["sameAs"]) == (f"{settings.SITE_URL}/tools/app/", "https://painter.example/")
    assert told["applicationCategory"] == "Image generator"
    assert [(offer["name"], offer["price"]) for offer in told["offers"]] == [("Pro", "20")]


def test_search_engines_are_not_offered_what_is_unknown_or_gone(read):
    make_tool(slug="unknown", plans=[{"amount": None}])
    make_tool(slug="gone", plans=[{"amount": 20}], lifecycle="discontinued")
    assert "offers" not in read("unknown").structured()
    assert "offers" not in read("gone").structured()


def test_a_page_costs_the_same_with_more_on_it(client, django_assert_max_num_queries):
    make_tool(slug="little", terms=["kind:agent"])
    much = make_tool(
        slug="much",
        terms=[f"facet-{one % 9}:term-{one}" for one in range(90)],
        plans=[{"amount": one} for one in range(20)],
        sources=60,
        successor=make_tool(),
    )
    for _ in range(10):
        other = make_tool()
        much.alternatives.create(other=other)
        much.runs_on.create(model=other)
        other.runs_on.create(model=much)
    client.get("/tools/little/")
    for slug in ("little", "much"):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"/tools/{slug}/").status_code == 200
