"""Every kind of page opens in a real browser, in both themes and without JavaScript, with a silent console."""

import pytest

from .conftest import PHONE, Watch

ADDRESSES = [
    "/",
    "/tools/",
    "/tools/?q=image&output=image",
    "/tools/?view=table&tool=midjourney",
    "/tools/?q=zzzzqqqq&output=image",
    "/tools/midjourney/",
    "/terms/",
    "/kinds/",
    "/guides/",
    "/industries/",
    "/workflows/",
    "/glossary/",
    "/questions/",
    "/method/",
    "/about/",
    "/search/?q=image",
    "/compare/",
    "/compare/?tool=chatgpt&tool=midjourney&images=100",
    "/advisor/",
    "/advisor/which-ai/",
    "/no/such/page/",
]


@pytest.mark.parametrize(
    "options", [{}, {"javascript": False}, {"color_scheme": "dark", "viewport": PHONE}], ids=["plain", "no-js", "phone"]
)
@pytest.mark.usefixtures("content")
def test_pages_open_without_a_complaint(open_page, options):
    page = open_page(**options)
    for address in ADDRESSES:
        response = page.goto(address)
        assert response.status == (404 if address == "/no/such/page/" else 200), address
        assert page.locator("h1").count() == 1, address
        assert page.title(), address
        if options.get("viewport") == PHONE:
            sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert sideways <= 0, address


def test_the_watch_sees_what_a_page_must_not_do(browser, live_server):
    page = browser.new_page(base_url=live_server.url)
    watch = Watch(page, live_server.url)
    page.goto("/about/")
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    page.evaluate("document.body.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")
    page.close()
    assert any("asked another host" in one or "violates" in one for one in watch.complaints)
    assert any("style" in one for one in watch.complaints)
