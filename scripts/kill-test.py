#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills writers of a live index with SIGKILL at random moments, with readers running, and checks after
each that nothing committed is lost and nothing uncommitted is shown; then lets two writers meet; then
keeps snapshots open while a writer commits, merges and unlinks.

    kill-test.py SEARCHCTL [--kills 500] [--seconds 600] [--seed 1] [--readers 2]

Prints what was done and counted; exits 1 at the first thing that is wrong."""

import argparse
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

WORDS = "index search engine document query term posting segment commit merge reader writer".split()


class Failure(Exception):
    """Something that must not be."""


def digest(state):
    """A short name for what an index holds: versions by id."""
    text = "\n".join(f"{key} {version}" for key, version in sorted(state.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def state_of(lines):
    """What the hits of a query say: versions by id."""
    state = {}
    for line in lines:
        hit = json.loads(line)
        if hit["id"] in state:
            raise Failure(f"two hits with the id {hit['id']}")
        fields = hit["fields"]
        state[hit["id"]] = fields["title"]
        if f"version {fields['title']} " not in fields["body"]:
            raise Failure(f"{hit['id']} is of two versions: {fields}")
    return state


class Index:
    """A live index and what it must hold."""

    def __init__(self, program, folder, source):
        self.program, self.folder, self.random = program, folder, source
        self.batch = folder.parent / "batch.jsonl"
        self.version = 0
        self.state = {}

    def query_command(self, query="all"):
        return [self.program, "query", str(self.folder), "-n", "100000", "--format", "jsonl",
                "--no-snippet", query]

    def document(self, key):
        words = " ".join(self.random.choices(WORDS, k=self.random.randint(5, 60)))
        return {"id": key, "title": str(self.version), "tags": [f"v{self.version % 7}"],
                "body": f"all version {self.version} of {key} {words}"}

    def write_batch(self, keys):
        with open(self.batch, "w") as file:
            for key in keys:
                file.write(json.dumps(self.document(key)) + "\n")

    def random_change(self):
        """A command and what the index must hold once it is done."""
        self.version += 1
        after = dict(self.state)
        kind = self.random.choice(["update", "update", "update", "sync", "delete", "merge", "merge"])
        if kind == "update":
            keys = {f"d{self.random.randrange(900)}" for _ in range(self.random.randint(1, 120))}
            self.write_batch(sorted(keys))
            after.update({key: str(self.version) for key in keys})
            return kind, [self.program, "update", str(self.folder), str(self.batch)], after
        if kind == "sync":
            keys = [key for key in sorted(after) if self.random.random() < 0.8] or ["d0"]
            self.write_batch(keys)
            after = {key: str(self.version) for key in keys}
            return kind, [self.program, "update", str(self.folder), str(self.batch), "--sync"], after
        if kind == "delete" and len(after) > 20:
            keys = self.random.sample(sorted(after), self.random.randint(1, len(after) // 4))
            command = [self.program, "delete", str(self.folder)]
            for key in keys:
                command += ["--id", key]
                del after[key]
            return kind, command, after
        return "merge", [self.program, "merge", str(self.folder)], after

    def read(self):
        """What a reader sees."""
        result = subprocess.run(self.query_command(), capture_output=True, text=True)
        if result.returncode not in (0, 1):
            raise Failure(f"query ended with {result.returncode}: {result.stderr}")
        return state_of(result.stdout.splitlines())

    def verify(self):
        result = subprocess.run([self.program, "verify", str(self.folder)], capture_output=True,
                                text=True)
        if result.returncode != 0:
            raise Failure(f"verify: {result.stdout}{result.stderr}")


class Reader(threading.Thread):
    """Queries again and again and notes in what order it saw which states."""

    def __init__(self, index):
        super().__init__(daemon=True)
        self.index, self.seen, self.failure, self.count = index, [], None, 0
        self.stopping = threading.Event()

    def run(self):
        try:
            while not self.stopping.is_set():
                name = digest(self.index.read())
                self.count += 1
                if not self.seen or self.seen[-1] != name:
                    self.seen.append(name)
        except Exception as error:  # whatever it is, the main thread tells it
            self.failure = error


def check_order(reader, committed):
    """A reader sees committed states only, and never an older one after a newer."""
    if reader.failure:
        raise Failure(f"a reader: {reader.failure}")
    places = {}
    for place, name in enumerate(committed):
        places.setdefault(name, []).append(place)
    last = 0
    for name in list(reader.seen):
        later = [place for place in places.get(name, []) if place >= last]
        if not later:
            raise Failure(f"a reader saw {name}, which is not committed or is out of date")
        last = later[0]


def kill_loop(index, kills, reader_count):
    """Kills writers at random moments."""
    committed = [digest(index.state)]
    readers = [Reader(index) for _ in range(reader_count)]
    for reader in readers:
        reader.start()
    # How long each kind of writer takes, first measured without killing, then followed.
    durations = {}
    counts = {"killed": 0, "ended before": 0, "as before": 0, "as after": 0, "either": 0}
    started = time.monotonic()
    while counts["killed"] < kills:
        kind, command, after = index.random_change()
        begun = time.monotonic()
        writer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        delay = 600
        if kind in durations:
            # Half of them near the end, where the commit is.
            least = index.random.choice([0, 0.75])
            delay = index.random.uniform(least, 1.15) * durations[kind]
        try:
            _, message = writer.communicate(timeout=delay)
            killed = False
        except subprocess.TimeoutExpired:
            writer.kill()
            _, message = writer.communicate()
            killed = writer.returncode == -9
        length = time.monotonic() - begun
        if killed:
            counts["killed"] += 1
        else:
            if writer.returncode != 0:
                raise Failure(f"{kind} ended with {writer.returncode}: {message}")
            counts["ended before"] += 1
        if not killed or delay > durations[kind]:
            durations[kind] = 0.7 * durations.get(kind, length) + 0.3 * length
        found = index.read()
        if found not in ([after] if not killed else [index.state, after]):
            raise Failure(
                f"after {kind} (killed: {killed}) the index holds {len(found)} documents, neither "
                f"the {len(index.state)} from before nor the {len(after)} from after")
        index.verify()
        if killed:
            same = "either" if after == index.state else "as after" if found == after else "as before"
            counts[same] += 1
        if found != index.state:
            committed.append(digest(found))
        index.state = found
        for reader in readers:
            check_order(reader, committed)
        total = counts["killed"]
        if killed and total % 100 == 0:
            print(f"kill-test: {total} killed after {time.monotonic() - started:.0f} s", flush=True)
    for reader in readers:
        reader.stopping.set()
        reader.join()
        check_order(reader, committed)
    reads = sum(reader.count for reader in readers)
    print(f"kill-test: {counts['killed']} writers killed ({counts['ended before']} more had ended): "
          f"{counts['as before']} times the state from before, {counts['as after']} the one from "
          f"after, {counts['either']} in merges, which are the same; "
          f"{reads} reads beside, {len(committed)} commits; nothing lost, nothing shown too early")


def two_writers(index):
    """The second writer is told who the first is; the first is not disturbed."""
    index.version += 1
    first = subprocess.Popen([index.program, "update", str(index.folder), "-"],
                             stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first.stdin.write(json.dumps(index.document("two")) + "\n")
    first.stdin.flush()
    deadline = time.monotonic() + 60
    while (index.folder / "lock").read_text().strip() != str(first.pid):
        if time.monotonic() > deadline or first.poll() is not None:
            raise Failure("the first writer does not take the lock")
        time.sleep(0.01)
    second = subprocess.run([index.program, "delete", str(index.folder), "--id", "d1"],
                            capture_output=True, text=True)
    if second.returncode != 2 or str(first.pid) not in second.stderr:
        raise Failure(f"the second writer: {second.returncode} {second.stderr}")
    first.stdin.close()
    message = first.stderr.read()
    if first.wait() != 0:
        raise Failure(f"the first writer: {message}")
    index.state["two"] = str(index.version)
    if index.read() != index.state:
        raise Failure("after two writers the index holds something else")
    print(f"kill-test: two writers: the second was told: {second.stderr.strip()}")


def held_snapshots(index, seconds, reader_count):
    """Readers keep one snapshot each for a while, ask it again and again, and always get the same."""
    stop = threading.Event()
    failures, counts = [], {"snapshots": 0, "answers": 0, "commits": 0}
    known = {digest(index.state)}
    lock = threading.Lock()
    seen = set()

    def hold(seed):
        source = random.Random(seed)
        try:
            while not stop.is_set():
                reader = subprocess.Popen(index.query_command("-"), stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, text=True)
                until = time.monotonic() + source.uniform(0.2, 5)
                asked = 0
                while time.monotonic() < until and not stop.is_set():
                    reader.stdin.write("all\n")
                    reader.stdin.flush()
                    asked += 1
                    time.sleep(0.05)
                output, _ = reader.communicate()
                if reader.returncode != 0:
                    raise Failure(f"a reader ended with {reader.returncode}")
                lines = output.splitlines()
                size = len(lines) // max(1, asked)
                answers = [lines[place * size:(place + 1) * size] for place in range(asked)]
                if asked and (len(lines) != size * asked or any(a != answers[0] for a in answers)):
                    raise Failure("a snapshot changed while it was open")
                with lock:
                    counts["snapshots"] += 1
                    counts["answers"] += asked
                    if asked:
                        seen.add(digest(state_of(answers[0])))
        except Exception as error:
            failures.append(error)
            stop.set()

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(reader_count)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not failures:
        kind, command, after = index.random_change()
        known.add(digest(after))
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            failures.append(Failure(f"{kind}: {result.returncode} {result.stderr}"))
            break
        index.state = after
        counts["commits"] += 1
    stop.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    if not seen <= known:
        raise Failure("a reader saw a state that was not committed")
    index.verify()
    print(f"kill-test: {seconds:.0f} s of commits, merges and unlinks under readers: "
          f"{counts['commits']} commits, {counts['snapshots']} snapshots held, "
          f"{counts['answers']} answers, each the same as long as its snapshot was open")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", type=int, default=2)
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    print(f"kill-test: seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="sakuin-kill-") as root:
        index = Index(program, pathlib.Path(root) / "index", random.Random(options.seed))
        keys = [f"d{number}" for number in range(400)]
        index.write_batch(keys)
        subprocess.run([program, "index", str(index.batch), "-o", str(index.folder), "--analyzer",
                        "words"], check=True, stderr=subprocess.DEVNULL)
        index.state = {key: "0" for key in keys}
        try:
            if index.read() != index.state:
                raise Failure("the index does not hold what was indexed")
            if options.kills > 0:
                kill_loop(index, options.kills, options.readers)
            two_writers(index)
            if options.seconds > 0:
                held_snapshots(index, options.seconds, options.readers)
        except Failure as failure:
            sys.exit(f"kill-test: FAILED: {failure}")


main()
