"""Questions that nobody would ask by hand: answered, noted or refused in the site's look, for a bounded price."""

import re
import sys
from urllib.parse import urlencode

import pytest
from django.db import connection

from catalog import kept

# What a visitor asks: words, boxes, a range and a sort.
USUAL = {
    "/tools/": b"q=image+generator&output=image&hosting=hosted&price_month_max=50&unknown=hosting&sort=price",
    "/api/v1/tools/": b"per_page=5&q=image+generator&output=image&hosting=hosted&price_month_max=50&sort=price",
    "/search/": b"q=image+generator",
    "/compare/": b"tool=chatgpt&tool=claude&tool=gemini&tool=midjourney",
}
REFUSED = (
    "ten thousand parameters",
    "one parameter too many",
    "a hundred kilobytes",
    "a thousand values of one facet",
)
FIGURES = (
    *("context_window_min", "tokens_in", "seats", "price_in_max", "price_month_min"),
    *("released_min", "released_max", "page", "per_page"),
)


def many(name, number, value="v%d"):
    return "&".join(f"{name}={value % place}" for place in range(number)).encode()


def in_all(names, value):
    return b"&".join(name.encode() + b"=" + value for name in names)


ODD = {
    "ten thousand parameters": "&".join(f"a{place}=1" for place in range(10_000)).encode(),
    "as many parameters as fit": b"a&" * 500,
    "one parameter too many": b"a&" * 501,
    "nothing but separators": b"&=;" * 2_600,
    "a hundred kilobytes": b"q=" + b"x" * 100_000,
    "a thousand values of one facet": many("output", 1_000),
    "as many values of one facet as fit": many("output", 500, "%d"),
    "as many makers as fit": many("maker", 500, "%d"),
    "as many tools as fit": many("tool", 500, "%d"),
    "the same value over and over": b"&".join([b"output=image"] * 600),
    "as many unknowns as fit": many("unknown", 500, "%d"),
    "invalid UTF-8": in_all(("q", "output", "tool", "sort"), b"\xff\xfe\xc3"),
    "invalid UTF-8, quoted": in_all(("q", "output", "tool", "sort"), b"%ff%fe%c3"),
    "a lone surrogate": in_all(("q", "output", "tool", "unknown"), b"%ed%a0%80"),
    "a lone surrogate, raw": in_all(("q", "output", "tool", "unknown"), b"\xed\xa0\x80"),
    "a NUL": in_all(("q", "output", "tool", "maker", "released_min"), b"a%00b"),
    "names of nothing": b"%00=1&%ff=1&=1&%ed%a0%80=1",
    "half an escape": b"q=%&output=%z&tool=%e",
    "not a number": in_all(FIGURES, b"NaN"),
    "infinity": in_all(FIGURES, b"inf"),
    "minus infinity": in_all(FIGURES, b"-Infinity"),
    "a signalling nothing": in_all(FIGURES, b"sNaN"),
    "a number of 5,000 digits": b"price_in_max=" + b"9" * 5_000,
    "a fraction of 5,000 digits": b"price_in_max=0." + b"9" * 5_000,
    "a power beyond all bounds": in_all(FIGURES, b"1e999999999"),
    "a power next to nothing": in_all(FIGURES, b"1e-999999999"),
    "Arabic digits": in_all(FIGURES, "١٢٣".encode()),
    "raised digits": in_all(FIGURES, "²".encode()),
    "underscored digits": in_all(FIGURES, b"1_000"),
    "a word of 200 letters": b"q=" + b"generator" * 22,
    "twenty words of ten letters": b"q=" + b"+".join(b"generatro%d" % place for place in range(18)),
    "a hundred words of one letter": b"q=" + b"+".join([b"a", b"b"] * 50),
    "two hundred combining marks": b"q=e" + b"%cc%81" * 199,
    "two hundred letters that grow": b"q=" + b"%ef%b7%ba" * 200,
    "nothing but quotes": b"q=" + b"%22" * 200,
    "nothing but signs": b"q=" + b"%25_%5C*" * 50,
    "alternatives to alternatives": b"q=" + b"alternatives+to+" * 12,
}


