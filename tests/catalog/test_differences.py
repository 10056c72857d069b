"""Two documents compared place by place, and two people's changes put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.history.differences import ORDER, Layout, assembled, differences, merge, places

LAYOUT = Layout(
    maps=frozenset({"terms", "states"}),
    sets=frozenset({"aka", "fields"}),
    singles=frozenset({"price"}),
    rows={"plans": ("name", "kind"), "sources": ("url",)},
    left_out=frozenset({"readings"}),
)
BASE = {
    "name": "Inkwell",
    "aka": ["Ink"],
    "strengths": ["fast", "cheap", "small"],
    "summary": "One.\nTwo.\nThree.\n",
    "terms": {"output": ["text"], "price": ["free"]},
    "plans": [{"name": "Pro", "kind": "month", "amount": 20, "note": "a"}, {"name": "Max", "kind": "month"}],
}
PRO, MAX = "Pro · month", "Max · month"


def changed(**values):
    return {**BASE, **values}


def with_plan(number, **values):
    plans = [dict(plan) for plan in BASE["plans"]]
    plans[number] |= values
    return changed(plans=plans)


def test_a_document_is_the_same_after_it_was_taken_apart():
    assert assembled(places(BASE, LAYOUT), LAYOUT) == BASE


def test_what_is_left_out_makes_no_difference():
    assert differences(BASE, changed(readings=[1]), LAYOUT) == []


@pytest.mark.parametrize(
    ("after", "paths"),
    [
        (changed(name="Pen"), [("name",)]),
        (changed(homepage="https://example.org/"), [("homepage",)]),
        (changed(terms={"output": ["text", "image"], "price": ["free"]}), [("terms", "output")]),
        (changed(terms={"output": ["text"]}), [("terms", "price")]),
        (with_plan(0, amount=25), [("plans", PRO)]),
        (changed(plans=BASE["plans"][:1]), [("plans", MAX)]),
        (changed(plans=BASE["plans"][::-1]), [("plans", ORDER)]),
        (changed(plans=[*BASE["plans"], {"name": "Max", "kind": "month"}]), [("plans", f"{MAX} (2)")]),
    ],
)
def test_what_differs_is_named_by_its_place(after, paths):
    assert [one.path for one in differences(BASE, after, LAYOUT)] == paths


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        (changed(name="Pen"), changed(aka=["Quill"]), changed(name="Pen", aka=["Quill"])),
        (changed(aka=["Ink", "Pot"]), changed(aka=["Ink", "Quill"]), changed(aka=["Ink", "Pot", "Quill"])),
        (changed(aka=["Pot"]), changed(aka=["Ink", "Quill"]), changed(aka=["Pot", "Quill"])),
        (with_plan(0, amount=25), with_plan(0, note="b"), with_plan(0, amount=25, note="b")),
        (
            changed(summary="One!\nTwo.\nThree.\n"),
            changed(summary="One.\nTwo.\nThree.\nFour.\n"),
            changed(summary="One!\nTwo.\nThree.\nFour.\n"),
        ),
        (
            changed(strengths=["quick", "cheap", "small"]),
            changed(strengths=["fast", "small"]),
            changed(strengths=["quick", "small"]),
        ),
        (
            changed(plans=[*BASE["plans"], {"name": "Team", "kind": "month"}]),
            changed(plans=BASE["plans"][::-1]),
            changed(plans=[BASE["plans"][1], {"name": "Team", "kind": "month"}, BASE["plans"][0]]),
        ),
    ],
)
def test_changes_of_different_things_go_together(theirs, mine, both):
    found = merge(BASE, theirs, mine, LAYOUT)
    assert (found.document, found.conflicts) == (both, {})


@pytest.mark.parametrize(
    ("theirs", "mine", "path"),
    [
        (changed(name="Pen"), changed(name="Quill"), ("name",)),
        (changed(homepage="a"), changed(homepage="b"), ("homepage",)),
        (changed(summary="One!\nTwo.\nThree.\n"), changed(summary="One?\nTwo.\nThree.\n"), ("summary",)),
        (changed(summary="One.\nTwo.\nThree.\nx\n"), changed(summary="One.\nTwo.\nThree.\ny\n"), ("summary",)),
        (changed(terms={"price": ["paid"]}), changed(terms={"price": ["trial"]}), ("terms", "price")),
        (with_plan(0, amount=25), with_plan(0, amount=30), ("plans", PRO)),
        (with_plan(0, amount=25), changed(plans=BASE["plans"][1:]), ("plans", PRO)),
        (changed(plans=BASE["plans"][1:]), with_plan(0, amount=25), ("plans", PRO)),
    ],
)
def test_changes_of_the_same_thing_are_in_conflict_and_both_kept(theirs, mine, path):
    found = merge(BASE, theirs, mine, LAYOUT)
    assert list(found.conflicts) == [path]
    conflict = found.conflicts[path]
    held = [places(document, LAYOUT).get(path) for document in (BASE, theirs, mine)]
    assert [conflict.base, conflict.theirs, conflict.mine] == held
    assert places(found.document, LAYOUT).get(path) == conflict.theirs


TEXT = st.text("ab\n", min_size=1, max_size=6)
SLUGS = st.lists(st.sampled_from("abcd"), unique=True, min_size=1, max_size=3).map(sorted)
PLAN = st.fixed_dictionaries({"name": st.sampled_from("xy")}, optional={"kind": TEXT, "amount": st.integers(0, 3)})
DOCUMENT = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXT,
        "summary": TEXT,
        "aka": SLUGS,
        "strengths": st.lists(st.sampled_from("abc"), min_size=1, max_size=3),
        "terms": st.dictionaries(st.sampled_from(["output", "price"]), SLUGS, min_size=1, max_size=2),
        "plans": st.lists(PLAN, min_size=1, max_size=3),
    },
)


@given(DOCUMENT)
def test_any_document_is_the_same_after_it_was_taken_apart(document):
    assert assembled(places(document, LAYOUT), LAYOUT) == document


@given(DOCUMENT, DOCUMENT)
def test_one_persons_change_is_taken_as_it_is(base, changed):
    for theirs, mine in ((base, changed), (changed, base), (changed, changed)):
        found = merge(base, theirs, mine, LAYOUT)
        assert found.conflicts == {}
        assert found.document == changed


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_nobodys_change_is_lost(base, theirs, mine):
    """Place by place: what one changed alone is there, what both changed alike too, and the rest is asked about."""
    found = merge(base, theirs, mine, LAYOUT)
    old, now, wanted = (places(document, LAYOUT) for document in (base, theirs, mine))
    for path in {*old, *now, *wanted}:
        if path[-1] == ORDER or path in found.conflicts:
            continue
        before, one, other, result = (held.get(path) for held in (old, now, wanted, found.places))
        if one == other or other == before:
            assert result == one
        elif one == before:
            assert result == other
        elif LAYOUT.is_set(path) and path != ("terms", "price"):
            before, one, other, result = (set(held or ()) for held in (before, one, other, result))
            assert result == (one & other) | (one - before) | (other - before)
        else:
            assert before is not None
            assert one is not None
            assert other is not None
            assert all(word in str(result) for word in added_lines(before, one) + added_lines(before, other))


def added_lines(before, after):
    """The lines that a changed text or list has and its base had not, of a row its changed columns."""
    if isinstance(after, dict):
        return [str(value) for name, value in after.items() if value != before.get(name) and not isinstance(value, str)]
    split = str.splitlines if isinstance(after, str) else list
    return [line for line in split(after) if line not in split(before)]


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_conflicts_do_not_depend_on_who_came_first(base, theirs, mine):
    one, other = merge(base, theirs, mine, LAYOUT), merge(base, mine, theirs, LAYOUT)
    assert set(one.conflicts) == set(other.conflicts)
