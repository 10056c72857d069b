"""The page that searches everything: what it finds, in which order, and what it says it did."""

import re
from urllib.parse import quote

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from catalog import live
from catalog.index import Understood
from catalog.models import FaqEntry, GlossaryTerm, Guide, IndustryGuide, Tool, Workflow
from catalog.views.search import said_of_both
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


def search(client, text):
    return client.get("/search/", {"q": text})


def sorts(page):
    """The headings of what was found, in order."""
    return [heading.strip() for heading in re.findall(r'<h2 id="[a-z]+">([^<]+)<', page.content.decode())]


def links(page):
    return re.findall(r'class="entry__title"><a href="([^"]+)"', page.content.decode())


def make_word(term, **fields):
    fields.setdefault("definition", "What it means.")
    return GlossaryTerm.objects.create(slug=term.lower().replace(" ", "-"), term=term, **fields)


def make_guide(title, **fields):
    fields.setdefault("body", "Text.")
    return Guide.objects.create(slug=title.lower().replace(" ", "-"), title=title, tagline="In short.", **fields)


# Tools


@pytest.mark.parametrize(
    "text", ["aurora", "NORTHERN LIGHT", "polaris", "draws skies", "Skyworks", "picture", "skyworks pict", "auroar"]
)
def test_a_tool_is_found_by_name_other_name_tagline_maker_and_terms(client, text):
    make_term("output:image", label="Images", synonyms=["picture"])
    tool = make_tool(name="Aurora", maker="Skyworks", tagline="Draws skies.", terms=["output:image"])
    tool.aliases.create(name="Northern light")
    tool.aliases.create(name="Polaris")
    make_tool(name="Borealis")
    assert links(search(client, text)) == ["/tools/aurora/"]


def test_narrower_terms_are_found_by_the_name_of_the_wider(client):
    make_term("task:logos", parent=make_term("task:pictures", label="Pictures"))
    make_tool(name="Aurora", terms=["task:logos"])
    assert links(search(client, "pictures")) == ["/tools/aurora/"]


@pytest.mark.parametrize(
    "text",
    ["image generator", "PICTURE", "northern", "skyworks draws", "skyworks pict", "pic\u200bture", "logo", "nothern"],
)
def test_search_and_directory_find_the_same(client, text):
    pictures = make_term("kind:image-generator", label="Image generator", synonyms=["picture maker"])
    make_term("kind:logo-maker", label="Logo maker", parent=pictures)
    for number in range(14):
        make_tool(maker="Skyworks", tagline="Draws skies.", terms=["kind:logo-maker"]).aliases.create(
            name=f"Northern {number}"
        )
    make_tool(name="Borealis")
    page = search(client, text)
    (address,) = re.findall(r'<a href="(/tools/\?q=[^"]+)">All 14 tools, with filters</a>', page.content.decode())
    directory = client.get(address).content.decode()
    assert "14 tools" in directory
    listed = list(dict.fromkeys(re.findall(r'href="(/tools/tool-\d+/)"', directory)))
    assert [link for link in links(page) if link.startswith("/tools/")] == listed[:12]


def test_the_very_name_comes_first_and_what_has_ended_late(client):
    for name in ("Apt Sun", "Sun", "Zed"):
        make_tool(name=name, tagline="Like the sun.")
    make_tool(name="A Sun", lifecycle=Tool.Lifecycle.DISCONTINUED)
    page = search(client, "sun")
    assert links(page) == [f"/tools/{slug}/" for slug in ("sun", "apt-sun", "a-sun", "zed")]
    assertContains(page, "Discontinued")


# Everything else


def test_everything_that_can_be_read_is_found(client):
    make_term("kind:moonshot", label="Moonshots")
    make_guide("Reading", body="Of the moon.")
    Workflow.objects.create(slug="a-chain", title="Moon chain", tagline="One after another.")
    IndustryGuide.objects.create(slug="moon-baking", title="Moon baking", tagline="Bread.", fit="both", how="Well.")
    make_word("Tide", definition="By the moon.")
    FaqEntry.objects.create(slug="why", question="Why?", answer="Because of the moon.")
    page = search(client, "moon")
    assert links(page) == [
        *("/kinds/moonshot/", "/workflows/a-chain/", "/industries/moon-baking/"),  # of which the names say so
        *("/guides/reading/", "/glossary/#tide", "/questions/#why"),
    ]
    assertContains(page, "6 results")


