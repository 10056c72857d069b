"""A tool's page holds what editors may write, however long, at every width."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_tool

LONG = "Donaudampfschifffahrtsgesellschaft" * 3
WIDTHS = (320, 360, 768, 1280)


@pytest.fixture
def monster(transactional_db):
    """A tool with long words in every place, many terms, plans and sources."""
    other = make_tool(name=f"Other {LONG}", tagline=LONG)
    tool = make_tool(
        slug="monster",
        name=LONG,
        maker=LONG,
        tagline=LONG,
        best_for=LONG,
        strengths=[LONG],
        integrations=[LONG] * 20,
        architecture=LONG,
        homepage=f"https://a.example/{LONG}",
        terms=[f"task:{LONG.lower()[:50]}-{one}" for one in range(40)],
        plans=[{"name": LONG[:100], "audience": LONG[:60], "amount": "123456.789012", "unit": LONG[:40]}] * 20,
        lifecycle="deprecated",
        lifecycle_note=LONG,
        successor=other,
        sources=0,
    )
    for one in range(60):
        tool.sources.create(type="vendor", url=f"https://a.example/{LONG}", title=f"{LONG}{one}", fields=["task"])
    tool.alternatives.create(other=other, reason=LONG)
    tool.runs_on.create(model=other)


@pytest.mark.usefixtures("monster")
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_long_pushes_the_page_sideways(open_page, width):
    page = open_page(viewport={"width": width, "height": 800}, javascript=False)
    page.goto("/tools/monster/")
    for fold in page.locator("main details").all():
        fold.evaluate("one => one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.usefixtures("monster")
def test_folds_open_without_a_script(page_without_javascript):
    page = page_without_javascript
    page.goto("/tools/monster/")
    hidden = page.locator(".plans").nth(1).locator(".plan").first
    expect(hidden).to_be_hidden()
    page.get_by_text("12 more plans").click()
    expect(hidden).to_be_visible()


@pytest.mark.usefixtures("content")
def test_what_decides_is_in_the_first_view_of_a_phone(phone):
    phone.goto("/tools/midjourney/")
    box = phone.locator(".glance").bounding_box()
    assert box["y"] + box["height"] <= 740
