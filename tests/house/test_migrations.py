"""Migrations over what a database may hold by then."""

import os
import subprocess
import sys

from django.conf import settings

from tests.processes.databases import new_database

THE_ONE_FACET = """
import django
django.setup()
from django.db import connection
from django.db.migrations.loader import MigrationLoader
state = MigrationLoader(connection).project_state([("catalog", "0002_change_log")])
Facet = state.apps.get_model("catalog", "Facet")
Facet.objects.update_or_create({{"slug": "{slug}"}}, label="View")
"""


def run(database, *arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | database.variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_facet_whose_name_is_reserved_now_is_named_before_anything_changes(tmp_path):
    database = new_database(tmp_path / "var")
    try:
        database.make()
        back = run(database, "manage.py", "migrate", "catalog", "0002_change_log")
        assert back.returncode == 0, back.stderr
        assert run(database, "-c", THE_ONE_FACET.format(slug="view")).returncode == 0
        refused = run(database, "manage.py", "migrate")
        assert refused.returncode == 1
        assert refused.stderr.startswith("CommandError: The site itself uses “view” in addresses")
        assert "[ ] 0003_phrases" in run(database, "manage.py", "showmigrations", "catalog").stdout
        assert run(database, "-c", THE_ONE_FACET.format(slug="views")).returncode == 0
        renamed = run(database, "manage.py", "migrate")
        assert renamed.returncode == 0, renamed.stderr
    finally:
        database.drop()
