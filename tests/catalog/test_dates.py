import datetime as dt

import pytest

from catalog import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2024-05-17", dt.date(2024, 5, 17), dt.date(2024, 5, 17)),
    ],
)
def test_a_partial_date_spans_what_it_can_mean(text, first, last):
    assert (dates.earliest(text), dates.latest(text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-02-30", "2024-5-7", "1800", "2024-05-17T00", "２０２４", "x"]
)
def test_what_is_no_date(text):
    assert not dates.is_partial_date(text)


@pytest.mark.parametrize(
    ("text", "words"), [("", ""), ("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-07", "7 May 2024")]
)
def test_dates_in_words(text, words):
    assert dates.in_words(text) == words
