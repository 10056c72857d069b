"""All the shipped content is on its pages, every embed and link in it leads somewhere, and nothing is empty."""

import html
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from catalog import embeds, markdown
from catalog.models import (
    Comparison,
    ComparisonRow,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    Reference,
    Scenario,
    Workflow,
    WorkflowStep,
)

DATA = Path(__file__).parent.parent / "data"
ITEMS = [
    item
    for name in ("coverage_guides.yaml", "coverage_reference.yaml")
    for item in yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
]
# How many items each part of the source material has; none may get lost on the way to a page.
ITEMS_IN_SECTION = {
    "about.seed_articles": 3,
    "about.gaps_in_the_seed_files": 6,
    "agentic_trend": 5,
    "analogies": 17,
    "architectures": 4,
    "architectures_beyond_the_seeds": 5,
    "benefits": 8,
    "career_table": 6,
    "closing_messages": 3,
    "companies": 13,
    "comparison_tables.core-5": 5,
    "comparison_tables.differences-14": 14,
    "comparison_tables.five-aspects": 5,
    "comparison_tables.quick-5": 5,
    "confusion_scenarios": 3,
    "contradictions_between_the_seeds": 7,
    "convergence": 8,
    "cost_of_confusion": 5,
    "decision_criteria": 10,
    "definitions": 6,
    "errors_in_the_seeds": 45,
    "faq": 10,
    "generative_outputs": 7,
    "glossary": 57,
    "goal_table": 5,
    "how_it_works": 9,
    "hybrid_workflows": 28,
    "industry_table": 24,
    "llm_capabilities": 9,
    "model_table": 10,
    "named_systems": 57,
    "nested_levels.across_levels": 1,
    "nested_levels.key_line": 1,
    "nested_levels.levels": 4,
    "output_map.missing_in_the_seed": 6,
    "output_map.rows": 4,
    "project_type_table": 6,
    "research_directions": 6,
    "risks": 8,
    "techniques": 7,
    "when_to_use": 4,
    "where_llms_are_used": 8,
}
READING = [Guide, Comparison, Scenario, Workflow, IndustryGuide, GlossaryTerm, FaqEntry]
# Columns that may be empty: what is added only where there is something to add.
OPTIONAL = {
    "note",
    "file",
    "url",
    "publisher",
    "synonyms",
    "today",
    "fit_note",
    "example",
    "reviewed",
    "cautions",
    "origin",
    "as_of",
}
MOST_QUERIES = 14
MOST_CLICKS = 3
# What a visitor who reads may want next: a list, a kind of tool, a text on a field or a chain, or being asked.
NEXT_STEPS = ("/tools/", "/kinds/", "/advisor/", "/industries/", "/workflows/")


@pytest.fixture(scope="module", autouse=True)
def asked_anew(shipped):
    page_text.cache_clear()
    answer_to.cache_clear()


@cache
def answer_to(address):
    response = Client().get(address)
    return response.status_code, response.content.decode()


@cache
def page_text(address):
    """What a reader reads on a page, in one line."""
    status, page = answer_to(address)
    assert status == 200, f"{address} answers {status}"
    return plain(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>", 1)[0]))


def plain(text):
    """Without entities, emphasis, the blanks that tags leave, or the shape of quotation marks."""
    text = html.unescape(text).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", "", text)


def links(page):
    """The addresses on this site that a page or a part of it leads to, without places on them."""
    found = (html.unescape(link).partition("#")[0] for link in re.findall(r'<a\b[^>]*? href="(/[^"]*)"', page))
    return {link for link in found if link and not link.startswith("/static/")}


def main_part(address):
    """A page without what all pages share: the way back, header and footer."""
    page = answer_to(address)[1].split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r'<nav aria-label="Breadcrumbs">.*?</nav>', "", page, flags=re.DOTALL)


def reading_addresses():
    lists = ["home", "guide_list", "industry_list", "workflow_list", "glossary", "question_list", "method", "about"]
    addresses = [reverse(f"catalog:{name}") for name in lists]
    for model in (Guide, IndustryGuide, Workflow):
        addresses += [entry.get_absolute_url() for entry in model.objects.published()]
    return addresses


