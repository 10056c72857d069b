"""Logging in: how often it may be tried, what it tells, how long it lasts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from config.people.models import Try
from config.people.roles import give_role
from config.people.throttle import WINDOW, begin_try, name_key, network
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
LOGIN, DESK, LIST = "/admin/login/", "/admin/", "/admin/catalog/tool/"


@pytest.fixture
def ada(db):
    return make_person("ada", "Editor")


@pytest.fixture
def clock(monkeypatch):
    """The site's clock: `clock(minutes=5)` moves it on."""
    now = [datetime(2026, 5, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(**by):
        now[0] += timedelta(**by)

    return move


def log_in(client, name="ada", password=PASSWORD, **options):
    return client.post(LOGIN, {"username": name, "password": password, "next": DESK}, **options)


def is_in(client):
    return client.get(LIST).status_code == 200


# How often


def test_the_eleventh_try_of_a_name_waits_and_says_how_long(ada, clock):
    statuses = [log_in(Client(), password="wrong").status_code for _ in range(10)]
    assert statuses == [200] * 10
    refused = log_in(Client())  # by now even the right one
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    assert "Wait 15 minutes, then try again." in refused.text
    assert "no-store" in refused["Cache-Control"]


def test_what_is_refused_lengthens_nobodys_wait(ada, clock):
    for _ in range(10):
        log_in(Client(), password="wrong")
    for _ in range(14):
        clock(minutes=1)
        assert log_in(Client(), password="wrong").status_code == 429
    assert log_in(Client())["Retry-After"] == "60"
    clock(minutes=1)
    assert log_in(Client()).status_code == 302


@pytest.mark.parametrize("spelling", ["ADA", " ada ", "ａｄａ"])
def test_another_spelling_is_no_other_name(ada, spelling):
    for _ in range(10):
        log_in(Client(), name=spelling, password="wrong")
    assert log_in(Client()).status_code == 429


def test_an_address_has_fifty_tries_whatever_the_names(ada):
    for number in range(50):
        assert log_in(Client(), name=f"name-{number}", password="wrong").status_code == 200
    assert log_in(Client()).status_code == 429
    assert log_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_a_header_of_the_senders_own_is_not_believed(ada):
    for number in range(50):
        log_in(Client(), name=f"name-{number}", password="wrong", headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert log_in(Client(), headers={"x-forwarded-for": "198.51.100.1"}).status_code == 429


def test_behind_a_proxy_its_own_word_counts_and_what_came_before_does_not(ada, settings):
    settings.PROXIES = 1
    for number in range(50):
        forged = {"x-forwarded-for": f"192.0.2.{number}, 203.0.113.9"}
        log_in(Client(), name=f"name-{number}", password="wrong", headers=forged)
    assert log_in(Client(), headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"}).status_code == 429
    assert log_in(Client(), headers={"x-forwarded-for": "203.0.113.9, 198.51.100.1"}).status_code == 302


def test_a_browser_that_was_in_before_is_not_locked_out_by_strangers(ada):
    mine = Client()
    log_in(mine)
    mine.post("/admin/logout/")
    for number in range(60):
        log_in(Client(), name=["ada", f"name-{number}"][number % 2], password="wrong")
    assert log_in(Client()).status_code == 429
    assert log_in(mine).status_code == 302


def test_a_browser_that_was_in_before_has_ten_tries_that_count_for_strangers_too(ada):
    mine = Client()
    log_in(mine)
    assert [log_in(mine, password="wrong").status_code for _ in range(11)] == [200] * 10 + [429]
    assert log_in(Client()).status_code == 429


def test_a_known_browser_is_known_by_one_name_and_not_by_a_forged_mark(ada):
    make_person("bob", "Editor")
    mine = Client()
    log_in(mine)
    for _ in range(10):
        log_in(Client(), name="bob", password="wrong")
    assert log_in(mine, name="bob").status_code == 429
    mark = mine.cookies["wayfinder-device"]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/admin/", True, "Strict")
    for value in ("", "x", mark.value[:-1], "WyJhIiwgImIiXQ:1:1"):
        stranger = Client()
        stranger.cookies["wayfinder-device"] = value
        assert log_in(stranger, name="bob").status_code == 429


def test_logging_in_rightly_is_no_try(ada):
    for _ in range(12):
        assert log_in(Client()).status_code == 302
    assert not Try.objects.exists()


def test_rows_tell_no_names_and_go_when_they_are_old(ada, clock):
    log_in(Client(), name="my secret typed in the wrong box", password="wrong")
    row = Try.objects.values().get()
    assert not [value for value in row.values() if "secret" in str(value) or "127.0" in str(value)]
    clock(seconds=WINDOW.total_seconds() + 1)
    log_in(Client(), name="bob", password="wrong")
    assert Try.objects.count() == 1


def test_a_wait_ends_when_the_oldest_try_has_aged(db, clock):
    for _ in range(10):
        assert begin_try("login", name="ada", address="192.0.2.1")[1] == 0
        clock(seconds=30)
    assert begin_try("login", name="ada", address="192.0.2.1")[1] == 900 - 300
    clock(seconds=600)
    assert begin_try("login", name="ada", address="192.0.2.1")[1] == 0
    assert begin_try("login", name="ada", address="192.0.2.1")[1] == 30


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_an_address_counts_with_those_that_its_owner_has_as_well(address, counted_as):
    assert network(address) == counted_as


def test_names_are_compared_as_people_read_them():
    assert name_key(" Straße ") == name_key("STRASSE")
    assert name_key("ada") != name_key("adа")  # a Cyrillic letter: another account


# What it tells


def answer_to(name):
    """What a wrong password gets, without what differs from page to page anyway."""
    page = log_in(Client(), name=name, password="wrong")
    lines = [line for line in page.text.replace(name, "NAME").splitlines() if "csrfmiddlewaretoken" not in line]
    return page.status_code, lines


@pytest.mark.parametrize("kind", ["unknown", "disabled", "invited", "without-a-role"])
def test_login_answers_every_name_alike(db, kind):
    make_person("zq-known")
    other = f"zq-{kind}"
    if kind != "unknown":
        user = make_person(other, "" if kind == "without-a-role" else "Editor", is_active=kind != "disabled")
        if kind == "invited":
            user.set_unusable_password()
            user.save()
    for _ in range(10):
        status, words = answer_to("zq-known")
        assert (status, words) == answer_to(other)
        assert status == 200
    status, words = answer_to("zq-known")
    assert (status, words) == answer_to(other)
    assert status == 429


@pytest.mark.parametrize("kind", ["known", "unknown", "disabled", "invited"])
def test_every_name_costs_one_digest(monkeypatch, kind):
    """What takes time in a login is the password's digest; it is worked out once for every name."""
    if kind != "unknown":
        user = make_person("ada", is_active=kind != "disabled")
        if kind == "invited":
            user.set_unusable_password()
            user.save()
    worked_out = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args, **options: worked_out.append(1) or encode(*args, **options)
    )
    log_in(Client(), password="wrong")
    assert len(worked_out) == 1


def test_a_right_password_without_a_role_says_no_more_than_a_wrong_one(db):
    make_person("zq-bob", "")
    wrong = log_in(Client(), name="zq-bob", password="wrong")
    right = log_in(Client(), name="zq-bob")
    assert right.status_code == wrong.status_code == 200
    assert right.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://testserver.evil.example"])
def test_a_form_sent_from_elsewhere_changes_nothing(ada, origin):
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    filled = {"username": "ada", "password": PASSWORD, **token}
    assert client.post(LOGIN, filled, headers={"origin": origin}).status_code == 403
    assert client.post(LOGIN, filled, headers={"origin": "http://testserver"}).status_code == 302
    client.post("/admin/logout/", token, headers={"origin": origin})
    assert is_in(client)


# How long


def holder_of(key):
    client = Client()
    client.cookies["sessionid"] = key
    return client


def test_an_address_elsewhere_leads_to_the_desk_instead(ada):
    sent = {"username": "ada", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(LOGIN, sent)["Location"] == DESK


def test_a_sign_in_gets_a_session_of_its_own(ada):
    planted = SessionStore()
    planted["by"] = "a stranger"
    planted.save()
    client = holder_of(planted.session_key)
    log_in(client)
    assert client.cookies["sessionid"].value != planted.session_key
    assert is_in(client)
    assert not is_in(holder_of(planted.session_key))


def test_logging_out_is_a_post_and_ends_the_session_on_the_server(ada):
    client = Client()
    log_in(client)
    key = client.cookies["sessionid"].value
    assert client.get("/admin/logout/").status_code == 405
    assert is_in(holder_of(key))
    client.post("/admin/logout/")
    assert not is_in(holder_of(key))
    assert not Session.objects.exists()


def test_a_pause_of_twelve_hours_ends_a_sign_in_and_work_keeps_it(ada, clock):
    client = Client()
    log_in(client)
    for _ in range(3):
        clock(hours=11, minutes=50)
        assert is_in(client)
    clock(hours=12)
    assert not is_in(client)


def test_after_fourteen_days_one_logs_in_again_however_busy(ada, clock):
    client = Client()
    log_in(client)
    for _ in range(2 * 14 - 1):
        clock(hours=12, minutes=-10)
        assert is_in(client)
        clock(minutes=9)
        assert is_in(client)
    clock(hours=11)
    assert is_in(client)
    clock(hours=1, minutes=30)
    assert not is_in(client)


def test_a_public_page_keeps_nobody_signed_in_and_sets_no_cookie(ada, clock):
    client = Client()
    log_in(client)
    clock(hours=6)
    page = client.get("/about/")
    assert not page.cookies
    assert "cookie" not in page.get("Vary", "").lower()
    clock(hours=6)
    assert not is_in(client)


def test_sessions_that_are_over_are_cleared_by_the_next_sign_in(ada, clock):
    log_in(Client())
    clock(days=1)
    log_in(Client())
    assert Session.objects.count() == 1


def test_a_role_taken_away_is_gone_with_the_next_request(ada):
    client = Client()
    log_in(client)
    assert is_in(client)
    give_role(User.objects.get(pk=ada.pk), "")
    assert not is_in(client)


def test_a_role_lowered_counts_from_the_next_request(ada):
    client = Client()
    client.force_login(ada)
    assert client.get("/admin/catalog/tool/add/").status_code == 200
    give_role(User.objects.get(pk=ada.pk), "Viewer")
    assert client.get("/admin/catalog/tool/add/").status_code == 403


def test_disabling_somebody_ends_his_sessions_for_good(ada):
    client, other = Client(), Client()
    log_in(client)
    make_person("bob")
    log_in(other, name="bob")
    user = User.objects.get(pk=ada.pk)
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()
    assert not is_in(client)
    assert is_in(other)


def test_who_is_disabled_past_the_model_is_out_as_well(ada):
    client = Client()
    log_in(client)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions_and_not_this_one(ada):
    here, elsewhere = Client(), Client()
    log_in(here)
    log_in(elsewhere)
    new = "a-staple-and-a-battery"
    passwords = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", passwords).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
