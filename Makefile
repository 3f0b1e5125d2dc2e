# weft: `make demo` builds a corpus from the example site; `make test` runs every test; `make check` is what CI runs.
# Everything happens inside .venv: no root, nothing outside this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test fuzz engines check lint types floors install install-dev constraints clean

demo: install
	$(BIN)/python examples/run_demo.py

test: install-dev
	PYTHONSAFEPATH=1 $(BIN)/python -m pytest -n 2 --dist loadfile tests

MUTANTS ?= 2000
FIRST ?= 0

fuzz: install-dev
	PYTHONSAFEPATH=1 $(BIN)/python -m pytest -n 2 --dist loadfile --timeout 7200 --mutants $(MUTANTS) --first-mutant $(FIRST) -v tests/fuzz

engines: install-dev
	$(BIN)/python benchmarks/engines.py

check: lint types floors test

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev
	cd $(VENV) && bin/python -m mypy --config-file ../pyproject.toml -p weft

floors: install-dev
	PYTHONSAFEPATH=1 $(BIN)/lint-imports

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

SOURCES := $(shell find schemas filters tokenizers pipeline -name '*.py' -o -name '*.j2' -o -name '*.css')

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "weft needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

# Dependencies come as wheels, in the versions of constraints.txt; weft itself is built from this folder.
$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt __init__.py __main__.py $(SOURCES)
	$(PIP) install --only-binary :all: --constraint constraints.txt .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --only-binary :all: --constraint constraints.txt '.[dev]'
	touch $@

constraints: $(BIN)/python
	(sed -n 1p constraints.txt; $(BIN)/python -m pip freeze --exclude weft | grep -v "^weft") > constraints.new && mv constraints.new constraints.txt

clean:
	rm -rf build $(VENV)
