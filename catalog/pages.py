"""Page numbers in addresses, and the links between pages."""

import re

from django.http import Http404

_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


def page_number(given) -> int:
    """The number of a page in an address; anything else but a plain number is a page that is not there."""
    if given is None:
        return 1
    if not _PAGE.fullmatch(given):
        raise Http404("There is no such page.")
    return int(given)


def last_page(total: int, size: int) -> int:
    return max(1, -(-total // size))


def page_links(page: int, last: int, url_of) -> list[tuple[int | None, str]]:
    """Numbers near the present page, the first and the last; None stands for a gap."""
    near = {1, last, *range(page - 2, page + 3)}
    links, before = [], 0
    for number in sorted(number for number in near if 1 <= number <= last):
        if number - before > 1:
            links.append((None, ""))
        links.append((number, url_of(number)))
        before = number
    return links
