"""What people type into the search of everything, and what comes first, with the content as it is shipped."""

import pytest

from tests.catalog.test_search_page import links, search, sorts


def test_a_question_comes_before_the_tools_that_would_do(shipped):
    for text, slug in (
        ("should I fine-tune?", "should-i-fine-tune"),
        ("product photos", "what-can-i-use-for-product-photos"),
        ("what can I use for product photos, commercially, free to start?", "what-can-i-use-for-product-photos"),
        ("is an LLM the same as generative AI?", "is-an-llm-the-same-as-generative-ai"),
        ("is chatgpt an llm", "is-chatgpt-an-llm"),
    ):
        page = search(shipped, text)
        assert f"/questions/#{slug}" in links(page)[:2], text
        assert "Tools" not in sorts(page)[: sorts(page).index("Questions")], text


@pytest.mark.parametrize(("text", "slug"), [("chatgpt", "chatgpt"), ("chatgp", "chatgpt-agent"), ("suno", "suno")])
def test_a_name_or_its_beginning_comes_before_what_is_said_of_it(shipped, text, slug):
    assert links(search(shipped, text))[0] == f"/tools/{slug}/"
