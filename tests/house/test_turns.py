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
        self.someone_entered = threading.Event()
        self.handler = turns.one_page_at_a_time(self.answer)

    def answer(self, request):
        self.entered.append(request.path)
        self.someone_entered.set()
        assert self.may_answer.wait(SOON)
        if request.path == "/broken/":
            raise ValueError
        return HttpResponse(request.path)

    def ask(self, path):
        """Ask in a thread of its own, and come back when the view has begun with some page."""
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
    threads = [view.ask("/tools.csv")]
    assert view.someone_entered.wait(SOON)
    threads.append(view.ask("/tools/"))
    assert view.someone_entered.wait(SOON)
    assert time.monotonic() - started >= 0.05
    # The turn still belongs to the first, which alone may give it back.
    threads.append(view.ask("/guides/"))
    assert view.someone_entered.wait(SOON)
    view.may_answer.set()
    for thread in threads:
        thread.join(SOON)
    assert view.entered == ["/tools.csv", "/tools/", "/guides/"]


def test_the_desk_waits_for_no_page(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    view.ask("/tools/")
    assert view.someone_entered.wait(SOON)
    view.ask("/admin/catalog/tool/")
    assert view.someone_entered.wait(1)
    assert view.entered == ["/tools/", "/admin/catalog/tool/"]


def test_a_page_that_fails_gives_its_turn_back(view, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", SOON)
    view.may_answer.set()
    view.ask("/broken/").join(SOON)
    view.ask("/tools/").join(1)
    assert view.entered == ["/broken/", "/tools/"]


def test_the_site_takes_turns_where_pages_are_made(settings):
    """Before anything that asks the database, and after what is answered without a page."""
    order = settings.MIDDLEWARE
    ours = order.index("config.turns.one_page_at_a_time")
    assert order.index("config.middleware.short_questions") < ours
    assert ours < order.index("django.contrib.sessions.middleware.SessionMiddleware")
