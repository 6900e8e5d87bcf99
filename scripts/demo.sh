#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Indexes corpus/ together with the demonstration collection and asks a dozen telling queries.
set -euo pipefail
cd "$(dirname "$0")/.."

searchctl=.build/release/searchctl
index=indexes/local/demo.sakuin

# Shows a command as it would be typed, then runs it; a query without an answer (exit 1) is no error.
show() {
  printf '\n$'
  local word
  for word in searchctl "${@:2}"; do
    case $word in
      *[!A-Za-z0-9._/=:+-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$@" || [ $? = 1 ]
}

# The number of documents a query finds, and the id of the first.
count() {
  { "$searchctl" query "$index" -n 1 --format json -- "$1" || [ $? = 1 ]; } | python3 -c '
import json, sys, unicodedata
answer = json.load(sys.stdin)
word = sys.argv[1]
width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in word)
first = answer["hits"][0]["id"] if answer["hits"] else "-"
print("  " + word + " " * (18 - width), "%5d documents, first" % answer["total"]["value"], first)' "$1"
}

heading() {
  printf '\n== %s\n' "$1"
}

pages=(corpus/documents/pages/*)
lines=$(cat corpus/documents/documents.jsonl indexes/local/demo/*.jsonl | wc -l)
heading "One file out of $((lines + ${#pages[@]})) documents"
show "$searchctl" index corpus/documents indexes/local/demo -o "$index"
awk -v bytes="$(stat -c %s "$index")" -v file="$index" 'BEGIN { printf "%s: %.1f MB\n", file, bytes / 1e6 }'

heading "1. One word in every script: the same documents, the script that was typed first"
for word in netorare NETORARE ｎｅｔｏｒａｒｅ ねとられ ネトラレ ﾈﾄﾗﾚ 寝取られ; do count "$word"; done

heading "2. Long vowels, however they are written"
for word in Tokyo Tōkyō toukyou とうきょう トーキョー 東京; do count "$word"; done

heading "3. Sound and meaning: a bridge, a chopstick, an edge, and the sound they share"
for word in 橋 箸 端 はし hashi; do count "$word"; done

heading "4. A family of forms, the one that was typed first"
show "$searchctl" query "$index" -n 4 --filter lang:ja 食べられなかった

heading "5. Just that form in that spelling"
show "$searchctl" query "$index" -n 3 '=寝取られ'

heading "6. Without a word: the exact complement"
show "$searchctl" query "$index" -n 3 'netorare -NTR'

heading "7. A string as it stands, across word boundaries"
show "$searchctl" query "$index" -n 3 '"国際空港"'

heading "8. Both languages in one query"
show "$searchctl" query "$index" -n 3 'node.js サーバー'

heading "9. Old technical spelling and new"
for word in サーバ サーバー プリンタ プリンター; do count "$word"; done

heading "10. English, with its forms"
show "$searchctl" query "$index" -n 3 'replacing text with regular expressions'

heading "11. The manual pages, filtered by tag"
show "$searchctl" query "$index" -n 3 --filter tag:manpages 'ファイル 権限 変更'

heading "12. Why a document is found: it says ネトラレ, the query says netorare"
show "$searchctl" explain "$index" netorare --id ja-netorare-katakana-column

printf '\nTry your own: %s query %s ...\n' "$searchctl" "$index"
