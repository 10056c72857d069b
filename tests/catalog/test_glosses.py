import re

import pytest

from catalog.glosses import Glosses, Weight, Word, weights


def word(slug, *forms):
    return Word(slug=slug, term=forms[0], definition=f"What {slug} means.", forms=forms)


WORDS = [
    word("ai", "Artificial intelligence", "AI"),
    word("generative-ai", "Generative AI"),
    word("rag", "RAG", "retrieval-augmented generation"),
    word("token", "Token"),
    word("diffusion", "diffusion"),
    word("diffusion-model", "diffusion model"),
]


def marked(*texts):
    """What became a button, as (what it says, what it opens), and the words met."""
    glosses = Glosses(WORDS)
    html = "".join(glosses.mark(text) for text in texts)
    found = re.findall(r'<button type="button" class="term" popovertarget="gloss:([a-z-]+)">([^<]+)</button>', html)
    return [(said, slug) for slug, said in found], [met.slug for met in glosses.met]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>a token</p>", [("token", "token")]),
        ("<p>Tokens cost</p>", [("Tokens", "token")]),
        ("<p>generative\nAI and AI</p>", [("generative\nAI", "generative-ai"), ("AI", "ai")]),
        ("<p>diffusion models, diffusion</p>", [("diffusion models", "diffusion-model"), ("diffusion", "diffusion")]),
        ("<p>a rag, RAG</p>", [("RAG", "rag")]),
        ("<p>betoken, token-like, tokenise</p>", []),
        ("<h2>Token</h2><p>(token)</p>", [("token", "token")]),
        ('<p><a href="/x"><em>token</em></a>, token</p>', [("token", "token")]),
        ("<pre><code>token</code></pre><table><thead><tr><th>token</th></tr></thead></table>", []),
        ("<p>Retrieval-augmented generation or RAG</p>", [("Retrieval-augmented generation", "rag")]),
    ],
)
def test_the_first_mention_becomes_a_button_wherever_it_may(text, found):
    assert marked(text)[0] == found


def test_a_word_is_explained_once_a_page_and_in_the_order_of_the_text():
    found, met = marked("<p>RAG of tokens</p>", "<p>RAG, token, AI</p>")
    assert [slug for _, slug in found] == met == ["rag", "token", "ai"]


def test_text_is_otherwise_as_it_was():
    html = '<p title="token">1 &lt; 2 &amp; <em>token</em>, generative AI</p>'
    text = Glosses(WORDS).mark(html)
    assert re.sub("</?(button|span)[^>]*>", "", text) == html
    assert text.startswith('<p title="token">1 &lt; 2 &amp; <em><button')
    assert Glosses([]).mark(html) == html


def test_a_form_that_begins_with_no_letter_or_digit_is_left_alone():
    odd = [word("dots", "…so"), word("none", " ", "–"), word("square", "1:1")]
    html = Glosses(odd).mark("<p>…so – 1:1 21:1</p>")
    assert re.findall(r"gloss:(\w+)\">([^<]+)<", html) == [("square", "1:1")]


def test_signs_beside_a_word_stay_on_its_line():
    html = Glosses(WORDS).mark("<p>(a token), (“RAG”), (\nAI or a (token).</p>")
    assert re.sub("<button[^>]*>", "<button>", html) == (
        '<p>(a <span class="nowrap"><button>token</button>),</span> '
        '<span class="nowrap">(“<button>RAG</button>”),</span> (\n<button>AI</button> or a (token).</p>'
    )


@pytest.mark.parametrize(
    ("title", "body", "weight"),
    [
        ("What a token is", "A **token**.", Weight.HEADED),
        ("A guide", "## 2. Tokens count\n\nText.", Weight.HEADED),
        ("A guide", "They call it\n**the token**: a piece.", Weight.STRESSED),
        ("A guide", "Paid by the token.", Weight.MENTIONED),
        ("A guide", "[A token](/x/)", Weight.MENTIONED),
        ("A guide", "Tokenised [there](/glossary/#token).", None),
    ],
)
def test_a_text_weighs_by_the_most_prominent_place_of_a_word(title, body, weight):
    assert weights(title, body, WORDS).get("token") == weight


def test_a_longer_word_is_no_mention_of_the_shorter_one_in_it():
    assert weights("Generative AI", "**Diffusion models**", WORDS) == {
        "generative-ai": Weight.HEADED,
        "diffusion-model": Weight.STRESSED,
    }
