from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog import content
from catalog.content.kinds import ContentError
from catalog.content.loading import load
from catalog.directory import refresh_statistics


class Command(BaseCommand):
    help = "Load the shipped content. What an editor changed or deleted stays as it is, and is listed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--update", action="store_true", help="also bring entries that nobody edited up to the files"
        )

    def handle(self, *args, update, verbosity, **options):
        try:
            reports = load(content.kinds(), Path(settings.BASE_DIR) / "fixtures", update=update)
        except ContentError as error:
            raise CommandError(f"{error}. Nothing was changed.") from error
        refresh_statistics()
        for report in reports:
            counts = f"{len(report.created)} created, {len(report.updated)} updated, {report.unchanged} unchanged"
            if verbosity:
                self.stdout.write(f"{report.kind}: {counts}")
            self._list("edited since it was loaded, left alone", report.kind, report.edited)
            self._list("deleted by an editor, not brought back", report.kind, report.deleted)
            self._list("an editor made one of that name, left alone", report.kind, report.already_there)

    def _list(self, why, kind, keys):
        for key in keys:
            self.stdout.write(f"  {kind} {key}: {why}")
