import re
from html import unescape

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from advisor import pages
from advisor.models import Choice, ExpectedCase, Questionnaire
from catalog.models import Facet, Tool
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.factories import make_tool

pytestmark = pytest.mark.django_db
RESULT = "/advisor/studio/result/"


def in_words(response):
    """What of a page can be read: its text without the tags, in one line."""
    return (
        " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())
        .replace(" .", ".")
        .replace(" ;", ";")
    )


@pytest.fixture
def studio():
    make_studio_tools()
    return make_questionnaire()


@pytest.mark.parametrize(
    "address",
    [
        "/advisor/",
        "/advisor/studio/",
        "/advisor/studio/output/",
        "/advisor/studio/output/counts/?output=image",
        "/advisor/studio/result/?output=image&cost=none",
        "/advisor/studio/result/?output=image.text",
        "/advisor/studio/result/",
        "/advisor/studio/result/?output=image&secret=yes&why=Pencil",
    ],
)
def test_pages_are_public_cookie_free_and_not_sent_twice(client, studio, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "address",
    ["", "?output=image", "output/", "cost/?output=text&warned=1", "result/", "result/?output=image&cost=none"],
)
def test_search_engines_are_led_to_one_page_of_a_questionnaire(client, studio, address):
    page = client.get(f"/advisor/studio/{address}")
    assertContains(page, '<link rel="canonical" href="http://127.0.0.1:8000/advisor/studio/">', count=1)
    assertNotContains(page, "noindex")
    assert (b'<meta name="robots" content="nofollow">' in page.content) == bool(address)


@pytest.mark.parametrize(
    "address",
    [
        "/advisor/none/",
        "/advisor/studio/none/",
        "/advisor/studio/none/counts/",
        "/advisor/none/result/",
        "/advisor/x/y/z/",
    ],
)
def test_what_is_not_there_is_not_found(client, studio, address):
    assert client.get(address).status_code == 404


def test_a_draft_that_was_never_published_is_not_there(client):
    make_questionnaire(published=False)
    assert client.get("/advisor/studio/").status_code == 404
    assertNotContains(client.get("/advisor/"), "Studio?")


@pytest.mark.parametrize(
    ("sent", "target"),
    [
        ("output=text&asked=output", "/advisor/studio/cost/?output=text"),
        ("output=image&output=text&asked=output", "/advisor/studio/style/?output=image.text"),
        ("output=text&cost=~&asked=cost&stranger=1", "/advisor/studio/secret/?output=text&cost=~"),
        ("output=text&cost=none&secret=no&asked=secret", "/advisor/studio/result/?output=text&cost=none&secret=no"),
        ("asked=output", "/advisor/studio/output/?asked=output"),
        ("output=text&asked=cost", "/advisor/studio/cost/?output=text&asked=cost"),
        ("output=text&asked=style", "/advisor/studio/cost/?output=text"),
        ("output=text&asked=nothing", "/advisor/studio/cost/?output=text"),
    ],
)
def test_a_form_leads_to_the_canonical_address_of_what_comes_next(client, studio, sent, target):
    assertRedirects(client.get(f"/advisor/studio/?{sent}"), target)


def test_an_empty_answer_is_asked_again_in_words(client, studio):
    page = client.get("/advisor/studio/output/?asked=output")
    told = "Choose an answer, or say that you are not sure."
    assertContains(page, f'<a href="#answer-image">{told}</a>')
    assertContains(page, f'<p class="field__error" id="error"><span class="visually-hidden">Error: </span>{told}</p>')
    assertContains(page, "<title>Error: Output? ")
    assertNotContains(client.get("/advisor/studio/output/"), "Choose an answer, or say")


def test_a_question_that_is_not_asked_leads_on(client, studio):
    assertRedirects(client.get("/advisor/studio/style/?output=text"), "/advisor/studio/cost/?output=text")


def test_a_question_preselects_only_what_was_answered(client, studio):
    assertNotContains(client.get("/advisor/studio/output/"), "checked")
    page = client.get("/advisor/studio/output/?output=text&cost=none")
    assertContains(
        page, '<input type="checkbox" id="answer-text" name="output" value="text" checked>', count=1, html=True
    )
    assertContains(page, '<input type="hidden" name="cost" value="none">', html=True)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("output/", "Question 1, at most 3 more"),
        ("output/", "1 of the 3 that may follow comes up only after some answers"),
        ("style/?output=image", "Question 2, at most 2 more"),
        ("cost/?output=text", "Question 2, at most 1 more"),
        ("secret/?output=text&cost=~", "Question 3, the last one"),
        ("output/?output=text&cost=~", "Question 1, at most 1 more"),
    ],
)
def test_progress_is_told_in_words(client, studio, address, text):
    assert text in in_words(client.get(f"/advisor/studio/{address}"))


