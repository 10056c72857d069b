"""Without the database fixture: an error page that asked the database would fail here."""

import pytest
from django.test import Client, RequestFactory
from pytest_django.asserts import assertContains, assertNotContains

from catalog.views import errors


@pytest.mark.parametrize(("view", "status"), [("bad_request", 400), ("forbidden", 403), ("not_found", 404)])
def test_errors_look_like_the_site_and_ask_no_database(view, status):
    response = getattr(errors, view)(RequestFactory().get("/nowhere/"), Exception("internal detail"))
    assertContains(response, "wordmark", status_code=status)
    assertNotContains(response, "internal detail", status_code=status)


def test_a_failure_is_shown_without_a_database():
    assertContains(errors.server_error(RequestFactory().get("/")), "The fault is ours", status_code=500)


def test_a_failure_that_reaches_the_frame_of_the_page_still_has_an_answer(settings):
    settings.TEMPLATES = []
    assertContains(errors.server_error(RequestFactory().get("/")), "The fault is ours", status_code=500)


def test_an_unknown_address_is_a_404_in_our_look():
    assertContains(Client().get("/no/such/page"), "There is no such page", status_code=404)


def test_a_foreign_host_name_is_a_400_in_our_look():
    response = Client(headers={"host": "elsewhere.example"}).get("/about/")
    assertContains(response, "We could not read that request", status_code=400)
