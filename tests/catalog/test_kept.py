"""Whole pages kept between edits: never older than the last edit of anything that they show, and bounded."""

import datetime as dt

import pytest
from django.http import HttpResponse

from advisor.models import Questionnaire
from catalog import kept, live
from catalog.models import Guide, Reference, RunsOn, Source
from tests.factories import make_maker, make_tool

pytestmark = pytest.mark.django_db


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_second_time_only_the_version_is_asked_for(client, django_assert_num_queries):
    make_tool(name="Brush")
    first = client.get("/tools/brush/")
    with django_assert_num_queries(1):
        second = client.get("/tools/brush/")
    assert second.content == first.content
    assert second.headers == first.headers


def rename_the_maker(tool):
    tool.maker.name = "Quintessence Ltd"
    tool.maker.save()


def rename_a_term(tool):
    term = tool.assignments.first().term
    term.label = "Quintessence"
    term.save()


def add_a_source(tool):
    Source.objects.create(tool=tool, type="vendor", url="https://quintessence.example/", fields=["released"])


def move_a_source(tool):
    tool.sources.update(url="https://quintessence.example/moved")


def say_what_it_runs_on(tool):
    RunsOn.objects.create(app=tool, model=make_tool(name="Quintessence"))


def say_what_runs_on_it(tool):
    RunsOn.objects.create(app=make_tool(name="Quintessence"), model=tool)


def name_it_in_a_guide(tool):
    Guide.objects.get(slug="quintessence").tools.add(tool)


def rename_an_alternative(tool):
    other = tool.alternatives.first().other
    other.name = "Quintessence"
    other.save()


@pytest.mark.parametrize(
    "edit",
    [
        rename_the_maker,
        rename_a_term,
        add_a_source,
        move_a_source,
        say_what_it_runs_on,
        say_what_runs_on_it,
        name_it_in_a_guide,
        rename_an_alternative,
    ],
)
def test_a_tools_page_follows_every_edit_of_what_it_shows(client, edit):
    tool = make_tool(name="Brush", released="2024", terms=["output:image"])
    tool.alternatives.create(other=make_tool(name="Canvas"), reason="It is alike.")
    Guide.objects.create(slug="quintessence", title="Quintessence of brushes", editorial_state="published")
    assert "uintessence" not in text_of(client, "/tools/brush/")
    edit(tool)
    assert "uintessence" in text_of(client, "/tools/brush/")


def test_a_tool_that_is_unpublished_is_gone_at_once(client):
    tool = make_tool(name="Brush")
    text_of(client, "/tools/brush/")
    tool.editorial_state = "draft"
    tool.save()
    assert client.get("/tools/brush/").status_code == 404


def test_a_guide_follows_what_it_draws_on(client):
    reference = Reference.objects.create(slug="paper", title="Old title", url="https://example.org/")
    guide = Guide.objects.create(slug="brushes", title="Brushes", body="Text.", editorial_state="published")
    guide.references.add(reference)
    assert "Old title" in text_of(client, "/guides/brushes/")
    reference.title = "New title"
    reference.save()
    assert "New title" in text_of(client, "/guides/brushes/")
    guide.references.clear()
    assert "New title" not in text_of(client, "/guides/brushes/")


def test_another_day_makes_pages_anew(client, monkeypatch):
    make_tool(name="Brush")
    text_of(client, "/tools/brush/")
    tomorrow = live.current().day + dt.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: tomorrow)
    state = live.current().version, live.current().day
    assert kept.pages.get(state, "/tools/brush/") is None


def test_a_questionnaires_edit_is_noted(client):
    before = live.current().version
    questionnaire = Questionnaire.objects.create(slug="which", title="Which?", intro="Some.")
    between = live.current().version
    questionnaire.delete()
    assert len({before, between, live.current().version}) == 3


def test_redirects_errors_and_long_addresses_are_not_kept(client):
    make_tool(name="Brush")
    for address in ("/tools/nothing/", "/compare/?tool=brush&tool=brush", f"/compare/?tool=brush&x={'x' * 600}"):
        client.get(address)
    assert len(kept.pages) == 0


def test_what_is_kept_is_bounded_and_the_least_lately_asked_for_goes_first():
    pages = kept.KeptPages(most_bytes=250)
    for address in ("/a", "/b"):
        pages.put(1, address, HttpResponse(b"x" * 100))
    pages.get(1, "/a")
    pages.put(1, "/c", HttpResponse(b"x" * 100))
    assert pages.get(1, "/b") is None
    assert pages.get(1, "/a").content == b"x" * 100
    assert pages.get(2, "/a") is None
    pages.put(2, "/d", HttpResponse(b"x" * 300))
    assert len(pages) == 0


def test_a_cookie_keeps_a_page_from_being_kept(rf):
    def view(request):
        response = HttpResponse("for one visitor")
        response.set_cookie("who", "one")
        return response

    kept.kept_until_an_edit(view)(rf.get("/one/"))
    assert len(kept.pages) == 0


def test_a_maker_renamed_shows_in_a_comparison(client):
    maker = make_maker("Acme")
    make_tool(name="Brush", maker="Acme")
    make_tool(name="Canvas")
    address = "/compare/?tool=brush&tool=canvas"
    text_of(client, address)
    maker.name = "Quintessence"
    maker.save()
    assert "Quintessence" in text_of(client, address)
