"""The index's answer held against the plain one, over random catalogues that are edited in between."""

import datetime as dt
from itertools import combinations
from random import Random

from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog import live, plain
from catalog.directory import answer, nearest
from catalog.models import (
    Alternative,
    Assignment,
    FacetState,
    FieldState,
    Maker,
    Plan,
    Reading,
    Term,
    Tool,
    ToolAlias,
)
from catalog.names import slug_from
from catalog.query import BACKWARDS, SORTS, Query
from tests.factories import make_facet, make_term, make_tool

ROUNDS = 5  # edits and a query each
EXAMPLES = 210 if connection.vendor == "sqlite" else 40  # so 1,050 different catalogues and queries, and 200
TERMS = {
    "output": ["image", "video", "text"],
    "hosting": ["hosted", "private-cloud", "self-hosted"],
    "task": ["images", "art", "logos"],
    "kind": ["assistant", "generator"],
}
MAKERS = ["Skyworks", "Deep Thought", "Ärger & Co"]
WORDS = [
    "stable",
    "diffusion",
    "Note",
    "Book",
    "LM",
    "ChatGPT",
    "DeepSeek",
    "Éclair",
    "image",
    "images",
    "4.1",
    "Studio",
]
RELEASED = ["", "2023", "2023-05", "2023-05-17", "2024-01", "2025"]


def make_taxonomy():
    for facet, slugs in TERMS.items():
        for slug in slugs:
            make_term(f"{facet}:{slug}")
    for narrow in ("art", "logos"):
        Term.objects.get(slug=narrow).delete()
        make_term(f"task:{narrow}", parent=make_term("task:images"), synonyms=["drawing studio"])
    make_term("hosting:self-hosted").implies.add(make_term("hosting:private-cloud"))
    output = make_facet("output")
    output.match = "all"
    output.save()


class Editor:
    """Makes random edits as editors make them, one by one, through the models."""

    def __init__(self, chance: Random):
        self.chance = chance
        self.number = 0

    def edit(self):
        """One edit of any sort; some of them change nothing that is there."""
        edits = [
            self.new_tool,
            self.rename,
            self.swap_names,
            self.make_again,
            self.retire,
            self.assign,
            self.unassign,
            self.state,
            self.price,
        ]
        edits += [self.figure, self.read, self.alias, self.alternative, self.change_taxonomy, self.rename_maker]
        self.chance.choice(edits)()

    def tool(self):
        return self.chance.choice(list(Tool.objects.order_by("pk")) or [self.new_tool()])

    def term(self):
        facet = self.chance.choice(sorted(TERMS))
        return make_term(f"{facet}:{self.chance.choice(TERMS[facet])}")

    def maker(self):
        name = self.chance.choice(MAKERS)
        return Maker.objects.get_or_create(slug=slug_from(name), defaults={"name": name})[0]

    def some_words(self, most):
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, most)))

    def day(self):
        return timezone.localdate() + dt.timedelta(days=self.chance.choice([-400, -1, 0, 1, 400]))

    def new_tool(self):
        self.number += 1
        tool = make_tool(
            name=f"{self.some_words(3)} {self.number}",
            slug=f"tool-{self.number}",
            maker=self.maker().name,
            tagline=self.some_words(4),
            entry_type=self.chance.choice(["app", "model"]),
            lifecycle=self.chance.choice(["active", "beta", "discontinued"]),
            released=self.chance.choice(RELEASED),
            context_window=self.chance.choice([None, 1000, 2000]),
            sourced_share=self.chance.choice([0, 50]),
            stale_on=self.chance.choice([None, self.day()]),
            editorial_state=self.chance.choice(["published", "published", "published", "draft"]),
        )
        for _ in range(self.chance.randint(0, 4)):
            Assignment.objects.get_or_create(tool=tool, term=self.term())
        return tool

    def rename(self):
        self.number += 1
        tool = self.tool()
        tool.name = f"{self.some_words(2)} {self.number}"
        tool.summary = self.some_words(3)
        tool.save()

    def swap_names(self):
        """Two tools end up under each other's name, by way of a third."""
        tool, other = self.tool(), self.tool()
        first, second = tool.name, other.name
        if tool == other:
            return
        for one, name in ((tool, "Nobody"), (other, first), (tool, second)):
            one.name = name
            one.save()

    def make_again(self):
        """A tool goes, and another takes its name."""
        tool = self.tool()
        name, slug = tool.name, tool.slug
        tool.delete()
        make_tool(name=name, slug=slug, maker=self.maker().name, tagline=self.some_words(2))

    def retire(self):
        tool = self.tool()
        if self.chance.random() < 0.3:
            tool.delete()
        elif tool.is_public:
            tool.unpublish()
        else:
            tool.editorial_state = Tool.EditorialState.PUBLISHED
            tool.save()

    def assign(self):
        Assignment.objects.get_or_create(tool=self.tool(), term=self.term())

    def unassign(self):
        for row in self.tool().assignments.all()[:2]:
            row.delete()

    def state(self):
        tool = self.tool()
        if self.chance.random() < 0.5:
            facet = make_facet(self.chance.choice(sorted(TERMS)))
            FacetState.objects.get_or_create(tool=tool, facet=facet, defaults={"state": "complete"})
        else:
            state = self.chance.choice(["not-known", "not-applicable"])
            FieldState.objects.update_or_create(tool=tool, field="context_window", defaults={"state": state})

    def price(self):
        first, last = sorted([self.day(), self.day()])
        kind = self.chance.choice(["subscription", "free", "input-tokens", "output-tokens"])
        Plan.objects.create(
            tool=self.tool(),
            name="Plan",
            price_kind=kind,
            amount=0 if kind == "free" else self.chance.choice(["5", "9.99", "0.0735"]),
            valid_from=self.chance.choice([None, first]),
            valid_to=self.chance.choice([None, last]),
            compared=self.chance.random() < 0.8,
        )

    def figure(self):
        tool = self.tool()
        tool.context_window = self.chance.choice([None, 0, 1000, 2000, 10**12])
        tool.released = self.chance.choice(RELEASED)
        tool.save(update_fields=["context_window", "released"])

    def read(self):
        Reading.objects.create(tool=self.tool(), subject="released", read_on=self.day(), outcome="confirmed")

    def alias(self):
        ToolAlias.objects.get_or_create(tool=self.tool(), name=self.some_words(2))

    def alternative(self):
        tool, other = self.tool(), self.tool()
        if tool != other:
            Alternative.objects.get_or_create(tool=tool, other=other)

    def change_taxonomy(self):
        term = make_term(f"task:{self.chance.choice(['art', 'logos'])}")
        term.parent = self.chance.choice([None, make_term("task:images")])
        term.synonyms = [self.some_words(1)]
        term.save()

    def rename_maker(self):
        maker = self.maker()
        self.number += 1
        maker.name = f"{self.some_words(1)} {self.number}"
        maker.save()

    def query(self):
        """A question of any shape; its words are those of the catalogue, whole, cut short, misspelt or joined."""
        chosen = {}
        for facet, slugs in TERMS.items():
            if self.chance.random() < 0.3:
                chosen[facet] = tuple(sorted(set(self.chance.choices(slugs, k=self.chance.randint(1, 2)))))
        if self.chance.random() < 0.2:
            chosen["lifecycle"] = self.chance.choice([("active",), ("active", "discontinued")])
        makers = list(Maker.objects.with_published_tools().order_by("pk"))
        if makers and self.chance.random() < 0.2:
            chosen["maker"] = (self.chance.choice(makers).slug,)
        ranges = {}
        for name, ends in {
            "context_window": [None, 1, 1000, 2000],
            "price_month": [None, 0, 5, 10],
            "price_in": [None, 1, 9],
            "released": [None, "2023", "2023-05", "2024"],
        }.items():
            if self.chance.random() < 0.15:
                ranges[name] = (self.chance.choice(ends), self.chance.choice(ends))
        names = [*chosen, *ranges]
        return Query(
            q=self.text() if self.chance.random() < 0.6 else "",
            chosen=chosen,
            ranges=ranges,
            unknown=tuple(
                sorted({name for name in names if name not in ("maker", "lifecycle") and self.chance.random() < 0.4})
            ),
            sort=self.chance.choice(["best", "best", *SORTS, *BACKWARDS]),
        )

    def text(self):
        words = self.chance.choices(
            [*WORDS, *MAKERS, "drawing", "hosted", "unheard", "for", "%"], k=self.chance.randint(1, 3)
        )
        at = self.chance.randrange(len(words))
        word = words[at]
        place = self.chance.randrange(len(word))
        words[at] = self.chance.choice(
            [word, word.lower(), word[:place], word[:place] + word[place + 1 :], word[:place] + "x" + word[place:]]
        )
        text = self.chance.choice([" ", " ", " ", ""]).join(words)
        return self.chance.choice(["{}", "{}", "{}", '"{}"', "{} alternatives"]).format(text).strip()


