"""What every answer carries, seen on the home page; test_no_third_party.py looks at all other pages."""

import gzip

import pytest
from django.test import Client

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
    assert gzip.decompress(response.content) == client.get("/").content
    assert int(response["Content-Length"]) == len(response.content)


def test_a_compressed_length_tells_nothing(client):
    """With a secret and a guess in one page, its length would."""
    lengths = {len(client.get("/about/", headers={"accept-encoding": "gzip"}).content) for _ in range(20)}
    assert len(lengths) > 5


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "deflate, gzip; q=0.0", "xgzipx"])
def test_who_takes_no_gzip_gets_none(client, accepted):
    response = client.get("/", headers={"accept-encoding": accepted})
    assert not response.has_header("Content-Encoding")
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize("accepted", ["GZIP", "br;q=1.0, gzip;q=0.8", "deflate, gzip;q=0.001, *;q=0"])
def test_who_takes_gzip_gets_it(client, accepted):
    assert client.get("/", headers={"accept-encoding": accepted})["Content-Encoding"] == "gzip"


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


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
def test_what_is_only_for_reading_says_so(db, method):
    client = Client(enforce_csrf_checks=True)
    page = client.generic(method, "/tools/")
    assert (page.status_code, page["Allow"]) == (405, "GET, HEAD")
    assert "only for reading" in page.content.decode()
    data = client.generic(method, "/api/v1/tools/")
    assert (data.status_code, data["Content-Type"]) == (405, "application/problem+json")


def test_a_form_that_cannot_be_trusted_gets_the_sites_own_page(db):
    page = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert page.status_code == 403
    assert "Wayfinder" in page.content.decode()
    assert "<style" not in page.content.decode()


def test_an_unchanged_page_varies_as_the_whole_one_does(client, db):
    first = client.get("/about/", headers={"accept-encoding": "gzip"})
    second = client.get("/about/", headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
    assert second.status_code == 304
    assert "Accept-Encoding" in second["Vary"]
    assert second["ETag"] == first["ETag"]
