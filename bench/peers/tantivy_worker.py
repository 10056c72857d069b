"""tantivy doing what the index does, in memory: a total, 24 tools in order, and the counts of all facets.

Run in the peers' environment: python -m bench.peers.tantivy_worker FILE. It is asked line by line.
"""

import json
import sys
from pathlib import Path

import tantivy

from bench.clock import timed
from bench.processes import serve_lines
from bench.shapes import PAGE_SIZE

MOST_TERMS = 100  # of a facet; none has more
TEXT_FIELDS = ("names", "labels", "texts")


class Engine:
    def __init__(self, file: Path):
        documents = [json.loads(line) for line in file.read_text().splitlines()]
        self.facets = sorted({facet for document in documents for facet in document["terms"]})
        self.schema = self._schema()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(200_000_000, 1)
        by_name = sorted(documents, key=lambda document: document["name"].lower())
        by_date = sorted(by_name, key=lambda document: document["released"] or "", reverse=True)
        rank_by_date = {document["slug"]: rank for rank, document in enumerate(by_date)}
        for rank, document in enumerate(by_name):
            writer.add_document(self._document(document, rank, rank_by_date[document["slug"]]))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _schema(self):
        builder = tantivy.SchemaBuilder()
        for field in TEXT_FIELDS:
            builder.add_text_field(field, tokenizer_name="default", index_option="freq")
        for facet in self.facets:
            builder.add_text_field(_field(facet), tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_text_field("slug", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("best", fast=True)
        builder.add_unsigned_field("newest", fast=True)
        return builder.build()

    def _document(self, document, rank, rank_by_date):
        labels = [slug.replace("-", " ") for slugs in document["terms"].values() for slug in slugs]
        found = tantivy.Document()
        found.add_text("names", document["name"])
        found.add_text("labels", " ".join([document["maker"], *labels]))
        found.add_text("texts", f"{document['tagline']} {document['summary']}")
        found.add_text("slug", document["slug"])
        found.add_unsigned("best", rank)
        found.add_unsigned("newest", rank_by_date)
        for facet, slugs in document["terms"].items():
            for slug in slugs:
                found.add_text(_field(facet), slug)
        return found

    def answer(self, pairs):
        """Total, slugs of the page and counts; the counts of a facet ignore its own selection."""
        chosen, given = {}, {}
        for name, value in pairs:
            if name in self.facets:
                chosen.setdefault(name, []).append(value)
            else:
                given[name] = value
        text = [self._word(word) for word in given.get("q", "").lower().split()]
        selected = {facet: self._any_of(facet, slugs) for facet, slugs in chosen.items()}
        query = _all_of([*text, *selected.values()])
        start = (int(given.get("page", 1)) - 1) * PAGE_SIZE
        order = "newest" if given.get("sort") == "newest" else None if text else "best"
        direction = {"order_by_field": order, "order": tantivy.Order.Asc} if order else {}
        found = self.searcher.search(query, limit=PAGE_SIZE, offset=start, count=True, **direction)
        counts = self._counts(query, [facet for facet in self.facets if facet not in chosen])
        for facet in chosen:
            others = [one for other, one in selected.items() if other != facet]
            counts |= self._counts(_all_of([*text, *others]), [facet])
        return found, counts

    def _any_of(self, facet, slugs):
        return _any([tantivy.Query.term_query(self.schema, _field(facet), slug) for slug in slugs])

    def _word(self, word):
        return _any([tantivy.Query.term_query(self.schema, field, word) for field in TEXT_FIELDS])

    def _counts(self, query, facets):
        wanted = {facet: {"terms": {"field": _field(facet), "size": MOST_TERMS}} for facet in facets}
        found = self.searcher.aggregate(query, wanted)
        return {
            facet: {bucket["key"]: int(bucket["doc_count"]) for bucket in found[facet]["buckets"]} for facet in facets
        }

    def slugs(self, found):
        return [self.searcher.doc(address)["slug"][0] for _, address in found.hits]


def _field(facet):
    return f"facet_{facet}"


def _any(queries):
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _all_of(queries):
    if not queries:
        return tantivy.Query.all_query()
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def main():
    engine = Engine(Path(sys.argv[1]))

    def answer(pairs):
        found, counts = engine.answer(pairs)
        return {"total": found.count, "slugs": engine.slugs(found), "counts": counts}

    def time_round(all_pairs):
        """Addresses of the page's tools are ids enough."""
        return [timed(engine.answer, pairs) for pairs in all_pairs]

    serve_lines({"answer": answer, "time_round": time_round})


if __name__ == "__main__":
    main()