def test_every_section_has_all_its_items():
    assert Counter(item["section"] for item in ITEMS) == ITEMS_IN_SECTION


@pytest.mark.django_db
@pytest.mark.parametrize("section", sorted(ITEMS_IN_SECTION))
def test_each_item_stands_on_its_page(section):
    missing = [
        f"{item['item']}: no “{item['text']}” on {item['page']}"
        for item in ITEMS
        if item["section"] == section and plain(item["text"]) not in page_text(item["page"])
    ]
    assert missing == []


@pytest.mark.django_db
def test_a_guide_names_the_tools_that_it_lists_as_named():
    unnamed = []
    for guide in Guide.objects.prefetch_related("tools"):
        _, page = answer_to(guide.get_absolute_url())
        text = page.split("<h1>")[1].split('id="tools-named"')[0]
        told = plain(re.sub(r"<[^>]+>", " ", text))
        # By the first word of its name: a text says Canva for “Canva (Magic Studio, Canva AI)”.
        unnamed += [f"{guide}: {tool}" for tool in guide.tools.all() if tool.name.split()[0] not in told]
    assert unnamed == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "guide"),
    [
        ("attention", "how-generators-work"),
        ("diffusion-language-model", "how-generators-work"),
        ("generative-ai", "what-is-generative-ai"),
        ("hallucination", "risks-and-rights"),
        ("machine-learning", "levels-of-ai"),
        ("prompt-engineering", "ways-to-adapt-a-model"),
        ("rlhf", "ways-to-adapt-a-model"),
        ("reranker", "ways-to-adapt-a-model"),
        ("text-encoder", "how-generators-work"),
        ("text-to-image", "how-generators-work"),
        ("token", "what-is-an-llm"),
    ],
)
def test_a_word_leads_first_to_the_guide_that_explains_it(word, guide):
    entry = answer_to(reverse("catalog:glossary"))[1].split(f'<div id="{word}"')[1].split("</div>")[0]
    assert re.findall('href="/guides/([a-z-]+)/"', entry)[:1] == [guide]


def test_no_text_has_the_short_article_before_a_vowel():
    texts = [path.read_text(encoding="utf-8") for path in sorted((settings.BASE_DIR / "fixtures").rglob("*.yaml"))]
    # Link brackets and emphasis may stand between; “one” and “Euro-” are spoken with a consonant. In “A and B”, as in
    # the key after a row’s end, the letter is no article.
    slip = re.compile(r"\ba\s+[*“(\[]*(?!(?:one|once|and|is)\b|euro)[aeio]\w+\b(?!:)", re.IGNORECASE)
    assert [found for text in texts for found in slip.findall(text)] == []


@pytest.mark.django_db
def test_every_embed_stands_for_something():
    lost = {guide.slug: embeds.fill(markdown.parse(guide.body))[1] for guide in Guide.objects.all()}
    assert {slug: found for slug, found in lost.items() if found} == {}


@pytest.mark.django_db
def test_short_texts_have_no_embeds_which_would_go_missing():
    texts = [text for industry in IndustryGuide.objects.all() for text in (industry.how, industry.example)]
    texts += [entry.answer for entry in FaqEntry.objects.all()]
    assert [text for text in texts if markdown.parse(text).embeds] == []


@pytest.mark.django_db
def test_brackets_that_are_no_embed_are_left_nowhere():
    assert [address for address in reading_addresses() if "[[" in page_text(address)] == []


@pytest.mark.django_db
def test_every_row_has_a_cell_for_each_column():
    rows = ComparisonRow.objects.select_related("comparison")
    wrong = [f"{row.comparison}: {row}" for row in rows if len(row.cells) != len(row.comparison.columns)]
    assert wrong == []
    assert not Comparison.objects.filter(rows=None).exists()


@pytest.mark.django_db
def test_no_text_is_empty():
    empty = []
    for model in (*READING, ComparisonRow, WorkflowStep, Reference):
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if field.get_internal_type() in {"CharField", "TextField", "JSONField"} and field.name not in OPTIONAL
        ]
        for entry in model.objects.all():
            for name in texts:
                value = getattr(entry, name)
                lines = value if isinstance(value, list) else [value]
                if not lines or not all(str(line).strip() for line in lines):
                    empty.append(f"{model.__name__} {entry}: {name}")
    assert empty == []


