"""All that must be true before the server starts, in one process; quick when it already is."""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from catalog import live
from catalog.changes import recorded
from catalog.models import Tool

FINGERPRINT_FILE = "collected.sha256"


class Command(BaseCommand):
    help = "Migrates (after a backup), loads the content of an empty catalogue, collects static files."
    requires_system_checks = []  # the server's start checks nothing that the tests have not

    def add_arguments(self, parser):
        parser.add_argument("--listen", metavar="HOST:PORT", help="fail when this address is taken")

    def handle(self, *, listen=None, **options):
        if listen:
            refuse_taken_address(listen)
        with open(settings.VAR / "prepare.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second waits, then finds nothing to do
            self.migrate()
            if connection.vendor == "sqlite":
                keep_a_write_ahead_log()
            if not Tool.objects.exists():
                self.say("Loading the initial content …")
                call_command("load_content", verbosity=0)
            if live.is_large() and live.newest_that_can_follow(timezone.localdate()) is None:
                self.say("Building the index …")
                call_command("build_index", stdout=self.stderr)
            if not settings.DEBUG:  # with it, static files are served from where they lie
                self.collect_static_files()

    def say(self, text):
        self.stderr.write(text, self.style.SUCCESS)

    def migrate(self):
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            # Roles and permissions are kept by code, which may have changed where no table did.
            emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
            return
        if executor.loader.applied_migrations:
            self.say(f"Backed up the database to {back_up()}")
        self.say("Migrating the database …")
        call_command("migrate", interactive=False, verbosity=0)
        with recorded() as change:
            change.everything()  # a migration may have changed rows without noting it

    def collect_static_files(self):
        recorded = Path(settings.STATIC_ROOT) / FINGERPRINT_FILE
        fingerprint = static_fingerprint()
        if recorded.exists() and recorded.read_text() == fingerprint:
            return
        self.say("Collecting static files …")
        recorded.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        recorded.write_text(fingerprint)


def refuse_taken_address(listen):
    """Two servers of one user could share a port without noticing, and visitors would meet either."""
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise CommandError(
                f"{listen} cannot be used ({error.strerror}). Stop what listens there, or choose: --port N"
            ) from error


def keep_a_write_ahead_log():
    """Readers and a writer then do not wait for each other. The database file remembers it."""
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode=WAL")
    Path(settings.DATABASES["default"]["NAME"]).chmod(0o600)


def back_up():
    """A consistent copy of the database from before a migration, readable by its owner alone."""
    folder = settings.VAR / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = f"before-migration-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    if connection.vendor == "sqlite":
        target = folder / f"{stem}.sqlite3"
        target.touch(mode=0o600)
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise CommandError("The copy made before migrating is damaged; nothing was migrated.")
        return target
    target = folder / f"{stem}.dump"
    pg_dump = shutil.which("pg_dump")
    if pg_dump is None:
        raise CommandError(
            "pg_dump is missing, so the database cannot be backed up before it is migrated. Install the "
            "PostgreSQL client, or make your own backup and run: script/manage migrate"
        )
    arguments, environment = connection.client_class.settings_to_cmd_args_env(connection.settings_dict, [])
    target.touch(mode=0o600)
    result = subprocess.run(
        [pg_dump, "--format=custom", f"--file={target}", *arguments[1:]],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        target.unlink()
        raise CommandError(f"The backup before migrating failed; nothing was migrated. {result.stderr.strip()}")
    return target


def static_fingerprint():
    """Changes when any static file does: its name, size or time."""
    files = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            files.append([path, facts.st_size, facts.st_mtime_ns])
    return hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()
