from dataclasses import replace

import pytest

from advisor.answers import parse
from advisor.engine import advise
from advisor.lint import warnings
from advisor.simulation import offered_tools, percentile, simulate, way_to
from advisor.snapshot import MOST_ASKED
from tests.advisor.flows import (
    BRUSH,
    PEN,
    SHOP,
    STUDIO,
    decides,
    given,
    make_catalogue,
    make_choice,
    make_effect,
    make_entry,
    make_question,
    make_verdict,
    when,
)

ODD = make_entry("odd", "kind:painter", "output:image", "price:dear", closed=["price"])


def test_a_seed_gives_the_same_walks_and_another_gives_others():
    once = simulate(STUDIO, SHOP, number=30, seed=1)
    assert simulate(STUDIO, SHOP, number=30, seed=1) == once
    assert simulate(STUDIO, SHOP, number=30, seed=2).walks != once.walks
    assert simulate(STUDIO, SHOP, number=60, seed=1).walks[:30] == once.walks  # more walks only add


def test_a_third_of_the_walks_is_sure_and_the_others_are_not():
    walks = simulate(STUDIO, SHOP, number=300, seed=1).walks
    doubts = dict.fromkeys((0, 20, 40), 0)
    asked = dict(doubts)
    for walk in walks:
        doubts[walk.not_sure_of] += sum(chosen == ("~",) for _, chosen in walk.answers.pairs)
        asked[walk.not_sure_of] += walk.asked
    assert doubts[0] == 0
    assert 0.1 < doubts[20] / asked[20] < 0.3 < doubts[40] / asked[40] < 0.5


def test_each_walk_answers_what_it_is_asked_and_tells_what_the_advice_says():
    for walk in simulate(STUDIO, SHOP, number=60, seed=3).walks:
        answers, ignored = parse(STUDIO, walk.answers.values().items())
        advice = advise(STUDIO, SHOP, walk.answers)
        assert (answers, ignored) == (walk.answers, ())
        assert advice.progress.next is None
        assert walk.asked == advice.progress.asked == len(walk.answers.pairs)
        assert (walk.kind, walk.delivery, walk.remaining) == (
            advice.ruling.kind,
            advice.ruling.delivery,
            advice.remaining,
        )
        assert (walk.settled_after is not None) == (advice.ruling.confidence == "settled")


def test_the_kind_is_settled_by_the_first_question_that_leaves_no_other():
    made = {walk.settled_after for walk in simulate(STUDIO, SHOP, number=90, seed=1).walks if walk.kind == "pictures"}
    assert made == {1}
    late = replace(
        STUDIO,
        verdicts=(
            *STUDIO.verdicts,
            make_verdict("own", decides(40, "secret any-of yes"), tool_kinds=("painter",)),
        ),
    )
    sure = [walk for walk in simulate(late, SHOP, number=90, seed=1).walks if walk.not_sure_of == 0]
    places = {list(dict(walk.answers.pairs)).index("secret") + 1 for walk in sure if walk.kind != "own"}
    assert {walk.settled_after for walk in sure if walk.kind != "own"} == places


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([3, 1, 2], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (list(range(1, 101)), 95, 95),
        ([1, None], 50, 1),
        ([1, None, None], 50, None),
        ([7], 95, 7),
        ([], 50, None),
    ],
)
def test_a_percentile_is_one_of_the_values(values, share, found):
    assert percentile(values, share) == found


def test_a_path_that_ends_with_nothing_is_told_with_the_answers_that_lead_there():
    locked = make_catalogue(*(entry for entry in SHOP.listed if entry is not BRUSH), dropping=["hosting"])
    simulated = simulate(STUDIO, locked, number=60, seed=1)
    assert simulated.empty
    for walk in simulated.empty:
        assert advise(STUDIO, locked, walk.answers).remaining == 0
    assert any("end with nothing" in text for text in simulated.shortfalls)
    assert all(walk.has_way_out for walk in simulated.empty)
    assert simulated.errors == []


def test_a_step_with_nothing_is_told_apart_from_nothing_at_all():
    simulated = simulate(STUDIO, make_catalogue(BRUSH, PEN), number=60, seed=1)
    assert simulated.with_empty_step
    for walk in simulated.with_empty_step:
        assert {"image", "text"} <= set(walk.answers.get("output"))
        assert walk.remaining == 1
    at_home = replace(PEN, terms=PEN.terms | {"hosting:own"})
    assert simulate(STUDIO, make_catalogue(BRUSH, at_home), number=60, seed=1).with_empty_step == ()


def test_nothing_and_no_way_out_is_an_error():
    flow = replace(STUDIO, questions=STUDIO.questions[:2], warnings=(), verdicts=STUDIO.verdicts[:4])
    nobody_writes = make_catalogue(BRUSH)
    [(text, answers)] = simulate(flow, nobody_writes, number=60, seed=1).errors
    assert text == "Nothing fits, and no answers taken back bring a tool"
    assert answers.get("output") == ("text",)
    assert simulate(flow, SHOP, number=60, seed=1).errors == []


