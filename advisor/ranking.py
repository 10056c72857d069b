"""Which tools are left in a lane, in which order, and why. Pure, integers only.

What keeps tools out are sets of them, one for each demand; which come first is told by ``advisor/scores.py``. Only the
tools that are shown are looked at one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice

from pyroaring import BitMap

from advisor.catalogue import Catalogue, Entry, facet_of
from advisor.conditions import States, holds
from advisor.reasons import reasons_about
from advisor.scores import Place, Scores
from advisor.slices import Numbers
from advisor.snapshot import Choice, Effect, Flow

SHORTLIST = 5
MOST_OF_ONE_MAKER = 2
MOST_CLOSE = 5
ANY_LANE = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An effect that an answer has set in motion."""

    question: str
    effect: Effect
    alternative_to: str  # wishes with the same key here and the same facet are alternatives where they require


@dataclass(frozen=True, kw_only=True)
class Pick:
    entry: Entry
    position: int  # tools that score alike share one
    score: tuple[int, int]  # at least, and at most if all that is not known turned out well
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    not_confirmed: tuple[str, ...]  # terms


@dataclass(frozen=True, kw_only=True)
class Miss:
    entry: Entry
    lacks: tuple[str, ...]  # terms; of one facet, any would do


@dataclass(frozen=True, kw_only=True)
class Shortlist:
    """The tools that are shown of a lane, best first, and the next ones that may be as good."""

    listed: tuple[Place, ...]
    close: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class Lane:
    kind: str
    tool_kinds: frozenset[str]
    wishes: tuple[Wish, ...]
    opened_by: frozenset[str] = frozenset()  # the questions that ask what to make


@dataclass(frozen=True)
class Demand:
    """What an answer requires, or excludes: terms of one facet, of which any would do."""

    question: str
    terms: tuple[str, ...]
    is_required: bool
    must_be_known: bool  # what is not known counts as not met

    def broken_by(self, tools: BitMap, catalogue: Catalogue) -> BitMap:
        """Those among the tools that do not meet it."""
        having = [catalogue.having(term) for term in self.terms]
        if self.is_required:
            may_lack = tools if self.must_be_known else tools & catalogue.closed(facet_of(self.terms[0]))
            return may_lack.difference(*having)
        broken = tools & having[0]
        return broken | (tools - catalogue.closed(facet_of(self.terms[0]))) if self.must_be_known else broken


def lane_for(flow: Flow, states: States, kind: str) -> Lane:
    """The lane of a verdict's kind; an unknown kind is the lane of every tool."""
    verdict = flow.kind(kind)
    return Lane(
        kind=kind,
        opened_by=frozenset(question.key for question in flow.questions if question.opens_lanes),
        tool_kinds=frozenset(f"kind:{slug}" for slug in verdict.tool_kinds) if verdict else frozenset(),
        wishes=tuple(
            Wish(question=question, effect=effect, alternative_to=_alternatives(question, choice, kind))
            for question, choice in chosen(flow, states)
            for effect in choice.effects
            if effect.lane in (ANY_LANE, kind) and holds(effect.when, states) is True
        ),
    )


def _alternatives(question: str, choice: Choice, kind: str) -> str:
    """Answers that open the same lane are alternatives there; any other answer makes demands of its own."""
    return question if choice.lane == kind else f"{question}={choice.key}"


def chosen(flow: Flow, states: States) -> Iterable[tuple[str, Choice]]:
    """Pairs of question and chosen choice, in the questionnaire's order."""
    for question in flow.questions:
        for choice in question.choices:
            if choice.key in states[question.key].choices:
                yield question.key, choice


def opened(flow: Flow, states: States) -> tuple[str, ...]:
    """The lanes that the chosen answers open, in their order."""
    return tuple(dict.fromkeys(choice.lane for _, choice in chosen(flow, states) if choice.lane))


def admitted(lane: Lane, catalogue: Catalogue) -> BitMap:
    """The tools of the lane's kinds."""
    if not lane.tool_kinds:
        return catalogue.tools
    return catalogue.tools & BitMap().union(*map(catalogue.having, lane.tool_kinds))


