# SPDX-License-Identifier: Apache-2.0
"""Xapian with Debian's python3-xapian: build DOCUMENTS FOLDER; query FOLDER QUERIES RESULTS ROUNDS
MODE..."""

import os
import shutil
import sys

import xapian

import driver

ALL_MATCHES = 1 << 31


def build(documents, folder):
    raw = folder + ".raw"
    for path in (folder, raw):
        shutil.rmtree(path, ignore_errors=True)
    os.environ["XAPIAN_FLUSH_THRESHOLD"] = "200000"
    database = xapian.WritableDatabase(raw, xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC)
    generator = xapian.TermGenerator()
    for key, text in driver.documents(documents):
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(text)
        document.set_data(key)
        database.add_document(document)
    database.commit()
    database.close()
    xapian.Database(raw).compact(folder)
    shutil.rmtree(raw)


def query_of(clauses):
    def part(terms):
        if len(terms) == 1:
            return xapian.Query(terms[0])
        return xapian.Query(xapian.Query.OP_PHRASE, terms, len(terms))

    def parts(wanted):
        return [part(terms) for occurrence, terms, _ in clauses if occurrence == wanted]

    must, should, excluded = parts("must"), parts("should"), parts("not")
    union = xapian.Query(xapian.Query.OP_OR, should)
    if must:
        made = xapian.Query(xapian.Query.OP_AND, must)
        made = xapian.Query(xapian.Query.OP_AND_MAYBE, made, union) if should else made
    else:
        made = union
    if excluded:
        made = xapian.Query(
            xapian.Query.OP_AND_NOT, made, xapian.Query(xapian.Query.OP_OR, excluded))
    return made


def query(folder, queries, results, rounds, *modes):
    database = xapian.Database(folder)
    enquire = xapian.Enquire(database)
    enquire.set_weighting_scheme(xapian.BM25Weight(1.2, 0, 1, 0.75, 0.0))

    def search(made, limit, least):
        enquire.set_query(made)
        return enquire.get_mset(0, limit, least)

    out = driver.Results(results)
    for group in driver.queries(queries).values():
        built = [query_of(query.clauses) for query in group]
        for mode in modes:
            if mode == "hits":
                for query, made in zip(group, built):
                    found = search(made, 10, ALL_MATCHES)
                    hits = [[hit.document.get_data().decode(), hit.weight] for hit in found]
                    out.hits(query, found.get_matches_estimated(), hits)
                continue
            limit = driver.HIT_LIMITS.get(mode, 0)
            least = ALL_MATCHES if "count" in mode else limit
            calls = [lambda made=made: search(made, limit, least) for made in built]
            out.times(group, mode, driver.best_times(calls, int(rounds)))
    out.close()


{"build": build, "query": query}[sys.argv[1]](*sys.argv[2:])
