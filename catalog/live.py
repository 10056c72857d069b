"""This process's index, brought up to date by every request that asks for it.

An edit notes what it changed in its own transaction (``catalog/changes.py``). Here the present version is read, one
tiny query, and what changed since the version at hand is read anew: so an edit that was committed anywhere is in the
next answer everywhere. A version that is not in the log any more means that everything is read anew.

The index is shared by the threads of a process and changes under their hands: hold ``Catalogue.lock`` while reading.
"""

import ctypes
import datetime as dt
import threading
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from itertools import count

from django.db import DatabaseError, connection
from django.dispatch import receiver
from django.utils import timezone

from catalog import appointments, changes, snapshot
from catalog.index import Index
from catalog.indexing import all_entries, entries_of
from catalog.library import Library, shelves
from catalog.models import Tool
from catalog.models.changes import overhauled
from catalog.taxonomy import Taxonomy

LARGE = 5_000  # tools: beyond this an index takes seconds to build and is kept in a file (catalog/snapshot.py)

MOST_FOLLOWED = 2_000  # tools: taking in more changed ones than this takes longer than loading another file

_lock = threading.RLock()
_current = None
_editions = count(1)


class Catalogue:
    """The published tools as of one version of the catalogue; ``current()`` gives the newest.

    ``taxonomy_version`` changes with facets, terms and makers only.
    """

    def __init__(self, index: Index, taxonomy: Taxonomy, version: int, day: dt.date):
        self.lock = _lock
        self.index = index
        self.day = day
        self.version = version
        self._editions = {}
        self._library = None
        self._take_taxonomy(taxonomy)

    def version_of(self, tool_id: int) -> int:
        """A number that this process gives a tool anew whenever something that its card shows may have changed."""
        return max(self._editions.get(tool_id, 0), self.taxonomy_version)

    @property
    def library(self) -> Library:
        """What there is to read. Read from the database for the first search, and again after an edit of it."""
        if self._library is None:
            self._library = Library(shelves())
        return self._library

    def follow(self, noted: changes.Changes):
        """Take in what changed since this version."""
        makers = Tool.objects.filter(maker__in=noted.makers).values_list("pk", flat=True) if noted.makers else ()
        self.reread({*noted.tools, *makers}, self.day)
        if noted.library or noted.taxonomy:
            self._library = None
        makers_known = self.index.is_labelled and self.index.makers == self.taxonomy.choices["maker"][1].keys()
        if noted.taxonomy or noted.makers or not makers_known:
            self._take_taxonomy(Taxonomy())
            self.index.tie(self.taxonomy.facets, self.taxonomy.labels())
        self.version = noted.version

    def turn_to(self, day: dt.date):
        """Take in what a new day changes: prices that begin or end, facts that have become stale."""
        self.reread({tool for tool, due in self.index.due.items() if due <= day}, day)
        self.day = day

    def reread(self, tools: Collection[int], day: dt.date):
        """Take some tools as the database has them, or forget them."""
        if not tools:
            return
        edition = next(_editions)
        entries = list(entries_of(tools, day))
        for tool in tools:  # all of them before any comes back, since one may have taken another's name
            self._editions[tool] = edition
            self.index.drop(tool)
        for entry in entries:
            self.index.put(entry)

    def _take_taxonomy(self, taxonomy):
        self.taxonomy = taxonomy
        self.taxonomy_version = next(_editions)


def current() -> Catalogue:
    """The catalogue as of now. Raises DatabaseError when the database cannot be asked."""
    global _current
    with _lock:
        today = timezone.localdate()
        found = _current
        if found is None or today < found.day:
            found = load(today)
        present, _current = appointments.keep(), None  # what fails halfway is not used again
        found = caught_up(found, present, today)
        if found.day != today:
            found.turn_to(today)
        _current = found
        return found


def caught_up(found: Catalogue, present: int, today: dt.date) -> Catalogue:
    """The catalogue as of the present version: this one, changed, or another where the log does not reach back."""
    while found.version != present:
        noted = changes.since(found.version)
        if noted is None or noted.everything:
            found = load(today)  # a file may be older than the edit that asks for it
            present = changes.version()
        else:
            found.follow(noted)
            break
    return found


def warm_up():
    """Have the index ready before the first request; without a database, requests will say so."""
    with suppress(DatabaseError):
        current()
    connection.close()


def forget():
    """Let the next request build or load an index anew."""
    global _current
    with _lock:
        _current = None


def is_large() -> bool:
    """Whether the index is kept in a file."""
    return Tool.objects.published().count() > LARGE


def load(today: dt.date) -> Catalogue:
    """Everything: a small catalogue from the database, a large one from the newest file."""
    if not is_large():
        return build(today)
    found = snapshot.made_once(unless=partial(newest_that_can_follow, today))
    if found is None:
        return build(today)
    catalogue = Catalogue(found.index, Taxonomy(), found.version, found.day)
    give_back_memory()
    return catalogue


def give_back_memory():
    """Loading takes a quarter more than what is loaded; glibc would keep that for good, other libraries cannot say."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def newest_that_can_follow(today: dt.date) -> snapshot.Snapshot | None:
    """The newest file, if the log still tells what changed since, and that is less work than building another."""
    found = snapshot.newest()
    if found is None or found.day > today:
        return None
    noted = changes.since(found.version)
    return None if noted is None or noted.everything or len(noted.tools) > MOST_FOLLOWED else found


@receiver(overhauled)
def keep_in_a_file(version, **_signal):
    """After an import or another edit of everything, the file is there when the edit is: no worker has to build."""
    if is_large():
        catalogue = build(timezone.localdate())
        with suppress(OSError):  # a full disk is no reason to refuse the edit; the next worker to start says so
            snapshot.publish(catalogue.index, version=version, day=catalogue.day)


def build(today: dt.date) -> Catalogue:
    """Everything from the database, as of the version read first; what is noted meanwhile is followed later."""
    version = changes.version()
    taxonomy = Taxonomy()
    index = Index(taxonomy.facets, taxonomy.labels())
    index.fill(all_entries(today))
    return Catalogue(index, taxonomy, version, today)
