from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from advisor.models import Choice, Effect, Question, Questionnaire, Verdict, VerdictRule, Version
from advisor.models import Warning as AdvisorWarning
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.factories import make_term

pytestmark = pytest.mark.django_db
MODELS = [
    "questionnaire",
    "question",
    "choice",
    "verdict",
    "warning",
    "expectedcase",
    "version",
    "effect",
    "verdictrule",
]


def change_url(row):
    return reverse(f"admin:advisor_{row._meta.model_name}_change", args=[row.pk])


def form_values(client, row):
    """What a browser would send back from the unchanged change page."""
    form = client.get(change_url(row)).context["adminform"].form
    formsets = client.get(change_url(row)).context["inline_admin_formsets"]
    values = {form.add_prefix(name): form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    for inline in formsets:
        management = inline.formset.management_form
        values |= {
            management.add_prefix(name): management.initial[name]
            for name in management.fields
            if name in management.initial
        }
        for below in inline.formset.initial_forms:
            values |= {
                below.add_prefix(name): below.get_initial_for_field(field, name) for name, field in below.fields.items()
            }
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens(admin_client, model):
    make_questionnaire()
    assert admin_client.get(reverse(f"admin:advisor_{model}_changelist")).status_code == 200


@pytest.mark.parametrize(
    "model", [Questionnaire, Question, Choice, Effect, Verdict, VerdictRule, AdvisorWarning, Version]
)
def test_every_change_page_opens(admin_client, model):
    make_questionnaire()
    assert admin_client.get(change_url(model.objects.first())).status_code == 200


def test_rules_are_told_as_sentences(admin_client):
    make_questionnaire()
    image = Choice.objects.get(key="image")
    assertContains(admin_client.get(change_url(image)), "Keep only tools with “Output: Image”, in the step “pictures”.")
    style = Question.objects.get(key="style")
    assertContains(admin_client.get(change_url(style)), "“Output?” is any of: Image")
    pictures = Verdict.objects.get(key="pictures")
    assertContains(admin_client.get(change_url(pictures)), "Decides with priority 30")


def test_a_reworded_question_is_published_by_the_button(admin_client, client):
    questionnaire = make_questionnaire()
    question = Question.objects.get(key="output")
    values = form_values(admin_client, questionnaire)
    reworded = {name: "What do you need?" if value == question.title else value for name, value in values.items()}
    assert reworded != values
    response = admin_client.post(change_url(questionnaire), {**reworded, "_publish": "1"}, follow=True)
    assertContains(response, "Version 2 of “Studio?” is live.")
    assertContains(client.get("/advisor/studio/output/"), "What do you need?")


def test_an_unchanged_draft_says_so(admin_client):
    questionnaire = make_questionnaire()
    values = form_values(admin_client, questionnaire)
    response = admin_client.post(change_url(questionnaire), {**values, "_publish": "1"}, follow=True)
    assertContains(response, "Nothing to publish")
    assert questionnaire.versions.count() == 1


def test_unpublished_changes_and_problems_are_shown(admin_client):
    questionnaire = make_questionnaire()
    listing = reverse("admin:advisor_questionnaire_changelist")
    assertContains(admin_client.get(listing), "Same as the live version")
    Question.objects.filter(key="cost").update(why="")
    assertContains(admin_client.get(listing), "Has unpublished changes")
    assertContains(admin_client.get(change_url(questionnaire)), "Question cost: write “why we ask”.")


def test_the_action_publishes_and_tells_what_is_in_the_way(admin_client):
    questionnaire = make_questionnaire(published=False)
    listing = reverse("admin:advisor_questionnaire_changelist")
    chosen = {"action": "publish", "_selected_action": questionnaire.pk}
    assertContains(admin_client.post(listing, chosen, follow=True), "Version 1 of “Studio?” is live.")
    Question.objects.filter(key="cost").update(why="")
    assertContains(admin_client.post(listing, chosen, follow=True), "Not published. Question cost")


def editor(client, *permissions):
    user = User.objects.create_user("ed", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def test_an_editor_without_the_right_cannot_publish(admin_client, client):
    questionnaire = make_questionnaire(published=False)
    values = form_values(admin_client, questionnaire)
    rights = [
        f"{verb}_{model}"
        for verb in ("view", "change")
        for model in ("questionnaire", "question", "verdict", "warning")
    ]
    client = editor(client, *rights)
    assertNotContains(client.get(change_url(questionnaire)), "Save and publish")
    assert client.post(change_url(questionnaire), {**values, "_publish": "1"}).status_code == 403
    assert not Version.objects.exists()


def test_an_answer_that_leaves_no_tool_keeps_a_draft_from_being_published(admin_client):
    make_studio_tools()
    questionnaire = make_questionnaire(published=False)
    values = form_values(admin_client, questionnaire)
    Effect.objects.filter(term__slug="image").update(term=make_term("output:print"))
    told = "Question output, choice image: no tool is left by this answer alone."
    response = admin_client.post(change_url(questionnaire), {**values, "_publish": "1"}, follow=True)
    assertContains(response, f"Not published. {told}")
    assert not Version.objects.exists()
    assertContains(admin_client.get(reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk])), told)


