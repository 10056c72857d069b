import pytest
from django.test import Client

from tests.factories import make_person


@pytest.fixture
def as_role(db):
    """A client signed in with a role: “Viewer”, “Editor” …; “nobody” is anonymous, “stranger” has no role."""

    def sign_in(role):
        client = Client()
        if role != "nobody":
            client.force_login(make_person(f"a-{role.lower()}", "" if role == "stranger" else role))
        return client

    return sign_in
