#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs tests under the compiler's sanitizers, each in a build folder of its own:
#
#   memory    AddressSanitizer, and UndefinedBehaviorSanitizer for C, over the tests of what reads
#             files, of the kernels, and of memory that is managed by hand
#   threads   ThreadSanitizer over the tests in which threads share something
set -euo pipefail
cd "$(dirname "$0")/.."
kinds=("$@")
[ $# -gt 0 ] || kinds=(memory threads)

# Builds the tests with what follows the name, and runs those that match a pattern.
run() {
  local kind=$1 pattern=$2
  shift 2
  local options=(-c release -Xswiftc -enable-testing --scratch-path ".build/sanitize-$kind" "$@")
  swift build "${options[@]}" --build-tests
  swift test "${options[@]}" --skip-build --filter "$pattern"
  echo "sanitize: $kind: nothing found"
}

for kind in "${kinds[@]}"; do
  case $kind in
  memory)
    # The run time of AddressSanitizer has that of UndefinedBehaviorSanitizer in it. Leaks are not
    # looked for: Swift's metadata is never freed.
    export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0
    export UBSAN_OPTIONS=print_stacktrace=1
    run memory '^(StorageTests|IndexFormatTests)\.|Kernel|Damage|Nasty|Lattice|Arena|Window|Candidates|WordCutter' \
      --sanitize=address -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined
    ;;
  threads)
    export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
    run threads 'LiveReaders|ConcurrentSearch|WorkspacePool|ParallelRetrieval|Inversion|IndexBuilder|theActor' \
      --sanitize=thread
    ;;
  *)
    echo "sanitize: '$kind' is neither 'memory' nor 'threads'" >&2
    exit 2
    ;;
  esac
done
