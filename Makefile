# Both commands do all their own set-up, with nothing but Python 3.11+, pip and make.
PYTHON ?= python3
PY := .venv/bin/python
LOWEST := .venv-lowest/bin/python
LOWEST_TESTS := $(filter-out tests/test_notebooks.py tests/test_docs.py tests/test_browser.py, $(wildcard tests/test_*.py))
INSTALL := -m pip install -q --disable-pip-version-check

.PHONY: demo test faults lowest lowest-demo bench peers fleet fleet-spark map lint clean

demo: .venv/demo
	@$(PY) -m timeline demo

test: .venv/dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q -n auto --dist worksteal

# Every fault at every request of a pull; `make test` tries a seeded sample.
faults: .venv/dev
	@TIMELINE_FAULTS=all $(PY) -m pytest -q tests/test_faults.py

# The tests of the core and the sources with the lowest versions that pyproject.toml allows; notebooks, docs and types
# are not tried there.
lowest: .venv-lowest/dev
	@$(LOWEST) -m pytest -q -n auto --dist worksteal -p no:cacheprovider $(LOWEST_TESTS)

# The quick form of it, which decides on every change: everything is imported, and the demo is whole.
lowest-demo: .venv-lowest/demo
	@$(LOWEST) -W error -m timeline demo --quiet --format json > /dev/null

# Mends what ruff can mend.
lint: .venv/dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.venv/bin/python:
	@echo "making an environment in .venv ..." 1>&2
	@$(PYTHON) -m venv .venv

# The stamps keep a second call quick; both are renewed when the dependencies change.
.venv/demo: pyproject.toml | .venv/bin/python
	@echo "demo: installing what the demo needs into .venv, once (about half a minute) ..." 1>&2
	@$(PY) $(INSTALL) -e '.[datadog,pagerduty,slack]' 1>&2
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	@$(PY) $(INSTALL) -e '.[all,dev]' 1>&2
	@touch $@ .venv/demo

.venv-lowest/bin/python:
	@$(PYTHON) -m venv .venv-lowest

.venv-lowest/demo: pyproject.toml .ci/lowest | .venv-lowest/bin/python
	@$(PYTHON) .ci/lowest > .venv-lowest/constraints.txt
	@$(LOWEST) $(INSTALL) -c .venv-lowest/constraints.txt -e '.[datadog,pagerduty,slack]' 1>&2
	@touch $@

.venv-lowest/dev: .venv-lowest/demo
	@$(LOWEST) $(INSTALL) -c .venv-lowest/constraints.txt -e '.[all,parquet,dev]' 1>&2
	@touch $@

.venv/bench: .venv/dev
	@$(PY) $(INSTALL) -e '.[all,bench]' 1>&2
	@touch $@

.venv-spark/done: pyproject.toml
	@$(PYTHON) -m venv .venv-spark
	@.venv-spark/bin/python $(INSTALL) pyspark -e '.[fleet,datadog,pagerduty,slack]' 1>&2
	@touch $@

clean:
	rm -rf .venv .venv-lowest .venv-spark .mypy_cache .pytest_cache .ruff_cache

# Ratios against floors measured in the same run; writes the table of docs/performance.md.
bench: .venv/bench
	@$(PY) -W ignore benchmarks/bench.py --write

# What people would use instead, over the same pages and services.
peers: .venv/bench
	@$(PY) -W ignore benchmarks/peers.py

# A year of two thousand incidents in one catalog: what it costs to make and to ask. A gigabyte and a half of disk.
fleet: .venv/bench
	@$(PY) -W ignore benchmarks/fleet.py --write

# Whether Spark reads a catalog as DuckDB does; needs a Java, and fetches half a gigabyte.
fleet-spark: .venv-spark/done
	@.venv-spark/bin/python -W ignore benchmarks/spark.py

# The picture of the house in docs/house.md, from the imports.
map: .venv/dev
	@$(PY) tests/support_house.py
