# SPDX-License-Identifier: Apache-2.0
"""PISA from PyPI pyterrier-pisa: build DOCUMENTS FOLDER; query FOLDER QUERIES RESULTS ROUNDS MODE...

It has no positions and no counts: flat unions and intersections only. PISA_FOLDER names the installed
pyterrier_pisa; of its algorithms each class gets the one that is best on the mean."""

import glob
import importlib.util
import os
import re
import shutil
import sys

import driver

ALGORITHMS = {
    "term": ("wand", "block_max_wand", "block_max_maxscore"),
    "must": ("block_max_ranked_and", "ranked_and"),
    "should": ("block_max_wand", "block_max_maxscore", "maxscore", "wand"),
}
ENCODING = "block_simdbp"
LARGEST_LIMIT = 1000
BREAKS = re.compile(r"[\r\n\t]+")

spec = importlib.util.spec_from_file_location(
    "_pisathon", glob.glob(os.environ["PISA_FOLDER"] + "/_pisathon.cpython-*.so")[0])
pisa = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pisa)


def prepared(folder):
    context = pisa.RetrievalContext()
    pisa.prepare_index(
        context, folder, ENCODING, "bm25", "", quantize=0, bm25_k1=1.2, bm25_b=0.75)
    return context


def build(documents, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    plain = os.path.join(folder, "input.txt")
    with open(plain, "w", encoding="utf-8") as lines:
        for key, text in driver.documents(documents):
            lines.write(key + "\t" + BREAKS.sub(" ", text) + "\n")
    # All documents in one batch: several batches hang with one processor.
    pisa.index(plain, folder, "", 4_000_000, 1)
    os.remove(plain)
    prepared(folder)


def query(folder, queries, results, rounds, *modes):
    context = prepared(folder)
    numbers, ranks = bytearray(4 * LARGEST_LIMIT), bytearray(4 * LARGEST_LIMIT)
    keys, scores = bytearray(8 * LARGEST_LIMIT), bytearray(4 * LARGEST_LIMIT)

    def call(algorithm, words, limit):
        entries = [(0, words)]
        return lambda: pisa.retrieve(
            context, algorithm, entries, k=limit, threads=1, pretokenised=0, query_weighted=0,
            result_qidxs=numbers, result_docnos=keys, result_ranks=ranks, result_scores=scores)

    out = driver.Results(results)
    for group in driver.queries(queries).values():
        occurrence = group[0].clauses[0][0] if len(group[0].clauses) > 1 else "term"
        texts = [" ".join(terms[0] for _, terms, _ in query.clauses) for query in group]
        for mode in modes:
            best = None
            for algorithm in ALGORITHMS[occurrence]:
                calls = [call(algorithm, text, driver.HIT_LIMITS[mode]) for text in texts]
                times = driver.best_times(calls, int(rounds))
                if best is None or sum(times) < sum(best[1]):
                    best = (algorithm, times)
            out.times(group, mode, best[1], algorithm=best[0])
    out.close()


{"build": build, "query": query}[sys.argv[1]](*sys.argv[2:])
# PISA's threads do not end; what there is to do is done.
sys.stdout.flush()
os._exit(0)
