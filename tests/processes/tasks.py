"""What a process of these tests can be told to do."""

import io
import os
import signal
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from random import Random

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from catalog import changes, live, plain, rendering, snapshot
from catalog.directory import answer
from catalog.models import Appointment, CatalogueVersion, Change, Maker, Plan, Tool
from catalog.query import Query
from catalog.taxonomy import Taxonomy
from tests.catalog.test_index_twin import Editor, make_taxonomy
from tests.factories import make_term, make_tool

SIZE = 4  # of a page
PAGES = ["/", "/tools/?q={}", "/search/?q={}", "/api/v1/tools/?q={}", "/compare/", "/api/v1/facets/"]
QUESTIONS = 2  # at once; the first is for everything

_say = None
_open = ExitStack()


def belong_to(variables, large, say):
    """Become a process of a site, which nothing has been asked of yet."""
    global _say
    _say = say
    os.environ.update(variables)
    settings.VAR = variables["WAYFINDER_VAR"]
    connections.databases["default"]["NAME"] = dj_database_url.parse(variables["DATABASE_URL"])["NAME"]
    if large is not None:
        live.LARGE = large


def chance_of(seed) -> Random:
    return Random(seed)  # noqa: S311 — chance that is the same each time


# Answers


def answers(seed):
    """What the index answers to some questions, the cards of the page with it."""
    found = []
    for query, page in _questions(seed):
        given = answer(query, live.current(), page=page, size=SIZE)
        found.append(_told(query, given, rendering.cards(given, compare=True)))
    return found


def answers_of_the_twin(seed):
    """The same by the ORM, read anew."""
    found = []
    for query, page in _questions(seed):
        given = plain.answer(query, Taxonomy(), page=page, size=SIZE)
        found.append(_told(query, given, [rendering.card(tool, compare=True) for tool in given.tools()]))
    return found


def _questions(seed):
    """Made of what the catalogue holds, so that the same seed means the same in every process."""
    chance = chance_of(seed)
    yield Query(), 1
    for _ in range(QUESTIONS - 1):
        yield Editor(chance).query(), chance.choice([1, 1, 2])


def _told(query, given, cards):
    return {
        "query": repr(query),
        "total": given.total,
        "ids": given.ids,
        "counts": given.counts,
        "totals": given.totals,
        "understood": repr(given.understood),
        "cards": cards,
    }


def names(**asked):
    """Of the tools that are found, in order."""
    return [tool.name for tool in answer(Query(**asked), live.current()).tools()]


def counts(facet):
    return answer(Query(), live.current()).counts.get(facet)


def page(path):
    response = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False).get(path)
    return {"status": response.status_code, "text": response.content.decode()}


def number():
    return Tool.objects.count()


# Edits


# The tool was deleted meanwhile, before a row of its own or a new figure; or each waits for what the other has locked.
SOMEBODY_WAS_FIRST = ("foreign key", "did not affect any rows", "deadlock detected")


class Desk(Editor):
    """An editor whose every edit is one transaction; ``start`` sets the names given apart from another's."""

    def __init__(self, chance, start):
        super().__init__(chance)
        self.number = start

    def edit(self):
        """One edit, or none where somebody else was first: a database may refuse it, for reasons as good as these."""
        try:
            with transaction.atomic():
                if self.chance.random() < 0.1:
                    self.new_facet()
                else:
                    super().edit()
        except DatabaseError as error:
            if not any(reason in str(error).lower() for reason in SOMEBODY_WAS_FIRST):
                raise

    def new_facet(self):
        self.number += 1
        self.tool().assignments.create(term=make_term(f"facet-{self.number}:term-{self.number}"))


def fill(seed, tools):
    with transaction.atomic():
        make_taxonomy()
        desk = Desk(chance_of(seed), 0)
        for _ in range(tools):
            desk.new_tool()


def edit(seed, times=1):
    desk = Desk(chance_of(seed), (seed + 1) * 10_000)
    for _ in range(times):
        desk.edit()


def edit_until_killed(seed):
    _say("begun")
    edit(seed, times=10_000)


def make(name, **fields):
    make_tool(name=name, **fields)


def save(tool, **fields):
    saved = Tool.objects.get(name=tool)
    for field, value in fields.items():
        setattr(saved, field, value)
    saved.save()


def publish(name):
    Tool.objects.get(name=name).publish()


def set_time(name, at):
    Appointment.objects.create(entry=Tool.objects.get(name=name), at=datetime.fromtimestamp(at, UTC))


