import re

import lxml.html
import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from catalog import embeds, markdown
from catalog.history.edits import editing
from catalog.models import (
    Comparison,
    ComparisonRow,
    Facet,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    Plan,
    Reading,
    Reference,
    Scenario,
    Workflow,
    WorkflowStep,
)
from catalog.names import slug_from
from tests.factories import make_term, make_tool

PAGES = [
    "home",
    "guide_list",
    "industry_list",
    "workflow_list",
    "glossary",
    "question_list",
    "method",
    "about",
    "search",
]


def make_guide(title="A guide", body="Text.", **fields):
    fields.setdefault("slug", slug_from(title))
    return Guide.objects.create(title=title, tagline=f"About {title}.", body=body, **fields)


def make_workflow(title="A chain", kinds=("kind:language-model",)):
    workflow = Workflow.objects.create(slug="a-chain", title=title, tagline="One after another.")
    for position, kind in enumerate(kinds):
        WorkflowStep.objects.create(workflow=workflow, position=position, label=f"Step {kind}", kind=make_term(kind))
    return workflow


def make_industry(title="Baking", **fields):
    return IndustryGuide.objects.create(
        slug=slug_from(title), title=title, tagline="Bread.", fit="both", how="Bake *well*.", **fields
    )


def guide_page(client, guide):
    return client.get(guide.get_absolute_url())


def embedded(text):
    return embeds.fill(markdown.parse(text))


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_in_an_empty_catalogue(client, name):
    response = client.get(reverse(f"catalog:{name}"))
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_reading_only(client, name):
    address = reverse(f"catalog:{name}")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["guide_detail", "industry_detail", "workflow_detail"])
def test_what_is_not_there_is_a_404(client, name):
    assertContains(client.get(reverse(f"catalog:{name}", args=["nowhere"])), "There is no such page", status_code=404)


@pytest.mark.django_db
def test_titles_and_descriptions_differ_from_page_to_page(client):
    make_guide()
    make_workflow()
    make_industry()
    addresses = [reverse(f"catalog:{name}") for name in PAGES]
    addresses += ["/guides/a-guide/", "/workflows/a-chain/", "/industries/baking/"]
    pages = [client.get(address).content.decode() for address in addresses]
    titles = [re.search("<title>(.+?)</title>", page)[1] for page in pages]
    descriptions = [re.search('name="description" content="(.+?)"', page)[1] for page in pages]
    assert len(set(titles)) == len(set(descriptions)) == len(addresses)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facet", "term", "words"),
    [
        ({"phrase": "that {}"}, {"label": "Never", "phrase": "never train on it"}, "that never train on it"),
        ({"phrase": "for {}"}, {"label": "Individuals"}, "for individuals"),
        ({"label": "Colour"}, {"label": "Red"}, ", colour: red"),  # no phrase yet, from whoever added it
    ],
)
def test_the_list_that_a_text_leads_to_is_told_in_a_sentence(client, facet, term, words):
    Facet.objects.create(slug="custom", **({"label": "Custom"} | facet))
    term = make_term("custom:one", **term)
    for text in (make_guide(), make_workflow()):
        text.terms.add(term)
        page = lxml.html.fromstring(guide_page(client, text).content)
        [link] = page.xpath("//a[.='Tools on this subject']")
        assert link.get("href") == "/tools/?custom=one"
        told = link.getparent().getnext().text
        assert told == f"Tools and models {words}.".replace(" ,", ",")
        assert told.removesuffix(".") in lxml.html.fromstring(client.get(link.get("href")).content).findtext(".//title")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "time"),
    [
        ("word " * 220, "1 minute to read"),
        ("word " * 221, "2 minutes to read"),
        ("word\n\n[[scenarios]]", "3 minutes to read"),
        ("word\n\n[[comparison table]]", "2 minutes to read, and a table to look things up in"),
        ("[[comparison table]]\n\n|a|b|\n|-|-|\n|c|d|", "1 minute to read, and 2 tables to look things up in"),
        ("[[comparison gone]]\n\n[[workflows]]\n\n[[industries]]\n\n[[tools output=image]]", "1 minute to read"),
    ],
)
def test_the_time_to_read_counts_what_is_put_in_and_names_the_tables(client, body, time):
    long = "word " * 219
    Comparison.objects.create(slug="table", title="T", columns=["A"], intro=f"{long}word").rows.create(cells=[long])
    Scenario.objects.create(slug="s", title="T", who="W", situation=long, mistake=long, better="B")
    guide = make_guide(body=body)
    assertContains(guide_page(client, guide), f"<span>{time}</span>", html=True)
    assertContains(client.get("/guides/"), f'<p class="entry__meta">{time}</p>', html=True)


