#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Drives the programs as search-benchmark-game does, on twenty documents, every answer held against
# the oracle; then the parts of compare that need no peer.
set -euo pipefail
cd "$(dirname "$0")"

programs=.build/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Says what differs and fails.
expect() {
  if [ "$2" != "$3" ]; then
    printf 'check: %s: expected\n%s\nbut it is\n%s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}

# Document n has "even" or "odd", its number of times "many", and a phrase with "three" where 3
# divides it; it comes with text, with title and body, or with a body alone.
for n in $(seq 20); do
  parity=$([ $((n % 2)) = 0 ] && echo even || echo odd)
  words=$(printf 'many %.0s' $(seq "$n"))
  [ $((n % 3)) != 0 ] || words="$words divided by three"
  case $((n % 4)) in
  0) echo "{\"id\": \"d$n\", \"text\": \"$parity $words\"}" ;;
  1) echo "{\"id\": $n, \"title\": \"$parity\", \"body\": \"$words\"}" ;;
  2) echo "{\"id\": \"d$n\", \"title\": \"\", \"body\": \"$parity $words\"}" ;;
  3) echo "{\"body\": \"$parity $words\"}" ;;
  esac
done >"$work/documents.jsonl"
"$programs/build_index" "$work/index" <"$work/documents.jsonl" >/dev/null

answers=$("$programs/do_query" "$work/index" --oracle <<'QUERIES'
COUNT	even
COUNT	even three
COUNT	+even +three
COUNT	+even -three
COUNT	"by three"
COUNT	"three by"
COUNT	nothing
TOP_10	many even
TOP_1000	"divided by three"
TOP_3_COUNT	odd three
TOP_100_COUNT	+odd many "by three"
TOP_0	even
TOP_10_FF	even
SCORE	even
COUNT	ev*
QUERIES
)
expect "answers" "10 13 3 7 6 0 0 1 1 13 10 UNSUPPORTED UNSUPPORTED UNSUPPORTED UNSUPPORTED" \
  "${answers//$'\n'/ }"

line=$(printf 'TOP_2_COUNT\tthree even\n' |
  "$programs/do_query" "$work/index" --timings --hits --rounds 3)
[[ $line =~ ^13$'\t'[0-9]+$'\t'[^\ :]+:[0-9.]+\ [^\ :]+:[0-9.]+$ ]] || expect "a line" "13 NS K:S K:S" "$line"
line=$(printf 'COUNT\tthree\n' | "$programs/do_query" "$work/index" --timings=all)
[[ $line =~ ^6$'\t'[0-9]+$ ]] || expect "a line" "6 NS" "$line"

line=$(printf 'TOP_2_COUNT\tthree even\nCOUNT\t"by three"\nCOUNT\tev*\n' |
  "$programs/do_query" "$work/index" --threads 3 --rounds 2)
[[ $line =~ ^2\ queries:\ [0-9]+\ a\ second\ with\ 1\ thread,\ [0-9]+\ with\ 3:\  ]] ||
  expect "threads" "2 queries: ..." "$line"

# A line that is no document is named.
if echo '{"id": "x"}' | "$programs/build_index" "$work/none" 2>"$work/error"; then exit 1; fi
grep -q "line 1 has neither 'text' nor 'body'" "$work/error"

# The comparison reads its workloads, draws one from any collection, and measures itself.
./make-queries "$work/documents.jsonl" --size 2 >"$work/queries.tsv"
expect "the same queries for the same seed" "$(cat "$work/queries.tsv")" \
  "$(./make-queries "$work/documents.jsonl" --size 2)"
PYTHONDONTWRITEBYTECODE=1 python3 comparison/test_comparison.py
PYTHONDONTWRITEBYTECODE=1 ./compare --data "$work/documents.jsonl" --queries "$work/queries.tsv" \
  --engines sakuin --rounds 1 --cpu 0 --work "$work" --peers-dir "$work/peers" \
  --json "$work/result.json" >/dev/null 2>&1
grep -q '"gmean"' "$work/result.json"
graded=$(./graded-cost --data "$work/documents.jsonl" --queries "$work/queries.tsv" --plain words \
  --graded english --passes 2 --work "$work/graded")
[[ $graded =~ ^index\ size\ .*\ times$'\n'.*$'\n'all\ .*\ x$ ]] || expect "graded-cost" "a table" "$graded"
echo "check: the protocol is spoken"
