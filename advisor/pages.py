"""What the advisor's pages show, as plain values: rows of a question, answers so far, picks with their tools."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.addresses import question_url, result_url
from advisor.answers import NOT_SURE, Answers
from advisor.catalogue import Catalogue
from advisor.conditions import HIDDEN, UNASKED, states_of
from advisor.engine import Advice, Relaxation
from advisor.ranking import Miss, Pick
from advisor.snapshot import Choice, Flow, Question
from catalog.models import Tool

MOST_UNCONFIRMED = 4


@dataclass(frozen=True, kw_only=True)
class Option:
    choice: Choice
    checked: bool


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer in words. A dormant one was given and does not count now, since its question is not asked."""

    title: str
    text: str
    change_url: str
    dormant: bool


@dataclass(frozen=True, kw_only=True)
class PickCard:
    pick: Pick
    tool: Tool
    not_confirmed: tuple[str, ...]


def options(question: Question, answers: Answers) -> list[Option]:
    given = answers.get(question.key) or ()
    return [Option(choice=choice, checked=choice.key in given) for choice in question.choices]


def answers_given(flow: Flow, answers: Answers) -> list[Given]:
    states = states_of(flow, answers)
    return [
        Given(
            title=flow.question(key).title,
            text=in_words(flow.question(key), choices),
            change_url=question_url(flow, key, answers),
            dormant=states[key] in (HIDDEN, UNASKED),
        )
        for key, choices in answers.pairs
    ]


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
            not_confirmed=tuple(dict.fromkeys(map(catalogue.fact, pick.not_confirmed)))[:MOST_UNCONFIRMED],
        )
        for pick in picks
        if pick.entry.slug in tools
    ]


def tools_of(advice: Advice) -> dict[str, Tool]:
    """Every tool that the advice names, by slug, in one go."""
    picks = [*advice.shortlist, *advice.also_close, *(pick for step in advice.steps for pick in step.shortlist)]
    slugs = {pick.entry.slug for pick in picks} | {miss.entry.slug for miss in advice.near_misses}
    return {tool.slug: tool for tool in Tool.objects.published().filter(slug__in=slugs).select_related("maker")}


def relaxation_rows(flow: Flow, relaxations: Iterable[Relaxation]) -> list[dict]:
    return [
        {
            "title": flow.question(relaxation.question).title,
            "remaining": relaxation.remaining,
            "url": result_url(flow, relaxation.answers),
        }
        for relaxation in relaxations
    ]


def miss_rows(catalogue: Catalogue, misses: Iterable[Miss], tools: dict[str, Tool]) -> list[dict]:
    return [
        {"tool": tools[miss.entry.slug], "lacks": [catalogue.label(term) for term in miss.lacks]}
        for miss in misses
        if miss.entry.slug in tools
    ]