class Spent:
    """What a request cost, counted in what no busy machine changes: functions called, and questions to the database."""

    def __init__(self, client, path, raw):
        client.get(path, QUERY_STRING=raw.decode("latin-1"))  # cards are made once, for whoever comes first
        kept.pages.forget()
        self.calls = self.queries = 0
        with connection.execute_wrapper(self._count_query):
            sys.setprofile(self._count_call)
            try:
                self.response = client.get(path, QUERY_STRING=raw.decode("latin-1"))
            finally:
                sys.setprofile(None)

    def _count_call(self, _frame, event, _argument):
        self.calls += event in ("call", "c_call")

    def _count_query(self, execute, *asked):
        self.queries += 1
        return execute(*asked)


@pytest.fixture(scope="module")
def usual(shipped):
    """What each page costs when it is asked as it is meant to be."""
    costs = {path: Spent(shipped, path, raw) for path, raw in USUAL.items()}
    assert {spent.response.status_code for spent in costs.values()} == {200}
    return costs


def ticked(client):
    """Every box of the sidebar, and every field beside it, as a form sends them: more than a visitor would tick."""
    page = client.get("/tools/").content.decode()
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*name="([^"]+)"[^>]*value="([^"]+)"', page)
    fields = re.findall(r'<input[^>]*type="(?:number|text|search)"[^>]*name="([^"]+)"', page)
    boxes = [(name, value) for name, value in boxes if name != "tool"]  # those are for the comparison
    assert len(boxes) > 250
    unknown = [("unknown", name) for name in dict(boxes) if name != "unknown"]
    return urlencode([*boxes, *unknown, *((name, "") for name in fields), ("sort", "best")]).encode()


def assert_answered(spent, path, usual):
    response, as_usual = spent.response, usual[path]
    assert response.status_code in {200, 302, 400, 404}
    if path.startswith("/api/"):
        assert response.json()
    elif response.status_code != 302:
        assert "Wayfinder</title>" in response.content.decode()
    assert len(response.content) < 4 * len(usual["/tools/"].response.content)
    assert spent.queries <= as_usual.queries + 3
    assert spent.calls <= 5 * max(as_usual.calls, usual["/tools/"].calls)


@pytest.mark.parametrize("path", USUAL)
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_question_is_answered_for_a_bounded_price(shipped, usual, path, odd):
    raw = b"per_page=5&" + ODD[odd] if path.startswith("/api/") else ODD[odd]
    assert_answered(Spent(shipped, path, raw), path, usual)


@pytest.mark.parametrize("path", USUAL)
def test_every_box_ticked_is_answered_for_a_bounded_price(shipped, usual, path):
    raw = b"per_page=5&" + ticked(shipped) if path.startswith("/api/") else ticked(shipped)
    spent = Spent(shipped, path, raw)
    assert spent.response.status_code != 400
    assert_answered(spent, path, usual)


@pytest.mark.parametrize("path", USUAL)
@pytest.mark.parametrize("odd", REFUSED)
def test_what_is_longer_than_any_question_is_refused(shipped, path, odd):
    assert shipped.get(path, QUERY_STRING=ODD[odd].decode("latin-1")).status_code == 400


@pytest.mark.parametrize("odd", ["infinity", "not a number", "a number of 5,000 digits", "a NUL"])
def test_what_cannot_be_read_is_named_and_the_rest_counts(shipped, odd):
    figures = ODD[odd].replace(b"page=", b"x=")  # a page that is not there would be a 404
    response = shipped.get("/api/v1/tools/", QUERY_STRING="per_page=1&sort=name&" + figures.decode("latin-1"))
    assert response.status_code == 200
    assert response.json()["notes"]
    assert response.json()["count"] == shipped.get("/api/v1/tools/?per_page=1").json()["count"]


def test_a_number_counts_in_any_digits(shipped):
    asked = [shipped.get("/api/v1/tools/", {"per_page": 1, "context_window_min": text}).json() for text in ("20", "٢٠")]
    assert asked[0] == asked[1]
