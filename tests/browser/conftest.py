"""A real browser: pages with and without JavaScript that watch for what a visitor's console would tell."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# Axe would fetch the style sheets again for its one rule about turning the screen, and lose its way in their imports.
WITHOUT_SHEETS = {"preload": False}


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium with a fresh profile."""
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS, timeout=60_000
        )
        yield chromium
        chromium.close()


class Watch:
    """Collects what must not happen on any page: errors, violations of the policy, requests to others."""

    def __init__(self, page, site):
        self.site = urlsplit(site).netloc
        self.complaints = []
        self.refused_documents = set()
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", self.on_request)
        page.on("response", self.on_response)

    def on_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.site:
            self.complaints.append(f"asked another host: {request.url}")

    def on_response(self, response):
        if response.status >= 400 and response.request.is_navigation_request():
            self.refused_documents.add(response.url)

    def on_console(self, message):
        # Leaving a page ends what it was still fetching, which htmx calls an error. A failure says sendError as well.
        if message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            return
        # A page that a test asks for and that answers 404 is no fault of the page before it.
        if message.type == "error" and message.location.get("url") not in self.refused_documents:
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def open_page(browser, live_server):
    """Makes pages, as in `open_page(javascript=False, viewport=PHONE)`; `goto` takes a path."""
    opened = []

    def make(*, javascript=True, viewport=DESKTOP, **options):
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport=viewport,
            locale="en-GB",
            **options,
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        opened.append((context, Watch(page, live_server.url)))
        return page

    yield make
    for context, _ in opened:
        context.close()
    assert [complaint for _, watch in opened for complaint in watch.complaints] == []


@pytest.fixture(scope="session")
def look():
    """Looks for barriers on a page, or a part of it, as axe knows them; the page must be opened with ``bypass_csp``."""
    axe = Axe()

    def barriers(page, part="html"):
        found = axe.run(page, context=part, options=WITHOUT_SHEETS).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]

    return barriers


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def page_without_javascript(open_page):
    return open_page(javascript=False)


@pytest.fixture
def phone(open_page):
    return open_page(viewport=PHONE)
