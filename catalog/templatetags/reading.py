from django import template
from django.utils.safestring import mark_safe

from catalog import dates, markdown

register = template.Library()


@register.filter
def as_html(text):
    """An editor's Markdown; safe because ``markdown.render`` cleans it by an allow-list."""
    return mark_safe(markdown.render(text or ""))


@register.filter
def in_words(partial_date):
    """``17 May 2024``, ``May 2024`` or ``2024``."""
    return dates.in_words(partial_date)


@register.filter
def beside(columns, cells):
    """Each cell of a row with the name of its column: ``(column, cell)``."""
    return list(zip(columns, cells, strict=False))


@register.filter
def is_web_address(text):
    return str(text).startswith(("https://", "http://"))
