import pytest

from advisor.conditions import judged_now, states_of
from advisor.ranking import Lane, Wish, breaches, lane_for, near_misses, rank, remaining, score, shortlist
from tests.advisor.flows import SHOP, STUDIO, given, make_catalogue, make_effect, make_entry


def make_lane(*effects, question="q"):
    wishes = [one if isinstance(one, Wish) else Wish(question=question, effect=one) for one in effects]
    return Lane(kind="k", tool_kinds=frozenset({"kind:t"}), wishes=tuple(wishes))


HAS = make_entry("has", "kind:t", "a:x")
HAS_NOT = make_entry("has-not", "kind:t", closed=["a"])
UNKNOWN = make_entry("unknown", "kind:t")


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("require", ["has", "unknown"]),
        ("exclude", ["has-not", "unknown"]),
        ("prefer", ["has", "has-not", "unknown"]),
        ("avoid", ["has", "has-not", "unknown"]),
    ],
)
def test_what_is_not_known_stays(action, left):
    lane = make_lane(make_effect(action, "a:x"))
    assert [entry.slug for entry in remaining(lane, make_catalogue(HAS, HAS_NOT, UNKNOWN))] == left


@pytest.mark.parametrize(("action", "left"), [("require", ["has"]), ("exclude", ["has-not"])])
def test_what_is_not_known_leaves_where_a_wrong_guess_does_harm(action, left):
    lane = make_lane(make_effect(action, "a:x"))
    catalogue = make_catalogue(HAS, HAS_NOT, UNKNOWN, dropping=["a"])
    assert [entry.slug for entry in remaining(lane, catalogue)] == left


def test_one_question_requires_alternatives_of_a_facet():
    lane = make_lane(make_effect("require", "a:x"), make_effect("require", "a:y"))
    catalogue = make_catalogue(HAS, make_entry("other", "kind:t", "a:y", closed=["a"]), HAS_NOT)
    assert [entry.slug for entry in remaining(lane, catalogue)] == ["has", "other"]
    assert breaches(lane, HAS_NOT, catalogue) == (("a:x", "a:y"),)


def test_two_questions_both_get_what_they_require():
    lane = make_lane(
        Wish(question="one", effect=make_effect("require", "a:x")),
        Wish(question="two", effect=make_effect("require", "a:y")),
    )
    catalogue = make_catalogue(
        HAS, make_entry("both", "kind:t", "a:x", "a:y"), make_entry("x", "kind:t", "a:x", closed=["a"])
    )
    assert [entry.slug for entry in remaining(lane, catalogue)] == ["has", "both"]


@pytest.mark.parametrize(
    ("action", "entry", "points"),
    [
        ("prefer", HAS, (4, 4)),
        ("prefer", HAS_NOT, (0, 0)),
        ("prefer", UNKNOWN, (0, 4)),
        ("avoid", HAS, (-4, -4)),
        ("avoid", HAS_NOT, (0, 0)),
        ("avoid", UNKNOWN, (-4, 0)),
        ("require", HAS, (4, 4)),
    ],
)
def test_a_score_is_an_interval_where_facts_are_not_known(action, entry, points):
    assert score(make_lane(make_effect(action, "a:x", 4)), entry) == points


def test_one_question_counts_two_strong_wishes_at_most():
    rich = make_entry("rich", "kind:t", *(f"a:{number}" for number in range(9)))
    lane = make_lane(*(make_effect("prefer", f"a:{number}", 4) for number in range(9)))
    assert score(lane, rich) == (8, 8)


def test_tools_that_score_alike_share_a_position_and_stand_by_name():
    lane = make_lane(make_effect("prefer", "a:x"))
    twins = [make_entry("zebra", "kind:t", "a:x"), make_entry("ant", "kind:t", "a:x"), UNKNOWN, HAS_NOT]
    assert [(entry.slug, position) for entry, position, _ in rank(lane, twins)] == [
        ("ant", 1),
        ("zebra", 1),
        ("unknown", 3),
        ("has-not", 4),
    ]


def test_the_five_hold_two_of_a_maker_at_most():
    many = [make_entry(f"m{number}", "kind:t", maker="big") for number in range(5)]
    small = [make_entry(f"s{number}", "kind:t") for number in range(4)]
    listed, close = shortlist(make_lane(), make_catalogue(*many, *small))
    assert [pick.entry.slug for pick in listed] == ["m0", "m1", "s0", "s1", "s2"]
    assert [pick.entry.slug for pick in close] == ["m2", "m3", "m4", "s3"]


def test_what_is_being_phased_out_comes_only_where_nothing_else_is_left():
    old = make_entry("old", "kind:t", "a:x", caveat="Going.")
    lane = make_lane(make_effect("require", "a:x"))
    assert remaining(lane, make_catalogue(old, HAS)) == (HAS,)
    (pick,), _ = shortlist(lane, make_catalogue(old, HAS_NOT))
    assert pick.entry == old
    assert pick.reasons_against[0] == "Going."


def test_reasons_tell_for_against_and_not_confirmed():
    entry = make_entry("e", "kind:t", "a:x", "c:z", closed=["a"], not_for="Haste.")
    lane = make_lane(
        make_effect("prefer", "a:x", 1),
        make_effect("require", "c:z", 4),
        make_effect("prefer", "a:y", 2),
        make_effect("avoid", "a:w", 2, reason_for="not w"),
        make_effect("prefer", "d:u", 2),
    )
    (pick,), _ = shortlist(lane, make_catalogue(entry))
    assert pick.reasons_for == ("has c:z", "not w", "has a:x")
    assert pick.reasons_against == ("lacks a:y",)
    assert pick.not_confirmed == ("d:u",)


def test_editors_opinions_fill_in_where_answers_say_little():
    entry = make_entry("e", "kind:t", best_for="Walls.", not_for="Haste.")
    (pick,), _ = shortlist(make_lane(), make_catalogue(entry))
    assert pick.reasons_for == ("Best for, in our editors’ opinion: Walls.",)
    assert pick.reasons_against == ("Not for, in our editors’ opinion: Haste.",)


def test_an_effect_of_another_lane_does_not_count():
    states = judged_now(states_of(STUDIO, given(STUDIO, output="image.text")))
    assert [wish.effect.term for wish in lane_for(STUDIO, states, "words").wishes] == ["output:text"]


def test_near_misses_tell_what_they_lack():
    states = judged_now(states_of(STUDIO, given(STUDIO, output="image", secret="yes")))
    misses = near_misses(lane_for(STUDIO, states, "pictures"), SHOP)
    assert [(miss.entry.slug, miss.lacks) for miss in misses] == [
        ("pencil", ("hosting:own", "hosting:device")),  # perhaps it has them
        ("canvas", ("hosting:own", "hosting:device")),
    ]


def test_a_near_miss_misses_as_few_demands_as_any():
    lane = make_lane(
        Wish(question="one", effect=make_effect("require", "a:x")),
        Wish(question="two", effect=make_effect("exclude", "b:y")),
    )
    far = make_entry("far", "kind:t", "b:y", closed=["a"])
    near = make_entry("near", "kind:t", "a:x", "b:y")
    assert [(miss.entry.slug, miss.lacks) for miss in near_misses(lane, make_catalogue(far, near))] == [
        ("near", ("b:y",))
    ]
