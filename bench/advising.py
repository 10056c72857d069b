"""The advisor: its times inside a process, and its question pages over HTTP beside the floors of the same run."""

import hashlib
import shutil
from contextlib import ExitStack
from urllib.parse import urlencode

from advisor.answers import Answers
from advisor.conditions import states_of
from advisor.progress import progress_of
from bench import questionnaire
from bench.catalogues import ROOT, Catalogue, fingerprint, say
from bench.clock import Taken, Times
from bench.pages import BENCH_SITE, shuffled
from bench.processes import inside, site
from bench.shapes import Request

ROUNDS = 5
PAGE_ROUNDS = 3
# What decides how a questionnaire is kept, beside what decides how tools are; see bench/catalogues.py.
PUBLISHER = (
    "advisor/models",
    "advisor/migrations",
    "advisor/content.py",
    "advisor/publishing.py",
    "advisor/snapshot.py",
)


def prepared(catalogue: Catalogue) -> Catalogue:
    """A copy of the catalogue in which every tool has a kind, with the questionnaire; kept between runs."""
    copy = Catalogue(catalogue.file.parent, catalogue.size)
    copy.var = catalogue.var.with_name(f"{catalogue.size}-advised")
    mark, made_by = copy.var / "advised-by", _fingerprint()
    if not mark.exists() or mark.read_text() != made_by:
        say(f"Publishing a questionnaire over {catalogue.size} tools …")
        shutil.rmtree(copy.var, ignore_errors=True)
        shutil.copytree(catalogue.var, copy.var)
        with inside(copy) as worker:
            worker.ask("publish_questionnaire")
        mark.write_text(made_by)
    copy.collect_static_files()  # other pages than the list may need newer ones than it was kept with
    return copy


def _fingerprint():
    digest = hashlib.sha256(fingerprint().encode())
    paths = [path for name in PUBLISHER for path in ((ROOT / name).rglob("*.py") if "." not in name else [ROOT / name])]
    for path in sorted([*paths, ROOT / "bench" / "questionnaire.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def advisor_requests() -> list[Request]:
    """Sets of answers as requests; the shape says of which sort."""
    flow = questionnaire.make_flow()
    return [
        Request(shape, variant, tuple(answers.values().items()))
        for shape, draw in questionnaire.SORTS.items()
        for variant, answers in enumerate(draw(flow))
    ]


def question_address(request: Request) -> str:
    """The page of the question that follows the request's answers."""
    flow = questionnaire.make_flow()
    answers = Answers(tuple((question, tuple(value.split("."))) for question, value in request.pairs))
    following = progress_of(flow, answers, states_of(flow, answers)).next
    return f"/advisor/{flow.slug}/{following}/?{urlencode(request.pairs, safe='~.')}"


def time_advisor(catalogue: Catalogue, list_requests: list[Request]) -> tuple[Times, int]:
    """Targets ``advise`` and ``step`` inside a process; ``question``, ``plain`` (F1) and ``hello`` over HTTP.

    Also the bytes of the heaviest question page, compressed. ``list_requests`` are what F1 is asked for.
    """
    copy = prepared(catalogue)
    say(f"Timing the advisor at {catalogue.size} …")
    times, requests = Times(), advisor_requests()
    with inside(copy) as worker:
        for turn in range(ROUNDS + 1):
            for target in ("advise", "step"):
                taken = worker.ask(f"time_{target}", queries=[request.query for request in requests])
                for request, one in zip(requests, taken, strict=True) if turn else ():  # the first turn warms up
                    times.add(target, request, Taken(**one))
    halves = [request for request in requests if request.shape == "half"]
    return times, _time_pages(copy, times, halves, [one for one in list_requests if one.shape == "none"])


def _time_pages(copy, times, halves, lists) -> int:
    bytes_of = []
    with ExitStack() as stack:
        ours = stack.enter_context(site(copy))
        floors = stack.enter_context(site(copy, BENCH_SITE, "/bench/plain/"))
        hello = floors.at("/bench/hello/")
        plan = [("question", request) for request in halves]
        plan += [(floor, request) for floor in ("plain", "hello") for request in lists]
        addresses = {request: question_address(request) for request in halves}
        for turn in range(PAGE_ROUNDS + 1):
            for target, request in shuffled(plan):
                if target == "question":
                    taken = ours.time(addresses[request])
                    bytes_of.append(len(ours.last_body))
                else:
                    taken = (floors if target == "plain" else hello).ask(request.query)
                if turn:  # the first turn warms all of them up
                    times.add(target, request, taken)
    return max(bytes_of)
