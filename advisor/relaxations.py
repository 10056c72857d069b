"""Ways out where nothing or little is left: which answers to take back, and what comes nearest. Pure, integers only.

*What is looked for.* A set of answers is a way out if taking all of them back (each counts as not sure then) lists a
tool that is not listed now, in a lane that is short of tools or that was not there. All ways out that contain no
smaller one are found, and no others. What to make is never taken back, and the kind never left open. Nor is an answer
with a choice that is marked as never given up; the clash names it all the same, since it has its part in it.

*How.* These sets are the minimal correction sets of the answers (Liffiton and Sakallah, "Algorithms for computing
minimal unsatisfiable subsets of constraints", 2008). They need no solver here, as Jannach shows for recommenders
("Techniques for fast query relaxation in content-based recommender systems", 2006): an answer keeps a tool out or does
not, so a tool comes in when exactly those answers go that keep it out, its *culprits*. Among the culprits of all tools
the inclusion-minimal sets are the ways out. Two things disturb that, and both are met:

- Some answers do more than make demands: they decide on the kind, on whether a question is asked, or on whether another
  answer demands something. Of these *switches* every combination is tried, small ones first and none that contains a
  way out that is known already; with the switches set, the rest is as above.
- A tool with a caveat is listed only where no other is left, so its culprits count only if they let in none of those.

*The clash* is the other side of it: a smallest set of answers that has one of every way out. Where no switch has a part
in it, it is a minimal conflict: with every other answer taken back, it still keeps everything out, and no smaller set
does (Reiter, "A theory of diagnosis from first principles", 1987).

*Cost.* Tools are set apart by their culprits one answer after the other, two set operations for each class of tools
that there is by then. With s switches among the answers, q answers that make demands and m different sets of culprits
(2^q and the number of tools are their limits) that is 2^s · q · m set operations, and m² comparisons. The shipped
questionnaire has one switch, the answer to how results belong together. The clash tries the sets of answers that ways
out name, smallest first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, zip_longest

from pyroaring import BitMap

from advisor import ranking, verdicts
from advisor.answers import NOT_SURE, Answers
from advisor.catalogue import Catalogue
from advisor.conditions import judged_now, states_of
from advisor.lanes import FEW, count_left, lanes_of
from advisor.ranking import SHORTLIST, Lane
from advisor.snapshot import Condition, Flow, Question

DEMANDS = ("require", "exclude")


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """Answers to take back together, and how many tools are left then."""

    drop: tuple[str, ...]  # questions, in their order
    remaining: int
    answers: Answers


@dataclass(frozen=True, kw_only=True)
class Clash:
    """The answers that together leave nothing, or fewer than three tools, in the lanes of these kinds."""

    kinds: tuple[str, ...]
    questions: tuple[str, ...]  # empty if not one answer is to blame but the catalogue
    is_empty: bool


def relaxations(
    flow: Flow, catalogue: Catalogue, answers: Answers, at_odds: frozenset[str] = frozenset()
) -> tuple[Relaxation, ...]:
    """Every minimal way out, the fewest answers first, then the most tools, then the order of questions.

    An answer that pulls against another one (``at_odds``) is offered as well if that is settled without it and
    tools are left: the same advice without a mention of the answer would only hide a fact.
    """
    drops = set(ways_out(flow, catalogue, answers, FEW))
    pulling = [question for question in _may_go(flow, answers) if question in at_odds]
    drops |= {frozenset({question}) for question in pulling if _settles(flow, answers, question)}
    lanes, decisive = _lanes(flow, answers), _switches(flow, answers)
    found = []
    for questions in drops:
        without = taken_back(answers, questions)
        # Without a switch among them, what goes are the answers' wishes and nothing else.
        decides = not decisive.isdisjoint(questions)
        left = count_left(_lanes(flow, without) if decides else _unwished(lanes, questions), catalogue)
        if left:
            drop = tuple(question for question, _ in answers.pairs if question in questions)
            found.append(Relaxation(drop=drop, remaining=left, answers=without))
    place = {question.key: number for number, question in enumerate(flow.questions)}
    found.sort(key=lambda one: (len(one.drop), -one.remaining, [place[question] for question in one.drop]))
    return tuple(found)


def _settles(flow, answers, question) -> bool:
    """Whether another way to get it is named once the answer is taken back, and nothing speaks against that one."""
    before, after = (judged_now(states_of(flow, given)) for given in (answers, answers.not_sure_of(question)))
    is_another = verdicts.deliveries_of(flow, before) != verdicts.deliveries_of(flow, after)
    return is_another and not verdicts.at_odds(flow, after)


def clash(flow: Flow, catalogue: Catalogue, answers: Answers) -> Clash | None:
    """The smallest set of answers to blame for the emptiest lanes; None if every lane has tools enough."""
    left = {lane.kind: len(ranking.remaining(lane, catalogue)) for lane in _lanes(flow, answers)}
    fewest = min(left.values(), default=FEW)
    if fewest >= FEW:
        return None
    enough = FEW if fewest else 1
    to_meet = ways_out(flow, catalogue, answers, enough, firm_too=True)
    return Clash(
        kinds=tuple(kind for kind, number in left.items() if number < enough),
        questions=_smallest_hitting([question for question, _ in answers.pairs], to_meet),
        is_empty=not fewest,
    )


def near_misses(lanes: tuple[Lane, ...], catalogue: Catalogue) -> dict[int, tuple[str, ...]]:
    """The nearest tools of every lane that is short, in turn, with what they lack; five at most."""
    short = [ranking.near_misses(lane, catalogue).items() for lane in lanes if is_short(lane, catalogue)]
    found = {}
    for tool, lacks in (miss for misses in zip_longest(*short) for miss in misses if miss):
        found.setdefault(tool, lacks)
    return dict(list(found.items())[:SHORTLIST])


def ways_out(
    flow: Flow, catalogue: Catalogue, answers: Answers, enough: int, *, firm_too: bool = False
) -> tuple[frozenset[str], ...]:
    """The inclusion-minimal sets of answers that bring a tool into a lane with fewer than ``enough``, or a new one.

    Those that are never given up count only with ``firm_too``.
    """
    lanes = _lanes(flow, answers)
    supplied = {lane.kind for lane in lanes if not is_short(lane, catalogue, enough)}
    if len(supplied) == len(lanes):
        return ()
    listed = {lane.kind: ranking.remaining(lane, catalogue) for lane in lanes}
    is_open = any(lane.kind == verdicts.OPEN for lane in lanes)
    may_go, decisive = _may_go(flow, answers, firm_too=firm_too), _switches(flow, answers)
    switches = [question for question in may_go if question in decisive]
    plain = frozenset(may_go) - decisive
    found: set[frozenset[str]] = set()
    for size in range(len(switches) + 1):
        for switched in map(frozenset, combinations(switches, size)):
            if any(known <= switched for known in found):
                continue
            for lane in _lanes(flow, taken_back(answers, switched)):
                if lane.kind in supplied or (lane.kind == verdicts.OPEN and not is_open):
                    continue
                there = listed.get(lane.kind, BitMap())
                found |= {switched | culprits for culprits in _culprits(lane, catalogue, plain, there)}
    return _minimal(found)


def _minimal(sets) -> tuple[frozenset[str], ...]:
    """Those that contain no other."""
    found: list[frozenset[str]] = []
    for one in sorted(sets, key=len):
        if not any(smaller <= one for smaller in found):
            found.append(one)
    return tuple(found)


def taken_back(answers: Answers, questions: frozenset[str]) -> Answers:
    for question in questions:
        answers = answers.not_sure_of(question)
    return answers


def _unwished(lanes, questions) -> list[Lane]:
    return [
        replace(lane, wishes=tuple(wish for wish in lane.wishes if wish.question not in questions)) for lane in lanes
    ]


def _culprits(lane, catalogue, plain, listed) -> Iterator[frozenset[str]]:
    """For the tools that are not listed yet and that plain answers keep out, which ones do."""
    found = ranking.culprits(lane, catalogue, plain)
    firm = [culprits for culprits, tools in found.items() if tools - catalogue.with_caveat]
    for culprits, tools in found.items():
        fresh = tools - listed
        if fresh - catalogue.with_caveat or (fresh and not any(others <= culprits for others in firm)):
            yield culprits


def _may_go(flow, answers, *, firm_too=False) -> tuple[str, ...]:
    """The questions whose answer may be taken back, in their order: what to make stands, and what is never given up."""
    return tuple(
        question
        for question, choices in answers.pairs
        if choices != (NOT_SURE,)
        and not flow.question(question).opens_lanes
        and (firm_too or not is_firm(flow.question(question), choices))
    )


def is_firm(question: Question, choices: Iterable[str]) -> bool:
    """Whether an answer holds a choice that is never given up."""
    return any(choice.never_given_up and choice.key in choices for choice in question.choices)


def _switches(flow, answers) -> frozenset[str]:
    """The questions whose answer decides on the kind, on what is asked, or on what another answer demands."""
    conditions: list[Condition] = [rule.when for kind in flow.kinds for rule in kind.rules]
    for key, choices in answers.pairs:
        question = flow.question(key)
        demands = [
            effect
            for choice in question.choices
            if choice.key in choices
            for effect in choice.effects
            if effect.action in DEMANDS
        ]
        conditions += [effect.when for effect in demands]
        if demands or question.opens_lanes:
            conditions.append(question.when)
    found: set[str] = set()
    while conditions:
        named = {row.question for group in conditions.pop() for row in group} - found
        found |= named
        conditions += [flow.question(question).when for question in named]
    return frozenset(found)


def _smallest_hitting(questions, sets) -> tuple[str, ...]:
    """The fewest questions, of as many the earliest, that every set has one of."""
    involved = [question for question in questions if any(question in one for one in sets)]
    for size in range(len(involved) + 1):
        for chosen in combinations(involved, size):
            if all(not one.isdisjoint(chosen) for one in sets):
                return chosen
    return ()


def _lanes(flow, answers):
    states = judged_now(states_of(flow, answers))
    return lanes_of(flow, states, verdicts.kind_of(flow, states))


def is_short(lane: Lane, catalogue: Catalogue, enough: int = FEW) -> bool:
    return len(ranking.remaining(lane, catalogue)) < enough
