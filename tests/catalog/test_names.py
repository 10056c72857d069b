import pytest

from catalog.names import has_invisible_letters, is_slug, name_key, slug_from


@pytest.mark.parametrize(
    "twin",
    ["chatgpt", "CHATGPT", " ChatGPT ", "Chat\u200bGPT", "ChatGPT\ufeff", "\u202eChatGPT", "ＣｈａｔＧＰＴ"],
)
def test_names_that_look_alike_count_as_one(twin):
    assert name_key(twin) == name_key("ChatGPT")


@pytest.mark.parametrize("other", ["Chat GPT", "ChatGPT 2", "ChatGPΤ"])
def test_names_that_differ_stay_apart(other):
    assert name_key(other) != name_key("ChatGPT")


@pytest.mark.parametrize("text", ["a\u200bb", "a\x00", "\ufeffa", "a\u3164"])
def test_invisible_letters_are_seen(text):
    assert has_invisible_letters(text)


def test_accents_and_spaces_are_visible():
    assert not has_invisible_letters("Café au lait — 東京")


@pytest.mark.parametrize("text", ["gpt-4", "3d", "a"])
def test_slugs(text):
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "GPT-4", "gpt_4", "-gpt", "gpt-", "gpt--4", "gpt 4", "gpt-4\n", "gpté"])
def test_what_is_no_slug(text):
    assert not is_slug(text)


def test_a_slug_for_a_name():
    assert slug_from("Z.ai (Zhipu AI)") == "z-ai-zhipu-ai"
    assert slug_from("東京") == ""
