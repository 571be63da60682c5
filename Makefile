# Two commands: `make demo` shows the library at work, `make test` runs every check there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Where nobody looks, a wheel that cannot be compiled is a failure; a person is told.
MUST_COMPILE := $(if $(CI),COSTATUS_COMPILE=1)

# Builds a wheel of that kind and installs it.
built = $(BIN)/python -m pip wheel --no-deps --wheel-dir dist/$(1) . > $(VENV)/build.log || { cat $(VENV)/build.log; false; } && \
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall dist/$(1)/*.whl

.PHONY: demo test bench clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	COSTATUS_COMPILE=0 $(BIN)/python -m pip install --quiet ".[cli]"
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	COSTATUS_COMPILE=0 $(BIN)/python -m pip install --quiet --group dev ".[cli,json,testing]"
	touch $@

demo: $(VENV)/.demo
	@COSTATUS_COMPILE=0 $(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	@$(BIN)/python examples/demo.py

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir $(VENV)/site
	rm -rf dist
	COSTATUS_COMPILE=0 $(call built,plain)
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --ignoreexternal --verifytypes costatus > $(VENV)/types.log || { cat $(VENV)/types.log; false; }
	COSTATUS_COMPILE=0 $(BIN)/python -m pytest -n 2 --dist worksteal --cov=costatus --cov-branch --cov-report=term-missing
	$(MUST_COMPILE) $(call built,compiled)
	@if ls dist/compiled/*none-any.whl 2> /dev/null; \
	then echo "The compiled wheel was not tested: there is no C compiler, or Python's headers are missing."; \
	else COSTATUS_COMPILE=1 $(BIN)/python -m pytest -n 2 --dist worksteal; fi

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) dist site .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
