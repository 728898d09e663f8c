# Two commands are all a newcomer needs: `make run` and `make test`. Both set up what is missing,
# pinned, into $(TOOLS) and node_modules; what is there already in the right version, on PATH or from
# an earlier run, is used as it is, so they can be repeated at will.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Two cargo builds at once only get in each other's way.
.NOTPARALLEL:

# Not in the checkout, so that every clone of it shares one copy; a folder per version.
TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/trackstorm/tools

# 0.3.11 needs a newer rustc than the workspace asks for.
CARGO_LEPTOS_VERSION := 0.3.7
# The command line must be the very version the code is compiled with.
WASM_BINDGEN_VERSION := $(shell awk '/^name = "wasm-bindgen"$$/ { getline; gsub(/"/, "", $$3); print $$3 }' Cargo.lock)

# Only benchmarks need it.
OHA_VERSION := 1.16.0
# Only `make audit` needs these. Later versions of typos need a newer rustc than the workspace asks for.
CARGO_DENY_VERSION := 0.20.2
CARGO_MACHETE_VERSION := 0.9.2
TYPOS_VERSION := 1.48.0

# tool COMMAND,VERSION: the one on PATH if it is of that version, otherwise the one of our own.
tool = $(or $(shell command -v $(1) >/dev/null && $(1) --version 2>/dev/null | grep -qwF '$(2)' && command -v $(1)),$(TOOLS)/$(1)-$(2)/bin/$(1))

CARGO_LEPTOS := $(call tool,cargo-leptos,$(CARGO_LEPTOS_VERSION))
WASM_BINDGEN := $(call tool,wasm-bindgen,$(WASM_BINDGEN_VERSION))
OHA := $(call tool,oha,$(OHA_VERSION))
CARGO_DENY := $(call tool,cargo-deny,$(CARGO_DENY_VERSION))
CARGO_MACHETE := $(call tool,cargo-machete,$(CARGO_MACHETE_VERSION))
TYPOS := $(call tool,typos,$(TYPOS_VERSION))
WASM_TARGET := $(shell rustc --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown/lib

# cargo-leptos takes wasm-bindgen, sass and wasm-opt from here and would download them otherwise.
export PATH := $(dir $(CARGO_LEPTOS)):$(dir $(WASM_BINDGEN)):$(CURDIR)/frontend/node_modules/.bin:$(PATH)

# install COMMAND,CRATE,VERSION,FLAGS,MINUTES: as a finished program where cargo-binstall is there and finds one;
# otherwise built here, quickly: these are drivers, not products.
define install
@echo "Installing $(2) $(3) into $(TOOLS), once: about $(5) on two cores, or seconds with cargo-binstall."
@{ command -v cargo-binstall >/dev/null \
	&& cargo binstall --no-confirm --disable-strategies compile --root "$(TOOLS)/$(1)-$(3)" $(2)@$(3); } \
	|| CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
		CARGO_TARGET_DIR="$(TOOLS)/build" cargo install $(4) --root "$(TOOLS)/$(1)-$(3)" $(2)@$(3)
endef

NATIVE := --workspace --exclude frontend

# need COMMAND,PACKAGE: installs a Debian package where that is possible, otherwise says what to do.
need = command -v $(1) >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null; } \
	|| { echo "$(1) is missing: install the package $(2), then try again." >&2; exit 1; }

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 14

# For a look: quick to build rather than quick to run. What is measured or handed out is made by `make build`.
QUICK_BUILD := CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	CARGO_PROFILE_WASM_RELEASE_LTO=off CARGO_PROFILE_WASM_RELEASE_CODEGEN_UNITS=16

.PHONY: run
run: setup ## Build quickly and serve the demo at http://127.0.0.1:3000
	@echo "Building server and browser parts: the first time some 10 minutes on two cores, after that only what changed."
	$(QUICK_BUILD) cargo leptos build --release --precompress
	target/release/trackstorm serve --demo

.PHONY: dev
dev: setup ## Serve the demo and rebuild on every change
	cargo leptos watch -- serve --demo

