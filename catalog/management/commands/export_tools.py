import os
import sys

from django.core.management.base import BaseCommand

from catalog.exchange.reading import documents_of, line_of
from catalog.models import Tool


class Command(BaseCommand):
    help = "Write every published tool, one document a line, to standard output or a file."

    def add_arguments(self, parser):
        parser.add_argument("--out", default="-", help="path of the file, or - for standard output")
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")

    def handle(self, *args, out, **options):
        if out == "-":
            try:
                self._write(sys.stdout.buffer)
            except BrokenPipeError:
                # Whoever read the pipe has enough; leave Python nothing to flush into it.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            with open(out, "wb") as stream:
                self._write(stream)

    @staticmethod
    def _write(stream):
        for document in documents_of(Tool.objects.published().order_by("slug")):
            stream.write(line_of(document).encode() + b"\n")
        stream.flush()
