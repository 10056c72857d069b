"""A file of tools, one JSON document a line: checked whole, then written whole or not at all."""

import json
import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from catalog.exchange.documents import Problem, Reader, contradictions
from catalog.exchange.reading import stored_documents
from catalog.exchange.vocabulary import Vocabulary
from catalog.exchange.writing import Outcome, Writer, linked_slugs, merged
from catalog.history.edits import editing
from catalog.models import Event, FormerSlug, Maker, Tool
from catalog.names import name_key

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_LINE_BYTES = 1024 * 1024
MAX_PROBLEMS = 100
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    line: int
    problem: Problem

    def __str__(self):
        return f"line {self.line}: {self.problem}"


class FileRefusedError(Exception):
    """The file as a whole cannot be taken; the message says why."""


class Import:
    """One import, as a context: ``check`` first, then ``apply`` if there is no problem.

    ``progress`` is called with the number of bytes read, and then with the number of tools written.
    """

    def __init__(self, stream, *, create_terms: bool = False, progress: Callable[[str, int], None] | None = None):
        self.stream = stream
        self.progress = progress or (lambda step, count: None)
        self.vocabulary = Vocabulary(may_grow=create_terms)
        self.reader = Reader(self.vocabulary)
        self.problems: list[RowProblem] = []
        self.problem_count = 0
        self.count = 0
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 — closed on leaving
        self._lines_of_slugs: dict[str, int] = {}
        self._lines_of_names: dict[str, tuple[int, str]] = {}
        self._makers = dict(Maker.objects.values_list("name_key", "name"))
        self._maker_details: dict[tuple[str, str], str] = {}
        self._links: list[tuple[int, str]] = []

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._spool.close()

    def check(self) -> list[RowProblem]:
        """Read the whole file and note what is wrong with it; nothing is written to the database."""
        chunk = []
        for line, given in self._rows():
            document, problems = self.reader.read(given)
            self._note(line, problems)
            if document.get("slug") and document.get("name"):
                self._check_twins(line, document)
                self._links += [(line, slug) for slug in linked_slugs(document)]
            if not problems:
                chunk.append((line, document))
            if len(chunk) == CHUNK:
                self._check_whole(chunk)
                chunk = []
        self._check_whole(chunk)
        self._check_links()
        self._check_names()
        self.problems.sort(key=lambda row: row.line)
        return self.problems

    def apply(self, *, dry_run: bool = False) -> Outcome:
        """Write every document in one transaction; a dry run undoes it and says what it would have done."""
        with editing(route=Event.Route.IMPORT):
            self.vocabulary.grow()
            writer = Writer(self.vocabulary)
            done = 0
            for chunk in self._spooled():
                writer.write(chunk)
                done += len(chunk)
                self.progress("writing", done)
            outcome = writer.finish()
            if dry_run:
                transaction.set_rollback(True)
        return outcome

    def _note(self, line, problems):
        self.problem_count += len(problems)
        room = MAX_PROBLEMS - len(self.problems)
        self.problems += [RowProblem(line=line, problem=problem) for problem in problems[:room]]

    def _rows(self) -> Iterator[tuple[int, object]]:
        read = 0
        for number, raw in enumerate(iter(lambda: self.stream.readline(MAX_LINE_BYTES + 1), b""), start=1):
            read += len(raw)
            if read > MAX_FILE_BYTES:
                raise FileRefusedError("The file is larger than 200 MB. Split it.")
            if len(raw) > MAX_LINE_BYTES:
                raise FileRefusedError(f"Line {number} is longer than 1 MB. Is there one tool a line?")
            self.progress("reading", read)
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if not raw.strip():
                continue
            self.count += 1
            try:
                yield number, parsed(raw)
            except ValueError as error:
                self._note(number, [Problem(field="line", reason=str(error))])

    def _check_twins(self, line, document):
        slug, name, maker = document["slug"], document["name"], document.get("maker")
        problems = []
        if slug in self._lines_of_slugs:
            problems.append(
                Problem(field="slug", reason=f"is on line {self._lines_of_slugs[slug]} already", value=slug)
            )
        else:
            key = name_key(name)
            twin = self._lines_of_names.get(key)
            if twin:
                problems.append(Problem(field="name", reason=f"is the same as on line {twin[0]}", value=name))
            else:
                self._lines_of_names[key] = (line, slug)
        self._lines_of_slugs.setdefault(slug, line)
        if maker:
            written = self._makers.setdefault(name_key(maker), maker)
            if written != maker:
                problems.append(Problem(field="maker", reason=f"is written “{written}” elsewhere", value=maker))
            for detail in ("maker_country", "maker_homepage"):
                said = self._maker_details.setdefault((written, detail), document.get(detail, ""))
                if document.get(detail) and said and said != document[detail]:
                    problems.append(
                        Problem(field=detail, reason=f"is “{said}” on another line", value=document[detail])
                    )
                elif document.get(detail):
                    self._maker_details[written, detail] = document[detail]
        self._note(line, problems)

    def _check_whole(self, chunk):
        if not chunk:
            return
        stored = stored_documents(document["slug"] for _, document in chunk)
        for line, document in chunk:
            slug = document["slug"]
            self._note(line, contradictions(merged(stored.get(slug, {"slug": slug}), document), document))
        pickle.dump([document for _, document in chunk], self._spool)

    def _check_links(self):
        wanted = sorted({slug for _, slug in self._links} - set(self._lines_of_slugs))
        known = set()
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            known |= set(Tool.objects.filter(slug__in=some).values_list("slug", flat=True))
        missing = set(wanted) - known
        for line, slug in self._links:
            if slug in missing:
                self._note(line, [Problem(field="links", reason="names a tool that is not there", value=slug)])

    def _check_names(self):
        """A name that a stored tool outside this file has, by any spelling, or a slug that leads to another tool."""
        slugs = sorted(self._lines_of_slugs)
        for start in range(0, len(slugs), CHUNK):
            former = FormerSlug.objects.filter(slug__in=slugs[start : start + CHUNK])
            for slug, tool in former.values_list("slug", "tool__slug"):
                reason = f"is a former address of “{tool}”; choose another"
                self._note(self._lines_of_slugs[slug], [Problem(field="slug", reason=reason, value=slug)])
        keys = sorted(self._lines_of_names)
        for start in range(0, len(keys), CHUNK):
            twins = Tool.objects.filter(name_key__in=keys[start : start + CHUNK])
            for slug, key, name in twins.values_list("slug", "name_key", "name"):
                line, own_slug = self._lines_of_names[key]
                if slug != own_slug and slug not in self._lines_of_slugs:
                    reason = f"is taken by “{name}” at {slug}; names must differ by more than case or spacing"
                    self._note(line, [Problem(field="name", reason=reason)])

    def _spooled(self):
        self._spool.seek(0)
        while True:
            try:
                yield pickle.load(self._spool)  # noqa: S301 — our own nameless file, written by this process
            except EOFError:
                return


def parsed(raw: bytes):
    """One line as Python data. Raises ValueError with a reason fit for the line's writer."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 (byte {error.start + 1}); is the file Latin-1?") from error
    try:
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error


def _no_key_twice(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"has the key “{next(key for key in keys if keys.count(key) > 1)}” twice")
    return found


def _no_constant(name):
    raise ValueError(f"holds {name}, which is no number")
