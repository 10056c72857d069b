"""What a search text is taken to mean and what it finds; the index and its plain twin must agree in all of it."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from catalog.index.postings import LabelPostings, Postings
from catalog.index.spelling import edits
from catalog.index.text import STOP_WORDS, Wording, squashed
from catalog.plain_search import distance
from tests.catalog.searching import Catalogue

TOOLS = [
    (("Midjourney",), ("Pictures with a style of their own.",), ["image", "closed"]),
    (("Stable Diffusion XL 1.0",), ("Open weights for pictures on your own machine.",), ["image", "open"]),
    (("ChatGPT",), ("A general assistant: chat, pictures, files.",), ["text", "closed"]),
    (("NotebookLM",), ("Answers from the sources you give it.",), ["text", "closed"]),
    (("DeepSeek app",), ("A free assistant from China.",), ["text", "open"]),
    (("HunyuanVideo",), ("Short films from a sentence.",), ["video", "open"]),
    (("CapCut",), ("Edits clips; made for phones, seen at tourneys.",), ["video", "closed"]),
    (("Canva (Magic Studio, Canva AI)", "Magic Design"), ("Slides and logos by drag and drop.",), ["image", "closed"]),
    (("Kandinsky Ö", "Кандинский", "Kandinsky 400"), ("图像生成 in Russian and Arabic ٤٢.",), ["image"]),
    (("Tome",), ("Presentations on your lap.",), []),
    (("Claude Code",), ("Programs in a terminal. Mentions image and clause.",), ["text"]),
]
LABELS = {
    "image": ["Image generators", "text to image"],
    "video": ["Video generator", "film maker"],
    "text": ["Chat assistant", "language model"],
    "open": ["Open weights", "open source"],
    "closed": ["Closed"],
    "nobody": ["Hologram"],
}
SHIPPED = Catalogue(((Wording(names, texts), keys) for names, texts, keys in TOOLS), LABELS)
NAMES = [names[0] for names, _, _ in TOOLS]


def found(text):
    """The names found, tier by tier, by the index; the twin must say the same."""
    understood = SHIPPED.fast.understand(text)
    assert SHIPPED.plain.understand(text) == understood
    tiers = [set(tier) for tier in SHIPPED.fast.tiers(understood)]
    assert SHIPPED.plain.tiers(understood) == tiers
    return understood, [{NAMES[number] for number in tier} for tier in tiers]


@pytest.mark.parametrize(
    ("text", "shown", "tier", "names"),
    [
        # spelled rightly
        ("midjourney", "midjourney", 0, ["Midjourney"]),
        ("notebook lm", "notebook lm", 0, ["NotebookLM"]),
        ("Deep Seek", "Deep Seek", 0, ["DeepSeek app"]),
        ("deepseek", "deepseek", 0, ["DeepSeek app"]),
        ("mid journey", "mid journey", 0, ["Midjourney"]),
        ("stablediffusion ", "stablediffusion", 1, ["Stable Diffusion XL 1.0"]),
        ("stablediffusionxl10", "stablediffusionxl10", 0, ["Stable Diffusion XL 1.0"]),
        ("magic design", "magic design", 0, ["Canva (Magic Studio, Canva AI)"]),
        ("to me", "to me", 0, ["Tome"]),
        ("kandinsky o", "kandinsky o", 0, ["Kandinsky Ö"]),
        ("КАНДИНСКИЙ", "КАНДИНСКИЙ", 0, ["Kandinsky Ö"]),
        ("图像", "图像", 5, ["Kandinsky Ö"]),
        ("٤٢", "٤٢", 5, ["Kandinsky Ö"]),
        # as one types
        ("midj", "midj", 2, ["Midjourney"]),
        ("m", "m", 2, ["Midjourney", "Canva (Magic Studio, Canva AI)"]),
        ("deep se", "deep se", 2, ["DeepSeek app"]),
        ("mid jour", "mid jour", 2, ["Midjourney"]),
        ("midjurn", "midjourn", 2, ["Midjourney"]),
        # misspelt
        ("midjurney", "midjourney", 0, ["Midjourney"]),
        ("stabel difusion", "stable diffusion", 1, ["Stable Diffusion XL 1.0"]),
        ("chat gbt", "chat gpt", 0, ["ChatGPT"]),
        ("mid jurney", "midjourney", 0, ["Midjourney"]),
        ("note bok lm", "notebook lm", 0, ["NotebookLM"]),
        ("calude code", "claude code", 0, ["Claude Code"]),
        ("clause studio", "clause studio", 0, []),
        ("Pictrues!", "pictures", 5, ["Midjourney", "Stable Diffusion XL 1.0", "ChatGPT"]),
        ("films generatro", "films generator", 4, ["HunyuanVideo", "CapCut"]),
        # by labels and texts
        ("open video", "open video", 3, ["HunyuanVideo"]),
        ("images for a logo", "images for a logo", 5, ["Canva (Magic Studio, Canva AI)"]),
        ("generator closed", "generator closed", 4, ["Midjourney", "CapCut", "Canva (Magic Studio, Canva AI)"]),
    ],
)
def test_a_search_finds_what_was_meant(text, shown, tier, names):
    understood, tiers = found(text)
    assert understood.shown == shown
    assert tiers[tier] == set(names)
    assert not any(tiers[:tier])


def test_a_word_that_is_known_is_taken_for_a_name_only_if_nothing_else_is_found():
    assert found("clause")[0].shown == "clause"
    understood, tiers = found("clause terminal code ")
    assert not understood.is_changed
    assert tiers[3] == {"Claude Code"}
    assert found("films clause ")[0].corrections == ()
    assert not any(found("lap clips ")[1])  # three letters are too few: "cap" would be found
    assert found("pictures magis ")[0].corrections == (("magis", "magic"),)


def test_a_number_means_itself():
    understood, tiers = found("401 ")
    assert not understood.is_changed
    assert not any(tiers)


def test_a_quoted_text_is_literal():
    understood, tiers = found('"midjurney"')
    assert understood.literal
    assert not understood.is_changed
    assert not any(tiers)
    assert not any(found('"midjour"')[1])
    assert not any(found('"mid journey pictures"')[1])
    assert found("“deep seek”")[1][0] == {"DeepSeek app"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("midjourney alternatives", "midjourney"),
        ("alternatives to Chat GPT", "Chat GPT"),
        ("similar to midjurney", "midjourney"),
        ("tools like Canva", "Canva"),
    ],
)
def test_alternatives_to_a_tool_are_understood(text, name):
    understood, tiers = found(text)
    assert understood.alternatives_to == name
    by_fast, by_plain = SHIPPED.fast.named(name), SHIPPED.plain.named(name)
    assert (set(by_fast[0]), by_fast[1]) == by_plain
    assert tiers[0] == {NAMES[number] for number in by_fast[0]}


def test_alternatives_to_what_is_unknown_are_plain_words():
    understood, tiers = found("alternatives to pictures")
    assert understood.alternatives_to == ""
    assert tiers[5] == {"Midjourney", "Stable Diffusion XL 1.0", "ChatGPT"}


@pytest.mark.parametrize("text", ["", "  ", "?!", "\x00", '""', "best AI tools", "the"])
def test_a_text_without_words_that_count_narrows_nothing(text):
    understood, tiers = found(text)
    assert understood.words == ()
    assert not any(tiers)


def test_a_label_that_no_tool_has_is_not_offered():
    assert found("hologrm")[0].corrections == ()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200,
        "x" * 31,
        "1" * 9,
        "\ud800midjurney",
        "a b c d e f g h i j k l",
        "हिन्दी",
        "ﷺ",
        "e\u0301" * 99,
        '"',
        "'" * 9,
    ],
)
def test_no_text_is_too_odd(text):
    understood, _ = found(text)
    assert len(understood.words) <= 10
    assert not understood.is_changed or text.endswith("midjurney")


LETTERS = "abes1"
NAME_PARTS = st.sampled_from("Abe BeaS sea AS1 base be a (Sea) case3 éa same best AI seas basses".split())
NAME = st.lists(NAME_PARTS, min_size=1, max_size=3).map(" ".join)
TEXT = st.lists(st.sampled_from("sea seas baseb sabes bees to basis eaves beasts".split()), max_size=3).map(" ".join)
WORDING = st.builds(Wording, st.lists(NAME, min_size=1, max_size=2).map(tuple), st.tuples(TEXT))
KEYS = ("one", "two", "three")
TOOL = st.tuples(WORDING, st.lists(st.sampled_from(KEYS), max_size=2))
STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 6), TOOL),
    st.tuples(st.just("drop"), st.integers(0, 6)),
    st.tuples(st.just("label"), st.sampled_from(KEYS), st.lists(TEXT, max_size=2)),
)


@st.composite
def misspelt(draw):
    """Words of the catalogue, some with an edit, joined or split, and what people put around them."""
    text = draw(st.one_of(NAME, TEXT, st.tuples(NAME, TEXT).map(" ".join)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        width = draw(st.integers(0, 1))
        text = text[:place] + draw(st.sampled_from(["", " ", *LETTERS])) + text[place + width :]
    around = draw(st.sampled_from(["{}"] * 6 + ['"{}"', "{} ", "{} alternatives", "like {}", "the {}", "{} 1"]))
    return around.format(text)


@settings(max_examples=400)
@given(st.lists(TOOL, max_size=4), st.lists(STEP, max_size=5), st.lists(misspelt(), min_size=1, max_size=4))
def test_the_index_finds_what_reading_everything_finds(tools, steps, texts):
    catalogue = Catalogue(tools, {key: [] for key in KEYS})
    for step, *rest in steps:
        if step == "put":
            catalogue.put(rest[0], *rest[1])
        elif step == "label":
            catalogue.label(*rest)
        elif rest[0] in catalogue.wordings:
            catalogue.drop(*rest)
    fast, plain = catalogue.fast, catalogue.plain
    for text in texts:
        understood = fast.understand(text)
        assert understood == plain.understand(text)
        assert list(map(set, fast.tiers(understood))) == plain.tiers(understood)
        named, how = fast.named(text)
        assert (set(named), how) == plain.named(text)


@given(st.text("abc1", max_size=6), st.text("abc1", max_size=6))
def test_edits_are_what_is_one_apart(word, other):
    may_be_meant = not word.isalpha() or not any(letter.isdigit() for letter in other)
    assert (other in edits(word)) == (may_be_meant and distance(word, other) == 1)


VOCABULARY = frozenset("a ab abc b bc c ca 图".split())
WORDS = st.sets(st.sampled_from(sorted(VOCABULARY)), max_size=4)


def everything_in(postings):
    found = {word: set(postings.having(word)) for word in VOCABULARY if word in postings}
    assert postings.among(VOCABULARY) == set(found)
    assert len(postings) == len(found)
    return found


@given(st.lists(st.tuples(st.integers(0, 5), WORDS), max_size=20), st.dictionaries(st.integers(6, 9), WORDS))
def test_postings_hold_what_was_put_and_nothing_else(puts, at_once):
    postings, model = Postings(), {}
    for ordinal, words in puts:
        postings.put(ordinal, words)
        model[ordinal] = words
    postings.fill(at_once.items())
    model |= at_once
    for each in (postings, pickle.loads(pickle.dumps(postings))):  # noqa: S301  our own
        assert everything_in(each) == {
            w: {o for o in model if w in model[o]} for words in model.values() for w in words
        }
        for prefix in ("a", "ab", "图", "x"):
            assert set(each.beginning(prefix)) == {o for o in model if any(w.startswith(prefix) for w in model[o])}
            assert each.begins(prefix) == bool(each.beginning(prefix))
            assert each.count(prefix) == len(each.having(prefix))
        for ordinal in model:
            each.drop(ordinal)
        assert everything_in(each) == {}
        assert not each.beginning("a")


def test_a_beginning_is_not_remembered_past_a_change():
    postings = Postings()
    postings.fill((number, [f"a{number}"]) for number in range(100))
    assert len(postings.beginning("a")) == 100
    postings.drop(7)
    assert len(postings.beginning("a")) == 99
    postings.put(200, ["ab"])
    assert 200 in postings.beginning("a")


def test_labels_follow_their_tools_and_leave_nothing_behind():
    tools = {"one": BitMap([1, 2]), "two": BitMap([3])}
    labels = LabelPostings(tools.__getitem__)
    labels.put("one", ["image", "picture"])
    labels.put("two", ["imagery"])
    assert set(labels.having("image")) == {1, 2}
    assert set(labels.beginning("imag")) == {1, 2, 3}
    tools["two"].clear()
    labels.tools_changed()
    assert labels.count("imagery") == 0
    labels.drop("one")
    labels.put("three", ["image"])
    tools["three"] = BitMap([9])
    assert set(labels.having("image")) == {9}
    assert not labels.having("picture")


def test_labels_are_pickled_without_the_tools():
    labels = LabelPostings(lambda key: BitMap([1]))
    labels.put(("maker", "acme"), ["acme"])
    copy = pickle.loads(pickle.dumps(labels))  # noqa: S301  our own
    copy.tools_of = lambda key: BitMap([7])
    assert set(copy.having("acme")) == {7}


def test_edits_without_end_take_no_more_room():
    postings = Postings()
    sizes = []
    for turn in range(300):
        for ordinal in range(5):
            postings.put(ordinal, [f"word{turn:04}x{ordinal}", "same"])
        sizes.append(len(pickle.dumps(postings)))
        assert set(postings.having("same")) == set(range(5))
    assert max(sizes[150:]) <= max(sizes[:150])


def test_stop_words_are_written_as_words_are_read():
    assert all(squashed(word) == word for word in STOP_WORDS)
