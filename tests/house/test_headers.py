"""What every answer carries, seen on the home page; test_no_third_party.py looks at all other pages."""

import pytest

pytestmark = pytest.mark.django_db


def directives(response):
    return {
        name: sources.split()
        for name, _, sources in (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    }


@pytest.mark.parametrize("address", ["/", "/admin/login/", "/no/such/page/"])
def test_the_content_policy_allows_this_site_alone(client, address):
    policy = directives(client.get(address))
    assert policy["default-src"] == ["'none'"]
    for name in ("base-uri", "object-src", "frame-ancestors"):
        assert policy[name] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} == {"'none'", "'self'"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_safety_headers_are_set(client, name, value):
    assert client.get("/")[name] == value


def test_features_nobody_needs_are_off(client):
    assert "geolocation=()" in client.get("/")["Permissions-Policy"]


def test_a_reader_gets_no_cookie_and_the_same_page_as_everyone(client):
    response = client.get("/")
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


def test_a_signed_in_editor_sees_the_readers_page(admin_client, client):
    assert admin_client.get("/").content == client.get("/").content


def test_pages_are_compressed(client):
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_unchanged_page_is_not_sent_again(client, encoding):
    first = client.get("/", headers={"accept-encoding": encoding})
    second = client.get("/", headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})
    assert second.status_code == 304
    assert second.content == b""


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_are_answered_by_any_name(client, address):
    assert client.get(address, headers={"host": "10.0.0.7"}).status_code == 200


def test_other_pages_answer_to_the_sites_name_only(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
