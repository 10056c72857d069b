"""Three people save for a minute while eight read: nothing fails, nothing is lost, all is public at once."""

import os
import subprocess
import sys
import threading
import time
from itertools import count

import pytest
from django.conf import settings

from tests.drills.browsing import Person, form_of, percentile
from tests.serving import Server

SECONDS = 60
READERS = 8
BETWEEN_SAVES, BETWEEN_PAGES = 1.0, 0.2  # seconds; people are slower, so that each stands for several
PASSWORD = "three at one desk"
EDITED = {"ada": "midjourney", "ben": "chatgpt", "cleo": "suno"}
READ = ["/", "/tools/", "/tools/?output=image&sort=price", "/tools/?q=voice+clone", "/tools/midjourney/"]
READ += ["/compare/?tool=chatgpt&tool=suno", "/guides/", "/advisor/which-ai/", "/api/v1/tools/?output=video"]

MAKE_ACCOUNTS = """
from django.contrib.auth.models import User
from config.people.roles import give_role
for name in {names}:
    give_role(User.objects.create_user(name, password={password!r}), "Publisher")
"""
ADDRESSES = """
from catalog.models import Tool
print(*(Tool.objects.get(slug=slug).pk for slug in {slugs}))
"""


@pytest.fixture
def server(tmp_path):
    started = Server(tmp_path / "var")
    started.wait(most_seconds=120)
    in_shell(tmp_path / "var", MAKE_ACCOUNTS.format(names=list(EDITED), password=PASSWORD))
    started.keys = in_shell(tmp_path / "var", ADDRESSES.format(slugs=list(EDITED.values()))).split()
    yield started
    started.stop()


def in_shell(folder, code):
    variables = {"WAYFINDER_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | variables, check=True, capture_output=True, text=True
    )
    return done.stdout


class Editor(threading.Thread):
    """Changes one tool again and again, and looks at its page after each save."""

    def __init__(self, port, name, slug, key, until):
        super().__init__()
        self.name, self.slug, self.until = name, slug, until
        self.address = f"/admin/catalog/tool/{key}/change/"
        self.person = Person(port)
        self.forms, self.saves, self.public_after, self.failed = [], [], [], []

    def run(self):
        try:
            self.person.log_in(self.name, PASSWORD)
            for number in count(1):
                if time.monotonic() > self.until:
                    break
                self.save(f"Tried by {self.name}, {number} times.")
                time.sleep(BETWEEN_SAVES)
        except Exception as error:
            self.failed.append(repr(error))
            raise

    def save(self, words):
        opened = self.person.ask(self.address)
        self.forms.append(opened.seconds)
        form = [pair for pair in form_of(opened, "tool_form") if pair[0] != "best_for"]
        answer = self.person.ask(self.address, [*form, ("best_for", words), ("_continue", "1")])
        saved = time.monotonic()
        self.saves.append(answer.seconds)
        if answer.status != 302:
            self.failed.append(f"{answer.status} for a save")
            return
        while words not in self.person.ask(f"/tools/{self.slug}/").text:
            if time.monotonic() - saved > 5:
                self.failed.append(f"not public after 5 seconds: {words}")
                return
            time.sleep(0.05)
        self.public_after.append(time.monotonic() - saved)


class Reader(threading.Thread):
    def __init__(self, port, number, until):
        super().__init__()
        self.person, self.number, self.until = Person(port), number, until
        self.reads, self.failed = [], []

    def run(self):
        for turn in count(self.number):
            if time.monotonic() > self.until:
                break
            path = READ[turn % len(READ)]
            answer = self.person.ask(path)
            self.reads.append(answer.seconds)
            if answer.status != 200:
                self.failed.append(f"{answer.status} for {path}")
            time.sleep(BETWEEN_PAGES)


def test_three_save_while_eight_read(server):
    until = time.monotonic() + SECONDS
    editors = [
        Editor(server.port, name, slug, key, until)
        for (name, slug), key in zip(EDITED.items(), server.keys, strict=True)
    ]
    readers = [Reader(server.port, number, until) for number in range(READERS)]
    for one in (*editors, *readers):
        one.start()
    for one in (*editors, *readers):
        one.join()
    saves = [seconds for editor in editors for seconds in editor.saves]
    public = [seconds for editor in editors for seconds in editor.public_after]
    forms = [seconds for editor in editors for seconds in editor.forms]
    reads = [seconds for reader in readers for seconds in reader.reads]
    failed = [what for one in (*editors, *readers) for what in one.failed]
    assert failed == []
    print(f"\n{len(saves)} saves, 95th percentile {percentile(saves, 0.95):.0f} ms; public within {max(public):.2f} s")
    print(f"forms opened, 95th percentile {percentile(forms, 0.95):.0f} ms")
    print(f"{len(reads)} pages read, 95th percentile {percentile(reads, 0.95):.0f} ms")
    assert len(public) == len(saves) > 60
    assert percentile(saves, 0.95) <= 500
    assert percentile(reads, 0.95) <= 300