@pytest.mark.django_db
def test_every_entry_passes_its_own_validation():
    for model in (*READING, ComparisonRow, WorkflowStep, Reference):
        for entry in model.objects.all():
            entry.full_clean()


@pytest.mark.django_db
def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it():
    broken = set()
    for address in reading_addresses():
        for link in re.findall(r'href="([/#][^"]*)"', answer_to(address)[1]):
            path, _, place = html.unescape(link).partition("#")
            if path.startswith("/static/"):
                continue
            status, page = answer_to(path or address)
            if status != 200 or (place and f'id="{place}"' not in page):
                broken.add(f"{address}: {link} ({status})")
    assert broken == set()


@pytest.mark.django_db
def test_ids_are_used_once_a_page():
    twice = {}
    for address in reading_addresses():
        ids = Counter(re.findall(r'\sid="([^"]+)"', answer_to(address)[1]))
        twice |= {f"{address}#{name}": times for name, times in ids.items() if times > 1}
    assert twice == {}


@pytest.mark.django_db
def test_every_item_is_reached_from_home_in_three_clicks():
    wanted = {item["page"].partition("#")[0] for item in ITEMS} | set(reading_addresses())
    seen, reached = set(), {reverse("catalog:home")}
    for _ in range(MOST_CLICKS):
        # Only pages to read are opened: a text must not hide behind a filter or a tool.
        opened, seen = reached - seen, seen | reached
        reached = reached.union(*(links(answer_to(address)[1]) for address in opened & (wanted | {"/kinds/"})))
    assert wanted - reached == set()


@pytest.mark.django_db
def test_each_list_has_all_its_texts_and_each_page_leads_on():
    parts = {address: links(main_part(address)) - {address} for address in reading_addresses()}
    for model, page in ((Guide, "guide_list"), (IndustryGuide, "industry_list"), (Workflow, "workflow_list")):
        listed = parts[reverse(f"catalog:{page}")]
        assert {entry.get_absolute_url() for entry in model.objects.published()} - listed == set()
    assert [address for address, leads in parts.items() if not any(map(is_next_step, leads))] == []


def is_next_step(link):
    return link.startswith(NEXT_STEPS)


@pytest.mark.django_db
def test_titles_and_descriptions_are_each_page_s_own():
    pages = {address: answer_to(address)[1] for address in reading_addresses()}
    for pattern in (r"<title>(.+?)</title>", r'<meta name="description" content="(.+?)">'):
        found = Counter(re.search(pattern, page)[1] for page in pages.values())
        assert [text for text, times in found.items() if times > 1] == []


@pytest.mark.django_db
def test_pages_cost_few_queries_and_set_no_cookie(client, django_assert_max_num_queries):
    client.get("/")  # as a process that has answered before
    for address in [*reading_addresses(), "/search/?q=image+generator"]:
        with django_assert_max_num_queries(MOST_QUERIES, info=address):
            response = client.get(address)
        assert not response.cookies


@pytest.mark.django_db
def test_articles_are_credited_by_title_in_guides_and_on_the_about_page():
    articles = Reference.objects.filter(kind=Reference.Kind.SEED_ARTICLE)
    assert articles.count() == 3
    about = page_text(reverse("catalog:about"))
    for article in articles:
        assert plain(article.title) in about
        assert plain(article.file) not in about
        for guide in Guide.objects.filter(references=article):
            text = page_text(guide.get_absolute_url())
            assert plain(article.title) in text
            assert plain(article.file) not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("midjourney", "/tools/midjourney/"),
        ("hallucination", "/glossary/#hallucination"),
        ("careers", "/guides/careers/"),
        ("legal", "/industries/legal-finance/"),
        ("film", "/workflows/script-to-film/"),
        ("vector database", "/kinds/vector-database/"),
        ("pillars", "/questions/#which-pillars-are-named-for-generative-ai"),
    ],
)
def test_search_finds_what_is_there(client, text, link):
    assertContains(client.get("/search/", {"q": text}), f'href="{link}"')
