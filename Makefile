# Every target makes its own virtual environment first; nothing is installed outside this folder. (Run as root,
# the embedded stack makes a system user `redress` beside, as which PostgreSQL runs: it refuses to run as root.)
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo up check test test-long test-browser clauses lint types bench lock clean

demo: $(READY)          ## play cases on the real engine, with virtual time
	$(BIN)/redress demo

up: $(READY)            ## start the embedded stack and keep it running
	$(BIN)/redress up

TWO := --numprocesses=2 --dist=loadfile --no-loadscope-reorder
PROOFS := build/clauses.json

check: lint types       ## lint, types, what needs no stack, and a few whole cases: about a minute
	$(BIN)/pytest $(TWO) -m "(not server or whole) and not long and not browser"

test: lint types        ## lint, types, every test but the campaigns, and the table of clauses proved
	rm -f $(PROOFS)
	$(BIN)/pytest $(TWO) --clauses=$(PROOFS)

test-long: $(READY)     ## the campaigns: every kill, 500 cases, Schemathesis in depth; adds to the table
	$(BIN)/pytest $(TWO) -m long --clauses=$(PROOFS)

clauses: $(READY)       ## which clause was proved by which tests, in all that ran since make test began
	$(BIN)/python -m tests.clauses $(PROOFS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache

types: $(READY)
	$(BIN)/mypy

test-browser: $(READY)  ## the Temporal UI in a real browser
	tests/browser/run

bench: $(READY)         ## how long a decision takes, among hostile callers too, and a search of 100,000 cases
	$(BIN)/python -m benchmarks.decision
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.search

PIN := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock: $(READY)          ## pin dependencies again, with hashes and without index addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(PIN) --upgrade --all-extras pyproject.toml --output-file requirements/dev.txt
	$(BIN)/$(PIN) --constraints requirements/dev.txt pyproject.toml --output-file requirements/run.txt
	echo hatchling | $(BIN)/$(PIN) --constraints requirements/dev.txt - --output-file requirements/build.txt

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf .venv build
