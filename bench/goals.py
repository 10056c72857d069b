"""What was promised, and whether it holds: from what was measured to rows of a table. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.clock import Times
from bench.shapes import ADVISOR_SHAPES, SHAPES

CLOCKS = ("cpu", "wall")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """``figures`` go into the JSON line as they are; ``met`` is None for what is only told."""

    key: str
    what: str
    target: str
    measured: str
    met: bool | None
    figures: dict


def share(value: float) -> str:
    return f"{value:.2f}"


def times_faster(value: float) -> str:
    return f"{value:,.0f} ×" if value >= 10 else f"{value:.1f} ×"


def by_shape(times: Times, target: str, other: str, shapes, clock: str) -> dict[str, float]:
    return {shape: round(times.ratio(target, other, shape, clock), 3) for shape in shapes}


def of_pages(times: Times) -> Iterator[Goal]:
    """G1 to G3 and, from the same requests, what a hello costs."""
    yield _worst_ratio(times, "g1", "a page, cards not seen before, of F1", "cold", "plain", 0.75)
    yield _worst_ratio(times, "g2", "a page, steady state, of F1", "warm", "plain", 0.25)
    yield _worst_ratio(times, "g2_f2", "a page, steady state, of F2 (an aim)", "warm", "joined", 2.0)
    for peer, least_sel3, least_text in (("naive", 25, 100), ("datasette", 100, 1000)):
        if peer in times.targets():
            for shape, least in (("sel3", least_sel3), ("text", least_text)):
                yield _faster(times, f"g3_{peer}_{shape}", f"{shape}: {peer} takes", peer, "cold", shape, least)


def _worst_ratio(times, key, what, target, other, most):
    figures = {clock: by_shape(times, target, other, SHAPES, clock) for clock in CLOCKS}
    worst = max(figures["cpu"], key=figures["cpu"].get)
    return Goal(
        key=key,
        what=what,
        target=f"≤ {most}",
        measured=f"{share(figures['cpu'][worst])} ({worst}, the worst; clock {share(max(figures['wall'].values()))})",
        met=figures["cpu"][worst] <= most,
        figures=figures,
    )


def _faster(times, key, what, slow, fast, shape, least):
    figures = {clock: round(times.ratio(slow, fast, shape, clock), 1) for clock in CLOCKS}
    return Goal(
        key=key,
        what=f"{what} × as long as ours",
        target=f"≥ {least:,} ×",
        measured=f"{times_faster(figures['cpu'])} (clock {times_faster(figures['wall'])})",
        met=figures["cpu"] >= least,
        figures=figures,
    )


def of_the_index(times: Times, hello_ms: float | None) -> Iterator[Goal]:
    """G4 and the index's half of G6."""
    if "tantivy" in times.targets():
        for shape, least in (("sel1", 3), ("sel3", 3), ("text", 2)):
            yield _faster(times, f"g4_{shape}", f"{shape}: tantivy takes", "tantivy", "index", shape, least)
    if hello_ms is not None:
        p95 = {shape: times.p95("index", shape) for shape in SHAPES}
        worst = max(p95, key=p95.get)
        figures = {
            "of_hello": {shape: round(value / hello_ms, 3) for shape, value in p95.items()},
            "hello_ms": hello_ms,
        }
        yield Goal(
            key="g6_index",
            what="the index's answer, 95th percentile, of a hello",
            target="≤ 3",
            measured=f"{share(p95[worst] / hello_ms)} ({worst}, the worst: {p95[worst]:.2f} ms)",
            met=p95[worst] <= 3 * hello_ms,
            figures=figures,
        )


def of_the_advisor(times: Times, page_bytes: int) -> Iterator[Goal]:
    """The advisor's half of G6."""
    p95 = {shape: round(times.p95("advise", shape), 3) for shape in ADVISOR_SHAPES}
    worst = max(p95, key=p95.get)
    yield Goal(
        key="g6_advise",
        what="a whole advice, 95th percentile",
        target="≤ 20 ms",
        measured=f"{p95[worst]:.1f} ms ({worst}, the worst)",
        met=p95[worst] <= 20,
        figures={"p95_ms": p95},
    )
    hello = times.p50("hello")
    steps = {shape: times.p50("step", shape) for shape in ADVISOR_SHAPES}
    worst = max(steps, key=steps.get)
    yield Goal(
        key="g6_step",
        what="a step of the advisor, what is left and what each open question would tell, of a hello",
        target="≤ 1.5",
        measured=f"{share(steps[worst] / hello)} ({worst}, the worst: {steps[worst]:.2f} ms)",
        met=steps[worst] <= 1.5 * hello,
        figures={"of_hello": {shape: round(value / hello, 3) for shape, value in steps.items()}, "hello_ms": hello},
    )
    page, plain = ({clock: times.p50(target, None, clock) for clock in CLOCKS} for target in ("question", "plain"))
    ratios = {clock: round(page[clock] / plain[clock], 3) for clock in CLOCKS}
    yield Goal(
        key="g6_question",
        what="a question's page, of F1",
        target="≤ 0.5",
        measured=f"{share(ratios['cpu'])} (clock {share(ratios['wall'])}; {page['cpu']:.1f} of {plain['cpu']:.0f} ms)",
        met=ratios["cpu"] <= 0.5,
        figures=ratios,
    )
    yield Goal(
        key="g6_question_bytes",
        what="the heaviest question's page, compressed",
        target="≤ 14 kB",
        measured=f"{page_bytes / 1000:.1f} kB",
        met=page_bytes <= 14_000,
        figures={"bytes": page_bytes},
    )


