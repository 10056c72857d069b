"""No page or file of ours asks another host for anything; no page sets a cookie or needs inline code."""

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from django.conf import settings

SITE = "http://testserver"
LOADING_ATTRIBUTES = {
    "src",
    "poster",
    "data",
    "background",
    "action",
    "formaction",
    "xlink:href",
    "ping",
}
LOADING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
HTMX_REQUESTS = {f"{prefix}hx-{verb}" for prefix in ("", "data-") for verb in ("get", "post", "put", "delete")}
LOADING_TAGS = {"use", "image", "feimage"}
DATA_BLOCKS = {"application/ld+json", "application/json"}
FOREIGN = r"(?:https?:)?//[^/\s\"'`)]"
MOST_PAGES_OF_A_VIEW = 3


def loaded_addresses(document):
    """Whatever a browser fetches by itself, or sends a form to."""
    for element in document.iter(lxml.etree.Element):
        rel = set(element.get("rel", "").lower().split())
        fetched_href = element.tag in LOADING_TAGS or (element.tag == "link" and rel & LOADING_LINKS)
        for name, value in element.attrib.items():
            if name == "srcset":
                yield from (part.split()[0] for part in value.split(",") if part.strip())
            elif name in LOADING_ATTRIBUTES or name in HTMX_REQUESTS or (name == "href" and fetched_href):
                yield value


def is_foreign(address):
    return urlsplit(urljoin(SITE, address)).netloc != urlsplit(SITE).netloc and not address.startswith("#")


def inline_code(document):
    for element in document.iter(lxml.etree.Element):
        if element.tag == "style" or "style" in element.attrib:
            yield f"<{element.tag}> has a style"
        if element.tag == "script" and not element.get("src") and element.get("type") not in DATA_BLOCKS:
            yield "<script> is inline"
        yield from (f"<{element.tag} {name}>" for name in element.attrib if name.startswith("on"))


def links(document, address):
    for link in document.iterfind(".//a[@href]"):
        target = urldefrag(urljoin(SITE + address, link.get("href"))).url
        if target.startswith(f"{SITE}/"):
            yield target.removeprefix(SITE)


def crawl(client):
    """(address, response) for a few pages of every public view that can be reached from the home page."""
    seen, waiting, count = {"/"}, ["/"], Counter()
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        view = response.resolver_match.view_name if response.resolver_match else None
        count[view] += 1
        if count[view] > MOST_PAGES_OF_A_VIEW:
            continue
        yield address, response
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            for link in links(lxml.html.fromstring(response.content), address):
                # Of addresses that differ in their query alone, a few will do.
                path = link.partition("?")[0]
                count[path] += 1
                if link not in seen and count[path] <= MOST_PAGES_OF_A_VIEW * 4:
                    seen.add(link)
                    waiting.append(link)


@pytest.fixture
def pages(shipped):
    return [
        (address, response) for address, response in crawl(shipped) if response["Content-Type"].startswith("text/html")
    ]


def test_public_pages_ask_nobody_else_and_know_nobody(pages):
    assert len(pages) > 10
    found = []
    for address, response in pages:
        document = lxml.html.fromstring(response.content)
        found += [f"{address} loads {one}" for one in loaded_addresses(document) if is_foreign(one)]
        found += [f"{address}: {one}" for one in inline_code(document)]
        found += [f"{address} sets the cookie {name}" for name in response.cookies]
        found += [f"{address} answers {response.status_code}"] if response.status_code >= 400 else []
        if "cookie" in response.get("Vary", "").lower():
            found.append(f"{address} varies by cookie")
    assert found == []


def foreign_in_source(name, text):
    """Loads from other hosts that a file asks for, by what kind of file it is."""
    if name.endswith(".css"):
        return re.findall(rf"(?:url\(\s*[\"']?|@import\s+[\"']){FOREIGN}", text)
    if name.endswith(".js"):
        return [one for one in re.findall(rf"[\"'`]{FOREIGN}[^\"'`]*", text) if "://www.w3.org/" not in one]
    return re.findall(
        rf"<(?:script|img|iframe|source|video|audio|embed|object|use|image|form|link)\b[^>]*?"
        rf"\b(?:src|srcset|href|data|poster|action)\s*=\s*[\"']?{FOREIGN}",
        text,
    )


def test_no_file_of_ours_loads_from_elsewhere():
    files = [
        path
        for folder in ("templates", "static")
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in {".html", ".svg", ".css", ".js", ".xml", ".txt"}
    ]
    assert files
    assert {path.name: found for path in files if (found := foreign_in_source(path.name, path.read_text()))} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", '@import "https://fonts.example/a.css";'),
        ("a.css", "body { background: url(//cdn.example/a.png) }"),
        ("a.js", "fetch('https://api.example/')"),
        ("a.html", '<script defer src="https://cdn.example/a.js">'),
        ("a.html", '<link rel="stylesheet" href="//cdn.example/a.css">'),
        ("a.svg", '<image href="http://cdn.example/a.png"/>'),
    ],
)
def test_the_scan_of_files_finds_foreign_loads(name, text):
    assert foreign_in_source(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", "body { background: url(../icons/a.svg) }"),
        ("a.js", "createElementNS('http://www.w3.org/2000/svg', 'path')"),
        ("a.html", '<a href="https://maker.example/">Maker</a> <img src="/static/a.svg">'),
    ],
)
def test_the_scan_of_files_leaves_links_alone(name, text):
    assert not foreign_in_source(name, text)


@pytest.mark.parametrize(
    "html",
    [
        "<img src='//cdn.example/a.png'>",
        "<img srcset='/a.png 1x, https://cdn.example/b.png 2x'>",
        "<link rel='preconnect' href='https://cdn.example'>",
        "<form action='https://form.example/'></form>",
        "<div data-hx-get='https://api.example/'></div>",
    ],
)
def test_the_crawl_sees_foreign_loads(html):
    assert any(is_foreign(one) for one in loaded_addresses(lxml.html.fromstring(f"<body>{html}</body>")))


@pytest.mark.parametrize("html", ["<p style='a:b'>", "<style></style>", "<script>1</script>", "<p onclick='a()'>"])
def test_the_crawl_sees_inline_code(html):
    assert list(inline_code(lxml.html.fromstring(f"<body>{html}</body>")))
