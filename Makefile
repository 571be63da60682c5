# Two commands: `make demo` shows the library at work, `make test` runs every check there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
LOWEST := $(VENV)/lowest
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

# The compiled wheel is unpacked beside the plain one, which is installed, and found before it.
COMPILED := dist/compiled/unpacked
WITH_COMPILED := COSTATUS_COMPILE=1 PYTHONPATH=$(CURDIR)/$(COMPILED)

# It reads the documentation that `lint` builds.
SITE := tests/docs/test_built_site.py

# What does not depend on compiled modules is tested once, on the plain wheel: the command line, the
# pages and the board, adapters, the strategies, the clock of a site, killed processes, and growth.
ONCE := tests/cli tests/docs tests/evaluation/test_growth.py tests/examples/adapters \
	tests/examples/board tests/examples/nightly_job/test_nightly_runs.py \
	tests/examples/sqlalchemy_host tests/examples/test_demo.py tests/nightly/test_window.py \
	tests/pegging/test_growth.py tests/serialization/test_limits.py tests/test_architecture.py \
	tests/test_benchmarks.py tests/test_release.py tests/test_repository.py tests/testing

# Shows what a command printed only where it fails.
quietly = > $(VENV)/$(1).log 2>&1 || { cat $(VENV)/$(1).log; false; }

wheel = $(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist/$(1) . $(call quietly,$(1))

# In CI the compiled wheel has to be tested; a person may have no compiler.
CAN_COMPILE = test -n "$(CI)" || { command -v cc > /dev/null && $(BIN)/python -c \
	"import pathlib, sysconfig as s; pathlib.Path(s.get_path('include'), 'Python.h').stat()" 2> /dev/null; }

.PHONY: demo test lint plain compiled test-plain test-compiled test-thorough test-lowest \
	reproducible bench clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --quiet ".[cli]"
	touch $@

# What makes the wheels, so that the compiler can start while everything else is installed. Python
# compiles what it imports; most of all this it never does.
$(VENV)/.build: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --quiet --no-compile --group build .
	touch $@

$(VENV)/.dev: $(VENV)/.build
	$(PIP) install --quiet --no-compile --no-build-isolation --group dev ".[cli,i18n,json,tables,testing]"
	touch $@

demo: $(VENV)/.demo
	@$(PIP) install --quiet --no-deps --force-reinstall .
	@$(BIN)/python examples/demo.py

# The two wheels are tested beside each other, and what each prints is shown when it ends.
test: $(VENV)/.build
	rm -rf dist
	@if $(CAN_COMPILE); then $(MAKE) --no-print-directory -j3 --output-sync lint test-plain test-compiled; \
	else $(MAKE) --no-print-directory lint test-plain && \
	echo "THE COMPILED WHEEL WAS NOT TESTED: there is no C compiler, or Python's headers are missing."; fi

test-plain: plain
	COSTATUS_COMPILE=0 HYPOTHESIS_PROFILE=traced $(PYTEST) --ignore=$(SITE) \
		--cov=costatus --cov-branch --cov-report=term-missing

test-compiled: compiled $(VENV)/.dev
	$(WITH_COMPILED) $(PYTEST) $(addprefix --ignore=,$(ONCE))

# With thousands of new examples of each property; `make test` has a hundred, always the same.
test-thorough: compiled $(VENV)/.dev
	HYPOTHESIS_PROFILE=thorough $(WITH_COMPILED) $(PYTEST) -m hypothesis

plain: $(VENV)/.dev
	COSTATUS_COMPILE=0 $(call wheel,plain)
	$(PIP) install --quiet --no-deps --force-reinstall dist/plain/*.whl

compiled: $(VENV)/.build
	COSTATUS_COMPILE=1 $(call wheel,compiled)
	$(PIP) install --quiet --no-deps --upgrade --target $(COMPILED) dist/compiled/*.whl

lint: plain
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src tests
	$(BIN)/lint-imports --no-logo pyproject.toml $(call quietly,imports)
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --ignoreexternal --verifytypes costatus $(call quietly,types)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir $(VENV)/site $(call quietly,mkdocs)
	$(BIN)/zensical build --strict --clean $(call quietly,zensical)
	$(BIN)/python -m pytest -q $(SITE)

# With the lowest version of each dependency and extra; `make test` has the newest.
test-lowest:
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --upgrade pip uv
	$(LOWEST)/bin/uv pip compile --quiet --python $(LOWEST)/bin/python --resolution lowest-direct \
		--all-extras --output-file $(LOWEST)/lowest.txt pyproject.toml
	$(LOWEST)/bin/python -m pip install --quiet --constraint $(LOWEST)/lowest.txt --group test \
		".[cli,files,i18n,testing]"
	HYPOTHESIS_PROFILE=traced $(LOWEST)/bin/python -m pytest -n 2 --dist worksteal tests \
		$(addprefix --ignore=tests/,docs examples test_build.py test_frozen.py)

reproducible: $(VENV)/.dev
	$(BIN)/python .ci/reproducible.py

bench: compiled
	$(WITH_COMPILED) $(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist site .cache .coverage* .import_linter_cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
