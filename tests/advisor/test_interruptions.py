"""Stopped once at most: by the first warning to stop and think that an answer brings up."""

from dataclasses import replace

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.advisor.flows import STUDIO, make_warning
from tests.advisor.rows import make_questionnaire, make_studio_tools

pytestmark = pytest.mark.django_db
START = "/advisor/studio/"
DOUBT = make_warning("doubt", "output doubted", severity="stop")
DEAR = make_warning("dear", "cost any-of some", severity="stop")
HUSH = make_warning("hush", "secret any-of yes")


@pytest.fixture(autouse=True)
def studio():
    make_studio_tools()
    return make_questionnaire(replace(STUDIO, warnings=(DOUBT, DEAR, HUSH)))


def test_an_answer_that_brings_up_a_stop_leads_once_through_a_page(client):
    page = client.get(f"{START}?output=image&cost=some&asked=cost")
    for text in ("Before you go on", "dear", "Instead:", "You answered “Cost?” with"):
        assertContains(page, text)
    assertContains(page, '<a class="button button--primary button--large" href="/advisor/studio/style/?output=image')
    assertContains(page, 'href="/advisor/studio/cost/?output=image&amp;cost=some">Change the answer</a>')
    assertContains(page, "Your answers")


def test_its_address_is_canonical(client):
    sent = "asked=cost&stranger=1&cost=some&output=text&output=image"
    assertRedirects(client.get(f"{START}?{sent}"), f"{START}?output=image.text&cost=some&asked=cost")


@pytest.mark.parametrize(
    ("sent", "target"),
    [
        ("output=image&secret=yes&asked=secret", "style/?output=image&secret=yes"),  # it cautions only
        ("output=~&asked=cost", "cost/?output=~&asked=cost"),
        ("output=~&cost=some&asked=cost", "secret/?output=~&cost=some"),  # stopped already, by the first answer
        ("output=text&cost=some&asked=output", "secret/?output=text&cost=some"),  # it was there before this answer
        ("output=text&cost=some&warned=1&asked=cost", "secret/?output=text&cost=some"),
        ("output=text&cost=none&warned=1&asked=cost", "secret/?output=text&cost=none&warned=1"),
    ],
)
def test_nobody_is_stopped_without_need_or_twice(client, sent, target):
    assertRedirects(client.get(f"{START}?{sent}"), START + target)


def test_what_nobody_was_asked_yet_stops_nobody(client):
    page = client.get(f"{START}?cost=none&asked=cost", follow=True)
    assert page.redirect_chain[-1][0] == "/advisor/studio/output/?cost=none"


def form_of(page):
    return {**page.context["fields"]}


def test_who_heeds_the_warning_is_not_stopped_by_another(client):
    assertContains(client.get(f"{START}?output=~&asked=output"), "Before you go on")
    again = client.get(f"{START}output/?output=~")
    sent = form_of(again)
    assert sent["warned"] == "1"
    page = client.get(START, {**sent, "output": "text"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{START}cost/?output=text&warned=1"
    assertContains(page, 'href="/advisor/studio/output/?output=text&amp;warned=1"')  # so says every link of the walk
    page = client.get(START, {**form_of(page), "cost": "some"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{START}secret/?output=text&cost=some"  # now the answers tell
    assertNotContains(page, "Before you go on")


def test_nothing_is_carried_along_without_need(client):
    assert "warned" not in form_of(client.get(f"{START}cost/?output=text"))
    assertNotContains(client.get(f"{START}secret/?output=text&cost=none"), "warned")


def test_it_speaks_of_the_answer_that_the_warning_speaks_of(client):
    """The style was answered before; only now is it asked."""
    strict = make_warning("strict", "style any-of strict", severity="stop")
    make_questionnaire(replace(STUDIO, slug="other", warnings=(strict,)))
    page = client.get("/advisor/other/?output=image&style=strict&asked=output")
    assertContains(page, "You answered “Style?” with <strong>Strict</strong>")
    assertContains(page, 'href="/advisor/other/style/?output=image&amp;style=strict">Change the answer</a>')
