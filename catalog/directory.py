"""The one function that answers the directory: which tools, in which order, and how many per term."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.utils import timezone

from catalog.index import Nearest, Understood
from catalog.live import Catalogue
from catalog.models import Tool
from catalog.query import Query


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``total`` matches, and the ``ids`` of one page of them in order.

    ``counts`` are by facet and term; a facet's own ignore its selection, so that each says how many there would be
    with that term chosen. ``totals`` are those with nothing asked for. ``unknown`` has, by facet and figure, how many
    match all else and are not known in it. ``hidden`` match too, but are discontinued, and no lifecycle was asked for.
    ``understood`` is what was made of the words, None without any. ``versions`` has, for each tool of the page, a
    number that changes whenever its card may.
    """

    total: int
    ids: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    hidden: int = 0
    understood: Understood | None = None
    versions: Mapping[int, int] = field(default_factory=dict)

    def tools(self):
        """The page's tools, in order, with what a card shows."""
        found = Tool.objects.published().filter(pk__in=self.ids).with_prices(timezone.localdate()).for_cards()
        by_id = {tool.pk: tool for tool in found}
        return [by_id[pk] for pk in self.ids if pk in by_id]


def answer(query: Query, catalogue: Catalogue, *, page: int = 1, size: int = 24, counted: bool = True) -> Answer:
    """Answer a query by the index; ``page`` starts at 1, and a page beyond the end has no ids.

    Without ``counted`` there are no counts, which cost most of the time. ``catalog/plain.py`` is the same by the ORM.
    """
    with catalogue.lock:
        found = catalogue.index.answer(query, page=page, size=size, counted=counted)
        versions = {pk: catalogue.version_of(pk) for pk in found.ids}
    return Answer(
        total=found.total,
        ids=found.ids,
        counts=found.counts,
        totals=found.totals,
        unknown=found.unknown,
        hidden=found.hidden,
        understood=found.understood,
        versions=versions,
    )


def nearest(query: Query, catalogue: Catalogue) -> Nearest:
    """What to leave away of a query that nothing matches, and what comes nearest to it."""
    with catalogue.lock:
        return catalogue.index.nearest(query)


def refresh_statistics():
    """Tell PostgreSQL's planner what the tables hold; call it after a load, which it notices only minutes later."""
    if connection.vendor == "postgresql":
        models = apps.get_app_config("catalog").get_models()
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
