"""A tool's page as structured data (JSON-LD, schema.org). Pure."""

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


def script_text(data) -> str:
    """JSON that can stand in a ``script`` element whatever the data hold."""
    return json.dumps(data, separators=(",", ":")).translate(_HARMLESS)


def page_data(tool: Described, trail: Iterable[tuple[str, str]]) -> dict:
    """The tool and the way to it: ``trail`` has pairs of absolute address and label, without the page itself."""
    return {"@context": "https://schema.org", "@graph": [_software(tool), _breadcrumbs(tool, trail)]}


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
    return {key: value for key, value in found.items() if value}


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


def _breadcrumbs(tool, trail):
    steps = [*trail, (tool.url, tool.name)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": label, "item": address}
            for position, (address, label) in enumerate(steps, start=1)
        ],
    }
