"""Every edit of what the index is made of notes what it touched, in its own transaction."""

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import call_command
from django.db.models import ProtectedError

from catalog import changes
from catalog.exchange.reading import refresh_footing
from catalog.models import (
    Alternative,
    Assignment,
    Facet,
    FacetState,
    FieldState,
    Maker,
    Plan,
    Reading,
    Term,
    Tool,
    ToolAlias,
)
from tests.catalog.desk import Desk
from tests.catalog.noted import EVERYTHING, TAXONOMY, makers, noted_by, tools
from tests.factories import make_facet, make_maker, make_term, make_tool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_version")]


def new_parts(tool):
    """A new row of every part of a tool that the index reads."""
    return [
        ToolAlias(tool=tool, name="Other"),
        Assignment(tool=tool, term=make_term("output:video")),
        FacetState(tool=tool, facet=make_facet("hosting"), state="complete"),
        FieldState(tool=tool, field="context_window", state="not-published"),
        Plan(tool=tool, name="Pro", price_kind="subscription", amount=10),
        Reading(tool=tool, subject="maker", read_on="2026-11-01", outcome="confirmed"),
        Alternative(tool=tool, other=make_tool()),
    ]


PARTS = [ToolAlias, Assignment, FacetState, FieldState, Plan, Reading, Alternative]


# Tools and their parts


def test_a_tool_notes_itself():
    tool, maker = make_tool(), make_maker()
    new = Tool(slug="new", name="New", maker=maker, entry_type="app")
    assert noted_by(new.save) == tools(new)
    tool.tagline = "Better."
    assert noted_by(tool.save) == tools(tool)
    assert noted_by(tool.save, update_fields=["tagline"]) == tools(tool)
    assert noted_by(tool.unpublish) == tools(tool)
    assert noted_by(refresh_footing, tool) == tools(tool)
    Assignment.objects.create(tool=tool, term=make_term("kind:painter"))
    assert noted_by(tool.publish) == tools(tool)
    gone = tools(tool)
    assert noted_by(tool.delete) == gone


@pytest.mark.parametrize("place", range(len(PARTS)), ids=[part.__name__ for part in PARTS])
def test_a_part_notes_its_tool(place):
    tool, other = make_tool(), make_tool()
    part = new_parts(tool)[place]
    assert noted_by(part.save) == tools(tool)
    part = type(part).objects.get(pk=part.pk)
    assert noted_by(part.save) == tools(tool)
    part.tool = other
    assert noted_by(part.save) == tools(tool, other)
    part.tool = tool
    assert noted_by(part.save, update_fields=["tool"]) == tools(tool, other)
    part.tool = other  # not saved: the row goes from where it is
    assert noted_by(part.delete) == tools(tool, other)


@pytest.mark.parametrize("place", range(len(PARTS)), ids=[part.__name__ for part in PARTS])
def test_many_parts_at_once_note_their_tools(place):
    one, two = make_tool(), make_tool()
    rows = [new_parts(one)[place], new_parts(two)[place]]
    model = type(rows[0])
    assert noted_by(model.objects.bulk_create, rows) == tools(one, two)
    assert noted_by(model.objects.bulk_update, rows, ["tool"]) == EVERYTHING  # they might have moved
    assert noted_by(model.objects.filter(tool=one).delete) == tools(one)
    assert noted_by(model.objects.filter(tool=one).delete) == set()
    assert noted_by(model.objects.filter(tool=two).delete) == tools(two)


def test_an_update_notes_whom_it_touches():
    tool, other = make_tool(plans=[{"amount": 10}]), make_tool(plans=[{"amount": 20}])
    assert noted_by(Tool.objects.filter(pk=tool.pk).update, lifecycle="beta") == tools(tool)
    assert noted_by(Tool.objects.filter(lifecycle="beta").update, lifecycle="active") == tools(tool)
    assert noted_by(Plan.objects.order_by("name").update, amount=5) == tools(tool, other)
    assert noted_by(Plan.objects.filter(amount=7).update, amount=5) == set()
    assert noted_by(tool.plans.update, tool=other) == EVERYTHING


