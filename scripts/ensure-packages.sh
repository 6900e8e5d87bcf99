#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs those of the named Debian packages that are missing, and says so. Quiet if none is.
# A name may list alternatives, the first one known to apt is taken: "a|b".
set -eu

installed() {
  case $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) in
    installed*) return 0 ;;
    *) return 1 ;;
  esac
}

# The wanted names without those that are there, alternatives kept.
missing=
for wanted; do
  found=
  for name in $(echo "$wanted" | tr '|' ' '); do
    if command -v dpkg-query >/dev/null 2>&1 && installed "$name"; then found=yes; fi
  done
  [ -n "$found" ] || missing="$missing $wanted"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: no apt-get here; please install the counterparts of these Debian packages:$missing" >&2
  exit 2
fi
if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root=sudo
else
  echo "setup: not root and no sudo; please have these Debian packages installed:$missing" >&2
  exit 2
fi

echo "setup: missing Debian packages:$missing"
echo "setup: apt-get update"
$as_root apt-get update -qq || echo "setup: apt-get update failed; trying with the lists at hand" >&2
names=
for wanted in $missing; do
  choice=
  for name in $(echo "$wanted" | tr '|' ' '); do
    if [ -z "$choice" ] && apt-cache show "$name" >/dev/null 2>&1; then choice=$name; fi
  done
  # A name that apt does not know is left in, so that apt says so.
  names="$names ${choice:-${wanted%%|*}}"
done
echo "setup: apt-get install$names"
# shellcheck disable=SC2086 # the names are words
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends $names >/dev/null
echo "setup: packages installed"
