"""Pages as structured data (JSON-LD, schema.org): a tool, a guide, the glossary, the questions. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# What could end the element that the text stands in, or open another.
_HARMLESS = str.maketrans({"<": r"\u003C", ">": r"\u003E", "&": r"\u0026"})


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A plan whose price is known; ``unit`` is what the amount buys, empty for the whole."""

    name: str
    amount: Decimal
    currency: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Described:
    """What is told of a tool; empty where it is not known. Addresses are absolute."""

    name: str
    url: str
    publisher: str
    category: str
    description: str = ""
    homepage: str = ""
    other_names: tuple[str, ...] = ()
    offers: tuple[Offered, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Article:
    """A guide; ``reviewed`` is a date that may be short (``2026-11``), or empty."""

    title: str
    url: str
    description: str
    reviewed: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DefinedWord:
    slug: str
    term: str
    definition: str
    synonyms: tuple[str, ...] = ()


def script_text(data) -> str:
    """JSON that can stand in a ``script`` element whatever the data hold."""
    return json.dumps(data, separators=(",", ":")).translate(_HARMLESS)


def page_data(tool: Described, trail: Iterable[tuple[str, str]]) -> dict:
    """The tool and the way to it: ``trail`` has pairs of absolute address and label, without the page itself."""
    return _graph(_software(tool), _breadcrumbs((tool.url, tool.name), trail))


def article_data(article: Article, trail: Iterable[tuple[str, str]]) -> dict:
    """A guide and the way to it."""
    found = {
        "@type": "Article",
        "@id": article.url,
        "url": article.url,
        "headline": article.title,
        "description": article.description,
        "inLanguage": "en-GB",
        "dateModified": article.reviewed,
        "about": [{"@type": "Thing", "name": label} for label in article.about],
        "publisher": {"@type": "Organization", "name": "Wayfinder"},
    }
    return _graph(_known(found), _breadcrumbs((article.url, article.title), trail))


def questions_data(url: str, answers: Iterable[tuple[str, str]]) -> dict:
    """The page of questions: pairs of a question and its answer as HTML."""
    asked = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in answers
    ]
    return _graph({"@type": "FAQPage", "@id": url, "url": url, "inLanguage": "en-GB", "mainEntity": asked})


def glossary_data(url: str, words: Iterable[DefinedWord]) -> dict:
    """The page of the glossary; ``words`` in its order."""
    terms = [
        _known(
            {
                "@type": "DefinedTerm",
                "@id": f"{url}#{word.slug}",
                "url": f"{url}#{word.slug}",
                "name": word.term,
                "alternateName": list(word.synonyms),
                "description": word.definition,
            }
        )
        for word in words
    ]
    found = {"@type": "DefinedTermSet", "@id": url, "url": url, "name": "Glossary of generative AI"}
    return _graph({**found, "inLanguage": "en-GB", "hasDefinedTerm": terms})


def way_data(page: tuple[str, str], trail: Iterable[tuple[str, str]]) -> dict:
    """The way to a page of which there is no more to tell; pairs of absolute address and label."""
    return _graph(_breadcrumbs(page, trail))


def _graph(*things):
    return {"@context": "https://schema.org", "@graph": list(things)}


def _known(found):
    return {key: value for key, value in found.items() if value}


def _software(tool):
    found = {
        "@type": "SoftwareApplication",
        "@id": tool.url,
        "url": tool.url,
        "name": tool.name,
        "alternateName": list(tool.other_names),
        "description": tool.description,
        "applicationCategory": tool.category,
        "publisher": {"@type": "Organization", "name": tool.publisher},
        "sameAs": tool.homepage,
        "offers": [_offer(offered) for offered in tool.offers],
    }
    return _known(found)


def _offer(offered):
    price = f"{offered.amount.normalize():f}"
    found = {"@type": "Offer", "name": offered.name, "price": price, "priceCurrency": offered.currency}
    if offered.unit:
        found["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": offered.currency,
            "unitText": offered.unit,
        }
    return found


def _breadcrumbs(page, trail):
    """``page`` is a pair like those of the trail."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label, "item": address}
            for position, (address, label) in enumerate([*trail, page], start=1)
        ],
    }
