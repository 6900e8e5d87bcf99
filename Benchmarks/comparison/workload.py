# SPDX-License-Identifier: Apache-2.0
"""Workloads: queries by class, as data.

Three forms are read: lines of class<TAB>query as in workloads/, JSON lines with cat, kind and terms,
and search-benchmark-game's JSON lines with query and tags."""

import collections
import dataclasses
import json
import re

MUST, SHOULD, NOT = "must", "should", "not"
_CLAUSE = re.compile(r'([+-]?)(?:"([^"]*)"|(\S+))')
_TOKEN = re.compile(r"\w+")
_KINDS = {"term", "and", "or", "phrase"}
_GAME_CLASSES = {"term": "term", "union": "or", "intersection": "and", "phrase": "phrase"}


@dataclasses.dataclass(frozen=True)
class Clause:
    """A word, or several in a row: a phrase."""

    occurrence: str
    terms: tuple
    is_quoted: bool = False

    def __str__(self):
        sign = {MUST: "+", SHOULD: "", NOT: "-"}[self.occurrence]
        text = " ".join(self.terms)
        return f'{sign}"{text}"' if self.is_quoted or len(self.terms) > 1 else sign + text


@dataclasses.dataclass(frozen=True)
class Query:
    """A query with its place in the workload as its id."""

    id: str
    cls: str
    clauses: tuple

    def __str__(self):
        """The query in Sakuin's and search-benchmark-game's syntax."""
        return " ".join(map(str, self.clauses))

    @property
    def is_flat(self):
        """Whether it is words only, all required or all optional: what an engine without
        positions and exclusion can answer."""
        occurrences = {clause.occurrence for clause in self.clauses}
        return len(occurrences) == 1 and NOT not in occurrences and not self.has_phrase

    @property
    def has_phrase(self):
        return any(clause.is_quoted or len(clause.terms) > 1 for clause in self.clauses)

    def json(self):
        """One line for the drivers."""
        clauses = [[c.occurrence, list(c.terms), c.is_quoted] for c in self.clauses]
        return json.dumps({"id": self.id, "class": self.cls, "clauses": clauses}, ensure_ascii=False)


def parse(text, splits=True):
    """The clauses of a query text; with `splits`, words are cut into tokens as tokenizers do."""
    clauses = []
    for sign, quoted, word in _CLAUSE.findall(text):
        occurrence = {"+": MUST, "-": NOT, "": SHOULD}[sign]
        source = quoted or word
        terms = tuple(_TOKEN.findall(source.lower())) if splits else (source,)
        if terms:
            clauses.append(Clause(occurrence, terms, bool(quoted)))
    return tuple(clauses)


def _clauses_of_terms(kind, terms):
    if kind == "phrase":
        return (Clause(SHOULD, tuple(terms), True),)
    return tuple(Clause(MUST if kind == "and" else SHOULD, (term,)) for term in terms)


def _game_class(tags, clauses):
    name = _GAME_CLASSES.get(tags[0], tags[0])
    if name in ("term", "negated") or name not in _GAME_CLASSES.values():
        return name
    count = sum(len(clause.terms) for clause in clauses)
    return f"{name}_2" if count == 2 else f"{name}_3"


def read(path, splits=True, only=None):
    """The queries of a file, in its order; `only` names the classes that are kept."""
    queries, counts = [], collections.Counter()

    def add(cls, clauses):
        if not clauses or (only and cls not in only):
            return
        queries.append(Query(f"{cls}-{counts[cls]:03d}", cls, clauses))
        counts[cls] += 1

    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            if not line.startswith("{"):
                cls, text = line.split("\t", 1)
                add(cls, parse(text, splits))
                continue
            entry = json.loads(line)
            if "kind" in entry:
                if entry["kind"] in _KINDS:
                    add(entry["cat"], _clauses_of_terms(entry["kind"], entry["terms"]))
            else:
                clauses = parse(entry["query"], splits)
                add(_game_class(entry["tags"], clauses), clauses)
    return queries


def by_class(queries):
    """The queries of each class, classes in the order of their first query."""
    classes = {}
    for query in queries:
        classes.setdefault(query.cls, []).append(query)
    return classes
