"""What the first start makes, what the second leaves alone, and the backup before a migration."""

import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def manage(folder, *arguments):
    """manage.py as an operator runs it, with SQLite in the folder; returns what it said."""
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=variables | {"WAYFINDER_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stderr


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def ask(database, question):
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "var"
    manage(folder, "prepare")
    return folder


def test_the_first_start_makes_a_full_site(prepared):
    database = prepared / "wayfinder.sqlite3"
    assert ask(database, "PRAGMA journal_mode") == "wal"
    assert ask(database, "SELECT count(*) FROM catalog_tool") > 100
    assert list((prepared / "static").glob("css/*.css.gz"))


def test_a_visitor_gets_one_sheet_with_all_that_it_imports(prepared):
    source = Path(settings.BASE_DIR) / "static" / "css"
    imported = re.findall(r'@import url\("(.+)"\);', (source / "site.css").read_text())
    (served,) = (prepared / "static" / "css").glob("site.????????????.css")
    assert served.read_text() == "".join((source / name).read_text() for name in imported)
    assert imported


def test_no_account_comes_with_the_site(prepared):
    assert ask(prepared / "wayfinder.sqlite3", "SELECT count(*) FROM auth_user") == 0


def test_what_the_site_keeps_is_its_own(prepared):
    assert mode(prepared) == 0o700
    assert mode(prepared / "wayfinder.sqlite3") == 0o600
    assert mode(prepared / "secret-key") == 0o600


def test_the_second_start_finds_nothing_to_do(prepared):
    started = time.monotonic()
    assert manage(prepared, "prepare") == ""
    assert time.monotonic() - started < 5


def test_a_start_puts_roles_right_though_no_table_changes(prepared):
    database = prepared / "wayfinder.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM auth_group_permissions")
    assert manage(prepared, "prepare") == ""
    assert ask(database, "SELECT count(*) FROM auth_group_permissions") > 100


def test_a_database_is_backed_up_before_it_is_migrated(prepared):
    manage(prepared, "migrate", "sessions", "zero", "--verbosity=0")
    said = manage(prepared, "prepare")
    (backup,) = (prepared / "backups").iterdir()
    assert str(backup) in said
    assert mode(backup) == 0o600
    assert ask(backup, "PRAGMA integrity_check") == "ok"
    assert ask(backup, "SELECT count(*) FROM catalog_tool") > 100
    assert ask(backup, "SELECT count(*) FROM sqlite_master WHERE name = 'django_session'") == 0
    assert ask(prepared / "wayfinder.sqlite3", "SELECT count(*) FROM sqlite_master WHERE name = 'django_session'") == 1


def test_a_taken_port_is_named_in_plain_words():
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match=r"cannot be used .* choose: --port N"):
            call_command("prepare", listen=f"127.0.0.1:{other.getsockname()[1]}")
