"""The wizard on a draft, on the editors' desk."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from advisor.models import ExpectedCase, Question
from tests.advisor.rows import make_questionnaire, make_studio_tools

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    make_studio_tools()
    return reverse("admin:advisor_questionnaire_try", args=[make_questionnaire(published=False).pk])


def test_it_asks_one_question_after_another_until_the_result(admin_client, address):
    page = admin_client.get(address)
    assert [row["question"].key for row in page.context["questions"]] == ["output"]
    for asked, given, then in [("output", "image", "style"), ("style", "~", "cost"), ("cost", "none", "secret")]:
        values = page.context["others"] | {"asked": asked, asked: given}
        page = admin_client.get(address, values, follow=True)
        assert [row["question"].key for row in page.context["questions"]] == [then]
    page = admin_client.get(address, page.context["others"] | {"asked": "secret", "secret": "no"}, follow=True)
    assert page.redirect_chain == [(f"{address}?output=image&style=~&cost=none&secret=no", 302)]
    assertContains(page, "Result: pictures (settled)")
    assertContains(page, "Oil: 6 to ")


def test_a_missing_answer_is_asked_for(admin_client, address):
    page = admin_client.get(address, {"output": "image", "asked": "style"})
    assert [row["question"].key for row in page.context["questions"]] == ["style"]
    assertContains(page, "Choose an answer, or say that you are not sure.")


def test_an_answer_can_be_changed_and_the_result_seen_at_any_time(admin_client, address):
    answers = {"output": "image", "cost": "none"}
    page = admin_client.get(address, {**answers, "show": "output"})
    assert [row["question"].key for row in page.context["questions"]] == ["output"]
    assert page.context["others"] == {"cost": "none"}
    assertContains(admin_client.get(address, {**answers, "show": "result"}), "Result: pictures")
    everything = admin_client.get(address, {**answers, "show": "all"})
    assert [row["question"].key for row in everything.context["questions"]] == ["output", "style", "cost", "secret"]
    assertContains(everything, "Result: pictures")


@pytest.mark.parametrize(
    "query",
    ["show=nothing", "asked=nothing", "output=sofa", "new=x", "output=%00", "asked=output&output=sofa", "show="],
)
def test_odd_addresses_are_answered(admin_client, address, query):
    assert admin_client.get(f"{address}?{query}").status_code == 200


def test_it_is_never_kept_by_a_cache_and_opens_no_unknown_draft(admin_client, address):
    assert "no-store" in admin_client.get(address)["Cache-Control"]
    assert admin_client.get(reverse("admin:advisor_questionnaire_try", args=[9999])).status_code == 404


def test_visitors_see_nothing_of_a_draft(client, admin_client):
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(title="A secret wording?")
    address = reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk])
    assertContains(admin_client.get(address, {"show": "cost"}), "A secret wording?")
    assert client.get(address).status_code == 302
    for path in ("/advisor/studio/cost/", "/advisor/studio/result/?cost=none", "/api/v1/advisor/studio/questions/"):
        assertNotContains(client.get(path), "secret wording")


def test_what_is_tried_becomes_an_expected_case(admin_client, address):
    page = admin_client.get(address, {"output": "image.text", "secret": "yes", "show": "result"})
    form = admin_client.get(page.context["case_url"]).context["adminform"].form
    said = {"kind": ["both"], "delivery_any": ["house"], "warn": ["hush"], "steps": ["pictures"]}
    assert {name: form.initial[name] for name in said} == said
    values = {**form.initial, "situation": "A poster with words, in the house.", "key": "poster", "position": 1}
    assert admin_client.post(reverse("admin:advisor_expectedcase_add"), values).status_code == 302
    case = ExpectedCase.objects.get()
    assert case.answers == {"output": ["image", "text"], "secret": ["yes"]}
    assert case.expectations == said
