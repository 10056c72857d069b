"""Whole pages over HTTP, one worker each, all targets and shapes interleaved."""

import random
from contextlib import ExitStack
from pathlib import Path

from bench.catalogues import Catalogue, say
from bench.clock import Times
from bench.peers import datasette
from bench.processes import site
from bench.shapes import Request

BENCH_SITE = "bench.site.wsgi:application"
ROUNDS = 3  # each request that often, to each quick target; once to each slow one


def time_pages(catalogue: Catalogue, requests: list[Request], *, naive_variants: int, peers: Path | None) -> Times:
    """``peers`` is the Python of the environment that has Datasette, if it is asked too.

    Targets: hello, plain (F1), joined (F2), cold, warm, naive, datasette.
    """
    say(f"Timing pages at {catalogue.size} …")
    with ExitStack() as stack:
        warm = stack.enter_context(site(catalogue))
        cold = stack.enter_context(site(catalogue, BENCH_SITE, "/bench/cold/"))
        floors = stack.enter_context(site(catalogue, BENCH_SITE, "/bench/plain/"))
        naive = stack.enter_context(site(catalogue, BENCH_SITE, "/bench/naive/"))
        ask = {
            "hello": floors.at("/bench/hello/").ask,
            "plain": floors.ask,
            "joined": floors.at("/bench/joined/").ask,
            "cold": cold.ask,
            "warm": warm.ask,
        }
        for target in ask.values():  # what is kept from the first request on, is there before the clock starts
            for request in requests:
                target(request.query)
        plan = [(target, request) for target in ask for request in requests] * ROUNDS
        slow = [request for request in requests if request.variant < naive_variants]
        naive.ask("")
        ask["naive"] = naive.ask
        plan += [("naive", request) for request in slow]
        if peers:
            ask_datasette = _datasette(stack, catalogue, peers)
            some = [request for request in slow if request.variant < datasette.VARIANTS]
            plan += [("datasette", request) for request in some if request.shape in datasette.SHAPES]
        times = Times()
        for target, request in shuffled(plan):
            taken = ask_datasette(request) if target == "datasette" else ask[target](request.query)
            times.add(target, request, taken)
    return times


def _datasette(stack, catalogue, peers):
    documents = catalogue.documents()
    file = catalogue.file.with_name(f"datasette-{catalogue.size}.db")
    datasette.make_database(file, documents)
    peer = datasette.Peer(stack.enter_context(datasette.serve(peers, file)), datasette.facets_of(documents))
    return peer.ask


def time_growth(catalogues: list[Catalogue], requests: list[Request]) -> Times:
    """The same requests at every size, cold and warm: targets such as ``warm 1k``."""
    say(f"Timing growth from {catalogues[0].size} to {catalogues[-1].size} …")
    with ExitStack() as stack:
        ask = {}
        for catalogue in catalogues:
            ask[f"cold {catalogue.size}"] = stack.enter_context(site(catalogue, BENCH_SITE, "/bench/cold/")).ask
            ask[f"warm {catalogue.size}"] = stack.enter_context(site(catalogue)).ask
        for target in ask.values():
            for request in requests:
                target(request.query)
        times = Times()
        for target, request in shuffled([(target, request) for target in ask for request in requests] * ROUNDS):
            times.add(target, request, ask[target](request.query))
    return times


def shuffled(plan):
    """Neighbours are of different targets and shapes, so that a busy moment of the machine falls on all alike."""
    random.Random(0).shuffle(plan)  # noqa: S311
    return plan
