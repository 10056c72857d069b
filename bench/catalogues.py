"""Catalogues of each size, and the databases made of them, kept between runs."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = 7
DRAWN_FROM = 1000  # tools, that all requests are drawn from
# What decides what an import writes; when any of it changes, kept databases are made anew.
IMPORTER = ("catalog/exchange", "catalog/migrations", "catalog/models", "catalog/index", "catalog/management")
IMPORTER_FILES = ("catalog/indexing.py", "catalog/snapshot.py", "catalog/changes.py", "bench/make_catalogue.py")


def say(text: str, *, began: float = time.monotonic()):
    """Progress, aside from the result, with the minutes since the start."""
    seconds = int(time.monotonic() - began)
    print(f"{seconds // 60}:{seconds % 60:02} {text}", file=sys.stderr, flush=True)  # noqa: T201


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import took."""

    seconds: float
    peak_mb: float


class Catalogue:
    """One size: ``file`` has its tools, ``var`` is the data folder of a site that serves them."""

    def __init__(self, folder: Path, size: str):
        self.size = size
        self.number = int(size.removesuffix("k")) * 1000
        self.file = folder / f"{size}.jsonl"
        self.var = folder / size
        self.database = ""  # SQLite in the data folder, unless an address says otherwise

    def environment(self, **variables: str) -> dict[str, str]:
        """The environment of a process that works on this catalogue, and on nothing else of this machine."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYFINDER_")}
        for name in ("DATABASE_URL", "DEBUG", "SECRET_KEY"):
            kept.pop(name, None)
        return kept | {
            "WAYFINDER_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "MALLOC_ARENA_MAX": "2",
            **({"DATABASE_URL": self.database} if self.database else {}),
            **variables,
        }

    def documents(self, number: int | None = None) -> list[dict]:
        """The first tools of the file, or all."""
        with self.file.open() as lines:
            return [json.loads(line) for line in islice(lines, number)]

    def write_file(self):
        if not self.file.exists():
            draft = self.file.with_suffix(".draft")
            run([sys.executable, "bench/make_catalogue.py", "--size", self.size, "--seed", str(SEED), "--out", draft])
            draft.rename(self.file)

    def prepare(self):
        """File and database, made only when they are not there as they should be."""
        self.write_file()
        if self.is_made():
            return
        say(f"Importing {self.size} tools …")
        self.make_empty()
        self.import_file()
        self.collect_static_files()
        self.mark_as_made()

    def is_made(self) -> bool:
        mark = self.var / "made-by"
        return mark.exists() and mark.read_text() == fingerprint()

    def mark_as_made(self):
        """The last step: also gives SQLite its statistics, without which the naive version is ten times as slow."""
        with closing(sqlite3.connect(self.var / "wayfinder.sqlite3")) as database, database:
            database.execute("ANALYZE")
        (self.var / "made-by").write_text(fingerprint())

    def make_empty(self):
        """A migrated database without any tool, kept with a write-ahead log as in production."""
        if self.var.exists():
            run(["rm", "-r", self.var])
        self.var.mkdir(mode=0o700, parents=True)
        self.manage("migrate", "--verbosity=0")
        with closing(sqlite3.connect(self.var / "wayfinder.sqlite3")) as database:
            database.execute("PRAGMA journal_mode=WAL")

    def import_file(self, file: Path | None = None) -> Imported:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import_tools", "--create-terms", file or self.file],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"The import of {self.size} tools failed.")
        return Imported(seconds=time.monotonic() - started, peak_mb=used.ru_maxrss / 1024)

    def collect_static_files(self):
        self.manage("collectstatic", "--no-input", "--verbosity=0")

    def manage(self, *arguments: str, **variables: str):
        run([sys.executable, "manage.py", *arguments], env=self.environment(**variables))


def run(command, **options):
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, **options)


def fingerprint() -> str:
    """Changes with the code that an import runs."""
    files = [path for folder in IMPORTER for path in (ROOT / folder).rglob("*.py")]
    files += [ROOT / name for name in IMPORTER_FILES]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.exists()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
