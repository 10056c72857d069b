"""Everything that is measured, in one run. Started by script/bench, which makes the environments."""

import argparse
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import advising, comparing, databases, engine, goals, importing, pages, report, weight
from bench.catalogues import DRAWN_FROM, ROOT, Catalogue, say
from bench.shapes import TEXT_SHAPES, growth_requests, main_requests

PARTS = ("g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9", "g11", "import")
PAGES, ENGINE = {"g1", "g2", "g3", "g6", "g7"}, {"g4", "g6"}
QUICK, FULL = "1k,10k", "1k,10k,50k,100k"
MAIN_NUMBER = 50_000  # tools: what the goals are about, where the sizes have as many
DATABASES_NUMBER = 10_000
DOCUMENT = ROOT / "docs" / "performance.md"


def arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures the site: docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="three minutes: 1k and 10k, without other engines")
    parser.add_argument("--sizes", help=f"such as {FULL}")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="NAME", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where catalogues and databases are kept")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    parser.add_argument("--typed-in", type=Path, default=Path.cwd(), help=argparse.SUPPRESS)
    parser.add_argument("--peers", type=Path, help=argparse.SUPPRESS)  # Python of the peers' environment
    parser.add_argument("--postgresql", help=argparse.SUPPRESS)  # address of an empty database
    return parser.parse_args()


class Run:
    def __init__(self, options):
        self.quick = options.quick
        self.parts = set(options.only or PARTS)
        self.peers, self.postgresql = options.peers, options.postgresql
        folder = options.typed_in / options.keep if options.keep else ROOT / "var" / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        sizes = (options.sizes or (QUICK if options.quick else FULL)).split(",")
        self.catalogues = sorted((Catalogue(folder, size) for size in sizes), key=lambda one: one.number)
        fit = [one for one in self.catalogues if one.number <= MAIN_NUMBER]
        self.main = fit[-1] if fit else self.catalogues[0]
        self.goals: list[goals.Goal] = []
        self.times = {}

    def everything(self):
        self.prepare()
        self.compare()
        if self.parts & PAGES:
            self.measure_pages()
        if self.parts & ENGINE:
            self.measure_index()
        if "g6" in self.parts:
            self.measure_advisor()
        if "g5" in self.parts and len(self.catalogues) > 1:
            self.measure_growth()
        if "g7" in self.parts:
            found = engine.spelling(self.main, 200 if self.quick else 1000)
            self.goals += goals.of_spelling(found, self.times.get("pages"))
        if "g8" in self.parts:
            self.measure_memory()
        if "g9" in self.parts:
            self.goals += goals.of_weight(weight.weigh(self.main, self.requests))
        if "g11" in self.parts and self.postgresql:
            self.compare_databases()
        order = {key: at for at, key in enumerate(PARTS)}
        self.goals.sort(key=lambda goal: order[goal.key.partition("_")[0]])

    def prepare(self):
        for catalogue in self.catalogues:
            catalogue.write_file()
        documents = self.main.documents(DRAWN_FROM)
        self.requests = main_requests(documents, self.main.number)
        self.growth = growth_requests(documents)
        if "import" in self.parts:
            self.goals += goals.of_import(importing.import_with_readers(self.main, self.growth))
        for catalogue in self.catalogues:
            catalogue.prepare()

    def compare(self):
        smallest, *larger = self.catalogues
        documents = smallest.documents(DRAWN_FROM)
        wanted = [(smallest, [*main_requests(documents, smallest.number), *self.growth], True)]
        if self.main in larger and self.parts & (PAGES | ENGINE):
            wanted.append((self.main, self.requests, False))
        if "g5" in self.parts:
            some = [request for request in self.growth if request.shape not in TEXT_SHAPES]
            wanted += [(catalogue, some, False) for catalogue in larger]
        comparing.compare_all(wanted)

    def measure_pages(self):
        naive_variants = 3 if self.quick else 12
        peers = self.peers if "g3" in self.parts else None
        times = pages.time_pages(self.main, self.requests, naive_variants=naive_variants, peers=peers)
        self.times["pages"] = times
        self.goals += [goal for goal in goals.of_pages(times) if goal.key.partition("_")[0] in self.parts]

    def measure_index(self):
        def compare(request, ours, other):
            comparing.refuse_if_different("tantivy", request, ours, {**other, "slugs": ours["slugs"]})

        peers = self.peers if "g4" in self.parts else None
        times = engine.time_index(self.main, self.requests, peers, compare)
        self.times["index"] = times
        pages_times = self.times.get("pages")
        hello = pages_times.p50("hello") if pages_times and "g6" in self.parts else None
        self.goals += goals.of_the_index(times, hello)

    def measure_advisor(self):
        times, page_bytes = advising.time_advisor(self.main, self.requests)
        self.times["advisor"] = times
        self.goals += goals.of_the_advisor(times, page_bytes)

    def measure_growth(self):
        times = pages.time_growth(self.catalogues, self.growth)
        self.times["growth"] = times
        self.goals += goals.of_growth(times, self.catalogues[0].size, self.catalogues[-1].size)

    def measure_memory(self):
        for catalogue in self.catalogues:
            if catalogue.number >= self.main.number:
                self.goals += goals.of_memory(engine.memory(catalogue), catalogue.size)
        tool = self.main.documents(1)[0]
        self.goals.append(goals.of_edits(engine.edits(self.main, tool["slug"], tool["name"])))

    def compare_databases(self):
        small = [one for one in self.catalogues if one.number <= DATABASES_NUMBER]
        catalogue = small[-1] if small else self.catalogues[0]
        requests = main_requests(catalogue.documents(DRAWN_FROM), catalogue.number)
        self.goals.append(goals.of_databases(databases.compare_databases(catalogue, requests, self.postgresql)))


def facts(run):
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)  # noqa: S607
    return {
        "commit": commit.stdout.strip() or "unknown",
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "sizes": [catalogue.size for catalogue in run.catalogues],
        "main": run.main.size,
        "quick": run.quick,
    }


def main():
    options = arguments()
    run = Run(options)
    try:
        run.everything()
    except comparing.WrongAnswersError as error:
        say(f"Wrong: {error}")
        return 1
    about = facts(run)
    for name, times in run.times.items():
        for clock, title in (("cpu", "of a processor"), ("wall", "on the clock")):
            print(f"{name}, milliseconds {title}: median (95th percentile)")  # noqa: T201
            print(report.times_table(times, clock), end="\n\n")  # noqa: T201
    print(report.table(run.goals), end="\n\n")  # noqa: T201
    if options.write:
        figures = report.markdown(run.goals, run.times, about)
        DOCUMENT.write_text(report.with_figures(DOCUMENT.read_text(), figures))
    print(report.json_line(run.goals, run.times, about))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