def of_growth(times: Times, small: str, large: str) -> Iterator[Goal]:
    for temper, most in (("cold", 1.25), ("warm", 1.5)):
        pair = f"{temper} {small}", f"{temper} {large}"
        figures = {clock: round(times.growth(*pair, clock), 3) for clock in CLOCKS}
        yield Goal(
            key=f"g5_{temper}",
            what=f"growth from {small} to {large} tools, {temper}",
            target=f"≤ {most}",
            measured=f"{share(figures['cpu'])} (clock {share(figures['wall'])})",
            met=figures["cpu"] <= most,
            figures=figures,
        )
    target = f"warm {large}"
    figures = {clock: round(times.p95(target, None, clock) / times.p50(target, None, clock), 3) for clock in CLOCKS}
    yield Goal(
        key="g5_spread",
        what=f"95th percentile of the median, {large} tools, warm",
        target="≤ 2.5",
        measured=f"{share(figures['cpu'])} (clock {share(figures['wall'])})",
        met=figures["cpu"] <= 2.5,
        figures=figures,
    )


def of_spelling(found: dict, times: Times | None) -> Iterator[Goal]:
    part = found["found"] / found["typed"]
    yield Goal(
        key="g7_found",
        what=f"{found['typed']:,} misspelt names found among the first three",
        target="≥ 95 %",
        measured=f"{part:.1%}",
        met=part >= 0.95,
        figures={"share": round(part, 4), "missed": found["missed"]},
    )
    if times:
        yield _at_most(times, "g7_typo", "a misspelt search, of a search", 1.25)


def _at_most(times, key, what, most):
    figures = {clock: round(times.p50("cold", "typo", clock) / times.p50("cold", "text", clock), 3) for clock in CLOCKS}
    measured = f"{share(figures['cpu'])} (clock {share(figures['wall'])})"
    return Goal(key=key, what=what, target=f"≤ {most}", measured=measured, met=figures["cpu"] <= most, figures=figures)


def of_memory(found: dict, size: str) -> Iterator[Goal]:
    most = 64 if size == "50k" else 100 if size == "100k" else None
    yield Goal(
        key=f"g8_memory_{size}",
        what=f"memory of a worker for the index, {size} tools",
        target=f"≤ {most} MB" if most else "",
        measured=f"{found['megabytes']:.0f} MB",
        met=found["megabytes"] <= most if most else None,
        figures={"megabytes": round(found["megabytes"], 1)},
    )
    yield Goal(
        key=f"g8_load_{size}",
        what=f"an index there for a new worker, {size} tools",
        target="≤ 0.5 s" if size == "50k" else "",
        measured=f"{found['seconds']:.2f} s",
        met=found["seconds"] <= 0.5 if size == "50k" else None,
        figures={"seconds": round(found["seconds"], 3)},
    )


def of_edits(found: dict) -> Goal:
    return Goal(
        key="g8_edit",
        what="an edit seen by the next request in each of two other processes",
        target="always",
        measured=(
            f"{found['seen']} of {found['asked']}; {found['first_ms']:.1f} ms, the one after {found['next_ms']:.1f} ms"
        ),
        met=found["seen"] == found["asked"],
        figures={name: round(value, 2) for name, value in found.items()},
    )


def of_weight(found: dict) -> Iterator[Goal]:
    limits = (
        ("raw", "the list page", 100_000),
        ("compressed", "the list page, compressed", 14_000),
        ("heaviest_raw", "the heaviest list page", 100_000),
        ("heaviest_compressed", "the heaviest list page, compressed", 14_000),
        ("first_visit", f"a first visit: the page and its {found['files']} files, compressed", 60_000),
    )
    for name, what, most in limits:
        yield Goal(
            key=f"g9_{name}",
            what=what,
            target=f"≤ {most / 1000:.0f} kB",
            measured=f"{found[name] / 1000:.1f} kB",
            met=found[name] <= most,
            figures={"bytes": found[name]},
        )


def of_databases(found: dict) -> Goal:
    return Goal(
        key="g11",
        what=f"the same totals, counts and order on PostgreSQL, {found['size']} tools",
        target="always",
        measured=f"{found['requests']} of {found['requests']} requests",
        met=True,  # a difference has ended the run before this line
        figures=found,
    )


def of_import(found: dict) -> Iterator[Goal]:
    judged = found["tools"] >= 50_000
    yield Goal(
        key="import_seconds",
        what=f"import of {found['tools']:,} tools, with readers",
        target="≤ 120 s" if judged else "",
        measured=f"{found['seconds']:.0f} s",
        met=found["seconds"] <= 120 if judged else None,
        figures={"seconds": round(found["seconds"], 1)},
    )
    yield Goal(
        key="import_memory",
        what="its largest resident size",
        target="≤ 1,000 MB" if judged else "",
        measured=f"{found['peak_mb']:,.0f} MB",
        met=found["peak_mb"] <= 1000 if judged else None,
        figures={"megabytes": round(found["peak_mb"])},
    )
    yield Goal(
        key="import_readers",
        what="pages read meanwhile that failed",
        target="0",
        measured=(
            f"{found['failures']} of {found['reads']:,}; 95th percentile {found['reader_p95_ms']:.0f} ms "
            f"(before: {found['quiet_p95_ms']:.0f} ms), the slowest {found['reader_worst_ms']:.0f} ms"
        ),
        met=found["failures"] == 0,
        figures={name: round(value, 1) for name, value in found.items() if name not in {"tools", "seconds", "peak_mb"}},
    )
