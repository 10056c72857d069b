"""``{% kept %}`` that keeps nothing: what a plain template costs."""

from django import template

from catalog.templatetags import kept as site_kept

register = template.Library()
register.filters.update(site_kept.register.filters)


class PlainNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)


@register.tag
def kept(parser, token):
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return PlainNode(nodelist)
