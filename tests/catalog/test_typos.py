"""One slip in a word of a real tool's name, and the tool is found all the same."""

import random
from collections import defaultdict
from pathlib import Path
from string import ascii_lowercase

import pytest
import yaml

from catalog.index.text import Wording, name_words, words_of
from tests.catalog.searching import Catalogue

FIXTURES = Path(__file__).parents[2] / "fixtures"
LOOK_AT = 3  # tools; who has to look further has not found it
SLIPS = 500


def documents(path):
    return yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe


def with_children(terms):
    for term in terms:
        yield term
        yield from with_children(term.get("children", ()))


@pytest.fixture(scope="module")
def catalogue():
    """The shipped tools, with their makers and terms as labels."""
    labels = defaultdict(list)
    for facet in documents(FIXTURES / "taxonomy.yaml"):
        for term in with_children(facet["terms"]):
            labels[facet["slug"], term["slug"]] = [term["label"], *term.get("synonyms", [])]
    tools = []
    for tool in (tool for path in sorted((FIXTURES / "tools").glob("*.yaml")) for tool in documents(path)):
        labels["maker", tool["maker"]] = [tool["maker"]]
        keys = [(facet, term) for facet, terms in tool["terms"].items() for term in terms]
        names = (tool["name"], *tool.get("aka", ()))
        tools.append((Wording(names, (tool["tagline"], tool.get("summary", ""))), [("maker", tool["maker"]), *keys]))
    return Catalogue(tools, labels)


def first(catalogue, text):
    """The numbers of the tools that one sees first: by tier, then by name."""
    found = []
    for tier in catalogue.fast.tiers(catalogue.fast.understand(text)):
        found += sorted(tier, key=lambda number: catalogue.wordings[number].names[0].casefold())
    return found[:LOOK_AT]


def slip(chance, word):
    """The word with a letter dropped, added or replaced, or two neighbours swapped."""
    while True:
        place, letter = chance.randrange(len(word)), chance.choice(ascii_lowercase)
        head, here, rest = word[:place], word[place], word[place + 1 :]
        wrong = head + chance.choice([rest, letter + here + rest, letter + rest, rest[:1] + here + rest[1:]])
        if wrong != word:
            return wrong


@pytest.fixture(scope="module")
def slips(catalogue):
    """Drawn at random, the same each time: (tool, its words, which of them is wrong, how)."""
    words = {number: words_of(wording.names[0]) for number, wording in catalogue.wordings.items()}
    long_words = [(tool, place) for tool in words for place, word in enumerate(words[tool]) if len(word) >= 5]
    chance = random.Random(20)  # noqa: S311  nothing is kept secret by it
    drawn = chance.choices(long_words, k=SLIPS)
    return [(tool, words[tool], place, slip(chance, words[tool][place])) for tool, place in drawn]


def test_a_name_with_one_slip_finds_its_tool(catalogue, slips):
    missed = []
    for tool, words, place, wrong in slips:
        text = " ".join([*words[:place], wrong, *words[place + 1 :]])
        if tool not in first(catalogue, text):
            missed.append((text, catalogue.wordings[tool].names[0]))
    assert len(missed) <= SLIPS * 0.05, missed


def test_a_word_of_a_name_with_one_slip_finds_a_tool_of_such_a_name(catalogue, slips):
    missed = []
    for _, words, place, wrong in slips:
        found = (catalogue.wordings[number].names[0] for number in first(catalogue, wrong))
        if not any(words[place] in name_words(name) for name in found):
            missed.append((wrong, words[place]))
    assert len(missed) <= SLIPS * 0.05, missed


@pytest.mark.parametrize(
    "text", ["midjurney", "open source vidoe", "chat gbt", "image", "stabel difusion", "gemini alternatives"]
)
def test_the_shipped_tools_are_searched_alike_by_reading_everything(catalogue, text):
    understood = catalogue.fast.understand(text)
    plain = catalogue.plain
    assert plain.understand(text) == understood
    assert plain.tiers(understood) == list(map(set, catalogue.fast.tiers(understood)))
    assert any(plain.tiers(understood))
