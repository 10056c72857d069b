"""A process with Wayfinder in it, asked line by line: answers to compare, the index's own times, memory, edits."""

import gc
import re
import time
from pathlib import Path

import django

django.setup()

from django.http import QueryDict  # noqa: E402 — models can be imported only now

from bench import ours  # noqa: E402
from bench.clock import timed  # noqa: E402
from bench.naive import filters as naive  # noqa: E402
from bench.processes import serve_lines  # noqa: E402
from catalog.models import Tool  # noqa: E402


def answer(query):
    """By the index: total, counts and, in order, the page's slugs."""
    return told(ours.answer(query))


def plain_answer(query):
    """The same by the plain twin."""
    return told(ours.plain_answer(query))


def plain_page(query):
    """Total and page by the plain twin, whose counts take long."""
    total, ids = ours.plain_page_ids(query)
    return {"total": total, "counts": {}, "slugs": slugs_of(ids)}


def naive_answer(query):
    """Total and counts by the naive version, which has an order of its own."""
    facets, data = naive.facets(), QueryDict(query)
    return {"total": naive.ToolFilter(data, facets).qs.count(), "counts": naive.counts_of(data, facets)}


def told(found):
    return {"total": found.total, "counts": found.counts, "slugs": slugs_of(found.ids)}


def slugs_of(ids):
    slugs = dict(Tool.objects.filter(pk__in=ids).values_list("pk", "slug"))
    return [slugs[id_] for id_ in ids]


def time_round(queries):
    """The index alone, one query after the other; what they ask is read from the addresses beforehand.

    The catalogue's version is not asked for, and no text is known from before.
    """
    catalogue, taken = ours.load(), []
    for question in [ours.parsed(query) for query in queries]:
        ours.forget_texts(catalogue)
        taken.append(timed(ours.answer_parsed, catalogue, *question))
    return taken


def publish_questionnaire():
    ours.publish_questionnaire()


def time_advise(queries):
    """A whole advice for each set of answers; the catalogue's version is asked for beforehand."""
    return [timed(ours.advise, *ours.asked_of_the_advisor(query)) for query in queries]


def time_step(queries):
    """How many tools are left, and what each open question would tell."""
    return [timed(ours.step, *ours.asked_of_the_advisor(query)) for query in queries]


def load():
    """What this process's index takes: seconds until it is there, and memory of its own in megabytes."""
    Tool.objects.exists()  # the connection is there before
    gc.collect()
    before, started = private_megabytes(), time.perf_counter()
    ours.load()
    seconds = time.perf_counter() - started
    gc.collect()
    return {"seconds": seconds, "megabytes": private_megabytes() - before}


def private_megabytes():
    """Memory that this process shares with no other and has written to."""
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return int(re.search(r"Private_Dirty:\s+(\d+) kB", rollup)[1]) / 1024


def names():
    return list(Tool.objects.published().order_by("pk").values_list("name", flat=True))


def find(pairs, first):
    """Of pairs of a name and what was typed: those whose name is not among the first that a search finds."""
    return [[name, typed] for name, typed in pairs if name not in ours.first_names(typed, first)]


def rename(slug, name):
    tool = Tool.objects.get(slug=slug)
    tool.name = name
    tool.save()


if __name__ == "__main__":
    tasks = (answer, plain_answer, plain_page, naive_answer, time_round, load, names, find, rename)
    tasks += (publish_questionnaire, time_advise, time_step)
    serve_lines({task.__name__: task for task in tasks})
