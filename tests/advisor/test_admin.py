from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from advisor.models import Choice, Condition, Effect, Question, Questionnaire, Verdict, VerdictRule, Version
from advisor.models import Warning as AdvisorWarning
from tests.advisor.flows import (
    STUDIO,
    make_choice,
    make_effect,
    make_question,
    make_verdict,
    make_warning,
    supports,
    when,
)
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


def told_of(model, key, text):
    """A message that begins with a link to what it is about."""
    row = model.objects.get(key=key)
    return f'<a href="{change_url(row)}">{model.__name__} {key}</a>{text}'


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


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("output any-of image text", "“Output?” is any of: Image, Text"),
        ("output any-of", "“Output?” is any of its answers"),
        ("output at-least 2", "“Output?” has at least 2 of its answers"),
        ("output answered", "“Output?” is answered"),
        ("output not-sure", "“Output?” is left open"),
    ],
)
def test_a_row_is_told_in_words(admin_client, row, told):
    questionnaire = make_questionnaire(replace(STUDIO, warnings=(make_warning("w", row),)), published=False)
    page = admin_client.get(change_url(questionnaire.warnings.get()))
    assert page.context["adminform"].model_admin.in_words(questionnaire.warnings.get()) == told
    assertContains(page, told)


def test_the_slug_of_what_visitors_walk_stays(admin_client):
    questionnaire = make_questionnaire()
    assert "slug" not in admin_client.get(change_url(questionnaire)).context["adminform"].form.fields
    draft = make_questionnaire(replace(STUDIO, slug="other"), published=False)
    assert "slug" in admin_client.get(change_url(draft)).context["adminform"].form.fields


def test_a_part_leads_back_to_what_it_belongs_to(admin_client):
    make_questionnaire()
    effect = Effect.objects.first()
    page = admin_client.get(change_url(effect))
    for above in (effect.choice, effect.choice.question, effect.questionnaire):
        assertContains(page, f'<a href="{change_url(above)}"')


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
    assertContains(admin_client.get(change_url(questionnaire)), told_of(Question, "cost", ": write “why we ask”."))


def test_the_action_publishes_and_tells_what_is_in_the_way(admin_client):
    questionnaire = make_questionnaire(published=False)
    listing = reverse("admin:advisor_questionnaire_changelist")
    chosen = {"action": "publish", "_selected_action": questionnaire.pk}
    assertContains(admin_client.post(listing, chosen, follow=True), "Version 1 of “Studio?” is live.")
    Question.objects.filter(key="cost").update(why="")
    page = admin_client.post(listing, chosen, follow=True)
    assertContains(page, f"“Studio?” was not published: <ul><li>{told_of(Question, 'cost', ': write')}")


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
    image = change_url(Choice.objects.get(key="image"))
    told = f'<a href="{image}">Question output, choice image</a>: no tool is left by this answer alone.'
    response = admin_client.post(change_url(questionnaire), {**values, "_publish": "1"}, follow=True)
    assertContains(response, f"was not published: <ul><li>{told}")
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
    assertContains(admin_client.get(address), "This is the draft as it stands.")
    assertContains(editor(client, "view_questionnaire").get(address), "This is the draft as it stands.")
    client.logout()
    client.force_login(User.objects.create_user("no-editor", is_staff=True))
    assert client.get(address).status_code == 403


def in_order(questionnaire):
    return [question.key for question in questionnaire.draft().questions]


def test_the_proposed_order_is_shown_and_taken(admin_client):
    make_studio_tools()
    questionnaire = make_questionnaire(published=False)
    page = admin_client.get(change_url(questionnaire))
    assertContains(page, "<li>Output?</li><li>Cost?</li><li>Secret?</li><li>Style?</li>")
    values = form_values(admin_client, questionnaire)
    page = admin_client.post(change_url(questionnaire), {**values, "_order": "1"}, follow=True)
    assert in_order(questionnaire) == ["output", "cost", "secret", "style"]
    assertContains(page, "The draft’s questions stand in the proposed order.")
    assertContains(page, "The questions stand as proposed")


def test_who_may_not_change_questions_cannot_take_the_proposed_order(admin_client, client):
    questionnaire = make_questionnaire(published=False)
    values, before = form_values(admin_client, questionnaire), in_order(questionnaire)
    client = editor(client, "view_questionnaire", "change_questionnaire", "view_question")
    assertNotContains(client.get(change_url(questionnaire)), "take the proposed order")
    assert client.post(change_url(questionnaire), {**values, "_order": "1"}).status_code == 403
    assert in_order(questionnaire) == before


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


