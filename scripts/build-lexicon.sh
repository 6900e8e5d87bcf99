#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Compiles the word lexicon out of EDICT and COMPDIC, the IPA dictionary and a list of English words to
# .build/sakuin.lexicon, if that is missing or older than what it is made of.
set -euo pipefail
cd "$(dirname "$0")/.."

lexicon=.build/sakuin.lexicon
edict=/usr/share/edict/edict
compdic=/usr/share/edict/compdic
ipadic=/usr/share/mecab/dic/ipadic
english=/usr/share/dict/american-english

for input in "$edict" "$compdic" "$ipadic/Noun.csv" "$english"; do
  if [ ! -e "$input" ]; then
    echo "setup: $input is missing; run 'make packages'" >&2
    exit 2
  fi
done
if [ -f "$lexicon" ] && [ -z "$(find "$edict" "$compdic" "$ipadic" "$english" Sources/TextAnalysis/Lexicon \
  Sources/TextAnalysis/Readings scripts/build-lexicon.sh -newer "$lexicon" -type f | head -1)" ]; then
  exit 0
fi

${SAKUIN_BUILD:-make --no-print-directory build}
echo "setup: compiling the word lexicon"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
# Lines that are not clean EUC-JP are left out rather than stopping the rest.
cat "$edict" "$compdic" | iconv -c -f EUC-JP -t UTF-8 >"$parts/edict"
for csv in "$ipadic"/*.csv; do
  iconv -c -f EUC-JP -t UTF-8 "$csv" >"$parts/$(basename "$csv")"
done
.build/release/searchctl lexicon --edict "$parts/edict" --ipadic "$parts"/*.csv \
  --english "$english" -o "$lexicon"
touch "$lexicon"
