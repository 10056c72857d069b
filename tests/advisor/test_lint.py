"""Each finding has a small flow that brings it about, and a neighbour that does not."""

from dataclasses import replace
from functools import partial

import pytest

from advisor.cases import Case
from advisor.lint import errors, warnings
from advisor.reach import search
from advisor.snapshot import Flow
from tests.advisor.flows import (
    SHOP,
    STUDIO,
    decides,
    make_catalogue,
    make_choice,
    make_effect,
    make_entry,
    make_question,
    make_verdict,
    make_warning,
    supports,
    when,
)

FIRST = make_question("first", make_choice("x", make_effect("prefer", "a:b")), "y")
KIND = make_verdict("k", decides(1), tool_kinds=("t",))
NOBODY = make_catalogue()
TOOLS = make_catalogue(
    make_entry("one", "kind:t", "a:b", closed=["a"]), make_entry("two", "kind:t", "a:c", closed=["a"])
)


def flow(*questions, verdicts=(KIND,), warnings=()):
    return Flow(slug="f", title="F?", intro="", questions=questions, verdicts=verdicts, warnings=warnings)


def acting(*effects, **fields):
    return make_choice("x", *effects, **fields)


def keys(*arguments):
    return [finding.key for finding in warnings(*arguments)]


def test_a_whole_flow_has_no_errors_and_no_warnings():
    assert errors(STUDIO, SHOP, STUDIO) == []
    assert keys(flow(FIRST), TOOLS) == []


def test_an_error_does_not_hide_another():
    broken = flow(replace(FIRST, why=""), make_question("late", "x", "y", shown=when("first all-of x y")))
    found = errors(broken, NOBODY)
    assert "Question first: write “why we ask”." in found
    assert any(text.startswith("Question late: no answers lead to it") for text in found)


@pytest.mark.parametrize(
    ("shown", "is_reachable"),
    [
        (when("first any-of x"), True),
        (when("first all-of x y"), False),  # it takes one answer
        (when("first any-of x", "first any-of y"), False),
        (when(["first any-of x", "first any-of y"], ["first any-of y"]), True),
        (when("first not-sure"), True),
        (when("first not-sure", "first answered"), False),
    ],
)
def test_a_question_that_no_answers_lead_to_is_an_error(shown, is_reachable):
    late = make_question("late", acting(make_effect("prefer", "a:c")), "y", shown=shown)
    told = "Question late: no answers lead to it, so none of its choices can be chosen."
    assert (told in errors(flow(FIRST, late), NOBODY)) is not is_reachable


def test_a_question_after_an_unreachable_one_is_unreachable():
    between = make_question("between", "x", "y", shown=when("first all-of x y"))
    last = make_question("last", acting(make_effect("prefer", "a:c")), "y", shown=when("between any-of x"))
    assert sum("no answers lead to it" in text for text in errors(flow(FIRST, between, last), NOBODY)) == 2


def test_a_question_that_changes_nothing_is_an_error():
    idle = make_question("idle", "x", "y")
    told = "Question idle: none of its answers changes anything, so it is never asked."
    assert errors(flow(FIRST, idle), NOBODY) == [told]
    assert errors(flow(FIRST, idle, warnings=(make_warning("w", "idle any-of x"),)), NOBODY) == []


