import json
from decimal import Decimal

import lxml.html
import pytest

from catalog.structured import (
    Article,
    DefinedWord,
    Described,
    Offered,
    article_data,
    glossary_data,
    page_data,
    questions_data,
    script_text,
)
from tests.factories import make_term

PAGE = "https://wayfinder.example/tools/painter/"


def described(**fields):
    return Described(**{"name": "Painter", "url": PAGE, "publisher": "Acme", "category": "Image generator", **fields})


def software(**fields):
    return page_data(described(**fields), [])["@graph"][0]


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "a & b", "]]>", "\u2028", 'a "b" \\ c'])
def test_no_text_can_leave_its_element_and_all_of_it_comes_back(text):
    written = script_text(page_data(described(name=text), []))
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["@graph"][0]["name"] == text


def test_what_is_known_is_told():
    found = software(description="It paints.", homepage="https://painter.example/", other_names=("Brush",))
    assert found["publisher"] == {"@type": "Organization", "name": "Acme"}
    assert (found["url"], found["sameAs"]) == (PAGE, "https://painter.example/")
    assert (found["applicationCategory"], found["alternateName"]) == ("Image generator", ["Brush"])


def test_what_is_not_known_is_not_told():
    assert not {"offers", "description", "sameAs", "alternateName"} & software().keys()
    assert None not in software().values()


@pytest.mark.parametrize(
    ("amount", "written"), [("20.000000", "20"), ("0.000000", "0"), ("0.035000", "0.035"), ("1200", "1200")]
)
def test_a_price_is_written_plainly(amount, written):
    (offer,) = software(offers=(Offered(name="Pro", amount=Decimal(amount), currency="EUR", unit="month"),))["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (written, "EUR")
    assert offer["priceSpecification"]["unitText"] == "month"


def test_the_way_to_the_page_ends_at_the_page():
    _, way = page_data(described(), [("https://wayfinder.example/tools/", "Tools")])["@graph"]
    steps = [(step["position"], step["name"], step["item"]) for step in way["itemListElement"]]
    assert steps == [(1, "Tools", "https://wayfinder.example/tools/"), (2, "Painter", PAGE)]


def test_a_guide_is_an_article_with_the_way_to_it():
    guide = Article(title="Agents", url=PAGE, description="They act.", reviewed="2026-11", about=("Agent",))
    article, way = article_data(guide, [("https://wayfinder.example/guides/", "Guides")])["@graph"]
    assert (article["@type"], article["headline"], article["dateModified"]) == ("Article", "Agents", "2026-11")
    assert article["about"] == [{"@type": "Thing", "name": "Agent"}]
    assert [step["name"] for step in way["itemListElement"]] == ["Guides", "Agents"]
    undated = Article(title="Agents", url=PAGE, description="They act.")
    assert "dateModified" not in article_data(undated, [])["@graph"][0]


def test_questions_have_their_answers():
    (page,) = questions_data(PAGE, [("Why?", "<p>So.</p>")])["@graph"]
    assert page["@type"] == "FAQPage"
    answer = {"@type": "Answer", "text": "<p>So.</p>"}
    assert page["mainEntity"] == [{"@type": "Question", "name": "Why?", "acceptedAnswer": answer}]


def test_words_are_defined_at_their_own_places():
    words = [DefinedWord(slug="token", term="Token", definition="A piece.", synonyms=("tokens",))]
    (page,) = glossary_data(PAGE, words)["@graph"]
    (term,) = page["hasDefinedTerm"]
    assert (term["@id"], term["name"], term["description"]) == (f"{PAGE}#token", "Token", "A piece.")
    assert term["alternateName"] == ["tokens"]


@pytest.mark.django_db
def test_the_page_of_a_kind_tells_the_way_to_it(client, settings):
    settings.SITE_URL = "https://wayfinder.example"
    make_term("kind:painter")
    address = "/kinds/painter/"
    (text,) = lxml.html.fromstring(client.get(address).content).xpath("//script[@type='application/ld+json']/text()")
    (way,) = json.loads(text)["@graph"]
    steps = [(step["name"], step["item"]) for step in way["itemListElement"]]
    assert steps == [
        ("Kinds of tool", "https://wayfinder.example/kinds/"),
        ("Painter", f"https://wayfinder.example{address}"),
    ]