def test_the_list_and_the_page_of_each_guide_tell_the_same_time(shipped, django_assert_max_num_queries):
    shipped.get("/kinds/")  # reads the catalogue
    with django_assert_max_num_queries(6):
        index = shipped.get("/guides/?fresh").content.decode()
    times = re.findall('<p class="entry__meta">(.+?)</p>', index)
    addresses = re.findall('entry__title"><a href="(.+?)"', index)
    assert len(times) == len(addresses) > 10
    for address, time in zip(addresses, times, strict=True):
        assertContains(shipped.get(address), f"<span>{time}</span>")


@pytest.mark.django_db
def test_drafts_are_seen_nowhere(client):
    draft = {"editorial_state": "draft"}
    tool = make_tool(name="Secrettool", editorial_state="draft")
    guide = make_guide(
        "Open", "[[comparison secret]]\n\n[[comparison open]]\n\n[[scenarios]]\n\n[[workflows]]\n\n[[industries]]"
    )
    guide.tools.add(tool)
    make_guide("Secretguide", **draft)
    Comparison.objects.create(slug="secret", title="Secrettable", columns=["A"], **draft)
    table = Comparison.objects.create(slug="open", title="Table", columns=["A"])
    ComparisonRow.objects.create(comparison=table, cells=["Row"]).tools.add(tool)
    Scenario.objects.create(slug="s", title="Secretscene", who="W", situation="S", mistake="M", better="B", **draft)
    hidden = Workflow.objects.create(slug="w", title="Secretchain", tagline="T", **draft)
    chain = make_workflow()
    chain.steps.get().tools.add(tool)
    industry = make_industry()
    industry.tools.add(tool)
    industry.workflows.add(hidden)
    IndustryGuide.objects.create(slug="i", title="Secretfield", tagline="T", fit="both", how="H", **draft)
    word = GlossaryTerm.objects.create(slug="word", term="Word", definition="D")
    word.see_also.add(GlossaryTerm.objects.create(slug="x", term="Secretword", definition="D", **draft))
    FaqEntry.objects.create(slug="q", question="Secretquestion?", answer="A", **draft)
    addresses = [reverse(f"catalog:{name}") for name in PAGES]
    addresses += [entry.get_absolute_url() for entry in (guide, chain, industry)]
    for address in addresses:
        assertNotContains(client.get(address), "Secret")
    assertNotContains(client.get("/search/?q=secret"), "Secrett")
    for address in ("/guides/secretguide/", "/workflows/w/", "/industries/i/"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_guide_lists_its_parts_once_there_are_four(client):
    four = make_guide("Four", "## One\n\n## Two\n\n## Three\n\n## Four\n")
    three = make_guide("Three", "## One\n\n## Two\n\n## Three\n")
    assertContains(guide_page(client, four), '<a href="#two">Two</a>', html=True)
    assertNotContains(guide_page(client, three), "On this page")


@pytest.mark.django_db
def test_a_guide_says_what_it_rests_on_and_leads_on(client):
    guide = make_guide(reviewed="2026-11-22", group=Guide.Group.CHOOSING, position=2)
    make_guide("Earlier", position=1)
    make_guide("Later", position=3)
    guide.terms.add(make_term("output:image", label="Images"), make_term("kind:agent", label="Agents"))
    guide.tools.add(make_tool(name="Flux"))
    guide.references.add(Reference.objects.create(slug="a", title="An article", kind="seed-article"))
    guide.references.add(
        Reference.objects.create(slug="b", title="A page", url="https://example.org/", as_of="2026-07")
    )
    page = guide_page(client, guide)
    for text in ("Choosing", "22 November 2026", "An article", "July 2026", "Flux"):
        assertContains(page, text)
    for link in ("/tools/?output=image", "/kinds/agent/", "/tools/flux/", "/guides/earlier/", "/guides/later/"):
        assertContains(page, f'href="{link}"')
    assertContains(page, '<a href="https://example.org/" rel="nofollow noopener">A page</a>', html=True)


@pytest.mark.django_db
def test_a_guide_explains_a_word_at_its_first_mention_as_the_glossary_has_it_now(client):
    guide = make_guide(body="## A token\n\nIt costs a token.\n\n[[scenarios]]\n\nTokens again, and a draft.")
    token = GlossaryTerm.objects.create(slug="token", term="Token", definition="A piece of text.")
    GlossaryTerm.objects.create(slug="draft", term="Draft", definition="Not yet.", editorial_state="draft")
    page = guide_page(client, guide).content.decode()
    assert re.findall(r'popovertarget="([^"]+)">([^<]+)<', page) == [("gloss:token", "token")]
    assert re.search(r'id="gloss:token" popover.+?A piece of text.+?href="/glossary/#token"', page, re.DOTALL)
    assert "Not yet." not in page
    token.definition = "Part of a word."
    token.save()
    assertContains(guide_page(client, guide), "Part of a word.")


@pytest.mark.django_db
def test_every_guide_has_a_next_step(client):
    alone = make_guide("Alone")
    page = guide_page(client, alone)
    for link in ("/questions/", "/tools/", "/advisor/which-ai/"):
        assertContains(page, f'<h3><a href="{link}"')
    make_guide("Later", position=200)
    alone.terms.add(make_term("output:image", label="Images"))
    page = guide_page(client, alone)
    for link in ("/guides/later/", "/tools/?output=image"):
        assertContains(page, f'<h3><a href="{link}"')


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["next-token", "denoising", "adversaries", "latent-codes"])
def test_a_drawing_says_in_words_what_it_shows(client, name):
    page = guide_page(client, make_guide(body=f"[[picture {name}]]")).content.decode()
    picture = re.search(r"<figure.+?</figure>", page, re.DOTALL)[0]
    labels = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', picture)
    assert all(f'id="{label}">' in picture for label in labels.groups())
    assert "<figcaption>" in picture
    assert "style=" not in picture