def test_a_warning_can_be_waived_on_the_page_of_the_questionnaire(admin_client):
    make_studio_tools()
    questionnaire = make_questionnaire()
    warns = "[unused-term style:free]"
    assertContains(admin_client.get(change_url(questionnaire)), warns)
    today = timezone.localdate()
    row = {"finding": "unused-term style:free", "reason": "The tools come in spring.", "until": today}
    values = form_values(admin_client, questionnaire) | {"waivers-TOTAL_FORMS": 1}
    filled = {**values, **{f"waivers-0-{name}": value for name, value in row.items()}}
    admin_client.post(change_url(questionnaire), filled)
    assert questionnaire.waivers.get().reason == "The tools come in spring."
    assertNotContains(admin_client.get(change_url(questionnaire)), warns)
    questionnaire.waivers.update(until=today - timedelta(days=1))
    assertContains(admin_client.get(change_url(questionnaire)), warns)


@pytest.mark.parametrize("row", [{"reason": ""}, {"reason": "Later."}, {"until": ""}])
def test_a_waiver_needs_a_reason_and_a_last_day(admin_client, row):
    questionnaire = make_questionnaire()
    whole = {"finding": "unused-term style:free", "reason": "The tools come in spring.", "until": "2030-01-01"}
    values = form_values(admin_client, questionnaire) | {"waivers-TOTAL_FORMS": 1}
    filled = {**values, **{f"waivers-0-{name}": value for name, value in {**whole, **row}.items()}}
    assert admin_client.post(change_url(questionnaire), filled).status_code == 200  # back with the form
    assert not questionnaire.waivers.exists()


def test_a_draft_can_be_tried_by_staff_only(admin_client, client):
    make_studio_tools()
    questionnaire = make_questionnaire(published=False)
    address = reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk])
    assert client.get(address).status_code == 302
    page = admin_client.get(address, {"output": "image", "cost": "none"})
    assertContains(page, "Result: pictures")
    assertContains(page, "Oil: ")


def test_a_version_is_read_only(admin_client):
    version = make_questionnaire().live
    assertNotContains(admin_client.get(change_url(version)), 'name="_save"')
    assert admin_client.post(change_url(version), {"note": "x"}).status_code == 403


def test_a_condition_takes_answers_of_its_own_question_only(admin_client):
    questionnaire = make_questionnaire()
    warning = questionnaire.warnings.get(key="hush")
    values = form_values(admin_client, warning)
    stranger = Choice.objects.get(question__key="cost", key="none")
    response = admin_client.post(change_url(warning), {**values, "conditions-0-choices": [stranger.pk]})
    assertContains(response, "Choose answers of “Secret?”.")


def test_lists_cost_the_same_for_any_number_of_rows(admin_client, django_assert_max_num_queries):
    make_questionnaire()
    for model in ("question", "choice", "effect", "verdict", "warning"):
        with django_assert_max_num_queries(20):
            admin_client.get(reverse(f"admin:advisor_{model}_changelist"))
