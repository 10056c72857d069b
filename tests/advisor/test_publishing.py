import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from advisor.models import Choice, Condition, Question, Version
from tests.advisor.flows import BRUSH, SHOP, STUDIO, make_catalogue
from tests.advisor.rows import make_questionnaire
from tests.factories import make_tool

pytestmark = pytest.mark.django_db


def test_rows_give_back_the_flow_they_were_written_from():
    assert make_questionnaire(published=False).draft() == STUDIO


def test_compiling_costs_the_same_queries_whatever_the_size(django_assert_max_num_queries):
    questionnaire = make_questionnaire(published=False)
    with django_assert_max_num_queries(30):
        questionnaire.draft()


def test_publishing_freezes_the_draft():
    questionnaire = make_questionnaire()
    assert questionnaire.live.flow() == STUDIO
    assert questionnaire.live.digest == STUDIO.digest
    assert not questionnaire.has_unpublished_changes()


def test_an_unchanged_draft_makes_no_version():
    questionnaire = make_questionnaire()
    assert questionnaire.publish() is False
    assert questionnaire.versions.count() == 1


def test_a_mark_is_frozen_and_a_version_of_before_marks_stays_readable():
    questionnaire = make_questionnaire()
    before = questionnaire.live
    assert "never_given_up" not in before.snapshot  # so a flow without marks keeps its digest
    Choice.objects.filter(question__key="secret", key="yes").update(never_given_up=True)
    assert questionnaire.publish() is True
    assert questionnaire.live.flow().question("secret").choice("yes").never_given_up is True
    assert Version.objects.get(pk=before.pk).flow() == STUDIO


def test_a_change_stays_in_the_draft_until_it_is_published():
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(title="What may it cost?")
    assert questionnaire.has_unpublished_changes()
    assert questionnaire.live.flow() == STUDIO
    assert questionnaire.publish(note="Wording") is True
    assert [(version.number, version.state) for version in Version.objects.all()] == [(2, "published"), (1, "retired")]
    assert questionnaire.live.flow().question("cost").title == "What may it cost?"


def test_a_draft_with_problems_is_not_published():
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(why="")
    with pytest.raises(ValidationError, match="write “why we ask”"):
        questionnaire.publish()
    assert questionnaire.versions.count() == 1


def test_a_version_never_changes():
    version = make_questionnaire().live
    version.note = "Other"
    with pytest.raises(ValidationError, match="never changes"):
        version.save()


def test_a_condition_belongs_to_exactly_one_owner():
    questionnaire = make_questionnaire(published=False)
    question = questionnaire.questions.first()
    for owners in ({}, {"shown_question": question, "warning": questionnaire.warnings.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Condition.objects.create(question=question, **owners)


def test_a_condition_looks_back_only():
    questionnaire = make_questionnaire(published=False)
    first, second = questionnaire.questions.all()[:2]
    Condition(shown_question=second, question=first).full_clean()
    with pytest.raises(ValidationError, match="comes before this one"):
        Condition(shown_question=first, question=second).full_clean()


@pytest.mark.parametrize("key", ["result", "counts", "asked", "why", "format"])
def test_a_question_cannot_take_a_name_of_the_addresses(key):
    questionnaire = make_questionnaire(published=False)
    question = Question(questionnaire=questionnaire, key=key, title="Which?", why="It matters.")
    with pytest.raises(ValidationError, match="used by the site itself"):
        question.full_clean()


def test_shipped_questionnaires_are_published_whatever_the_tools():
    """Loading must not stand still since an editor has taken the last tool of a kind off the site."""
    make_tool(terms=["kind:writer", "output:print"])
    assert make_questionnaire().live is not None


def test_a_published_key_cannot_be_renamed():
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(key="price")
    with pytest.raises(ValidationError, match="Question cost was renamed to price"):
        questionnaire.publish()


def test_answers_are_tried_on_the_catalogue():
    questionnaire = make_questionnaire(published=False)
    with pytest.raises(ValidationError, match="choice text: no tool is left by this answer alone"):
        questionnaire.publish(catalogue=make_catalogue(BRUSH))
    assert questionnaire.publish(catalogue=SHOP)


def test_an_expected_case_keeps_a_draft_from_being_published():
    questionnaire = make_questionnaire(published=False)
    case = questionnaire.cases.create(key="poster", answers={"output": ["image"]}, expectations={"kind": ["words"]})
    with pytest.raises(ValidationError, match="Case poster: expected that the kind is one of words"):
        questionnaire.publish()
    questionnaire.cases.filter(pk=case.pk).update(expectations={"kind": ["pictures"]})
    assert questionnaire.publish()


def test_a_draft_that_is_changed_while_it_is_checked_is_not_published(monkeypatch):
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(title="What may it cost?")

    def slowly(*arguments):
        Question.objects.filter(key="cost").update(title="Late?")
        return []

    monkeypatch.setattr("advisor.models.questionnaire.errors", slowly)
    with pytest.raises(ValidationError, match="changed the draft while it was checked"):
        questionnaire.publish()
    assert questionnaire.versions.count() == 1
