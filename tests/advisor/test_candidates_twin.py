"""The engine's catalogue held against a plain reading of the database, over random catalogues with edits in between."""

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from advisor.candidates import catalogue_stamp, current_catalogue
from catalog.models import Facet, FacetState, Tool
from tests.advisor import plain_candidates
from tests.catalog.test_index_twin import TERMS, Editor, make_taxonomy
from tests.factories import make_facet

EXAMPLES = 60 if connection.vendor == "sqlite" else 20
EDITS = 8


class AdvisorEditor(Editor):
    """Edits most what the advisor reads."""

    def edit(self):
        own = [self.state_of_facet, self.withdraw_state, self.lifecycle, self.facet, self.assign, self.retire]
        self.chance.choice([super().edit, *own])()

    def state_of_facet(self):
        facet = make_facet(self.chance.choice(sorted(TERMS)))
        state = self.chance.choice(FacetState.State.values)
        FacetState.objects.get_or_create(tool=self.tool(), facet=facet, defaults={"state": state})

    def withdraw_state(self):
        for row in self.tool().facet_states.all()[:1]:
            row.delete()

    def lifecycle(self):
        tool = self.tool()
        tool.lifecycle = self.chance.choice(Tool.Lifecycle.values)
        tool.best_for = self.some_words(2)
        tool.save()

    def facet(self):
        facet = make_facet(self.chance.choice(sorted(TERMS)))
        facet.selection = self.chance.choice(Facet.Selection.values)
        facet.unknown_policy = self.chance.choice(Facet.UnknownPolicy.values)
        facet.save()


class CandidatesTwinTest(TestCase):
    @settings(max_examples=EXAMPLES)
    @given(chance=st.randoms(use_true_random=True))
    def test_the_sets_say_what_the_database_does(self, chance):
        make_taxonomy()
        editor = AdvisorEditor(chance)
        for _ in range(chance.randint(0, 6)):
            editor.new_tool()
        for _ in range(EDITS):
            editor.edit()
            catalogue, expected = current_catalogue(), plain_candidates.entries()
            self.check(catalogue, expected)
            assert catalogue.stamp == catalogue_stamp()

    def check(self, catalogue, expected):
        with catalogue:
            order = list(catalogue.in_reading_order(catalogue.tools))
            found = catalogue.entries(order)
            assert [found[ordinal] for ordinal in order] == expected
            assert [catalogue.maker_of(ordinal) for ordinal in order] == [entry.maker for entry in expected]
            assert len(catalogue) == len(expected)

            def those(test):
                return {ordinal for ordinal, entry in zip(order, expected, strict=True) if test(entry)}

            assert set(catalogue.with_caveat & catalogue.tools) == those(lambda entry: entry.caveat)
            for facet, slugs in TERMS.items():
                closed = those(lambda entry, facet=facet: facet in entry.closed)
                assert set(catalogue.closed(facet) & catalogue.tools) == closed
                for slug in slugs:
                    having = those(lambda entry, term=f"{facet}:{slug}": term in entry.terms)
                    assert set(catalogue.having(f"{facet}:{slug}") & catalogue.tools) == having
            for maker in {entry.maker for entry in expected}:
                made = those(lambda entry, maker=maker: entry.maker == maker)
                assert set(catalogue.made_by(maker) & catalogue.tools) == made
            for entry in expected:
                assert catalogue.entry(entry.slug) == entry
            dropping = Facet.objects.filter(unknown_policy="drop").values_list("slug", flat=True)
            assert catalogue.dropping == frozenset(dropping)
            single = Facet.objects.exclude(selection="many").values_list("slug", "label")
            assert catalogue.single == dict(single)
