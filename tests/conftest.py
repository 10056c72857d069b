import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from hypothesis import settings

from tests.shipped import Pages, Rows

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
def django_db_setup(django_db_setup, django_db_blocker):
    """The tests' database; gives what puts the shipped content into it."""
    with django_db_blocker.unblock():
        copies = Pages() if connection.vendor == "sqlite" else Rows()
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(copies, Pages):
            # After a test that commits, Django empties each table and makes all permissions anew: thirty times as long.
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: copies.empty())
        yield copies


@pytest.fixture
def content(db, django_db_setup):
    """The shipped content, all of it, in the test's database."""
    django_db_setup.fill()


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """A client of a site with the shipped content, the same for all tests of a module; they only read."""
    with django_db_blocker.unblock(), django_db_setup.in_place():
        yield Client()


@pytest.fixture(scope="module")
def for_the_module(django_db_setup, django_db_blocker):
    """What a module's own fixtures make from here on is there for all of its tests, and undone after them.

    A test changes it as it likes: that is undone with the test.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


# What gives a test a database, or processes that have one.
DATABASES = {"db", "transactional_db", "nursery"}


def pytest_collection_modifyitems(items):
    for item in items:
        # Only databases that a marked test asks for are set up, and a module's fixture is no mark.
        if {"shipped", "for_the_module"} & {*item.fixturenames}:
            item.add_marker(pytest.mark.django_db)
        is_case = issubclass(item.cls or object, TransactionTestCase)
        if is_case or item.get_closest_marker("django_db") or DATABASES & {*item.fixturenames}:
            item.add_marker(pytest.mark.database)
