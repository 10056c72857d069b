"""The index by itself, in a process: its times beside tantivy's, its spelling, its memory, and how it follows edits."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.catalogues import Catalogue, say
from bench.clock import Taken, Times
from bench.processes import Worker, inside, site
from bench.shapes import Request
from bench.typos import misspelt_names

ROUNDS = 5
EDITS = 5
TANTIVY_SHAPES = ("none", "sel1", "sel3", "sel5", "text", "text+3", "last")


def time_index(catalogue: Catalogue, requests: list[Request], peers: Path | None, compare) -> Times:
    """Targets ``index`` and ``tantivy``; ``compare`` is called with a request and both answers, before any is timed.

    They take turns, each with all requests one after the other, as under load: a process that sleeps between two
    requests finds its caches cold, which would be measured instead.
    """
    say(f"Timing the index at {catalogue.size} …")
    times = Times()
    with ExitStack() as stack:
        index = stack.enter_context(inside(catalogue))
        index.ask("load")
        tantivy = None
        if peers:
            command = [str(peers), "-m", "bench.peers.tantivy_worker", str(catalogue.file)]
            tantivy = stack.enter_context(Worker(command))
            for request in requests:
                if not any(name == "q" for name, _ in request.pairs):  # a text means more to ours than to tantivy
                    ours = index.ask("answer", query=request.query)
                    compare(request, ours, tantivy.ask("answer", pairs=request.pairs))
        comparable = [request for request in requests if request.shape in TANTIVY_SHAPES] if tantivy else []
        for turn in range(ROUNDS + 1):
            rounds = {"index": (requests, index.ask("time_round", queries=[one.query for one in requests]))}
            if tantivy:
                rounds["tantivy"] = comparable, tantivy.ask("time_round", all_pairs=[one.pairs for one in comparable])
            for target, (asked, taken) in rounds.items() if turn else ():  # the first turn warms both up
                for request, one in zip(asked, taken, strict=True):
                    times.add(target, request, Taken(**one))
    return times


def spelling(catalogue: Catalogue, number: int) -> dict:
    """Names typed with a slip in one of their longer words: how many are among the first three that are found."""
    say(f"Searching for {number} misspelt names …")
    with inside(catalogue) as worker:
        pairs = misspelt_names(worker.ask("names"), number, "typos")
        missed = worker.ask("find", pairs=pairs, first=3)
    return {"typed": number, "found": number - len(missed), "missed": missed[:5]}


def memory(catalogue: Catalogue) -> dict:
    """Of a process that loads the index from its file: seconds, and megabytes more than without it."""
    say(f"Loading the index of {catalogue.size} …")
    with inside(catalogue) as worker:
        worker.ask("load")  # makes the file where there is none yet
    loads = []
    for _ in range(3):
        with inside(catalogue) as worker:
            loads.append(worker.ask("load"))
    return {
        "seconds": median(load["seconds"] for load in loads),
        "megabytes": median(load["megabytes"] for load in loads),
    }


def edits(catalogue: Catalogue, slug: str, name: str) -> dict:
    """A tool renamed in one process, and asked for in two others right after, on a copy of the catalogue."""
    say("Editing in one process, reading in two others …")
    copy = Catalogue(catalogue.file.parent, catalogue.size)
    copy.var = catalogue.var.with_name(f"{catalogue.size}-edited")
    shutil.rmtree(copy.var, ignore_errors=True)
    shutil.copytree(catalogue.var, copy.var)
    seen, first, second = [], [], []
    with ExitStack() as stack:
        readers = [stack.enter_context(site(copy)) for _ in range(2)]
        editor = stack.enter_context(inside(copy))
        for reader in readers:
            reader.ask("")
        for turn in range(EDITS):
            new = f"Quintessence{turn} {name}"
            editor.ask("rename", slug=slug, name=new)
            for reader in readers:
                first.append(reader.ask(f"q=quintessence{turn}").wall)
                seen.append(new in reader.last_page())
                second.append(reader.ask(f"q=quintessence{turn}").wall)
    shutil.rmtree(copy.var)
    return {"seen": sum(seen), "asked": len(seen), "first_ms": median(first), "next_ms": median(second)}
