"""What the advisor's pages show, as plain values: rows of a question, answers so far, picks with their tools."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse

from advisor.answers import NOT_SURE, Answers, with_choice
from advisor.catalogue import Catalogue
from advisor.conditions import HIDDEN, UNASKED, states_of
from advisor.engine import Advice, Step, count_remaining
from advisor.quick_changes import QuickChange
from advisor.ranking import Miss, Pick
from advisor.reasons import best_for
from advisor.relaxations import Clash, Relaxation
from advisor.snapshot import Choice, Flow, Question
from advisor.visits import Visit
from catalog.comparison import MOST as MOST_COMPARED
from catalog.comparison import Comparison
from catalog.models import Tool

MOST_UNCONFIRMED = 4
MOST_TO_CHECK = 5
NOT_COUNTED: Mapping[str, int] = {}


@dataclass(frozen=True, kw_only=True)
class Option:
    choice: Choice
    checked: bool
    leaves: int | None = None  # how many tools are left with it; None where nobody counted
    adds: bool = False  # to those that are chosen


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer in words. A dormant one was given and does not count now, since its question is not asked."""

    key: str
    title: str
    text: str
    change_url: str
    dormant: bool


@dataclass(frozen=True, kw_only=True)
class PickCard:
    pick: Pick
    tool: Tool
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    not_confirmed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Count:
    """What the live line says: the tools that fit without the answer to a question, and with it."""

    fit: int
    leaves: int | None  # None while there is no answer


def count(flow: Flow, catalogue: Catalogue, answers: Answers, key: str) -> Count:
    with catalogue:
        return Count(
            fit=count_remaining(flow, catalogue, answers.without(key)),
            leaves=count_remaining(flow, catalogue, answers) if key in answers else None,
        )


def left_by_choice(flow: Flow, catalogue: Catalogue, answers: Answers, key: str) -> dict[str, int]:
    """How many tools each choice would leave, not sure included: beside those that are chosen, or instead of them."""
    names = [*(choice.key for choice in flow.question(key).choices), NOT_SURE]
    with catalogue:  # so that all numbers are of one state
        return {name: count_remaining(flow, catalogue, with_choice(answers, flow, key, name)) for name in names}


def is_all_one(left: Mapping[str, int]) -> bool:
    """Whether every choice would leave the same number, so that the answer changes the order alone."""
    return len(set(left.values())) == 1


def options(question: Question, answers: Answers, left: Mapping[str, int] = NOT_COUNTED) -> list[Option]:
    given = answers.get(question.key) or ()
    stays = {choice.key for choice in question.choices if choice.key in given and not choice.excludes_others}
    return [
        Option(
            choice=choice,
            checked=choice.key in given,
            leaves=left.get(choice.key),
            adds=question.kind == "many" and bool(stays) and choice.key not in given and not choice.excludes_others,
        )
        for choice in question.choices
    ]


def answers_given(flow: Flow, answers: Answers, change_url: Callable[[str], str]) -> list[Given]:
    """In the questionnaire's order; ``change_url`` gives the address of a question."""
    states = states_of(flow, answers)
    return [
        Given(
            key=key,
            title=flow.question(key).title,
            text=in_words(flow.question(key), choices),
            change_url=change_url(key),
            dormant=states[key] in (HIDDEN, UNASKED),
        )
        for key, choices in answers.pairs
    ]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage of the way from all tools to those that are left."""

    title: str  # a question; empty for the start
    text: str
    left: int
    share: int  # per cent of all tools


def path(flow: Flow, catalogue: Catalogue, answers: Answers) -> list[Stage]:
    """How many tools were left after each answer that took some away, in the questionnaire's order."""
    states = states_of(flow, answers)
    counted = [place for place, (key, _) in enumerate(answers.pairs) if states[key] not in (HIDDEN, UNASKED)]
    with catalogue:
        everything = count_remaining(flow, catalogue, Answers())
        left = [count_remaining(flow, catalogue, Answers(answers.pairs[: place + 1])) for place in counted]
    stages = [Stage(title="", text="All tools the advisor can suggest", left=everything, share=100)]
    for place, number in zip(counted, left, strict=True):
        if number == stages[-1].left:
            continue
        key, choices = answers.pairs[place]
        question = flow.question(key)
        share = round(100 * number / everything) if everything else 0
        stages.append(Stage(title=question.title, text=in_words(question, choices), left=number, share=share))
    return stages


def in_words(question: Question, choices: Iterable[str]) -> str:
    given = set(choices)
    if given == {NOT_SURE}:
        return "Not sure"
    return ", ".join(choice.label for choice in question.choices if choice.key in given)


def cards(catalogue: Catalogue, picks: Iterable[Pick], tools: dict[str, Tool]) -> list[PickCard]:
    """The picks whose tools are still public, in order."""
    return [
        PickCard(
            pick=pick,
            tool=tools[pick.entry.slug],
            reasons_for=pick.reasons_for,
            reasons_against=pick.reasons_against,
            not_confirmed=tuple(dict.fromkeys(map(catalogue.fact, pick.not_confirmed)))[:MOST_UNCONFIRMED],
        )
        for pick in picks
        if pick.entry.slug in tools
    ]


