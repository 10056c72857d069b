import lxml.html
import pytest
from pytest_django.asserts import assertContains, assertNotContains

from catalog.models import FormerSlug, Guide, IndustryGuide, Tool, Workflow
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


def make_reading(tool, title, **fields):
    """A guide, an industry and a workflow of two steps that name the tool."""
    fields |= {"title": title, "tagline": "About it."}
    Guide.objects.create(slug=f"{title}-guide".lower(), body="Text.", **fields).tools.add(tool)
    IndustryGuide.objects.create(slug=f"{title}-industry".lower(), fit="both", how="Text.", **fields).tools.add(tool)
    workflow = Workflow.objects.create(slug=f"{title}-workflow".lower(), **fields)
    for label in ("First", "Second"):
        workflow.steps.create(label=label, kind=make_term("kind:agent")).tools.add(tool)


def test_the_list_shows_published_tools_only(client):
    make_tool(name="Public")
    for state in (Tool.EditorialState.DRAFT, Tool.EditorialState.IN_REVIEW, Tool.EditorialState.ARCHIVED):
        make_tool(name=f"Secret {state}", editorial_state=state)
    answer = client.get("/tools/")
    assertContains(answer, "Public")
    assertNotContains(answer, "Secret")


def test_a_draft_has_no_page(client):
    make_tool(slug="secret", editorial_state=Tool.EditorialState.DRAFT)
    assert client.get("/tools/secret/").status_code == 404
    assert client.get("/api/v1/tools/secret/").status_code == 404
    assertNotContains(client.get("/compare/?tool=secret"), "Makes things.")


def test_a_former_address_leads_to_the_present_one(client):
    tool = make_tool(slug="new")
    FormerSlug.objects.create(tool=tool, slug="old")
    answer = client.get("/tools/old/")
    assert (answer.status_code, answer["Location"]) == (301, "/tools/new/")


def test_a_former_address_of_a_draft_leads_nowhere(client):
    FormerSlug.objects.create(tool=make_tool(editorial_state=Tool.EditorialState.DRAFT), slug="old")
    assert client.get("/tools/old/").status_code == 404


def test_filters_narrow_and_can_be_taken_off(client):
    make_tool(name="Painter", terms=["output:image"])
    make_tool(name="Writer", terms=["output:text"])
    answer = client.get("/tools/?output=image")
    assertContains(answer, "Painter")
    assertNotContains(answer, "Writer")
    assertContains(answer, '<a class="chip" href="/tools/">')


def test_a_facet_made_a_moment_ago_filters(client):
    client.get("/tools/")
    make_tool(name="Solar", terms=["energy:sun"])
    assertContains(client.get("/tools/?energy=sun"), "Solar")
    assertContains(client.get("/tools/solar/"), "Energy")
    assert client.get("/api/v1/tools/").json()["facets"]["energy"] == {"sun": 1}


def test_strangers_are_ignored_and_told_of(client):
    make_tool(terms=["output:image"])
    answer = client.get("/tools/?output=nonsense&colour=red&price_in_min=NaN&unknown=luck")
    for stranger in ("nonsense", "colour", "NaN", "luck"):
        assertContains(answer, stranger)
    assertContains(answer, "1 tool")


@pytest.mark.parametrize("name", ["chosen", "per_page"])
def test_names_that_mean_something_elsewhere_are_strangers_here(client, name):
    assertContains(client.get(f"/tools/?{name}=3"), f"“{name}” is not a filter; ignored.")


def test_a_facet_may_have_the_name_of_the_forms_own_field(client):
    make_tool(name="Solar", terms=["chosen:sun"])
    assertNotContains(client.get("/tools/?chosen=sun"), "ignored")


def test_words_that_a_search_does_not_use_are_told(client):
    words = " ".join(f"word{number}" for number in range(11))
    assertContains(client.get("/tools/", {"q": words}), "Only the first 10 words of the search are used.")


def test_nothing_found_says_what_to_do(client):
    make_tool(terms=["output:image"])
    assertContains(client.get("/tools/?q=unicorns"), "No tool matches all of this")


def test_an_empty_catalogue_has_a_list(client):
    assertContains(client.get("/tools/"), "0 tools")


@pytest.mark.parametrize(
    "address",
    [
        "/tools/?page=0",
        "/tools/?page=2",
        "/tools/?page=1_0",
        "/tools/?page=9999999",
        "/tools/?page=x",
        "/tools/nobody/",
    ],
)
def test_what_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=" + "x" * 100_000,
        "q=%22%27%3Cscript%3E",
        "q=%25_%5C",
        "output=%00",
        "output=" + "&output=".join(f"t{number}" for number in range(900)),
        "price_in_min=" + "9" * 5000,
        "price_in_min=1e999",
        "price_in_max=-1",
        "context_window_min=٣",
        "context_window_min=99999999999999999999",
        "released_min=2024-99",
        "released_max=%00",
        "sort=" + "a" * 500,
        "unknown=%00&unknown=output",
        "maker=%00",
        "lifecycle=x&entry-type=y",
    ],
)
def test_odd_questions_get_an_answer(client, query):
    make_tool(terms=["output:image"])
    for path in ("/tools/", "/api/v1/tools/", "/compare/"):
        assert client.get(f"{path}?{query}").status_code in {200, 302, 400}


def test_ten_thousand_parameters_are_refused(client):
    assert client.get("/tools/?" + "&".join(f"a{number}=1" for number in range(10_000))).status_code == 400


