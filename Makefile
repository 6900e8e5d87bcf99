# SPDX-License-Identifier: Apache-2.0
# `make demo` and `make test` need nothing but Swift, make and apt; they install what is missing.
PREFIX ?= /usr/local
FUZZ_CASES ?= 200000
KILLS ?= 500
PROPERTY_CASES ?= 10000
SECONDS_HELD ?= 600
SEED ?= 1
SWIFT ?= swift
RELEASE = -c release --product searchctl --static-swift-stdlib
# Tests run optimized, in a build folder of their own; in debug the long ones take minutes.
TESTING = -c release -Xswiftc -enable-testing --scratch-path .build/tests
BENCHMARKS = -c release --package-path Benchmarks --static-swift-stdlib

.PHONY: help packages build setup test lint demo fuzz fuzz-files sanitize property-test crash-test kill-test reader-test benchmarks check-benchmarks bench compare install clean
help: ; @sed -n 's/^\([a-z-]*\):.*## \([a-z].*\)/\1\t\2/p' Makefile | expand -t 12
packages: ; @grep -v '^#' scripts/packages.txt | xargs scripts/ensure-packages.sh ## install missing Debian packages
build: packages ; $(SWIFT) build $(RELEASE) ## build .build/release/searchctl
setup: packages ; @scripts/build-lexicon.sh ## packages, build, and the word lexicon
test: setup ; $(SWIFT) test $(TESTING) ## run all tests
lint: packages ; @scripts/lint.sh ## check format, imports, layers and the corpus
demo: setup build ; @scripts/fetch-demo-collection.sh && scripts/demo.sh ## search a real bilingual collection
fuzz: setup ; SAKUIN_FUZZ_CASES=$(FUZZ_CASES) $(SWIFT) test $(TESTING) --filter 'Damage|Fuzz|Property|Nasty' ## damaged files and random queries, many more of them
fuzz-files: packages ; @scripts/fuzz-files.sh ## coverage-guided: hostile index files, FUZZ_SECONDS=60 for each reader
sanitize: setup ; @scripts/sanitize.sh $(SANITIZE) ## tests under sanitizers: SANITIZE=memory, SANITIZE=threads, or both
property-test: setup ; SAKUIN_PROPERTY_CASES=$(PROPERTY_CASES) $(SWIFT) test $(TESTING) --filter PropertyTests ## what holds for every text and query, PROPERTY_CASES=10000 each
crash-test: setup ; SAKUIN_CRASH_CASES=all $(SWIFT) test $(TESTING) --filter CrashTests ## every crash and every failing call, each taken up by a writer
kill-test: build ; @scripts/kill-test.py .build/release/searchctl --kills $(KILLS) --seconds $(SECONDS_HELD) --seed $(SEED) ## kill -9 of writers under readers; KILLS=500 SECONDS_HELD=600 SEED=1
reader-test: setup ; SAKUIN_LIVE_SECONDS=$(SECONDS_HELD) $(SWIFT) test $(TESTING) --filter LiveReaders ## readers in threads beside a writer; SECONDS_HELD=600
benchmarks: packages ; $(SWIFT) build $(BENCHMARKS)
check-benchmarks: benchmarks ; @Benchmarks/check.sh
bench: setup build benchmarks ; @scripts/fetch-demo-collection.sh && scripts/bench.sh && Benchmarks/bench.sh ## time indexing, queries and kernels
compare: benchmarks ; @Benchmarks/compare --data $(or $(DATA),$(error DATA=FILE.jsonl names the documents)) $(ARGS) ## other engines beside; DATA=FILE.jsonl [ARGS=...]
install: setup build ; install -D -s -m 755 .build/release/searchctl $(DESTDIR)$(PREFIX)/bin/searchctl && install -D -m 644 .build/sakuin.lexicon $(DESTDIR)$(PREFIX)/share/sakuin/sakuin.lexicon ## install below PREFIX
clean: ; rm -rf .build Benchmarks/.build indexes/local ## remove everything that was built or fetched
