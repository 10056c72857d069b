"""Form widgets as Django's templates write them, without the templates.

The desk's form of a tool has some three hundred widgets, labels and lists of errors, each of them a template with
others inside. The plainest are written here, character for character the same (a test compares them); the rest, and
whatever Django may add, is still its templates'.
"""

from collections.abc import Callable, Mapping
from html import escape as escaped

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.safestring import mark_safe


def attributes(attrs: Mapping) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def box(widget: Mapping) -> str:
    """An ``<input>`` of any type."""
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    attrs = attributes(widget["attrs"])
    return f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{value}{attrs}>'


def text_area(widget: Mapping) -> str:
    value = text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def choice(widget: Mapping) -> str | None:
    """A ``<select>`` with its options and their groups."""
    if not has_plain_options(widget):
        return None
    parts = [f'<select name="{escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        parts.append(f'\n  <optgroup label="{text(name)}">' if name else "")
        parts += (
            f'\n  <option value="{escape(one["value"])}"{attributes(one["attrs"])}>{text(one["label"])}</option>\n'
            for one in options
        )
        parts.append("\n  </optgroup>" if name else "")
    return "".join([*parts, "\n</select>"])


def choices_in_rows(widget: Mapping) -> str | None:
    """Boxes or buttons below each other, each within its label."""
    if not has_plain_options(widget):
        return None
    attrs = widget["attrs"]
    kept = {name: attrs[name] for name in ("id", "class") if attrs.get(name)}
    parts = [f"<div{attributes(kept)}>"]
    for name, options, _index in widget["optgroups"]:
        parts.append(f"\n  <div><label>{text(name)}</label>" if name else "")
        parts += (f"<div>\n    {in_label(one)}</div>" for one in options)
        parts.append("\n  </div>" if name else "")
    return "".join([*parts, "\n</div>"])


def has_plain_options(widget: Mapping) -> bool:
    options = [option for _, group, _ in widget["optgroups"] for option in group]
    return all(option["wrap_label"] and option["template_name"] in OF_OPTIONS for option in options)


def in_label(option: Mapping) -> str:
    key = option["attrs"].get("id")
    return f"<label{attributes({'for': key} if key else {})}>{box(option)}\n {text(option['label'])}</label>\n\n"


def label(context: Mapping) -> str | None:
    if not context["use_tag"]:
        return None
    tag = context["tag"]
    return f"<{tag}{attributes(context['attrs'] or {})}>{text(context['label'])}</{tag}>"


def no_errors(context: Mapping) -> str | None:
    return None if context["errors"] else ""


def text(value) -> str:
    """A value for people to read: templates write numbers and dates as the language does."""
    return escape(value if isinstance(value, str) else localize(value))


def escape(value) -> str:
    """As templates do: what says that it is safe is left as it is."""
    return value.__html__() if hasattr(value, "__html__") else escaped(str(value))


BOXES = ("text", "hidden", "number", "email", "password", "checkbox", "date", "datetime", "time")
OF_OPTIONS = {f"django/forms/widgets/{kind}_option.html" for kind in ("select", "checkbox", "radio")}
MADE: dict[str, Callable[[Mapping], str | None]] = {
    **{f"django/forms/widgets/{kind}.html": box for kind in BOXES},
    "django/forms/widgets/textarea.html": text_area,
    "django/forms/widgets/select.html": choice,
    "django/forms/widgets/checkbox_select.html": choices_in_rows,
    "django/forms/widgets/radio.html": choices_in_rows,
    "django/forms/label.html": label,
    "django/forms/errors/list/default.html": no_errors,
    "django/forms/errors/list/ul.html": no_errors,
}


class QuickTemplates(DjangoTemplates):
    """Django's own renderer, but for what is written above. None there means that the template has to."""

    def render(self, template_name, context, request=None):
        made = MADE.get(template_name)
        found = made(context.get("widget", context)) if made else None
        return super().render(template_name, context, request) if found is None else mark_safe(found)
