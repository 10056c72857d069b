import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import settings

# A slow machine is no reason to fail, and the same commit tests the same examples everywhere.
settings.register_profile("wayfinder", deadline=None, derandomize=True)
settings.load_profile("wayfinder")


@pytest.fixture(scope="session")
def loaded_copy():
    """Holds a copy of the SQLite database as it is right after loading, once a test has loaded it."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    yield copy
    copy.close()


@pytest.fixture
def content(db, request):
    """The shipped content, all of it, in the test's database."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        call_command("load_content", verbosity=0)
        return
    # A test with a live server commits what it loads; copying pages back takes a tenth of loading them again.
    copy = request.getfixturevalue("loaded_copy")
    if copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.ensure_connection()
        copy.backup(connection.connection)
    else:
        call_command("load_content", verbosity=0)
        connection.connection.backup(copy)
