#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Everything that is checked without running the tests: format, imports, layers, corpus, scripts.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "lint: format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests \
  Benchmarks/Package.swift Benchmarks/Sources
echo "lint: sources and layers"
scripts/check_sources.py
echo "lint: corpus"
scripts/check-corpus.py
if command -v shellcheck >/dev/null 2>&1; then
  echo "lint: shell scripts"
  shellcheck scripts/*.sh .ci/run Benchmarks/*.sh
fi
echo "lint: imports"
swift build --build-tests --explicit-target-dependency-import-check error
echo "lint: passed"
