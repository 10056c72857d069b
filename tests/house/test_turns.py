"""One public page at a time in each worker, and nobody kept waiting for long."""

import threading
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config import turns

SOON = 10  # seconds; what should happen has happened long before


class SlowView:
    """A view that answers when it is told to."""

    def __init__(self):
        self.may_answer = threading.Event()
        self.entered = []
        self.quick = set()
        self.someone_entered = threading.Event()
        self.handler = turns.one_page_at_a_time(self.answer)

    def answer(self, request):
        self.entered.append(request.path)
        self.someone_entered.set()
        assert request.path in self.quick or self.may_answer.wait(SOON)
        if request.path == "/broken/":
            raise ValueError
        return HttpResponse(request.path)

    def ask(self, path):
        """Ask in a thread of its own; ``someone_entered`` tells when the view has begun with it."""
        self.someone_entered.clear()
        thread = threading.Thread(target=self.asked, args=[path])
        thread.start()
        return thread

    def asked(self, path):
        request = RequestFactory().get(path)
        try:
            self.handler(request)
        except ValueError:
            assert path == "/broken/"


@pytest.fixture
def view():
    slow = SlowView()
    yield slow
    slow.may_answer.set()


def test_a_page_waits_for_the_one_before_it(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    first = view.ask("/tools/")
    assert view.someone_entered.wait(SOON)
    second = view.ask("/guides/")
    assert not view.someone_entered.wait(0.2)
    assert view.entered == ["/tools/"]
    view.may_answer.set()
    first.join(SOON)
    second.join(SOON)
    assert view.entered == ["/tools/", "/guides/"]


def test_nobody_waits_for_longer_than_patience(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    started = time.monotonic()
    threads = [view.ask("/sitemap.xml")]
    assert view.someone_entered.wait(SOON)
    threads.append(view.ask("/tools/"))
    assert view.someone_entered.wait(SOON)
    assert time.monotonic() - started >= 0.05
    view.may_answer.set()
    for thread in threads:
        thread.join(SOON)
    assert view.entered == ["/sitemap.xml", "/tools/"]


def test_who_went_on_without_a_turn_gives_none_back(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    told = view.ask("/sitemap.xml")
    assert view.someone_entered.wait(SOON)
    view.quick.add("/tools/")
    view.ask("/tools/").join(SOON)
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    last = view.ask("/guides/")
    assert not view.someone_entered.wait(0.2)
    view.may_answer.set()
    told.join(SOON)
    last.join(SOON)
    assert view.entered == ["/sitemap.xml", "/tools/", "/guides/"]


@pytest.mark.parametrize("path", ["/admin/catalog/tool/", "/healthz"])
def test_the_desk_and_probes_wait_for_no_page(view, monkeypatch, path):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    threads = [view.ask("/tools/")]
    assert view.someone_entered.wait(SOON)
    threads.append(view.ask(path))
    assert view.someone_entered.wait(1)
    assert view.entered == ["/tools/", path]
    view.may_answer.set()
    for thread in threads:
        thread.join(SOON)


def test_a_page_that_fails_gives_its_turn_back(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    view.may_answer.set()
    view.ask("/broken/").join(SOON)
    view.ask("/tools/").join(1)
    assert view.entered == ["/broken/", "/tools/"]


def test_the_site_takes_turns_where_pages_are_made(settings):
    """Before anything that asks the database, and after what is answered without a page or tells who is let in."""
    order = settings.MIDDLEWARE
    ours = order.index("config.turns.one_page_at_a_time")
    for before in (
        "config.middleware.short_questions",
        "config.people.doors.closed_desk",
        "config.middleware.read_only",
    ):
        assert order.index(before) < ours
    assert ours < order.index("django.contrib.sessions.middleware.SessionMiddleware")
