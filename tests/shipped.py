"""The shipped content in the tests' database: read from its files once in a process, copied from then on."""

import sqlite3
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction


def load():
    call_command("load_content", verbosity=0)


class Pages:
    """Copies of all pages of an SQLite database: as it was made, and as it is with the content in it."""

    def __init__(self):
        self.bare = self._copy()
        self.full = None

    @contextmanager
    def in_place(self):
        """The content for as long as this lasts; the database is bare before and after."""
        self.fill()
        yield
        self.empty()

    def fill(self):
        """In a transaction, where no page can be replaced, the content is loaded."""
        if connection.in_atomic_block:
            load()
        elif self.full:
            self._put_back(self.full)
        else:
            load()
            self.full = self._copy()

    def empty(self):
        self._put_back(self.bare)

    def _copy(self):
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.ensure_connection()
        connection.connection.backup(copy)
        return copy

    def _put_back(self, copy):
        connection.ensure_connection()
        copy.backup(connection.connection, sleep=0.01)  # seconds, if another connection is still reading


class Rows:
    """The rows of a PostgreSQL database's tables that the content fills, as COPY tells them."""

    def __init__(self):
        self.tables = {}

    @contextmanager
    def in_place(self):
        """The content within a transaction that is undone."""
        with transaction.atomic():
            self.fill()
            yield
            transaction.set_rollback(True)

    @transaction.atomic
    def fill(self):
        if self.tables:
            self._put_back()
        else:
            before = self._told()
            load()
            self.tables = {table: rows for table, rows in self._told().items() if rows != before[table]}

    def _told(self):
        with connection.cursor() as cursor:
            told = {}
            for table in map(connection.ops.quote_name, connection.introspection.django_table_names()):
                with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                    told[table] = b"".join(rows)
            return told

    def _put_back(self):
        with connection.cursor() as cursor:
            for table, rows in self.tables.items():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 — a table of ours
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            for restart in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(restart)
            cursor.execute(f"ANALYZE {', '.join(self.tables)}")
