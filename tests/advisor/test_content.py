from pathlib import Path

import pytest
from django.db import transaction

from advisor.content import QUESTIONNAIRE
from advisor.models import (
    Choice,
    Condition,
    Effect,
    ExpectedCase,
    Question,
    Questionnaire,
    Verdict,
    VerdictRule,
    Waiver,
)
from advisor.models import Warning as AdvisorWarning
from catalog.content.loading import load

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODELS = (
    Questionnaire,
    Question,
    Choice,
    Effect,
    Verdict,
    VerdictRule,
    AdvisorWarning,
    Condition,
    ExpectedCase,
    Waiver,
)


@pytest.fixture
def content(shipped):
    """The shipped questionnaire; what a test does to it is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def load_again(*, update=True):
    (report,) = load([QUESTIONNAIRE], FIXTURES, update=update)
    return report


def test_every_shipped_row_is_valid(content):
    for model in MODELS:
        for row in model.objects.all():
            row.full_clean()


def test_loading_again_changes_nothing(content):
    before = Questionnaire.objects.get().draft()
    assert load_again().unchanged == 1
    questionnaire = Questionnaire.objects.get()
    assert questionnaire.draft() == before
    assert questionnaire.versions.count() == 1
    assert not questionnaire.has_unpublished_changes()


def test_an_edited_draft_is_never_overwritten(content):
    Question.objects.filter(key="output").update(title="What do you need?")
    assert load_again().edited == ["which-ai"]
    assert Question.objects.get(key="output").title == "What do you need?"


def a_mark_taken_off():
    assert Choice.objects.filter(question__key="data", key="house").update(never_given_up=False)


def a_source_elsewhere():
    assert AdvisorWarning.objects.filter(key="facts").update(source="/glossary/")


def a_waiver_deleted():
    assert Waiver.objects.all().delete()[0]


@pytest.mark.parametrize("edit", [a_mark_taken_off, a_source_elsewhere, a_waiver_deleted])
def test_marks_sources_and_waivers_are_edits_too(content, edit):
    edit()
    assert load_again().edited == ["which-ai"]


def test_a_deleted_questionnaire_is_not_revived(content):
    Condition.objects.all().delete()
    Choice.objects.all().delete()
    Questionnaire.objects.all().delete()
    assert load_again(update=False).deleted == ["which-ai"]
    assert not Questionnaire.objects.exists()