.PHONY: build
build: setup ## Build server and browser parts for release
	@echo "Building for release: some 15 minutes on two cores."
	cargo leptos build --release --precompress

.PHONY: announce-test
announce-test:
	@echo "Everything will be built and tested: the first time some 30 minutes on two cores."

.PHONY: test
test: announce-test setup browser lint unit e2e ## Everything: format, clippy, unit, property, integration and end-to-end tests
	@echo "All checks passed."

.PHONY: check
check: rust ## Formatting and types of everything native: seconds after a small edit
	cargo fmt --all --check
	cargo check --locked $(NATIVE)

.PHONY: lint
lint: wasm-target ## Formatting and clippy, for the server and for the browser
	cargo fmt --all --check
	cargo clippy --locked $(NATIVE) --all-targets -- -D warnings
	cargo clippy --locked --package app --package frontend --features app/hydrate --target wasm32-unknown-unknown -- -D warnings

.PHONY: unit
unit: node ## Unit, property and integration tests, and the examples of the docs
	@$(call need,curl,curl)
	@$(call need,jq,jq)
	cargo test --locked $(NATIVE)

# Each fuzz target runs for so long, all at once. CHAOS_SEQUENCES of the chaos test come on top.
FUZZ_SECONDS ?= 600
CHAOS_SEQUENCES ?= 10000
CHAOS_SEED ?= 1

.PHONY: fuzz
fuzz: rust ## Fuzz targets for FUZZ_SECONDS each, and CHAOS_SEQUENCES random runs from CHAOS_SEED on
	FUZZ_SECONDS=$(FUZZ_SECONDS) cargo test --locked --package transport --test transport fuzz:: -- --nocapture --test-threads 16
	FUZZ_SECONDS=$(FUZZ_SECONDS) cargo test --locked --package trackstorm --bin trackstorm fuzz:: -- --nocapture --test-threads 16
	CHAOS_SEED=$(CHAOS_SEED) CHAOS_SEQUENCES=$(CHAOS_SEQUENCES) cargo test --locked --package engine --test engine chaos:: -- --nocapture

.PHONY: e2e
# The server is the one that the other tests have built. Weighing what a first visit loads takes a minute.
e2e: setup browser ## Size of the browser part, and end-to-end tests in a real browser
	cargo test --locked $(NATIVE) --no-run
	cargo leptos build --frontend-only
	node frontend/size.mjs dev
	cd end2end && npx tsc --noEmit && npx playwright test

.PHONY: docs
docs: rust ## Documentation of the code, without warnings; opens at target/doc/trackstorm/index.html
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps $(NATIVE)

# Where the database of advisories cannot be reached, people are told and the rest is checked; in CI that is a failure.
.PHONY: audit
audit: rust $(CARGO_DENY) $(CARGO_MACHETE) $(TYPOS) docs ## Advisories, licences, unused dependencies, spelling, scripts, documentation
	@$(call need,shellcheck,shellcheck)
	"$(CARGO_DENY)" --locked check bans licenses sources
	@if "$(CARGO_DENY)" fetch db; then \
		"$(CARGO_DENY)" --locked check advisories; \
	else \
		echo "NOT CHECKED: the database of advisories cannot be reached from here, so nothing is known of vulnerable dependencies." >&2; \
		[ -z "$${CI:-}" ]; \
	fi
	"$(CARGO_MACHETE)" --skip-target-dir
	"$(TYPOS)"
	git grep -lzE '^#!.*sh$$' | xargs -0 shellcheck

# QUESTIONS="speed scale" asks only these.
.PHONY: bench
# A profile needs names.
bench: export CARGO_PROFILE_RELEASE_STRIP := none
bench: rust node $(OHA) ## Speed, scale, memory, isolation and accuracy, measured (see docs/benchmarks.md)
	@$(call need,nginx,nginx-light)
	@$(call need,wrk,wrk)
	@$(call need,curl,curl)
	cargo build --release --locked --package trackstorm
	cargo bench --locked --package engine --bench accuracy --bench histograms --bench isolation --no-run
	cargo bench --locked --package traffic --bench visits --no-run
	OHA="$(OHA)" server/bench/run.sh $(QUESTIONS)

