"""The trail at the desk, and the part of it that visitors read."""

import pytest
from django.urls import reverse

from catalog.history.documents import document_of, packed
from catalog.history.edits import editing
from catalog.history.keys import events_of_entry, present_key
from catalog.history.putting_back import put_back, seen_as
from catalog.models import Event, Guide, Plan, Tool
from catalog.views import history
from tests.catalog.desk import Desk
from tests.factories import make_person, make_term, make_tool

pytestmark = pytest.mark.django_db


def edit(by=None):
    return editing(route="admin", by=by)


def signed_in(client, role):
    client.force_login(make_person(role.lower(), role))
    return client


def event_page(event):
    return reverse("admin:catalog_event_change", args=[event.pk])


def put_it_back(client, event):
    """Send what the page's form sends, whether or not the page shows it to this person."""
    seen = seen_as(document_of(event.kind, present_key(event)))
    return client.post(event_page(event), {"_version": seen}, follow=True)


def told():
    """The one event that is not about an account."""
    return Event.objects.exclude(kind="user").get()


@pytest.fixture
def dearer():
    """A tool, public since it was made, whose price somebody raised; the event of that."""
    with edit():
        make_tool(name="Inkwell", terms=["kind:agent"], plans=[{"amount": 20}])
    with edit(make_person("ada", "Publisher")):
        Plan.objects.update(amount=25)
        Tool.objects.update(summary="Our words.")
    return Event.objects.get(action="change")


def test_an_entrys_history_says_who_when_how_and_what(client, dearer):
    desk = Desk(signed_in(client, "Viewer"))
    text = desk.open("tool_history", Tool.objects.get().pk)
    assert f"{dearer.at:%-d %B %Y, %H:%M} UTC · ada · at the desk" in text
    assert "Summary: nothing → Our words." in text
    assert "Created" in text


def test_a_price_is_put_back_at_the_desk(client, dearer):
    desk = Desk(signed_in(client, "Publisher"))
    assert "What would change of Inkwell as it is now" in desk.open("event_change", dearer.pk)
    desk.send()
    assert "“Inkwell” is what it was before that." in desk.messages
    assert Plan.objects.get().amount == 20
    assert "It is the same now" in desk.open("event_change", dearer.pk)


def test_what_somebody_wrote_meanwhile_is_not_put_back_unseen(client, dearer):
    desk = Desk(signed_in(client, "Publisher"))
    desk.open("event_change", dearer.pk)
    with edit():
        Tool.objects.update(summary="Written meanwhile.")
    text = desk.send()
    assert "nothing is put back yet" in desk.messages
    assert (Plan.objects.get().amount, Tool.objects.get().summary) == (25, "Written meanwhile.")
    assert "Written meanwhile." in text
    desk.send()
    assert (Plan.objects.get().amount, Tool.objects.get().summary) == (20, "")


@pytest.mark.parametrize(
    ("role", "state", "allowed"),
    [
        *(("Viewer", state, False) for state in ("draft", "published")),
        *(("Editor", state, state == "draft") for state in ("draft", "published")),
        *(("Publisher", state, True) for state in ("draft", "published")),
    ],
)
def test_an_entry_is_put_back_by_who_may_change_it(client, role, state, allowed):
    tool = make_tool(name="Inkwell", editorial_state=state)
    with edit():
        Tool.objects.update(tagline="Worse.")
    put_it_back(signed_in(client, role), told())
    tool.refresh_from_db()
    assert (tool.tagline == "Makes things.") == allowed


@pytest.mark.parametrize(("role", "allowed"), [("Editor", False), ("Publisher", True)])
def test_what_was_deleted_is_put_back_by_who_may_delete(client, role, allowed):
    tool = make_tool(name="Inkwell", editorial_state="draft")
    with edit():
        tool.delete()
    put_it_back(signed_in(client, role), told())
    assert Tool.objects.exists() == allowed


@pytest.mark.parametrize("four_eyes", [False, True])
def test_with_four_eyes_nobody_makes_public_what_was_by_putting_it_back(client, settings, four_eyes):
    settings.FOUR_EYES = four_eyes
    tool, other = make_tool(name="Inkwell"), make_tool(name="Other", maker="Bolt")
    with edit():
        tool.delete()
    with edit():
        Tool.objects.filter(pk=other.pk).update(tagline="Worse.")
    with edit():
        taken_back = make_tool(name="Third", maker="Corp")
    with edit():
        taken_back.unpublish()
    signed_in(client, "Publisher")
    for key in ("inkwell", "other", "third"):
        put_it_back(client, Event.objects.exclude(action="create").get(key=key))
    assert Tool.objects.get(slug="inkwell").editorial_state == ("draft" if four_eyes else "published")
    assert Tool.objects.get(slug="third").is_public != four_eyes
    assert Tool.objects.get(slug="other").tagline == ("Worse." if four_eyes else "Makes things.")


