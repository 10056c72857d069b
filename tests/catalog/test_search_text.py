"""Which words a text has, and what of a typed one counts."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index.text import (
    STOP_WORDS,
    Wording,
    fold,
    label_words,
    name_words,
    squashed,
    stem,
    text_words,
    whole_names,
    words_of,
)
from catalog.index.typed import MAX_WORDS, Correction, Typed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GPT-4.1", ["gpt", "4", "1"]),
        ("the maker's “tools”", ["the", "makers", "tools"]),
        ("rock ’n’ roll", ["rock", "n", "roll"]),
        ("Café Crème, Straße", ["cafe", "creme", "strasse"]),
        ("ＤＡＬＬ·Ｅ ３", ["dall", "e", "3"]),
        ("snake_case", ["snake", "case"]),
        ("图像生成 ИИ-помощник", ["图像生成", "ии", "помощник"]),
        ("٤٢ модели", ["٤٢", "модели"]),
        ("a\x00b\ud800c", ["a", "b", "c"]),
        ("\u0301 … !? \u200b", []),
        ("", []),
        ("🎨 art", ["art"]),
    ],
)
def test_words_are_unbroken_runs_of_letters_and_digits(text, words):
    assert words_of(text) == words


def test_folding_again_changes_nothing():
    every_sign = "".join(map(chr, range(sys.maxunicode + 1)))
    assert fold(fold(every_sign)) == fold(every_sign)


@pytest.mark.parametrize(
    ("word", "its_stem"),
    [
        *(("images", "image"), ("tools", "tool"), ("apis", "api"), ("analysis", "analysi")),
        *(("glass", "glass"), ("corpus", "corpus"), ("gas", "gas"), ("s", "s"), ("image", "image"), ("", "")),
    ],
)
def test_a_stem_is_the_word_without_its_plural(word, its_stem):
    assert stem(word) == its_stem


@given(st.text("abius", max_size=8))
def test_a_stem_is_its_own_stem(word):
    assert stem(stem(word)) == stem(word)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotebookLM", "notebooklm notebook lm"),
        ("DeepSeek", "deepseek deep seek"),
        ("GPT4", "gpt4 gpt 4"),
        ("GPTZero", "gptzero gpt zero"),
        ("StyleGAN3", "stylegan3 style gan 3 stylegan gan3"),
        ("Stable Diffusion", "stable diffusion stablediffusion"),
        ("DALL·E 3", "dall e 3 dalle e3 dalle3"),
        ("ChatGPT agent", "chatgpt agent chatgptagent chat gpt gptagent"),
        ("Amazon Nova 2 Lite", "amazon nova 2 lite amazonnova nova2 2lite amazonnova2 nova2lite"),
        ("ГигаЧат", "гигачат гига чат"),
        ("n8n", "n8n n 8 n8 8n"),
        ("通义千问", "通义千问"),
        ("!?", ""),
    ],
)
def test_a_name_is_found_by_words_pieces_and_joins(name, words):
    assert name_words(name) == set(words.split())


@pytest.mark.parametrize(
    ("name", "wholes"),
    [
        ("NotebookLM", "notebooklm"),
        ("Sora (Sora 2)", "sorasora2 sora"),
        ("Kling AI", "klingai kling"),
        ("Gemini app", "geminiapp gemini"),
        ("Azure AI Speech", "azureaispeech"),
        ("AI", "ai"),
        ("(((", ""),
    ],
)
def test_a_whole_name_may_lack_brackets_and_a_last_ai(name, wholes):
    assert whole_names(name) == set(wholes.split())


def test_texts_lose_stop_words_and_plurals_and_labels_only_plurals():
    assert text_words("The best tools for a maker's images") == {"maker", "image"}
    assert label_words("AI images") == {"ai", "image"}


def test_a_tool_has_the_words_of_all_its_names_and_texts():
    wording = Wording(("Figma (Figma Make)", "FigJam"), ("Draws screens.", "For teams."))
    assert {"figma", "make", "figmamake", "figjam", "fig", "jam"} <= wording.name_words()
    assert wording.whole_names() == {"figmafigmamake", "figma", "figjam"}
    assert wording.text_words() == {"draw", "screen", "team"}


def test_one_name_in_several_spellings_is_the_same_squashed():
    assert squashed("Notebook LM") == squashed("NotebookLM") == squashed("notebook-lm") == "notebooklm"


def counted(text):
    typed = Typed(text)
    return [typed.words[place] for place in typed.counting]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("images for a logo", ["images", "logo"]),
        ("what is the best tool to make videos", ["videos"]),
        ("best AI tools", []),
        ("a", ["a"]),
        (" ".join("bcdefghijklmnop"), list("bcdefghjkl")),
        ("?!", []),
    ],
)
def test_stop_words_do_not_count_unless_one_is_all_there_is(text, words):
    assert counted(text) == words
    assert len(words) <= MAX_WORDS


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("midj", True),
        ("midj ", False),
        ('"midj"', False),
        ("midj for", False),
        ("", False),
        (" ".join("b" * 11), False),
    ],
)
def test_the_last_word_is_unfinished_until_something_follows(text, unfinished):
    assert Typed(text).unfinished is unfinished


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Midjourney alternatives", "Midjourney"),
        ("midjourney alternative?", "midjourney"),
        ("alternatives to Chat GPT", "Chat GPT"),
        ("the best alternative for DALL·E 3", "DALL·E 3"),
        ("similar to suno", "suno"),
        ("tools like Suno", "Suno"),
        ("Plus AI alternatives", "Plus AI"),
        *((text, "") for text in ("alternatives", "alternatives to", "like", '"like suno"', "looks like suno", "")),
    ],
)
def test_asking_for_others_names_what_they_are_like(text, name):
    assert Typed(text).other_name() == name


def test_what_is_shown_keeps_the_words_that_stood():
    understood = Typed("Stabel-Difusion für die “Küche”").understood(
        [Correction((0,), "stable"), Correction((1,), "diffusion")]
    )
    assert understood.shown == "stable diffusion für die “Küche”"
    assert understood.corrections == (("stabel", "stable"), ("difusion", "diffusion"))
    assert understood.whole == "stablediffusionfurdiekuche"


def test_two_words_taken_for_one_are_shown_as_one():
    understood = Typed("Mid jurney art").understood([Correction((0, 1), "midjourney")])
    assert (understood.shown, understood.words) == ("midjourney art", ("midjourney", "art"))
    assert understood.corrections == (("mid jurney", "midjourney"),)


@given(st.text(max_size=60))
def test_any_text_can_be_typed(text):
    understood = Typed(text).understood()
    assert not STOP_WORDS.intersection(understood.words) or len(understood.words) == 1
    assert understood.whole == squashed(text)
    assert not understood.is_changed
