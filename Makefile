# Everything a newcomer types. Each target installs first; a second install takes no time and no network.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# What the external suite talks to; exact versions, since a name's latest may be something else.
NPM := .external
NPM_PACKAGES := emulate@0.11.2 @microsoft/app-manifest@1.1.2

.PHONY: help install run test lint format external bench clean

help:
	@echo "make run       serve the sandbox on http://127.0.0.1:8000 (no account needed)"
	@echo "make test      every test that needs only Python and PyPI, with the coverage of bot/"
	@echo "make lint      ruff and mypy"
	@echo "make format    let ruff put the code in order"
	@echo "make external  the tests that need Chromium and npm packages"
	@echo "make bench     measure"

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Stige needs Python 3.11 or newer, and '$(PYTHON)' is missing or older."; \
		echo "Install one and name it: make install PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "The environment could not be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

run: install
	$(BIN)/stige sandbox

test: install
	$(BIN)/pytest --numprocesses=auto --cov $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot adapters storage

format: install
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

external: install $(NPM)/.installed
	$(BIN)/pytest tests/external --override-ini='norecursedirs=.* node_modules' $(ARGS)

$(NPM)/.installed: Makefile
	@mkdir -p $(NPM)
	npm install --prefix $(NPM) --ignore-scripts --no-save --no-audit --no-fund --loglevel=error $(NPM_PACKAGES)
	@touch $@

bench: install
	$(BIN)/python -m bench
	$(BIN)/python -m bench.duty
	$(BIN)/python -m bench.delivery

clean:
	rm -rf $(VENV) $(NPM) build dist *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