def test_a_path_without_a_verdict_is_an_error():
    flow = replace(
        STUDIO, verdicts=tuple(verdict for verdict in STUDIO.verdicts if verdict.key not in ("words", "both"))
    )
    [(text, answers)] = simulate(flow, SHOP, number=60, seed=1).errors
    assert text == "The walk said what to make and ended without a verdict on the kind"
    assert "text" in answers.get("output")


def test_a_verdict_that_no_walk_reaches_falls_short():
    assert simulate(STUDIO, SHOP, number=60, seed=1).unreached == ()
    never = make_verdict("never", decides(50, "cost any-of none", "cost any-of some"), tool_kinds=("t",))
    simulated = simulate(replace(STUDIO, verdicts=(*STUDIO.verdicts, never)), SHOP, number=60, seed=1)
    assert simulated.unreached == ("never",)
    assert "No walk ended with the verdict never." in simulated.shortfalls


def test_tools_offered_are_those_of_the_outputs_that_can_be_had_now():
    gone = replace(PEN, slug="gone", caveat="Its maker is phasing it out.")
    other = make_entry("other", "kind:singer", "output:voice")
    mute = make_entry("mute", "kind:writer", closed=["output"])
    catalogue = make_catalogue(*SHOP.listed, gone, other, mute)
    assert [entry.slug for entry in offered_tools(STUDIO, catalogue)] == ["brush", "canvas", "pencil", "pen"]
    assert offered_tools(STUDIO, make_catalogue(BRUSH, gone)) == (BRUSH,)


def crowd(*more):
    """Six painters that are free, and others."""
    free = [
        make_entry(f"free{number}", "kind:painter", "output:image", "price:free", closed=["price"])
        for number in range(6)
    ]
    return make_catalogue(*free, *more, PEN)


def test_a_tool_that_nothing_asks_for_is_named():
    simulated = simulate(STUDIO, crowd(ODD), number=90, seed=1)
    assert "odd" in [entry.slug for entry in simulated.never_shown]
    assert ODD in simulated.searched


def test_a_tool_that_walks_miss_may_be_found_by_what_it_has():
    rare = replace(ODD, slug="rare", name="Rare", terms=ODD.terms | {"style:free"})
    assert way_to(STUDIO, crowd(rare), ODD) is None
    answers = way_to(STUDIO, crowd(rare), rare)
    assert answers == given(STUDIO, output="image", style="free")
    simulated = simulate(STUDIO, crowd(rare), number=1, seed=1)
    assert "rare" not in {slug for walk in simulated.walks for slug in walk.shown}
    assert dict(simulated.found_by_search)[rare] == answers
    assert rare not in simulated.never_shown


def test_a_questionnaire_that_does_not_ask_what_to_make_can_be_walked():
    flow = replace(
        STUDIO,
        questions=(make_question("cost", make_choice("none", make_effect("prefer", "price:free")), "some"),),
        verdicts=(make_verdict("pictures", decides(1), tool_kinds=("painter",)),),
        warnings=(),
    )
    simulated = simulate(flow, SHOP, number=12, seed=1)
    assert simulated.errors == []
    assert {entry.slug for entry in simulated.offered} == {"brush", "canvas", "pencil"}
    assert simulated.never_shown == ()


def test_an_answer_that_stands_alone_is_given_alone():
    alone = make_question("q", make_choice("a", make_effect("prefer", "a:b"), alone=True), "b", "c", kind="many")
    flow = replace(
        STUDIO, questions=(alone,), verdicts=(make_verdict("k", decides(1), tool_kinds=("painter",)),), warnings=()
    )
    chosen = {walk.answers.get("q") for walk in simulate(flow, SHOP, number=200, seed=1).walks}
    assert chosen == {("a",), ("b",), ("c",), ("b", "c"), ("~",)}


def test_a_question_that_others_always_come_before_is_named():
    act = make_choice("x", make_effect("prefer", "price:free"))
    core = [make_question(f"core{number}", act, "y", core=True) for number in range(MOST_ASKED)]
    after = make_question("after", act, "y", shown=when("core0 any-of x"))
    rare = make_question("rare", act, "y", core=True, shown=when(*(f"core{number} any-of x" for number in range(8))))
    flow = replace(
        STUDIO,
        questions=(*core, after),
        verdicts=(make_verdict("k", decides(1), tool_kinds=("painter",)),),
        warnings=(),
    )
    assert simulate(flow, SHOP, number=9, seed=1).never_asked == ("after",)
    assert simulate(STUDIO, SHOP, number=60, seed=1).never_asked == ()
    # No walk of one meets the eight answers that bring it up; one that gives them is tried.
    fewer = replace(flow, questions=(*core[:8], rare))
    assert simulate(fewer, SHOP, number=1, seed=1).never_asked == ()
    simulated = simulate(flow, SHOP, number=9, seed=1)
    assert "On no walk was the question after asked." in simulated.shortfalls
    assert "never-asked after" in [finding.key for finding in warnings(flow, SHOP, simulated)]
