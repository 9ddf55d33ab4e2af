# Two commands: `make demo` and `make test`. Both set up .venv first, once; `make demo` installs
# what the product needs to run, `make test` adds the development tools.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
# More test processes than cores: a crawl waits much of its time. Each takes from the others when it is done.
TESTS ?= -n 3 --dist worksteal
SLOW ?=
DATA ?= $(AGGREGATOR_BENCH_DATA)
BENCHES ?= reading reservations marks feeds linking arrival_order folding series quotations collection_pages order reprints unstored linking_scale real_crawl speed attribution credit_lines trace_speed fragments corrections takedown_cost signed_texts origin.run origin.credit_lines reposts takedown_reach leases polling crawl_cost capacity years.run endurance storing_memory published_edition bytes damage

.PHONY: demo test lint docs bench names mutants lock clean

demo: $(READY)
	$(BIN)/aggregator demo

# Compiled once: pytest rewrites 7,000 assertions, and hundreds of processes import the program.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(TOOLS)
	@$(BIN)/python -m compileall -q aggregator spiders storage
	$(BIN)/python -m pytest $(TESTS) $(if $(SLOW),--slow)

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The reference of the Python API, from the docstrings.
docs: $(READY)
	$(BIN)/python docs/generate_api.py
	$(BIN)/python docs/generate_rights.py

bench: $(TOOLS)
	@test -d "$(DATA)" || { echo "make bench DATA=FOLDER: name the folder of the data sets (benchmarks/README.md)" >&2; exit 2; }
	@for name in $(BENCHES); do \
	  case $$name in *.*) script="-m benchmarks.$$name" ;; *) script="benchmarks/$$name.py" ;; esac; \
	  echo "== $$name"; $(BIN)/python $$script --data "$(DATA)" || failed=1; done; test -z "$$failed"

# 100 functions by name, for a reader who does not know the code: can they say what each does?
names: $(TOOLS)
	$(BIN)/python benchmarks/names.py

# Small faults in a copy of the code: do the tests notice them?
mutants: $(TOOLS)
	$(BIN)/python benchmarks/mutants.py

# What is installed changes only here: first what the product needs to run, then all of it.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url pyproject.toml

lock: $(TOOLS)
	$(COMPILE) -o requirements.lock
	$(COMPILE) --all-extras --group dev --constraints requirements.lock -o requirements-dev.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(call install,requirements.lock)
	@$(BIN)/python -m compileall -q aggregator spiders storage
	@touch $@

$(TOOLS): requirements-dev.lock $(READY)
	@$(call install,requirements-dev.lock)
	@touch $@

# Install a lock file and the packages of this checkout: with uv, or with pip where uv cannot work.
define install
if $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: uv && \
  echo "installing $(1) with uv" && \
  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r $(1) && \
  $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .; then :; \
else \
  echo "uv does not work here: installing $(1) with pip, which takes a few minutes"; \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . && \
  { $(BIN)/python -m compileall -q $(VENV)/lib >/dev/null || true; }; \
fi
endef

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find aggregator spiders storage tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
