"""``{% kept %}``: what is the same on every page is rendered once a process, not once a request."""

from django import template

from catalog.rendering import Kept

register = template.Library()
VARIANTS = 64


class KeptNode(template.Node):
    def __init__(self, nodelist, varies_by):
        self.nodelist = nodelist
        self.varies_by = varies_by
        self.kept = Kept(VARIANTS)

    def render(self, context):
        key = tuple(expression.resolve(context, ignore_failures=True) for expression in self.varies_by)
        found = self.kept.get([key])
        if not found:
            found = {key: self.nodelist.render(context)}
            self.kept.put(found)
        return found[key]


@register.filter
def section(path: str) -> str:
    """What the navigation knows of an address: ``/tools/`` for that page, ``/tools/*`` for all below it."""
    first, slash, rest = (path or "").removeprefix("/").partition("/")
    return f"/{first}{slash}{'*' if rest else ''}"


@register.tag
def kept(parser, token):
    """``{% kept %}…{% endkept %}``, or ``{% kept request.path|section %}``: once for each value of what it names.

    Only for what depends on nothing else, and holds nothing of the visitor.
    """
    varies_by = [parser.compile_filter(text) for text in token.split_contents()[1:]]
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, varies_by)