@pytest.mark.parametrize(
    ("one", "other", "is_contradiction"),
    [
        (make_effect("require", "a:b"), make_effect("exclude", "a:b"), True),
        (make_effect("prefer", "a:b"), make_effect("avoid", "a:b"), True),
        (make_effect("require", "a:b"), make_effect("exclude", "a:c"), False),
        (make_effect("require", "a:b"), make_effect("avoid", "a:b"), False),  # one of several, and liked less
        (make_effect("require", "a:b", lane="k"), make_effect("exclude", "a:b"), True),
        (make_effect("require", "a:b", lane="k"), make_effect("exclude", "a:b", lane="l"), False),
        (make_effect("require", "a:b", when=when("z any-of x")), make_effect("exclude", "a:b"), True),
        (
            make_effect("require", "a:b", when=when("z any-of x")),
            make_effect("exclude", "a:b", when=when("z any-of y")),
            False,
        ),
    ],
)
def test_an_answer_that_contradicts_itself_is_an_error(one, other, is_contradiction):
    verdicts = (KIND, make_verdict("l", decides(2, "z any-of x"), tool_kinds=("t",)))
    tried = flow(make_question("z", "x", "y"), make_question("q", acting(one, other), "y"), verdicts=verdicts)
    found = [text for text in errors(tried, NOBODY) if "at once" in text]
    assert len(found) == is_contradiction
    assert all(f"would {one.action} and {other.action} a:b at once, for example with" in text for text in found)


@pytest.mark.parametrize(
    ("rule", "is_tie"),
    [
        (decides(1), True),
        (decides(2), False),
        (decides(1, "first any-of x"), True),
        (supports(1), False),
    ],
)
def test_two_kinds_decided_with_one_priority_are_an_error(rule, is_tie):
    found = errors(flow(FIRST, verdicts=(KIND, make_verdict("l", rule, tool_kinds=("t",)))), NOBODY)
    assert [text.startswith("Verdicts k and l: both are decided with priority 1 by") for text in found] == [
        True
    ] * is_tie


def test_rules_that_never_hold_together_may_share_a_priority():
    apart = make_verdict("k", decides(1, "first any-of x")), make_verdict("l", decides(1, "first none-of x"))
    ways_of_one = (make_verdict("k", decides(1, "first any-of x"), decides(1, "first any-of x y")),)
    assert not any("priority" in text for text in errors(flow(FIRST, verdicts=apart), NOBODY))
    assert not any("priority" in text for text in errors(flow(FIRST, verdicts=ways_of_one), NOBODY))


@pytest.mark.parametrize(
    ("rules", "gap"),
    [
        ([decides(1, "first any-of x")], "first=y"),
        ([decides(1, "first any-of x"), decides(2, "first any-of y")], None),
        ([supports(1, "first any-of x")], "first=y"),
        ([supports(1, "first any-of x"), supports(2, "first any-of y")], None),
        ([supports(1, "first any-of x"), supports(2, "first any-of y"), supports(-3, "first any-of y")], "first=y"),
    ],
)
def test_answers_without_a_verdict_are_an_error(rules, gap):
    found = errors(flow(FIRST, verdicts=(make_verdict("k", *rules, tool_kinds=("t",)),)), NOBODY)
    told = [f"No verdict on the kind of tool holds for {gap}. Add a rule that covers it."] if gap else []
    assert found == told


def test_what_to_make_must_have_a_verdict_however_unsure_the_rest_is():
    make = make_question("make", make_choice("x", lane="k"), make_choice("y", lane="k"))
    sure = make_verdict("k", decides(1, "make answered", "first answered"), tool_kinds=("t",))
    calm = make_verdict("k", decides(1, "make answered"), tool_kinds=("t",))
    assert any(text.startswith("No verdict") for text in errors(flow(FIRST, make, verdicts=(sure,)), NOBODY))
    assert errors(flow(FIRST, make, verdicts=(calm,)), NOBODY) == []


@pytest.mark.parametrize(
    ("rule", "witness"),
    [
        (decides(2, "make at-least 2"), None),  # these answers open steps
        (decides(2, "first any-of x"), "first=x"),
        (decides(2, "first any-of x", "make answered"), None),
        (decides(2, "make any-of z"), "make=z"),
        (supports(1, "first any-of x"), None),  # decided otherwise, always
    ],
)
def test_a_kind_with_steps_that_nothing_opens_is_an_error(rule, witness):
    make = make_question("make", make_choice("x", lane="k"), make_choice("y", lane="k"), kind="many")
    if witness == "make=z":
        make = replace(make, choices=(*make.choices, make_choice("z")))
    chain = make_verdict("chain", rule)
    found = [text for text in errors(flow(FIRST, make, verdicts=(KIND, chain)), NOBODY) if "no kinds" in text]
    assert [f"with {witness} there is none." in text for text in found] == ([True] if witness else [])


