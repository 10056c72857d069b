"""Which questions lead to a tool, and by which answers: those that ask for something the tool has. Pure."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from advisor.answers import Answers, make_answers
from advisor.conditions import states_of, visible
from advisor.snapshot import Choice, Effect, Flow

STRONGLY = 4  # a strength: what an answer prefers less than that leads nowhere
MOST_ANSWERS = 3
UNWANTED = ("exclude", "avoid")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A question and the answers that lead to the tool, best first: each in words and as all that is answered then."""

    question: str
    ways: tuple[tuple[str, Answers], ...]


def leads(flow: Flow, terms: Set[str]) -> Iterator[Lead]:
    """In the questionnaire's order; ``terms`` are the tool's, written ``facet:slug``, with wider and implied ones.

    A question that is asked only after others comes with the best answers to those.
    """
    so_far = {}
    for question in flow.questions:
        pulls = {choice: _pull(flow, choice, terms) for choice in question.choices}
        fitting = sorted((choice for choice in pulls if pulls[choice]), key=lambda choice: -pulls[choice])
        for before in ({}, so_far):
            ways = [(choice, make_answers(flow, before | {question.key: [choice.key]})) for choice in fitting]
            if ways and question.key in visible(flow, states_of(flow, ways[0][1])):
                so_far = so_far | {question.key: [fitting[0].key]}
                answers = tuple((choice.label, answers) for choice, answers in ways[:MOST_ANSWERS])
                yield Lead(question=question.title, ways=answers)
                break


def _pull(flow, choice: Choice, terms) -> int:
    """How much of what the answer asks for the tool has; 0 where it would lead elsewhere, or nowhere in particular."""
    lanes = {verdict.key for verdict in flow.kinds if any(f"kind:{kind}" in terms for kind in verdict.tool_kinds)}
    if choice.lane:
        lanes &= {choice.lane}
        if not lanes:
            return 0
    effects = [effect for effect in choice.effects if effect.lane in {"", *lanes}]
    met = [effect for effect in effects if effect.term in terms]
    # What holds only beside other answers promises nothing by itself.
    firm, firmly_met = ([effect for effect in some if not effect.when] for some in (effects, met))
    required = {effect.facet for effect in firm if effect.action == "require"}
    if required:  # of one facet any term will do
        leads_here = required == {effect.facet for effect in firmly_met if effect.action == "require"}
    else:
        leads_here = any(effect.strength >= STRONGLY for effect in firmly_met)
    unwanted = any(effect.action in UNWANTED for effect in firmly_met)
    return _strength(met) if leads_here and not unwanted else 0


def _strength(met: list[Effect]) -> int:
    """Alternatives of one facet count once."""
    strongest = {}
    for effect in met:
        if effect.action not in UNWANTED:
            at = effect.action, effect.facet
            strongest[at] = max(effect.strength, strongest.get(at, 0))
    return sum(strongest.values())
