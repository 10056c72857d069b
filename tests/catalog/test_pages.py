import re

import pytest
from django.http import Http404

from catalog.pages import last_page, page_links, page_number
from catalog.templatetags.kept import section


def test_page_numbers():
    assert [page_number(text) for text in (None, "1", "999999")] == [1, 1, 999999]


@pytest.mark.parametrize("text", ["", "0", "01", "-1", "1_0", "1.0", " 1", "1\n", "١", "1000000", "x"])
def test_what_is_no_page(text):
    with pytest.raises(Http404):
        page_number(text)


def test_links_between_pages_leave_gaps():
    numbers = [number for number, _ in page_links(6, 20, str)]
    assert numbers == [1, None, 4, 5, 6, 7, 8, None, 20]
    assert [number for number, _ in page_links(1, 1, str)] == [1]


def test_an_empty_list_has_one_page():
    assert [last_page(total, 24) for total in (0, 24, 25)] == [1, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/", {}),
        ("/guides/", {"Guides": "page"}),
        ("/guides/nothing/", {"Guides": "true"}),
        ("/nothing/guides/", {}),
        ("/tools/", {"Tools": "page"}),
        ("/tools/nothing/", {"Tools": "true"}),
    ],
)
def test_the_navigation_marks_where_one_is(client, address, marked):
    header = client.get(address).content.decode().partition("</header>")[0]
    assert {label: state for state, label in re.findall(r'aria-current="(\w+)">(\w+)<', header)} == marked


def test_addresses_of_a_section_share_one_header():
    addresses = ["/", "/tools/", "/tools/a/", "/tools/b/c/", "/tools", ""]
    assert [section(address) for address in addresses] == ["/", "/tools/", "/tools/*", "/tools/*", "/tools", "/"]
