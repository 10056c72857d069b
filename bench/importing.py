"""An import at scale, with readers on the site meanwhile."""

import tempfile
import threading
import time
from http.client import HTTPException
from itertools import cycle, islice
from pathlib import Path

from bench.catalogues import DRAWN_FROM, Catalogue, say
from bench.clock import percentile
from bench.processes import Server, site
from bench.shapes import Request

PAUSE = 0.05  # seconds between two requests of the reader


class Reader(threading.Thread):
    """Asks for one page after the other until it is told to stop."""

    def __init__(self, server: Server, requests: list[Request]):
        super().__init__(daemon=True)
        self.server, self.queries = server, cycle([request.query for request in requests])
        self.walls, self.failures = [], 0
        self.done = threading.Event()

    def run(self):
        for query in self.queries:
            started = time.perf_counter()
            try:
                failed = self.server.get(f"/tools/?{query}")[0].status != 200
            except (OSError, HTTPException):
                failed = True
                self.server.connection.close()  # the next request opens another
            self.walls.append((time.perf_counter() - started) * 1000)
            self.failures += failed
            if self.done.wait(PAUSE):
                return


def import_with_readers(catalogue: Catalogue, requests: list[Request]) -> dict:
    """The whole file into a site that has its first thousand tools already, and is read all the while."""
    say(f"Importing {catalogue.size} tools, with readers …")
    catalogue.make_empty()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as some:
        with catalogue.file.open() as lines:
            some.writelines(islice(lines, DRAWN_FROM))
        some.flush()
        catalogue.import_file(Path(some.name))
    catalogue.collect_static_files()
    with site(catalogue) as server:
        quiet = Reader(server, requests)
        _read(quiet, lambda: time.sleep(5))
        reader = Reader(server, requests)
        taken = _read(reader, catalogue.import_file)
        started = time.perf_counter()
        server.ask("")
        after = time.perf_counter() - started
    catalogue.mark_as_made()
    return {
        "tools": catalogue.number,
        "seconds": taken.seconds,
        "peak_mb": taken.peak_mb,
        "reads": len(reader.walls),
        "failures": reader.failures,
        "quiet_p95_ms": percentile(quiet.walls, 0.95),
        "reader_p95_ms": percentile(reader.walls, 0.95),
        "reader_worst_ms": max(reader.walls),
        "first_after_ms": after * 1000,
    }


def _read(reader, meanwhile):
    reader.start()
    result = meanwhile()
    reader.done.set()
    reader.join()
    return result
