#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks corpus/: unique ids, fields, dates, judgements, and that every glossary word is written
in each of its scripts somewhere. Prints one line of counts; exits 1 with the errors otherwise."""

import json
import pathlib
import re
import sys
import unicodedata

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"
FIELDS = {"id", "title", "body", "lang", "tags", "date", "url"}
CLASSES = {
    "english", "japanese", "mixed", "cross-script", "inflection", "variants", "compounds",
    "exact-string", "one-character", "katakana-loanword",
}
errors = []


def read(name):
    """The lines of a file, which must be UTF-8 and end in a newline."""
    data = (CORPUS / name).read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        errors.append(f"{name}: {error}")
        return []
    if not text.endswith("\n"):
        errors.append(f"{name}: no newline at the end")
    return text.splitlines() if name.endswith(".tsv") else text.split("\n")[:-1]


def fold(text):
    """Text without width, capitals and accents on Latin letters, for looking up spellings."""
    text = unicodedata.normalize("NFKC", text).lower()
    parts = []
    for character in text:
        base = unicodedata.normalize("NFD", character)
        parts.append(base[0] if "a" <= base[0] <= "z" else character)
    return "".join(parts)


def check_documents():
    """Document texts by id."""
    texts = {}
    languages = {}
    for number, line in enumerate(read("documents/documents.jsonl"), 1):
        where = f"documents/documents.jsonl:{number}"
        try:
            document = json.loads(line)
        except ValueError as error:
            errors.append(f"{where}: {error}")
            continue
        if not {"id", "title", "body", "lang", "tags", "date"} <= set(document) <= FIELDS:
            errors.append(f"{where}: fields are {sorted(document)}")
            continue
        if document["id"] in texts:
            errors.append(f"{where}: second document with id {document['id']}")
        if document["lang"] not in ("en", "ja", "mixed"):
            errors.append(f"{where}: lang is {document['lang']}")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", document["date"]):
            errors.append(f"{where}: date is {document['date']}")
        languages[document["lang"]] = languages.get(document["lang"], 0) + 1
        texts[document["id"]] = document["title"] + "\n" + document["body"]
    for path in sorted((CORPUS / "documents/pages").iterdir()):
        text = "\n".join(read(f"documents/pages/{path.name}"))
        if path.suffix == ".md" and not re.match(r"---\ntitle: .+\ntags: \[.+\]\ndate: \d{4}", text):
            errors.append(f"pages/{path.name}: front matter needs title, tags and date")
        texts[f"pages/{path.name}"] = text
    return texts, languages


def check_judgements(texts):
    """The number of queries and of judgements."""
    queries = dict(line.split("\t") for line in read("queries.tsv"))
    classes = dict(line.split("\t") for line in read("queries-classes.tsv"))
    if list(queries) != list(classes):
        errors.append("queries.tsv and queries-classes.tsv name different queries")
    if set(classes.values()) != CLASSES:
        errors.append(f"classes are {sorted(set(classes.values()))}")
    if len(set(queries.values())) != len(queries):
        errors.append("queries.tsv: a query stands twice")
    judged = {}
    for number, line in enumerate(read("qrels.txt"), 1):
        query, zero, document, grade = line.split(" ")
        if query not in queries or document not in texts or zero != "0" or grade not in "12":
            errors.append(f"qrels.txt:{number}: {line}")
        if document in judged.setdefault(query, {}):
            errors.append(f"qrels.txt:{number}: {document} is judged twice for {query}")
        judged[query][document] = int(grade)
    for query in queries:
        if 2 not in judged.get(query, {}).values():
            errors.append(f"qrels.txt: {query} has no document of grade 2")
    return len(queries), sum(map(len, judged.values()))


def check_glossary(texts):
    """The number of glossary words."""
    header, *rows = [line.split("\t") for line in read("glossary.tsv")]
    folded = [fold(text) for text in texts.values()]
    for row in rows:
        if len(row) != len(header):
            errors.append(f"glossary.tsv: {row[0]}: {len(row)} columns, not {len(header)}")
            continue
        word = dict(zip(header, row))
        if unicodedata.normalize("NFKC", word["halfwidth"]) != word["katakana"]:
            errors.append(f"glossary.tsv: {row[0]}: half-width form differs from katakana")
        for column in ("kanji", "hiragana", "katakana", "hepburn"):
            form = word[column]
            if form and not any(fold(form) in text for text in folded):
                errors.append(f"glossary.tsv: {row[0]}: {form} stands in no document")
    return len(rows)


texts, languages = check_documents()
queries, judgements = check_judgements(texts)
words = check_glossary(texts)
for error in errors:
    print(f"check-corpus: {error}", file=sys.stderr)
if errors:
    sys.exit(1)
count = ", ".join(f"{number} {language}" for language, number in sorted(languages.items()))
print(
    f"corpus: {len(texts)} documents (JSON lines: {count}), {queries} queries, "
    f"{judgements} judgements, {words} glossary words")
