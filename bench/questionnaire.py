"""A questionnaire of the shipped one's size over the synthetic catalogue, and answers to it. Pure, always the same.

The shipped questionnaire speaks of terms that synthetic tools do not have. This one has a question for each facet, and
several for the largest; most answers prefer or avoid terms, some require one, as there. What to make opens one lane of
six. Synthetic catalogues have no kinds of tool and do not say where a list of terms is complete; so each tool is filed
under one kind by what it makes, and in every facet the terms that a tool has count as all that it has.
"""

import random
from collections.abc import Iterator

from advisor.answers import NOT_SURE, Answers, make_answers
from advisor.conditions import states_of, visible
from advisor.snapshot import Choice, Effect, Flow, Question, Row, Rule, Verdict, Warning
from bench.make_catalogue import FACETS, slugify

SLUG = "which-tool"
LANES = ("text", "image", "code", "audio", "video", "structured-data")
ABOUT = (
    *("task", "task", "task", "task", "input", "audience", "audience", "integration", "integration"),
    *("language", "deployment", "pricing", "licence", "assurance"),
)
ASKED_FOR_SOME = 3  # of the questions, the first, are asked only of those who want one certain output
CHOICES = 6
STRICT = "assurance"  # the facet where what is not known counts as a no, as privacy does in the shipped taxonomy
USUAL = 18  # terms of a facet that questions name: the more frequent ones
DRAWN = 48  # sets of answers of each sort


def kind_of(outputs: list[str]) -> str:
    """The kind that a tool is filed under, by what it makes."""
    return next((output for output in outputs if output in LANES), LANES[-1])


def make_flow() -> Flow:
    dice = random.Random("the same questionnaire every time")  # noqa: S311
    questions = [_outputs()]
    for number, facet in enumerate(ABOUT):
        questions.append(_question(dice, f"q{number + 1}", facet, LANES[number] if number < ASKED_FOR_SOME else ""))
    return Flow(
        slug=SLUG,
        title="Which tool?",
        intro="Made for measuring.",
        questions=tuple(questions),
        verdicts=(*_kinds(), *_deliveries(questions)),
        warnings=tuple(_warning(question) for question in questions[ASKED_FOR_SOME + 1 :: 3]),
    )


def _outputs():
    choices = tuple(
        Choice(
            key=output,
            label=output.capitalize(),
            lane=output,
            effects=(
                _effect("require", f"output:{output}", 4, lane=output),
                _effect("prefer", f"kind:{output}", 2, lane=output),
            ),
        )
        for output in LANES
    )
    return Question(
        key="output", title="What should come out?", why="It decides most.", kind="many", is_core=True, choices=choices
    )


def _question(dice, key, facet, output):
    terms = [slugify(term) for term in FACETS[facet][:USUAL]]
    named = dice.sample(terms, min(len(terms), CHOICES))
    return Question(
        key=key,
        title=f"{facet.capitalize()}: which of these is it, as far as you can tell?",
        why=f"Tools differ in {facet}, and few do everything well.",
        kind=dice.choice(["one", "many"]),
        when=((Row(question="output", operator="any-of", choices=(output,)),),) if output else (),
        choices=tuple(
            Choice(
                key=f"c{number + 1}",
                label=term.replace("-", " ").capitalize(),
                help="An example of it, in a few words.",
                effects=_effects(dice, facet, term, terms),
            )
            for number, term in enumerate(named)
        ),
    )


def _effects(dice, facet, term, terms):
    """The term itself, and up to three others of its facet, each named once."""
    own = dice.choice(["require", "prefer", "prefer", "prefer"])
    found = [_effect(own, f"{facet}:{term}", dice.choice([2, 4]))]
    for other in dice.sample([one for one in terms if one != term], dice.randrange(4)):
        action = dice.choice(["prefer", "prefer", "avoid"])
        lane = dice.choice(["", "", *LANES])
        found.append(_effect(action, f"{facet}:{other}", dice.choice([1, 2, 2, 4]), lane=lane))
    return tuple(found)


def _effect(action, term, strength, lane=""):
    said = term.replace(":", " ")
    return Effect(
        action=action,
        term=term,
        strength=strength,
        lane=lane,
        reason_for=f"You asked for {said}, and it has that.",
        reason_against=f"You asked for {said}; it lacks that.",
    )


def _kinds():
    for number, output in enumerate(LANES):
        others = tuple(sorted(set(LANES) - {output}))
        alone = (
            Row(question="output", operator="any-of", choices=(output,)),
            Row(question="output", operator="none-of", choices=others),
        )
        decides = Rule(effect="decides", amount=20 + number, reason="It is all that you make.", when=(alone,))
        yield _verdict("kind", output, (output,), decides)
    several = Rule(
        effect="decides",
        amount=10,
        reason="You make several things.",
        when=((Row(question="output", operator="answered"),),),
    )
    yield _verdict("kind", "together", (), several)


def _deliveries(questions):
    for number, question in enumerate(questions[-4:]):
        rules = (
            Rule(
                effect="supports",
                amount=4 if choice.key == "c1" else 1,
                reason="It suits the answer.",
                when=((Row(question=question.key, operator="any-of", choices=(choice.key,)),),),
            )
            for choice in question.choices[:3]
        )
        yield _verdict("delivery", f"way{number + 1}", (), *rules)


def _verdict(axis, key, tool_kinds, *rules):
    return Verdict(
        axis=axis,
        key=key,
        label=key.capitalize(),
        headline=f"A tool for {key}",
        description="Made for measuring.",
        next_step="Try it.",
        tool_kinds=tool_kinds,
        rules=rules,
    )


def _warning(question):
    return Warning(
        key=f"mind-{question.key}",
        severity="caution",
        title="Mind this",
        text="Made for measuring.",
        do_instead="Look twice.",
        when=((Row(question=question.key, operator="any-of", choices=("c2",)),),),
    )


def complete_answers(flow: Flow) -> list[Answers]:
    """All questions that are asked, answered, about one in ten with “not sure”."""
    return [make_answers(flow, chosen) for chosen in _drawn(flow, "complete", _anything)]


def half_answers(flow: Flow) -> list[Answers]:
    """The first half of such answers, as in the middle of the way."""
    drawn = (list(chosen.items()) for chosen in _drawn(flow, "half", _anything))
    return [make_answers(flow, dict(pairs[: len(pairs) // 2])) for pairs in drawn]


def strict_answers(flow: Flow) -> list[Answers]:
    """Every question answered by a demand, where it has one: little is left, or nothing."""
    return [make_answers(flow, chosen) for chosen in _drawn(flow, "strict", _a_demand)]


def _drawn(flow, name, answer) -> Iterator[dict[str, list[str]]]:
    dice = random.Random(name)  # noqa: S311
    for _ in range(DRAWN):
        chosen = {}
        for question in flow.questions:
            if question.key in visible(flow, states_of(flow, make_answers(flow, chosen))):
                chosen[question.key] = answer(dice, question)
        yield chosen


def _anything(dice, question):
    if not question.opens_lanes and dice.random() < 0.1:
        return [NOT_SURE]
    keys = [choice.key for choice in question.choices]
    return dice.sample(keys, dice.choice([1, 1, 2]) if question.kind == "many" else 1)


def _a_demand(dice, question):
    demanding = [
        choice.key for choice in question.choices if any(effect.action == "require" for effect in choice.effects)
    ]
    return [dice.choice(demanding or [choice.key for choice in question.choices])]


SORTS = {"half": half_answers, "complete": complete_answers, "strict": strict_answers}