@pytest.mark.django_db
def test_guides_stand_in_their_groups(client):
    make_guide("Second", group=Guide.Group.PRACTICE)
    make_guide("First", group=Guide.Group.BASICS)
    page = client.get("/guides/").content.decode()
    assert page.index("The basics") < page.index(">First<") < page.index("In practice") < page.index(">Second<")
    assert "Choosing" not in page


@pytest.mark.django_db
def test_a_table_shows_its_rows_notes_and_tools(client):
    table = Comparison.objects.create(
        slug="two", title="Two things", intro="Side by side.", columns=["Topic", "A", "B"]
    )
    row = ComparisonRow.objects.create(comparison=table, cells=["Size", "big", "small"], note="Not certain.")
    row.tools.add(make_tool(name="Flux"))
    page = guide_page(client, make_guide(body="[[comparison two]]"))
    cells = re.findall(r"<t[hd]\b[^>]*>(Size|big|small)</t[hd]>", page.content.decode())
    assert cells == ["Size", "big", "small"]
    for text in (
        "Two things",
        "Side by side.",
        "Not certain.",
        'href="/tools/flux/"',
        'aria-labelledby="comparison-two"',
    ):
        assertContains(page, text)


@pytest.mark.django_db
def test_a_list_of_tools_takes_narrower_terms_and_stops_at_six():
    jobs = make_term("task:images")
    make_term("task:logos", parent=jobs)
    for number in range(7):
        make_tool(name=f"Logo {number}", terms=["task:logos", "hosting:own"])
    make_tool(name="Other", terms=["task:logos"])
    make_tool(name="Away", terms=["hosting:own"])
    (part,), lost = embedded("[[tools task=images&hosting=own]]")
    assert [tool.name for tool in part.content["tools"]] == [f"Logo {number}" for number in range(6)]
    assert part.content["total"] == 7
    assert part.content["url"] == "/tools/?hosting=own&task=images"
    assert lost == []


@pytest.mark.django_db
def test_an_empty_list_of_tools_says_so(client):
    make_term("output:image", label="Images")
    assertContains(guide_page(client, make_guide(body="[[tools output=image]]")), "no tool of this sort")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line",
    [
        "[[comparison nowhere]]",
        "[[picture ../admin]]",
        "[[picture]]",
        "[[tools]]",
        "[[tools output]]",
        "[[tools output=nowhere]]",
        "[[tools nowhere=image]]",
        "[[tools sort=price]]",
        "[[scenarios x]]",
        "[[nonsense]]",
    ],
)
def test_an_embed_that_stands_for_nothing_is_reported_and_not_shown(client, line):
    make_term("output:image")
    parts, lost = embedded(line)
    assert parts == []
    assert len(lost) == 1
    assertNotContains(guide_page(client, make_guide(body=line)), "[[")


def test_a_list_of_workflows_names_each_kind_once_and_claims_no_order(client, db):
    """Steps may stand side by side, as in two jobs of one place."""
    make_workflow(kinds=("kind:language-model", "kind:voice-generator", "kind:language-model"))
    page = client.get("/workflows/").content.decode()
    assert page.count(make_term("kind:language-model").label) == 1
    assert "→" not in page