def test_where_nothing_has_all_words_the_nearest_is_shown_as_such(client):
    make_guide("Costs", body="What a token costs, and a window.")
    make_word("Token", definition="A piece.")
    FaqEntry.objects.create(slug="why", question="Why a token and a window?", answer="Because.")
    page = search(client, "token window zebra")
    assert links(page) == ["/questions/#why", "/guides/costs/"]
    assertContains(page, "Nothing has all of these words. These have some of them, the nearest first.")
    for text in ('"token window zebra"', "token zebra quagga", "zebra"):
        page = search(client, text)
        assert links(page) == []
        assertContains(page, "<h2>Nothing has all of these words</h2>")


@pytest.mark.parametrize("text", ["secret", "secert", '"secret"', "secret alternatives"])
def test_drafts_are_never_found(client, text):
    draft = {"editorial_state": "draft"}
    make_tool(name="Secret", **draft)
    make_guide("Secret", **draft)
    make_word("Secret", **draft)
    Workflow.objects.create(slug="secret", title="Secret", tagline="T", **draft)
    IndustryGuide.objects.create(slug="secret", title="Secret", tagline="T", fit="both", how="H", **draft)
    FaqEntry.objects.create(slug="secret", question="Secret?", answer="A", **draft)
    page = search(client, text)
    assert links(page) == []
    assertContains(page, "Nothing has all of these words")


def test_an_edit_of_a_guide_is_on_the_next_page(client):
    guide = make_guide("Comets")
    assert links(search(client, "comets")) == ["/guides/comets/"]
    guide.title = "Stars"
    guide.save()
    assert links(search(client, "comets")) == []
    assert links(search(client, "stars")) == ["/guides/comets/"]


@pytest.mark.parametrize(("noun", "slug"), [("guides", "guides"), ("glossary", "glossary")])
def test_more_than_a_screenful_is_cut_counted_and_led_on(client, noun, slug):
    for number in range(14):
        make_tool(tagline="Like the sun.")
        make_guide(f"Sun {number}")
        make_word(f"Sun {number}")
    page = search(client, "sun")
    assertContains(page, "The first 12 of 14.", count=3)
    assertContains(page, '<a href="/tools/?q=sun">All 14 tools, with filters</a>')
    assertContains(page, f'<a href="/{slug}/">All {noun}</a>')


# The order of sorts


def test_what_is_called_exactly_so_comes_first(client):
    make_tool(name="Midjourney", tagline="Paints from a token.")
    make_tool(name="Tokenizer")
    make_word("Token", definition="Midjourney counts none.")
    make_word("Embedding", synonyms=["Vector"])
    assert sorts(search(client, "token")) == ["Glossary", "Tools"]
    assert sorts(search(client, "What is a token?")) == ["Glossary", "Tools"]
    assert sorts(search(client, "midjourney")) == ["Tools", "Glossary"]
    assert sorts(search(client, "vector")) == ["Glossary"]
    make_tool(name="Other").aliases.create(name="Token")
    assert sorts(search(client, "token")) == ["Tools", "Glossary"]


def test_alternatives_to_a_tool_come_before_the_word_for_it(client):
    terms = ["kind:image-generator", "output:image"]
    make_tool(name="Pixel", terms=terms)
    make_tool(name="Rival", terms=terms)
    make_word("Pixel")
    page = search(client, "pixel alternatives")
    assert sorts(page) == ["Tools", "Glossary"]
    assert links(page) == ["/tools/rival/", "/glossary/#pixel"]
    assertContains(page, "Alternatives to Pixel.")
    assertContains(page, f'href="/search/?q={quote(chr(34) + "pixel alternatives" + chr(34)).replace("%20", "+")}"')


# What it says it did


def test_a_corrected_word_is_told_and_can_be_taken_back(client):
    make_tool(name="Midjourney")
    make_guide("Painting", body="With Midjourney.")
    page = search(client, "midjurney")
    assert links(page) == ["/tools/midjourney/", "/guides/painting/"]
    assertContains(page, "Showing results for “midjourney”.")
    assertContains(page, '<a href="/search/?q=%22midjurney%22">Search for “midjurney” as typed</a> instead.')
    as_typed = client.get("/search/?q=%22midjurney%22")
    assert links(as_typed) == []
    assertNotContains(as_typed, "Showing results for")
    assertContains(as_typed, '<a href="/search/?q=midjurney">Search without the marks</a>')


@pytest.mark.parametrize("text", ["midjourney", "midj", '"midjourney"', "mid journey"])
def test_nothing_is_said_where_nothing_was_changed(client, text):
    make_tool(name="Midjourney")
    page = search(client, text)
    assert links(page) == ["/tools/midjourney/"]
    assertNotContains(page, "as typed")


