"""A real import into a real file of SQLite, killed for good; tests/processes kills imports on either database."""

import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from tests.catalog.test_import import GOOD

MANY = 1500


def test_a_killed_import_leaves_the_database_whole(tmp_path):
    """The process is killed for good, at several moments of a real import into a real file."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "WAYFINDER_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(60),
    }
    lines = [json.dumps({**GOOD, "slug": f"t{number}", "name": f"T {number}"}) for number in range(MANY)]
    path = tmp_path / "tools.jsonl"
    path.write_text("\n".join(lines))

    def manage(*arguments):
        return [sys.executable, "manage.py", *arguments]

    def ask(question):
        with closing(sqlite3.connect(tmp_path / "killed.sqlite3")) as database:
            return database.execute(question).fetchone()[0]

    subprocess.run(manage("migrate", "-v0"), env=environment, check=True)
    ask("PRAGMA journal_mode=WAL")  # as `manage.py prepare` sets it
    command = manage("import_tools", str(path), "--create-terms")
    log = tmp_path / "killed.sqlite3-wal"
    count = "SELECT count(*) FROM catalog_tool"
    killed_while_writing = 0
    # The write-ahead log grows while the one transaction writes: each time, kill a little later in it.
    for size in (1, 200_000, 600_000, 1_500_000):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (log.exists() and log.stat().st_size >= size):
            time.sleep(0.005)
        killed_while_writing += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = ask(count)
        assert found in {0, MANY}
        if found == MANY:
            break
    assert killed_while_writing
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    assert ask(count) == MANY
