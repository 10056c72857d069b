"""Time taken, and what is said of many times: medians and 95th percentiles, in milliseconds."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.shapes import ADVISOR_SHAPES, SHAPES

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one request took: of a processor, in whatever processes answered it, and on the clock."""

    cpu: float
    wall: float


def timed(work: Callable, *arguments) -> dict[str, float]:
    """What some work takes of this process and on the clock, ready to be sent as JSON."""
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    work(*arguments)
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    return {"cpu": cpu / MILLION, "wall": wall / MILLION}


def cpu_of(pid: int) -> int:
    """Nanoseconds of processor time that another process has used, all its threads together.

    Linux counts a process's clock by its inverted number; see clock_getcpuclockid(3).
    """
    return time.clock_gettime_ns(~pid << 3 | 2)


def percentile(values: Iterable[float], share: float) -> float:
    """The nearest-rank percentile: the least value that ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


class Times:
    """All that was taken, by target, shape and variant."""

    def __init__(self):
        self._taken = defaultdict(list)

    def add(self, target: str, request, taken: Taken):
        self._taken[target, request.shape, request.variant].append(taken)

    def targets(self) -> list[str]:
        return sorted({target for target, _, _ in self._taken}, key=lambda target: self.p50(target))

    def shapes(self, target: str) -> list[str]:
        timed = {shape for one, shape, _ in self._taken if one == target}
        return [shape for shape in (*SHAPES, *ADVISOR_SHAPES) if shape in timed]

    def values(self, target: str, shape: str | None = None, clock: str = "cpu") -> list[float]:
        """The median of each variant's repetitions, for one shape or for all."""
        by_request = self._by_request(target, clock)
        return [value for (of_shape, _), value in by_request.items() if shape in (None, of_shape)]

    def _by_request(self, target, clock):
        return {
            (shape, variant): median(getattr(taken, clock) for taken in repeated)
            for (one, shape, variant), repeated in self._taken.items()
            if one == target
        }

    def p50(self, target: str, shape: str | None = None, clock: str = "cpu") -> float:
        return median(self.values(target, shape, clock))

    def p95(self, target: str, shape: str | None = None, clock: str = "cpu") -> float:
        return percentile(self.values(target, shape, clock), 0.95)

    def ratio(self, target: str, other: str, shape: str, clock: str = "cpu") -> float:
        """How many times as long the target takes as the other, median by median."""
        return self.p50(target, shape, clock) / self.p50(other, shape, clock)

    def growth(self, small: str, large: str, clock: str = "cpu") -> float:
        """The median, over all variants, of a request's time at the large size by that at the small one."""
        before, after = self._by_request(small, clock), self._by_request(large, clock)
        return median(after[request] / before[request] for request in before)
