"""The results as a table for people, one line of JSON for machines, and the figures in the documentation. Pure."""

import json

from bench.clock import Times
from bench.goals import Goal
from bench.shapes import ADVISOR_SHAPES, SHAPES

VERDICT = {True: "met", False: "MISSED", None: ""}
BEGIN, END = "<!-- figures: script/bench --write -->", "<!-- end of figures -->"


def table(goals: list[Goal]) -> str:
    rows = [(goal.key, goal.what, goal.target, goal.measured, VERDICT[goal.met]) for goal in goals]
    return _columns([("goal", "what", "target", "measured", ""), *rows])


def times_table(times: Times, clock: str = "cpu") -> str:
    """Medians and, in brackets, 95th percentiles in milliseconds: a line a target, a column a shape."""
    return _columns([("ms", *_shapes(times)), *_lines(times, clock)])


def _shapes(times):
    timed = {shape for target in times.targets() for shape in times.shapes(target)}
    return [shape for shape in (*SHAPES, *ADVISOR_SHAPES) if shape in timed]


def _lines(times, clock):
    for target in times.targets():
        known = times.shapes(target)
        both = [
            f"{_ms(times.p50(target, shape, clock))} ({_ms(times.p95(target, shape, clock))})"
            if shape in known
            else "–"
            for shape in _shapes(times)
        ]
        yield (target, *both)


def _ms(value):
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _columns(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def json_line(goals: list[Goal], times: dict[str, Times], facts: dict) -> str:
    """Ratios and figures by goal; absolute times beside them, as [median, 95th percentile] in milliseconds."""
    missed = [goal.key for goal in goals if goal.met is False]
    absolute = {
        name: {
            target: {
                clock: {
                    shape: [round(one.p50(target, shape, clock), 3), round(one.p95(target, shape, clock), 3)]
                    for shape in one.shapes(target)
                }
                for clock in ("cpu", "wall")
            }
            for target in one.targets()
        }
        for name, one in times.items()
    }
    figures = {goal.key: {**goal.figures, "met": goal.met} for goal in goals}
    return json.dumps({**facts, **figures, "missed": missed, "times_ms": absolute}, ensure_ascii=False)


def markdown(goals: list[Goal], times: dict[str, Times], facts: dict) -> str:
    """The part of docs/performance.md that a run fills in."""
    about = f"{facts['date']}, commit {facts['commit']}, CPython {facts['python']}, {facts['cores']} cores"
    lines = [f"One run of `script/bench`: {about}.", "", "| what | target | measured | |", "|---|---|---|---|"]
    lines += [f"| {goal.what} | {goal.target} | {goal.measured} | {VERDICT[goal.met].lower()} |" for goal in goals]
    for name, one in times.items():
        shapes = _shapes(one)
        lines += ["", f"Milliseconds of a processor, {name}: median (95th percentile).", ""]
        lines += ["| | " + " | ".join(shapes) + " |", "|---" * (len(shapes) + 1) + "|"]
        lines += [f"| {' | '.join(line)} |" for line in _lines(one, "cpu")]
    return "\n".join(lines)


def with_figures(document: str, figures: str) -> str:
    """The document with its marked part replaced."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"
