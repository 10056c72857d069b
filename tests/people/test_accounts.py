"""Accounts: invited by an administrator, with a role that nobody gives himself, and a password set by a link."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client
from django.urls import reverse

from config.people import links
from config.people.roles import Role, role_of
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
USERS, FORGOTTEN = "/admin/auth/user/", "/admin/password/forgotten/"
NEW = "a-staple-and-a-battery"


@pytest.fixture
def chief(db):
    """An administrator's account; `desk` is the client he is signed in with."""
    return make_person("chief", "Administrator")


@pytest.fixture
def desk(chief):
    client = Client()
    client.force_login(chief)
    return client


def change(client, user, **fields):
    """Send an account's form; returns the account as it is then."""
    held = {"username": user.username, "first_name": "", "last_name": "", "email": user.email, "is_active": "on"}
    held["role"] = role_of(user) or ""
    sent = {name: value for name, value in (held | fields).items() if value is not None}
    client.post(f"{USERS}{user.pk}/change/", sent)
    return User.objects.get(pk=user.pk)


def path_of(link, site="http://127.0.0.1:8000"):
    assert link.startswith(f"{site}/admin/password/")
    return link.removeprefix(site)


def set_password(client, path, password=NEW):
    page = client.get(path, follow=True)
    if "new_password1" not in page.text:
        return page
    return client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password}, follow=True)


def can_log_in(name, password):
    return Client().post("/admin/login/", {"username": name, "password": password}).status_code == 302


# Inviting


def test_an_invited_person_sets_a_password_by_a_link_and_has_the_role(desk):
    filled = {"username": "eve", "email": "eve@example.org", "role": "Editor"}
    added = desk.post(f"{USERS}add/", filled)
    eve = User.objects.get(username="eve")
    assert added["Location"] == reverse("admin:auth_user_link", args=[eve.pk])
    assert (role_of(eve), eve.is_staff, eve.is_superuser, eve.has_usable_password()) == (
        Role.EDITOR,
        True,
        False,
        False,
    )
    assert "/admin/password/" not in desk.get(added["Location"]).text
    page = desk.post(added["Location"])
    path = path_of(re.search(r'<code id="password-link">(.*)</code>', page.text)[1])
    assert "set" in set_password(Client(), path).text
    assert can_log_in("eve", NEW)
    assert not mail.outbox


def test_where_mail_is_sent_the_link_goes_there_and_is_not_shown(desk, settings):
    settings.MAIL_IS_SENT = True
    settings.SITE_URL = "https://wayfinder.example.org"
    eve = make_person("eve")
    page = desk.post(reverse("admin:auth_user_link", args=[eve.pk]), follow=True)
    assert "/admin/password/" not in page.text
    assert "on its way to eve@example.org" in page.text
    (message,) = mail.outbox
    assert message.to == ["eve@example.org"]
    link = re.search(r"^https://\S+$", message.body.partition("day:")[2], re.MULTILINE)[0]
    assert path_of(link, "https://wayfinder.example.org")


def test_a_mail_that_fails_is_told(desk, settings, monkeypatch):
    settings.MAIL_IS_SENT = True
    eve = make_person("eve")

    def refuse(message):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    page = desk.post(reverse("admin:auth_user_link", args=[eve.pk]), follow=True)
    assert "could not be sent (ConnectionRefusedError)" in page.text


@pytest.mark.parametrize("fields", [{"role": ""}, {"is_active": None}])
def test_who_has_no_access_gets_no_link(desk, fields):
    eve = change(desk, make_person("eve"), **fields)
    page = desk.post(reverse("admin:auth_user_link", args=[eve.pk]))
    assert "has no access" in page.text
    assert "/admin/password/" not in page.text


@pytest.mark.parametrize("email", ["", "chief@example.org", "CHIEF@example.org", "nowhere"])
def test_an_account_has_an_address_of_its_own(desk, email):
    desk.post(f"{USERS}add/", {"username": "eve", "email": email, "role": "Editor"})
    assert not User.objects.filter(username="eve").exists()


