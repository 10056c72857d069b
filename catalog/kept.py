"""Whole pages, kept as they were rendered until an edit or another day.

For pages that their address, the catalogue and the day decide alone. Every table of the catalogue notes its edits
(``catalog/models/logged.py``), so a page is as good as new for as long as the catalogue's version stands. Each worker
keeps its own, bounded by bytes and shared by its threads.
"""

from collections import OrderedDict
from functools import wraps
from threading import Lock

from django.http import HttpResponse

from catalog import live

MOST_BYTES = 8_000_000
LONGEST_ADDRESS = 500  # an address that is longer is not likely to be asked for again


class KeptPages:
    """Pages by address, all of one state of the catalogue; the least lately asked for goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES):
        self.most_bytes = most_bytes
        self._state = None
        self._pages: OrderedDict[str, tuple[bytes, dict[str, str]]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __len__(self):
        return len(self._pages)

    def get(self, state, address: str) -> HttpResponse | None:
        with self._lock:
            if state != self._state or address not in self._pages:
                return None
            self._pages.move_to_end(address)
            content, headers = self._pages[address]
        return HttpResponse(content, headers=headers)

    def put(self, state, address: str, response: HttpResponse):
        with self._lock:
            if state != self._state:
                self._forget(state)
            if address not in self._pages:
                self._pages[address] = response.content, dict(response.headers)
                self._bytes += len(response.content)
            while self._bytes > self.most_bytes:
                _, (content, _) = self._pages.popitem(last=False)
                self._bytes -= len(content)

    def forget(self):
        with self._lock:
            self._forget(None)

    def _forget(self, state):
        self._state = state
        self._pages.clear()
        self._bytes = 0


pages = KeptPages()


def kept_until_an_edit(view):
    """For a view of the kind above. A page that sets a cookie or is no plain success is never kept."""

    @wraps(view)
    def kept(request, *args, **kwargs):
        # Asked for first: what an edit changes while the page is made is at worst kept under the version before it.
        catalogue, address = live.current(), request.get_full_path()
        state = catalogue.version, catalogue.day
        if (found := pages.get(state, address)) is not None:
            return found
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.cookies or len(address) > LONGEST_ADDRESS:
            return response
        if not getattr(response, "is_rendered", True):
            response.render()
        pages.put(state, address, response)
        return response

    return kept
