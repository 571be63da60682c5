# Two commands: `make demo` shows the library at work, `make test` runs every check there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

# Shows what a command printed only where it fails.
quietly = > $(VENV)/$(1).log 2>&1 || { cat $(VENV)/$(1).log; false; }

# Builds a wheel, and installs it.
built = $(BIN)/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist/$(1) . $(call quietly,$(1)) && \
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall dist/$(1)/*.whl

# In CI the compiled wheel has to be tested; a person may have no compiler.
CAN_COMPILE = test -n "$(CI)" || { command -v cc > /dev/null && $(BIN)/python -c \
	"import pathlib, sysconfig as s; pathlib.Path(s.get_path('include'), 'Python.h').stat()" 2> /dev/null; }

.PHONY: demo test test-compiled bench clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet ".[cli]"
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev ".[cli,i18n,json,tables,testing]"
	touch $@

demo: $(VENV)/.demo
	@$(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	@$(BIN)/python examples/demo.py

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	rm -rf dist
	COSTATUS_COMPILE=0 $(call built,plain)
	$(BIN)/mypy --strict src tests
	$(BIN)/lint-imports --no-logo pyproject.toml $(call quietly,imports)
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --ignoreexternal --verifytypes costatus $(call quietly,types)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir $(VENV)/site $(call quietly,mkdocs)
	$(BIN)/zensical build --strict --clean $(call quietly,zensical)
	COSTATUS_COMPILE=0 HYPOTHESIS_PROFILE=traced $(PYTEST) --cov=costatus --cov-branch --cov-report=term-missing
	@if $(CAN_COMPILE); then $(MAKE) --no-print-directory test-compiled; \
	else echo "THE COMPILED WHEEL WAS NOT TESTED: there is no C compiler, or Python's headers are missing."; fi

test-compiled:
	COSTATUS_COMPILE=1 $(call built,compiled)
	COSTATUS_COMPILE=1 $(PYTEST)

bench: $(VENV)/.dev
	COSTATUS_COMPILE=1 $(call built,compiled)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist site .cache .coverage* .import_linter_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