def test_words_that_tools_have_are_corrected_nowhere(client):
    make_tool(name="Sora")
    make_word("Sonar")
    make_word("Sort")
    page = search(client, "sora")
    assert links(page) == ["/tools/sora/"]
    assertNotContains(page, "as typed")


def taken(typed, *, to=""):
    corrections = ((typed, to),) if to else ()
    return Understood(words=(to or typed,), corrections=corrections, shown=to or typed)


@pytest.mark.parametrize(
    ("tools", "library", "said"),
    [
        (taken("toon"), taken("toon"), ""),
        (taken("toon"), None, ""),
        (None, None, ""),
        (taken("tokn", to="token"), None, "Showing results for “token”."),
        (None, taken("tokn", to="token"), "Showing results for “token”."),
        (taken("tokn", to="token"), taken("tokn", to="token"), "Showing results for “token”."),
        (taken("tokn", to="token"), taken("tokn"), "Showing tools for “token”."),
        (
            taken("tokn", to="toon"),
            taken("tokn", to="token"),
            "Showing tools for “toon” and everything else for “token”.",
        ),
    ],
)
def test_the_sentence_is_true_of_both(tools, library, said):
    assert said_of_both(tools, library) == said


def test_the_sentence_on_alternatives_tells_of_other_corrections_too():
    tools = Understood(words=("pixel",), corrections=(("pixle", "pixel"),), shown="pixel", alternatives_to="pixel")
    assert said_of_both(tools, tools, "Pixel") == "Alternatives to Pixel."
    assert (
        said_of_both(tools, taken("pixle", to="pixie"), "Pixel")
        == "Alternatives to Pixel. Showing everything else for “pixie”."
    )


# Odd input, nothing found, and what it costs


@pytest.mark.parametrize(
    "text",
    [
        *("\0", "%", "_", "'; --", "\u200b\u202e", "qx " * 500, "x" * 5000, "😀", "\\", '"><script>', "[" * 99),
        *("\x1b[31m", '"', '""', '"' * 300, "“”", "é" * 1000, " ".join(map(str, range(1000)))),
    ],
)
def test_odd_searches_do_no_harm(client, text):
    make_tool(name="Plain")
    make_guide("Plain")
    response = search(client, text)
    assert response.status_code == 200
    assertNotContains(response, "<script>")
    assert links(response) == []


@pytest.mark.parametrize("raw", ["%ff%fe", "%ED%A0%80", "%00", "a&q=b&q=c", "%", "%zz", "&&&=;"])
def test_odd_addresses_do_no_harm(client, raw):
    assert client.get(f"/search/?q={raw}").status_code == 200


@pytest.mark.parametrize("text", ["x" * 100_000, "é" * 100_000, " ".join(map(str, range(20_000)))])
def test_what_no_box_can_hold_is_refused_and_does_no_harm(client, text):
    assert search(client, text).status_code == 400


def test_only_the_first_ten_words_count(client):
    make_guide("One two three four five six seven eight nine ten")
    text = "one two three four five six seven eight nine ten eleven"
    assert links(search(client, text)) == ["/guides/one-two-three-four-five-six-seven-eight-nine-ten/"]


def test_a_search_without_results_says_what_to_try(client):
    page = search(client, "zzz")
    assertContains(page, "Nothing has all of these words")
    for address in re.findall(
        r'href="(/[^"]*)"', page.content.decode().partition('class="empty"')[2].partition("</main")[0]
    ):
        assert address == "/advisor/which-ai/" or client.get(address).status_code == 200
    assertContains(client.get("/search/?q=+"), "What are you looking for?")


def test_the_page_needs_no_script(client):
    make_tool(name="Midjourney")
    main = search(client, "midjurney").content.decode().partition("<main")[2].partition("</main")[0]
    assert "data-hx" not in main
    assert "<script" not in main
    assert re.search(r'<form [^>]*action="/search/" method="get"', main)


def test_a_warm_search_asks_little_of_the_database(client, django_assert_max_num_queries):
    for number in range(20):
        make_tool(tagline="Like the sun.").aliases.create(name=f"Sun {number}")
        make_guide(f"Sun {number}")
        make_word(f"Sun {number}")
    live.current().library  # noqa: B018
    with django_assert_max_num_queries(3):  # the version, the tools, the names of the first
        page = search(client, "sun")
    assertContains(page, "60 results")
    with django_assert_max_num_queries(1):
        search(client, "zzz")
