"""Every edit leaves an event for each entry that it changed: who, how, and what it replaced."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from catalog.content.kinds import digest_of
from catalog.history.documents import document_of, unpacked, version_of
from catalog.history.edits import editing, watches_commands
from catalog.models import Assignment, Event, Facet, Guide, Maker, Plan, Term, Tool
from tests.factories import make_person, make_term, make_tool

pytestmark = pytest.mark.django_db


def events():
    """What was noted, oldest first: action, kind and key."""
    return [(event.action, event.kind, event.key) for event in Event.objects.order_by("id")]


def edit(**options):
    return editing(**{"route": "admin", **options})


def test_an_edit_says_who_when_how_and_what():
    tool, ada = make_tool(name="Inkwell", tagline="Old."), make_person()
    with edit(by=ada, note="They changed it."):
        tool.tagline = "New."
        tool.save()
    event = Event.objects.get()
    assert (event.by, event.by_name, event.route, event.note) == (ada, "ada", "admin", "They changed it.")
    assert (event.action, event.kind, event.key, event.label) == ("change", "tool", "inkwell", "Inkwell")
    assert event.changes == {"tagline": "New."}
    assert unpacked(event.before)["tagline"] == "Old."


def test_what_an_edit_touched_and_did_not_change_is_no_event():
    tool = make_tool()
    with edit():
        tool.save()
        plan = Plan.objects.create(tool=tool, name="Pro", price_kind="subscription", amount=3)
        plan.delete()
    assert events() == []


def every_way_of_changing():
    tool, other, term = make_tool(name="Inkwell"), make_tool(name="Other"), make_term("output:image")
    plan = Plan.objects.create(tool=tool, name="Pro", price_kind="subscription", amount=3)
    guide = Guide.objects.create(slug="g", title="G", tagline="T", body="B")
    guide.tools.add(tool)
    return [
        ("a row added", lambda: Assignment.objects.create(tool=tool, term=term), [("tool", "inkwell")]),
        (
            "rows added",
            lambda: Assignment.objects.bulk_create([Assignment(tool=other, term=term)]),
            [("tool", "other")],
        ),
        ("a row changed", lambda: Plan.objects.filter(pk=plan.pk).update(amount=4), [("tool", "inkwell")]),
        (
            "a row moved",
            lambda: Plan(pk=plan.pk, tool=other, name="Pro", price_kind="subscription").save(),
            [("tool", "inkwell"), ("tool", "other")],
        ),
        ("a row gone", lambda: Plan.objects.get(pk=plan.pk).delete(), [("tool", "other")]),
        ("rows changed", lambda: Tool.objects.update(tagline="All"), [("tool", "inkwell"), ("tool", "other")]),
        ("joined", lambda: guide.terms.add(term), [("guide", "g")]),
        ("joined from the other side", lambda: other.guides.add(guide), [("guide", "g")]),
        ("parted from the other side", lambda: other.guides.clear(), [("guide", "g")]),
        ("a term", lambda: Term.objects.update(label="Pictures"), [("term", "output:image")]),
        ("a facet", lambda: Facet.objects.update(label="Makes"), [("facet", "output")]),
        ("a maker", lambda: Maker.objects.update(country="Peru"), [("maker", "acme")]),
    ]


def test_every_way_of_changing_an_entry_is_noticed():
    for name, act, wanted in every_way_of_changing():
        Event.objects.all()._raw_delete("default")
        with edit():
            act()
        told = Event.objects.order_by("kind", "key")
        assert [(event.kind, event.key) for event in told] == wanted, name
        for event in told:
            before, now = unpacked(event.before), document_of(event.kind, event.key)
            after = {key: value for key, value in {**before, **event.changes}.items() if value is not None}
            assert before != now, name
            assert after == now, name


def test_a_new_entry_is_told_of_without_keeping_it_twice():
    with edit():
        make_tool(name="Inkwell", editorial_state="draft", terms=["output:image"])
    told = {event.kind: event for event in Event.objects.all()}
    assert {kind: event.action for kind, event in told.items()} == dict.fromkeys(told, "create")
    assert set(told) == {"tool", "maker", "facet", "term"}
    assert (told["tool"].before, told["tool"].changes) == (None, {"editorial_state": "draft"})


def test_publishing_and_its_opposites_are_told_as_such():
    tool = make_tool(name="Inkwell", terms=["kind:agent"], editorial_state="draft")
    for act in (tool.publish, tool.unpublish):
        with edit():
            act()
    with edit():
        Tool.objects.update(editorial_state="archived")
    assert [event.action for event in Event.objects.order_by("id")] == ["publish", "unpublish", "archive"]


def test_a_deletion_keeps_the_entry_and_tells_what_named_it():
    tool, guide = make_tool(name="Inkwell"), Guide.objects.create(slug="g", title="G", tagline="T", body="B")
    make_tool(name="Before", successor=tool)
    guide.tools.add(tool)
    held = document_of("tool", "inkwell")
    with edit():
        tool.delete()
    told = {event.key: event for event in Event.objects.all()}
    assert {key: event.action for key, event in told.items()} == {
        "inkwell": "delete",
        "before": "change",
        "g": "change",
    }
    assert (unpacked(told["inkwell"].before), told["inkwell"].label) == (held, "Inkwell")
    assert told["before"].changes == {"successor": None}
    assert told["g"].changes == {"tools": None}


def test_a_new_address_leads_to_the_old_one():
    tool = make_tool(name="Inkwell", editorial_state="draft")
    with edit():
        tool.slug = "ink"
        tool.save()
    event = Event.objects.get()
    assert (event.key, event.former_key) == ("ink", "inkwell")


def test_an_edit_that_is_undone_leaves_nothing():
    make_tool()
    with transaction.atomic(), edit():
        Tool.objects.update(tagline="Other.")
        transaction.set_rollback(True)
    assert events() == []


def test_an_edit_within_an_edit_says_more_of_it():
    tool, ada = make_tool(name="Inkwell"), make_person()
    with edit(by=ada):
        tool.tagline = "New."
        with edit(route="proposal", note="By Bob."):
            tool.save()
    event = Event.objects.get()
    assert (event.by, event.route, event.note) == (ada, "proposal", "By Bob.")


def test_what_nobody_speaks_for_is_told_as_well():
    tool = make_tool(name="Inkwell")
    token = watches_commands.set(True)
    try:
        tool.tagline = "New."
        tool.save()
    finally:
        watches_commands.reset(token)
    event = Event.objects.get()
    assert (event.route, event.changes) == ("command", {"tagline": "New."})
    assert event.by_name.endswith(" on the server")


def test_any_state_that_an_entry_was_in_is_found_by_its_digest():
    make_tool(name="Inkwell", tagline="One.")
    states = [document_of("tool", "inkwell")]
    for tagline in ("Two.", "Three."):
        with edit():
            Tool.objects.update(tagline=tagline)
        states.append(document_of("tool", "inkwell"))
    for state in states:
        assert version_of("tool", "inkwell", digest_of(state)) == state
    assert version_of("tool", "inkwell", "0" * 64) is None


def test_events_outlive_the_account_and_are_never_changed():
    tool, ada = make_tool(name="Inkwell"), make_person()
    with edit(by=ada):
        tool.delete()
    User.objects.all().delete()
    event = Event.objects.get()
    assert (event.by, event.by_name) == (None, "ada")
    for act in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(note="No.")):
        with pytest.raises(TypeError):
            act()


def test_a_form_is_saved_once():
    with edit(token="t"):
        make_tool()
    with pytest.raises(IntegrityError), edit(token="t"):
        make_tool()
