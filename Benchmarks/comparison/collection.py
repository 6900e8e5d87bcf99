# SPDX-License-Identifier: Apache-2.0
"""Collections: JSON lines with id, title and body, or a part of them, or their token-neutral form."""

import dataclasses
import hashlib
import itertools
import json
import os
import pathlib
import re

_TOKEN = re.compile(r"[a-z0-9]+")
# Tantivy drops words of more than 40 bytes, Lucene cuts them at 255.
_LONGEST_TOKEN = 39


def documents(path):
    """Yields (id, text) of each line; the text is title, line break, body, or the body alone."""
    with open(path, "rb") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line)
            text = document.get("text")
            if text is None:
                title = document.get("title") or ""
                text = f"{title}\n{document['body']}" if title else document["body"]
            yield str(document.get("id", number)), text


def repeated(path):
    """Yields the documents of a file for ever; from the second time on with a number behind their ids."""
    for time in itertools.count():
        for key, text in documents(path):
            yield f"{key}~{time}" if time else key, text


def neutral(text):
    """Lower case, with a blank for all that is no ASCII letter or digit: every tokenizer agrees."""
    return " ".join(t for t in _TOKEN.findall(text.lower()) if len(t) <= _LONGEST_TOKEN)


@dataclasses.dataclass
class Collection:
    """A file of documents that is ready to be indexed."""

    path: pathlib.Path
    name: str
    document_count: int
    text_byte_count: int


def prepare(source, work, percent=100, is_neutral=False):
    """The first `percent` of a file's documents, made in the work folder unless they are there; above
    100, documents come again with a number behind their ids."""
    source = pathlib.Path(source).resolve()
    status = source.stat()
    facts = f"{source}:{status.st_size}:{status.st_mtime_ns}:{percent}:{is_neutral}"
    key = hashlib.sha256(facts.encode()).hexdigest()[:8]
    name = f"{source.stem}{f'-{percent}' if percent != 100 else ''}{'-neutral' * is_neutral}-{key}"
    record = pathlib.Path(work) / f"{name}.json"
    is_whole = percent == 100 and not is_neutral
    path = source if is_whole else pathlib.Path(work) / f"{name}.jsonl"
    if not record.exists():
        with open(source, "rb") as lines:
            total = sum(1 for _ in lines)
        limit = max(1, total * percent // 100)
        count = size = 0
        copy = open(os.devnull if is_whole else f"{path}.part", "w", encoding="utf-8")
        with copy:
            for key, text in repeated(source):
                if count >= limit:
                    break
                text = neutral(text) if is_neutral else text
                if not is_whole:
                    copy.write(json.dumps({"id": key, "body": text}, ensure_ascii=False) + "\n")
                count += 1
                size += len(text.encode())
        if not is_whole:
            os.replace(f"{path}.part", path)
        record.write_text(json.dumps({"documents": count, "bytes": size}))
    facts = json.loads(record.read_text())
    return Collection(path, name, facts["documents"], facts["bytes"])
