"""The filters are declared once and shared; what a visitor asks for is not."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from catalog.filters import ToolFilter
from catalog.query import CHOICE_FACETS, Query
from catalog.views.api import PagedToolFilter


def a_taxonomy(*terms):
    facet = SimpleNamespace(slug="output", label="What it makes", terms=dict.fromkeys(terms))
    choices = {name: (name, {}) for name in CHOICE_FACETS}
    return SimpleNamespace(filterable=lambda: [facet], choices=choices, facets={"output": facet})


@pytest.mark.parametrize("kind", [ToolFilter, PagedToolFilter])
def test_two_threads_ask_at_once_and_each_is_understood_by_itself(kind, monkeypatch):
    if "form_class" in vars(kind):
        monkeypatch.delattr(kind, "form_class")  # so that both also make it at once
    begin = Barrier(2, timeout=30)

    def ask(own, strange):
        begin.wait()
        for number in range(100):
            address = f"q={own}+{number}&output={own}&output={strange}&price_in_min={number}&sort={strange}"
            found = kind(QueryDict(address), a_taxonomy(own))
            assert found.query == Query(
                q=f"{own} {number}", chosen={"output": (own,)}, ranges={"price_in": (number, None)}
            )
            assert [note.partition("”")[0] for note in found.notes] == [
                f"What it makes: “{strange}",
                f"Sort by: “{strange}",
            ]

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask, *names) for names in (("image", "text"), ("text", "image"))]
        for one in asked:
            one.result()


@pytest.mark.parametrize("kind", [ToolFilter, PagedToolFilter])
def test_what_was_asked_is_not_kept(kind):
    found = kind(QueryDict("q=my+illness&output=image"), a_taxonomy("image"))
    assert found.query.q == "my illness"
    gone = weakref.ref(found)
    del found
    gc.collect()
    assert gone() is None