def test_the_first_page_keeps_answers_and_goes_on(client, studio):
    page = client.get("/advisor/studio/?output=image&style=~")
    assert "You have begun. At most 2 more questions." in in_words(page)
    assertContains(page, 'href="/advisor/studio/cost/?output=image&amp;style=~"')
    assertContains(page, 'href="/advisor/studio/output/?output=image&amp;style=~"')


def test_an_answer_changed_twice_keeps_the_others_and_comes_back(client, studio):
    """Style goes to sleep with the pictures it is asked about, and is there again with them."""
    seen = []
    for output in ("image", "text", "image"):
        page = client.get(f"/advisor/studio/?output={output}&style=strict&cost=none&asked=output", follow=True)
        seen.append(page.redirect_chain[-1][0])
        assert [given.key for given in page.context["answers"]] == ["output", "style", "cost"]
        assert [given.key for given in page.context["answers"] if given.dormant] == ["style"] * (output == "text")
    assert seen == [
        f"/advisor/studio/secret/?output={output}&style=strict&cost=none" for output in ("image", "text", "image")
    ]


def test_results_are_offered_from_the_second_answer_on(client, studio):
    assertNotContains(client.get("/advisor/studio/cost/?output=text"), "Show results now")
    assertContains(client.get("/advisor/studio/secret/?output=text&cost=~"), "Show results now")


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ("output/counts/", "5 tools still fit."),
        ("output/counts/?secret=yes", "1 tool still fits."),
        ("output/counts/?output=text", "5 tools still fit; this answer would leave 1."),
        ("secret/counts/?output=image&secret=yes", "4 tools still fit; this answer would leave 1."),
        ("secret/counts/?output=text&secret=yes", "1 tool still fits; this answer would leave none. You can go on"),
    ],
)
def test_the_live_count(client, studio, answers, text):
    assert text in in_words(client.get(f"/advisor/studio/{answers}"))


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        ("output/", ["Image leaves 4", "Text leaves 1", "I am not sure leaves 5"]),
        ("output/?output=text", ["Image adding it leaves 5", "Text leaves 1", "I am not sure leaves 5"]),
        ("output/?output=~", ["Image leaves 4", "Text leaves 1"]),
        ("secret/?output=text", ["No leaves 1", "Yes leaves no tool", "An answer that leaves no tool can be chosen"]),
        ("secret/?output=text&secret=yes", ["No leaves 1", "Yes leaves no tool", "this answer would leave none"]),
    ],
)
def test_each_choice_says_how_many_tools_it_would_leave(client, studio, address, texts):
    page = in_words(client.get(f"/advisor/studio/{address}"))
    for text in texts:
        assert text in page


def test_the_numbers_beside_choices_follow_what_is_ticked(client, studio):
    fragment = client.get("/advisor/studio/output/counts/?output=text").content.decode()
    assert re.search(r'id="leaves-image" data-hx-swap-oob="innerHTML">\s*adding it leaves 5\s*<', fragment)
    assert "leaves-" not in client.get("/advisor/studio/cost/counts/?cost=none").content.decode()


def test_an_answer_that_leaves_nothing_leads_on_to_the_clash(client, studio):
    page = client.get("/advisor/studio/?output=text&cost=~&secret=yes&asked=secret", follow=True)
    assert page.redirect_chain[-1][0].startswith(RESULT)
    assertContains(page, "Why nothing fits")


def test_a_result_names_kind_reasons_tools_and_the_way_back(client, studio):
    page = client.get(f"{RESULT}?output=image&cost=none")
    for text in ("pictures", "priority 30", "Oil", "has price:free", "Not confirmed", "What to check and do next"):
        assertContains(page, text)
    assertContains(page, "/advisor/studio/cost/?output=image&amp;cost=none")
    assertContains(page, "/tools/?kind=painter&amp;lifecycle=active&amp;lifecycle=beta&amp;output=image")
    assertContains(page, "/api/v1/advisor/studio/?output=image&amp;cost=none")


def test_what_is_true_of_all_tools_is_told_once_and_each_card_tells_its_tool_apart(client, studio):
    Tool.objects.exclude(slug="oil").filter(terms__facet__slug="output", terms__slug="image").delete()
    make_tool(name="Wax", terms=["kind:painter", "output:image", "price:free"], maker="Wax", best_for="Warm days.")
    told = in_words(client.get(f"{RESULT}?output=image&cost=none"))
    assert "True of both: For: has price:free For: has output:image Place 1" in told
    assert told.count("has price:free") == 1
    assert "Wax · App Makes things. For: Best for, in our editors’ opinion: Warm days." in told
    alone = in_words(client.get(f"{RESULT}?output=text"))
    assert "True of each" not in alone