def test_lists_cost_the_same_with_more_tools(client, django_assert_max_num_queries):
    for number in range(30):
        make_tool(terms=["output:image", "hosting:hosted"], plans=[{"amount": number}])
    with django_assert_max_num_queries(20):
        client.get("/tools/?output=image&hosting=hosted&sort=price")


def test_a_tool_page_tells_state_and_source(client):
    tool = make_tool(name="Known", context_window=200_000, sources=0)
    tool.sources.create(type="vendor", url="https://example.org/limits", fields=["context_window"], as_of="2026-11-01")
    tool.field_states.create(field="knowledge_cutoff", state="not-published")
    answer = client.get("/tools/known/")
    for text in (
        "200,000 tokens",
        "Sourced",
        "1 November 2026",
        "https://example.org/limits",
        "The maker does not say",
    ):
        assertContains(answer, text)
    assertContains(answer, "Not known")


def test_a_gone_tool_names_its_successor(client):
    new = make_tool(name="New one")
    make_tool(name="Old one", slug="old-one", lifecycle="discontinued", successor=new, lifecycle_note="It closed.")
    answer = client.get("/tools/old-one/")
    for text in ("Discontinued", "It closed.", "New one"):
        assertContains(answer, text)


def test_drafts_stay_out_of_a_public_page(client):
    secret = make_tool(name="Secret", editorial_state=Tool.EditorialState.DRAFT)
    tool = make_tool(name="Open", successor=secret)
    tool.alternatives.create(other=secret)
    tool.runs_on.create(model=secret)
    secret.runs_on.create(model=tool)
    make_reading(tool, "Secret", editorial_state="draft")
    assertNotContains(client.get("/tools/open/"), "Secret")
    assert "secret" not in client.get("/api/v1/tools/open/").content.decode()


def test_a_tool_page_leads_to_what_is_written_about_it_once_each(client):
    make_reading(make_tool(name="Open"), "Reading")
    page = client.get("/tools/open/").content.decode()
    for address in ("/guides/reading-guide/", "/industries/reading-industry/", "/workflows/reading-workflow/"):
        assert page.count(f'href="{address}"') == 1


def test_a_tool_page_shows_the_long_text_as_an_editor_wrote_it(client):
    make_tool(name="Long", description="It *hums*.\n\n<script>alert(1)</script>")
    page = client.get("/tools/long/")
    assertContains(page, "It <em>hums</em>.")
    assertNotContains(page, "<script>alert")


def test_a_plan_tells_its_conditions(client):
    conditions = {
        "commercial_use": "Marker of use",
        "trains_on_inputs": "Marker of data",
        "watermark": "Marker of sign",
    }
    make_tool(name="Paid", plans=[{"amount": 5, **conditions}])
    page = client.get("/tools/paid/")
    for text in ("results: Marker of use", "training: Marker of data", "Watermark: Marker of sign"):
        assertContains(page, text)


def test_vendor_links_are_marked(client):
    make_tool(name="Linked", homepage="https://vendor.example/")
    assertContains(client.get("/tools/linked/"), 'href="https://vendor.example/" rel="nofollow noopener"')


def test_compare_has_one_address(client):
    for name in ("Alpha", "Beta"):
        make_tool(name=name)
    answer = client.get("/compare/?tool=beta&tool=alpha&tool=beta")
    assert (answer.status_code, answer["Location"]) == (302, "/compare/?tool=alpha&tool=beta")
    assertContains(client.get("/compare/?tool=alpha&tool=beta"), "Alpha, Beta")


def test_compare_takes_four(client):
    for number in range(6):
        make_tool(slug=f"t{number}", name=f"Candidate {number}")
    answer = client.get("/compare/?" + "&".join(f"tool=t{number}" for number in range(6)))
    assertContains(answer, "Only the first 4")
    assertNotContains(answer, "Candidate 5")


def test_compare_without_tools_tells_how(client):
    assertContains(client.get("/compare/"), "Nothing to compare yet")
    assertContains(client.get("/compare/?tool=nobody"), "There is no tool “nobody”")


def test_kinds_have_pages(client):
    make_term("kind:agent", definition="Acts for you.")
    make_tool(name="Butler", terms=["kind:agent"])
    make_tool(name="Secret", terms=["kind:agent"], editorial_state=Tool.EditorialState.DRAFT)
    answer = client.get("/kinds/agent/")
    assertContains(answer, "Acts for you.")
    assertContains(answer, "Butler")
    assertNotContains(answer, "Secret")
    assert counts_of_kinds(client) == ["1"]
    assert client.get("/kinds/nothing/").status_code == 404


def test_a_kind_counts_what_its_list_shows(client):
    agent = make_term("kind:agent")
    make_term("kind:coding-agent", parent=agent)
    make_term("kind:robot").implies.add(agent)
    for kind in ("agent", "coding-agent", "robot"):
        make_tool(name=f"One {kind}", terms=[f"kind:{kind}"])
    page = client.get("/kinds/agent/")
    for text in ("3 tools", "One agent", "One coding-agent", "One robot"):
        assertContains(page, text)
    assertContains(client.get("/tools/?kind=agent"), "3 tools")
    assert sorted(counts_of_kinds(client)) == ["1", "1", "3"]


def counts_of_kinds(client):
    page = lxml.html.fromstring(client.get("/kinds/").content.decode())
    return page.xpath("//td[@data-label='Tools']/text()")


def test_kinds_stand_in_an_empty_catalogue(client):
    assertContains(client.get("/kinds/"), "No kinds have been entered yet")