def test_what_goes_with_a_tool_is_noted():
    tool, other, stranger = make_tool(), make_tool(), make_tool()
    for part in new_parts(tool)[:-1]:
        part.save()
    other.alternatives.create(other=tool)
    tool.alternatives.create(other=stranger)
    gone = tools(tool)
    assert noted_by(Tool.objects.filter(pk=tool.pk).delete) == gone | tools(other)


def test_terms_of_a_tool_may_be_set_as_such():
    tool, image, video = make_tool(), make_term("output:image"), make_term("output:video")
    assert noted_by(tool.terms.add, image) == tools(tool)
    assert noted_by(tool.terms.add, image) == set()
    assert noted_by(changes.recorded()(tool.terms.set), [video]) == tools(tool)
    assert noted_by(video.tools.remove, tool) == tools(tool)
    assert noted_by(image.tools.add, tool) == tools(tool)
    assert noted_by(image.tools.clear) == tools(tool)


def test_a_former_address_is_noted_as_its_tool():
    tool = make_tool(name="Brush")
    assert noted_by(tool.former_slugs.create, slug="old-brush") == tools(tool)


def test_a_row_added_to_another_from_behind_is_noted():
    tool, other = make_tool(name="Brush"), make_tool(name="Pen", maker="Zenith")
    alias = tool.aliases.create(name="Pinsel")
    assert noted_by(other.maker.tools.add, tool) == tools(tool)
    assert noted_by(other.aliases.add, alias) == EVERYTHING


def test_a_row_that_loses_its_reader_is_noted_too():
    tool = make_tool(name="Brush")
    user = User.objects.create_user("editor")
    Reading.objects.create(tool=tool, subject="maker", read_on="2026-11-01", outcome="confirmed", read_by=user)
    assert noted_by(user.delete) == tools(tool)
    assert Reading.objects.get().read_by is None


# Makers and the taxonomy


def test_makers_note_themselves():
    maker = Maker(slug="acme", name="Acme")
    assert noted_by(maker.save) == makers(maker)
    assert noted_by(maker.save, update_fields=["country"]) == makers(maker)
    assert noted_by(Maker.objects.update, country="Norway") == makers(maker)
    gone = makers(maker)
    assert noted_by(maker.delete) == gone


def test_a_maker_with_tools_stays_and_notes_nothing():
    maker = make_tool().maker

    def delete():
        with pytest.raises(ProtectedError):
            maker.delete()

    assert noted_by(delete) == set()


def test_facets_and_terms_note_the_taxonomy():
    facet = Facet(slug="output", label="Output")
    assert noted_by(facet.save) == TAXONOMY
    term = Term(facet=facet, slug="image", label="Image")
    assert noted_by(term.save) == TAXONOMY
    assert noted_by(Term.objects.update, label="Picture") == TAXONOMY
    assert noted_by(Term.objects.filter(label="Nothing").update, label="Something") == set()
    assert noted_by(Term.objects.bulk_create, [Term(facet=facet, slug="film", label="Film")]) == TAXONOMY
    assert noted_by(term.delete) == TAXONOMY
    assert noted_by(Facet.objects.all().delete) == TAXONOMY


def test_a_facet_that_goes_takes_states_of_tools_along():
    tool = make_tool(complete=["output"])
    assert noted_by(Facet.objects.get(slug="output").delete) == TAXONOMY | tools(tool)


def test_implied_terms_note_the_taxonomy():
    one, two, three = (make_term(f"hosting:{slug}") for slug in ("one", "two", "three"))
    assert noted_by(one.implies.add, two) == TAXONOMY
    assert noted_by(one.implies.add, two) == set()
    assert noted_by(one.implies.set, [two, three]) == TAXONOMY
    assert noted_by(one.implies.set, [two, three]) == set()
    assert noted_by(one.implies.remove, three) == TAXONOMY
    assert noted_by(three.implied_by.add, one) == TAXONOMY
    assert noted_by(three.implied_by.remove, one) == TAXONOMY
    assert noted_by(two.implied_by.clear) == TAXONOMY
    assert noted_by(one.implies.clear) <= TAXONOMY
    assert not one.implies.exists()


# The desk, imports and the shipped content


