"""Small questionnaires and catalogues, made by hand, for tests of the pure engine."""

from pyroaring import BitMap

from advisor.answers import Answers, make_answers
from advisor.catalogue import Catalogue, Entry, facet_of
from advisor.document import read_row
from advisor.snapshot import Choice, Effect, Flow, Question, Rule, Verdict, Warning


def when(*groups):
    """``when("a any-of x", "b answered")`` is one group; give lists for several."""
    if groups and isinstance(groups[0], str):
        groups = (groups,)
    return tuple(tuple(read_row(row) for row in group) for group in groups)


def make_choice(key, *effects, lane="", alone=False, firm=False, aliases=()):
    return Choice(
        key=key,
        label=key.capitalize(),
        lane=lane,
        excludes_others=alone,
        never_given_up=firm,
        effects=effects,
        aliases=tuple(aliases),
    )


def make_question(key, *choices, kind="one", core=False, shown=(), aliases=()):
    choices = [choice if isinstance(choice, Choice) else make_choice(choice) for choice in choices]
    return Question(
        key=key,
        title=f"{key.capitalize()}?",
        why="It matters.",
        kind=kind,
        is_core=core,
        when=shown,
        choices=tuple(choices),
        aliases=tuple(aliases),
    )


def make_effect(action, term, strength=2, **fields):
    texts = {"reason_for": f"has {term}", "reason_against": f"lacks {term}"}
    return Effect(action=action, term=term, strength=strength, **{**texts, **fields})


def make_verdict(key, *rules, axis="kind", tool_kinds=()):
    return Verdict(
        axis=axis, key=key, label=key, headline=key, description=key, next_step=key, tool_kinds=tool_kinds, rules=rules
    )


def decides(priority, *rows):
    return Rule(effect="decides", amount=priority, reason=f"priority {priority}", when=when(*rows))


def supports(points, *rows):
    return Rule(effect="supports", amount=points, reason=f"{points} points", when=when(*rows))


def make_warning(key, *rows, severity="caution"):
    return Warning(key=key, severity=severity, title=key, text=key, do_instead=key, when=when(*rows))


def make_entry(slug, *terms, closed=(), maker=None, **fields):
    return Entry(
        slug=slug,
        name=slug.capitalize(),
        maker=maker or slug,
        terms=frozenset(terms),
        closed=frozenset(closed),
        **fields,
    )


class HandMade(Catalogue):
    """A catalogue of entries written by hand, in reading order; ``listed`` are all of them.

    Ordinals run against the reading order and have gaps, so that neither is mistaken for the other.
    """

    stamp, labels, single = "", {}, {}

    def __init__(self, listed, dropping):
        self.listed = tuple(listed)
        self.dropping = frozenset(dropping)
        self._by_ordinal = {3 * (len(self.listed) - place): entry for place, entry in enumerate(self.listed)}
        self.tools = self.those(lambda entry: True)
        self.with_caveat = self.those(lambda entry: entry.caveat)

    def those(self, test):
        return BitMap([ordinal for ordinal, entry in self._by_ordinal.items() if test(entry)])

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    def having(self, term):
        return self.those(lambda entry: term in entry.terms)

    def closed(self, facet):
        return self.those(lambda entry: facet in entry.closed)

    def known(self, facet):
        return self.those(lambda entry: facet in entry.closed or any(facet_of(term) == facet for term in entry.terms))

    def in_reading_order(self, tools):
        return iter(sorted(tools, reverse=True))

    def maker_of(self, ordinal):
        return self._by_ordinal[ordinal].maker

    def made_by(self, maker):
        return self.those(lambda entry: entry.maker == maker)

    def entries(self, ordinals):
        return {ordinal: self._by_ordinal[ordinal] for ordinal in ordinals}

    def ordinal(self, entry):
        return next(iter(self.those(lambda one: one.slug == entry.slug)), None)

    def entry(self, slug):
        return next((entry for entry in self.listed if entry.slug == slug), None)

    def in_order(self, tools):
        """The entries of some tools, as they would be read."""
        return [self._by_ordinal[ordinal] for ordinal in self.in_reading_order(tools)]


def make_catalogue(*entries, dropping=()):
    return HandMade(entries, dropping)


def given(flow: Flow, **answers) -> Answers:
    """``given(flow, output="image.text")``"""
    return make_answers(flow, {key: value.split(".") for key, value in answers.items()})


STUDIO = Flow(
    slug="studio",
    title="Studio?",
    intro="Pictures or words.",
    questions=(
        make_question(
            "output",
            make_choice("image", make_effect("require", "output:image", lane="pictures"), lane="pictures"),
            make_choice("text", make_effect("require", "output:text", lane="words"), lane="words"),
            kind="many",
            core=True,
        ),
        make_question(
            "style",
            make_choice("free", make_effect("prefer", "style:free")),
            "strict",
            shown=when("output any-of image"),
        ),
        make_question(
            "cost",
            make_choice("none", make_effect("prefer", "price:free", 4)),
            make_choice("some", make_effect("avoid", "price:dear")),
        ),
        make_question(
            "secret",
            "no",
            make_choice("yes", make_effect("require", "hosting:own"), make_effect("require", "hosting:device")),
        ),
    ),
    verdicts=(
        make_verdict("pictures", decides(30, "output any-of image", "output none-of text"), tool_kinds=("painter",)),
        make_verdict("words", decides(20, "output any-of text", "output none-of image"), tool_kinds=("writer",)),
        make_verdict("both", decides(10, "output answered")),
        make_verdict("app", supports(2), axis="delivery"),
        make_verdict("house", supports(4, "secret any-of yes"), axis="delivery"),
    ),
    warnings=(make_warning("first", "output not-sure", severity="stop"), make_warning("hush", "secret any-of yes")),
)

BRUSH = make_entry("brush", "kind:painter", "output:image", "price:free", "hosting:own", closed=["price", "hosting"])
CANVAS = make_entry("canvas", "kind:painter", "output:image", "price:dear", closed=["price", "hosting"])
PENCIL = make_entry("pencil", "kind:painter", "output:image")
PEN = make_entry("pen", "kind:writer", "output:text", "price:free", closed=["price", "hosting"])
SHOP = make_catalogue(BRUSH, CANVAS, PENCIL, PEN, dropping=["hosting"])