CASE = Case(key="c", answers={"first": ["x"]}, expectations={"kind": ["k"]})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        ({"expectations": {"kind": ["k", "l"]}}, None),
        ({"expectations": {"kind": ["l"]}}, "expected that the kind is one of l. The draft says: k."),
        ({"expectations": {"not_kind": ["k"]}}, "expected that the kind is none of k. The draft says: k."),
        ({"expectations": {"warn": ["w"]}}, None),
        ({"expectations": {"not_warn": ["w"]}}, "expected that the warnings include none of w. The draft says: w."),
        ({"answers": {}, "expectations": {"warn": ["w"]}}, "the warnings include all of w. The draft says: none."),
        ({"answers": {"first": ["y"]}, "expectations": {"kind": ["l"], "not_warn": ["w"]}}, None),
        ({"answers": {"first": ["z"]}}, "its answer first=z does not count. This question has no such answer."),
        ({"answers": {"new": ["x"]}}, "its answer new=x does not count. There is no such question."),
        ({"expectations": {"warn": ["v"]}}, "there is no v, which it names in “warn”."),
        ({"expectations": {"not_delivery": ["boat"]}}, "there is no boat, which it names in “not_delivery”."),
        ({"expectations": {"sort": ["k"]}}, "“sort” is nothing that can be expected."),
        ({"expectations": {"delivery_any": ["app"]}}, "include one of app. The draft says: site."),
    ],
)
def test_an_expected_case_that_does_not_hold_is_an_error(change, told):
    other = make_verdict("l", decides(2, "first any-of y"), tool_kinds=("t",))
    app = make_verdict("app", supports(2, "first any-of y"), axis="delivery")
    site = make_verdict("site", supports(1), axis="delivery")
    tried = flow(FIRST, verdicts=(KIND, other, app, site), warnings=(make_warning("w", "first any-of x"),))
    found = errors(tried, TOOLS, None, [replace(CASE, **change)])
    assert [text.startswith("Case c: ") and told in text for text in found if told] == [True] * bool(told)
    assert errors(tried, TOOLS) == []


def test_a_step_that_a_case_expects_must_have_tools():
    case = Case(key="c", answers={"output": ["image", "text"]}, expectations={"steps": ["pictures", "words"]})
    assert errors(STUDIO, SHOP, None, [case]) == []
    assert errors(STUDIO, None, None, [case]) == []
    fewer = make_catalogue(*(entry for entry in SHOP.listed if entry.slug != "pen"))
    assert any(
        text.endswith("for each of pictures, words. The draft says: pictures.")
        for text in errors(STUDIO, fewer, None, [case])
    )


def test_an_answer_that_leaves_no_tool_is_an_error():
    tried = flow(make_question("q", acting(make_effect("require", "a:d")), "y"))
    told = "Question q, choice x: no tool is left by this answer alone."
    assert errors(tried, TOOLS) == [told]
    assert errors(tried, NOBODY) == []
    assert errors(tried, None) == []
    assert errors(flow(make_question("q", acting(make_effect("require", "a:b")), "y")), TOOLS) == []


def test_an_answer_may_leave_tools_on_one_of_several_ways_to_its_question():
    ways = make_question("way", acting(make_effect("require", "a:b")), make_choice("y", make_effect("require", "a:c")))
    late = make_question("late", acting(make_effect("require", "a:c")), "y", shown=when("way any-of x y"))
    assert errors(flow(ways, late), TOOLS) == []
    narrow = replace(late, when=when("way any-of x"))
    assert errors(flow(ways, narrow), TOOLS) == ["Question late, choice x: no tool is left by this answer alone."]


