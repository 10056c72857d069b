"""Databases of the tests' own, each with its folder: files, or databases of the cluster that the tests were given."""

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings


class Database:
    """``url`` and ``folder`` are what a process needs to be a process of this site."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(mode=0o700)

    @property
    def variables(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "WAYFINDER_VAR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
        }

    @property
    def index_files(self) -> Path:
        return self.folder / "index"

    def migrate(self):
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, env=os.environ | self.variables, cwd=settings.BASE_DIR, check=True)


class File(Database):
    @property
    def url(self):
        return f"sqlite:///{self.path}"

    @property
    def path(self):
        return self.folder / "wayfinder.sqlite3"

    def make(self):
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("PRAGMA journal_mode=WAL")  # as `manage.py prepare` sets it
        self.migrate()

    def copy_from(self, other: "File"):
        """Be what another is; what was here is replaced, as an operator would who puts a copy back."""
        fresh = self.path.with_name("fresh")
        with closing(sqlite3.connect(other.path)) as source, closing(sqlite3.connect(fresh)) as target:
            source.backup(target)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        fresh.rename(self.path)

    def damage(self) -> str:
        """What is wrong with it; nothing, as a rule."""
        with closing(sqlite3.connect(self.path)) as database:
            found = [*database.execute("PRAGMA integrity_check"), *database.execute("PRAGMA foreign_key_check")]
        return "" if found == [("ok",)] else str(found)

    def drop(self):
        shutil.rmtree(self.folder)


class InCluster(Database):
    def __init__(self, folder):
        super().__init__(folder)
        self.name = f"processes_{secrets.token_hex(6)}"

    @property
    def url(self):
        return urlsplit(settings.DATABASE_URL)._replace(path=f"/{self.name}").geturl()

    def make(self):
        self._command(f"CREATE DATABASE {self.name}")
        self.migrate()

    def copy_from(self, other: "InCluster"):
        self._command(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._command(f"CREATE DATABASE {self.name} TEMPLATE {other.name}")

    def damage(self):
        """Nothing that the server would not see to itself."""
        return ""

    def drop(self):
        self._command(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder)

    def _command(self, sql):
        maintenance = urlsplit(settings.DATABASE_URL)._replace(path="/postgres").geturl()
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(sql)


def new_database(folder: Path) -> Database:
    """Of the sort that all tests run on at present."""
    engine = settings.DATABASES["default"]["ENGINE"]
    return (File if engine == "django.db.backends.sqlite3" else InCluster)(folder)
