.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
# Without the links that an example keeps to this project under dbt_packages.
SQL = $(shell find models macros tests/dbt snapshots examples -name '*.sql' -not -path '*/dbt_packages/*')
CUSTOMERS ?= 200000
DATA ?= data/online_retail.parquet
export CUSTOMER_SEGMENTATION_DB ?= $(CURDIR)/customer_segmentation.duckdb
export DBT_PROFILES_DIR ?= $(CURDIR)/profiles
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.PHONY: help setup build test lint format

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 28

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

setup: $(VENV)/.installed ## Make the environment in .venv from the locked requirements

build: setup ## Run dbt build (the bundled demo by default) and print the segments
	$(BIN)/dbt build
	$(BIN)/customer-segmentation summary

lint: setup ## Check the style of Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfmt --check --line-length 88 --quiet $(SQL)

format: setup ## Rewrite Python and SQL in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --line-length 88 --quiet $(SQL)

test: lint ## Run every test: lint, pytest (plugin, end-to-end builds), dbt unit and data tests
	$(BIN)/dbt build --target-path target/test
	$(BIN)/pytest