def test_one_press_of_a_button_at_the_desk_is_one_edit(admin_client):
    tool, term = make_tool(name="Brush", terms=["kind:painter"]), make_term("kind:agent")
    desk = Desk(admin_client)
    desk.open("tool_change", tool.pk)
    changed = {"tagline": "Paints.", "terms__kind": [str(term.pk)], "aliases__0__name": "Pinsel", "lifecycle": "beta"}
    assert noted_by(desk.send, **changed) == tools(tool)
    assert tool.aliases.get().name == "Pinsel"
    assert noted_by(desk.open, "tool_change", tool.pk) == set()
    assert noted_by(desk.send, tagline="x" * 200) == set()
    desk.open("facet_change", make_facet("kind").pk)
    assert noted_by(desk.send, label="Kinds", terms__2__label="Bot", terms__2__slug="bot") == TAXONOMY
    assert Term.objects.filter(label="Bot").exists()
    desk.open("maker_change", tool.maker.pk)
    assert noted_by(desk.send, name="Acme Ltd") == makers(tool.maker)
    desk.open("reading_add")
    assert noted_by(desk.send, tool=str(tool.pk), subject="maker", outcome="confirmed") == tools(tool)
    desk.open("tool_delete", tool.pk)
    assert noted_by(desk.client.post, desk.address, {"post": "yes"}) == tools(tool)
    assert not Tool.objects.exists()


def test_actions_on_a_list_are_one_edit(admin_client):
    both = [make_tool(terms=["kind:agent"]) for _ in range(2)]
    chosen = {"_selected_action": [tool.pk for tool in both]}
    for action in ("unpublish", "publish"):
        assert noted_by(admin_client.post, "/admin/catalog/tool/", {"action": action, **chosen}) == tools(*both)
    gone = tools(*both)
    deleted = {"action": "delete_selected", "post": "yes", **chosen}
    assert noted_by(admin_client.post, "/admin/catalog/tool/", deleted) == gone
    assert not Tool.objects.exists()


@pytest.fixture
def run_import(tmp_path):
    def run(*documents, **options):
        path = tmp_path / "tools.jsonl"
        path.write_text("\n".join(map(json.dumps, documents)))
        call_command("import_tools", str(path), stdout=io.StringIO(), **options)

    return run


def test_an_import_is_one_edit(run_import):
    brush = {"slug": "brush", "name": "Brush", "maker": "Acme", "entry_type": "app", "tagline": "Paints."}
    brush |= {"terms": {"output": ["image"]}, "price_month": 10, "aka": ["Pinsel"]}
    pen = {**brush, "slug": "pen", "name": "Pen", "alternatives": [{"tool": "brush", "reason": "Wider."}]}
    assert noted_by(run_import, brush, pen, create_terms=True, dry_run=True) == set()
    assert not Tool.objects.exists()
    noted = noted_by(run_import, brush, pen, create_terms=True)
    assert noted == tools(*Tool.objects.all()) | makers(Maker.objects.get()) | TAXONOMY
    assert noted_by(run_import, brush, pen) == set()
    changed = {**pen, "price_month": 12, "aka": [], "alternatives": []}
    assert noted_by(run_import, brush, changed, dry_run=True) == set()
    assert noted_by(run_import, brush, changed) == tools(Tool.objects.get(slug="pen"))
    changed["maker_country"] = "Norway"
    noted = noted_by(run_import, changed)
    assert noted == tools(Tool.objects.get(slug="pen")) | makers(Maker.objects.get())


def test_loading_the_content_is_one_edit_and_loading_it_again_none():
    noted = noted_by(call_command, "load_content", verbosity=0)
    assert noted == EVERYTHING or noted >= TAXONOMY | tools(*Tool.objects.all()) | makers(*Maker.objects.all())
    assert noted_by(call_command, "load_content", verbosity=0) == set()


def test_rows_that_loaddata_brings_are_noted(tmp_path):
    tool, other = make_tool(), make_tool()
    alias = tool.aliases.create(name="Other")
    alias.tool = other
    path = tmp_path / "rows.json"
    path.write_text(serializers.serialize("json", [alias, tool.maker]))
    before = changes.version()
    call_command("loaddata", str(path), verbosity=0)
    told = changes.since(before)
    assert (told.tools, told.makers) == ({tool.pk, other.pk}, {tool.maker.pk})
