from django import template

from catalog import rendering, words

register = template.Library()
register.simple_tag(rendering.card, name="tool_card")


@register.filter
def counted(number, noun):
    """``{{ total|counted:"tool" }}``: 1 tool, 206 tools; ``"entry,entries"`` where the plural is irregular."""
    return words.count(number, *noun.split(","))
