"""Many choices below each other, quickly."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class Rows:
    """For choices that stand below each other: as Django writes them, without the four templates it takes for each.

    A form has some three hundred; by templates they take longer than all the rest of the page.
    """

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        kept = {"id": widget["attrs"].get("id"), "class": widget["attrs"].get("class")}
        options = (option for _, group, _ in widget["optgroups"] for option in group)
        rows = format_html_join(
            "",
            '<div><label{}><input type="{}" name="{}" value="{}"{}> {}</label></div>',
            (
                (
                    flatatt({"for": option["attrs"].get("id")}),
                    option["type"],
                    option["name"],
                    option["value"],
                    flatatt(option["attrs"]),
                    option["label"],
                )
                for option in options
            ),
        )
        return format_html("<div{}>{}</div>", flatatt(kept), rows)


class Boxes(Rows, forms.CheckboxSelectMultiple):
    pass


class Buttons(Rows, forms.RadioSelect):
    pass
