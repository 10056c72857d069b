"""Somebody at a real server: keeps cookies, fills in forms, follows nothing by itself."""

import http.client
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import lxml.html

PATIENCE = 30  # seconds


@dataclass
class Answer:
    status: int
    headers: object
    body: bytes
    seconds: float

    @property
    def text(self):
        return self.body.decode()


@dataclass
class Person:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path, form=None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        started = time.perf_counter()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET" if form is None else "POST", path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(), time.perf_counter() - started)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def log_in(self, name, password):
        path = "/admin/login/?next=/admin/"
        form = dict(form_of(self.ask(path), "login-form"))
        answer = self.ask(path, form | {"username": name, "password": password})
        assert answer.status == 302, answer.text


def form_of(answer: Answer, form_id: str) -> list[tuple[str, str]]:
    """What a browser would send of a form as it stands."""
    form = lxml.html.fromstring(answer.text).get_element_by_id(form_id)
    # lxml takes a chosen empty value for “on”.
    chosen = {box.name: box.get("value") for box in form.iter("input") if box.type == "radio" and box.checked}
    return [(name, chosen.get(name, value)) for name, value in form.form_values()]


def percentile(seconds, share) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return 1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
