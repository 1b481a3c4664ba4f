# Everything runs in an environment of its own (.venv), made on first use. A machine needs git, make and python3 >= 3.11 with venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ORACLES := .venv-oracles

.PHONY: demo test test-all lint format schemas bench bench-scale bench-detect clean

demo: $(STAMP)
	@$(BIN)/python tools/demo.py

test: $(STAMP) lint
	$(BIN)/python -m pytest -q -n auto -m "not slow"

# Everything, with the oracles: other readers and validators, in an environment of their own, and with npm where there is one.
test-all: lint $(ORACLES)/.installed
	$(ORACLES)/bin/python -m pytest -q -n auto

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# schemas/report.schema.json is generated from schemas/report.fields.yaml and schemas/vocabularies.yaml
schemas: $(STAMP)
	$(BIN)/python tools/build_schema.py

bench: $(STAMP)
	$(BIN)/python tools/bench.py

# What a run over very many reports costs, beside `git status`: make bench-scale [REPORTS=100000] [JOBS=yes]
bench-scale: $(STAMP)
	@$(BIN)/python tools/bench_scale.py $(if $(REPORTS),--reports $(REPORTS)) $(if $(JOBS),--jobs)

# How much the detectors find, and how often they cry wolf: make bench-detect [CORPUS=FILE.jsonl] [WORST=yes] [PEERS=yes] [DOCS=yes]
bench-detect: $(STAMP)
	@$(BIN)/python tools/bench_detect.py $(CORPUS) $(if $(WORST),--worst) $(if $(PEERS),--peers) $(if $(DOCS),--docs)

clean:
	rm -rf $(VENV) .venv-* aishare_lint/_data .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(ORACLES)/.installed: pyproject.toml hatch_build.py
	@test -x $(ORACLES)/bin/python || $(PYTHON) -m venv $(ORACLES)
	@echo "installing into $(ORACLES) (once)"
	@$(ORACLES)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(ORACLES)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group test --group oracles
	@touch $@

$(STAMP): pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit("python3 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group test --group dev
	@touch $@
