# Each target is complete by itself from a clean clone: it makes .venv, installs from the hashed lock and runs. No root.
PYTHON ?= python3
# Another Python has an environment of its own: make test PYTHON=python3.13
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_READY := $(VENV)/.ready-demo
ARGS ?=
TESTS ?=
ROOM ?= edge/sync
# One more than processors: tests of faults and of the demo wait for other programs.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 4 ? n + 1 : 4)))
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help demo test coverage check bench clean lock setup docs mutate

help:
	@echo "make demo    a plant on this machine, with pages to open (ARGS=--headless runs it to an audited end)"
	@echo "make test    the tests (TESTS=tests/wire for a part)"
	@echo "make coverage  branches of the pure rooms that their tests take"
	@echo "make check   ruff, mypy over code and tests, import contracts, dead code"
	@echo "make bench   benchmarks (ARGS=--full for all sizes)"
	@echo "make mutate  a mutation run of one room (ROOM=edge/sync)"
	@echo "make docs    the documents that are made from the code"
	@echo "make lock    a new requirements.lock (needs uv)"
	@echo "make clean   remove .venv, build and caches"

setup: $(READY)

$(READY): requirements.lock pyproject.toml .ci/setup .ci/needed.py
	@PYTHON="$(PYTHON)" .ci/setup $(VENV)
	@touch $(READY) $(DEMO_READY)

$(DEMO_READY): requirements.lock pyproject.toml .ci/setup .ci/needed.py
	@PYTHON="$(PYTHON)" .ci/setup $(VENV) demo
	@touch $(DEMO_READY)

demo: $(DEMO_READY)
	@$(BIN)/lineside demo $(ARGS)

test coverage: export PYTHONDONTWRITEBYTECODE = # every worker and every program of a test would compile all of it again
test: $(READY)
	@echo "Looking for tests; they begin in about half a minute and take some minutes"
	@$(BIN)/python -m pytest $(SPREAD) $(TESTS) $(ARGS)

coverage: $(READY)
	@echo "Running the tests of the pure rooms with coverage; that takes some minutes"
	@$(BIN)/python -m pytest -q $(SPREAD) --timeout 300 --cov --cov-report=term \
	  tests/wire tests/syntax tests/formats tests/edge/cell tests/central/edi $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/dead.py

bench: $(READY)
	@mkdir -p build
	$(BIN)/python -m benchmarks $(ARGS)

mutate: $(READY)
	@$(BIN)/python -c "import mutmut.configuration" 2>/dev/null || $(BIN)/python -m pip install --quiet "mutmut>=3.8,<4"
	@$(BIN)/python -m tests.mutation.run $(ROOM) $(ARGS)

docs: $(READY)
	PYTHONPATH=docs/drawing $(BIN)/python -P docs/generate.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --quiet \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock pyproject.toml

clean:
	rm -rf .venv .venv-* .coverage build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
