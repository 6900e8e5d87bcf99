# SPDX-License-Identifier: Apache-2.0
"""SQLite's FTS5: build DOCUMENTS FILE; query FILE QUERIES RESULTS ROUNDS MODE...

A query's text is parsed inside the timed call; there is no other way."""

import sqlite3
import sys

import driver


def build(documents, path):
    database = sqlite3.connect(path)
    database.executescript(
        "pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-1000000;")
    database.execute(
        "create virtual table documents using "
        "fts5(body, content='', tokenize='unicode61 remove_diacritics 0')")
    database.execute("create table keys(number integer primary key, key text)")
    with database:
        for number, (key, text) in enumerate(driver.documents(documents), 1):
            database.execute("insert into documents(rowid, body) values(?, ?)", (number, text))
            database.execute("insert into keys values(?, ?)", (number, key))
    with database:
        database.execute("insert into documents(documents) values('optimize')")
    database.execute("vacuum")
    database.close()


def expression(clauses):
    def parts(wanted):
        return ['"' + " ".join(t) + '"' for occurrence, t, _ in clauses if occurrence == wanted]

    must, should, excluded = parts("must"), parts("should"), parts("not")
    kept = " AND ".join(must) if must else " OR ".join(should)
    return f"({kept})" + "".join(f" NOT {text}" for text in excluded)


def query(path, queries, results, rounds, *modes):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.executescript("pragma mmap_size=8000000000; pragma cache_size=-1000000;")
    cursor = database.cursor()

    def top(text, limit):
        return cursor.execute(
            "select rowid, -rank from documents where documents match ? order by rank limit ?",
            (text, limit)).fetchall()

    def count(text):
        return cursor.execute(
            "select count(*) from documents where documents match ?", (text,)).fetchone()[0]

    def call(text, mode):
        if mode == "count":
            return lambda: count(text)
        if mode == "top10count":
            return lambda: (top(text, 10), count(text))
        return lambda: top(text, driver.HIT_LIMITS[mode])

    out = driver.Results(results)
    for group in driver.queries(queries).values():
        texts = [expression(query.clauses) for query in group]
        for mode in modes:
            if mode == "hits":
                for query, text in zip(group, texts):
                    hits = [
                        [cursor.execute("select key from keys where number = ?", (n,)).fetchone()[0], s]
                        for n, s in top(text, 10)]
                    out.hits(query, count(text), hits)
                continue
            out.times(group, mode, driver.best_times([call(t, mode) for t in texts], int(rounds)))
    out.close()


{"build": build, "query": query}[sys.argv[1]](*sys.argv[2:])
