import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from catalog import words
from catalog.directory import refresh_statistics
from catalog.exchange.importing import MAX_FILE_BYTES, MAX_PROBLEMS, FileRefusedError, Import

SHOWN_CHANGES = 20


class Command(BaseCommand):
    help = "Create and change tools from a file, one document a line; all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", help="path of the file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--create-terms", action="store_true", help="make facets and terms that are not there")
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")

    def handle(self, *args, file, dry_run, create_terms, **options):
        try:
            with sys.stdin.buffer if file == "-" else open(file, "rb") as stream:
                self._run(stream, dry_run=dry_run, create_terms=create_terms)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except FileRefusedError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except IntegrityError as error:
            raise CommandError(
                "The catalogue changed meanwhile, or the file swaps names. Nothing was changed; try again."
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted. Nothing was changed.") from error

    def _run(self, stream, *, dry_run, create_terms):
        if stream.seekable():
            size = stream.seek(0, 2)
            stream.seek(0)
            if size > MAX_FILE_BYTES:
                raise FileRefusedError("The file is larger than 200 MB. Split it.")
        else:
            size = 0
        bar = Bar(self.stderr, size)
        with Import(stream, create_terms=create_terms, progress=bar.show) as run:
            problems = run.check()
            if problems:
                bar.end()
                self._refuse(problems, run.problem_count)
            facets, terms = list(run.vocabulary.new_facets), list(run.vocabulary.new_terms)
            bar.total = run.count
            outcome = run.apply(dry_run=dry_run)
        refresh_statistics()
        bar.end()
        self._tell(outcome, facets, terms, dry_run)

    def _refuse(self, problems, number):
        for row in problems:
            self.stderr.write(str(row))
        if number > MAX_PROBLEMS:
            self.stderr.write(f"… and {number - MAX_PROBLEMS} more")
        raise CommandError(f"{words.count(number, 'problem')} found. Nothing was changed.")

    def _tell(self, outcome, facets, terms, dry_run):
        if facets or terms:
            new = f"{words.count(len(facets), 'facet')}, {words.count(len(terms), 'term')}"
            self.stdout.write(f"New: {new}. Give them labels in the admin.")
        for slug, keys in list(outcome.changed.items())[:SHOWN_CHANGES]:
            self.stdout.write(f"changed {slug}: {', '.join(keys)}")
        if len(outcome.changed) > SHOWN_CHANGES:
            self.stdout.write(f"… and {len(outcome.changed) - SHOWN_CHANGES} more")
        told = f"{len(outcome.created)} created, {len(outcome.changed)} changed, {outcome.unchanged} unchanged."
        if not outcome.created and not outcome.changed:
            told += " Nothing to change."
        if dry_run:
            told = f"Dry run, nothing was written: {told}"
        self.stdout.write(told)


class Bar:
    """A progress bar, on a terminal only."""

    WIDTH = 40

    def __init__(self, stream, total):
        self.stream = stream
        self.total = total
        self.shown = None

    def show(self, step, count):
        if not self.stream.isatty() or not self.total:
            return
        share = min(count * self.WIDTH // self.total, self.WIDTH)
        if (step, share) != self.shown:
            self.shown = step, share
            self.stream.write(f"\r{step} [{'#' * share:<{self.WIDTH}}] {count:,}", ending="")

    def end(self):
        if self.shown:
            self.stream.write("")
