"""script/server, started by a test as an operator starts it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings


def free_port():
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Server:
    """The real server, in a folder of its own, at a free port."""

    def __init__(self, folder):
        self.port = free_port()
        self.started = time.monotonic()
        variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            ["script/server", "--port", str(self.port)],
            env=variables | {"WAYFINDER_VAR": str(folder), "WAYFINDER_VENV": sys.prefix},
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ask(self, path, **headers):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response, response.read()

    def wait(self, *, most_seconds):
        """Seconds from the start to the first page."""
        while time.monotonic() - self.started < most_seconds:
            try:
                response, _ = self.ask("/")
            except ConnectionError:
                assert self.process.poll() is None, self.process.stdout.read()
                time.sleep(0.05)
            else:
                assert response.status == 200
                return time.monotonic() - self.started
        pytest.fail(f"no page within {most_seconds} seconds")

    def stop(self):
        """Ends the server as an operator does; returns what it had printed."""
        self.process.send_signal(signal.SIGTERM)
        printed, _ = self.process.communicate(timeout=15)
        return printed
