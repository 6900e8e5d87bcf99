# SPDX-License-Identifier: Apache-2.0
"""The engines: how each builds an index and answers a workload, one processor and one thread."""

import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import workload
from peers import MissingPeer, module_exists

MODES = ("top10", "top100", "top1000", "top10count", "count")
_COMMANDS = {
    "top10": "TOP_10", "top100": "TOP_100", "top1000": "TOP_1000", "top10count": "TOP_10_COUNT",
    "count": "COUNT", "hits": "TOP_10_COUNT"}
_DRIVERS = pathlib.Path(__file__).resolve().parent / "drivers"


class EngineFailure(Exception):
    """An engine's program failed; the text has its last words."""


@dataclasses.dataclass
class Setting:
    """What a comparison is made with."""

    work: pathlib.Path
    scratch: pathlib.Path
    peers: object
    cpu: int
    rounds: int
    analysis: str
    programs: pathlib.Path
    lexicon: str = None
    reorder: bool = False

    def run(self, command, variables=None, **streams):
        """Runs a program pinned to the processor."""
        command = ["taskset", "-c", str(self.cpu), *map(str, command)]
        streams.setdefault("stdout", subprocess.DEVNULL)
        done = subprocess.run(
            command, env={**os.environ, **(variables or {})}, stderr=subprocess.PIPE, **streams)
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip()[-600:]
            raise EngineFailure(f"{command[3]} ended with {done.returncode}: {words}")


class Engine:
    """An engine. `build` and `query` are the engine's own; the rest is common."""

    name = ""
    analyses = ("words",)
    has_positions = True
    has_counts = True
    has_hits = True

    def __init__(self, setting):
        self.setting = setting

    def prepare(self):
        """Installs what the engine needs.

        Raises MissingPeer where it cannot be had."""
        if self.setting.analysis not in self.analyses:
            raise MissingPeer(f"no analysis '{self.setting.analysis}'")

    @property
    def label(self):
        """What the names of the engine's indexes begin with."""
        return self.name

    def is_stale(self, record):
        """Whether an index that was built before is of no more use."""
        return False

    def is_searched(self, file):
        """Whether a file belongs to the index, and is not left over from its building."""
        return file.is_file()

    def index(self, collection):
        """The path of the collection's index, built unless it is there, and the facts of its build."""
        path = self.setting.work / f"{self.label}-{self.setting.analysis}-{collection.name}"
        record = path.with_name(path.name + ".build.json")
        if not record.exists() or self.is_stale(record):
            self._remove(path)
            print(f"compare: {self.name} indexes {collection.name}", file=sys.stderr)
            start = time.monotonic()
            self.build(collection.path, path)
            seconds = time.monotonic() - start
            files = [path] if path.is_file() else path.rglob("*")
            size = sum(file.stat().st_size for file in files if self.is_searched(file))
            record.write_text(json.dumps({"seconds": round(seconds, 2), "bytes": size}))
        return path, json.loads(record.read_text())

    def answers(self, queries, mode):
        """Those of the queries that the engine can answer in a mode."""
        if "count" in mode and not self.has_counts or mode == "hits" and not self.has_hits:
            return []
        return [query for query in queries if self.has_positions or query.is_flat]

    def measure(self, index, queries, modes):
        """What the engine says, as dictionaries with id, mode, and ns or count and hits."""
        modes = [mode for mode in modes if self.answers(queries, mode)]
        queries = self.answers(queries, modes[0]) if modes else []
        if not queries:
            return []
        print(f"compare: {self.name}: {len(queries)} queries, {' '.join(modes)}", file=sys.stderr)
        return self.query(index, queries, modes)

    def run_driver(self, command, index, queries, modes, variables=None):
        """Runs `COMMAND index queries results rounds mode...`."""
        asked = self.setting.scratch / f"{self.name}.queries.jsonl"
        results = self.setting.scratch / f"{self.name}.results.jsonl"
        asked.write_text("".join(query.json() + "\n" for query in queries), encoding="utf-8")
        self.setting.run(
            [*command, index, asked, results, self.setting.rounds, *modes], variables)
        return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]

    @staticmethod
    def _remove(path):
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)


