"""The same catalogue in SQLite and in PostgreSQL: the same totals, counts and order."""

from bench.catalogues import Catalogue, say
from bench.comparing import refuse_if_different
from bench.processes import inside
from bench.shapes import Request


def compare_databases(catalogue: Catalogue, requests: list[Request], postgresql: str) -> dict:
    """``postgresql`` is the address of an empty database. Returns what was compared; raises where it differs."""
    say(f"Importing {catalogue.size} tools into PostgreSQL …")
    other = Catalogue(catalogue.file.parent, catalogue.size)
    other.var = catalogue.var.with_name(f"{catalogue.size}-postgresql")
    other.var.mkdir(mode=0o700, exist_ok=True)
    other.database = postgresql
    other.manage("migrate", "--verbosity=0")
    taken = other.import_file()
    with inside(catalogue) as sqlite, inside(other) as postgres:
        for request in requests:
            answers = [worker.ask("answer", query=request.query) for worker in (sqlite, postgres)]
            refuse_if_different("ours on PostgreSQL", request, *answers)
    return {"requests": len(requests), "size": catalogue.size, "import_seconds": taken.seconds}
