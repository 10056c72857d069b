"""Catalogues that are searched without a database, by the index and by its plain twin."""

from pyroaring import BitMap

from catalog.index.postings import LabelPostings, Postings
from catalog.index.search import Search
from catalog.index.text import label_words
from catalog.index.wholes import Wholes
from catalog.plain_search import PlainSearch


class Catalogue:
    """``tools`` are pairs of a wording and the keys of the tool's labels; ``labels`` are texts by key."""

    def __init__(self, tools=(), labels=None):
        self.names, self.wholes, self.texts = Postings(), Wholes(), Postings()
        self.labels = LabelPostings(lambda key: BitMap(n for n, keys in self.keys.items() if key in keys))
        self.wordings, self.keys, self.label_texts = {}, {}, {}
        for key, texts in (labels or {}).items():
            self.label(key, texts)
        for number, (wording, keys) in enumerate(tools):
            self.put(number, wording, keys)

    def label(self, key, texts):
        self.label_texts[key] = texts
        self.labels.put(key, {word for text in texts for word in label_words(text)})

    def put(self, number, wording, keys):
        self.wordings[number], self.keys[number] = wording, keys
        self.names.put(number, wording.name_words())
        self.wholes.put(number, wording.whole_names())
        self.texts.put(number, wording.text_words())
        self.labels.tools_changed()

    def drop(self, number):
        del self.wordings[number], self.keys[number]
        for postings in (self.names, self.wholes, self.texts):
            postings.drop(number)
        self.labels.tools_changed()

    @property
    def fast(self):
        return Search(names=self.names, wholes=self.wholes, labels=self.labels, texts=self.texts)

    @property
    def plain(self):
        labels = {n: [text for key in keys for text in self.label_texts[key]] for n, keys in self.keys.items()}
        return PlainSearch(self.wordings, labels)
