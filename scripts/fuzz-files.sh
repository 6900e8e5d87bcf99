#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Coverage-guided fuzzing of what reads index files, with libFuzzer: every target for FUZZ_SECONDS
# (60), beside each other. It begins with the hostile files that are kept and what earlier runs found.
# With --keep, the fewest files that go all the ways that were found become those that are kept.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
build=.build/fuzzing
program=$PWD/$build/release/fuzz-files

swift build -c release --sanitize=fuzzer -Xswiftc -DFUZZING --scratch-path $build --product fuzz-files
mkdir -p $build/failures
running=()
for target in $("$program" targets); do
  corpus=$build/corpus/$target
  mkdir -p "$corpus"
  "$program" seeds "$target" "$corpus"
  # 128 MiB for one allocation are far beyond what a file of a few kilobytes may cost.
  SAKUIN_FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -timeout=60 \
    -malloc_limit_mb=128 -rss_limit_mb=1024 -max_len=65536 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$build/failures/$target-" "$corpus" >"$build/$target.log" 2>&1 &
  running+=("$!:$target")
done
failed=0
for entry in "${running[@]}"; do
  target=${entry#*:}
  if wait "${entry%%:*}"; then
    files=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
    echo "fuzz-files: $target: $files hostile files, no crash, no hang"
  else
    failed=1
    cat "$build/$target.log"
    echo "fuzz-files: $target FAILED; the file is in $build/failures, and" \
      "'SAKUIN_FUZZ_TARGET=$target $program FILE' reads it again" >&2
  fi
done
[ $failed = 0 ] || exit 1
if [ "${1-}" = --keep ]; then
  rm -rf "$build/kept" && mkdir "$build/kept"
  SAKUIN_FUZZ_TARGET=segment "$program" -set_cover_merge=1 -verbosity=0 -timeout=60 -max_len=65536 \
    "$build/kept" "$build/corpus/segment" >"$build/keep.log" 2>&1
  patches=Tests/HostileFiles/nasty/v3.txt
  "$program" pack indexes/v3/reference.sakuin "$build"/kept/* >"$build/v3.txt"
  mv "$build/v3.txt" $patches
  echo "fuzz-files: $(wc -l <$patches) kept, $(wc -c <$patches) bytes"
fi
