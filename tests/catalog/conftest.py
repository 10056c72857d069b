import pytest

from catalog import changes


@pytest.fixture
def known_version(db):
    """A version that the log knows, even after a test that emptied the database."""
    with changes.recorded() as change:
        change.everything()