@pytest.mark.django_db
def test_scenarios_workflows_and_industries_can_be_embedded(client):
    Scenario.objects.create(slug="s", title="A tale", who="Ann", situation="Sit.", mistake="Mist.", better="Bett.")
    make_workflow(kinds=("kind:language-model", "kind:voice-generator"))
    make_industry()
    page = guide_page(client, make_guide(body="[[scenarios]]\n\n[[workflows]]\n\n[[industries]]"))
    for text in (
        "A tale",
        "Ann",
        "Sit.",
        "Mist.",
        "Bett.",
        "/workflows/a-chain/",
        "Voice generator",
        "/industries/baking/",
    ):
        assertContains(page, text)


@pytest.mark.django_db
def test_an_industry_says_what_fits_and_where_to_go(client):
    industry = make_industry(
        example="With [flour](/tools/flour/).", cautions=["It is hot."], fit_note="A note of the desk."
    )
    industry.terms.add(make_term("industry:baking"), make_term("task:kneading", label="Kneading"))
    industry.kinds.add(make_term("kind:agent", label="Agents", definition="It acts. It is no chat."))
    make_tool(name="Oven", terms=["industry:baking"])
    industry.tools.add(make_tool(name="Flux"))
    industry.workflows.add(make_workflow())
    page = client.get(industry.get_absolute_url())
    for text in ("Language models and other generators together", "<em>well</em>", "It is hot."):
        assertContains(page, text)
    assertNotContains(page, "A note of the desk.")
    assertContains(page, "1 tool for this industry")
    assertContains(page, "<dd>It acts.</dd>")
    for link in (
        "/tools/?industry=baking",
        "/tools/?task=kneading",
        "/kinds/agent/",
        "/tools/flux/",
        "/workflows/a-chain/",
    ):
        assertContains(page, f'href="{link}"')


@pytest.mark.django_db
def test_a_workflow_shows_its_steps_in_order(client):
    workflow = make_workflow(kinds=("kind:writer", "kind:painter"))
    workflow.steps.first().tools.add(make_tool(name="Flux"), make_tool(name="Fern"))
    workflow.industries.add(make_industry())
    page = client.get(workflow.get_absolute_url()).content.decode()
    assert page.index("Step kind:writer") < page.index("Step kind:painter")
    assert all(link in page for link in ("/kinds/writer/", "/tools/flux/", "/tools/fern/", "/industries/baking/"))


@pytest.mark.django_db
def test_a_word_has_its_synonyms_neighbours_and_uses(client):
    agent = GlossaryTerm.objects.create(slug="agent", term="Agent", definition="It acts.", synonyms=["doer"])
    agent.see_also.add(GlossaryTerm.objects.create(slug="tool-use", term="tool use", definition="Calls."))
    agent.terms.add(make_term("kind:agent", label="Agents"))
    make_guide("Acting").terms.add(make_term("kind:agent"))
    page = client.get("/glossary/")
    for text in ('id="agent"', "doer", 'href="#tool-use"', 'href="/kinds/agent/"', "/guides/acting/", 'id="letter-t"'):
        assertContains(page, text)


@pytest.mark.django_db
def test_a_word_leads_to_the_guides_that_say_most_of_it(client):
    word = GlossaryTerm.objects.create(slug="token", term="Token", definition="A piece.", synonyms=["piece of text"])
    word.terms.add(make_term("kind:agent"))
    make_guide("Silent", "Text.", position=1).terms.add(make_term("kind:agent"))
    make_guide("Passing", "Paid by the token.", position=2)
    make_guide("Stressed", "A **piece of text**.", position=3)
    make_guide("Headed", "## Tokens\n\nText.", position=4)
    make_guide("The tokens of old articles", position=5, group="background")
    make_guide("Drafted tokens", position=6, editorial_state="draft")
    entry = client.get("/glossary/").content.decode().split('<div id="token"')[1].split("</div>")[0]
    assert re.findall('href="/guides/([a-z-]+)/"', entry) == ["headed", "stressed"]


@pytest.mark.django_db
def test_of_guides_that_say_as_much_of_a_word_those_on_its_subject_come_first(client):
    word = GlossaryTerm.objects.create(slug="token", term="Token", definition="A piece.")
    word.terms.add(make_term("kind:agent"))
    make_guide("First", "A token.", position=1)
    make_guide("Second", "A token.", position=2).terms.add(make_term("kind:agent"))
    entry = client.get("/glossary/").content.decode().split('<div id="token"')[1].split("</div>")[0]
    assert re.findall('href="/guides/([a-z-]+)/"', entry) == ["second", "first"]


