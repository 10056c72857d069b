import datetime as dt
from types import SimpleNamespace

import pytest

from catalog.facts import sourced_share, standing

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


def reading(outcome="confirmed", days_ago=10, subject="price_in"):
    return SimpleNamespace(subject=subject, outcome=outcome, read_on=TODAY - dt.timedelta(days=days_ago), url="")


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
    ],
)
def test_how_sure_we_are(sources, readings, expected):
    assert standing("price_in", sources, readings, TODAY).key == expected


def test_the_strongest_source_speaks():
    weak, strong = source("third-party", as_of="2026-11-20"), source("vendor")
    strong.title = "The maker"
    assert standing("price_in", [weak, strong], [], TODAY).title == "The maker"


def test_share_of_facts_with_a_source():
    document = {"maker": "Acme", "entry_type": "app", "terms": {"kind": ["agent"], "output": []}, "strengths": ["x"]}
    rows = [{"type": "vendor", "fields": ["maker"]}, {"type": "general-knowledge", "fields": ["kind"]}]
    assert sourced_share(document, rows) == 33
    assert sourced_share({}, []) == 0
