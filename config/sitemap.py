"""``/sitemap.xml`` and ``/robots.txt``: every page that is for everybody, by the address that the site has for itself.

A page that says of itself that it is not to be listed (a search) or that another stands for it (a walk through the
advisor) is not here, and neither are filtered lists: they are ways into the same tools.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisor.models import Questionnaire
from catalog.kept import kept_until_an_edit
from catalog.models import Event, Guide, IndustryGuide, KindGuide, Term, Tool, Workflow

MOST = 40_000  # addresses in one file; the format allows 50,000

PAGES = (
    *("catalog:home", "catalog:tool_list", "catalog:kind_list", "catalog:guide_list", "catalog:industry_list"),
    *("catalog:workflow_list", "catalog:glossary", "catalog:question_list", "catalog:term_list", "catalog:compare"),
    *("catalog:method", "catalog:about", "catalog:change_list", "advisor:index"),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An address of ours, and the day on which the page last changed, where that is recorded."""

    path: str
    changed: date | None = None


def entries() -> Iterator[Entry]:
    changed, told = last_changes(), {*KindGuide.objects.published().values_list("slug", flat=True)}
    yield from (Entry(path=reverse(name)) for name in PAGES)
    for questionnaire in Questionnaire.objects.live():
        yield Entry(path=reverse("advisor:questionnaire", args=[questionnaire.slug]))
    for kind in Term.objects.kinds().select_related("facet").order_by("rank", "slug"):
        days = [changed.get(("term", f"kind:{kind.slug}")), kind.slug in told and changed.get(("kindguide", kind.slug))]
        yield Entry(path=kind.get_absolute_url(), changed=max(filter(None, days), default=None))
    for model in (Guide, IndustryGuide, Workflow):
        for text in model.objects.published().only("slug"):
            yield Entry(path=text.get_absolute_url(), changed=changed.get((model._meta.model_name, text.slug)))
    before, after = reverse("catalog:tool_detail", args=["x"]).rsplit("x", 1)
    for slug in Tool.objects.published().order_by("slug").values_list("slug", flat=True):
        yield Entry(path=f"{before}{slug}{after}", changed=changed.get(("tool", slug)))


def last_changes() -> dict[tuple[str, str], date]:
    """By kind and key of an entry, the day of its last event in the trail."""
    events = Event.objects.edits().filter(kind__in=["tool", "term", "kindguide", "guide", "industryguide", "workflow"])
    latest = events.order_by().values_list("kind", "key").annotate(at=Max("at"))
    return {(kind, key): timezone.localdate(at) for kind, key, at in latest}


@require_safe
@kept_until_an_edit
def sitemap(request):
    """All addresses; where they are too many for a file, the files that name them."""
    found = list(entries())
    if len(found) <= MOST:
        return _xml(request, "sitemap.xml", {"entries": found})
    parts = range(1, -(-len(found) // MOST) + 1)
    return _xml(request, "sitemap_index.xml", {"parts": [reverse("sitemap_part", args=[part]) for part in parts]})


@require_safe
@kept_until_an_edit
def sitemap_part(request, part):
    found = list(entries())[(part - 1) * MOST : part * MOST] if part else []
    if not found:
        raise Http404("There is no such part.")
    return _xml(request, "sitemap.xml", {"entries": found})


def _xml(request, template, context):
    return TemplateResponse(request, template, context, content_type="application/xml")


@require_safe
def robots(request):
    """Programs may read everything. The desk, which may have been moved, is not named: nothing links to it."""
    lines = ["User-agent: *", "Disallow:", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
