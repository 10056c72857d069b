"""Markdown fields of the desk's forms: a box, and a button that shows the text as visitors will read it."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from catalog import embeds, markdown
from catalog.views.preview import KEPT_TO_ITSELF

LONGEST = 100_000  # letters: five times the longest guide; a longer text would keep a worker busy
ASKED = "_preview_of"  # the button's name; its value is the field's


class MarkdownArea(AdminTextareaWidget):
    class Media:
        js = [forms.Script("admin-extra/markdown-preview.js", defer=True)]

    def render(self, name, value, attrs=None, renderer=None):
        area = super().render(name, value, attrs, renderer)
        return render_to_string("admin/_markdown_area.html", {"area": area, "name": name, "asked": ASKED})


@require_POST
def preview(request):
    """The text of one field of the form that is sent, as a page of the site. Nothing is stored."""
    text = request.POST.get(request.POST.get(ASKED, ""), "")
    parts, lost = embeds.fill(markdown.parse(text[:LONGEST]))
    context = {"parts": parts, "lost": lost, "is_cut": len(text) > LONGEST, "longest": LONGEST}
    return TemplateResponse(request, "admin/markdown_preview.html", context, headers=KEPT_TO_ITSELF)
