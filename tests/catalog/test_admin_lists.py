"""The desk's lists, and the pages of everything that is not a tool."""

import re

import lxml.html
import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from catalog.models import Facet, Guide, LoadedEntry, Maker, Reading, Scenario, Term, Tool, Workflow
from tests.catalog.desk import Desk
from tests.factories import make_facet, make_maker, make_term, make_tool

CATALOGUE = [model for model in admin.site._registry if model._meta.app_label == "catalog"]
NAMES = [model._meta.model_name for model in CATALOGUE]
ADDABLE = [name for name in NAMES if name != "loadedentry"]


@pytest.fixture
def desk(admin_client):
    return Desk(admin_client)


def address(page):
    return reverse(f"admin:catalog_{page}")


def inline_code(page):
    document = lxml.html.fromstring(page.content.decode())
    styled = document.xpath("//style | //*[@style] | //script[not(@src)]")
    handlers = document.xpath("//@*[starts-with(name(), 'on')]")
    return [lxml.html.tostring(element)[:80] for element in styled] + handlers


@pytest.mark.parametrize("name", [name for name in NAMES if name != "event"])  # whoever looks at it has logged in
def test_an_empty_list_says_so_in_words(desk, name):
    page = desk.open(f"{name}_changelist")
    assert admin.site._registry[CATALOGUE[NAMES.index(name)]].when_empty in page


@pytest.mark.parametrize("name", ADDABLE)
def test_nothing_at_the_desk_is_inline(desk, name):
    for page in (f"{name}_changelist", f"{name}_add"):
        assert inline_code(desk.client.get(address(page))) == []


def test_a_tools_page_has_nothing_inline(desk):
    desk.open("tool_change", make_tool(terms=["kind:agent"], plans=[{"amount": 1}]).pk)
    assert inline_code(desk.response) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_list_can_be_searched(desk, name):
    assert "Nothing matches" in desk.open(f"{name}_changelist", q="zebra")


def test_the_list_opens_on_what_needs_attention(desk):
    make_tool(name="Shown")
    make_tool(name="Shelved", editorial_state="archived")
    make_tool(name="Begun", editorial_state="draft")
    make_tool(name="Handed in", editorial_state="in-review")
    page = desk.open("tool_changelist")
    places = [page.index(name) for name in ("Handed in", "Begun", "Shown", "Shelved")]
    assert places == sorted(places)


def test_the_list_costs_the_same_at_twenty_rows_as_at_forty(desk, django_assert_max_num_queries):
    for number in range(40):
        make_tool(terms=[f"kind:kind-{number % 5}"], maker=f"Maker {number % 9}")
    with django_assert_max_num_queries(14):
        assert "40 tools" in desk.open("tool_changelist")
    Tool.objects.filter(pk__in=list(Tool.objects.values_list("pk", flat=True)[:20])).delete()
    with django_assert_max_num_queries(14):
        assert "20 tools" in desk.open("tool_changelist")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ink"}, "Inkwell"),
        ({"q": "Acme"}, "Inkwell"),
        ({"kind": "image-generator"}, "Inkwell"),
        ({"maker": "acme"}, "Inkwell"),
        ({"editorial_state__exact": "draft"}, "Brush"),
        ({"q": "painter"}, "Brush"),
    ],
)
def test_tools_are_found_by_search_and_filters(desk, query, found):
    make_tool(name="Inkwell", terms=["kind:image-generator"])
    make_tool(name="Inkwell mini", editorial_state="archived")
    brush = make_tool(name="Brush", maker="Bristle", editorial_state="draft")
    brush.aliases.create(name="Painter")
    page = desk.open("tool_changelist", **query)
    other = {"Inkwell": "Bristle", "Brush": "Inkwell"}[found]
    results = page[page.index("Sourced") :].split("Filter")[0]
    assert found in results
    assert other not in results


def test_choosing_a_tool_elsewhere_goes_by_name(desk):
    make_tool(name="Ink B", editorial_state="draft")
    make_tool(name="Ink A")
    query = {"app_label": "catalog", "model_name": "alternative", "field_name": "other", "term": "ink"}
    found = desk.client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in found] == ["Ink A", "Ink B"]


def test_the_front_page_says_what_waits(desk):
    assert "No tool waits for you." in desk.client.get(reverse("admin:index")).text
    make_tool(editorial_state="draft")
    make_tool(editorial_state="in-review")
    make_tool(editorial_state="in-review")
    page = desk.client.get(reverse("admin:index")).text
    assert "2 tools wait for review" in page
    assert "1 tool is a draft" in page


def test_a_reserved_facet_name_is_refused(desk):
    desk.open("facet_add")
    desk.send(label="Sort", slug="sort")
    assert desk.errors.count("used by the site itself. Choose another.") == 1
    assert not Facet.objects.exists()


def test_a_facet_name_that_is_a_fact_is_refused(desk):
    desk.open("facet_add")
    desk.send(label="Limits", slug="limits")
    assert "A fact of every tool already has this name" in desk.errors


def test_names_in_use_stay(desk):
    tool = make_tool(terms=["kind:agent"])
    term = make_term("kind:agent")
    for page, pk in (("facet_change", term.facet_id), ("term_change", term.pk), ("maker_change", tool.maker_id)):
        desk.open(page, pk)
        assert desk.value("slug") == []
    desk.open("facet_change", term.facet_id)
    desk.send(terms__0__slug="robot", terms__0__label="Robot")
    assert Term.objects.values_list("slug", "label").get() == ("agent", "Robot")


