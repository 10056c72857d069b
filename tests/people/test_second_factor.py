"""The second factor: codes that apps show, each taken once, and what a site that demands them lets nobody past."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from catalog.history.edits import server_account
from catalog.models import Event
from config.people import codes, second_factor
from config.people.models import RecoveryCode, SecondFactor
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
LOGIN, PAGE, LIST = "/admin/login/", "/admin/second-factor/", "/admin/catalog/tool/"


@pytest.fixture
def clock(monkeypatch):
    now = [datetime(2027, 3, 4, 12, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(**by):
        now[0] += timedelta(**by)

    return move


@pytest.fixture
def ada(clock):
    return make_person("ada", "Editor")


def code_of(user, steps=0):
    """What his app shows, now or some steps from now."""
    salt = SecondFactor.objects.get(user=user).salt
    return codes.code_at(second_factor.secret_of(salt), int(timezone.now().timestamp() // codes.PERIOD) + steps)


def set_up(client):
    """Set it up as a person does; gives the recovery codes."""
    page = client.get(PAGE)
    salt = re.search(r'name="salt" value="([^"]+)"', page.text)[1]
    secret = re.search(r'class="secret">(\w+)<', page.text)[1]
    code = codes.code_at(codes.base64.b32decode(secret), int(timezone.now().timestamp() // codes.PERIOD))
    return re.findall(r"<li><code>([0-9a-f-]+)</code>", client.post(PAGE, {"salt": salt, "code": code}).text)


def log_in(client, code="", password=PASSWORD):
    return client.post(LOGIN, {"username": "ada", "password": password, "code": code, "next": "/admin/"})


def is_in(client):
    return client.get(LIST).status_code == 200


@pytest.fixture
def protected(ada, clock):
    """Ada, who has set it up a while ago."""
    client = Client()
    client.force_login(ada)
    ada.codes = set_up(client)
    clock(minutes=5)
    return ada


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(at, code):
    """RFC 6238, appendix B, for SHA-1; its eight digits end in our six."""
    assert codes.code_at(b"12345678901234567890", at // 30) == code


def test_a_code_lets_in_once_and_nothing_else_does(protected, clock):
    assert [log_in(Client(), code).status_code for code in ("", "000000", "x", "é" * 6, "٣" * 6)] == [200] * 5
    code = code_of(protected)
    assert log_in(Client(), code, "wrong").status_code == 200
    assert log_in(Client(), code).status_code == 302
    assert log_in(Client(), code).status_code == 200
    assert log_in(Client(), code_of(protected, -1)).status_code == 200  # of before the one that was used
    clock(seconds=30)
    assert log_in(Client(), f" {code_of(protected)[:3]} {code_of(protected)[3:]}").status_code == 302


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_half_a_minute_off(protected, steps, status):
    assert log_in(Client(), code_of(protected, steps)).status_code == status


def test_a_recovery_code_lets_in_once(protected):
    assert len(set(protected.codes)) == 10
    assert log_in(Client(), protected.codes[0].upper()).status_code == 302
    assert log_in(Client(), protected.codes[0]).status_code == 200
    assert log_in(Client(), protected.codes[1]).status_code == 302


def test_a_wrong_code_says_no_more_than_a_wrong_password(protected):
    answers = [log_in(Client(), "000000", password) for password in (PASSWORD, "wrong")]
    told = [[*answer.context["form"].non_field_errors()] for answer in answers]
    assert told[0] == told[1] != []


def test_guessing_codes_is_throttled_like_guessing_passwords(protected):
    assert [log_in(Client(), f"{number:06}").status_code for number in range(11)] == [200] * 10 + [429]


def test_guessing_at_the_page_itself_is_throttled(protected):
    client = Client()
    client.force_login(protected)
    assert [client.post(PAGE, {"code": f"{n:06}", "end": "1"}).status_code for n in range(11)] == [200] * 10 + [429]
    assert second_factor.has_one(protected)


def test_a_stranger_who_guesses_does_not_lock_the_page(protected, clock):
    client = Client()
    log_in(client, code_of(protected))
    for number in range(10):
        log_in(Client(), f"{number:06}")
    clock(minutes=1)
    assert client.post(PAGE, {"code": code_of(protected), "end": "1"}).status_code == 302
    assert not second_factor.has_one(protected)


def test_it_is_on_only_after_a_code_has_proved_the_app(ada):
    client = Client()
    client.force_login(ada)
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    assert "otpauth://totp/Wayfinder" in page.text
    salt = re.search(r'name="salt" value="([^"]+)"', page.text)[1]
    assert "not right" in client.post(PAGE, {"salt": salt, "code": "000000"}).text
    assert not SecondFactor.objects.exists()
    other = Client()
    other.force_login(make_person("bob", "Editor"))  # somebody else's key
    secret = second_factor.secret_of(second_factor.new_salt())
    other.post(PAGE, {"salt": salt, "code": codes.code_at(secret, 1)})
    assert not SecondFactor.objects.exists()


def test_setting_it_up_ends_sessions_that_began_without(ada):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(ada)
        assert is_in(client)
    set_up(here)
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_the_database_has_nothing_to_log_in_with(protected, settings):
    kept = f"{SecondFactor.objects.values_list()}{RecoveryCode.objects.values_list()}"
    assert not any(code in kept for code in protected.codes)
    code = code_of(protected)
    settings.SECRET_KEY = "another"  # as whoever has only a copy of the database
    assert code_of(protected) != code


def test_turning_it_off_and_new_recovery_codes_ask_for_a_code(protected, clock):
    client = Client()
    client.force_login(protected)
    for button in ("end", "renew"):
        client.post(PAGE, {"code": "000000", button: "1"})
    assert second_factor.has_one(protected)
    renewed = client.post(PAGE, {"code": code_of(protected), "renew": "1"})
    assert len(re.findall(r"<li><code>", renewed.text)) == 10
    assert log_in(Client(), protected.codes[0]).status_code == 200  # of those before
    clock(minutes=1)
    client.post(PAGE, {"code": code_of(protected), "end": "1"})
    assert not second_factor.has_one(protected)
    assert log_in(Client()).status_code == 302


def test_what_becomes_of_it_is_told_and_so_is_a_refused_code(protected, clock):
    client = Client()
    client.force_login(protected)
    client.post(PAGE, {"code": code_of(protected), "renew": "1"})
    clock(minutes=1)
    log_in(Client(), "000000")
    client.post(PAGE, {"code": code_of(protected), "end": "1"})
    set_up(client)
    call_command("forget_second_factor", "ada", verbosity=0)
    told = Event.objects.filter(kind="user", key="ada", action__in=["change", "refused"]).order_by("pk")
    on, off = "Second factor turned on.", "Second factor turned off."
    assert [(event.note, event.by_name) for event in told.exclude(note="", action="change")] == [
        (on, "ada"),
        ("New recovery codes.", "ada"),
        ("", ""),
        (off, "ada"),
        (on, "ada"),
        (off, server_account()),
    ]


def test_where_it_is_demanded_the_desk_opens_only_with_it(ada, settings):
    settings.SECOND_FACTOR = True
    client = Client()
    assert log_in(client).status_code == 302
    for address in ("/admin/", LIST, "/admin/password_change/"):
        assert client.get(address)["Location"] == PAGE
    refused = client.post("/admin/catalog/maker/add/", {"name": "Acme", "slug": "acme"})
    assert refused["Location"] == PAGE
    set_up(client)
    assert is_in(client)


def test_where_it_is_demanded_nobody_turns_it_off(protected, settings):
    settings.SECOND_FACTOR = True
    client = Client()
    client.force_login(protected)
    client.post(PAGE, {"code": code_of(protected), "end": "1"})
    assert second_factor.has_one(protected)


def test_the_operator_takes_it_away_from_who_lost_everything(protected):
    call_command("forget_second_factor", "ada", verbosity=0)
    assert log_in(Client()).status_code == 302
    for name in ("ada", "nobody"):
        with pytest.raises(CommandError):
            call_command("forget_second_factor", name)
