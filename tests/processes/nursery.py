"""Real processes of the site: each has its own memory, index and connections, does what it is told, and can be killed.

As a program this makes Django ready, asks no database, and forks a process for each socket that it is sent. So a
fresh one is there in a hundredth of a second.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

PATIENCE = 60  # seconds that an answer may take: longer than any wait for a lock that ends by itself


class Nursery:
    """Where processes come from. As a context: they all end with it."""

    def __enter__(self):
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "tests.processes.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.processes.settings"},
                cwd=settings.BASE_DIR,
            )
        return self

    def __exit__(self, *raised):
        self._socket.close()
        self._program.wait()

    def process(self, database, *, large: int | None = None) -> "Process":
        """A fresh process of a database's site; more than ``large`` tools have it keep its index in a file."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._socket, [b"one"], [theirs.fileno()])
        return Process(ours, {"variables": database.variables, "large": large})


class Process:
    """The near end of a process: a line says what it shall do, a line comes back with what came of it."""

    def __init__(self, near, details):
        near.settimeout(PATIENCE)
        self._socket = near
        self._lines = near.makefile("rw")
        self._write(details)
        self.pid = self.hear()

    def ask(self, do: str, **details):
        self.tell(do, **details)
        return self.hear()

    def tell(self, do: str, **details):
        """Without waiting for what comes of it."""
        self._write({"do": do, **details})

    def hear(self):
        line = self._lines.readline()
        assert line, "The process has ended."
        told = json.loads(line)
        assert "failed" not in told, told["failed"]
        return told["done"]

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        with suppress(ConnectionResetError):  # it had not read all that it was told
            self._lines.read()  # to the end: nothing of it is left then
        self.close()

    def see_die(self):
        """Wait for the end that it was told to come to."""
        told = self._lines.readline()
        assert not told, f"It lives: {told}"
        self.close()

    def close(self):
        self._lines.close()
        self._socket.close()

    def _write(self, details):
        self._lines.write(json.dumps(details) + "\n")
        self._lines.flush()


def main(number):
    import django

    django.setup()
    from tests.processes import tasks

    get_resolver().url_patterns  # noqa: B018 — reading them is what imports the views
    for template in ("catalog/_tool_card.html", "catalog/_facets.html", "catalog/tool_list.html"):
        get_template(template)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    with socket.socket(fileno=number) as orders:
        while True:
            said, (far,), *_ = socket.recv_fds(orders, 16, 1) if _more(orders) else (b"", (None,))
            if not said:
                return
            if os.fork() == 0:
                orders.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                with socket.socket(fileno=far) as far_end:
                    serve(far_end, tasks)
                os._exit(0)
            os.close(far)


def _more(orders):
    """Whether another order comes; there is none when the other end is closed."""
    return bool(orders.recv(1, socket.MSG_PEEK))


def serve(far_end, tasks):
    lines = far_end.makefile("rw")

    def say(**told):
        lines.write(json.dumps(told) + "\n")
        lines.flush()

    details = json.loads(lines.readline())
    tasks.belong_to(**details, say=lambda what: say(done=what))
    say(done=os.getpid())
    for line in lines:
        details = json.loads(line)
        try:
            done = getattr(tasks, details.pop("do"))(**details)
        except Exception:
            say(failed=traceback.format_exc())
        else:
            say(done=done)


if __name__ == "__main__":
    main(int(sys.argv[1]))
