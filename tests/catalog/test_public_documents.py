"""Documents kept between edits: at any moment what reading them anew would give."""

import datetime as dt

import pytest
from django.utils import timezone

from catalog import live
from catalog import public_documents as module
from catalog.exchange.reading import documents_of
from catalog.models import Alternative, Plan, RunsOn, Tool
from catalog.public_documents import public_documents
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(module, "_kept", module.Kept(module.MOST_KEPT))


@pytest.fixture
def tool():
    """One that names three others, one of which is a draft."""
    tool = make_tool(name="Brush", terms=["output:image"], plans=[{"amount": 12}])
    tool.successor = make_tool(name="Pen")
    tool.save()
    Alternative.objects.create(tool=tool, other=make_tool(name="Ink", editorial_state="draft"))
    RunsOn.objects.create(app=tool, model=make_tool(name="Core", entry_type="model"))
    return tool


def kept(tool):
    """What is kept, after it was asked for once before."""
    public_documents([tool.pk], live.current())
    return public_documents([tool.pk], live.current())


def anew(tool):
    documents = list(documents_of(Tool.objects.published().filter(pk=tool.pk)))
    return dict(zip([tool.pk], documents, strict=False))


def put_out(name):
    Tool.objects.get(name=name).unpublish()


def publish(name):
    tool = Tool.objects.get(name=name)
    tool.editorial_state = Tool.EditorialState.PUBLISHED
    tool.save()


def rename(name):
    other = Tool.objects.get(name=name)
    other.slug = f"{other.slug}-two"
    other.save()


EDITS = {
    "a word of its own": lambda tool: Tool.objects.filter(pk=tool.pk).update(tagline="Paints."),
    "a price": lambda tool: tool.plans.update(amount=5),
    "a price that is new": lambda tool: Plan.objects.create(tool=tool, name="Two", price_kind="free", amount=0),
    "a name": lambda tool: tool.aliases.create(name="Pinceau"),
    "its maker": lambda tool: type(tool.maker).objects.filter(pk=tool.maker_id).update(country="FR"),
    "a term's address": lambda tool: type(make_term()).objects.filter(pk=make_term().pk).update(slug="picture"),
    "itself no longer public": lambda tool: put_out("Brush"),
    "its successor no longer public": lambda tool: put_out("Pen"),
    "its model no longer public": lambda tool: put_out("Core"),
    "its model's address": lambda tool: rename("Core"),
    "an alternative's publication": lambda tool: publish("Ink"),
    "an alternative gone": lambda tool: Tool.objects.get(name="Ink").delete(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_document_is_never_older_than_the_last_edit(tool, edit):
    before = kept(tool)
    assert before == anew(tool)
    edit(tool)
    assert kept(tool) == anew(tool)


def test_a_document_is_read_once(tool, django_assert_num_queries):
    kept(tool)
    catalogue = live.current()
    with django_assert_num_queries(0):
        assert public_documents([tool.pk], catalogue)


def an_edit(tool):
    Tool.objects.filter(pk=tool.pk).update(tagline="Paints.")
    live.current()


def a_new_day(tool):
    live.current().turn_to(timezone.localdate() + dt.timedelta(days=1))


@pytest.mark.parametrize("meanwhile", [an_edit, a_new_day])
def test_what_is_read_while_something_changes_is_not_kept(tool, monkeypatch, meanwhile):
    """Its versions would be of after the change, and its words of before."""

    def read_and_lose_the_race(ids, read=module._read):
        found = list(read(ids))
        meanwhile(tool)
        return found

    catalogue = live.current()
    monkeypatch.setattr(module, "_read", read_and_lose_the_race)
    public_documents([tool.pk], catalogue)
    assert not module._kept.get([tool.pk])
