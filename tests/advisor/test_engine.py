from hypothesis import given as any_of
from hypothesis import strategies as st

from advisor.answers import parse
from advisor.engine import Removal, advise, count_remaining, why_not
from tests.advisor.flows import BRUSH, CANVAS, PEN, PENCIL, SHOP, STUDIO, given


def studio(**answers):
    return advise(STUDIO, SHOP, given(STUDIO, **answers))


def test_a_single_kind_has_a_shortlist_and_no_steps():
    advice = studio(output="image", cost="none")
    assert advice.ruling.kind == "pictures"
    assert [pick.entry.slug for pick in advice.shortlist] == ["brush", "canvas", "pencil"]
    assert advice.remaining == 3
    assert advice.steps == ()


def test_a_kind_with_steps_lists_tools_in_each_and_none_of_its_own():
    advice = studio(output="image.text")
    assert advice.ruling.kind == "both"
    assert advice.shortlist == ()
    assert [(step.kind, step.label) for step in advice.steps] == [
        ("pictures", "pictures: Image"),
        ("words", "words: Text"),
    ]
    assert [[pick.entry.slug for pick in step.shortlist] for step in advice.steps] == [
        ["brush", "canvas", "pencil"],
        ["pen"],
    ]
    assert advice.remaining == 4


def test_an_open_verdict_keeps_every_tool_and_lists_none():
    advice = studio()
    assert (advice.ruling.kind, advice.remaining, advice.shortlist) == ("open", 4, ())
    assert [warning.key for warning in advice.warnings] == ["first"]


def test_few_tools_bring_relaxations_and_near_misses():
    advice = studio(output="image", secret="yes", cost="some")
    assert [pick.entry.slug for pick in advice.shortlist] == ["brush"]
    assert [(one.drop, one.remaining, one.answers.query()) for one in advice.relaxations] == [
        (("secret",), 3, "output=image&cost=some&secret=~")
    ]
    assert [miss.entry.slug for miss in advice.near_misses] == ["canvas", "pencil"]


def test_why_a_tool_is_gone():
    answers = given(STUDIO, output="image", secret="yes", cost="none")
    assert why_not(STUDIO, SHOP, answers, CANVAS) == (Removal(question="secret", is_doubt=False),)
    # Where the pencil can be had, and whether the pen draws, is not known.
    assert why_not(STUDIO, SHOP, answers, PENCIL) == (Removal(question="secret", is_doubt=True),)
    assert why_not(STUDIO, SHOP, answers, BRUSH) is None
    assert why_not(STUDIO, SHOP, answers, PEN) == ()  # two answers at once
    assert why_not(STUDIO, SHOP, given(STUDIO, output="image"), PEN) == (Removal(question="output", is_doubt=True),)


ANYTHING = st.lists(
    st.tuples(
        st.sampled_from([*(question.key for question in STUDIO.questions), "stranger"]),
        st.sampled_from(["image", "text", "free", "none", "some", "yes", "no", "~", "odd", "image.text"]),
    ),
    max_size=8,
)


@any_of(ANYTHING, st.randoms(use_true_random=False))
def test_the_order_of_answers_never_matters(pairs, dice):
    by_question = dict(pairs)  # one value a question: which of two comes first does matter
    shuffled = list(by_question.items())
    dice.shuffle(shuffled)
    first, _ = parse(STUDIO, by_question.items())
    second, _ = parse(STUDIO, shuffled)
    assert advise(STUDIO, SHOP, first) == advise(STUDIO, SHOP, second)


@any_of(ANYTHING)
def test_the_count_agrees_with_the_lists(pairs):
    answers, _ = parse(STUDIO, pairs)
    advice = advise(STUDIO, SHOP, answers)
    assert advice.remaining == count_remaining(STUDIO, SHOP, answers)
    assert len(advice.shortlist) <= advice.remaining
