#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Times the workloads on the demonstration collection, no other engine beside, and the kernels.
set -euo pipefail
cd "$(dirname "$0")"

demo=../indexes/local/demo
lexicon=../.build/sakuin.lexicon
work=.build/comparison
mkdir -p "$work"
cat "$demo"/*.jsonl >"$work/demo.part"
cmp -s "$work/demo.part" "$work/demo.jsonl" || cp "$work/demo.part" "$work/demo.jsonl"
rm "$work/demo.part"

for language in english japanese; do
  ./make-queries "$work/demo.jsonl" --language "$language" --size 30 >"$work/demo-$language.tsv"
done

echo "English words, words analysis"
./compare --engines sakuin --data "$work/demo.jsonl" --queries "$work/demo-english.tsv" \
  --modes top10,top10count
echo
echo "Japanese words, bilingual analysis"
./compare --engines sakuin --data "$work/demo.jsonl" --queries "$work/demo-japanese.tsv" \
  --modes top10,top10count --analysis japanese --lexicon "$lexicon"
echo
.build/release/kernels --rounds 5
