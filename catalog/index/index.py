"""Which tools match, in which order, and how many there are per term: by sets alone, without a database. Pure.

Contents. Every tool has an *ordinal*, a small number; one that goes leaves a hole, which the next new one takes.
A roaring bitmap of ordinals stands for each term (once as the editors gave it, once with all narrower and implying
terms), each value of a column that filters like a facet, each facet or figure of which something is known, and each
word. Beside them stand the figures in order of size and one sequence of all tools for each sort.

Questions. *Select*: the union of the chosen terms inside a facet (the intersection where all must hold), the
intersection across facets. *Count*: the size of each term's intersection with the matches that ignore the term's own
facet; facets without a selection share one base, so k selections need k + 1 bases. *Page*: see ``order.py``.

Invariants. An ordinal is in ``everything`` exactly if its tool is in the index; every set is a subset of
``everything``; every order holds each ordinal of ``everything`` once; ``found[term]`` is the union of ``held`` over
the term and all terms found under it; ``terms_of`` says the same as ``held``, tool by tool.

Cost. Set operations are linear in a bitmap's containers, one for each 65,536 ordinals, and fast within (tens of
nanoseconds to microseconds), so a selection with 300 counts takes a fraction of a millisecond at 100,000 tools. A
range is made anew from its slice, half a millisecond for 40,000 tools. A change costs a look at each term of the
taxonomy, O(words of the tool) set operations and a move of flat arrays; what was worked out from the sets as they
were (totals, unions, blocks of orders) is forgotten and made again when it is asked for. Memory: about 1 kB a tool,
most of it words and names.

Roaring bitmaps: Lemire, Kaser, Kurz, Deri, O'Hara, Saint-Jacques, Ssi-Yan-Kai, "Roaring Bitmaps: Implementation of
an Optimized Software Library", Software: Practice and Experience 48 (4), 2018.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, KeysView, Mapping
from functools import partial, reduce
from itertools import chain, combinations
from weakref import proxy

from pyroaring import BitMap

from catalog.index.entry import Entry
from catalog.index.figures import Figures, bounds
from catalog.index.forward import Forward
from catalog.index.gathered import Gathered
from catalog.index.narrowed import Counted, Found, Narrowed, Nearest
from catalog.index.order import Opposite, Order
from catalog.index.postings import LabelPostings, Postings
from catalog.index.search import Search
from catalog.index.sets import Sets
from catalog.index.text import label_words
from catalog.index.wholes import Wholes
from catalog.query import BACKWARDS, CHOICE_FACETS, OFFERED, RANGES, RETIRED, SORTS, Query

NOTHING = BitMap()
FEW = 120  # matches whose own terms are counted faster than each term's matches
NAMED = 3  # of the tiers of a search: those whose tools are called so; see search.py
# What makes two tools alike enough for one to be an alternative to the other: the same kind, making the same thing.
ALIKE_IN = ("kind", "output")


class Index:
    """The published tools. Not safe for threads: whoever shares it must guard it.

    ``facets`` are the taxonomy's facets by slug; of each, ``id``, ``filterable``, ``match_all``, ``takes_one`` and
    ``terms`` (by slug, with ``id`` and ``below``) count. ``labels`` are what terms, by id, and makers, by slug, are
    called.
    """

    def __init__(self, facets: Mapping, labels: Mapping[int | str, Iterable[str]]):
        self.due: dict[int, dt.date] = {}
        self._ids = Figures()
        self._holes: list[int] = []
        self._names: list[str] = []
        self._held: dict[int, BitMap] = {}
        self._terms_of = Forward()
        self._settled: dict[str | int, BitMap] = {}
        self._complete: dict[int, BitMap] = {}
        self._chosen = {name: Postings() for name in CHOICE_FACETS}
        self._figures = {name: Figures() for name in RANGES}
        self._orders = {name: Order(self._names) for name in SORTS}
        self._orders |= {name: Opposite(self._orders[name[1:]]) for name in BACKWARDS}
        self._alternatives: dict[int, tuple[int, ...]] = {}
        self._wholes, self._words, self._texts = Wholes(), Postings(), Postings()
        self.tie(facets, labels)

    def __getstate__(self):
        worked_out = {"_totals": None, "_offered": {}, "_unknown": {}, "_known": {}, "_search": None}
        return self.__dict__ | {"_names": "\n".join(self._names), **worked_out}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._names = self._names.split("\n") if self._names else []
        for order in self._orders.values():
            order.names = self._names
        self._labels.tools_of = self._labelled_for_them()
        self._search = self._searching()

    # Changes

    def tie(self, facets: Mapping, labels: Mapping[int | str, Iterable[str]]):
        """Take another taxonomy; the tools keep their terms."""
        self._facets = facets
        self._labels = LabelPostings(self._labelled_for_them())
        for key, names in labels.items():
            self._labels.put(key, set().union(*map(label_words, names)))
        self._above = defaultdict(set)
        for facet in facets.values():
            for term in facet.terms.values():
                for below in term.below:
                    self._above[below].add(term.id)
        self._unite()

    def _unite(self):
        """Work out anew under which terms each tool is found."""
        self._found = {
            term.id: self._held.setdefault(term.id, BitMap())
            if term.below == {term.id}
            else BitMap.union(NOTHING, *(self._held.get(below, NOTHING) for below in term.below))
            for facet in self._facets.values()
            for term in facet.terms.values()
        }
        self._by_facet = {
            slug: Counted(
                slugs=[term.slug for term in facet.terms.values()],
                sets=[self._found[term.id] for term in facet.terms.values()],
                terms=[term.id if term.below == {term.id} else None for term in facet.terms.values()],
            )
            for slug, facet in self._facets.items()
            if facet.filterable
        }
        self._changed()

    def fill(self, entries: Iterable[Entry]):
        """Take all tools at once into an empty index; a tenth of the work of putting them one by one."""
        gathered = Gathered()
        for ordinal, entry in enumerate(entries):
            self._names.append(entry.name)
            self._terms_of.put(ordinal, entry.terms)
            gathered.take(ordinal, entry)
            self._keep_beside(entry)
        self._ids.fill(gathered.ids)
        for term, ordinals in gathered.terms.items():
            self._held.setdefault(term, BitMap()).update(ordinals)
        self._settled = {name: BitMap(ordinals) for name, ordinals in gathered.settled.items()}
        self._complete = {facet: BitMap(ordinals) for facet, ordinals in gathered.complete.items()}
        for name, values in gathered.choices.items():
            self._chosen[name].fill(values)
        for name, numbers in gathered.figures.items():
            self._figures[name].fill(numbers)
        by_name = sorted(range(len(self._names)), key=self._names.__getitem__)
        for name, order in self._orders.items():
            order.fill(gathered.ranks[name.removeprefix("-")], by_name)
        self._wholes.fill(gathered.wholes)
        self._words.fill(gathered.words)
        self._texts.fill(gathered.texts)
        self._unite()

    def put(self, entry: Entry):
        """Take in a tool, in place of what was known of it."""
        self.drop(entry.id)
        ordinal = self._free_ordinal()
        self._ids.put(ordinal, entry.id)
        self._names[ordinal] = entry.name
        self._terms_of.put(ordinal, entry.terms)
        for term in entry.terms:
            self._held.setdefault(term, BitMap()).add(ordinal)
            for above in self._above[term]:
                self._found[above].add(ordinal)
        for name in entry.settled:
            self._settled.setdefault(name, BitMap()).add(ordinal)
        for facet in entry.complete:
            self._complete.setdefault(facet, BitMap()).add(ordinal)
        for name, value in entry.choices.items():
            self._chosen[name].put(ordinal, (value,))
        for name, number in entry.figures.items():
            self._figures[name].put(ordinal, number)
        for name, order in self._orders.items():
            order.put(ordinal, entry.ranks[name.removeprefix("-")])
        self._wholes.put(ordinal, entry.wording.whole_names())
        self._words.put(ordinal, entry.wording.name_words())
        self._texts.put(ordinal, entry.wording.text_words())
        self._keep_beside(entry)
        self._changed()

    def drop(self, id_: int):
        """Forget a tool; one that is not there is left in peace."""
        if id_ not in self:
            return
        ordinal = self._ids.having(id_)[0]
        self._ids.drop(ordinal)
        self._terms_of.pop(ordinal)
        self._holes.append(ordinal)
        for sets in (self._held, self._found, self._settled, self._complete):
            for members in sets.values():
                members.discard(ordinal)
        for figures in self._figures.values():
            figures.drop(ordinal)
        for order in self._orders.values():
            order.drop(ordinal)
        for postings in (*self._chosen.values(), self._wholes, self._words, self._texts):
            postings.drop(ordinal)
        self.due.pop(id_, None)
        self._alternatives.pop(id_, None)
        self._changed()

    def _free_ordinal(self):
        if self._holes:
            return self._holes.pop()
        self._names.append("")
        return len(self._names) - 1

    def _changed(self):
        """Forget what was worked out from the sets as they were."""
        self._totals, self._offered, self._unknown, self._known = None, {}, {}, {}
        self._current = None
        self._labels.tools_changed()
        self._search = self._searching()

    def _searching(self):
        return Search(self._words, self._wholes, self._labels, self._texts)

    def _keep_beside(self, entry):
        if entry.due:
            self.due[entry.id] = entry.due
        if entry.alternatives:
            self._alternatives[entry.id] = entry.alternatives

    # Questions

    @property
    def everything(self) -> BitMap:
        return self._ids.known

    @property
    def current(self) -> BitMap:
        """Without what is discontinued; ``everything`` itself where nothing is."""
        if self._current is None:
            retired = self._chosen["lifecycle"].having(RETIRED)
            self._current = self.everything - retired if retired else self.everything
        return self._current

    @property
    def sets(self) -> Sets:
        """The sets as they are until the next change."""
        return Sets(
            facets=self._facets,
            current=self.current,
            ids=self._ids,
            found=self._found,
            complete=self._complete,
            kept=self._known,
            terms=self._terms_of,
            chosen=self._chosen,
            order=self._orders["best"],
        )

    def __len__(self):
        return len(self.everything)

    def __contains__(self, id_):
        return bool(self._ids.having(id_))

    @property
    def makers(self) -> KeysView[str]:
        """The slugs of those that have a tool."""
        return self._chosen["maker"].words()

    @property
    def is_labelled(self) -> bool:
        """Whether each maker that has a tool is known by name; if not, ``tie`` it again."""
        return self.makers <= self._labels.keys()

    def answer(self, query: Query, *, page: int = 1, size: int = 24, counted: bool = True) -> Found:
        """Everything that a list page needs. ``page`` starts at 1; one beyond the end has no ids."""
        understood, tiers = self._words_of(query.q)
        narrowed = self._narrowed(query, understood, tiers)
        matches = narrowed.matches()
        start = (page - 1) * size
        if tiers and query.sort == "best":
            ordinals = self._page_of_tiers(tiers, matches, start, start + size)
        else:
            ordinals = self._orders[query.sort].page(matches, start, start + size)
        return Found(
            total=len(matches),
            ids=tuple(map(self._ids.of, ordinals)),
            counts=self._counts(query, narrowed, matches) if counted else {},
            totals=self.totals if counted else {},
            unknown=self._counts_of_unknown(query, narrowed, matches) if counted else {},
            hidden=len(narrowed.matches("lifecycle")) - len(matches) if narrowed.hides else 0,
            understood=understood,
        )

    def nearest(self, query: Query, *, size: int = 6) -> Nearest:
        """Which conditions to leave away where nothing matches them all, and the tools that come nearest.

        Two set operations a condition find the tools that miss exactly one, and exactly two; k conditions have k
        answers from the first or, where it is empty, k (k - 1) / 2 from the second.
        """
        narrowed = self._narrowed(query, *self._words_of(query.q))
        sets = {name: narrowed.sets[name] for name in query.conditions if name in narrowed.sets}
        none, one, two = narrowed.ground, NOTHING, NOTHING
        for members in sets.values():
            two = (two & members) | (one - members)
            one = (one & members) | (none - members)
            none = none & members
        for few, missing in ((1, one), (2, two)):
            found = {}
            for names in combinations(sets, few):
                left = reduce(Query.without_condition, names, query)
                found[names] = BitMap.difference(missing, *(sets[name] for name in names))
                found[names] &= self._ground(left, narrowed.named)
            if any(found.values()):
                break
        near = self._orders["best"].page(BitMap.union(NOTHING, *found.values()), 0, size)
        return Nearest(
            drops={names: len(members) for names, members in found.items() if members},
            near=tuple(
                (self._ids.of(ordinal), tuple(name for name, members in sets.items() if ordinal not in members))
                for ordinal in near
            ),
        )

    @property
    def totals(self) -> Mapping[str, Mapping[str, int]]:
        """How many tools there are for each term, over the whole catalogue; of makers, those with the most."""
        if self._totals is None:
            self._totals = {facet: terms.in_common_with(self.current) for facet, terms in self._by_facet.items()}
            for name, values in self._chosen.items():
                slugs = list(values.fullest(OFFERED))
                self._offered[name] = Counted(slugs=slugs, sets=list(map(values.having, slugs)))
                ground = self.everything if name == "lifecycle" else self.current
                self._totals[name] = self._offered[name].in_common_with(ground)
        return self._totals

    def _narrowed(self, query, understood, tiers):
        narrowed = {}
        for name, slugs in query.chosen.items():
            if name in CHOICE_FACETS:
                narrowed[name] = BitMap.union(NOTHING, *map(self._chosen[name].having, slugs))
            elif name in self._facets:
                narrowed[name] = self._in_facet(self._facets[name], slugs)
        for name, (least, most) in query.ranges.items():
            narrowed[name] = self._figures[name].between(*bounds(name, least, most))
        for name in query.unknown:
            if name in narrowed:
                narrowed[name] |= self._not_known(name)
        if query.q:
            narrowed["q"] = BitMap.union(NOTHING, *tiers)
        named = NOTHING
        if query.q and not understood.alternatives_to:
            named = BitMap.union(NOTHING, *tiers[:NAMED])
        return Narrowed(narrowed, self._ground(query, named), self.everything, named)

    def _ground(self, query, named):
        """All tools where a lifecycle is asked for; else without what is discontinued, unless the text names it."""
        if "lifecycle" in query.chosen:
            return self.everything
        if query.q and named and self.current is not self.everything:
            return self.current | named
        return self.current

    def _in_facet(self, facet, slugs):
        sets = [self._found[facet.terms[slug].id] if slug in facet.terms else NOTHING for slug in slugs]
        return BitMap.intersection(*sets) if facet.match_all else BitMap.union(NOTHING, *sets)

    def _not_known(self, name):
        """Tools of which nothing is known in a facet or figure: no term or number, and no state that says why."""
        if name not in self._unknown:
            if name in self._figures:
                known, key = self._figures[name].known, name
            else:
                facet = self._facets[name]
                known, key = BitMap.union(NOTHING, *(self._found[one.id] for one in facet.terms.values())), facet.id
            self._unknown[name] = self.everything - known - self._settled.get(key, NOTHING)
        return self._unknown[name]

    def _counts_of_unknown(self, query, narrowed, matches):
        counts = {}
        for name in (*RANGES, *(name for name in self._by_facet if name in query.chosen or name in query.unknown)):
            base = narrowed.matches(name) if name in narrowed.sets else matches
            counts[name] = base.intersection_cardinality(self._not_known(name))
        return counts

    def _counts(self, query, narrowed, matches):
        counts = {}
        held = self._terms_held_by(matches) if len(matches) <= FEW else None
        for name, totals in self.totals.items():
            facet = self._facets.get(name)
            base = matches
            if (name in narrowed.sets and not (facet and facet.match_all)) or (name == "lifecycle" and narrowed.hides):
                base = narrowed.matches(name)
            ground = self.everything if name == "lifecycle" else self.current
            if base is ground and (facet or name not in query.chosen):
                counts[name] = totals
            elif facet:
                counts[name] = self._by_facet[name].in_common_with(base, held if base is matches else None)
            else:
                counts[name] = self._offered[name].in_common_with(base)
                for slug in query.chosen.get(name, ()):
                    if slug not in totals:
                        counts[name][slug] = base.intersection_cardinality(self._chosen[name].having(slug))
        return counts

    def _terms_held_by(self, matches):
        return Counter(chain.from_iterable(map(self._terms_of.get, matches)))

    def _page_of_tiers(self, tiers, matches, start, end):
        """A page where the better tier comes first, and within each the reading order."""
        found = []
        for tier in tiers:
            members = tier & matches
            if start < len(members):
                found += self._orders["best"].page(members, max(start, 0), end)
            start, end = start - len(members), end - len(members)
            if end <= 0:
                break
        return found

    # Words

    def _words_of(self, text):
        """What was made of the text, and the tiers that match it, best first; none where there is no text."""
        if not text:
            return None, []
        understood = self._search.understand(text)
        if understood.alternatives_to:
            return understood, self._alternatives_to(self._search.named(understood.alternatives_to)[0])
        tiers = self._search.tiers(understood)
        if understood.whole and not understood.words:  # "best AI tools" narrows nothing; "%" is no word at all
            tiers.append(self.everything - tiers[0])
        return understood, tiers

    def _labelled_for_them(self):
        """``_labelled`` for one of our own parts, which does not keep us: an index that is replaced goes at once."""
        return partial(Index._labelled, proxy(self))

    def _labelled(self, key):
        """The tools that have the term or maker of a label."""
        return self._found.get(key, NOTHING) if isinstance(key, int) else self._chosen["maker"].having(key)

    def _alternatives_to(self, named):
        """First what editors list for one of them, or list one of them for; then what is alike."""
        ids = set(map(self._ids.of, named))
        listed = {other for id_ in ids for other in self._alternatives.get(id_, ())}
        listed |= {id_ for id_, others in self._alternatives.items() if not ids.isdisjoint(others)}
        first = BitMap.union(NOTHING, *map(self._ids.having, listed)) - named
        alike = [self._sharing_a_term(named, self._facets[name]) for name in ALIKE_IN if name in self._facets]
        return [first, BitMap.intersection(*alike) - first - named if alike else BitMap()]

    def _sharing_a_term(self, named, facet):
        sets = (self._found[term.id] for term in facet.terms.values())
        return BitMap.union(NOTHING, *(members for members in sets if not members.isdisjoint(named)))
