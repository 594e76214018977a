# Both commands do all their own set-up, with nothing but Python 3.11+, pip and make.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: demo test faults bench peers lint clean

demo: .venv/demo
	@$(PY) -m timeline demo

test: .venv/dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q

# Every fault at every request of a pull; `make test` tries a seeded sample.
faults: .venv/dev
	@TIMELINE_FAULTS=all $(PY) -m pytest -q tests/test_faults.py

# Mends what ruff can mend.
lint: .venv/dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

.venv/bin/python:
	@$(PYTHON) -m venv .venv

# The stamps keep a second call quick; both are renewed when the dependencies change.
.venv/demo: pyproject.toml | .venv/bin/python
	@$(PY) -m pip install -q --disable-pip-version-check -e '.[datadog,pagerduty,slack]' 1>&2
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	@$(PY) -m pip install -q --disable-pip-version-check -e '.[all,dev]' 1>&2
	@touch $@ .venv/demo

.venv/bench: .venv/dev
	@$(PY) -m pip install -q --disable-pip-version-check -e '.[all,bench]' 1>&2
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache

# Ratios against floors measured in the same run; writes the table of docs/performance.md.
bench: .venv/bench
	@$(PY) -W ignore benchmarks/bench.py --write

# What people would use instead, over the same pages and services.
peers: .venv/bench
	@$(PY) -W ignore benchmarks/peers.py