def test_a_wider_term_is_of_the_same_facet(desk):
    narrow, wide, stranger = make_term("kind:robot"), make_term("kind:agent"), make_term("output:text")
    desk.open("term_change", narrow.pk)
    desk.send(parent=str(stranger.pk))
    assert "not one of the available choices" in desk.errors
    desk.open("term_change", narrow.pk)
    desk.send(parent=str(wide.pk))
    assert Term.objects.get(pk=narrow.pk).parent == wide


def test_a_new_term_is_refused_a_wider_term_of_another_facet(desk):
    stranger = make_term("output:text")
    desk.open("term_add")
    desk.send(
        facet=str(make_facet("kind").pk),
        label="Robot",
        slug="robot",
        parent=str(stranger.pk),
        implies=[str(stranger.pk)],
    )
    assert "Choose a wider term of the same facet." in desk.errors
    assert "Not terms of “Kind”: Text." in desk.errors


def test_terms_are_found_by_their_synonyms(desk):
    make_term("kind:agent", synonyms=["autopilot"])
    make_term("kind:chatbot")
    page = desk.open("term_changelist", q="autopilot")
    assert "1 term" in page
    assert "Agent" in page


def test_a_maker_like_another_is_refused(desk):
    make_maker("Acme")
    desk.open("maker_add")
    desk.send(name="ACME ", slug="acme-2")
    assert "“Acme” is there already" in desk.errors
    assert Maker.objects.count() == 1


def test_a_reading_is_stamped_with_reader_and_day(desk, admin_user):
    tool = make_tool(plans=[{"amount": 5}])
    desk.open("reading_add", tool=tool.pk)
    desk.send(subject="plans", plan=str(tool.plans.get().pk), outcome="confirmed")
    reading = Reading.objects.get()
    assert (reading.read_by, reading.read_on, reading.plan) == (admin_user, timezone.localdate(), tool.plans.get())


def test_a_reading_of_another_tools_plan_is_refused(desk):
    tool, other = make_tool(), make_tool(plans=[{"amount": 5}])
    desk.open("reading_add", tool=tool.pk)
    desk.send(subject="plans", plan=str(other.plans.get().pk), outcome="confirmed")
    assert "not one of the available choices" in desk.errors


def test_loaded_entries_are_for_looking_only(desk):
    entry = LoadedEntry.objects.create(kind="tool", key="inkwell", digest="0" * 64)
    assert desk.client.get(address("loadedentry_add")).status_code == 403
    desk.open("loadedentry_change", entry.pk)
    assert desk.client.post(desk.address, {"key": "other"}).status_code == 403


def make_scenario(name, **fields):
    texts = {"who": "A baker", "situation": "Bread.", "mistake": "Haste.", "better": "Time."}
    return Scenario.objects.create(slug=name.lower(), title=name, **texts, **fields)


def test_deleting_lists_what_has_a_name_and_no_more(desk):
    scenario = make_scenario("Bread")
    scenario.terms.add(make_term("output:text"))
    workflow = Workflow.objects.create(slug="a-film", title="A film", tagline="From script to cut.")
    workflow.steps.create(label="Script", position=1, kind=make_term("kind:agent"))
    workflow.terms.add(make_term("output:video"))
    selected = {"action": "delete_selected", "_selected_action": [scenario.pk]}
    pages = [
        desk.open("workflow_delete", workflow.pk),
        desk.client.post(address("scenario_changelist"), selected).text,
    ]
    for page in pages:
        assert "object (" not in page
        assert "relationship" not in page
    assert "Workflow steps: 1" in pages[0]
    assert "Scenarios: 1" in pages[1]


def test_texts_begin_as_drafts_and_are_published_by_the_action(desk):
    desk.open("guide_add")
    desk.send(title="What it is", slug="what-it-is", tagline="In short.", body="## One\n\nText.")
    guide = Guide.objects.get()
    assert guide.editorial_state == "draft"
    assert "View on site" not in desk.open("guide_change", guide.pk)
    selected = {"action": "publish", "_selected_action": [guide.pk]}
    assert "1 text published." in desk.client.post(address("guide_changelist"), selected, follow=True).text
    assert "View on site" in desk.open("guide_change", guide.pk)


def test_a_text_that_is_not_whole_stays_a_draft(desk):
    scenario = make_scenario("Bread", editorial_state="draft")
    Scenario.objects.filter(pk=scenario.pk).update(better="")
    selected = {"action": "publish", "_selected_action": [scenario.pk]}
    page = desk.client.post(address("scenario_changelist"), selected, follow=True).text
    assert "“Bread” stays as it is" in page
    assert Scenario.objects.get().editorial_state == "draft"


def test_a_workflow_with_steps_from_nothing(desk):
    kind = make_term("kind:agent")
    desk.open("workflow_add")
    desk.send(
        title="A film",
        slug="a-film",
        tagline="From script to cut.",
        steps__0__label="Script",
        steps__0__position="1",
        steps__0__kind=str(kind.pk),
    )
    assert "was added successfully" in desk.messages
    assert "Script" in desk.open("workflow_change", kind.workflow_steps.get().workflow_id)


def test_a_comparison_with_rows_from_nothing(desk):
    desk.open("comparison_add")
    desk.send(
        title="Prices",
        slug="prices",
        columns="Tool\nPrice",
        rows__0__position="1",
        rows__0__cells="Inkwell\n20",
    )
    assert "was added successfully" in desk.messages


def test_the_terms_of_a_text_are_named_with_their_facet(desk):
    make_term("output:text")
    make_term("input:text")
    desk.open("faqentry_add")
    options = re.findall(r"<option[^>]*>([^<]+)</option>", desk.response.text)
    assert {"Output: Text", "Input: Text"} <= set(options)
