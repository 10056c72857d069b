"""script/server as a visitor and an operator meet it: the real server, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.serving import Server


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("server") / "var"


@pytest.fixture(scope="module")
def server(folder):
    started = Server(folder)
    started.wait(most_seconds=120)
    yield started
    if started.process.poll() is None:
        started.stop()


def test_the_site_is_served_compressed(server):
    response, _ = server.ask("/tools/", **{"Accept-Encoding": "gzip"})
    assert response.status == 200
    assert response.headers["Content-Encoding"] == "gzip"


def test_static_files_are_kept_for_good_under_their_hashed_names(server):
    _, page = server.ask("/")
    address = page.decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
    response, _ = server.ask(address, **{"Accept-Encoding": "gzip"})
    assert response.status == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Encoding"] == "gzip"


def test_a_second_server_says_that_the_port_is_taken(server, folder):
    second = subprocess.run(
        ["script/server", "--port", str(server.port)],
        env=os.environ | {"WAYFINDER_VAR": str(folder), "WAYFINDER_VENV": sys.prefix},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert "choose: --port N" in second.stderr
    assert "Traceback" not in second.stderr


def test_readers_are_served_while_others_send_slowly(server):
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    for number, connection in enumerate(slow):
        if number % 2:
            connection.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        else:
            connection.send(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\na=")
    started = time.monotonic()
    answers = [server.ask("/")[0].status for _ in range(5)]
    assert answers == [200] * 5
    assert time.monotonic() - started < 5
    for connection in slow:
        connection.close()


def test_new_workers_take_over_without_a_refused_request(server):
    server.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 8
    while time.monotonic() < until:
        assert server.ask("/healthz")[0].status == 200
        time.sleep(0.02)


def test_the_server_stops_in_time_and_starts_again_quickly(server, folder):
    half_sent = socket.create_connection(("127.0.0.1", server.port))
    half_sent.send(b"GET / HTTP/1.1\r\nHost: 127")
    printed = server.stop()
    half_sent.close()
    assert f"Wayfinder is at http://127.0.0.1:{server.port}/" in printed
    assert "script/manage createsuperuser" in printed
    again = Server(folder)
    try:
        assert again.wait(most_seconds=20) < 5
    finally:
        again.stop()
