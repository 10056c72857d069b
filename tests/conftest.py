import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from hypothesis import settings

# A slow machine is no reason to fail, and the same commit tests the same examples everywhere.
settings.register_profile("wayfinder", deadline=None, derandomize=True)
settings.load_profile("wayfinder")


@pytest.fixture(autouse=True, scope="session")
def what_factories_make_is_no_news():
    """Rows that a test writes by hand get no events, which would take the time of reading each entry twice."""
    from catalog.history.edits import watches_commands

    watches_commands.set(False)


@pytest.fixture(autouse=True)
def no_kept_pages():
    """Settings and what tests replace are no edits, and pages are kept until one."""
    from catalog import kept  # only once Django is set up

    kept.pages.forget()


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


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """A client of a site with the shipped content, loaded once for all tests of a module; they only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        yield Client()
        transaction.set_rollback(True)


def pytest_collection_modifyitems(items):
    # Only databases that a marked test asks for are set up, and a module's fixture is no mark.
    for item in items:
        if "shipped" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)
