"""Differences in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.history.differences import Difference
from catalog.history.telling import Labels, pieces, shortened

LABELS = Labels(
    keys={"tagline": "tagline", "plans": "plans", "price_kind": "price kind", "context_window": "Context window"},
    maps={"terms": "{}", "states": "State of {}"},
    values={("lifecycle", "beta"): "Beta", ("price_kind", "free"): "Free as a whole"},
    names={"output": "What it makes", "output:image": "Image", "output:text": "Text"},
    links=frozenset({"terms"}),
)


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (("tagline",), "Writes.", "Writes well.", "Tagline: Writes. → Writes well."),
        (("lifecycle",), None, "beta", "Lifecycle: nothing → Beta"),
        (("terms", "output"), ["image"], ["text", "image"], "What it makes: Image → Image, Text"),
        (("states", "context_window"), None, "not-known", "State of Context window: nothing → not-known"),
        (("shown_first",), True, False, "Shown first: yes → no"),
        (
            ("plans", "Pro"),
            None,
            {"name": "Pro", "price_kind": "free", "amount": 0},
            "Plans: Pro: nothing → Name: Pro / Price kind: Free as a whole / Amount: 0",
        ),
        (("plans", ""), ["Pro", "Max"], ["Max", "Pro"], "Plans: their order: Pro / Max → Max / Pro"),
    ],
)
def test_a_difference_reads_as_a_sentence(path, before, after, told):
    assert LABELS.sentence(Difference(path=path, before=before, after=after)) == told


def test_a_changed_text_shows_the_words_that_went_and_came():
    found = pieces("It writes short texts.", "It writes long texts.")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "It writes "),
        ("gone", "short "),
        ("new", "long "),
        ("same", "texts."),
    ]


def test_what_stays_is_cut_to_the_words_around_a_change():
    text = " ".join(str(number) for number in range(100))
    shown = shortened(pieces(text, f"{text} more"))
    assert [piece.kind for piece in shown] == ["left-out", "same", "gone", "new"]
    assert "98" in shown[1].text
    assert "50" not in "".join(piece.text for piece in shown)


TEXT = st.text("ab \n", max_size=12)


@given(TEXT, TEXT)
def test_the_pieces_are_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "new") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after
