import datetime as dt
from types import SimpleNamespace

import pytest

from catalog.facts import Footing, footing, standing, value_digest

TODAY = dt.date(2026, 11, 22)


def source(type="vendor", as_of="2026-11-01", fields=("price_in",)):
    return SimpleNamespace(
        type=type,
        as_of=as_of,
        fields=list(fields),
        url="https://example.org/",
        title="",
        proves=type != "general-knowledge",
    )


def reading(outcome="confirmed", days_ago=10, subject="price_in", value_digest="now"):
    read_on = TODAY - dt.timedelta(days=days_ago)
    return SimpleNamespace(subject=subject, outcome=outcome, read_on=read_on, url="", value_digest=value_digest)


@pytest.mark.parametrize(
    ("sources", "readings", "expected"),
    [
        ([], [], "unverified"),
        ([source("general-knowledge", as_of="")], [], "unverified"),
        ([source(fields=["price_out"])], [], "unverified"),
        ([source()], [], "sourced"),
        ([source(as_of="")], [], "sourced"),
        ([source(as_of="2026-08-24")], [], "sourced"),  # 90 days: twice the period of a price
        ([source(as_of="2026-08-23")], [], "stale"),
        ([source(as_of="2020"), source()], [], "sourced"),
        ([], [reading(days_ago=45)], "confirmed"),
        ([], [reading(days_ago=46)], "sourced"),
        ([source()], [reading(days_ago=91)], "stale"),
        ([source()], [reading("contradicted")], "contradicted"),
        ([source()], [reading("unreadable"), reading(days_ago=3)], "confirmed"),
        ([source()], [reading("gone")], "sourced"),
        ([source()], [reading(subject="price_out")], "sourced"),
        ([source()], [reading(value_digest="then")], "sourced"),  # the value has changed since it was read
        ([], [reading("contradicted", value_digest="then")], "unverified"),
    ],
)
def test_how_sure_we_are(sources, readings, expected):
    assert standing("price_in", "now", sources, readings, TODAY).key == expected


def test_the_strongest_source_speaks():
    weak, strong = source("third-party", as_of="2026-11-20"), source("vendor")
    strong.title = "The maker"
    assert standing("price_in", "now", [weak, strong], [], TODAY).title == "The maker"


def test_a_stale_source_lends_its_name_to_nothing_fresh():
    old, new = source("vendor", as_of="2020-01"), source("third-party")
    new.title = "Somebody"
    found = standing("price_in", "now", [old, new], [], TODAY)
    assert (found.key, found.title) == ("sourced", "Somebody")


DOCUMENT = {"maker": "Acme", "price_in": 2, "terms": {"kind": ["agent"], "output": []}, "strengths": ["x"]}
MAKER = {"type": "vendor", "fields": ["maker"], "as_of": "2026-01"}


@pytest.mark.parametrize(
    ("sources", "readings", "share", "stale_on"),
    [
        ([], [], 0, None),
        ([{"type": "general-knowledge", "fields": ["kind"]}], [], 0, None),
        ([{"type": "vendor"}], [], 0, None),
        ([MAKER], [], 33, dt.date(2028, 2, 1)),
        ([MAKER, {**MAKER, "as_of": ""}], [], 33, None),
        ([{**MAKER, "fields": ["maker", "price_in"]}], [], 67, dt.date(2026, 5, 2)),
        ([MAKER], [("price_in", "confirmed", "2026-10-01")], 67, dt.date(2026, 12, 31)),
        ([MAKER], [("maker", "contradicted", "2026-10-01")], 0, None),
        ([MAKER], [("maker", "gone", "2026-10-01")], 33, dt.date(2028, 2, 1)),
        (
            [MAKER],
            [("maker", "changed", "2026-10-01"), ("maker", "contradicted", "2026-09-01")],
            33,
            dt.date(2028, 10, 1),
        ),
    ],
)
def test_what_a_tool_stands_on(sources, readings, share, stale_on):
    rows = [
        {
            "subject": subject,
            "outcome": outcome,
            "read_on": dt.date.fromisoformat(day),
            "value_digest": value_digest(DOCUMENT, subject),
        }
        for subject, outcome, day in readings
    ]
    assert footing(DOCUMENT, sources, rows) == Footing(share=share, stale_on=stale_on)


def test_a_tool_of_which_nothing_is_known_stands_on_nothing():
    assert footing({}, []) == Footing(share=0, stale_on=None)


def test_a_reading_of_another_value_carries_nothing():
    row = {"subject": "maker", "outcome": "confirmed", "read_on": TODAY, "value_digest": value_digest({}, "maker")}
    assert footing(DOCUMENT, [], [row]).share == 0
