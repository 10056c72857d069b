"""Which lanes the answers open, and how many tools are left in them. Pure."""

from collections.abc import Iterable

from pyroaring import BitMap

from advisor import ranking
from advisor.catalogue import Catalogue
from advisor.conditions import States
from advisor.ranking import Lane
from advisor.snapshot import Flow

FEW = 3  # a lane with fewer tools than that is short


def lanes_of(flow: Flow, states: States, kind: str) -> tuple[Lane, ...]:
    """One lane for the verdict's kind; a kind that has steps, one for each lane that the answers open."""
    kinds = ranking.opened(flow, states) if has_steps(flow, kind) else (kind,)
    return tuple(ranking.lane_for(flow, states, key) for key in kinds)


def has_steps(flow: Flow, kind: str) -> bool:
    verdict = flow.kind(kind)
    return verdict is not None and not verdict.tool_kinds


def count_left(lanes: Iterable[Lane], catalogue: Catalogue) -> int:
    """How many different tools are left, over all lanes."""
    return len(BitMap().union(*(ranking.remaining(lane, catalogue) for lane in lanes)))
