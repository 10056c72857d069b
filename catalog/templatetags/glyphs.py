"""Glyphs in the page itself: a browser is done sooner than with a reference to each in their file."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.glyphs import DRAWINGS

register = template.Library()


@register.filter
def drawing(name: str) -> SafeString:
    """The inside of a glyph's ``<svg>``; nothing for a name that there is no glyph for."""
    return mark_safe(DRAWINGS.get(name, ""))
