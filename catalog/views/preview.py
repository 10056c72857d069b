"""A draft's page as visitors will see it: for the desk, and for whoever holds a link to it."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Guide, PreviewLink, Tool
from catalog.views.reading import guide_page, with_all_shown
from catalog.views.tool import tool_page

# Nobody keeps it, finds it, or learns its address from where a link on it leads.
KEPT_TO_ITSELF = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request, token):
    """404 for a link that is not live or never was; once the entry is public, its own page."""
    link = PreviewLink.objects.opened_by(token).first()
    entry = link and link.entry
    if entry is None:
        raise Http404("There is no such preview.")
    if entry.is_public:
        return redirect(entry)
    until = timezone.localtime(link.expires_at)
    return preview_page(request, entry, f"This is a draft. The link to it works until {until:%-d %B, %H:%M} UTC.")


def preview_page(request, entry, told: str):
    """The entry's page with a sentence on top that says what one is looking at."""
    if isinstance(entry, Tool):
        tool = Tool.objects.filter(pk=entry.pk).with_prices(Tool.today()).for_pages().get()
        response = tool_page(request, tool, preview=told)
    else:
        response = guide_page(request, with_all_shown(Guide.objects.all()).get(pk=entry.pk), preview=told)
    for name, value in KEPT_TO_ITSELF.items():
        response.headers[name] = value
    return response
