# Two commands: `make demo` shows the library at work, `make test` runs every check there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet ".[cli]"
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev ".[cli,json,testing]"
	touch $@

demo: $(VENV)/.demo
	@$(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	@$(BIN)/python examples/demo.py

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir $(VENV)/site
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist . > $(VENV)/build.log || { cat $(VENV)/build.log; false; }
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall dist/*.whl
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --ignoreexternal --verifytypes costatus > $(VENV)/types.log || { cat $(VENV)/types.log; false; }
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov=costatus --cov-branch --cov-report=term-missing

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) dist site .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
