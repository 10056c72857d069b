"""Datasette over the same catalogue: one table, a column of JSON arrays for each facet, and full-text search.

It gives less than the site does: JSON instead of a page, no OR inside a facet, no counts that ignore a facet's own
selection, no correction of spelling. Its limits of time are raised, since it would else leave facets out.
"""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from bench.clock import Taken
from bench.processes import Server, free_port
from bench.shapes import PAGE_SIZE

LIMIT_MS = 120_000
FIELDS = ("slug", "name", "maker", "entry_type", "tagline", "summary", "released")
SEARCHED = "name, maker, tagline, summary"
SHAPES = ("none", "sel3", "text")  # each answer takes seconds at 50,000 tools
VARIANTS = 3


def facets_of(documents) -> list[str]:
    return sorted({facet for document in documents for facet in document["terms"]})


def make_database(file: Path, documents: list[dict]):
    facets = facets_of(documents)
    columns = [*FIELDS, *(f'"{facet}"' for facet in facets)]
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"CREATE TABLE tools (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        places = ", ".join("?" * len(columns))
        database.executemany(
            f"INSERT INTO tools ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 — names of our own
            (
                [document[field] for field in FIELDS]
                + [json.dumps(document["terms"].get(facet, [])) for facet in facets]
                for document in documents
            ),
        )
        database.execute(f"CREATE VIRTUAL TABLE tools_fts USING fts5 ({SEARCHED}, content=tools, content_rowid=id)")
        database.execute("INSERT INTO tools_fts (tools_fts) VALUES ('rebuild')")


def serve(python: Path, file: Path) -> Server:
    port = free_port()
    command = [str(python), "-m", "datasette", "serve", str(file), "--host", "127.0.0.1", "--port", str(port)]
    for name in ("sql_time_limit_ms", "facet_time_limit_ms"):
        command += ["--setting", name, str(LIMIT_MS)]
    command += ["--setting", "suggest_facets", "off", "--setting", "default_cache_ttl", "0"]
    return Server(command, dict(os.environ), path=f"/{file.stem}/tools.json", port=port, silent=True)


class Peer:
    """Asks Datasette what the site is asked."""

    def __init__(self, server: Server, facets: list[str]):
        self.server, self.facets = server, facets

    def address(self, request) -> str:
        pairs = [("_size", PAGE_SIZE), ("_facet_size", "max"), *(("_facet_array", facet) for facet in self.facets)]
        for name, value in request.pairs:
            if name == "q":
                pairs.append(("_search", value))
            elif name in self.facets:
                pairs.append((f"{name}__arraycontains", value))
        return f"{self.server.path}?{urlencode(pairs)}"

    def ask(self, request) -> Taken:
        return self.server.time(self.address(request))
