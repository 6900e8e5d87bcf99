#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches documentation that exists in English and Japanese out of Debian packages and converts it
# to JSON lines in indexes/local/demo/. The packages are downloaded and unpacked, not installed.
#
#   scripts/fetch-demo-collection.sh [--refresh]     --refresh downloads and converts anew
set -eu
cd "$(dirname "$0")/.."

cache=indexes/local/cache
out=indexes/local/demo
minimum_works=3
minimum_documents=3000

# A work, then its packages: all of them must be there for the work to count.
works='
libreoffice-help libreoffice-help-en-us libreoffice-help-ja
debian-reference debian-reference-en debian-reference-ja
manpages manpages manpages-dev manpages-ja manpages-ja-dev
debian-policy debian-policy debian-policy-ja
developers-reference developers-reference developers-reference-ja
debian-faq debian-faq debian-faq-ja
maint-guide maint-guide maint-guide-ja
'

if [ "${1:-}" = --refresh ]; then rm -rf "$cache" "$out"; fi
if [ -f "$out/.complete" ] &&
  [ -z "$(find scripts/convert_demo_collection.py -newer "$out/.complete")" ]; then
  sed 's/^/demo: /' "$out/.complete"
  exit 0
fi

scripts/ensure-packages.sh python3
if ! command -v apt-get >/dev/null 2>&1; then
  echo "demo: the collection comes from Debian packages and there is no apt-get here" >&2
  exit 2
fi
mkdir -p "$cache/packages" "$cache/files" "$out"

# Lists of packages are needed to download anything; a fresh container has none.
if ! apt-cache show libreoffice-help-ja >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
  echo "demo: apt-get update"
  $as_root apt-get update -qq || echo "demo: apt-get update failed; trying on" >&2
fi

# Downloads one package and unpacks it to $cache/files/NAME, unless that is done. Fails quietly.
fetch() {
  if [ -f "$cache/files/$1/.unpacked" ]; then return 0; fi
  apt-cache show "$1" >/dev/null 2>&1 || return 1
  (cd "$cache/packages" && rm -f "$1"_*.deb &&
    apt-get -qq -o APT::Sandbox::User=root download "$1") >"$cache/download.log" 2>&1 || return 1
  rm -rf "$cache/files/$1"
  mkdir -p "$cache/files/$1"
  dpkg-deb -x "$cache/packages/$1"_*.deb "$cache/files/$1" 2>>"$cache/download.log" || return 1
  touch "$cache/files/$1/.unpacked"
}

# The first package that could not be fetched, or nothing.
absent_of() {
  for package; do
    fetch "$package" || { echo "$package"; return; }
  done
}

complete=
while read -r work packages; do
  [ -n "$work" ] || continue
  if [ "$work" = manpages ]; then packages="$packages mandoc"; fi
  # shellcheck disable=SC2086 # the packages are words
  absent=$(absent_of $packages)
  if [ -n "$absent" ]; then
    echo "demo: $work left out: package $absent could not be fetched" >&2
    [ ! -s "$cache/download.log" ] || sed 's/^/demo:   /' "$cache/download.log" | tail -2 >&2
  else
    complete="$complete $work"
  fi
done <<WORKS
$works
WORKS

rm -f "$out"/*.jsonl "$out/.complete" "$out/.counts"
# shellcheck disable=SC2086 # the works are words
python3 scripts/convert_demo_collection.py --files "$cache/files" --out "$out" \
  --minimum-works "$minimum_works" --minimum-documents "$minimum_documents" $complete \
  >"$out/.counts"
mv "$out/.counts" "$out/.complete"
sed 's/^/demo: /' "$out/.complete"
