"""What a question asks for, said as an editor would say it. Pure; the words of terms are the editors' own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog import dates, words
from catalog.index.typed import Typed
from catalog.query import BACKWARDS, CHOICE_FACETS, SORTS, Query, plain_number

LONGEST_SENTENCE = 300
SHOWN = 3  # of the terms chosen in one facet; the others are counted
LONGEST_TEXT = 60

EVERYTHING = "tools and models"
ENTRY_TYPES = {
    "app": "apps",
    "model": "models",
    "api-platform": "API platforms",
    "local-runner": "local runners",
    "library": "libraries",
    "extension": "extensions",
}
LIFECYCLES = {
    "active": "active",
    "beta": "in beta",
    "deprecated": "being phased out",
    "discontinued": "discontinued",
    "research": "for research only",
}
RANGES = {
    "context_window": "with a context window {} tokens",
    "price_in": "with input {} per million tokens",
    "price_out": "with output {} per million tokens",
    "price_month": "{} a month",
    "released": "released {}",
}


def sentence(query: Query, taxonomy) -> str:
    """“Image generators that run on your own servers, free of charge”: without a count and a full stop.

    Where it would be longer than ``LONGEST_SENTENCE``, fewer terms of a facet are named, then fewer conditions.
    """
    return next(text for text in _wordings(query, taxonomy) if len(text) <= LONGEST_SENTENCE)


def manner(query: Query, page: int) -> str:
    """How the answer is shown, where that is not as usual: “page 2, as a table, sorted by price a month”."""
    parts = [f"page {page}"] if page > 1 else []
    if query.view == "table":
        parts.append("as a table")
    if query.sort != "best":
        label = (SORTS | BACKWARDS)[query.sort]
        parts.append(f"sorted by {label[:1].lower()}{label[1:]}")
    return ", ".join(parts)


def _wordings(query, taxonomy):
    """The same question in fewer and fewer words; the last fits whatever was asked."""
    about = f" about {_in_marks(query.q)}" if query.q and Typed(query.q).tokens else ""
    for shown in range(SHOWN, 0, -1):
        subject, conditions = _told(query, taxonomy, shown, about)
        yield _joined(subject, conditions)
    for left_out in range(1, len(conditions) + 1):
        yield _joined(subject, conditions[:-left_out], left_out)
    yield _cut(_finished(subject), LONGEST_SENTENCE)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Part of a sentence. A clause goes on after “that”; an aside is set off by a comma wherever it stands."""

    text: str
    is_clause: bool
    is_aside: bool


def _told(query, taxonomy, shown, about):
    """Whom the sentence is about, and its conditions in the editors' order, asides last."""
    chosen = _chosen(query, taxonomy)
    subject = EVERYTHING
    for name in ("kind", "entry-type"):
        # All of several kinds at once is no plural: such tools are told by a condition.
        if name in chosen and not (len(chosen[name]) > 1 and _all_of(name, taxonomy)):
            subject = _listed(list(chosen.pop(name).values()), shown)
            if name in query.unknown:
                subject += " (or kind not known)"
            break
    subject += about
    found = []
    for name, phrases in chosen.items():
        listed = _listed(list(phrases.values()), shown, "and" if _all_of(name, taxonomy) else "or")
        found.append(_condition(_phrase(name, taxonomy), listed, name in query.unknown))
    for name, ends in query.ranges.items():
        found.append(_condition(*_range(name, *ends), name in query.unknown))
    return subject, sorted(found, key=lambda condition: condition.is_aside)


def _chosen(query, taxonomy) -> dict[str, dict[str, str]]:
    """By facet in the editors' order, then by column, what each chosen term is called; what is gone since is left."""
    found = {}
    for name, facet in taxonomy.facets.items():
        if slugs := query.chosen.get(name):
            terms = [term for term in facet.terms.values() if term.slug in slugs]
            found[name] = {term.slug: term.phrase or _within_a_sentence(term.label) for term in terms}
    names = {"entry-type": ENTRY_TYPES, "lifecycle": LIFECYCLES}
    for name in CHOICE_FACETS:
        if slugs := query.chosen.get(name):
            labels = taxonomy.choices[name][1]
            told = names.get(name) or {slug: labels[slug] for slug in slugs if slug in labels}
            found[name] = {slug: phrase for slug, phrase in told.items() if slug in slugs}
    return {name: phrases for name, phrases in found.items() if phrases}


