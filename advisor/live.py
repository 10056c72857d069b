"""Published questionnaires: the one that visitors walk now, and the versions of before, which old links lead to."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.http import Http404

from advisor.models import Version
from advisor.snapshot import Flow, flow_from_json

VERSION_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True)
class Live:
    number: int
    flow: Flow
    published_at: datetime


def live_or_404(slug: str) -> Live:
    found = _understood(Version.objects.filter(live_of__slug=slug))
    if found is None:
        raise Http404("There is no such questionnaire.")
    return found


def former(slug: str, number: str) -> Live | None:
    """The version that an address names, as it was published; None where there is none, or no number."""
    if not VERSION_NUMBER.fullmatch(number):
        return None
    return _understood(Version.objects.filter(questionnaire__slug=slug, number=int(number)))


def live_flows() -> list[Flow]:
    """Every published questionnaire, for one query."""
    return [
        _flow(digest)
        for digest in Version.objects.filter(live_of__isnull=False)
        .order_by("questionnaire__slug")
        .values_list("digest", flat=True)
    ]


def _understood(versions):
    found = versions.values_list("number", "digest", "published_at").first()
    if found is None:
        return None
    number, digest, published_at = found
    return Live(number, _flow(digest), published_at)


@lru_cache(maxsize=16)
def _flow(digest):
    """Read and understood once; the digest stands for the very content."""
    return flow_from_json(Version.objects.filter(digest=digest).values_list("snapshot", flat=True)[0])
