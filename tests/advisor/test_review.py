"""Draft, in review, published: a review is of one very draft, and ends with it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from advisor.models import Question, Questionnaire, Version
from tests.advisor.rows import make_questionnaire
from tests.advisor.test_admin import change_url, form_values

pytestmark = pytest.mark.django_db
LIST = "admin:advisor_questionnaire_changelist"


def test_a_draft_is_in_review_until_it_is_changed():
    questionnaire = make_questionnaire()
    assert not questionnaire.is_in_review()
    Question.objects.filter(key="cost").update(why="It matters most.")
    questionnaire.hand_in()
    assert questionnaire.is_in_review()
    Question.objects.filter(key="cost").update(why="It hardly matters.")
    assert not questionnaire.is_in_review()


def test_publishing_ends_the_review_and_retires_the_version_before():
    questionnaire = make_questionnaire()
    Question.objects.filter(key="cost").update(why="It matters most.")
    questionnaire.hand_in()
    assert questionnaire.publish()
    stored = Questionnaire.objects.get()
    for one in (questionnaire, stored):
        assert (one.reviewed_digest, one.handed_in_at, one.handed_in_by) == ("", None, None)
    assert list(Version.objects.order_by("number").values_list("state", flat=True)) == ["retired", "published"]


def test_the_desk_hands_in_sends_back_and_says_so(admin_client, admin_user):
    questionnaire = make_questionnaire()
    values = form_values(admin_client, questionnaire)
    assertNotContains(admin_client.get(change_url(questionnaire)), "Send back")
    page = admin_client.post(change_url(questionnaire), {**values, "_hand_in": "1"}, follow=True)
    assertContains(page, "The draft is in review, until it is published, sent back or changed.")
    assertContains(page, f"In review: handed in by {admin_user} on")
    assertContains(admin_client.get(reverse(LIST)), "In review: handed in by")
    Question.objects.filter(key="cost").update(why="It hardly matters.")
    assertContains(admin_client.get(change_url(questionnaire)), "hand it in again")
    page = admin_client.post(change_url(questionnaire), {**values, "_send_back": "1"}, follow=True)
    assertContains(page, "Not handed in")
    assert Version.objects.count() == 1


def test_what_is_handed_in_with_errors_names_them(admin_client):
    questionnaire = make_questionnaire(published=False)
    Question.objects.filter(key="cost").update(why="")
    values = form_values(admin_client, questionnaire)
    page = admin_client.post(change_url(questionnaire), {**values, "_hand_in": "1"}, follow=True)
    assertContains(page, "Before it can be published: <ul><li>")
    assert Questionnaire.objects.get().is_in_review()


def test_who_may_not_publish_may_hand_in_and_not_send_back(admin_client, client):
    questionnaire = make_questionnaire(published=False)
    values = form_values(admin_client, questionnaire)
    user = User.objects.create_user("ed", is_staff=True)
    rights = ["view_questionnaire", "change_questionnaire"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    client.post(change_url(questionnaire), {**values, "_hand_in": "1"})
    assert Questionnaire.objects.get().handed_in_by == user
    assertNotContains(client.get(change_url(questionnaire)), "Send back")
    assert client.post(change_url(questionnaire), {**values, "_send_back": "1"}).status_code == 403
    assert Questionnaire.objects.get().is_in_review()


def test_who_may_only_look_hands_in_nothing(admin_client, client):
    questionnaire = make_questionnaire(published=False)
    values = form_values(admin_client, questionnaire)
    user = User.objects.create_user("eve", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_questionnaire"))
    client.force_login(user)
    assertNotContains(client.get(change_url(questionnaire)), "hand in for review")
    assert client.post(change_url(questionnaire), {**values, "_hand_in": "1"}).status_code == 403
    assert not Questionnaire.objects.get().reviewed_digest
