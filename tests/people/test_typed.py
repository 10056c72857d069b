"""A session that ends while somebody types: nothing is lost, nothing is saved behind anybody's back."""

import lxml.html
import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.urls import reverse

from catalog.models import Guide
from config.people.typed import FIELD
from tests.factories import NO_APPOINTMENT, PASSWORD, make_person

pytestmark = pytest.mark.django_db
LOGIN, OURS = "/admin/login/", "http://testserver"
WORDS = 'Three hours\' work, with "quotes" & <script>alert(1)</script>\r\n\r\nand two lines.'
GUIDE = {"slug": "kept", "title": "Kept", "group": "basics", "tagline": "Short.", "body": WORDS, "position": "1"}
GUIDE |= {"editorial_state": "draft", **NO_APPOINTMENT}
ADD = "/admin/catalog/guide/add/"


@pytest.fixture
def browser():
    """A signed-in editor whose forms are asked for their tokens."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person("ada", "Editor"))
    client.get(ADD)
    return client


def form_on(response, action=None):
    """The fields of a page's form, as a browser would send them."""
    forms = lxml.html.fromstring(response.content.decode()).xpath("//main//form[@method='post']")
    form = next(form for form in forms if action in {None, form.get("action")})
    return {name: value for name, value in form.form_values() if value is not None}


def send(client, address, fields, origin=OURS):
    return client.post(address, fields, headers={"origin": origin} if origin else {})


def type_and_lose_the_session(client):
    fields = {**GUIDE, "csrfmiddlewaretoken": client.cookies["csrftoken"].value, "old_password": "hunter2"}
    Session.objects.all().delete()
    return send(client, ADD, fields)


def log_in(client, page, password=PASSWORD):
    return send(client, LOGIN, form_on(page) | {"username": "ada", "password": password})


def test_what_was_typed_is_saved_after_logging_in_again(browser):
    page = type_and_lose_the_session(browser)
    assert (page.status_code, page["Cache-Control"]) == (403, "no-store")
    assert "Nothing is lost" in page.text
    page = log_in(browser, page)
    assert page.status_code == 200
    assert not Guide.objects.exists()  # only a press of the button saves
    held = form_on(page)
    assert held["body"].splitlines() == WORDS.splitlines()
    assert "hunter2" not in page.text
    assert "old_password" not in held
    assert "<script>alert" not in page.text
    saved = send(browser, ADD, held)
    assert saved.status_code == 302
    assert Guide.objects.get().body.splitlines() == WORDS.splitlines()


def test_a_wrong_password_and_a_wait_lose_nothing_either(browser):
    page = type_and_lose_the_session(browser)
    for _ in range(10):
        page = log_in(browser, page, "wrong")
    refused = log_in(browser, page)
    assert refused.status_code == 429
    back = send(browser, LOGIN, form_on(refused))
    assert form_on(back)[FIELD] == form_on(page)[FIELD]


def test_a_form_outrun_by_a_login_in_another_tab_is_offered_again(browser):
    old = {**GUIDE, "csrfmiddlewaretoken": "x" * 64}
    page = send(browser, ADD, old)
    assert page.status_code == 403
    assert not Guide.objects.exists()
    assert send(browser, ADD, form_on(page)).status_code == 302
    assert Guide.objects.get().slug == "kept"


def test_a_login_page_outrun_by_another_tab_keeps_it_too(browser):
    page = type_and_lose_the_session(browser)
    browser.force_login(make_person("bob", "Editor"))
    page = send(browser, LOGIN, form_on(page) | {"csrfmiddlewaretoken": "x" * 64})
    assert form_on(page)["body"].splitlines() == WORDS.splitlines()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None, "http://testserver.elsewhere.example"])
@pytest.mark.parametrize("address", [ADD, LOGIN])
def test_a_form_from_elsewhere_is_refused_and_not_carried_on(browser, origin, address):
    kept = signing.dumps([ADD, [["body", [WORDS]]]], salt=FIELD, compress=True)
    page = send(browser, address, {**GUIDE, FIELD: kept, "csrfmiddlewaretoken": "x" * 64}, origin)
    assert page.status_code == 403
    assert "hours" not in page.text
    assert not Guide.objects.exists()


def test_a_foreign_or_null_origin_is_refused_with_a_good_token_as_well(browser):
    """Promise 33, at the desk itself; without JavaScript there is no header but this."""
    for origin in ("https://elsewhere.example", "null"):
        page = send(browser, ADD, {**GUIDE, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}, origin)
        assert page.status_code == 403
        assert not Guide.objects.exists()


@pytest.mark.parametrize("made", [lambda text: text, lambda text: signing.dumps(text), lambda text: "x:y:z"])
def test_what_we_did_not_sign_is_not_taken_back(made):
    make_person("ada", "Editor")
    forged = made('["https://elsewhere.example/", [["body", ["<b>"]]]]')
    page = Client().post(LOGIN, {"username": "ada", "password": PASSWORD, FIELD: forged, "next": "/admin/"})
    assert (page.status_code, page["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("address", ["admin:logout", "password_reset_done"])
def test_pages_open_to_all_ask_for_no_login(client, address):
    assert b"Nothing is lost" not in client.post(reverse(address)).content
