# Every target makes its own virtual environment first; nothing is installed outside this folder.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test up lint types clauses test-browser bench lock clean

demo: $(READY)          ## play cases on the real engine, with virtual time
	$(BIN)/redress demo

up: $(READY)            ## start the embedded stack and keep it running
	$(BIN)/redress up

test: lint types clauses  ## lint, types, every test, and the table of clauses proved

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

clauses: $(READY)       ## run the tests and show which clause each of them proves
	$(BIN)/pytest --numprocesses=2 --dist=loadfile --clauses=build/clauses.json

test-browser: $(READY)  ## the Temporal UI in a real browser
	tests/browser/run

bench: $(READY)         ## how long a decision takes, through the API and by the bare Update
	$(BIN)/python benchmarks/decision.py

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