def test_a_question_that_was_moved_before_what_it_looks_at_can_be_moved_back(admin_client):
    questionnaire = make_questionnaire()
    style = questionnaire.questions.get(key="style")
    Question.objects.filter(pk=style.pk).update(position=5)
    values = form_values(admin_client, style)
    values["conditions-0-choices"] = [choice.pk for choice in values["conditions-0-choices"]]
    told = "Choose a question that comes before this one."
    assertContains(admin_client.post(change_url(style), values), told)
    assert admin_client.post(change_url(style), {**values, "position": 15}).status_code == 302


@pytest.mark.parametrize("owner", ["rule", "warning", "effect", "shown_question"])
def test_a_condition_takes_questions_of_its_own_questionnaire_only(owner):
    first, second = make_questionnaire(), make_questionnaire(replace(STUDIO, slug="other"))
    condition = Condition.objects.filter(**{f"{owner}__isnull": False}, question__questionnaire=first).first()
    if condition is None:
        effect = Effect.objects.filter(choice__question__questionnaire=first).first()
        condition = Condition.objects.create(effect=effect, question=first.questions.get(key="output"))
    condition.full_clean()
    condition.question = second.questions.get(key="output")
    with pytest.raises(ValidationError, match="same questionnaire"):
        condition.full_clean()


def test_a_row_offers_the_other_questions_of_its_questionnaire(admin_client):
    questionnaire = make_questionnaire()
    make_questionnaire(replace(STUDIO, slug="other", title="Other?"))
    address = change_url(questionnaire.questions.get(key="cost"))
    [inline] = [
        one for one in admin_client.get(address).context["inline_admin_formsets"] if one.opts.model is Condition
    ]
    offered = [key for key, _ in inline.formset.empty_form.fields["question"].choices if key]
    assert offered == [questionnaire.questions.get(key=key).pk for key in ("output", "style", "secret")]


def queries(client, address):
    client.get(address)  # what a process asks once is no matter of rows
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def grown(number):
    """The studio with so much more of everything."""
    rows = ["output any-of image", "style answered"], ["style any-of free"]
    act = make_effect("prefer", "style:free", when=when(*rows))
    questions = [make_question(f"q{n}", make_choice("x", *[act] * number), "y", shown=act.when) for n in range(number)]
    rules = [supports(n + 1, *rows) for n in range(number)]
    return replace(
        STUDIO,
        slug=f"grown{number}",
        questions=(*STUDIO.questions, *questions),
        verdicts=(*STUDIO.verdicts, *(make_verdict(f"way{n}", *rules, axis="delivery") for n in range(number))),
        warnings=(*STUDIO.warnings, *(make_warning(f"w{n}", *rows) for n in range(number))),
    )


def make_grown(number):
    """A questionnaire with cases; the addresses of its pages, one for each kind of row that has a page."""
    questionnaire = make_questionnaire(grown(number))
    for key in range(number):
        questionnaire.cases.create(key=key, answers={"output": ["image"]}, expectations={"kind": ["pictures"]})
    question, way = questionnaire.questions.get(key="q0"), questionnaire.verdicts.get(key="way0")
    choice = question.choices.get(key="x")
    rows = [question, choice, choice.effects.first(), way, way.rules.first(), questionnaire.warnings.get(key="w0")]
    trying = reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk])
    return [f"{trying}?show=all", *map(change_url, [questionnaire, questionnaire.cases.first(), *rows])]


# Of a page of the desk. A questionnaire’s page compiles, checks and lists the whole draft, and reads it once more as
# the document whose digest is its version.
MOST_QUERIES = 120


def test_pages_cost_the_same_for_any_number_of_rows(admin_client):
    lists = [reverse(f"admin:advisor_{model}_changelist") for model in MODELS]
    few = [queries(admin_client, address) for address in make_grown(2)]
    of_lists = [queries(admin_client, address) for address in lists]
    many = [queries(admin_client, address) for address in make_grown(12)]
    assert many == few
    assert [queries(admin_client, address) for address in lists] == of_lists
    assert max(many + of_lists) <= MOST_QUERIES