def demands(lane: Lane, catalogue: Catalogue) -> tuple[Demand, ...]:
    """What the answers exclude, then what they require.

    What one answer requires of one facet are alternatives, and so are the answers that open one lane: voice *or* music.
    What a tool should make must be known; any other fact that is not known is a no only where a wrong guess does harm.
    """
    required, excluded = defaultdict(list), []
    for wish in lane.wishes:
        effect = wish.effect
        must_be_known = effect.facet in catalogue.dropping or wish.question in lane.opened_by
        if effect.action == "require":
            required[wish.question, wish.alternative_to, effect.facet, must_be_known].append(effect.term)
        elif effect.action == "exclude":
            excluded.append(Demand(wish.question, (effect.term,), False, must_be_known))
    return (
        *excluded,
        *(Demand(question, tuple(terms), True, known) for (question, _, _, known), terms in required.items()),
    )


def remaining(lane: Lane, catalogue: Catalogue) -> BitMap:
    """The tools that break no rule; those with a caveat only where no other is left."""
    left = admitted(lane, catalogue)
    for demand in demands(lane, catalogue):
        left = left - demand.broken_by(left, catalogue)
    return left - catalogue.with_caveat or left


def culprits(lane: Lane, catalogue: Catalogue, plain: Set[str]) -> dict[frozenset[str], BitMap]:
    """The lane's tools by the questions whose answers keep them out; leaves out whom others than the plain ones do."""
    tools, broken = admitted(lane, catalogue), defaultdict(BitMap)
    for demand in demands(lane, catalogue):
        broken[demand.question] |= demand.broken_by(tools, catalogue)
    found = {frozenset[str](): tools.difference(*(out for question, out in broken.items() if question not in plain))}
    for question, out in broken.items():
        if question in plain:
            found = {
                kept_out_by: part
                for named, some in found.items()
                for kept_out_by, part in ((named, some - out), (named | {question}, some & out))
                if part
            }
    return found


def shortlist(lane: Lane, catalogue: Catalogue) -> Shortlist:
    """Five tools, at most two of one maker, and the next ones that may be as good."""
    scores = Scores(lane.wishes, catalogue, remaining(lane, catalogue))
    listed = list(map(scores.place, best(scores, catalogue)))
    others = scores.tools - BitMap([place.ordinal for place in listed])
    floor = listed[-1].score[0] if listed else 0
    close = islice(scores.in_order(scores.at_best(floor, others)), MOST_CLOSE)
    return Shortlist(listed=tuple(listed), close=tuple(map(scores.place, close)))


def best(scores: Scores, catalogue: Catalogue) -> list[int]:
    """The first five tools, at most two of one maker."""
    found, makers, left = [], Counter(), scores.tools
    while len(found) < SHORTLIST and left:
        tool = next(scores.in_order(left))
        maker = catalogue.maker_of(tool)
        found.append(tool)
        makers[maker] += 1
        left = left - (catalogue.made_by(maker) if makers[maker] == MOST_OF_ONE_MAKER else BitMap([tool]))
    return found


def picks(lane: Lane, places: Iterable[Place], entries: Mapping[int, Entry]) -> tuple[Pick, ...]:
    """The tools with what speaks for and against them; those without an entry are gone."""
    return tuple(_pick(lane, entries[place.ordinal], place) for place in places if place.ordinal in entries)


def near_misses(lane: Lane, catalogue: Catalogue) -> dict[int, tuple[str, ...]]:
    """The five tools that make the right thing and miss the fewest other demands, best first, with what each lacks."""
    makers = replace(lane, wishes=tuple(wish for wish in lane.wishes if wish.question in lane.opened_by))
    tools = remaining(makers, catalogue)
    broken, missed = Numbers(), []
    for demand in demands(lane, catalogue):
        missed.append((demand, demand.broken_by(tools, catalogue)))
        broken.add(missed[-1][1])
    nearest = next((some for number, some in broken.groups(tools, smallest_first=True) if number), BitMap())
    near = islice(Scores(lane.wishes, catalogue, nearest).in_order(), SHORTLIST)
    return {tool: tuple(term for demand, out in missed if tool in out for term in demand.terms) for tool in near}


def _pick(lane, entry, place):
    found = reasons_about(entry, [wish.effect for wish in _telling(lane.wishes, entry)])
    return Pick(
        entry=entry,
        position=place.position,
        score=place.score,
        reasons_for=found.speaking_for,
        reasons_against=found.speaking_against,
        not_confirmed=found.not_confirmed,
    )


def _telling(wishes, entry):
    """All wishes but the alternatives that the tool need not meet, since it meets another of them."""
    met = {
        (wish.alternative_to, wish.effect.facet)
        for wish in wishes
        if wish.effect.action == "require" and entry.has(wish.effect.term)
    }
    for wish in wishes:
        is_spare = wish.effect.action == "require" and (wish.alternative_to, wish.effect.facet) in met
        if not is_spare or entry.has(wish.effect.term):
            yield wish
