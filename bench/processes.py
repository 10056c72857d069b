"""The processes that are measured: servers that are asked over loopback, and workers asked line by line."""

import contextlib
import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from bench.catalogues import ROOT, Catalogue
from bench.clock import MILLION, Taken, cpu_of

PATIENCE = 600  # seconds that a first answer may take: some peers are slow
KEPT_SECONDS = 2  # that a connection may be idle
GZIP = b"\x1f\x8b"


def free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Server:
    """A web server on loopback, asked over one connection, which is renewed before a server would drop it."""

    def __init__(self, command: list[str], environment: dict[str, str], *, path: str, port: int, silent=False):
        self.path = path  # what the queries are appended to
        self.port = port
        errors = subprocess.DEVNULL if silent else None
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        self.used = 0.0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def at(self, path: str) -> "Address":
        """The same server, asked at another path."""
        return Address(self, path)

    def __enter__(self):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with closing(socket.create_connection(("127.0.0.1", self.port), timeout=1)):
                    break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process.kill()
                    raise SystemExit(f"A server did not start: {' '.join(self.process.args)}") from None
                time.sleep(0.05)
        self.pids = [self.process.pid, *children_of(self.process.pid)]
        return self

    def __exit__(self, *raised):
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, address: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        self.connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
        response = self.connection.getresponse()
        body = response.read()
        self.used = time.monotonic()
        return response, body

    def renew_connection(self):
        if time.monotonic() - self.used > KEPT_SECONDS:
            self.connection.close()
            self.connection.connect()

    def ask(self, query: str) -> Taken:
        return self.time(f"{self.path}?{query}" if query else self.path)

    def time(self, address: str) -> Taken:
        self.renew_connection()
        cpu, wall = self.cpu(), time.perf_counter_ns()
        response, self.last_body = self.get(address)
        wall = time.perf_counter_ns() - wall
        cpu = self.cpu() - cpu
        if response.status != 200:
            raise SystemExit(f"{address} answers {response.status}.")
        return Taken(cpu=cpu / MILLION, wall=wall / MILLION)

    def last_page(self) -> str:
        """The page that was timed last."""
        body = self.last_body
        return (gzip.decompress(body) if body.startswith(GZIP) else body).decode()

    def cpu(self) -> int:
        return sum(map(cpu_of, self.pids))


class Address:
    """One page of a server that has several."""

    def __init__(self, server: Server, path: str):
        self.server, self.path = server, path

    def ask(self, query: str) -> Taken:
        return self.server.time(f"{self.path}?{query}" if query else self.path)


def children_of(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*found, *(other for child in found for other in children_of(child))]


def site(catalogue: Catalogue, application: str = "config.wsgi:application", path: str = "/tools/") -> Server:
    """Wayfinder as script/server runs it, with one worker; or an application of the benchmark's own beside it."""
    port = free_port()
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "32"]
    command += ["--backlog", "2048", "--log-level", "error"]
    return Server(command, catalogue.environment(PORT=str(port)), path=path, port=port)


class Worker:
    """A process that answers one JSON line with another."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()

    def ask(self, do: str, **details):
        self.process.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"A helper process ended while asked to {do}.")
        return json.loads(line)


def inside(catalogue: Catalogue, **variables: str) -> Worker:
    """A process with Wayfinder in it, working on a catalogue's database."""
    command = [sys.executable, "-m", "bench.inside"]
    return Worker(command, catalogue.environment(**variables))


def serve_lines(tasks: dict):
    """The other end of a worker: answers each line with what the task it names returns."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed goes aside
    for line in sys.stdin:
        details = json.loads(line)
        answers.write(json.dumps(tasks[details.pop("do")](**details)) + "\n")
        answers.flush()
