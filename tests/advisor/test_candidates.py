"""The advisor's view of the catalogue follows every edit, and the day."""

import datetime as dt
from threading import Thread

import pytest
from django.utils import timezone

from advisor import pages, views
from advisor.candidates import catalogue_stamp, current_catalogue
from advisor.engine import advise, count_remaining
from catalog import live
from catalog.models import Tool
from tests.advisor.flows import STUDIO, given
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


def test_the_stamp_costs_one_query_and_stays_while_nothing_changes(django_assert_num_queries):
    with django_assert_num_queries(1):
        stamp = catalogue_stamp()
    assert catalogue_stamp() == stamp
    assert current_catalogue().stamp == stamp


def test_every_edit_changes_the_stamp():
    tool, term = make_tool(maker="Acme"), make_term("output:image")

    def edits():
        yield tool.maker.save
        yield tool.save
        yield lambda: tool.terms.add(term)
        yield lambda: tool.facet_states.create(facet=term.facet, state="complete")
        yield lambda: term.implies.add(make_term("output:video"))
        yield term.facet.save

    stamps = [catalogue_stamp()]
    for edit in edits():
        edit()
        stamps.append(catalogue_stamp())
    assert len(set(stamps)) == len(stamps)


def test_the_next_day_is_another_catalogue(monkeypatch):
    today = catalogue_stamp()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert catalogue_stamp() != today


def test_an_edit_is_in_the_next_advice():
    make_studio_tools()
    answers = given(STUDIO, output="image", cost="none")

    def listed():
        return [pick.entry.name for pick in advise(STUDIO, current_catalogue(), answers).shortlist]

    assert listed() == ["Oil", "Brush", "Canvas", "Pencil"]
    Tool.objects.get(slug="pencil").terms.add(make_term("price:free"))
    assert listed() == ["Oil", "Pencil", "Brush", "Canvas"]
    oil = Tool.objects.get(slug="oil")
    oil.lifecycle = Tool.Lifecycle.DEPRECATED
    oil.save()
    assert listed() == ["Pencil", "Brush", "Canvas"]
    Tool.objects.get(slug="brush").unpublish()
    assert count_remaining(STUDIO, current_catalogue(), answers) == 2


def test_all_tools_that_are_shown_are_read_in_one_question(django_assert_num_queries):
    make_studio_tools()
    catalogue = current_catalogue()
    for output in ("image", "image.text"):
        with django_assert_num_queries(1):
            advise(STUDIO, catalogue, given(STUDIO, output=output, secret="yes"))
    with django_assert_num_queries(0):
        count_remaining(STUDIO, catalogue, given(STUDIO, output="image"))


def is_held_still():
    """Whether another thread that wants to change the catalogue has to wait."""
    seen = []

    def try_to_change():
        free = live._lock.acquire(blocking=False)
        seen.append(not free)
        if free:
            live._lock.release()

    thread = Thread(target=try_to_change)
    thread.start()
    thread.join()
    return seen[0]


def test_nobody_changes_the_catalogue_while_it_is_held_still():
    with current_catalogue():
        assert is_held_still()
    assert not is_held_still()


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("/advisor/studio/cost/?output=image", [(pages, "left_by_choice"), (pages, "count")]),
        ("/advisor/studio/output/counts/?output=image", [(pages, "left_by_choice"), (pages, "count")]),
        (
            "/advisor/studio/result/?output=image&why=pen",
            [(views, "quick_changes"), (pages, "path"), (views, "why_not")],
        ),
    ],
)
def test_the_numbers_of_a_page_are_of_one_state(client, monkeypatch, address, parts):
    make_studio_tools()
    make_questionnaire()
    held = []

    def watched(part):
        def work(*arguments):
            held.append(is_held_still())
            return part(*arguments)

        return work

    for module, name in parts:
        monkeypatch.setattr(module, name, watched(getattr(module, name)))
    assert client.get(address).status_code == 200
    assert held == [True] * len(parts)


def test_the_stamp_is_that_of_the_sets():
    make_studio_tools()
    catalogue = current_catalogue()
    Tool.objects.get(slug="oil").unpublish()
    live.current()
    with catalogue:
        assert catalogue.stamp == catalogue_stamp()


def test_a_term_that_the_taxonomy_does_not_have_yet_waits_for_it():
    """Of two edits at once the second's are read with the first's tools, and its terms with the next request."""
    make_studio_tools()
    catalogue = current_catalogue()
    taxonomy = live.current().taxonomy
    taxonomy.above.pop(make_term("price:free").pk)
    advice = advise(STUDIO, catalogue, given(STUDIO, output="image"))
    assert "oil" in [pick.entry.slug for pick in advice.shortlist]


def test_a_tool_that_was_unpublished_since_is_left_out():
    make_studio_tools()
    catalogue = current_catalogue()
    Tool.objects.get(slug="oil").unpublish()
    advice = advise(STUDIO, catalogue, given(STUDIO, output="image"))
    assert "oil" not in [pick.entry.slug for pick in advice.shortlist]


def test_a_tool_that_went_since_is_left_out():
    make_studio_tools()
    catalogue = current_catalogue()
    Tool.objects.get(slug="oil").delete()
    advice = advise(STUDIO, catalogue, given(STUDIO, output="image"))
    assert [pick.entry.slug for pick in advice.shortlist] == ["brush", "canvas", "pencil"]
