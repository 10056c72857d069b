from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from catalog.structured import script_text, way_data

register = template.Library()


@register.simple_tag
def way_to(page, label, trail):
    """The way to a page, for a ``script`` element; safe because ``script_text`` lets nothing end it."""
    steps = [(f"{settings.SITE_URL}{path}", name) for path, name in trail]
    return mark_safe(script_text(way_data((f"{settings.SITE_URL}{page.get_absolute_url()}", label), steps)))
