"""The advisor's first question where other pages ask it."""

import lxml.html
import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from advisor.models import Question
from tests.advisor.rows import make_questionnaire, make_studio_tools

pytestmark = pytest.mark.django_db


def form_on(page):
    (form,) = lxml.html.fromstring(page.content).xpath("//form[starts-with(@action, '/advisor/')]")
    return form


def test_the_home_page_asks_the_first_question_and_its_form_leads_on(client):
    make_studio_tools()
    make_questionnaire()
    form = form_on(client.get("/"))
    assert form.xpath(".//legend//text()[normalize-space()]") == ["Output?"]
    sent = {box.get("name"): box.get("value") for box in form.xpath(".//input[@type='hidden']")}
    values = form.xpath(".//input[@name='output']/@value")
    assert (form.method, values[-1]) == ("GET", "~")
    answer = client.get(form.action, {**sent, "output": values[0]})
    assert answer.status_code == 302
    assert f"output={values[0]}" in answer["Location"]
    assertRedirects(client.get(form.action, sent), "/advisor/studio/output/?asked=output")


def test_where_no_questionnaire_is_published_the_home_page_leads_to_the_advisor(client):
    assertContains(client.get("/"), f'href="{reverse("advisor:index")}">Open the advisor')


def test_a_question_published_anew_is_asked_at_once(client):
    make_studio_tools()
    questionnaire = make_questionnaire()
    client.get("/")
    Question.objects.filter(questionnaire=questionnaire, key="output").update(title="What do you want to hold?")
    questionnaire.publish(by=None)
    assertContains(client.get("/"), "What do you want to hold?")
