import pytest

from advisor import ranking
from advisor.conditions import judged_now, states_of
from advisor.ranking import Lane, Wish, demands, lane_for, picks
from advisor.scores import Scores
from advisor.snapshot import Flow
from tests.advisor.flows import (
    SHOP,
    STUDIO,
    given,
    make_catalogue,
    make_choice,
    make_effect,
    make_entry,
    make_question,
    make_verdict,
)


def make_wish(question, effect):
    return Wish(question=question, effect=effect, alternative_to=question)


def make_lane(*effects, question="q"):
    wishes = [one if isinstance(one, Wish) else make_wish(question, one) for one in effects]
    return Lane(kind="k", tool_kinds=frozenset({"kind:t"}), wishes=tuple(wishes))


def remaining(lane, catalogue):
    return catalogue.in_order(ranking.remaining(lane, catalogue))


def shortlist(lane, catalogue):
    """The picks that are listed, and those that are close."""
    found = ranking.shortlist(lane, catalogue)
    return [picks(lane, places, catalogue.entries(catalogue.tools)) for places in (found.listed, found.close)]


def near_misses(lane, catalogue):
    """Pairs of slug and what is lacked."""
    found = ranking.near_misses(lane, catalogue)
    return [(catalogue.entries([tool])[tool].slug, lacks) for tool, lacks in found.items()]


def rank(lane, *entries):
    """Triples of slug, position and score, best first."""
    catalogue = make_catalogue(*entries)
    scores, known = Scores(lane.wishes, catalogue, catalogue.tools), catalogue.entries(catalogue.tools)
    places = map(scores.place, scores.in_order())
    return [(known[place.ordinal].slug, place.position, place.score) for place in places]


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
    assert [demand.terms for demand in demands(lane, catalogue)] == [("a:x", "a:y")]


def test_two_questions_both_get_what_they_require():
    lane = make_lane(
        make_wish("one", make_effect("require", "a:x")),
        make_wish("two", make_effect("require", "a:y")),
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
    assert rank(make_lane(make_effect(action, "a:x", 4)), entry) == [(entry.slug, 1, points)]


def test_one_question_counts_four_strong_wishes_at_most():
    rich = make_entry("rich", "kind:t", *(f"a:{number}" for number in range(9)))
    lane = make_lane(*(make_effect("prefer", f"a:{number}", 4) for number in range(9)))
    assert rank(lane, rich) == [("rich", 1, (16, 16))]


def test_tools_with_as_many_certain_points_share_a_position_and_stand_in_reading_order():
    lane = make_lane(make_effect("prefer", "a:x"))
    zebra, ant = make_entry("zebra", "kind:t", "a:x"), make_entry("ant", "kind:t", "a:x")
    assert [(slug, position) for slug, position, _ in rank(lane, zebra, UNKNOWN, ant, HAS_NOT)] == [
        ("zebra", 1),
        ("ant", 1),
        ("has-not", 3),  # nothing about it is open
        ("unknown", 3),
    ]


def test_of_equals_the_one_comes_first_that_meets_the_earlier_question():
    lane = make_lane(make_wish("job", make_effect("prefer", "a:x")), make_wish("price", make_effect("prefer", "b:y")))
    cheap = make_entry("cheap", "kind:t", "b:y", closed=["a"])
    assert [(slug, position) for slug, position, _ in rank(lane, cheap, HAS)] == [("has", 1), ("cheap", 1)]


BUNDLE = Flow(
    slug="bundle",
    title="Bundle?",
    intro="",
    questions=(
        make_question(
            "output",
            *(
                make_choice(one, *(make_effect("require", f"a:{one}", lane=lane) for lane in ("k", "all")), lane="k")
                for one in ("x", "y")
            ),
            kind="many",
        ),
    ),
    verdicts=(make_verdict("k", tool_kinds=("t",)), make_verdict("all", tool_kinds=("t",))),
)


@pytest.mark.parametrize(("kind", "left"), [("k", ["x", "y", "both"]), ("all", ["both"])])
def test_answers_are_alternatives_only_in_the_lane_that_they_open(kind, left):
    lane = lane_for(BUNDLE, states_of(BUNDLE, given(BUNDLE, output="x.y")), kind)
    known = {"x": ["a:x"], "y": ["a:y"], "both": ["a:x", "a:y"]}
    tools = [make_entry(slug, "kind:t", *terms, closed=["a"]) for slug, terms in known.items()]
    assert [entry.slug for entry in remaining(lane, make_catalogue(*tools))] == left


def test_what_a_tool_should_make_must_be_known():
    lane = lane_for(BUNDLE, states_of(BUNDLE, given(BUNDLE, output="x")), "k")
    assert remaining(lane, make_catalogue(UNKNOWN, HAS)) == [HAS]


def test_only_what_is_wished_for_is_named_as_not_confirmed():
    lane = make_lane(make_effect("avoid", "b:w"), make_effect("exclude", "c:z"), make_effect("prefer", "d:u"))
    (pick,), _ = shortlist(lane, make_catalogue(HAS))
    assert pick.not_confirmed == ("d:u",)


def test_the_five_hold_two_of_a_maker_at_most():
    many = [make_entry(f"m{number}", "kind:t", maker="big") for number in range(5)]
    small = [make_entry(f"s{number}", "kind:t") for number in range(4)]
    listed, close = shortlist(make_lane(), make_catalogue(*many, *small))
    assert [pick.entry.slug for pick in listed] == ["m0", "m1", "s0", "s1", "s2"]
    assert [pick.entry.slug for pick in close] == ["m2", "m3", "m4", "s3"]


def test_what_is_being_phased_out_comes_only_where_nothing_else_is_left():
    old = make_entry("old", "kind:t", "a:x", caveat="Going.")
    lane = make_lane(make_effect("require", "a:x"))
    assert remaining(lane, make_catalogue(old, HAS)) == [HAS]
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
    assert near_misses(lane_for(STUDIO, states, "pictures"), SHOP) == [
        ("canvas", ("hosting:own", "hosting:device")),
        ("pencil", ("hosting:own", "hosting:device")),  # perhaps it has them
    ]


def test_a_near_miss_misses_as_few_demands_as_any():
    lane = make_lane(
        make_wish("one", make_effect("require", "a:x")),
        make_wish("two", make_effect("exclude", "b:y")),
    )
    far = make_entry("far", "kind:t", "b:y", closed=["a"])
    near = make_entry("near", "kind:t", "a:x", "b:y")
    assert near_misses(lane, make_catalogue(far, near)) == [("near", ("b:y",))]
