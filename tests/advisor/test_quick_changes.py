from dataclasses import replace

from advisor.quick_changes import quick_changes
from advisor.snapshot import Flow
from tests.advisor.flows import (
    decides,
    given,
    make_catalogue,
    make_choice,
    make_effect,
    make_entry,
    make_question,
    make_verdict,
)

PRICES = ("free", "cheap", "fair", "dear")
FLOW = Flow(
    slug="f",
    title="",
    intro="",
    questions=(
        make_question("output", make_choice("x", lane="k"), "y"),
        make_question("cost", *(make_choice(key, make_effect("prefer", f"cost:{key}", 4)) for key in PRICES)),
        make_question("taste", *(make_choice(key, make_effect("prefer", f"cost:{key}", 2)) for key in PRICES)),
        make_question(
            "place",
            *(make_choice(key, make_effect("require", f"place:{key}")) for key in ("house", "yard")),
            make_choice("any"),
        ),
        make_question("many", make_choice("x", make_effect("prefer", "cost:dear", 4)), "y", kind="many"),
    ),
    verdicts=(make_verdict("k", decides(1, "output any-of x"), tool_kinds=("t",)),),
)
SHOP = make_catalogue(
    *(
        make_entry(f"{key}{number}", "kind:t", f"cost:{key}", closed=["cost", "place"])
        for key in PRICES
        for number in range(3 if key == "cheap" else 5)
    ),
    *(
        make_entry(f"{place}{number}", "kind:t", "cost:dear", f"place:{place}", closed=["cost", "place"])
        for place in ("house", "yard")
        for number in range(2)
    ),
)


def told(**answers):
    found = quick_changes(FLOW, SHOP, given(FLOW, **answers))
    return [(change.question, change.choice, change.new_names, change.remaining) for change in found]


def test_of_an_answered_question_the_nearest_other_answer_is_tried():
    assert told(output="x", cost="dear")[0] == ("cost", "fair", 5, 22)
    assert told(output="x", cost="free")[0][:2] == ("cost", "cheap")


def test_an_open_question_is_answered_with_what_brings_most_new_names():
    assert told(output="x")[0] == ("cost", "fair", 5, 22)  # as many as dear, and first


def test_a_demand_of_an_open_question_is_offered_and_one_that_was_made_is_not():
    assert ("place", "house", 2, 2) in told(output="x")
    assert "place" not in [question for question, *_ in told(output="x", place="house")]


def test_an_answer_that_is_never_given_up_stays():
    cost = FLOW.question("cost")
    firm = replace(cost, choices=tuple(replace(choice, never_given_up=True) for choice in cost.choices))
    flow = replace(FLOW, questions=(FLOW.question("output"), firm))
    assert [change.question for change in quick_changes(flow, SHOP, given(flow, output="x"))] == ["cost"]
    assert quick_changes(flow, SHOP, given(flow, output="x", cost="dear")) == ()


def test_weak_wishes_what_to_make_and_questions_with_several_answers_are_left_alone():
    assert {question for question, *_ in told(output="x", taste="free", many="y")} == {"cost", "place"}


def test_another_order_of_the_same_tools_is_no_change():
    few = make_catalogue(*SHOP.listed[4:6])
    assert quick_changes(FLOW, few, given(FLOW, output="x")) == ()


def test_nothing_is_changed_where_the_kind_is_open_or_the_list_would_stay():
    assert told() == told(output="y") == []
    no_house = make_catalogue(*(entry for entry in SHOP.listed if not entry.slug.startswith(("house", "yard"))))
    assert "place" not in [change.question for change in quick_changes(FLOW, no_house, given(FLOW, output="x"))]