def test_an_answer_is_tried_without_others_to_the_same_question():
    made = make_choice("x", make_effect("require", "a:d", lane="k"), lane="k")
    verdicts = (
        make_verdict("k", decides(1, "q any-of x"), tool_kinds=("t",)),
        make_verdict("l", decides(2, "q any-of y"), tool_kinds=("t",)),
    )
    tried = flow(make_question("q", made, make_choice("y", lane="l"), kind="many"), verdicts=verdicts)
    assert errors(tried, TOOLS) == ["Question q, choice x: no tool is left by this answer alone."]


def test_deleting_one_of_two_that_are_alike_is_no_renaming():
    warned = make_warning("w", "first any-of x"), make_warning("v", "first any-of x")
    assert errors(flow(FIRST, warnings=warned[:1]), NOBODY, flow(FIRST, warnings=warned)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda live: replace(live, questions=(replace(FIRST, key="new"),)), "Question first was renamed to new."),
        (
            lambda live: replace(live, questions=(replace(FIRST, key="new", title="Other?"),)),
            "Question first was renamed to new.",
        ),
        (
            lambda live: replace(
                live,
                questions=(
                    replace(
                        FIRST,
                        choices=(FIRST.choices[0], make_choice("n", lane="")),
                    ),
                ),
            ),
            None,
        ),
        (
            lambda live: replace(
                live, questions=(replace(FIRST, choices=(replace(FIRST.choices[0], key="n"), FIRST.choices[1])),)
            ),
            "Question first: choice x was renamed to n.",
        ),
        (lambda live: replace(live, verdicts=(replace(KIND, key="n"),)), "Verdict k was renamed to n."),
        (
            lambda live: replace(live, warnings=(replace(live.warnings[0], key="n", title="Other"),)),
            "Warning w was renamed to n.",
        ),
        (lambda live: replace(live, warnings=()), None),
        (lambda live: replace(live, questions=(*live.questions, make_question("new", "x", "y"))), None),
        (
            lambda live: replace(live, questions=(make_question("new", acting(make_effect("avoid", "a:b")), "y"),)),
            None,
        ),
    ],
)
def test_a_published_key_is_not_renamed(change, told):
    live = flow(FIRST, warnings=(make_warning("w", "first any-of x"),))
    found = [text for text in errors(change(live), NOBODY, live) if "renamed" in text]
    assert [text.partition(" Links")[0] for text in found] == ([told] if told else [])
    assert not any("renamed" in text for text in errors(change(live), NOBODY))


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([decides(2, "first any-of x"), decides(1)], []),
        ([decides(2, "first any-of x", "first any-of y"), decides(1)], ["dead-rule kind:k:decides:2"]),
        ([decides(2), decides(1, "first any-of x")], ["shadowed-rule kind:k:decides:1"]),
        ([decides(2), supports(3, "first any-of x")], ["shadowed-rule kind:k:supports:3"]),
        (
            [decides(2, "first any-of x"), decides(3, "first any-of y"), decides(1, "first answered")],
            ["shadowed-rule kind:k:decides:1"],
        ),
    ],
)
def test_a_rule_that_cannot_count_warns(rules, found):
    told = keys(flow(FIRST, verdicts=(make_verdict("k", *rules, tool_kinds=("t",)),)), NOBODY)
    assert [key.rpartition(":")[0] for key in told] == found


def test_rules_of_delivery_shadow_no_others():
    ways = make_verdict("app", decides(2), decides(1, "first any-of x"), axis="delivery")
    kind = make_verdict("k", decides(9), tool_kinds=("t",))
    assert keys(flow(FIRST, verdicts=(kind, ways)), NOBODY) == []
    dead = make_verdict("app", supports(1, "first all-of x y"), axis="delivery")
    [key] = keys(flow(FIRST, verdicts=(KIND, dead)), NOBODY)
    assert key.startswith("dead-rule delivery:app:supports:1:")


