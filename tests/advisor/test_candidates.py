"""The advisor's view of the catalogue follows every edit, and the day."""

import datetime as dt

import pytest
from django.utils import timezone

from advisor.candidates import catalogue_stamp, current_catalogue
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
