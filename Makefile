# Set-up is part of every target: a stamp in .venv says that what pyproject.toml asks for is installed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2

.PHONY: demo test test-all test-browser test-servers lint clean

demo: $(STAMP)
	$(BIN)/svgguard demo --out demo-out

test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --ignore=tests/browser

# Everything heavy, too.
test-all: test test-browser test-servers

# Documents that try to run or fetch something, opened in Chromium (Debian's, or the one that SVGGUARD_CHROMIUM names).
test-browser: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[browser]'
	$(BIN)/python -m pytest -rs tests/browser

# Real inference servers in environments of their own (2.5 GB, and minutes of compiling): all, or those in SERVERS.
test-servers: $(STAMP)
	$(BIN)/python tests/servers/environments.py $(SERVERS)
	SERVERS="$(SERVERS)" $(BIN)/python -m pytest -rs tests/servers/real_servers.py

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "svgguard needs Python 3.11 or later; say which one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist demo-out .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
