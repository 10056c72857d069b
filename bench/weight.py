"""What a visitor's browser receives: the bytes of the list pages, and of everything that the first of them needs."""

import gzip
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from urllib.parse import urldefrag, urlencode, urljoin

from bench.catalogues import Catalogue, say
from bench.processes import GZIP, site
from bench.shapes import Request

MANY = 20  # conditions: more than anybody ticks who reads the list afterwards
LOADED_LINKS = {"stylesheet", "icon", "preload"}


class Loaded(HTMLParser):
    """The addresses that a browser loads by itself with a page."""

    def __init__(self, page: str, address: str):
        super().__init__()
        self.address = address
        self.found = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link" and LOADED_LINKS.isdisjoint((given.get("rel") or "").split()):
            return
        for name in ("src", "href") if tag in {"link", "script", "img", "use"} else ():
            if given.get(name):
                self.found[urldefrag(urljoin(self.address, given[name])).url] = None


def weigh(catalogue: Catalogue, requests: list[Request]) -> dict:
    """Bytes: of the plain list, of the heaviest page there is, and of a whole first visit.

    The heaviest is looked for among the requests and pages with very many conditions.
    """
    say(f"Weighing pages at {catalogue.size} …")
    with site(catalogue) as server:
        pages = {}
        facets = json.loads(_plain(server.get("/api/v1/facets/")[1]))["facets"]
        for query in (*(request.query for request in requests), *very_many(facets)):
            body = server.get(f"/tools/?{query}")[1]
            pages[query] = len(_plain(body)), len(body)
        page = server.get("/tools/")[1]
        files = Loaded(_plain(page).decode(), "/tools/").found
        parts = {address: len(server.get(address)[1]) for address in files}
    heaviest = max(pages.values(), key=lambda sizes: sizes[1])
    return {
        "raw": len(_plain(page)),
        "compressed": len(page),
        "heaviest_raw": max(raw for raw, _ in pages.values()),
        "heaviest_compressed": heaviest[1],
        "first_visit": len(page) + sum(parts.values()),
        "files": len(files),
    }


def very_many(facets: list[dict]) -> Iterator[str]:
    """Twenty values of the largest facet, then twenty of each of the four largest."""
    largest = sorted(facets, key=lambda facet: -len(facet["terms"]))[:4]
    chosen = [[(facet["slug"], term["slug"]) for term in facet["terms"][:MANY]] for facet in largest]
    yield urlencode(chosen[0])
    yield urlencode(list(chain.from_iterable(chosen)))


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(GZIP) else body
