"""Expected cases on the editors' desk."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from advisor.models import ExpectedCase
from tests.advisor.rows import make_questionnaire

pytestmark = pytest.mark.django_db
ADD = "/admin/advisor/expectedcase/add/"


def values(questionnaire, **fields):
    return {
        "questionnaire": questionnaire.pk,
        "situation": "A poster.",
        "key": "poster",
        "answers": "output=image",
        "kind": ["pictures"],
        "position": 1,
        **fields,
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("output=image", {"output": ["image"]}),
        ("output=text.image&cost=~", {"output": ["image", "text"], "cost": ["~"]}),
        (
            "  https://site.example/advisor/studio/result/?output=image&secret=yes\n",
            {"output": ["image"], "secret": ["yes"]},
        ),
    ],
)
def test_answers_are_written_as_in_an_address(admin_client, text, kept):
    assert admin_client.post(ADD, values(make_questionnaire(), answers=text)).status_code == 302
    case = ExpectedCase.objects.get()
    assert case.answers == kept
    shown = admin_client.get(reverse("admin:advisor_expectedcase_change", args=[case.pk]))
    assert shown.context["adminform"].form.initial["answers"] == "&".join(
        f"{key}={'.'.join(given)}" for key, given in kept.items()
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"answers": "output=sofa"}, "output=sofa: This question has no such answer."),
        ({"answers": "colour=red"}, "colour=red: There is no such question."),
        ({"answers": "posters"}, "There is no answer in it."),
        ({"kind": []}, "Say what you expect"),
        ({"kind": ["nothing"]}, "nothing is not one of the available choices"),
        ({"answers": " "}, "This field is required."),
    ],
)
def test_what_cannot_be_a_case_is_refused_with_the_reason(admin_client, fields, told):
    assertContains(admin_client.post(ADD, values(make_questionnaire(), **fields)), told)
    assert not ExpectedCase.objects.exists()


def test_a_case_says_whether_the_draft_does_what_it_expects(admin_client):
    questionnaire = make_questionnaire()
    case = questionnaire.cases.create(key="poster", answers={"output": ["image"]}, expectations={"kind": ["pictures"]})
    address = reverse("admin:advisor_expectedcase_change", args=[case.pk])
    assertContains(admin_client.get(address), "It says what you expect.")
    type(case).objects.update(expectations={"kind": ["words"]}, answers={"output": ["image"], "gone": ["x"]})
    page = admin_client.get(address)
    assertContains(page, ": expected that the kind is one of words. The draft says: pictures.")
    assertContains(page, ": its answer gone=x does not count.")
    page = admin_client.get(reverse("admin:advisor_questionnaire_change", args=[questionnaire.pk]))
    assertContains(page, f'<a href="{address}">Case poster</a>: expected that')


def test_what_is_expected_can_be_changed(admin_client):
    questionnaire = make_questionnaire()
    case = questionnaire.cases.create(key="poster", answers={"output": ["image"]}, expectations={"kind": ["pictures"]})
    address = reverse("admin:advisor_expectedcase_change", args=[case.pk])
    fields = {"kind": [], "not_kind": ["words", "open"], "warn": ["hush"]}
    assert admin_client.post(address, values(questionnaire, **fields)).status_code == 302
    case.refresh_from_db()
    assert case.expectations == {"not_kind": ["words", "open"], "warn": ["hush"]}