class Sakuin(Engine):
    name = "sakuin"
    analyses = ("words", "japanese")

    def prepare(self):
        for program in ("build_index", "do_query"):
            if not (self.setting.programs / program).exists():
                raise MissingPeer(
                    f"there is no {program} in {self.setting.programs}: "
                    "swift build -c release --package-path Benchmarks --static-swift-stdlib")

    @property
    def label(self):
        # Programs of different checkouts have indexes of their own.
        folder = hashlib.sha256(str(self.setting.programs).encode()).hexdigest()[:8]
        return f"{self.name}-{folder}" + ("-reordered" if self.setting.reorder else "")

    def is_stale(self, record):
        program = self.setting.programs / "build_index"
        return record.stat().st_mtime < program.stat().st_mtime

    def build(self, documents, path):
        analyzer = "words" if self.setting.analysis == "words" else "bilingual"
        options = ["--lexicon", self.setting.lexicon] if self.setting.lexicon else []
        if self.setting.reorder:
            options.append("--reorder")
        with open(documents, "rb") as lines:
            self.setting.run(
                [self.setting.programs / "build_index", path, "--analyzer", analyzer, *options],
                stdin=lines)

    def query(self, index, queries, modes):
        """One process for each mode; classes one after the other, and in each the rounds over all
        queries in turn. The first round does not count."""
        results = []
        for mode in modes:
            asked = [
                query for group in workload.by_class(queries).values()
                for query in group * (1 if mode == "hits" else self.setting.rounds + 1)]
            lines = "".join(f"{_COMMANDS[mode]}\t{query}\n" for query in asked)
            path = self.setting.scratch / "sakuin.lines"
            path.write_text(lines, encoding="utf-8")
            answers = self.setting.scratch / "sakuin.answers"
            with open(path, "rb") as source, open(answers, "wb") as target:
                option = "--hits" if mode == "hits" else "--timings"
                self.setting.run(
                    [self.setting.programs / "do_query", index, option],
                    stdin=source, stdout=target)
            fields = [line.split("\t") for line in answers.read_text("utf-8").splitlines()]
            if len(fields) != len(asked):
                raise EngineFailure(f"do_query gave {len(fields)} answers, not {len(asked)}")
            results += self._hits(asked, fields) if mode == "hits" else self._times(
                asked, fields, mode)
        return results

    @staticmethod
    def _hits(asked, fields):
        for query, (count, hits) in zip(asked, fields):
            pairs = [hit.rsplit(":", 1) for hit in hits.split()]
            yield {
                "id": query.id, "mode": "hits", "count": int(count),
                "hits": [[key, float(score)] for key, score in pairs]}

    @staticmethod
    def _times(asked, fields, mode):
        times = {}
        for query, answer in zip(asked, fields):
            if len(answer) == 2:
                times.setdefault(query.id, []).append(int(answer[1]))
        return [{"id": id, "mode": mode, "ns": min(ns[1:])} for id, ns in times.items()]


class Lucene(Engine):
    name = "lucene"
    analyses = ("words", "japanese")

    def prepare(self):
        super().prepare()
        java, jar = self.setting.peers.lucene()
        classes = self.setting.peers.lucene_classes(
            _DRIVERS / "LuceneDriver.java", self.setting.work / "classes")
        self.command = [java, "-Xmx8g", "-cp", f"{jar}:{classes}", "LuceneDriver"]

    def build(self, documents, path):
        self.setting.run([*self.command, "build", self.setting.analysis, documents, path])

    def query(self, index, queries, modes):
        return self.run_driver(
            [*self.command, "query", self.setting.analysis], index, queries, modes)


class PythonEngine(Engine):
    """An engine with a driver in Python."""

    python = "/usr/bin/python3"
    variables = None

    @property
    def command(self):
        return [self.python, _DRIVERS / f"{self.name}_driver.py"]

    def build(self, documents, path):
        self.setting.run([*self.command, "build", documents, path], self.variables)

    def query(self, index, queries, modes):
        return self.run_driver([*self.command, "query"], index, queries, modes, self.variables)


class Tantivy(PythonEngine):
    name = "tantivy"

    def prepare(self):
        super().prepare()
        self.python = self.setting.peers.tantivy()


class PISA(PythonEngine):
    name = "pisa"
    has_positions = has_counts = has_hits = False

    def prepare(self):
        super().prepare()
        self.python, self.variables = self.setting.peers.pisa()

    def is_searched(self, file):
        return file.name.startswith("bm25") or file.name in ("fwd.termlex", "fwd.doclex")


class Xapian(PythonEngine):
    name = "xapian"

    def prepare(self):
        super().prepare()
        if not module_exists("xapian"):
            raise MissingPeer("apt-get install python3-xapian")


class FTS5(PythonEngine):
    name = "fts5"

    def prepare(self):
        super().prepare()
        if not module_exists("sqlite3"):
            raise MissingPeer("apt-get install python3")


ENGINES = {engine.name: engine for engine in (Sakuin, Lucene, PISA, Tantivy, Xapian, FTS5)}
USUAL = ("sakuin", "lucene", "pisa", "tantivy")
