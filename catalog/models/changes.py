"""What every process must know of an edit: that there was one, and what it touched."""

import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction
from django.db.models import Max, Q
from django.dispatch import Signal

LONGEST_STEP = 2**30
MOST_KEYS = 300  # an edit of more than these is noted as one of everything
KEPT_ROWS = 20_000
PRUNED_EVERY = 1_000  # rows

# Sent with the new ``version``, before the transaction of an edit ends that touched more than can be named.
overhauled = Signal()

# Sent by a table with the edit's ``recorder`` and ``rows``, before they are written: instances, or a queryset of those
# that are stored. ``is_new`` are instances that have just been; ``is_going`` ones that will be deleted.
touching = Signal()
# Sent with the ``recorder``, before the transaction of an edit ends that is not undone.
closing = Signal()


class CatalogueVersion(models.Model):
    """One row: the version of everything that the index is made of, and whose file holds it.

    The version grows by a random step with every edit. So one that was undone, or seen in a transaction that never
    ended well, or reached before a backup was put back, is not met again with other content.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField()
    snapshot = models.CharField(max_length=80, blank=True, help_text="Names the file of a large catalogue’s index.")
    snapshot_version = models.BigIntegerField(default=0, help_text="The version that this file holds exactly.")
    next_due = models.BigIntegerField(
        null=True, help_text="When something is to be published by itself, in seconds since 1970; null for nothing."
    )

    class Meta:
        constraints = [models.CheckConstraint(name="one_catalogue_version", condition=Q(id=1))]

    def __str__(self):
        return str(self.version)


class Change(models.Model):
    """Something that an edit touched. Each version known to the log has a row at least."""

    class Kind(models.TextChoices):
        TOOL = "tool"
        MAKER = "maker"
        TAXONOMY = "taxonomy"
        LIBRARY = "library"
        EVERYTHING = "everything"

    version = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.BigIntegerField(default=0, help_text="The tool’s or the maker’s; 0 for the other kinds.")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.kind} {self.key} at {self.version}"


class Recorder:
    """Collects what one edit touches; for ``catalog.history`` also by whom, and how it was before."""

    def __init__(self):
        self.noted: set[tuple[str, int]] = set()
        self.author = None
        self.kept = {}

    def tool(self, pk: int):
        self.noted.add((Change.Kind.TOOL, pk))

    def maker(self, pk: int):
        self.noted.add((Change.Kind.MAKER, pk))

    def taxonomy(self):
        self.noted.add((Change.Kind.TAXONOMY, 0))

    def library(self):
        self.noted.add((Change.Kind.LIBRARY, 0))

    def everything(self):
        self.noted.add((Change.Kind.EVERYTHING, 0))

    def rows(self, version: int) -> list[Change]:
        everything = (Change.Kind.EVERYTHING, 0)
        noted = [everything] if everything in self.noted or len(self.noted) > MOST_KEYS else sorted(self.noted)
        return [Change(version=version, kind=kind, key=key) for kind, key in noted]


_open: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def open_recorder() -> Recorder | None:
    """The recorder of the edit that is going on, if there is one."""
    return _open.get()


@contextmanager
def recorded():
    """One transaction and one edit of the catalogue: what is noted on its recorder gets a version when it ends.

    It first takes the lock that all editing takes, so that versions follow each other as their transactions do, and
    nobody holds a row that another needs. One inside another joins it. Nothing noted, or undone: no new version.
    """
    if outer := _open.get():
        yield outer
        return
    with transaction.atomic():
        version = _locked_version()
        recorder = Recorder()
        token = _open.set(recorder)
        try:
            yield recorder
        finally:
            _open.reset(token)
        if transaction.get_rollback():
            return
        closing.send(Recorder, recorder=recorder)
        if recorder.noted:
            rows = recorder.rows(next_version(version))
            _write(rows)
            if rows[0].kind == Change.Kind.EVERYTHING:
                overhauled.send(Recorder, version=rows[0].version)


def next_version(version: int) -> int:
    return version + 1 + secrets.randbelow(LONGEST_STEP)


def _locked_version():
    """The version, held until the transaction ends. SQLite's transactions hold the whole database anyway."""
    held = CatalogueVersion.objects.select_for_update().values_list("version", flat=True)
    version = held.filter(pk=1).first()
    if version is None:  # somebody emptied the database; of two who both see that, one waits here
        newest = Change.objects.aggregate(version=Max("version"))["version"] or 0
        CatalogueVersion.objects.bulk_create([CatalogueVersion(version=next_version(newest))], ignore_conflicts=True)
        version = held.get(pk=1)
    return version


def _write(rows):
    CatalogueVersion.objects.filter(pk=1).update(version=rows[0].version)
    newest = Change.objects.bulk_create(rows)[-1].pk
    if newest % PRUNED_EVERY < len(rows):
        _prune(newest)


def _prune(newest):
    """Drop the oldest rows, but never some of a version's: what is known of a version is known whole."""
    old = Change.objects.filter(pk__lte=newest - KEPT_ROWS).order_by("-pk").first()
    if old:
        Change.objects.filter(version__lt=old.version).delete()
