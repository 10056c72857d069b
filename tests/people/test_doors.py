"""Where the desk stands, and from where it is reached."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.core.checks import Error
from django.test import Client

from config.env import env_address_path, env_networks
from config.people.checks import desk_hides_no_page
from tests.factories import make_person

pytestmark = pytest.mark.django_db
DIFFERS = {"Content-Length", "ETag"}  # with the address, which a page may show

ASK = """
import django
django.setup()
from django.test import Client
from django.urls import reverse
client = Client(SERVER_NAME="127.0.0.1")
asked = ["/quiet/desk/login/", "/quiet/desk", "/admin/login/", "/admin/", "/admin"]
print(reverse("admin:index"), *(client.get(address).status_code for address in asked))
assert b"desk" not in client.get("/robots.txt").content
"""


@pytest.fixture
def closed(settings, monkeypatch):
    """A desk for 203.0.113.0/24 and one address of version 6."""
    monkeypatch.setenv("WAYFINDER_ADMIN_ADDRESSES", "203.0.113.0/24, 2001:db8::7")
    settings.DESK_NETWORKS = env_networks("WAYFINDER_ADMIN_ADDRESSES")
    return settings


def seen(response):
    headers = {name: value for name, value in response.headers.items() if name not in DIFFERS}
    return response.status_code, headers, response.content.replace(b"/no-such", b"/admin")


def test_the_desk_stands_where_a_setting_says(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"WAYFINDER_ADMIN_PATH": "quiet/desk", "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.stdout.split() == ["/quiet/desk/", "200", "301", "404", "404", "404"], told.stderr


@pytest.mark.parametrize("address", ["198.51.100.1", "2001:db8::8", "", "nonsense", "::ffff:198.51.100.1"])
@pytest.mark.parametrize("path", ["/", "/login/", "", "/catalog/tool/", "/second-factor/", "/jsi18n/"])
def test_to_strangers_a_closed_desk_is_any_unknown_address(closed, address, path):
    client = Client(REMOTE_ADDR=address)
    client.force_login(make_person("ada", "Administrator"))
    for ask in (client.get, client.head, client.post, client.delete):
        assert seen(ask(f"/admin{path}")) == seen(ask(f"/no-such{path}"))
    assert client.get(f"/admin{path}").status_code == 404


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::7", "::ffff:203.0.113.9"])
def test_from_a_listed_address_it_opens(closed, address):
    client = Client(REMOTE_ADDR=address)
    assert client.get("/admin/login/").status_code == 200
    client.force_login(make_person("ada", "Editor"))
    assert client.get("/admin/catalog/tool/").status_code == 200
    assert client.get("/tools/").status_code == 200


def test_a_header_of_the_senders_own_opens_nothing(closed):
    forged = {"x-forwarded-for": "203.0.113.9"}
    assert Client(REMOTE_ADDR="198.51.100.1").get("/admin/login/", headers=forged).status_code == 404
    closed.PROXIES = 1
    client = Client(REMOTE_ADDR="10.0.0.1")
    assert client.get("/admin/login/", headers=forged).status_code == 200
    passed_on = {"x-forwarded-for": "203.0.113.9, 198.51.100.1"}
    assert client.get("/admin/login/", headers=passed_on).status_code == 404


@pytest.mark.parametrize("path", ["/tools/", "/api/", "/api/v1/", "/advisor/", "/guides/some-guide/", "/preview/"])
def test_a_desk_that_would_hide_a_page_is_refused_at_the_start(settings, path):
    settings.DESK_PATH = path
    assert [type(problem) for problem in desk_hides_no_page(None)] == [Error]


@pytest.mark.parametrize("path", ["/admin/", "/quiet/desk/", "/toolsmith/"])
def test_any_other_place_is_fine(settings, path):
    settings.DESK_PATH = path
    assert desk_hides_no_page(None) == []


@pytest.mark.parametrize("value", ["", "/", "../x", "a//b", "A/", "a b", "a?b", "<b>", "é/", "-a", "a/."])
def test_a_path_that_cannot_be_meant_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("DESK", value)
    with pytest.raises(Exception, match="DESK must look like admin/"):
        env_address_path("DESK", "admin/")


@pytest.mark.parametrize("value", ["10.0.0.1/8", "everywhere", "10.0.0.0/33", "2001:db8::/129", "10.0.0.*"])
def test_networks_that_cannot_be_meant_stop_the_start(monkeypatch, value):
    monkeypatch.setenv("DESK", value)
    with pytest.raises(Exception, match="DESK must list addresses or networks"):
        env_networks("DESK")