@pytest.mark.django_db
def test_an_answer_is_there_without_a_script(client):
    FaqEntry.objects.create(slug="why", question="Why?", answer="Because *so*.", note="For the desk.")
    page = client.get("/questions/")
    for text in ('<details id="why" open>', "Why?", "Because <em>so</em>."):
        assertContains(page, text)
    assertNotContains(page, "For the desk.")


@pytest.mark.django_db
def test_below_an_answer_stand_only_kinds_that_it_does_not_lead_to_itself(client):
    entry = FaqEntry.objects.create(slug="why", question="Why?", answer="Ask [an agent](/kinds/agent/).")
    entry.terms.add(make_term("kind:agent", label="Agents"), make_term("kind:robot", label="Robots"))
    entry.terms.add(make_term("commercial-use:allowed", label="Allowed"))
    assertContains(client.get("/questions/"), 'See also: <a href="/kinds/robot/">Robots</a></p>')


@pytest.mark.django_db
def test_a_word_names_the_facet_of_its_tools(client):
    word = GlossaryTerm.objects.create(slug="copyright", term="Copyright", definition="A right.")
    word.terms.add(make_term("commercial-use:allowed", label="Allowed"))
    page = re.sub(r"<a [^>]*>", "", client.get("/glossary/").content.decode())
    assert f"{Facet.objects.get(slug='commercial-use').label}: Allowed" in page


@pytest.mark.django_db
def test_the_method_counts_confirmed_facts_truthfully(client):
    tool = make_tool()
    assertContains(client.get("/method/"), "No fact is confirmed yet")
    Reading.objects.create(tool=tool, subject="maker", outcome="confirmed", read_on="2026-11-22")
    assertContains(client.get("/method/"), "confirmed facts in 1 reading.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("", "Reports cannot be received on this copy yet."),
        ("desk@example.org", '<a href="mailto:desk@example.org">desk@example.org</a>'),
        ("https://example.org/form", '<a href="https://example.org/form" rel="nofollow noopener">'),
        ("Room 5, Long Street", "Write to Room 5, Long Street."),
    ],
)
def test_errors_can_be_reported_where_the_operator_says(client, settings, contact, shown):
    settings.CONTACT = contact
    assertContains(client.get("/about/"), shown)


@pytest.mark.django_db
def test_the_home_page_counts_what_comes_out(client):
    make_tool(terms=["output:image"])
    make_tool(terms=["output:image"])
    make_term("output:music")
    page = client.get("/").content.decode()
    assert re.search(r'href="/tools/\?output=image".+?option__count">2<', page)
    assert "output=music" not in page
    assert "2 tools and models" in page


@pytest.mark.django_db
def test_the_home_page_tells_what_changed_and_what_was_released_lately(client):
    with editing(route="admin"):
        make_tool(name="Inkwell", terms=["kind:agent"], plans=[{"amount": 20}], released="2026-05-04")
        make_tool(name="Undated")
    with editing(route="admin"):
        Plan.objects.update(amount=25)
    told = {
        section.get("aria-labelledby"): " ".join(section.text_content().split())
        for section in lxml.html.fromstring(client.get("/").content).xpath("//section[.//*[@class='dated']]")
    }
    assert "$20 per month →, now $25 per month" in told["news"]
    assert "4 May 2026 Inkwell Acme" in told["newest"]
    assert "Undated" not in told["newest"]


@pytest.mark.django_db
def test_a_workflow_leads_on_to_an_industry_that_uses_it(client):
    workflow = make_workflow()
    assert client.get(workflow.get_absolute_url()).context["next"] is None
    workflow.industries.add(industry := make_industry())
    assert client.get(workflow.get_absolute_url()).context["next"] == industry


@pytest.mark.django_db
def test_the_home_page_leads_to_the_question_asked_first_and_counts_what_can_be_had(client):
    make_tool()
    make_tool(lifecycle="discontinued")
    FaqEntry.objects.create(slug="is-chatgpt-an-llm", question="Is ChatGPT an LLM?", answer="No.")
    page = client.get("/").content.decode()
    assert '<a href="/questions/#is-chatgpt-an-llm">Is ChatGPT an LLM?</a>' in page
    assert "1 tools and models" in page


@pytest.mark.django_db
@pytest.mark.parametrize("contact", ["", "desk@example.org"])
def test_the_method_invites_reports_only_where_somebody_receives_them(client, settings, contact):
    settings.CONTACT = contact
    assert ("How to report an error" in client.get("/method/").content.decode()) == bool(contact)
