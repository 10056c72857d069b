"""Many at once: what one process counts, all count."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from config.people.models import Try
from config.people.throttle import begin_try


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_never_too_many_go_on():
    def attempt(number):
        try:
            return begin_try(Try.Kind.LOGIN, name="ada", address=f"192.0.2.{number}")[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        waits = list(threads.map(attempt, range(24)))
    assert 1 <= waits.count(0) <= 10
    assert Try.objects.count() == waits.count(0)