def test_what_an_older_version_kept_is_refused_in_words(client):
    Event.objects.create(kind="tool", key="inkwell", action="delete", route="admin", before=packed({"name": "Inkwell"}))
    response = put_it_back(signed_in(client, "Publisher"), told())
    assert "not understood any more" in response.text


def test_what_cannot_be_put_back_is_said(client):
    tool = make_tool(name="Inkwell")
    with edit():
        tool.delete()
    make_tool(name="Inkwell", slug="other")
    response = put_it_back(signed_in(client, "Publisher"), told())
    assert "It cannot be put back: Another entry has taken its name" in response.text


@pytest.mark.parametrize(
    ("role", "shown"), [("Editor", set()), ("Publisher", {"tool"}), ("Administrator", {"tool", "user"})]
)
def test_the_list_is_for_publishers_and_accounts_for_administrators(client, dearer, role, shown):
    response = signed_in(client, role).get(reverse("admin:catalog_event_changelist"))
    seen = {event.kind for event in response.context["cl"].result_list} if response.status_code == 200 else set()
    assert seen & {"tool", "user"} == shown


def test_an_event_is_changed_by_nobody(client, dearer):
    client.force_login(make_person("root", is_superuser=True))
    Event.objects.filter(kind="user")._raw_delete("default")
    held = list(Event.objects.values())
    client.post(event_page(dearer), {"note": "Forged.", "by_name": "eve"})
    client.post(reverse("admin:catalog_event_delete", args=[dearer.pk]), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": dearer.pk, "index": 0, "post": "yes"}
    client.post(reverse("admin:catalog_event_changelist"), chosen)
    assert [row for row in Event.objects.values() if row in held] == held[::1]


def test_the_lists_cost_the_same_for_any_number_of_events(client, django_assert_max_num_queries):
    tool = make_tool(name="Inkwell")
    for number in range(30):
        with edit(make_person(f"p{number}", "Publisher")):
            Tool.objects.update(tagline=f"No. {number}")
    signed_in(client, "Administrator")
    for address in (
        reverse("admin:catalog_event_changelist"),
        reverse("admin:catalog_tool_history", args=[tool.pk]),
    ):
        with django_assert_max_num_queries(20):
            client.get(address)


def test_a_deletion_says_what_else_changes_by_it(client):
    tool = make_tool(name="Inkwell", plans=[{"amount": 20}])
    make_tool(name="Before", successor=tool)
    Guide.objects.create(slug="g", title="A guide", tagline="T", body="B").tools.add(tool)
    text = Desk(signed_in(client, "Publisher")).open("tool_delete", tool.pk)
    assert "Guide “A guide”" in text
    assert "Tool “Before”" in text
    assert "Plan: Pro" in text
    assert "archive it instead" in text


def test_an_archived_tool_is_gone_for_visitors_and_kept_at_the_desk(client, dearer):
    tool = Tool.objects.get()
    desk = Desk(signed_in(client, "Publisher"))
    desk.open("tool_change", tool.pk)
    assert "in the archive" in desk.send("_archive")
    assert client.get("/tools/inkwell/").status_code == 404
    assert "Inkwell" not in client.get("/changes/").text
    desk.open("tool_change", tool.pk)


# What visitors read


def test_visitors_read_how_a_price_changed_and_nobodys_name(client, dearer):
    for address in ("/tools/inkwell/history/", "/changes/"):
        text = client.get(address).text
        assert "Plan “Pro”" in text, address
        assert "$20 per month" in text, address
        assert "$25 per month" in text, address
        assert "Added to the directory" in text, address
        assert "ada" not in text.replace("data-", ""), address
        assert "Our words." not in text, address


def test_a_tool_does_not_inherit_the_news_of_another_that_had_its_address(client, dearer):
    def news():
        return ["$25" in client.get(address).text for address in ("/tools/inkwell/history/", "/changes/")]

    with edit():
        Tool.objects.get().delete()
    put_back(Event.objects.get(kind="tool", action="delete"), by=None)
    assert news() == [True, True]
    with edit():
        Tool.objects.get().delete()
    with edit():
        bolt = make_tool(name="Bolt", plans=[{"amount": 9}])
    with edit():
        bolt.slug = "inkwell"
        bolt.save()
    assert news() == [False, False]
    assert [event.action for event in events_of_entry("tool", "inkwell")] == ["change", "create"]
    with edit():
        bolt.delete()
    with edit():
        make_tool(name="Inkwell")
    assert news() == [False, False]


def test_facts_that_changed_read_as_on_the_tools_page(client):
    tool = make_tool(name="Inkwell", terms=["output:image"], context_window=8000, knowledge_cutoff="2025")
    with edit():
        tool.context_window, tool.knowledge_cutoff, tool.lifecycle = 128_000, "2025-06", "beta"
        tool.save()
        tool.assignments.all().delete()
        tool.assignments.create(term=make_term("output:video"))
    text = Desk(client).show("/tools/inkwell/history/")
    assert "Context window before: 8,000 tokens → now: 128,000 tokens" in text
    assert "Knowledge ends before: 2025 → now: June 2025" in text
    assert "Status before: Active → now: Beta" in text
    assert "Output now without Image and with Video" in text


def test_what_a_draft_said_is_nobodys_to_read(client):
    with edit():
        tool = make_tool(name="Secretname", editorial_state="draft", plans=[{"amount": 77}], parameters="Secretsize")
    for fields in (
        {"name": "Inkwell", "slug": "inkwell"},
        {"parameters": "9B"},
        {"editorial_state": "published"},
        {"parameters": "10B"},
        {"editorial_state": "draft"},
        {"parameters": "Secretagain"},
        {"parameters": "10B"},
        {"editorial_state": "published"},
    ):
        with edit():
            for name, value in fields.items():
                setattr(tool, name, value)
            tool.save()
    for address in ("/tools/inkwell/history/", "/changes/"):
        text = client.get(address).text
        assert "Secret" not in text, address
        assert text.count("Published.") == 2, address
        assert "10B" in text, address
    assert client.get("/tools/secretname/history/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_a_history_is_public_only_with_its_tool(client, state):
    with edit():
        tool = make_tool(name="Inkwell")
    with edit():
        tool.editorial_state = state
        tool.save()
    assert client.get("/tools/inkwell/history/").status_code == 404
    assert "Inkwell" not in client.get("/changes/").text


def test_an_import_of_many_is_no_news_of_each(client):
    with edit():
        for number in range(51):
            make_tool(name=f"Tool no {number}", slug=f"t-{number}")
    assert "Nothing has changed" in client.get("/changes/").text
    assert "Added to the directory" in client.get("/tools/t-1/history/").text


def test_the_changes_are_paged(client):
    tool = make_tool(name="Inkwell")
    for number in range(51):
        with edit():
            tool.parameters = f"{number}B"
            tool.save()
    assert "50B" in client.get("/changes/").text
    assert 'href="/changes/?page=2"' in client.get("/changes/").text
    assert "0B" in client.get("/changes/?page=2").text
    for page in ("3", "0", "1_0", "x", "999999", "9999999"):
        assert client.get(f"/changes/?page={page}").status_code == 404


def test_so_many_pages_of_changes_and_no_more(client, monkeypatch):
    monkeypatch.setattr(history, "CHANGES_A_PAGE", 1)
    monkeypatch.setattr(history, "MOST_PAGES", 2)
    for number in range(4):
        with edit():
            make_tool(name=f"Inkwell {number}")
    assert 'href="/changes/?page=2"' in client.get("/changes/").text
    assert "?page=3" not in client.get("/changes/?page=2").text
    assert client.get("/changes/?page=3").status_code == 404


def test_a_former_address_leads_on(client):
    tool = make_tool(name="Inkwell")
    tool.former_slugs.create(slug="ink")
    assert client.get("/tools/ink/history/")["Location"] == "/tools/inkwell/history/"


def test_the_list_is_narrowed_by_who_kind_and_route(client, dearer):
    signed_in(client, "Publisher")
    listing = reverse("admin:catalog_event_changelist")

    def listed(query):
        return {event.action for event in client.get(f"{listing}?{query}").context["cl"].result_list}

    assert listed(f"who={dearer.by_id}") == {"change"}
    assert listed("kind=maker") == {"create"}
    assert listed("route__exact=import") == set()
    assert listed("q=Inkwell") == {"create", "change"}
    for odd in ("who=x", "kind=user", "kind=x"):
        assert client.get(f"{listing}?{odd}").status_code == 200, odd
    assert listed("kind=user") == set()
