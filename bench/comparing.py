"""Nothing is timed before it is right: every answer is held against others' first."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from bench.catalogues import Catalogue, say
from bench.processes import inside
from bench.shapes import TEXT_SHAPES

SHOWN = 10


class WrongAnswersError(Exception):
    """Two answers to one request differ; the message says which and how."""


def differences(ours: dict, other: dict) -> list[str]:
    """What two answers disagree in, of what both have. A term that is not mentioned counts nothing."""
    found = []
    if ours["total"] != other["total"]:
        found.append(f"total {ours['total']} and {other['total']}")
    for facet, counts in other["counts"].items():
        mine = ours["counts"].get(facet, {})
        found += [
            f"{facet}={slug}: {mine.get(slug, 0)} and {counts.get(slug, 0)}"
            for slug in sorted({*mine, *counts})
            if mine.get(slug, 0) != counts.get(slug, 0)
        ]
    if "slugs" in ours and "slugs" in other and ours["slugs"] != other["slugs"]:
        at = next(
            (at for at, pair in enumerate(zip(ours["slugs"], other["slugs"], strict=False)) if len({*pair}) > 1), 0
        )
        found.append(f"place {at + 1} of the page: {ours['slugs'][at:][:1]} and {other['slugs'][at:][:1]}")
    return found


def refuse_if_different(whose: str, request, ours: dict, other: dict):
    found = differences(ours, other)
    if found:
        more = f" … and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise WrongAnswersError(f"{request.name}: ours and {whose} differ: {'; '.join(found[:SHOWN])}{more}")


def compare_all(wanted: Iterable[tuple[Catalogue, list, bool]]):
    """Compare the answers to requests by catalogue, on both cores."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: compare(*one), wanted))


def compare(catalogue: Catalogue, requests: list, wholly: bool):
    """``wholly`` holds everything against the plain twin, which reads every tool for each count and each word.

    Otherwise its total and order are compared with ours, the counts with the naive version's, and of each text shape
    one answer wholly. The naive version knows other words than ours, and no typos: it is asked about the rest.
    """
    say(f"Comparing {len(requests)} answers at {catalogue.size} …")
    with inside(catalogue) as worker:
        for request in requests:
            is_text = request.shape in TEXT_SHAPES
            if is_text and not wholly and request.variant:
                continue
            others = ["plain_answer" if wholly or is_text else "plain_page"]
            if not is_text:
                others.append("naive_answer")
            ours = worker.ask("answer", query=request.query)
            for other in others:
                answer = worker.ask(other, query=request.query)
                refuse_if_different(f"{other}, {catalogue.size} tools,", request, ours, answer)