def first_sight_of(word, path, until):
    """When a page first shows a word, in seconds since 1970, asked again and again."""
    while time.time() < until:
        began = time.time()
        if word in page(path)["text"]:
            return began
        time.sleep(0.02)
    return None


def edits_since(version):
    return Change.objects.filter(version__gt=version).values("version").distinct().count()


def unpublish(name):
    Tool.objects.get(name=name).unpublish()


def delete(name):
    Tool.objects.get(name=name).delete()


def assign(name, term):
    Tool.objects.get(name=name).assignments.create(term=make_term(term))


def price(name, amount):
    Plan.objects.create(tool=Tool.objects.get(name=name), name="Pro", price_kind="subscription", amount=amount)


def rename_maker(old, new):
    maker = Maker.objects.get(name=old)
    maker.name = new
    maker.save()


def begin():
    """Leave a transaction open for what is told next."""
    _open.enter_context(transaction.atomic())


def undo():
    transaction.set_rollback(True)
    _open.close()


def disconnect():
    connections.close_all()


# Imports


def load(path):
    call_command("import_tools", path, create_terms=True, verbosity=0, stdout=io.StringIO())


def statements_of_a_load(path):
    """How often it speaks with the database."""
    counted = count()

    def watch(execute, *asked):
        next(counted)
        return execute(*asked)

    with connection.execute_wrapper(watch):
        load(path)
    return next(counted)


def kept_version():
    """That the file holds which the database names."""
    return CatalogueVersion.objects.get().snapshot_version


def version():
    return changes.version()


def keep_index():
    call_command("build_index", verbosity=0, stdout=io.StringIO())


# Sudden deaths


def die_at_statement(number):
    """Be killed just before the database is spoken to for the so-manieth time."""
    counted = count(1)

    def watch(execute, *asked):
        if next(counted) == number:
            _die()
        return execute(*asked)

    connection.execute_wrappers.append(watch)


def die_while_keeping(moment):
    """Be killed while the file of the index is made: when it is begun, half written, unnamed yet, or not committed."""
    if moment == "begun":
        snapshot.open = _die
    elif moment == "half written":
        snapshot.open = _HalfWritten
    elif moment == "unnamed":
        os.fsync = _die
    elif moment == "uncommitted":
        snapshot._clear_away = _die


class _HalfWritten:
    def __init__(self, number, mode):
        self.file = os.fdopen(number, mode)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.file.close()

    def write(self, content):
        if len(content) > snapshot.SEAL_BYTES:
            self.file.write(content[: len(content) // 2])
            self.file.flush()
            _die()
        self.file.write(content)


def pause_while_keeping():
    """Stand still when the file is written and not named yet."""
    os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGSTOP)


def _die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


# Threads


def ask_and_edit_at_once(askers, editors, edits, seed):
    """Threads that ask, as long as threads edit. Returns how often each asked, and what went wrong."""
    finished, wrong, asked = threading.Event(), [], [0] * askers

    def guarded(work, *details):
        try:
            work(*details)
        except Exception as error:
            wrong.append(repr(error))
        finally:
            connection.close()

    def ask(place):
        chance = chance_of(f"{seed} {place}")
        while not finished.is_set() and not wrong:
            wrong.extend(_contradictions(Editor(chance).query()))
            path = chance.choice(PAGES).format(chance.choice(["stable", "note", "image", ""]))
            found = page(path)
            if found["status"] != 200:
                wrong.append(f"{path}: {found['status']}")
            asked[place] += 1

    asking = [threading.Thread(target=guarded, args=(ask, place)) for place in range(askers)]
    editing = [threading.Thread(target=guarded, args=(edit, seed + place, edits)) for place in range(editors)]
    for thread in (*asking, *editing):
        thread.start()
    for thread in editing:
        thread.join()
    finished.set()
    for thread in asking:
        thread.join()
    return {"asked": asked, "wrong": wrong}


def _contradictions(query):
    """What does not go together in an answer, of which all pages are taken at once."""
    catalogue = live.current()
    with catalogue.lock:
        given = answer(query, catalogue, size=SIZE)
        pages = range(1, given.total // SIZE + 2)
        ids = [pk for page in pages for pk in answer(query, catalogue, page=page, size=SIZE, counted=False).ids]
    if len(ids) != given.total or len(set(ids)) != given.total:
        yield f"{query}: {given.total} found, {ids} shown"
    for facet, found in given.counts.items():
        most = given.total + given.hidden if facet == "lifecycle" else given.total
        if facet not in query.chosen and any(number > most for number in found.values()):
            yield f"{query}: {given.total} found, counted {found}"
