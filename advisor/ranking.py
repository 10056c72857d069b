"""Which tools are left in a lane, in which order, and why. Pure, integers only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor.catalogue import Catalogue, Entry
from advisor.conditions import States, holds
from advisor.reasons import reasons_about
from advisor.snapshot import Choice, Effect, Flow

MOST_A_QUESTION_COUNTS = 16  # four strong wishes; ticking ten boxes says no more
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
class Lane:
    kind: str
    tool_kinds: frozenset[str]
    wishes: tuple[Wish, ...]
    opened_by: frozenset[str] = frozenset()  # the questions that ask what to make

    def admits(self, entry: Entry) -> bool:
        return not self.tool_kinds or not self.tool_kinds.isdisjoint(entry.terms)


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


def remaining(lane: Lane, catalogue: Catalogue) -> tuple[Entry, ...]:
    """The tools that break no rule; those with a caveat only where no other is left."""
    left = [entry for entry in catalogue.entries if lane.admits(entry) and not breaches(lane, entry, catalogue)]
    return tuple(entry for entry in left if not entry.caveat) or tuple(left)


def breaches(lane: Lane, entry: Entry, catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """What keeps a tool out: for each demand that it does not meet, the terms that would; empty if it may stay.

    What one answer requires of one facet are alternatives, and so are the answers that open one lane: voice *or* music.
    What a tool should make must be known; any other fact that is not known is a no only where a wrong guess does harm.
    """
    return tuple(terms for _, terms in _broken(lane, entry, catalogue))


def culprits(lane: Lane, entry: Entry, catalogue: Catalogue) -> frozenset[str]:
    """The questions whose answers keep a tool out; empty if it may stay."""
    return frozenset(question for question, _ in _broken(lane, entry, catalogue))


def _broken(lane, entry, catalogue):
    """Pairs of question and terms, one for each demand that is not met."""
    found = []
    alternatives = defaultdict(list)
    for wish in lane.wishes:
        effect = wish.effect
        known = entry.has(effect.term)
        doubtful = known is None and (effect.facet in catalogue.dropping or wish.question in lane.opened_by)
        if effect.action == "require":
            demand = wish.question, wish.alternative_to, effect.facet
            alternatives[demand].append((effect.term, known is False or doubtful))
        elif effect.action == "exclude" and (known or doubtful):
            found.append((wish.question, (effect.term,)))
    for (question, _, _), terms in alternatives.items():
        if all(failed for _, failed in terms):
            found.append((question, tuple(term for term, _ in terms)))
    return found


def rank(lane: Lane, entries: Iterable[Entry]) -> tuple[tuple[Entry, int, tuple[int, int]], ...]:
    """(tool, position, score) from best to least, by the points that are certain; tools with as many share a position.

    Among those, the one comes first that meets the earlier questions better, then the one of which less is open. Where
    that is equal too, sorting keeps the given order: the catalogue's reading order.
    """
    scored = [(*_points(lane, entry), entry) for entry in entries]
    scored.sort(key=lambda item: (-sum(item[0]), [-points for points in item[0]], sum(item[1]) - sum(item[0])))
    ranked, position = [], 0
    for place, (least, most, entry) in enumerate(scored, start=1):
        if place == 1 or sum(least) != ranked[-1][2][0]:
            position = place
        ranked.append((entry, position, (sum(least), sum(most))))
    return tuple(ranked)


def score(lane: Lane, entry: Entry) -> tuple[int, int]:
    """The points that are certain, and those that it has if all that is not known turns out well."""
    least, most = _points(lane, entry)
    return sum(least), sum(most)


def _points(lane, entry):
    """The least and the most that a tool gets, for each question in their order."""
    least = {wish.question: 0 for wish in lane.wishes}
    most = dict(least)
    for wish in lane.wishes:
        known = entry.has(wish.effect.term)
        worth = wish.effect.strength if wish.effect.action in ("require", "prefer") else -wish.effect.strength
        least[wish.question] += worth if known or (known is None and worth < 0) else 0
        most[wish.question] += worth if known or (known is None and worth > 0) else 0
    return _capped(least), _capped(most)


def shortlist(lane: Lane, catalogue: Catalogue) -> tuple[tuple[Pick, ...], tuple[Pick, ...]]:
    """Five picks, at most two of one maker, and the next ones that may be as good."""
    ranked = rank(lane, remaining(lane, catalogue))
    listed, close, makers = [], [], defaultdict(int)
    for entry, position, points in ranked:
        if len(listed) < SHORTLIST and makers[entry.maker] < MOST_OF_ONE_MAKER:
            makers[entry.maker] += 1
            listed.append((entry, position, points))
        else:
            close.append((entry, position, points))
    floor = listed[-1][2][0] if listed else 0
    near = [item for item in close if item[2][1] >= floor][:MOST_CLOSE]
    return tuple(_pick(lane, *item) for item in listed), tuple(_pick(lane, *item) for item in near)


def near_misses(lane: Lane, catalogue: Catalogue) -> tuple[Miss, ...]:
    """The tools that make the right thing and miss the fewest other demands, best first."""
    makers = replace(lane, wishes=tuple(wish for wish in lane.wishes if wish.question in lane.opened_by))
    missed = {entry: found for entry in remaining(makers, catalogue) if (found := breaches(lane, entry, catalogue))}
    fewest = min(map(len, missed.values()), default=0)
    near = rank(lane, [entry for entry, found in missed.items() if len(found) == fewest])
    return tuple(
        Miss(entry=entry, lacks=tuple(term for terms in missed[entry] for term in terms))
        for entry, _, _ in near[:SHORTLIST]
    )


def _capped(points_by_question):
    cap = MOST_A_QUESTION_COUNTS
    return [max(-cap, min(cap, points)) for points in points_by_question.values()]


def _pick(lane, entry, position, points):
    found = reasons_about(entry, [wish.effect for wish in _telling(lane.wishes, entry)])
    return Pick(
        entry=entry,
        position=position,
        score=points,
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
