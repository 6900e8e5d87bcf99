# SPDX-License-Identifier: Apache-2.0
"""What the Python drivers of the peers share: reading documents and queries, timing, results."""

import collections
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from collection import documents  # noqa: E402,F401

HIT_LIMITS = {"top10": 10, "top100": 100, "top1000": 1000, "top10count": 10}

Query = collections.namedtuple("Query", "id cls clauses")


def queries(path):
    """The queries of a file that the comparison wrote, by class."""
    classes = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            query = Query(entry["id"], entry["class"], entry["clauses"])
            classes.setdefault(query.cls, []).append(query)
    return classes


def best_times(calls, rounds):
    """The best time of each call in nanoseconds. The rounds go over all calls in turn, so that no
    call finds the caches as it left them; one round more warms up and does not count."""
    clock = time.perf_counter_ns
    best = [1 << 62] * len(calls)
    for round_number in range(rounds + 1):
        for index, call in enumerate(calls):
            start = clock()
            call()
            elapsed = clock() - start
            if round_number > 0 and elapsed < best[index]:
                best[index] = elapsed
    return best


class Results:
    """A file of JSON lines with times and hits."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")

    def times(self, queries, mode, times, **facts):
        for query, ns in zip(queries, times):
            self._write({"id": query.id, "mode": mode, "ns": ns, **facts})

    def hits(self, query, count, hits):
        self._write({"id": query.id, "mode": "hits", "count": count, "hits": hits})

    def _write(self, entry):
        self.file.write(json.dumps(entry) + "\n")

    def close(self):
        self.file.close()
