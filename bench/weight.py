"""What a visitor's browser receives: the bytes of the list pages, and of everything that the first of them needs."""

import gzip
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from bench.catalogues import Catalogue, say
from bench.processes import GZIP, site
from bench.shapes import Request

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
    """Bytes: of the plain list, of the heaviest page there is among the requests, and of a whole first visit."""
    say(f"Weighing pages at {catalogue.size} …")
    with site(catalogue) as server:
        pages = {}
        for request in requests:
            body = server.get(f"/tools/?{request.query}")[1]
            pages[request] = len(_plain(body)), len(body)
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


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(GZIP) else body
