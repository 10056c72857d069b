"""The real server with its two workers: what a command or another process edits is in the next answer of each."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.processes.databases import new_database
from tests.serving import free_port

ENOUGH = 20  # new connections, so that each worker gets some of them


class Server:
    """script/server on a database, in a group of processes of its own."""

    def __init__(self, database):
        self.database = database
        self.port = free_port()
        self.start()

    def start(self):
        workers = {"WAYFINDER_VENV": sys.prefix, "WAYFINDER_WORKERS": "2"}
        self.process = subprocess.Popen(
            ["script/server", "--port", str(self.port)],
            env=os.environ | self.database.variables | workers,
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.ask("/readyz", most_seconds=60)

    def ask(self, path, *, most_seconds=0):
        """A page over a new connection; for some seconds there may be nobody who answers."""
        until = time.monotonic() + most_seconds
        while True:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                    connection.request("GET", path)
                    response = connection.getresponse()
                    assert response.status == 200
                    return response.read().decode()
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def names(self, text):
        found = json.loads(self.ask(f"/api/v1/tools/?q={quote(text)}"))
        assert found["count"] == len(found["results"])
        return [tool["name"] for tool in found["results"]]

    def workers(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            return [int(pid) for pid in children.read().split()]

    def kill(self):
        """All of it, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def database(original, tmp_path_factory):
    database = new_database(tmp_path_factory.mktemp("server") / "var")
    database.copy_from(original)
    yield database
    database.drop()


@pytest.fixture(scope="module")
def server(database):
    server = Server(database)
    yield server
    server.kill()


@pytest.fixture
def editor(start):
    return start()


def test_an_edit_is_in_the_next_answer_of_every_worker(server, editor):
    editor.ask("make", name="Aurora")
    for number in range(3):
        editor.ask("save", tool=f"Aurora {number - 1}" if number else "Aurora", name=f"Aurora {number}")
        for _ in range(ENOUGH):
            assert server.names('"aurora"') == [f"Aurora {number}"]
        assert f"Aurora {number}" in server.ask("/tools/?q=aurora")


def test_what_a_command_imports_is_in_the_next_answer_of_every_worker(server, database, tmp_path):
    document = {"slug": "zephyr", "name": "Zephyr", "maker": "Acme", "entry_type": "app", "tagline": "Blows."}
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(document))
    command = [sys.executable, "manage.py", "import_tools", str(file)]
    subprocess.run(command, env=os.environ | database.variables, cwd=settings.BASE_DIR, check=True, capture_output=True)
    for _ in range(ENOUGH):
        assert server.names("zephyr") == ["Zephyr"]


def test_a_killed_worker_is_replaced_by_one_that_answers_rightly(server, editor):
    editor.ask("make", name="Mistral Wind")
    for worker in server.workers()[-2:]:
        os.kill(worker, signal.SIGKILL)
        server.ask("/readyz", most_seconds=30)
    editor.ask("save", tool="Mistral Wind", name="Sirocco")
    for _ in range(ENOUGH):
        assert server.names("sirocco") == ["Sirocco"]


def test_a_killed_server_starts_again_and_answers_rightly(server, editor):
    editor.ask("make", name="Khamsin")
    server.kill()
    editor.ask("save", tool="Khamsin", name="Meltemi")
    server.start()
    for _ in range(ENOUGH):
        assert server.names("meltemi") == ["Meltemi"]
