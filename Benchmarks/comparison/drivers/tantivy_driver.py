# SPDX-License-Identifier: Apache-2.0
"""Tantivy from PyPI: build DOCUMENTS FOLDER [THREADS TOKENIZER STORED]; read DOCUMENTS; query FOLDER QUERIES RESULTS ROUNDS MODE...

Its Python search() never prunes (every search goes through a collector of all matches), so its times
for top-k unions and frequent terms are those of scoring every match."""

import os
import sys

import tantivy

import driver

OCCURRENCES = {
    "must": tantivy.Occur.Must, "should": tantivy.Occur.Should, "not": tantivy.Occur.MustNot}


def build(documents, folder, threads="1", tokenizer="default", stored="not-stored"):
    os.makedirs(folder, exist_ok=True)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field(
        "body", stored=stored == "stored", tokenizer_name=tokenizer, index_option="position")
    index = tantivy.Index(schema.build(), path=folder)
    writer = index.writer(heap_size=3500 << 20, num_threads=int(threads))
    for key, text in driver.documents(documents):
        writer.add_document(tantivy.Document(id=key, body=text))
    writer.commit()
    writer.wait_merging_threads()


def read(documents):
    """What build does, without the index."""
    for key, text in driver.documents(documents):
        tantivy.Document(id=key, body=text)


def query_of(schema, clauses):
    def part(terms):
        if len(terms) == 1:
            return tantivy.Query.term_query(schema, "body", terms[0], index_option="freq")
        return tantivy.Query.phrase_query(schema, "body", terms)

    parts = [(OCCURRENCES[occurrence], part(terms)) for occurrence, terms, _ in clauses]
    if len(parts) == 1 and clauses[0][0] != "not":
        return parts[0][1]
    return tantivy.Query.boolean_query(parts)


def query(folder, queries, results, rounds, *modes):
    index = tantivy.Index.open(folder)
    searcher, schema = index.searcher(), index.schema
    out = driver.Results(results)
    for group in driver.queries(queries).values():
        built = [query_of(schema, query.clauses) for query in group]
        for mode in modes:
            if mode == "hits":
                for query, made in zip(group, built):
                    found = searcher.search(made, 10, count=True)
                    hits = [[searcher.doc(at).get_first("id"), score] for score, at in found.hits]
                    out.hits(query, found.count, hits)
                continue
            limit, counts = driver.HIT_LIMITS.get(mode, 1), "count" in mode
            calls = [lambda made=made: searcher.search(made, limit, count=counts) for made in built]
            out.times(group, mode, driver.best_times(calls, int(rounds)))
    out.close()


{"build": build, "read": read, "query": query}[sys.argv[1]](*sys.argv[2:])
