"""Which tools are left, in which order, and what keeps the others out, tool by tool: the twin of the engine's sets.

Nothing here is fast. What it shares with the engine are wishes, entries, and how a tool's reasons are told.
"""

from collections import defaultdict
from dataclasses import replace

MOST_A_QUESTION_COUNTS = 16
SHORTLIST = 5
MOST_OF_ONE_MAKER = 2
MOST_CLOSE = 5


def admits(lane, entry):
    return not lane.tool_kinds or not lane.tool_kinds.isdisjoint(entry.terms)


def remaining(lane, entries, dropping):
    left = [entry for entry in entries if admits(lane, entry) and not broken(lane, entry, dropping)]
    return [entry for entry in left if not entry.caveat] or left


def culprits(lane, entry, dropping):
    """The questions whose answers keep a tool out."""
    return frozenset(question for question, _ in broken(lane, entry, dropping))


def broken(lane, entry, dropping):
    """Pairs of question and terms, one for each demand that is not met."""
    found = []
    alternatives = defaultdict(list)
    for wish in lane.wishes:
        effect = wish.effect
        known = entry.has(effect.term)
        doubtful = known is None and (effect.facet in dropping or wish.question in lane.opened_by)
        if effect.action == "require":
            demand = wish.question, wish.alternative_to, effect.facet
            alternatives[demand].append((effect.term, known is False or doubtful))
        elif effect.action == "exclude" and (known or doubtful):
            found.append((wish.question, (effect.term,)))
    for (question, _, _), terms in alternatives.items():
        if all(failed for _, failed in terms):
            found.append((question, tuple(term for term, _ in terms)))
    return found


def rank(lane, entries):
    """(tool, position, (least, most)) from best to least; entries come in the reading order."""
    scored = [(*points(lane, entry), entry) for entry in entries]
    scored.sort(key=lambda item: (-sum(item[0]), [-points for points in item[0]], sum(item[1]) - sum(item[0])))
    ranked, position = [], 0
    for place, (least, most, entry) in enumerate(scored, start=1):
        if place == 1 or sum(least) != ranked[-1][2][0]:
            position = place
        ranked.append((entry, position, (sum(least), sum(most))))
    return ranked


def points(lane, entry):
    """The least and the most that a tool gets, for each question in their order."""
    least = {wish.question: 0 for wish in lane.wishes}
    most = dict(least)
    for wish in lane.wishes:
        known = entry.has(wish.effect.term)
        worth = wish.effect.strength if wish.effect.action in ("require", "prefer") else -wish.effect.strength
        least[wish.question] += worth if known or (known is None and worth < 0) else 0
        most[wish.question] += worth if known or (known is None and worth > 0) else 0
    return capped(least), capped(most)


def capped(points_by_question):
    cap = MOST_A_QUESTION_COUNTS
    return [max(-cap, min(cap, points)) for points in points_by_question.values()]


def shortlist(lane, entries, dropping):
    """Ranked tools, in two lists: five, at most two of one maker, and the next ones that may be as good."""
    listed, close, makers = [], [], defaultdict(int)
    for ranked in rank(lane, remaining(lane, entries, dropping)):
        maker = ranked[0].maker
        if len(listed) < SHORTLIST and makers[maker] < MOST_OF_ONE_MAKER:
            makers[maker] += 1
            listed.append(ranked)
        else:
            close.append(ranked)
    floor = listed[-1][2][0] if listed else 0
    return listed, [ranked for ranked in close if ranked[2][1] >= floor][:MOST_CLOSE]


def near_misses(lane, entries, dropping):
    """Pairs of tool and terms that it lacks, of those that miss the fewest demands, best first."""
    makers = replace(lane, wishes=tuple(wish for wish in lane.wishes if wish.question in lane.opened_by))
    missed = {
        entry: found for entry in remaining(makers, entries, dropping) if (found := broken(lane, entry, dropping))
    }
    fewest = min(map(len, missed.values()), default=0)
    near = rank(lane, [entry for entry, found in missed.items() if len(found) == fewest])
    return [(entry, tuple(term for _, terms in missed[entry] for term in terms)) for entry, _, _ in near[:SHORTLIST]]