class TwinTest(TestCase):
    @settings(max_examples=EXAMPLES)
    @given(chance=st.randoms(use_true_random=True))
    def test_the_index_answers_as_the_database_does(self, chance):
        make_taxonomy()
        editor = Editor(chance)
        for _ in range(editor.chance.randint(0, 6)):
            editor.new_tool()
        for _ in range(ROUNDS):
            for _ in range(editor.chance.randint(0, 3)):
                editor.edit()
            query, page = editor.query(), editor.chance.choice([1, 1, 2])
            catalogue = live.current()
            fast = answer(query, catalogue, page=page, size=4)
            slow = plain.answer(query, catalogue.taxonomy, page=page, size=4)
            told = (chance, query)
            assert fast.understood == slow.understood, told
            assert fast.total == slow.total, told
            assert fast.ids == slow.ids, told
            assert fast.counts == slow.counts, told
            assert fast.unknown == slow.unknown, told
            assert fast.hidden == slow.hidden, told
            assert fast.totals == slow.totals, told
            if not fast.total:
                self.is_the_nearest(nearest(query, catalogue), query, catalogue, told)

    def is_the_nearest(self, found, query, catalogue, told):
        """One condition left away, or two where no single one helps, gives as many tools as without it."""
        without = {(name,): query.without_condition(name) for name in query.conditions}
        totals = {names: answer(left, catalogue, size=200) for names, left in without.items()}
        if not any(one.total for one in totals.values()):
            pairs = combinations(query.conditions, 2)
            without = {pair: without[pair[:1]].without_condition(pair[1]) for pair in pairs}
            totals = {names: answer(left, catalogue, size=200) for names, left in without.items()}
        assert found.drops == {names: one.total for names, one in totals.items() if one.total}, told
        for id_, missing in found.near:
            assert id_ in totals[missing].ids, told
        assert len(found.near) == min(6, len({id_ for one in totals.values() for id_ in one.ids})), told
