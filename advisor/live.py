"""The published questionnaire that visitors walk."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404

from advisor.models import Version
from advisor.snapshot import Flow, flow_from_json


@dataclass(frozen=True)
class Live:
    number: int
    flow: Flow


def live_or_404(slug: str) -> Live:
    found = Version.objects.filter(live_of__slug=slug).values_list("number", "digest").first()
    if found is None:
        raise Http404("There is no such questionnaire.")
    number, digest = found
    return Live(number, _flow(digest))


def live_flows() -> list[Flow]:
    """Every published questionnaire, for one query."""
    return [
        _flow(digest)
        for digest in Version.objects.filter(live_of__isnull=False)
        .order_by("questionnaire__slug")
        .values_list("digest", flat=True)
    ]


@lru_cache(maxsize=8)
def _flow(digest):
    """Read and understood once; the digest stands for the very content."""
    return flow_from_json(Version.objects.filter(digest=digest).values_list("snapshot", flat=True)[0])