def tools_of(advice: Advice) -> dict[str, Tool]:
    """Every tool that the advice names, by slug, in one go."""
    parts = [advice, *advice.steps]
    picks = [pick for part in parts for pick in (*part.shortlist, *part.also_close)]
    slugs = {pick.entry.slug for pick in picks} | {miss.entry.slug for miss in advice.near_misses}
    return {tool.slug: tool for tool in Tool.objects.published().filter(slug__in=slugs).select_related("maker")}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A shortlist with its ways on: what may be as good, the comparison of its first four, and the directory.

    What is true of every tool of the list is told once; the cards have the reasons that tell them apart.
    """

    label: str
    shared_for: tuple[str, ...]
    shared_against: tuple[str, ...]
    cards: list[PickCard]
    close: list[PickCard]
    compare_url: str  # empty where there is nothing to compare
    list_url: str


def listing(catalogue: Catalogue, part: Advice | Step, tools: dict[str, Tool], *, label: str, list_url: str) -> Listing:
    found = cards(catalogue, part.shortlist, tools)
    shared_for = _shared(card.reasons_for for card in found)
    shared_against = _shared(card.reasons_against for card in found)
    first = sorted(card.tool.slug for card in found[:MOST_COMPARED])
    return Listing(
        label=label,
        shared_for=shared_for,
        shared_against=shared_against,
        cards=[_told_apart(card, shared_for, shared_against) for card in found],
        close=cards(catalogue, part.also_close, tools),
        compare_url=Comparison(slugs=tuple(first)).url(reverse("catalog:compare")) if len(first) > 1 else "",
        list_url=list_url,
    )


def _shared(lists):
    """The texts that stand in each of several lists, in the order of the first."""
    first, *others = [*lists] or [()]
    return tuple(text for text in first if others and all(text in other for other in others))


def _told_apart(card, shared_for, shared_against):
    """Without what is told of all of them, and in its place what the editors say it is best for."""
    own = [text for text in card.reasons_for if text not in shared_for]
    return replace(
        card,
        reasons_for=tuple(dict.fromkeys([*best_for(card.pick.entry), *own])) if shared_for else card.reasons_for,
        reasons_against=tuple(text for text in card.reasons_against if text not in shared_against),
    )


def to_check(listings: Iterable[Listing]) -> list[dict]:
    """What is not confirmed of the tools listed, what concerns most of them first."""
    concerned = defaultdict(dict)  # a dict for its order: a tool may stand in two lists
    for card in (card for one in listings for card in one.cards):
        for fact in card.not_confirmed:
            concerned[fact][card.tool.slug] = card.tool
    found = [{"fact": fact, "tools": list(by_slug.values())} for fact, by_slug in concerned.items()]
    return sorted(found, key=lambda row: -len(row["tools"]))[:MOST_TO_CHECK]


def relaxation_rows(visit: Visit, relaxations: Iterable[Relaxation]) -> list[dict]:
    return [
        {
            "titles": [visit.flow.question(question).title for question in relaxation.drop],
            "remaining": relaxation.remaining,
            "url": visit.result_url(relaxation.answers),
        }
        for relaxation in relaxations
    ]


def miss_rows(catalogue: Catalogue, misses: Iterable[Miss], tools: dict[str, Tool]) -> list[dict]:
    """What each lacks, by facet: of several labels any would do, and some are only not known."""
    return [
        {"tool": tools[miss.entry.slug], "lacks": _lacks(catalogue, miss)}
        for miss in misses
        if miss.entry.slug in tools
    ]


def _lacks(catalogue, miss):
    by_facet = groupby(miss.lacks, key=lambda term: (term.partition(":")[0], miss.entry.has(term) is None))
    return [
        {
            "facet": catalogue.single.get(facet, ""),
            "labels": [catalogue.label(term) for term in terms],
            "is_unknown": is_unknown,
        }
        for (facet, is_unknown), terms in by_facet
    ]


def clash_told(flow: Flow, given: Iterable[Given], clash: Clash | None) -> dict | None:
    """The clash as the template's sentence needs it: who lacks tools, and which answers are to blame."""
    if clash is None:
        return None
    return {
        "is_empty": clash.is_empty,
        "kinds": [kind.label for kind in flow.kinds if kind.key in clash.kinds],
        "answers": [one for one in given if one.key in clash.questions],
    }


def change_rows(visit: Visit, changes: Iterable[QuickChange]) -> list[dict]:
    return [
        {
            "title": visit.flow.question(change.question).title,
            "text": in_words(visit.flow.question(change.question), [change.choice]),
            "remaining": change.remaining,
            "url": visit.result_url(change.answers),
        }
        for change in changes
    ]
