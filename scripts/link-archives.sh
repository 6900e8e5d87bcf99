#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fills a folder with links to the archives of the C libraries that searchctl uses, so that a linker
# that looks there first links them in. A library without an archive is left to be linked shared.
set -eu

folder=$1
mkdir -p "$folder"
for library in zstd xxhash yaml cmark jansson stemmer mecab; do
  archive=$(cc -print-file-name="lib$library.a")
  # The compiler gives the bare name back for what it does not find.
  case $archive in
    /*) ln -sf "$archive" "$folder/lib$library.a" ;;
  esac
done
