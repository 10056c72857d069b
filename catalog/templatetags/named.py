"""``{% named page_title %}…{% endnamed %}``: a block's text, to be shown in several places, which no block can be."""

from django import template

register = template.Library()


class NamedNode(template.Node):
    def __init__(self, nodelist, name):
        self.nodelist = nodelist
        self.name = name

    def render(self, context):
        context[self.name] = self.nodelist.render(context)  # escaped already, and marked so
        return ""


@register.tag
def named(parser, token):
    _, name = token.split_contents()
    nodelist = parser.parse(["endnamed"])
    parser.delete_first_token()
    return NamedNode(nodelist, name)
