"""All entries turned on their side, to fill an index at once. Pure."""

from collections import defaultdict

from catalog.query import CHOICE_FACETS, RANGES, SORTS


class Gathered:
    """For each term, value, figure and order, the ordinals."""

    def __init__(self):
        self.ids = {}
        self.terms, self.settled, self.complete = defaultdict(list), defaultdict(list), defaultdict(list)
        self.choices = {name: [] for name in CHOICE_FACETS}
        self.figures = {name: {} for name in RANGES}
        self.ranks = {name: [] for name in SORTS}
        self.wholes, self.words, self.texts = [], [], []

    def take(self, ordinal, entry):
        self.ids[ordinal] = entry.id
        for term in entry.terms:
            self.terms[term].append(ordinal)
        for name in entry.settled:
            self.settled[name].append(ordinal)
        for facet in entry.complete:
            self.complete[facet].append(ordinal)
        for name, value in entry.choices.items():
            self.choices[name].append((ordinal, (value,)))
        for name, number in entry.figures.items():
            self.figures[name][ordinal] = number
        for name, ranks in self.ranks.items():
            ranks.append(entry.ranks[name])
        self.wholes.append((ordinal, entry.wording.whole_names()))
        self.words.append((ordinal, entry.wording.name_words()))
        self.texts.append((ordinal, entry.wording.text_words()))
