"""What every kind of page of the directory keeps: a name of its own, honest links, and an answer that may be kept."""

import gzip
from collections import defaultdict
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest

FOUR = "tool=chatgpt&tool=claude-app&tool=gemini-app&tool=midjourney"
ADDRESSES = [
    "/tools/",
    "/tools/?page=2",
    "/tools/?sort=-price&view=table",
    "/tools/?sort=price&view=table",
    "/tools/?page=2&sort=price&view=table",
    "/tools/?hosting=hosted&output=image&pricing=freemium",
    "/tools/?hosting=hosted&output=image&pricing=freemium&unknown=pricing",
    "/tools/?q=midjorney",
    "/tools/?q=xqzvbnkw",
    "/tools/?context_window_min=100000&hosting=on-device&output=music&q=sonnet",
    f"/tools/?output=image&{FOUR}",
    "/terms/",
    "/tools/chatgpt/",
    "/tools/claude-sonnet-4-6/",
    "/tools/dall-e-3/",
    "/tools/musiclm/",
    "/compare/",
    "/compare/?tool=chatgpt",
    f"/compare/?{FOUR}",
    f"/compare/?only=differences&{FOUR}",
    f"/compare/?images=200&tokens_in=2000000&{FOUR}",
]
ASKED_BY_HTMX = {
    "HX-Request": "true",
    "HX-Boosted": "true",
    "HX-Target": "tool-results",
    "HX-History-Restore-Request": "true",
}
SITE = "http://testserver"


@pytest.fixture(scope="module")
def documents(shipped):
    return {address: lxml.html.fromstring(shipped.get(address).content) for address in ADDRESSES}


def shared(texts):
    """Texts that stand on more than one page, with the pages."""
    pages = defaultdict(list)
    for address, text in texts:
        pages[text].append(address)
    return {text: addresses for text, addresses in pages.items() if len(addresses) > 1}


def links(documents):
    """(page, link, its address) for every link, without the part after #."""
    for page, document in documents.items():
        for link in document.iterfind(".//a[@href]"):
            yield page, link, urldefrag(urljoin(SITE + page, link.get("href"))).url


def test_each_page_has_a_title_a_description_and_one_heading_of_its_own(documents):
    assert shared((address, page.findtext(".//title")) for address, page in documents.items()) == {}
    described = {address: page.xpath("//meta[@name='description']/@content") for address, page in documents.items()}
    assert shared((address, text) for address, (text,) in described.items()) == {}
    assert {address: len(page.xpath("//h1")) for address, page in documents.items()} == dict.fromkeys(ADDRESSES, 1)


def test_links_to_others_vouch_for_nothing(documents):
    foreign = [
        (page, link, url) for page, link, url in links(documents) if urlsplit(url).netloc != urlsplit(SITE).netloc
    ]
    foreign = [one for one in foreign if urlsplit(one[2]).scheme != "mailto"]
    assert len(foreign) > 50
    assert {urlsplit(url).scheme for _, _, url in foreign} <= {"http", "https"}
    assert [
        (page, url) for page, link, url in foreign if not {"nofollow", "noopener"} <= {*link.get("rel", "").split()}
    ] == []


def test_no_link_of_ours_is_redirected_or_broken(shipped, documents):
    own = {url.removeprefix(SITE): page for page, _, url in links(documents) if url.startswith(f"{SITE}/")}
    assert len(own) > 100
    answers = {(url, page): shipped.head(url).status_code for url, page in own.items()}
    assert {asked: status for asked, status in answers.items() if status != 200} == {}


def test_a_link_into_the_same_page_leads_somewhere(documents):
    for page, document in documents.items():
        wanted = {href[1:] for href in document.xpath("//a/@href") if href.startswith("#")}
        assert wanted <= {*document.xpath("//@id")}, page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_may_be_kept_and_is_the_same_for_everybody(shipped, address):
    plain, by_htmx = shipped.get(address), shipped.get(address, headers=ASKED_BY_HTMX)
    packed = shipped.get(address, headers={"Accept-Encoding": "gzip"})
    assert plain.content == by_htmx.content == gzip.decompress(packed.content)
    for response in (plain, by_htmx, packed):
        assert response["Cache-Control"] == "public, no-cache"
        assert response["Vary"] == "Accept-Encoding"
        assert not response.cookies
        again = shipped.get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "public, no-cache"