.PHONY: bench-ui
bench-ui: build browser ## What the interface costs who opens it, measured (see docs/benchmarks.md)
	node end2end/bench/ui.mjs

.PHONY: pictures
pictures: build browser ## The pictures of README and guide that show a run, taken anew
	node end2end/pictures.mjs

# --- Setting up -----------------------------------------------------------------------------------

.PHONY: setup
setup: wasm-target $(CARGO_LEPTOS) $(WASM_BINDGEN) frontend/node_modules/.package-lock.json app/public/vendor/.stamp

.PHONY: rust node
rust:
	@command -v cargo >/dev/null || { echo "Rust is missing. Install it with rustup (rust-version in Cargo.toml), then try again." >&2; exit 1; }
	@$(call need,cc,build-essential)
node:
	@command -v npm >/dev/null || { echo "Node.js is missing. Install version 20.19 or newer, then try again." >&2; exit 1; }

# What is here and what is not, without changing anything.
.PHONY: doctor
doctor: ## What is installed, and what make would install
	@for it in "cargo --version" "rustc --version" "node --version" "npm --version" "cc --version" "curl --version" "jq --version" \
		"chromium --version"; do \
		printf '%-14s' "$${it%% *}"; $$it 2>/dev/null | head -1 || echo "missing"; \
	done
	@for it in "$(CARGO_LEPTOS)" "$(WASM_BINDGEN)" "$(CARGO_DENY)" "$(CARGO_MACHETE)" "$(TYPOS)" "$(WASM_TARGET)"; do \
		if [ -e "$$it" ]; then echo "there          $$it"; else echo "to be installed $$it"; fi; \
	done

.PHONY: wasm-target
wasm-target: rust
	@[ -d "$(WASM_TARGET)" ] || rustup target add wasm32-unknown-unknown

$(CARGO_LEPTOS): | rust
	$(call install,cargo-leptos,cargo-leptos,$(CARGO_LEPTOS_VERSION),--locked,6 minutes)

$(WASM_BINDGEN): | rust $(CARGO_LEPTOS)
	$(call install,wasm-bindgen,wasm-bindgen-cli,$(WASM_BINDGEN_VERSION),,2 minutes)
	@rm -rf "$(TOOLS)/build"

$(CARGO_DENY): | rust
	$(call install,cargo-deny,cargo-deny,$(CARGO_DENY_VERSION),--locked,5 minutes)
$(CARGO_MACHETE): | rust
	$(call install,cargo-machete,cargo-machete,$(CARGO_MACHETE_VERSION),--locked,1 minute)
$(TYPOS): | rust
	$(call install,typos,typos-cli,$(TYPOS_VERSION),--locked,2 minutes)

# Built for speed: it is measured.
$(OHA): | rust
	@echo "Installing oha $(OHA_VERSION) into $(TOOLS), once: about 6 minutes on two cores."
	CARGO_TARGET_DIR="$(TOOLS)/build" cargo install --locked --root "$(TOOLS)/oha-$(OHA_VERSION)" oha@$(OHA_VERSION)
	@rm -rf "$(TOOLS)/build"

frontend/node_modules/.package-lock.json: frontend/package-lock.json | node
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

app/public/vendor/.stamp: frontend/node_modules/.package-lock.json frontend/vendor.mjs
	cd frontend && npm run --silent vendor
	@touch $@

end2end/node_modules/.package-lock.json: end2end/package-lock.json | node
	cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

# CHROMIUM names the browser's executable if it is not called chromium.
.PHONY: browser
browser: end2end/node_modules/.package-lock.json
	@[ -x "$(CHROMIUM)" ] || { $(call need,chromium,chromium); }

.PHONY: clean
clean: ## Remove what was built; tools and the demo's data stay
	cargo clean
	rm -rf app/public/vendor frontend/node_modules end2end/node_modules
