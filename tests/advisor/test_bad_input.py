"""Whatever an address holds: a note or the way to the first open question, never a failure, never a lost answer."""

from dataclasses import replace

import pytest

from advisor.models import Effect
from catalog.models import Assignment, Term
from tests.advisor.flows import STUDIO, make_choice, make_effect, make_question
from tests.advisor.rows import make_questionnaire, make_studio_tools

pytestmark = pytest.mark.django_db
PAGES = {
    "start": "/advisor/studio/",
    "sent form": "/advisor/studio/?asked=cost",
    "question": "/advisor/studio/cost/",
    "counts": "/advisor/studio/cost/counts/",
    "result": "/advisor/studio/result/",
    "data": "/api/v1/advisor/studio/",
}
PLAN = make_question(
    "plan",
    make_choice("none", alone=True),
    make_choice("tune", make_effect("prefer", "price:free")),
    "chatbot",
    kind="many",
)
TYPED = replace(STUDIO, questions=(*STUDIO.questions, PLAN))

# What is asked, beside output=image, and the answers that are understood.
KEPT = "output=image&"
ODD = {
    "unknown key": (b"colour=red", {}),
    "choice of another question": (b"secret=free&style=none", {}),
    "fifty answers to a one-answer question": (b"&".join([b"cost=none", b"cost=some"] * 25), {"cost": ["none"]}),
    "fifty unknown answers": (b"&".join(b"cost=v%d" % place for place in range(50)), {}),
    "not sure with choices": (b"cost=~&cost=some&plan=~.tune", {"cost": ["some"], "plan": ["tune"]}),
    "none with others": (b"plan=tune&plan=none.chatbot", {"plan": ["none"]}),
    "a version that never was": (b"version=7&cost=none", {"cost": ["none"]}),
    "a version that is no number": (b"version=%00&cost=none", {"cost": ["none"]}),
    "a very long answer": (b"secret=" + b"x" * 7_000, {}),
    "a very long row of dots": (b"secret=" + b"." * 7_000, {}),
    "a very long name": (b"x" * 7_000 + b"=1", {}),
    "NUL": (b"cost=%00none&%00=1&secret=yes%00", {}),
    "NUL, raw": (b"cost=\x00none", {}),
    "lone surrogate": (b"cost=%ed%a0%80&%ed%a0%80=none", {}),
    "invalid UTF-8": (b"cost=%ff%fe&%c3=none", {}),
    "as many parameters as fit": (b"&".join(b"p%d=x" % place for place in range(490)), {}),
    "names of our own": (b"why=&warned=&format=%00&asked=%ff", {}),
    "markup": (b"cost=<script>&<script>=1", {}),
}


@pytest.fixture(scope="module", autouse=True)
def studio(for_the_module):
    make_studio_tools()
    return make_questionnaire(TYPED)


def ask(client, page, raw, **options):
    path, _, query = PAGES[page].partition("?")
    asked = f"{KEPT}{query}&".encode() + raw
    return client.get(path, QUERY_STRING=asked.decode("latin-1"), **options)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("page", PAGES)
def test_odd_addresses_are_answered_and_no_answer_is_lost(client, page, odd):
    raw, understood = ODD[odd]
    response = ask(client, page, raw, follow=True)
    assert response.status_code == 200
    assert b"<script>=" not in response.content
    assert len(response.content) < 60_000
    if page == "data":
        assert response.json()["answers"] == {"output": ["image"], **understood}
    elif page != "counts":
        given = {one.key: one.text for one in response.context["answers"]}
        assert given.keys() == {"output", *understood}


@pytest.mark.parametrize("page", ["start", "question", "result", "data"])
@pytest.mark.parametrize("odd", [name for name in ODD if name != "names of our own"])
def test_what_was_left_aside_is_told(client, page, odd):
    response = ask(client, page, ODD[odd][0])
    ignored = response.json()["ignored"] if page == "data" else response.context["ignored"]
    assert 0 < len(ignored) <= 20
    if page != "data":
        assert "Part of the address was left aside" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("raw", [b"secret=" + b"x" * 100_000, b"&".join([b"secret=x"] * 10_000)])
def test_what_no_form_sends_is_refused_in_words_as_everywhere_on_the_site(client, page, raw):
    response = ask(client, page, raw)
    assert response.status_code == 400
    assert b"could not read that request" in response.content or response.json()["status"] == 400


@pytest.fixture
def without_term(studio):
    """An editor has taken “own” out of the draft and of the taxonomy; the live version still asks for it."""
    Effect.objects.filter(term__slug="own").delete()
    Assignment.objects.filter(term__slug="own").delete()
    Term.objects.get(slug="own").delete()


@pytest.mark.parametrize("page", PAGES)
def test_a_term_that_is_gone_since_is_harmless(client, without_term, page):
    assert ask(client, page, b"cost=none&secret=yes&style=free", follow=True).status_code == 200


def test_the_list_of_a_term_that_is_gone_opens(client, without_term):
    page = ask(client, "result", b"secret=yes")
    assert "own" in page.context["single"].list_url
    assert client.get(page.context["single"].list_url).status_code == 200


@pytest.mark.parametrize(
    "path", ["no%00ne/", "cost%00/", "%ed%a0%80/", "x" * 3_000 + "/", "result/counts/", "cost/cost/"]
)
def test_odd_paths_are_not_found(client, path):
    assert client.get(f"/advisor/studio/{path}").status_code == 404
