from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.reporting import report_address

PAGE = "https://wayfinder.example/tools/painter/"


def reported(contact, name="Painter"):
    return report_address(contact, name=name, url=PAGE)


@pytest.mark.parametrize("contact", ["desk@wayfinder.example", "mailto:desk@wayfinder.example"])
def test_a_mail_names_the_page(contact):
    parts = urlsplit(reported(contact))
    told = parse_qs(parts.query)
    assert (parts.scheme, parts.path) == ("mailto", "desk@wayfinder.example")
    assert told["subject"] == ["Wayfinder: an error about Painter"]
    assert f"Page: {PAGE}\r\n" in told["body"][0]


def test_a_name_adds_nothing_to_a_mail():
    told = parse_qs(urlsplit(reported("desk@wayfinder.example", name="A&bcc=x@y.example\r\nCc: z")).query)
    assert told.keys() == {"subject", "body"}


def test_a_contact_adds_nothing_to_a_mail():
    address = reported("desk@wayfinder.example?bcc=x")
    assert urlsplit(address).path == "desk@wayfinder.example%3Fbcc%3Dx"


def test_a_web_address_is_followed_as_it_is():
    assert reported("https://wayfinder.example/desk") == "https://wayfinder.example/desk"


@pytest.mark.parametrize("contact", ["", "The desk", "javascript:alert(1)", "a@b@c", "Desk a@b.example"])
def test_what_cannot_be_followed_is_no_link(contact):
    assert reported(contact) == ""
