from django import template

from catalog import words

register = template.Library()
CARD_FACETS = (("output", "Makes"), ("hosting", "Runs"))
SHOWN_TERMS = 3


@register.inclusion_tag("catalog/_tool_card.html")
def tool_card(tool, level=3, compare=False):
    """A tool, loaded with ``for_cards`` and ``with_prices``, as a card; ``level`` is its heading's."""
    facts = []
    for facet, label in CARD_FACETS:
        terms = [row.term for row in tool.assignments.all() if row.term.facet.slug == facet]
        if terms:
            labels = [term.label for term in terms[:SHOWN_TERMS]]
            more = len(terms) - len(labels)
            text = ", ".join(labels) + (f" and {more} more" if more else "")
            facts.append({"glyph": terms[0].slug if facet == "output" else "hosting", "label": label, "text": text})
    price = words.price_line(tool.price_in, tool.price_out, tool.price_month)
    facts.append({"glyph": "price", "label": "Price", "text": price, "state": "" if price else "not-known"})
    return {"tool": tool, "level": level, "compare": compare, "facts": facts}


@register.filter
def counted(number, noun):
    """``{{ total|counted:"tool" }}``: 1 tool, 206 tools; ``"entry,entries"`` where the plural is irregular."""
    return words.count(number, *noun.split(","))
