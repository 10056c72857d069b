import re

from django import template

from catalog import kind_map
from catalog.models import KindGuide

register = template.Library()
SENTENCE = re.compile(r".*?\w\w[.!?](?=\s|\Z)|.*", re.DOTALL)


@register.inclusion_tag("catalog/_kind_map.html")
def map_of_kinds():
    """The drawing, of the kinds whose guide says that they belong on it."""
    guides = KindGuide.objects.published().filter(on_map=True).with_terms()
    return {"map": kind_map.drawn(_mapped(guide) for guide in guides)}


@register.filter
def first_sentence(text):
    """Up to the first full stop that ends a word of more than one letter: “e.g.” and “3.5” end none."""
    return SENTENCE.match(text)[0]


def _mapped(guide):
    return kind_map.MappedKind(
        label=guide.kind.label,
        url=guide.get_absolute_url(),
        takes=tuple(map(_named, guide.takes())),
        makes=tuple(map(_named, guide.makes())),
    )


def _named(term):
    return kind_map.Named(slug=term.slug, label=term.label)
