"""The page that explains the filters: every term, what it means, and the way to its tools."""

import re

import pytest

from catalog.models import Facet, Term
from tests.factories import make_facet, make_term, make_tool


@pytest.fixture
def text(shipped):
    return shipped.get("/terms/").content.decode()


def entry_of(text, anchor):
    """The page from a term to the next one."""
    return text.partition(f'<div id="{anchor}">')[2].partition('<div id="')[0]


def test_every_filter_is_a_part_of_the_page_and_of_its_contents(text):
    slugs = list(Facet.objects.filter(filterable=True).values_list("slug", flat=True))
    assert re.findall(r'<h2 id="([\w-]+)">', text) == slugs
    assert re.findall(r'<a href="#([\w-]+)">', text) == slugs


def test_every_term_is_explained(text):
    terms = Term.objects.select_related("facet").filter(facet__filterable=True)
    anchors = set(re.findall(r'<div id="([\w-]+)">', text))
    assert anchors == {f"{term.facet.slug}-{term.slug}" for term in terms}
    assert text.count('<dd class="glossary__see">Also: ') == sum(bool(term.synonyms) for term in terms)


def test_a_box_of_the_sidebar_leads_to_its_part(shipped, text):
    links = re.findall(r'<a href="/terms/#([\w-]+)">What these mean</a>', shipped.get("/tools/").content.decode())
    assert sorted(links) == sorted(re.findall(r'<h2 id="([\w-]+)">', text))


@pytest.mark.parametrize("anchor", ["output-image", "hosting-self-hosted", "kind-agent", "task-writing"])
def test_the_number_of_a_term_is_that_of_the_list_it_leads_to(shipped, text, anchor):
    link = re.search(r'<a href="(/tools/\?[^"]+)">(\d+) tools?<', entry_of(text, anchor))
    assert shipped.get(link[1]).context["total"] == int(link[2]) > 0


def test_a_kind_leads_to_its_own_page_too(text):
    assert '<a href="/kinds/agent/">About this kind' in entry_of(text, "kind-agent")
    assert text.count("About this kind") == Term.objects.kinds().count()


def test_a_narrower_term_stands_within_its_wider_one(client, db):
    wide = make_term("task:pictures", definition="All pictures.", synonyms=["images", "art"])
    make_term("task:edit-photos", parent=wide, definition="Photos alone.")
    make_facet("hidden", filterable=False)
    make_term("hidden:secret")
    make_tool(terms=["task:edit-photos"])
    text = client.get("/terms/").content.decode()
    wider, narrower = text.index('id="task-pictures"'), text.index('id="task-edit-photos"')
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
    assert "No tool now" in entry_of(text, "output-image")
    assert "/tools/?" not in text


def test_without_any_filter_the_page_says_so(client, db):
    assert "No filter yet" in client.get("/terms/").content.decode()


def test_any_number_of_terms_takes_the_same_few_queries(shipped, django_assert_max_num_queries):
    shipped.get("/terms/")
    with django_assert_max_num_queries(2):
        shipped.get("/terms/")
