.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(abspath $(VENV))/bin
export CUSTOMER_SEGMENTATION_DB ?= $(abspath customer_segmentation.duckdb)
export DBT_PROFILES_DIR ?= $(abspath profiles)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.PHONY: help setup build
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 26

setup: $(VENV)/.installed ## Make the environment in .venv from the locked requirements

build: setup ## Run dbt build (the bundled demo by default) and print the segments
	$(BIN)/dbt build