def test_a_waived_rule_stays_waived_where_others_move_and_no_other_takes_its_place():
    dead = [decides(5, f"first any-of {one}", "first not-sure") for one in "xy"]
    first, second = (keys(flow(FIRST, verdicts=(replace(KIND, rules=(rule, decides(1))),)), NOBODY) for rule in dead)
    both = keys(flow(FIRST, verdicts=(replace(KIND, rules=(decides(1), *reversed(dead))),)), NOBODY)
    assert first != second
    assert both == second + first


@pytest.mark.parametrize(("row", "is_dead"), [("first any-of x", False), ("q any-of y", True)])
def test_an_effect_whose_condition_rules_out_its_answer_warns(row, is_dead):
    question = make_question("q", acting(make_effect("prefer", "a:c", when=when(row))), "y")
    told = keys(flow(FIRST, question), TOOLS)
    assert [key.rpartition(":")[0] for key in told] == ["dead-effect q=x:prefer:a:c:"] * is_dead


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (when("first any-of x"), []),
        (when("first any-of x", "first any-of y"), ["never-warned w"]),
        (when(["first answered"], ["first not-sure"]), ["always-warned w"]),
        (when(["first answered"], ["first doubted"]), []),  # not while it is left open
    ],
)
def test_a_warning_for_nobody_or_everybody_warns(rows, found):
    assert keys(flow(FIRST, warnings=(replace(make_warning("w"), when=rows),)), NOBODY) == found


def test_a_term_that_tells_no_tools_apart_warns():
    tried = flow(
        make_question("q", acting(make_effect("prefer", "a:b")), make_choice("y", make_effect("avoid", "a:d")))
    )
    assert keys(tried, TOOLS) == ["unused-term a:d"]
    assert keys(tried, NOBODY) == []
    nearly_all = [make_entry(f"t{number}", "kind:t", "a:b") for number in range(19)]
    rest = make_entry("rest", "kind:t", "a:d")
    assert keys(tried, make_catalogue(*nearly_all, rest)) == []  # 95 per cent, no more
    assert keys(tried, make_catalogue(*nearly_all, make_entry("t20", "a:b", "a:d"))) == ["common-term a:b"]


def test_a_term_that_no_tool_of_its_step_has_warns():
    verdicts = (KIND, make_verdict("l", decides(2, "q any-of y"), tool_kinds=("other",)))
    tried = flow(make_question("q", acting(make_effect("prefer", "a:b", lane="l")), "y"), verdicts=verdicts)
    assert keys(tried, TOOLS) == ["unused-term a:b l"]
    assert keys(tried, make_catalogue(*TOOLS.listed, make_entry("three", "kind:other", "a:b"))) == []


def test_lopsided_wording_warns():
    long = replace(
        make_choice("x", make_effect("prefer", "a:b")), label="The careful, sensible and well considered answer"
    )
    assert keys(flow(make_question("q", long, "y")), NOBODY) == ["lopsided q=x"]
    assert keys(flow(make_question("q", replace(long, label="The careful answer"), "y")), NOBODY) == []
    equals = [replace(long, key=key) for key in "xyz"]
    assert keys(flow(make_question("q", *equals)), NOBODY) == []
    helped = [replace(equals[0], help="Such as this."), *equals[1:]]
    assert keys(flow(make_question("q", *helped)), NOBODY) == ["lopsided q"]
    two = [*helped[:2], replace(equals[2], help="Such as that.")]
    assert keys(flow(make_question("q", *two)), NOBODY) == []


def test_what_could_not_be_tried_in_full_warns(monkeypatch):
    monkeypatch.setattr("advisor.lint.search", partial(search, most=2))
    late = make_question("late", acting(make_effect("prefer", "a:c")), "y", shown=when("first all-of x y"))
    tried = flow(FIRST, late)
    assert not any("no answers lead to it" in text for text in errors(tried, NOBODY))
    found = {finding.key: finding.text for finding in warnings(tried, NOBODY)}
    assert found["undecided question late"].endswith("not settled: 2 combinations of answers were tried, not all.")
