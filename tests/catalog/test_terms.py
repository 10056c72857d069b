"""The page that explains the filters: every term, what it means, and the way to its tools."""

import re

import pytest
from lxml import html

from catalog import live
from catalog.directory import answer
from catalog.models import Facet, Term, Tool
from catalog.query import Query
from catalog.views import terms as view
from tests.factories import make_facet, make_term, make_tool


@pytest.fixture
def text(shipped):
    return shipped.get("/terms/").content.decode()


def entry_of(text, anchor):
    """The page from a term to the next one."""
    return text.partition(f'<div id="{anchor}">')[2].partition('<div id="')[0]


def test_every_filter_is_a_part_of_the_page_and_of_its_contents(text):
    slugs = Facet.objects.filter(filterable=True).values_list("slug", flat=True)
    anchors = [f"facet-{slug}" for slug in slugs]
    assert re.findall(r'<h2 id="([\w-]+)">', text) == anchors
    assert re.findall(r'<a href="#(facet-[\w-]+)">', text) == anchors


def test_every_term_is_explained(text):
    terms = Term.objects.select_related("facet").filter(facet__filterable=True)
    anchors = set(re.findall(r'<div id="([\w-]+)">', text))
    assert anchors == {f"facet-{term.facet.slug}--{term.slug}" for term in terms}
    assert text.count('<dd class="glossary__see">Also: ') == sum(bool(term.synonyms) for term in terms)


def test_a_box_of_the_sidebar_leads_to_its_part(shipped, text):
    links = re.findall(r'<a href="/terms/#([\w-]+)">What these mean</a>', shipped.get("/tools/").content.decode())
    assert sorted(links) == sorted(re.findall(r'<h2 id="([\w-]+)">', text))


@pytest.mark.parametrize(
    "anchor", ["facet-output--image", "facet-hosting--self-hosted", "facet-kind--agent", "facet-task--writing"]
)
def test_the_number_of_a_term_is_that_of_the_list_it_leads_to(shipped, text, anchor):
    link = re.search(r'<a href="(/tools/\?[^"]+)">(\d+) tools?<', entry_of(text, anchor))
    assert shipped.get(link[1]).context["total"] == int(link[2]) > 0


def test_a_kind_leads_to_its_own_page_too(text):
    assert '<a href="/kinds/agent/">About this kind' in entry_of(text, "facet-kind--agent")
    assert text.count("About this kind") == Term.objects.kinds().count()


def test_a_narrower_term_stands_within_its_wider_one(client, db):
    wide = make_term("task:pictures", definition="All pictures.", synonyms=["images", "art"])
    make_term("task:edit-photos", parent=wide, definition="Photos alone.")
    make_facet("hidden", filterable=False)
    make_term("hidden:secret")
    make_tool(terms=["task:edit-photos"])
    text = client.get("/terms/").content.decode()
    wider, narrower = text.index('id="facet-task--pictures"'), text.index('id="facet-task--edit-photos"')
    assert wider < narrower < text.index("</section>")
    within = text[wider:narrower]
    assert within.count("<dl") == 1
    assert within.count("</dl>") == 0
    assert "Also: images, art" in within
    assert "1 tool<" in within
    assert "1 tool<" in text[narrower:]
    assert "secret" not in text.lower()


def test_a_term_without_tools_has_no_link_to_an_empty_list(client, db):
    make_term("output:image")
    text = client.get("/terms/").content.decode()
    assert "No tool now" in entry_of(text, "facet-output--image")
    assert "/tools/?" not in text


def test_without_any_filter_the_page_says_so(client, db):
    assert "No filter yet" in client.get("/terms/").content.decode()


def test_any_number_of_terms_takes_the_same_few_queries(shipped, django_assert_max_num_queries):
    shipped.get("/terms/")
    with django_assert_max_num_queries(2):
        shipped.get("/terms/")


@pytest.mark.parametrize("names", [["main:x"], ["contents:x"], ["site:q"], ["a:b-c", "a-b:c"], ["a:x", "facet-a:x"]])
def test_no_name_of_the_editors_is_the_id_of_something_else(client, db, names):
    for name in names:
        make_term(name)
    ids = html.fromstring(client.get("/terms/").content).xpath("//@id")
    assert len(ids) == len({*ids})


def test_the_kept_page_is_the_plain_page(shipped, monkeypatch):
    kept = [shipped.get("/terms/").content for _ in range(2)]
    monkeypatch.setattr(view, "explained", view.plainly_explained)
    assert kept == [shipped.get("/terms/").content] * 2


def test_what_is_kept_is_made_anew_when_terms_or_numbers_change(client, db):
    def kept():
        catalogue = live.current()
        return view.explained(catalogue.taxonomy, answer(Query(), catalogue).totals)

    make_tool(name="Aurora", terms=["output:image"])
    first = kept()
    assert kept() is first
    Tool.objects.get().delete()
    assert "No tool now" in kept()
    Term.objects.get().delete()
    assert "No filter yet" in kept()
