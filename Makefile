PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
UV := $(shell command -v uv 2>/dev/null)

.PHONY: demo test check format lint types layers tests docs dev lock clean \
	bench bench-gates bench-papers crashes faults hostile

demo: $(STAMP)  ## Replay the recorded run on the example paper: no key, no network.
	@$(BIN)/papercoder run examples/paper/paper.pdf --model replay:examples/recorded --yes-after-hint -o demo

test: $(STAMP)  ## Run the tests.
	$(BIN)/python -m pytest

check: $(STAMP) format lint types layers tests  ## Everything that must hold before a commit.

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

tests: $(STAMP)
	$(BIN)/python -m pytest -q

docs: $(STAMP)  ## Draw the graph of the documentation again.
	PYTHONPATH=. $(BIN)/python -m graph.picture > docs/graph.md

dev: $(STAMP)  ## The server for LangGraph Studio.
	PYTHONPATH=. PAPERCODER_ALLOW_STUDIO=1 $(BIN)/langgraph dev --no-reload

bench-papers: $(STAMP)  ## How well papers are read.
	$(BIN)/python -m benchmarks.papers

bench-gates: $(STAMP)  ## How many planted faults the gates find, and how many false errors they report.
	$(BIN)/python -m benchmarks.gates

hostile: $(STAMP)  ## Hostile programs against the sandbox.
	$(BIN)/python -m benchmarks.hostile

faults: $(STAMP)  ## Every fault of a model server against the whole graph.
	$(BIN)/python -m benchmarks.faults

crashes: $(STAMP)  ## Kill the process a hundred times and resume.
	$(BIN)/python -m benchmarks.crashes

bench: $(STAMP)  ## Calls, time, tokens and dollars by number of files.
	$(BIN)/python -m benchmarks.cost

lock:  ## Write requirements.lock again: pins and hashes, no addresses.
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock

$(STAMP): requirements.lock pyproject.toml
ifdef UV
	uv venv --quiet --allow-existing --python 3.11 .venv || uv venv --quiet --allow-existing .venv
	uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps -e .
else
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-compile --no-deps -e .
endif
	@touch $(STAMP)

clean:
	rm -rf .venv demo