# Who changes whom


@pytest.mark.parametrize("role", ["", *Role])
def test_an_administrator_gives_and_takes_roles(desk, role):
    eve = change(desk, make_person("eve", "Publisher"), role=role)
    assert (role_of(eve), eve.is_staff) == (role or None, bool(role))


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Publisher"])
def test_nobody_else_sees_or_changes_an_account(chief, role):
    user = make_person("eve", role)
    client = Client()
    client.force_login(user)
    for account in (user, chief):
        for page in ("change/", "link/", "delete/", "history/"):
            assert client.get(f"{USERS}{account.pk}/{page}").status_code == 403
            assert client.post(f"{USERS}{account.pk}/{page}").status_code == 403
    assert role_of(change(client, user, role="Administrator")) == role


def test_nobody_changes_his_own_role_or_shuts_himself_out(chief, desk):
    everything = {"is_superuser": "on", "is_staff": "", "groups": [Group.objects.get(name="Viewer").pk]}
    rights = {"user_permissions": [Permission.objects.get(codename="delete_logentry").pk]}
    kept = change(desk, chief, role="Viewer", is_active=None, **everything, **rights, first_name="Ada")
    assert kept.first_name == "Ada"  # the form was taken, and that was all of it
    assert (role_of(kept), kept.is_active, kept.is_staff, kept.is_superuser) == ("Administrator", True, True, False)
    assert not kept.user_permissions.exists()


def test_an_administrator_makes_no_superuser_and_grants_no_single_rights(desk):
    rights = {"user_permissions": [Permission.objects.get(codename="delete_logentry").pk], "is_superuser": "on"}
    eve = change(desk, make_person("eve"), **rights, is_staff="on", first_name="Eve")
    assert eve.first_name == "Eve"
    assert (eve.is_superuser, eve.user_permissions.count()) == (False, 0)


def test_a_superuser_is_out_of_an_administrators_reach(desk, admin_user):
    assert change(desk, admin_user, email="chief@example.net", is_active=None).email == admin_user.email
    assert desk.post(reverse("admin:auth_user_link", args=[admin_user.pk])).status_code == 403
    assert desk.get(f"{USERS}{admin_user.pk}/change/").status_code == 200


def test_a_superuser_keeps_his_access_when_his_account_is_edited(admin_client, admin_user):
    kept = change(admin_client, admin_user, first_name="Ada", role="Viewer", is_active=None)
    assert (kept.first_name, kept.is_superuser, kept.is_staff, kept.is_active) == ("Ada", True, True, True)
    assert role_of(kept) is None


