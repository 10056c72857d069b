import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.env import env_bool, env_int, env_list, env_mail_server, env_path, env_site_url
from config.log import escaped
from config.safety import kept_secret_key, refusals

GOOD_KEY = "q8!vN3zr@Wk5t_Ym2p#Lx7d+Gj4h-Bf9s=Ec6a%Ru1o&Ti0wZX"


NAMES = "from django.conf import settings as s; print(s.DEBUG, *s.ALLOWED_HOSTS)"


def production_start(tmp_path, code=NAMES, **variables):
    """Reads the production settings in a process of their own; returns what it printed and how it ended."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "WAYFINDER_VAR": str(tmp_path / "var"),
            **variables,
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"debug": True, "hosts": ["wayfinder.org"]}, "DEBUG"),
        ({"debug": True, "hosts": ["127.0.0.1", "wayfinder.org"]}, "DEBUG"),
        ({"hosts": ["*"]}, "wildcard"),
        ({"hosts": ["wayfinder.org", "*"]}, "wildcard"),
        ({"hosts": [".wayfinder.org"]}, "wildcard"),
        ({"secret_key": ""}, "SECRET_KEY is empty"),
        ({"secret_key": "short"}, "too short"),
        ({"secret_key": "ab" * 40}, "too plain"),
        ({"secret_key": f"django-insecure-{GOOD_KEY}"}, "sample"),
        ({"secret_key": f"Change-Me-{GOOD_KEY}"}, "sample"),
    ],
)
def test_unsafe_production_is_refused(change, word):
    found = refusals(**{"debug": False, "hosts": ["wayfinder.org"], "secret_key": GOOD_KEY} | change)
    assert len(found) == 1
    assert word in found[0]


@pytest.mark.parametrize(("debug", "hosts"), [(False, ["wayfinder.org"]), (True, ["127.0.0.1", "[::1]"])])
def test_safe_production_is_not_refused(debug, hosts):
    assert refusals(debug=debug, hosts=hosts, secret_key=GOOD_KEY) == []


@pytest.mark.parametrize(
    "variables",
    [
        {"DEBUG": "True", "WAYFINDER_SITE_URL": "https://wayfinder.example.org"},
        {"SECRET_KEY": ""},
        {"WAYFINDER_EXTRA_HOSTS": "*"},
        {"WAYFINDER_SITE_URL": "wayfinder.example.org"},
    ],
)
def test_production_does_not_start_unsafely(tmp_path, variables):
    result = production_start(tmp_path, **variables)
    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr


def test_production_starts_by_itself_and_keeps_its_key(tmp_path):
    first = production_start(tmp_path)
    key_file = tmp_path / "var" / "secret-key"
    key = key_file.read_text()
    second = production_start(tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout.split()[0] == "False"
    assert set(first.stdout.split()[1:]) == {"127.0.0.1", "localhost", "[::1]"}
    assert key_file.read_text() == key
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700


def test_a_public_site_answers_to_its_own_name_only(tmp_path):
    result = production_start(tmp_path, WAYFINDER_SITE_URL="https://wayfinder.example.org")
    assert result.stdout.split() == ["False", "wayfinder.example.org"]


def test_a_kept_key_is_made_once(tmp_path):
    made = kept_secret_key(tmp_path / "secret-key")
    assert kept_secret_key(tmp_path / "secret-key") == made
    assert refusals(debug=False, hosts=[], secret_key=made) == []
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("value", ["true", "1", "yes", ""])
def test_a_truth_must_be_spelt(monkeypatch, value):
    monkeypatch.setenv("ANSWER", value)
    with pytest.raises(ImproperlyConfigured, match="ANSWER must be True or False"):
        env_bool("ANSWER", False)


@pytest.mark.parametrize("value", ["", "-1", "0", "65536", "8000.0", "8_000", "٨"])
def test_a_number_must_be_in_its_range(monkeypatch, value):
    monkeypatch.setenv("ANSWER", value)
    with pytest.raises(ImproperlyConfigured, match="ANSWER must be a whole number from 1 to 65535"):
        env_int("ANSWER", 8000, least=1, most=65535)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "wayfinder.org",
        "ftp://wayfinder.org",
        "https://",
        "https://me:secret@wayfinder.org",
        "https://wayfinder.org/path",
        "https://wayfinder.org/?q",
        "https://wayfinder.org:port",
        "https://wayfinder.org:0",
        "https://[::1",
    ],
)
def test_a_site_address_must_be_whole(monkeypatch, value):
    monkeypatch.setenv("ANSWER", value)
    with pytest.raises(ImproperlyConfigured, match="ANSWER must look like https"):
        env_site_url("ANSWER", "http://127.0.0.1")


def test_good_values_are_read(monkeypatch, tmp_path):
    monkeypatch.setenv("TRUTH", "True")
    monkeypatch.setenv("NUMBER", "42")
    monkeypatch.setenv("NAMES", "one, two,,")
    monkeypatch.setenv("FOLDER", str(tmp_path))
    monkeypatch.setenv("SITE", "https://wayfinder.org/")
    assert env_bool("TRUTH", False) is True
    assert env_int("NUMBER", 8000, least=1, most=65535) == 42
    assert env_list("NAMES") == ["one", "two"]
    assert env_path("FOLDER", Path("elsewhere")) == tmp_path
    assert env_site_url("SITE", "") == "https://wayfinder.org"


def test_what_is_not_set_has_its_default(monkeypatch):
    monkeypatch.delenv("UNSET", raising=False)
    assert env_bool("UNSET", True) is True
    assert env_int("UNSET", 8000, least=1, most=65535) == 8000
    assert env_list("UNSET") == []


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "", "", False)),
        ("smtp://ada:p%40ss@mail.example.org:2525", ("mail.example.org", 2525, "ada", "p@ss", False)),
        ("smtps://ada@mail.example.org/", ("mail.example.org", 465, "ada", "", True)),
        ("", None),
    ],
)
def test_a_mail_server_is_read(monkeypatch, value, server):
    monkeypatch.setenv("POST", value)
    found = env_mail_server("POST")
    assert (found and (found.host, found.port, found.user, found.password, found.begins_encrypted)) == server


@pytest.mark.parametrize(
    "value", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port", "smtp://ada:secret@host/x"]
)
def test_a_mail_server_must_be_whole_and_its_password_is_not_repeated(monkeypatch, value):
    monkeypatch.setenv("POST", value)
    with pytest.raises(ImproperlyConfigured, match="POST must look like smtp://") as refusal:
        env_mail_server("POST")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ({}, "filebased False"),
        ({"WAYFINDER_MAIL": "smtp://mail.example.org"}, "smtp True tls"),
        ({"WAYFINDER_MAIL": "smtps://mail.example.org"}, "smtp True ssl"),
        ({"WAYFINDER_MAIL": "smtp://127.0.0.1:25"}, "smtp True"),
    ],
)
def test_mail_leaves_this_machine_encrypted_or_not_at_all(tmp_path, server, told):
    how = """
from django.conf import settings as s
encrypted = ["tls"] * s.EMAIL_USE_TLS + ["ssl"] * s.EMAIL_USE_SSL
print(s.EMAIL_BACKEND.split(".")[-2], s.MAIL_IS_SENT, *encrypted)
"""
    assert production_start(tmp_path, how, **server).stdout.strip() == told


def test_only_config_reads_the_environment():
    readers = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in ("catalog", "advisor", "config/people")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "getenv" in path.read_text() or "environ.get" in path.read_text() or "environ[" in path.read_text()
    ]
    assert readers == []


def test_a_logged_line_cannot_be_forged():
    assert escaped("a\nb\x1b[31m\u2028é") == "a\\nb\\x1b[31m\\u2028é"