def test_a_result_says_what_to_check_and_what_to_compare(client, studio):
    page = client.get(f"{RESULT}?output=image&cost=none")
    assert "Free : Brush, Canvas, Pencil" in in_words(page).replace(" ,", ",")
    assertContains(page, 'href="/compare/?tool=brush&amp;tool=canvas&amp;tool=oil&amp;tool=pencil">Compare these</a>')
    assertNotContains(client.get(f"{RESULT}?output=text"), "/compare/?tool")


def test_each_step_has_its_own_ways_on(client, studio):
    for number in range(7):
        make_tool(name=f"Crayon {number}", terms=["kind:painter", "output:image"], maker=f"Crayon {number}")
    pictures, words = client.get(f"{RESULT}?output=image.text").context["steps"]
    assert (len(pictures.cards), len(pictures.close), pictures.compare_url.count("tool=")) == (5, 5, 4)
    assert (len(words.cards), len(words.close), words.compare_url) == (1, 0, "")
    assert "kind=painter" in pictures.list_url
    assert "kind=writer" in words.list_url


def test_the_path_of_the_answers_is_drawn_and_told(client, studio):
    page = client.get(f"{RESULT}?output=image&style=~&secret=yes")
    told = [(stage.text, stage.left, stage.share) for stage in page.context["path"]]
    assert told == [("All tools the advisor can suggest", 5, 100), ("Image", 4, 80), ("Yes", 1, 20)]
    assert "Secret? Yes 1 tool" in in_words(page)
    assertContains(page, '<rect width="20" height="4"/>')
    dormant = client.get(f"{RESULT}?output=text&style=free").context["path"]
    assert [stage.text for stage in dormant] == ["All tools the advisor can suggest", "Text"]


def test_a_result_can_be_kept_without_a_script(client, studio):
    page = client.get(f"{RESULT}?output=image")
    address = "http://127.0.0.1:8000/advisor/studio/result/?output=image&amp;version=1"
    assertContains(page, f">{address}</a>")
    assertContains(page, f'<button type="button" class="button" data-copy="{address}" hidden>Copy link</button>')


def test_dormant_answers_stay_in_the_address_and_out_of_the_reasoning(client, studio):
    page = client.get(f"{RESULT}?output=text&style=strict")
    assertContains(page, "it does not count with your other answers")
    assertContains(page, "style=strict")


def test_few_tools_come_with_ways_out(client, studio):
    page = client.get(f"{RESULT}?output=image&secret=yes")
    assertContains(page, "Leave open: Secret?")
    assertContains(page, "secret=~")
    assertContains(page, "is left out because of: Own or Device (not known)")


def test_the_clash_is_told_in_one_sentence(client, studio):
    few = "Fewer than three tools fit “Secret?” <strong>Yes</strong>."
    assertContains(client.get(f"{RESULT}?output=image&secret=yes"), few)
    page = client.get(f"{RESULT}?output=text&secret=yes")
    assertContains(page, "Why nothing fits")
    assertContains(page, "No tool that we know fits “Secret?” <strong>Yes</strong>.")
    assertContains(client.get(f"{RESULT}?output=image.text&secret=yes"), "words: no tool that we know fits “Secret?”")
    assertNotContains(client.get(f"{RESULT}?output=image"), "Why ")


def test_what_is_never_given_up_is_named_and_no_way_out(client, studio):
    Choice.objects.filter(question__key="secret", key="yes").update(never_given_up=True)
    studio.publish()
    page = client.get(f"{RESULT}?output=image&secret=yes")
    assertContains(page, "Fewer than three tools fit “Secret?” <strong>Yes</strong>.")
    assertContains(page, "an answer that nobody should be asked to give up")
    assertNotContains(page, "Leave open:")


OFFER = re.compile(r'<li><a href="([^"]*/result/[^"]*)">.*?</a> <span class="option__count">(\d+) tool')


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("output=image.music.text&combine=bundle&rights=sell", 1),
        ("output=music.voice&combine=bundle", 1),
        ("output=voice&budget=large&skill=dev", 1),
        ("output=text.video&data=house&hardware=none", 4),
        ("output=image&budget=large&skill=dev", 3),
    ],
)
def test_ways_out_and_quick_changes_lead_to_as_many_tools_as_they_say(shipped, query, least):
    offers = OFFER.findall(shipped.get(f"/advisor/which-ai/result/?{query}").content.decode())
    assert len(offers) >= least
    for address, number in offers:
        assert shipped.get(unescape(address)).context["advice"].remaining == int(number)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pencil", "left the list because of “Secret?” Yes"),
        ("PENCIL", "left the list because of “Secret?” Yes"),
        ("Oil", "Oil is in the list above: place 1."),
        ("Pen", "of another kind"),
        ("Nobody", "We list no tool called “Nobody”"),
    ],
)
def test_why_a_tool_is_not_there(client, studio, name, text):
    assertContains(client.get(RESULT, {"output": "image", "secret": "yes", "why": name}), text)


