FITS := -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))'
PYTHON ?= $(or $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name $(FITS) 2>/dev/null && echo $$name && break; done),python3)
BIN := .venv/bin
STAMP := .venv/.installed
# A file of tests stays together: what it sets up once is used by all its tests.
PARALLEL := -n auto --dist loadfile
UV := $(shell command -v uv 2>/dev/null)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps

.PHONY: demo test check format lint types layers tests measures docs dev lock clean \
	bench bench-gates bench-papers bench-probes crashes faults full-run fuzz heavy hostile interrupts machines mutants served

demo: $(STAMP)  ## Replay the recorded run on the example paper: no key, no network.
	@$(BIN)/papercoder run examples/paper/paper.pdf --model replay-loosely:examples/recorded --yes-after-hint -o demo

test: $(STAMP)  ## Run the tests.
	$(BIN)/python -m pytest $(PARALLEL)

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
	$(BIN)/python -m pytest -q $(PARALLEL)

measures: $(STAMP)  ## Lines to read per agent, import circles, sizes, comments.
	@$(BIN)/python -m tests.structure.measures

docs: $(STAMP)  ## Draw the graph of the documentation and of the pages again.
	PYTHONPATH=. $(BIN)/python -m graph.picture > docs/graph.md
	PYTHONPATH=. $(BIN)/python -m papercoder.web.drawing.edges > edges.json && mv edges.json papercoder/web/drawing/

dev: $(STAMP)  ## The server for LangGraph Studio.
	PYTHONPATH=. PAPERCODER_ALLOW_STUDIO=1 $(BIN)/langgraph dev --no-reload --n-jobs-per-worker 4

bench-papers: $(STAMP)  ## How well papers are read.
	$(BIN)/python -m benchmarks.papers

bench-gates: $(STAMP)  ## How many planted faults the gates find, and how many false errors they report.
	$(BIN)/python -m benchmarks.gates

bench-probes: $(STAMP)  ## Forty beliefs about libraries, half of them wrong, tried; calls with and without probes.
	$(BIN)/python -m benchmarks.probes

full-run: $(STAMP)  ## The example's experiments in full, killed at six moments and gone on with.
	$(BIN)/python -m benchmarks.full_run

mutants: $(STAMP)  ## A hundred mutants each in the example and in repositories written for it, and what finds them.
	$(BIN)/python -m benchmarks.mutants

heavy: $(STAMP)  ## The trial of a torch repository from an empty folder of environments, and again. Downloads torch.
	$(BIN)/python -m benchmarks.heavy

hostile: $(STAMP)  ## Hostile programs against the sandbox; hostile input against every way in.
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.hostile.inputs

fuzz: $(STAMP)  ## Damaged input for every reader of outside bytes, five minutes.
	$(BIN)/python -m benchmarks.fuzz

faults: $(STAMP)  ## Every fault of a model server against the whole graph.
	$(BIN)/python -m benchmarks.faults

crashes: $(STAMP)  ## Kill the process a hundred times and resume; kill it in trials and look for what is left.
	$(BIN)/python -m benchmarks.crashes
	$(BIN)/python -m benchmarks.crashes.trials

interrupts: $(STAMP)  ## Ctrl-C at many moments of a run on a real terminal.
	$(BIN)/python -m benchmarks.interrupts

machines: $(STAMP)  ## Kill a worker every ten seconds, with its disk, while 200 papers are worked on.
	$(BIN)/python -m benchmarks.crashes.machines

served: $(STAMP)  ## Kill a LangGraph server again and again while a batch is followed on it.
	$(BIN)/python -m benchmarks.crashes.served

bench: $(STAMP)  ## Calls, time, tokens and dollars by number of files.
	$(BIN)/python -m benchmarks.cost

lock:  ## Write requirements.lock again: pins and hashes, no addresses.
	$(UV) pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock

# Nothing is resolved here: what the lock names is installed as it stands, then looked over.
$(STAMP): requirements.lock pyproject.toml
ifdef UV
	@test -x $(BIN)/python || $(UV) venv --quiet --python '>=3.11,<3.15' .venv
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(PYTHON) $(FITS) || { echo "PaperCoder needs Python 3.11 to 3.14, this is $$($(PYTHON) -V 2>&1):" \
		'install one, or name it as in `make PYTHON=python3.12`.' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation -e .
endif
	@$(BIN)/python -m tests.structure.closed
	@touch $(STAMP)

clean:
	rm -rf .venv demo demo.status.json
