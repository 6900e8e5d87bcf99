#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Times building an index of the demonstration collection and asking it the queries of corpus/.
set -euo pipefail
cd "$(dirname "$0")/.."

searchctl=.build/release/searchctl
index=indexes/local/bench.sakuin
sources=(corpus/documents indexes/local/demo)
rounds=${BENCH_ROUNDS:-20}

now() { date +%s.%N; }
# Elapsed seconds since $1.
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", b - a }'; }

lines=(corpus/documents/documents.jsonl indexes/local/demo/*.jsonl)
pages=(corpus/documents/pages/*)
documents=$(($(cat "${lines[@]}" | wc -l) + ${#pages[@]}))
bytes=$(cat "${lines[@]}" "${pages[@]}" | wc -c)

start=$(now)
"$searchctl" index "${sources[@]}" -o "$index" 2>/dev/null
elapsed=$(since "$start")
size=$(stat -c %s "$index")
awk -v d="$documents" -v b="$bytes" -v t="$elapsed" -v s="$size" 'BEGIN {
  printf "build         %d documents, %.1f MB of JSON in %.2f s: %.0f documents/s, %.2f MB/s\n",
    d, b / 1e6, t, d / t, b / 1e6 / t
  printf "size          %.1f MB, %.2f of the JSON\n", s / 1e6, s / b }'

# All queries in one process, best of three: what a query costs once the program runs.
best=
for _ in 1 2 3; do
  start=$(now)
  cut -f 2 corpus/queries.tsv |
    "$searchctl" query "$index" --literal -n 10 --no-snippet --format jsonl - >/dev/null 2>&1 || [ $? = 1 ]
  elapsed=$(since "$start")
  best=$(awk -v a="${best:-999}" -v b="$elapsed" 'BEGIN { print a < b ? a : b }')
done
count=$(wc -l <corpus/queries.tsv)
awk -v n="$count" -v t="$best" 'BEGIN {
  printf "warm queries  %d in %.3f s with start-up: %.2f ms each, 10 hits\n", n, t, 1000 * t / n }'

# One process a query: what a person at the shell waits for.
for query in netorare 東京 'regular expression' '"国際空港"'; do
  if command -v hyperfine >/dev/null 2>&1; then
    mean=$(hyperfine -N -i --warmup 2 --runs "$rounds" --export-json /dev/stdout --style none \
      "$searchctl query $index -n 10 --format json '$query'" 2>/dev/null |
      python3 -c 'import json,sys; r = json.load(sys.stdin)["results"][0]; print(1000 * r["median"])')
  else
    start=$(now)
    for _ in $(seq "$rounds"); do
      "$searchctl" query "$index" -n 10 --format json "$query" >/dev/null || [ $? = 1 ]
    done
    mean=$(awk -v t="$(since "$start")" -v n="$rounds" 'BEGIN { print 1000 * t / n }')
  fi
  printf 'one process   %-20s %.1f ms\n' "$query" "$mean"
done