@pytest.mark.parametrize(
    "state", [Tool.EditorialState.DRAFT, Tool.EditorialState.IN_REVIEW, Tool.EditorialState.ARCHIVED]
)
def test_drafts_are_never_advised(client, studio, state):
    make_tool(name="Secret brush", terms=["kind:painter", "output:image"], editorial_state=state)
    for address in (RESULT, "/api/v1/advisor/studio/"):
        page = client.get(address, {"output": "image", "why": "Nothing"})
        assertNotContains(page, "ecret brush")
    assert "would leave 4." in in_words(client.get("/advisor/studio/output/counts/?output=image"))


def test_an_edit_shows_in_the_next_answer(client, studio):
    counts = "/advisor/studio/output/counts/?output=image"
    assert "would leave 4." in in_words(client.get(counts))
    Tool.objects.get(name="Pencil").unpublish()
    assert "would leave 3." in in_words(client.get(counts))


def test_examples_lead_to_finished_results_once_they_are_published(client, studio):
    case = {"key": "k", "answers": {"output": ["image"]}, "is_example": True}
    case = ExpectedCase.objects.create(questionnaire=studio, situation="A sign for a shop.", **case)
    assertNotContains(client.get(reverse("advisor:index")), "A sign")
    studio.publish()
    ExpectedCase.objects.filter(pk=case.pk).update(situation="A draft of it.")
    page = client.get(reverse("advisor:index"))
    assertContains(page, "A sign for a shop.")
    assertContains(page, "/advisor/studio/result/?output=image")
    assertNotContains(page, "A draft")


ODD = [
    "%00",
    "%ff%fe",
    "~~",
    "image.",
    ".",
    "a" * 1900,
    "%F0%9F%98%80",
    "image%00text",
    "'\"<script>",
    "%ud800",
    "-1",
    "image&output=~",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", ["", "output/", "cost/", "output/counts/", "result/"])
def test_odd_answers_are_harmless(client, studio, path, odd):
    response = client.get(f"/advisor/studio/{path}?output={odd}&{odd}=1&asked={odd}&why={odd}")
    assert response.status_code in {200, 302}
    assert b"<script>1" not in response.content


def test_more_parameters_than_anyone_has_are_refused_or_ignored(client, studio):
    query = "&".join(f"p{number}=x" for number in range(10_000))
    assert client.get(f"{RESULT}?{query}").status_code in {200, 400}


@pytest.mark.parametrize(
    ("address", "most"), [("/advisor/studio/output/", 8), ("/advisor/studio/result/?output=image", 9)]
)
def test_a_step_costs_few_queries(client, studio, django_assert_max_num_queries, address, most):
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_a_tool_that_has_gone_says_what_became_of_it(shipped):
    page = shipped.get("/advisor/which-ai/result/?output=image&why=gpt-4").content.decode()
    assert "can no longer be had" in page
    assert '<a href="/tools/gpt-5/">GPT-5</a>' in page


def test_a_mix_that_no_product_makes_says_so(shipped):
    page = shipped.get("/advisor/which-ai/result/?output=video.music.model3d&combine=bundle").content.decode()
    assert "we know of no finished one for this" in page


def test_what_no_tool_makes_is_nobody_s_fault(client, studio):
    Tool.objects.get(name="Pen").unpublish()
    assertContains(client.get(f"{RESULT}?output=text&cost=none"), "We list no tool that makes this, whatever the other")


def test_a_near_miss_says_which_fact_is_not_known(shipped):
    page = shipped.get("/advisor/which-ai/result/?output=model3d&data=no-training").content.decode()
    (told,) = set(re.findall(r"is left out because of: ([^<]+)<", page))
    assert told == f"{Facet.objects.get(slug='data-use').label} (not known)"


def test_an_answer_that_only_changes_the_order_is_said_to(client, studio):
    assert pages.is_all_one({"a": 3, "b": 3})
    assert not pages.is_all_one({"a": 3, "b": 2})
    assert not pages.is_all_one({})
    differing = client.get("/advisor/studio/output/")
    assert not differing.context["is_all_one"]
    assertContains(differing, "how many tools it would leave")


def test_the_start_leads_to_the_first_question(client, studio):
    Questionnaire.objects.exclude(slug="studio").update(live=None)  # of several, each says what it is about
    page = client.get("/advisor/")
    assertContains(page, 'href="/advisor/studio/output/"')
    assertNotContains(page, studio.intro)