def _all_of(name, taxonomy):
    return name in taxonomy.facets and taxonomy.facets[name].match_all


def _phrase(name, taxonomy):
    columns = {"entry-type": "that are {}", "lifecycle": "that are {}", "maker": "by {}"}
    if name in columns:
        return columns[name]
    facet = taxonomy.facets[name]
    return facet.phrase or f"{_within_a_sentence(facet.label)}: {{}}"


def _within_a_sentence(label):
    """A label with a small first letter, unless it looks like a name or an abbreviation."""
    looks_like_a_name = any(letter.isupper() or letter.isdigit() for letter in label[1:])
    return label if looks_like_a_name else label[:1].lower() + label[1:]


def _listed(phrases: list[str], shown: int, word: str = "or") -> str:
    """“a, b, c or 4 others”; a comma before the last where one of them holds such a word itself."""
    if len(phrases) > shown:
        phrases = [*phrases[:shown], words.count(len(phrases) - shown, "other")]
    *before, last = phrases
    if not before:
        return last
    return f"{', '.join(before)}{_comma_between(phrases)} {word} {last}"


def _comma_between(phrases: Iterable[str]) -> str:
    return "," if any(mark in phrase for phrase in phrases for mark in (" or ", " and ", ",")) else ""


def _condition(phrase, listed, also_unknown):
    text = phrase.replace("{}", listed, 1) if "{}" in phrase else f"{phrase} {listed}"
    if also_unknown:
        text += " (or not known)"
    return Condition(text=text.removeprefix("that "), is_clause=phrase.startswith("that "), is_aside=": " in phrase)


def _range(name, least, most) -> tuple[str, str]:
    in_words, just = _ends(name)
    if least == most:
        return RANGES[name], f"{just(least)} {in_words(least)}"
    ends = [f"{word} {in_words(end)}" for word, end in (("from", least), ("to", most)) if end is not None]
    return RANGES[name], " ".join(ends) if least is not None else f"up {ends[0]}"


def _ends(name) -> tuple[Callable, Callable]:
    """How a figure's bound reads, and the word before one that is both."""
    if name == "released":
        return dates.in_words, lambda date: "on" if len(date) == len("2024-05-17") else "in"
    if name.startswith("price"):
        return words.money, lambda _: "at"
    return _grouped, lambda _: "of"


def _grouped(number) -> str:
    return f"{Decimal(plain_number(number)):,f}"


def _in_marks(text):
    """What was searched for, in quotation marks; in those that were typed, where it was."""
    typed = Typed(text)
    opening, closing = (text[0], text[-1]) if typed.literal else "“”"
    return f"{opening}{_cut(' '.join(typed.tokens), LONGEST_TEXT)}{closing}"


def _joined(subject, conditions, left_out=0):
    clauses = [condition.text for condition in conditions if condition.is_clause]
    others = [condition.text for condition in conditions if not condition.is_clause]
    if len(clauses) > 1:
        *before, last = clauses
        clauses = [f"{', '.join(before)}{_comma_between(clauses)} and {last}"]
    elif len(conditions) > 2 and not left_out and not conditions[-1].is_aside:
        others[-1] = f"and {others[-1]}"
    parts = [f"that {clause}" for clause in clauses] + others
    if left_out:
        parts.append(
            f"and {words.count(left_out, 'more condition')}" if parts else f"with {words.count(left_out, 'condition')}"
        )
    comma = "," if conditions and conditions[0].is_aside else ""
    return _finished(f"{subject}{comma} {', '.join(parts)}")


def _finished(text):
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def _cut(text, longest):
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0][: longest - 1].rstrip(" ,") + "…"
