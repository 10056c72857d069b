"""Many press “Save” at the same moment: forms are checked side by side, and saved one after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from catalog.models import Appointment, Proposal, Tool
from tests.catalog.desk import Desk
from tests.catalog.test_proposals import at_the_desk
from tests.factories import make_maker, make_tool

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 6


@pytest.fixture
def desks() -> list[Desk]:
    return [at_the_desk(f"editor-{number}", "Editor") for number in range(EDITORS)]


def at_once(desks, send):
    """What each was answered, having pressed the button when all were ready."""
    ready = Barrier(len(desks))

    def press(numbered):
        try:
            ready.wait()
            return send(*numbered)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(desks)) as threads:
        return list(threads.map(press, enumerate(desks)))


def test_of_several_changes_one_is_saved_and_the_others_are_kept(desks):
    tool = make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"])
    for desk in desks:
        desk.open("tool_change", tool.pk)
    at_once(desks, lambda number, desk: desk.send(tagline=f"By editor {number}."))
    tool.refresh_from_db()
    kept = [proposal.document["tagline"] for proposal in Proposal.objects.all()]
    assert sorted([tool.tagline, *kept]) == [f"By editor {number}." for number in range(EDITORS)]


def test_of_several_new_tools_of_one_name_one_is_made_and_the_others_are_told(desks):
    maker = make_maker()
    for desk in desks:
        desk.open("tool_add")
    given = {"name": "Inkwell", "slug": "inkwell", "maker": str(maker.pk), "entry_type": "app"}
    told = at_once(desks, lambda number, desk: desk.send(**given))
    assert Tool.objects.count() == 1

    refused = ("is there already", "already exists")  # of the name, or of the slug that goes with it
    assert sum(any(words in page for words in refused) for page in told) == EDITORS - 1


def test_of_several_times_that_are_set_one_holds_and_the_others_are_told():
    tool = make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"])
    Appointment.objects.create(entry=tool, at=datetime(2099, 1, 1, tzinfo=UTC))
    desks = [at_the_desk(f"publisher-{number}", "Publisher") for number in range(EDITORS)]
    for desk in desks:
        desk.open("tool_change", tool.pk)
    field = "catalog-appointment-content_type-object_id-0-at"
    told = at_once(desks, lambda number, desk: desk.send(**{field: f"2099-01-02T1{number}:00"}))
    assert sum("Somebody was quicker" in page for page in told) == EDITORS - 1
