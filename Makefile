# Two commands: `make serve` to read the course, `make test` to prove it. The README explains the rest.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
TEXTS ?= $(SURPLACE_TEXTS)

.DEFAULT_GOAL := help
.PHONY: help serve site check verify test lint unit bench shots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: site ## build the site and serve it on this machine (PORT=8000)
	@$(BIN)/python -m surplace serve --port $(PORT) build/html

site: check ## check the course and build it into build/html
	@$(BIN)/sphinx-build -q -W --keep-going -c . course build/html

check: $(VENV)/.ready ## check every bank, lesson and source
	@$(BIN)/surplace check

verify: $(VENV)/.ready ## renew course/sources.lock from source texts (TEXTS=folder)
	@$(BIN)/surplace verify --texts "$(TEXTS)"

test: $(VENV)/.tested ## everything: ruff, mypy, pytest, the site in a real browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest

lint: $(VENV)/.tested ## ruff and mypy alone
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

unit: $(VENV)/.tested ## the quick tests, without a browser
	@$(BIN)/python -m pytest -m "not browser"

bench: $(VENV)/.tested ## measure: build against plain Sphinx, check, page weights
	@$(BIN)/python tests/bench/bench.py

shots: $(VENV)/.tested ## screenshots for the README
	@$(BIN)/python tests/browser/shots.py

clean: ## remove what was built (the environment stays)
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache

$(VENV)/.ready: pyproject.toml tools/constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c tools/constraints.txt -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.ready tests/install.py
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c tools/constraints.txt -e ".[test,export]"
	@$(BIN)/python tests/install.py
	@touch $@
