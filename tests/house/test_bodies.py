import threading
from io import BytesIO

import pytest

from config.bodies import BodyGate


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


class Trickle:
    """A body that does not come before it is let go."""

    def __init__(self):
        self.awaited = threading.Event()
        self.let_go = threading.Event()

    def read(self, length):
        self.awaited.set()
        self.let_go.wait(10)
        return b""


def ask(gate, stream, length):
    answers = []
    body = gate({"CONTENT_LENGTH": length, "wsgi.input": stream}, lambda status, headers: answers.append(status))
    return answers[0], b"".join(body)


@pytest.mark.parametrize(("length", "body"), [("", b""), ("0", b""), ("3", b"abc")])
def test_a_body_within_the_limits_reaches_the_application(length, body):
    gate = BodyGate(echo, most_bytes=3, seconds=5, at_once=1)
    assert ask(gate, BytesIO(body), length) == ("200 OK", body)


def test_a_body_that_is_too_large_is_refused_unread():
    stream = BytesIO(b"abcd")
    status, _ = ask(BodyGate(echo, most_bytes=3, seconds=5, at_once=1), stream, "4")
    assert status.startswith("413")
    assert stream.tell() == 0


def test_a_late_body_is_refused_and_its_place_is_free_again():
    gate = BodyGate(echo, most_bytes=9, seconds=0.05, at_once=1)
    trickle = Trickle()
    assert ask(gate, trickle, "3")[0].startswith("408")
    assert ask(gate, BytesIO(b"abc"), "3") == ("200 OK", b"abc")
    trickle.let_go.set()


def test_only_some_bodies_are_awaited_at_once():
    gate = BodyGate(echo, most_bytes=9, seconds=10, at_once=1)
    trickle = Trickle()
    slow = threading.Thread(target=ask, args=(gate, trickle, "3"))
    slow.start()
    assert trickle.awaited.wait(10)
    assert ask(gate, BytesIO(b"abc"), "3")[0].startswith("503")
    assert ask(gate, BytesIO(), "")[0] == "200 OK"
    trickle.let_go.set()
    slow.join()
    assert ask(gate, BytesIO(b"abc"), "3")[0] == "200 OK"
