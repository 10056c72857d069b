import pytest

from advisor.conditions import judged_now, states_of
from advisor.snapshot import Flow
from advisor.verdicts import deliveries_of, rule, warnings_for
from tests.advisor.flows import STUDIO, decides, given, make_question, make_verdict, make_warning, supports


def states(flow, **answers):
    return judged_now(states_of(flow, given(flow, **answers)))


@pytest.mark.parametrize(
    ("answers", "kind", "confidence"),
    [
        ({"output": "image"}, "pictures", "settled"),
        ({"output": "text"}, "words", "settled"),
        ({"output": "image.text"}, "both", "settled"),
        ({"output": "~"}, "open", "open"),
        ({}, "open", "open"),
    ],
)
def test_the_strongest_deciding_rule_names_the_kind(answers, kind, confidence):
    ruling = rule(STUDIO, states(STUDIO, **answers))
    assert (ruling.kind, ruling.confidence) == (kind, confidence)


def test_an_open_verdict_names_no_delivery():
    assert rule(STUDIO, states(STUDIO)).delivery == ()


POINTS = Flow(
    slug="f",
    title="F?",
    intro="",
    questions=(make_question("a", "x", "y"), make_question("b", "x", "y")),
    verdicts=(
        make_verdict("one", supports(2, "a any-of x"), tool_kinds=("t",)),
        make_verdict("two", supports(1, "a any-of x"), supports(3, "b any-of y"), tool_kinds=("t",)),
        make_verdict("app", supports(2), supports(2, "a any-of x"), supports(-9, "b any-of x"), axis="delivery"),
        make_verdict("api", supports(3, "a any-of x"), axis="delivery"),
        make_verdict("agent", decides(1, "b any-of y"), axis="delivery"),
    ),
)


def test_without_a_deciding_rule_points_name_the_kind():
    assert rule(POINTS, states(POINTS, a="x")).kind == "one"
    assert rule(POINTS, states(POINTS, a="x", b="y")).kind == "two"


def test_a_verdict_that_an_open_question_can_turn_is_only_likely():
    assert rule(POINTS, states(POINTS, a="x")).confidence == "likely"
    assert rule(POINTS, states(POINTS, a="x", b="~")).confidence == "likely"
    assert rule(POINTS, states(POINTS, a="x", b="x")).confidence == "settled"


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({}, ["app"]),  # no way has four points, so the best one
        ({"a": "x"}, ["app"]),  # app 4, api 3
        ({"a": "x", "b": "x"}, ["api"]),  # points against app
        ({"a": "x", "b": "y"}, ["agent", "app"]),  # a deciding rule comes first
        ({"a": "y", "b": "x"}, []),
    ],
)
def test_four_points_or_a_deciding_rule_name_a_delivery(answers, named):
    assert [verdict.key for verdict in deliveries_of(POINTS, states(POINTS, **answers))] == named


def test_reasons_come_with_what_they_speak_for():
    ruling = rule(STUDIO, states(STUDIO, output="image", secret="yes"))
    assert ruling.reasons == ("priority 30", "4 points")


def test_the_gravest_warning_comes_first():
    flow = Flow(
        slug="f",
        title="F?",
        intro="",
        questions=(make_question("a", "x", "y"),),
        warnings=tuple(make_warning(level, "a any-of x", severity=level) for level in ("note", "stop", "caution")),
    )
    assert [warning.key for warning in warnings_for(flow, states(flow, a="x"))] == ["stop", "caution", "note"]
    assert warnings_for(flow, states(flow)) == ()