def test_accounts_are_disabled_and_never_deleted(desk, admin_client):
    eve = make_person("eve")
    for client in (desk, admin_client):
        assert client.post(f"{USERS}{eve.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(USERS, {"action": "delete_selected", "_selected_action": [eve.pk], "post": "yes"})
    assert User.objects.filter(pk=eve.pk).exists()
    assert not change(desk, eve, is_active=None).is_active


@pytest.mark.parametrize("address", ["/admin/auth/group/", "/admin/auth/user/{}/password/"])
def test_there_is_no_other_way_to_rights_or_passwords(desk, chief, address):
    assert desk.get(address.format(chief.pk)).status_code in {302, 404}
    assert desk.get(address.format(chief.pk), follow=True).status_code in {200, 404}
    assert "password1" not in desk.get(address.format(chief.pk), follow=True).text


def test_the_list_tells_roles(desk, admin_user):
    make_person("eve", "Publisher")
    text = desk.get(USERS).text
    for words in ("Publisher", "Administrator", "Superuser: everything"):
        assert words in text


# A password forgotten


def ask(email, **options):
    """Ask for a link, and wait for the mail that may be on its way."""
    answer = Client().post(FORGOTTEN, {"email": email}, **options)
    wait_for_mail()
    return answer


def wait_for_mail():
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and getattr(thread, "_target", None) is links._send:
            thread.join()


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(settings):
    settings.SITE_URL = "https://wayfinder.example.org"
    make_person("eve")
    ask("Eve@example.org")
    (message,) = mail.outbox
    assert message.to == ["eve@example.org"]
    path = path_of(re.search(r"https://\S+/admin/password/\S+", message.body)[0], settings.SITE_URL)
    set_password(Client(), path)
    assert can_log_in("eve", NEW)
    again = set_password(Client(), path, "another-long-password")
    assert "was invalid" in again.text
    assert not can_log_in("eve", "another-long-password")


def test_the_host_of_a_request_does_not_get_into_a_mail(settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_person("eve")
    ask("eve@example.org", headers={"host": "evil.example"})
    assert "evil" not in mail.outbox[0].body


def test_a_link_runs_out_after_a_day(monkeypatch):
    path = path_of(links.password_link(make_person("eve")))
    now = datetime.now()  # noqa: DTZ005 — as Django counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now + timedelta(hours=23))
    assert "new_password1" in Client().get(path, follow=True).text
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now + timedelta(hours=25))
    assert "was invalid" in Client().get(path, follow=True).text


@pytest.mark.parametrize("kind", ["unknown", "disabled", "without a role", "invited"])
def test_asking_for_a_link_answers_everybody_alike(kind):
    make_person("eve")
    if kind != "unknown":
        user = make_person("bob", "" if kind == "without a role" else "Editor", is_active=kind != "disabled")
        if kind == "invited":
            user.set_unusable_password()
            user.save()
    known, other = ask("eve@example.org"), ask("bob@example.org")
    for answer in (known, other):
        assert (answer.status_code, answer["Location"]) == (302, "/admin/password/sent/")
    told = ["eve@example.org", "bob@example.org"] if kind == "invited" else ["eve@example.org"]
    assert [message.to for message in mail.outbox] == [[address] for address in told]


def test_the_answer_does_not_wait_for_the_mail(monkeypatch):
    make_person("eve")
    may_go = threading.Event()
    sent = []
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda message: sent.append(may_go.wait(10)))
    answer = Client().post(FORGOTTEN, {"email": "eve@example.org"})
    assert (answer.status_code, sent) == (302, [])
    may_go.set()
    wait_for_mail()


def test_nothing_is_made_for_somebody_before_the_answer(monkeypatch):
    """The thread of the request does the same for every address."""
    make_person("eve")
    reset, made_by = links.reset, []
    monkeypatch.setattr(links, "reset", lambda user: made_by.append(threading.current_thread()) or reset(user))
    ask("eve@example.org")
    assert len(made_by) == 1
    assert threading.current_thread() not in made_by


def test_asking_again_and_again_waits_for_known_and_unknown_alike():
    make_person("eve")
    for email in ("eve@example.org", "nobody@example.org"):
        assert [ask(email).status_code for _ in range(6)] == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_link_knows_the_browser_again_so_that_no_stranger_locks_its_owner_out():
    eve = make_person("eve")
    for _ in range(10):
        Client().post("/admin/login/", {"username": "eve", "password": "wrong"})
    assert not can_log_in("eve", PASSWORD)
    client = Client()
    set_password(client, path_of(links.password_link(eve)))
    assert client.post("/admin/login/", {"username": "eve", "password": NEW}).status_code == 302


def test_a_weak_password_is_refused():
    page = set_password(Client(), path_of(links.password_link(make_person("eve"))), "password")
    assert "too short" in page.text
    assert can_log_in("eve", PASSWORD)


def test_the_login_page_leads_to_a_new_password(client):
    assert FORGOTTEN in client.get("/admin/login/").text
    assert client.get(FORGOTTEN).status_code == 200
