import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """A client of a site with the shipped content, loaded once for all tests of a module; they only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        yield Client()
        transaction.set_rollback(True)
