from decimal import Decimal

from catalog.query import Query


def test_one_question_has_one_address():
    one = Query(
        q="cats", chosen={"output": ("image", "video"), "hosting": ("hosted",)}, sort="name", unknown=("hosting",)
    )
    other = Query(
        q="cats", chosen={"hosting": ("hosted",), "output": ("image", "video")}, sort="name", unknown=("hosting",)
    )
    address = "/tools/?hosting=hosted&output=image&output=video&q=cats&sort=name&unknown=hosting"
    assert one.url("/tools/") == other.url("/tools/") == address


def test_defaults_leave_the_address():
    assert Query().url("/tools/") == "/tools/"
    assert Query().url("/tools/", page=3) == "/tools/?page=3"


def test_bounds_are_short():
    query = Query(ranges={"price_month": (Decimal("0"), Decimal("2.50")), "released": ("2025-01", None)})
    assert query.url("/") == "/?price_month_max=2.5&price_month_min=0&released_min=2025-01"
    assert Query(ranges={"context_window": (Decimal("2E+5"), None)}).url("/") == "/?context_window_min=200000"


def test_taking_one_thing_away():
    query = Query(q="x", chosen={"output": ("image", "video")}, ranges={"price_in": (1, None)}, unknown=("price_in",))
    assert query.without("output", "image").chosen == {"output": ("video",)}
    assert query.without("output", "image").without("output", "video").chosen == {}
    assert query.without_range("price_in").ranges == {}
    assert query.without_unknown("price_in").unknown == ()
    assert query.without_text().q == ""
