import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Alternative, Assignment, Facet, FacetState, Plan, Source, Term, Tool, ToolAlias
from tests.factories import make_facet, make_term, make_tool

pytestmark = pytest.mark.django_db


def refused_by_the_database(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "fields",
    [
        {"tagline": ""},
        {"released": "2023", "knowledge_cutoff": "2024-05"},
        {"name": "tool A"},
        {"slug": "tool-a"},
    ],
)
def test_the_database_refuses_a_tool_that_cannot_be(fields):
    make_tool(name="Tool A")
    refused_by_the_database(lambda: make_tool(**fields))


def test_the_database_refuses_rows_that_cannot_be():
    tool = make_tool(terms=["output:image"], complete=["output"])
    tool.aliases.create(name="Other")
    for act in (
        lambda: Tool.objects.filter(pk=tool.pk).update(successor=tool),
        lambda: Plan.objects.create(tool=tool, name="P", price_kind="subscription", amount=-1),
        lambda: Plan.objects.create(tool=tool, name="P", price_kind="free", amount=1),
        lambda: Plan.objects.create(
            tool=tool, name="P", price_kind="free", amount=0, valid_from="2026-02-01", valid_to="2026-01-01"
        ),
        lambda: Source.objects.create(tool=tool, type="vendor"),
        lambda: Alternative.objects.create(tool=tool, other=tool),
        lambda: ToolAlias.objects.create(tool=tool, name="OTHER"),
        lambda: Assignment.objects.create(tool=tool, term=make_term("output:image")),
        lambda: FacetState.objects.create(tool=tool, facet=make_facet("output"), state="not-published"),
        lambda: Facet.objects.create(slug="sort", label="Sort"),
        lambda: Term.objects.create(facet=make_facet("output"), slug="image", label="Again"),
    ):
        refused_by_the_database(act)


def test_names_of_facets_that_the_site_uses_are_refused_in_words():
    for slug in ("page", "q", "counts", "licence_name"):
        with pytest.raises(ValidationError):
            Facet(slug=slug, label="X").full_clean()
    Facet(slug="licence", label="Licence").full_clean()


def test_terms_cannot_contain_each_other():
    wide, narrow = make_term("task:wide"), make_term("task:narrow")
    narrow.parent = wide
    narrow.save()
    wide.parent = narrow
    with pytest.raises(ValidationError, match="contain each other"):
        wide.full_clean()
    narrow.parent = make_term("output:image")
    with pytest.raises(ValidationError, match="same facet"):
        narrow.full_clean()


def test_publishing_asks_for_a_kind_and_a_source():
    tool = make_tool(editorial_state=Tool.EditorialState.DRAFT, sources=0)
    with pytest.raises(ValidationError, match="kind"):
        tool.publish()
    Assignment.objects.create(tool=tool, term=make_term("kind:agent"))
    with pytest.raises(ValidationError, match="source"):
        tool.publish()
    tool.sources.create(type="general-knowledge", fields=["maker"])
    tool.publish()
    tool.publish()
    assert Tool.objects.published().get() == tool
    tool.unpublish()
    assert not Tool.objects.published().exists()


def test_a_facet_of_one_term_takes_one():
    Facet.objects.create(slug="skill", label="Skill", selection="one")
    tool = make_tool(terms=["skill:none"])
    with pytest.raises(ValidationError, match="takes one term"):
        Assignment(tool=tool, term=make_term("skill:developer")).full_clean()


def test_a_facet_is_not_narrowed_while_tools_hold_several_terms():
    make_tool(terms=["output:image", "output:text"])
    facet = Facet.objects.get(slug="output")
    facet.selection = "one"
    with pytest.raises(ValidationError, match="1 tools have several"):
        facet.full_clean()


def test_long_texts_are_refused_everywhere():
    with pytest.raises(ValidationError, match="2000"):
        Tool(summary="x" * 2001).clean_fields(exclude=["maker", "slug", "name", "entry_type"])


def test_a_state_and_terms_do_not_contradict():
    tool = make_tool(terms=["output:image"])
    with pytest.raises(ValidationError, match="Remove the terms"):
        FacetState(tool=tool, facet=make_facet("output"), state="not-applicable").full_clean()


def test_a_source_speaks_of_facts_that_exist():
    source = Source(tool=make_tool(), type="general-knowledge", fields=["colour"])
    with pytest.raises(ValidationError, match="colour"):
        source.full_clean()


def test_addresses_are_web_addresses():
    for address in ("javascript:alert(1)", "ftp://example.org/", "https://user:pw@example.org/", "example.org"):
        with pytest.raises(ValidationError):
            Tool(homepage=address).clean_fields(exclude=["maker", "slug", "name", "entry_type"])


def test_natural_keys_find_their_rows():
    term, tool = make_term("output:image"), make_tool()
    assert Term.objects.get_by_natural_key(*term.natural_key()) == term
    assert Tool.objects.get_by_natural_key(*tool.natural_key()) == tool
    assert Facet.objects.get_by_natural_key(*term.facet.natural_key()) == term.facet
