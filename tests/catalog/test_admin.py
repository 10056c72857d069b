"""The tool's page at the editors' desk, as an editor meets it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from catalog import live
from catalog.models import Assignment, FacetState, FieldState, FormerSlug, Tool
from tests.catalog.desk import Desk
from tests.factories import make_facet, make_maker, make_term, make_tool

HOMEPAGE = "https://example.org/"
State = Tool.EditorialState


@pytest.fixture
def desk(admin_client):
    return Desk(admin_client)


@pytest.fixture
def editor_desk(client, db):
    """An editor who may change tools, but not publish them."""
    editor = User.objects.create_user("editor", password="a long enough word", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=["add_tool", "change_tool", "view_tool"]))
    client.force_login(editor)
    return Desk(client)


def make_draft(**fields):
    return make_tool(**{"editorial_state": State.DRAFT, "terms": ["kind:image-generator"], **fields})


def stored(tool):
    return Tool.objects.get(pk=tool.pk)


def test_a_facet_two_terms_and_a_published_tool_from_nothing(desk):
    desk.open("facet_add")
    desk.send(
        label="Mood",
        slug="mood",
        terms__0__label="Calm",
        terms__0__slug="calm",
        terms__1__label="Wild",
        terms__1__slug="wild",
    )
    calm = make_term("mood:calm")
    desk.open("tool_add")
    desk.send(
        "_publish",
        name="Inkwell",
        slug="inkwell",
        maker=str(make_maker().pk),
        entry_type="app",
        tagline="Draws pictures.",
        terms__kind=[],
        terms__mood=[str(calm.pk)],
        plans__0__name="Pro",
        plans__0__price_kind="subscription",
        plans__0__amount="20",
        plans__0__currency="USD",
        plans__0__unit="month",
        sources__0__type="vendor",
        sources__0__url=HOMEPAGE,
        sources__0__fields=["maker", "mood"],
    )
    assert "at least one kind" in desk.messages
    tool = Tool.objects.get(slug="inkwell")
    assert tool.editorial_state == State.DRAFT
    assert tool.plans.get().amount == 20
    assert [row.term for row in tool.assignments.all()] == [calm]

    kind = make_term("kind:image-generator")
    desk.open("tool_change", tool.pk)
    desk.send("_publish", terms__kind=[str(kind.pk)])
    assert "“Inkwell” is published." in desk.messages
    assert desk.client.get(tool.get_absolute_url()).status_code == 200


def test_a_draft_needs_no_more_than_its_first_fields(desk):
    make_facet("kind")
    desk.open("tool_add")
    desk.send(name="Inkwell", slug="inkwell", maker=str(make_maker().pk), entry_type="app")
    assert Tool.objects.get().editorial_state == State.DRAFT


def test_a_new_facet_is_a_field_of_the_form_at_once(desk):
    tool = make_draft()
    assert "Mood" not in desk.open("tool_change", tool.pk)
    make_term("mood:calm")
    desk.open("tool_change", tool.pk)
    assert {"Mood", "Calm"} <= set(desk.labels())


def test_a_facet_of_one_term_takes_one(desk):
    make_facet("skill", selection="ordered")
    low, high = make_term("skill:low"), make_term("skill:high")
    tool = make_draft(terms=["skill:low"])
    desk.open("tool_change", tool.pk)
    assert desk.value("terms__skill") == str(low.pk)
    desk.send(terms__skill=str(high.pk))
    assert [row.term for row in tool.assignments.all()] == [high]


def test_saving_without_a_change_writes_no_terms_anew(desk):
    tool = make_draft(terms=["kind:image-generator", "output:image"], complete=["output"])
    before = list(Assignment.objects.values_list("pk")), list(FacetState.objects.values_list("pk"))
    desk.open("tool_change", tool.pk)
    desk.send(tagline="Draws.")
    assert stored(tool).tagline == "Draws."
    assert (list(Assignment.objects.values_list("pk")), list(FacetState.objects.values_list("pk"))) == before


def test_terms_and_states_are_taken_away_again(desk):
    tool = make_draft(terms=["output:image"], complete=["output"])
    desk.open("tool_change", tool.pk)
    desk.send(terms__output=[], state__output="not-applicable")
    assert [state.state for state in tool.facet_states.all()] == ["not-applicable"]
    assert not tool.assignments.exists()
    desk.open("tool_change", tool.pk)
    desk.send(state__output="")
    assert not tool.facet_states.exists()


def test_terms_contradict_does_not_apply(desk):
    tool = make_draft(terms=["output:image"])
    desk.open("tool_change", tool.pk)
    desk.send(state__output="not-applicable")
    assert "the state says “does not apply”" in desk.errors
    assert not FacetState.objects.exists()


def test_a_value_contradicts_the_reason_for_having_none(desk):
    tool = make_draft()
    desk.open("tool_change", tool.pk)
    desk.send(context_window="1000", state__context_window="not-published")
    assert "“Context window” has a value above" in desk.errors
    desk.send(context_window="")
    assert FieldState.objects.get().state == "not-published"


def test_a_price_contradicts_the_reason_for_having_none(desk):
    tool = make_draft(plans=[{"amount": 20}])
    desk.open("tool_change", tool.pk)
    desk.send(state__price_month="not-known")
    assert "“Cheapest paid plan” has none" in desk.errors


def test_an_amount_is_shown_as_it_was_typed(desk):
    tool = make_draft(plans=[{"amount": 20}, {"name": "Use", "price_kind": "per-item", "amount": "0.035"}])
    desk.open("tool_change", stored(tool).pk)
    assert (desk.value("plans__0__amount"), desk.value("plans__1__amount")) == ("20", "0.035")


def test_lines_are_typed_one_a_line(desk):
    tool = make_draft(strengths=["Quick", "Cheap"])
    desk.open("tool_change", tool.pk)
    assert desk.value("strengths").split() == ["Quick", "Cheap"]
    desk.send(strengths="Quick\n\nCheap\nOpen\nSmall")
    assert "Three at most" in desk.errors
    desk.send(strengths="Quick\n\nOpen ")
    assert stored(tool).strengths == ["Quick", "Open"]


def test_publishing_says_what_is_missing_and_keeps_the_other_edits(desk):
    tool = make_draft(sources=0)
    desk.open("tool_change", tool.pk)
    desk.send("_publish", tagline="Now with words.")
    assert "Your changes are saved, but not published: Give it at least one source" in desk.messages
    assert (stored(tool).tagline, stored(tool).editorial_state) == ("Now with words.", State.DRAFT)


def test_publishing_with_a_wrong_form_saves_nothing(desk):
    tool = make_draft()
    desk.open("tool_change", tool.pk)
    desk.send("_publish", released="lately")
    assert "Write a date as 2024" in desk.errors
    assert stored(tool).editorial_state == State.DRAFT


def test_a_mistake_loses_nothing_that_was_typed_ticked_or_added(desk):
    tool, kind = make_draft(), make_term("kind:agent")
    desk.open("tool_change", tool.pk)
    long = "\n\n".join(f"{number}. **Some** <i>words</i> & “more” — ünlike 🎨" for number in range(300))
    typed = {"description": long, "uses": "One\nTwo", "terms__kind": [str(kind.pk)], "aliases__0__name": "Ink"}
    typed |= {"sources__1__title": "Typed & kept", "sources__1__url": "no address", "sources__1__fields": ["maker"]}
    desk.send(released="lately", **typed)
    assert stored(tool).description == ""
    assert {name: desk.value(name) for name in ["released", *typed]} == {"released": "lately", **typed} | {
        "terms__kind": str(kind.pk),
        "sources__1__fields": "maker",
    }


def test_unpublishing_by_the_button(desk):
    tool = make_tool(terms=["kind:image-generator"])
    desk.open("tool_change", tool.pk)
    desk.send("_unpublish", tagline="Revised.")
    assert "a draft again" in desk.messages
    assert (stored(tool).tagline, stored(tool).editorial_state) == ("Revised.", State.DRAFT)


def test_publishing_by_the_action_takes_each_tool_for_itself(desk):
    good, bad = make_draft(name="Good"), make_draft(name="Bad", sources=0)
    selected = {"action": "publish", "_selected_action": [good.pk, bad.pk]}
    page = desk.client.post(reverse("admin:catalog_tool_changelist"), selected, follow=True).text
    assert "1 tool published." in page
    assert "“Bad” is not published: Give it at least one source before you publish." in page
    assert (stored(good).editorial_state, stored(bad).editorial_state) == (State.PUBLISHED, State.DRAFT)


def test_unpublishing_by_the_action(desk):
    tool = make_tool()
    selected = {"action": "unpublish", "_selected_action": [tool.pk]}
    assert (
        "1 tool taken back." in desk.client.post(reverse("admin:catalog_tool_changelist"), selected, follow=True).text
    )
    assert stored(tool).editorial_state == State.DRAFT


def test_an_editor_without_the_right_to_publish_has_no_button_and_no_way(editor_desk):
    tool = make_draft()
    editor_desk.open("tool_change", tool.pk)
    assert not editor_desk.response.context["can_publish"]
    editor_desk.send("_publish")
    assert editor_desk.response.status_code == 403
    editor_desk.open("tool_change", tool.pk)
    editor_desk.send(editorial_state="published")
    assert "not one of the available choices" in editor_desk.errors
    assert stored(tool).editorial_state == State.DRAFT


def test_a_draft_can_be_handed_in_for_review(editor_desk):
    tool = make_draft()
    editor_desk.open("tool_change", tool.pk)
    editor_desk.send(editorial_state="in-review")
    assert stored(tool).editorial_state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tagline": ""}, "keeps a tagline"),
        ({"terms__kind": []}, "keeps at least one kind"),
        ({"sources__0__DELETE": "on"}, "keeps at least one source"),
    ],
)
def test_a_published_tool_keeps_what_publishing_asked_for(admin_client, change, reason):
    desk = Desk(admin_client)
    tool = make_tool(terms=["kind:image-generator"])
    desk.open("tool_change", tool.pk)
    desk.send(**change)
    assert reason in desk.errors


def test_a_name_like_another_is_refused_in_words(desk):
    make_tool(name="Inkwell")
    tool = make_draft(name="Brush")
    desk.open("tool_change", tool.pk)
    desk.send(name="INKWELL")
    assert "“Inkwell” is there already" in desk.errors


def test_a_tool_cannot_stand_for_itself(desk):
    tool = make_draft()
    desk.open("tool_change", tool.pk)
    desk.send(successor=str(tool.pk), alternatives__0__other=str(tool.pk), runs_on__0__model=str(tool.pk))
    assert "A tool cannot succeed itself." in desk.errors
    assert desk.errors.count("Choose another tool than this one.") == 2


def test_the_address_is_settled_while_public_and_leaves_a_redirect_when_changed(desk):
    tool = make_tool(name="Inkwell", terms=["kind:image-generator"])
    desk.open("tool_change", tool.pk)
    assert desk.value("slug") == []
    desk.send("_unpublish")
    desk.open("tool_change", tool.pk)
    desk.send("_publish", slug="ink-well")
    assert FormerSlug.objects.get().slug == "inkwell"
    assert desk.client.get("/tools/inkwell/").headers["Location"] == "/tools/ink-well/"


def test_a_former_address_of_another_tool_is_not_given_away(desk):
    FormerSlug.objects.create(tool=make_tool(name="Inkwell"), slug="ink")
    tool = make_draft()
    desk.open("tool_change", tool.pk)
    desk.send(slug="ink")
    assert "This was the address of “Inkwell”" in desk.errors


def test_the_sourced_share_follows_the_sources(desk):
    tool = make_draft(sources=0)
    desk.open("tool_change", tool.pk)
    desk.send(sources__0__type="vendor", sources__0__url=HOMEPAGE, sources__0__fields=["maker", "entry_type"])
    assert stored(tool).sourced_share == 50  # maker and type of: maker, type, status, kind


def test_the_sourced_share_follows_what_is_known(desk):
    """A fact more without a source lowers it; an opinion more does not."""
    tool = make_draft()
    desk.open("tool_change", tool.pk)
    desk.send(released="2024")
    before = stored(tool).sourced_share
    desk.open("tool_change", tool.pk)
    desk.send(knowledge_cutoff="2023", architecture="A transformer")
    assert stored(tool).sourced_share < before
    before = stored(tool).sourced_share
    desk.open("tool_change", tool.pk)
    desk.send(strengths="Draws well")
    assert stored(tool).sourced_share == before


def test_a_source_without_facts_proves_nothing(desk):
    tool = make_draft(sources=0)
    desk.open("tool_change", tool.pk)
    desk.send(sources__0__type="vendor", sources__0__url=HOMEPAGE)
    assert (tool.sources.count(), stored(tool).sourced_share) == (1, 0)


def test_a_preview_shows_a_draft_to_editors_only(desk, client):
    tool = make_draft(tagline="Not yet public.")
    preview = reverse("admin:catalog_tool_preview", args=[tool.pk])
    page = desk.client.get(preview)
    assert "Not yet public." in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    desk.client.logout()
    assert "/login/" in desk.client.get(preview).headers["Location"]


def test_only_a_public_tool_is_viewed_on_the_site(desk):
    assert "View on site" not in desk.open("tool_change", make_draft().pk)
    assert "View on site" in desk.open("tool_change", make_tool().pk)


def test_who_may_only_look_sees_the_terms(client, db):
    viewer = User.objects.create_user("viewer", password="a long enough word", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_tool"))
    client.force_login(viewer)
    make_term("mood:wild")
    page = Desk(client).open("tool_change", make_draft(terms=["mood:calm"]).pk)
    assert "Calm" in page
    assert "Wild" not in page


def test_the_form_costs_the_same_with_many_terms(desk, django_assert_max_num_queries):
    for number in range(60):
        make_term(f"kind:kind-{number}")
        make_facet(f"facet-{number % 20}")
    tool = make_draft(terms=[f"kind:kind-{number}" for number in range(40)], complete=["facet-1", "facet-2"], sources=9)
    live.current()  # as a process that has answered before
    with django_assert_max_num_queries(38):
        desk.open("tool_change", tool.pk)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aliases__0__name": "Painter", "aliases__1__name": "PAINTER"}, "This name is there already."),
        ({"alternatives__0__other": "2", "alternatives__1__other": "2"}, "correct the duplicate data"),
        ({"runs_on__0__model": "2", "runs_on__1__model": "2"}, "correct the duplicate data"),
        ({"sources__1__type": "vendor", "sources__1__url": ""}, "Give the source’s address"),
        ({"plans__0__name": "A", "plans__0__price_kind": "free", "plans__0__amount": "3"}, "has the amount 0"),
        ({"plans__0__name": "A", "plans__0__price_kind": "per-item", "plans__0__amount": "-3"}, "cannot be below 0"),
        ({"released": "2020", "knowledge_cutoff": "2024"}, "before its knowledge ends"),
        ({"name": "Ink\u200bwell"}, "Remove the invisible characters"),
    ],
)
def test_what_cannot_hold_is_refused_in_words(desk, change, reason):
    tool, other = make_draft(), make_tool()
    desk.open("tool_change", tool.pk)
    desk.send(**{name: str(other.pk) if value == "2" else value for name, value in change.items()})
    assert reason in desk.errors
