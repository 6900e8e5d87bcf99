#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what the compiler and the formatter do not: where `unsafe` may stand, which modules may
import Foundation, that a module imports lower layers only, licence lines, and what must not be left
in. Exits 1 with the errors, file and line first."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The layers of docs/Architecture.md. A module imports modules of lower layers only.
LAYERS = [
    {"CICU", "CMeCab", "CSnowball", "CZstd", "CXXHash", "CJansson", "CCommonMark", "CYAML",
     "CKernels"},
    {"Storage", "DocumentModel"},
    {"TextAnalysis", "QueryLanguage", "Ingest"},
    {"IndexFormat"},
    {"Indexing", "Searching", "Evaluation"},
    {"Sakuin", "SakuinMeasuring"},
    {"searchctl"},
]
LAYER_OF = {module: number for number, layer in enumerate(LAYERS) for module in layer}

# The files where `unsafe` may stand: those that map, read bytes and call the system, and one wrapper
# for each C library.
UNSAFE_FILES = {
    "Storage/MappedFile.swift": "mmap",
    "Storage/ByteReader.swift": "reads of mapped bytes",
    "Storage/FileDescriptorCalls.swift": "system calls",
    "Storage/Checksum.swift": "xxHash",
    "Storage/Prefetch.swift": "addresses that are not read",
    "IndexFormat/Coding/Kernels.swift": "CKernels",
    "IndexFormat/Postings/BlockBuffer.swift": "memory of decoded blocks",
    "IndexFormat/Postings/PostingBlocks.swift": "CKernels over mapped tables",
    "IndexFormat/FieldLengths/LengthTable.swift": "CKernels over mapped lengths",
    "Searching/Windows/ScoreKernels.swift": "CKernels",
    "Searching/Windows/ScoreWindow.swift": "memory of a window, CKernels",
    "Searching/Windows/Candidates.swift": "memory of candidates, CKernels",
    "IndexFormat/Coding/PositionKernels.swift": "CKernels, Positions.c",
    "IndexFormat/StoredFields/Zstandard.swift": "zstd",
    "TextAnalysis/ICU/ICUText.swift": "ICU",
    "TextAnalysis/Morphology/MorphemeLattice.swift": "CKernels, memory of a lattice",
    "TextAnalysis/Segmentation/WordKernels.swift": "CKernels, Words.c",
    "Indexing/Inversion/ChunkArena.swift": "memory of streams that never move",
    "TextAnalysis/Snowball/EnglishStemmer.swift": "Snowball",
    "Ingest/Files/FileCalls.swift": "system calls",
    "Ingest/JSON/JSONParser.swift": "jansson",
    "Ingest/Text/MarkdownText.swift": "cmark",
    "Ingest/Text/YAMLParser.swift": "libyaml",
    "searchctl/Terminal/SystemCalls.swift": "system calls",
    "Benchmarks/Sources/kernels/KernelCalls.swift": "CKernels",
}
# Foundation costs every start of the program milliseconds; none of it is needed.
FOUNDATION_MODULES = set()
LINE_LIMIT = 500
FORBIDDEN = [
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "unfinished business"),
    (re.compile(r"nonisolated\(unsafe\)"), "nonisolated(unsafe)"),
    (re.compile(r"\btry!"), "try!"),
    (re.compile(r"@preconcurrency\b"), "@preconcurrency"),
]
IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |internal |private |fileprivate )?import\s+(?:\w+\s+)?(\w+)")
errors = []


def code_of(line):
    """A line without comments and strings, as far as a line at a time can tell."""
    line = re.sub(r'#?"(?:\\.|[^"\\])*"#?', '""', line)
    return re.sub(r"//.*", "", line)


def check(path):
    relative = path.relative_to(ROOT).as_posix()
    top, _, inside = relative.partition("/")
    module = inside.split("/")[0]
    if top == "Benchmarks":
        inside = relative
    lines = path.read_text("utf-8").splitlines()
    if not lines or lines[0] != "// SPDX-License-Identifier: Apache-2.0":
        errors.append(f"{relative}:1: no licence line")
    if top != "Tests" and len(lines) > LINE_LIMIT:
        errors.append(f"{relative}: {len(lines)} lines; the limit is {LINE_LIMIT}")
    unsafe_seen = False
    for number, line in enumerate(lines, 1):
        where = f"{relative}:{number}"
        for pattern, name in FORBIDDEN:
            if pattern.search(line):
                errors.append(f"{where}: {name}")
        if top == "Tests":
            continue
        code = code_of(line)
        if re.search(r"\bunsafe\b", code) and inside not in UNSAFE_FILES and not unsafe_seen:
            unsafe_seen = True
            errors.append(f"{where}: unsafe outside the files that are named for it")
        if "@unchecked Sendable" in code:
            around = "\n".join(lines[max(0, number - 6):number + 5])
            if "Safe:" not in around:
                errors.append(f"{where}: @unchecked Sendable without a reason (// Safe: ...)")
        imported = IMPORT.match(code)
        if top != "Sources" or not imported:
            continue
        name = imported.group(1)
        if name.startswith("Foundation") and module not in FOUNDATION_MODULES:
            errors.append(f"{where}: {module} imports {name}")
        if name in LAYER_OF and LAYER_OF[name] >= LAYER_OF[module]:
            errors.append(f"{where}: {module} imports {name}, which is not of a lower layer")


for folder in ("Sources", "Tests", "Benchmarks/Sources"):
    for path in sorted((ROOT / folder).rglob("*.swift")):
        check(path)
for module in sorted(path.name for path in (ROOT / "Sources").iterdir() if path.is_dir()):
    if module not in LAYER_OF:
        errors.append(f"Sources/{module}: no layer in scripts/check_sources.py")
for name in UNSAFE_FILES:
    path = name if name.startswith("Benchmarks/") else f"Sources/{name}"
    if not (ROOT / path).exists():
        errors.append(f"{path}: listed in scripts/check_sources.py but not there")
for error in errors:
    print(error, file=sys.stderr)
if errors:
    sys.exit(f"check_sources: {len(errors)} errors")
