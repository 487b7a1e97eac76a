# Docent: `make run` opens the product, `make test` tests it; both set up all they need.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
DOCENT_HOME ?= .docent
MARKS ?= not browser and not parity
WORKERS ?= 2
.DEFAULT_GOAL := help
.PHONY: help run test eval check lint types browser model frontend layers migration lock fuzz load parity promises gauntlet-rivals deploy rollback cost status clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: $(VENV)/.local .venv-cloud/.done build/model/model.onnx frontend ## open the product on http://127.0.0.1:8000
	@DOCENT_HOME="$(DOCENT_HOME)" exec $(PY) -m local

test: $(VENV)/.dev .venv-cloud/.done build/model/model.onnx tests/node/node_modules/.done ## run every test that needs nothing else
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile -m "$(MARKS)"

fuzz: $(VENV)/.dev .venv-cloud/.done build/model/model.onnx ## the running product against openapi.yaml, at length (minutes)
	@DOCENT_TEST_EXAMPLES=300 $(PY) -m pytest tests/functions/test_schema.py

load: $(VENV)/.dev .venv-cloud/.done .venv-load/.done build/model/model.onnx frontend ## what the product bears, by Locust: WHAT="functions people memory" (memory: half an hour)
	@$(PY) -m benchmarks.load $(or $(WHAT),functions people)

check: lint types browser ## lint, types, import rule, templates, browser tests

lint: $(VENV)/.dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/cfn-lint cloudformation/*.yaml

types: $(VENV)/.dev frontend
	@$(VENV)/bin/mypy
	@cd frontend/widget && npm run --silent check

browser: $(VENV)/.dev .venv-cloud/.done build/model/model.onnx frontend
	@$(PY) -m pytest -m browser

gauntlet-rivals: $(VENV)/.dev frontend tests/rivals/node_modules/.done ## the widget and its rivals' on the same hostile pages: docs/widget.md (minutes)
	@$(PY) -m benchmarks.gauntlet

parity: $(VENV)/.parity build/model/model.onnx ## compare the model with sentence-transformers (a large download)
	@$(PY) -m pytest -m parity

promises: $(VENV)/.parity .venv-cloud/.done build/model/model.onnx frontend ## retrieval and search beside their peers, each promise PASS or FAIL (a large download, half an hour)
	@$(PIP) install --require-hashes --no-deps -r requirements/search-peers.txt
	@$(PY) -m benchmarks.promises

model: build/model/model.onnx ## build the embedding model from its verified weights
frontend: frontend/app/dist/index.html frontend/widget/dist/docent.js ## build the web app and the widget

eval: $(VENV)/.dev build/model/model.onnx ## how well DOCS=folder answers QUESTIONS=file; JSON=, AGAINST= keep and compare
	@$(PY) -m benchmarks.eval "$(DOCS)" "$(QUESTIONS)" $(if $(JSON),--json "$(JSON)") $(if $(AGAINST),--against "$(AGAINST)")

layers: $(VENV)/.dev build/model/model.onnx ## build the layers and functions as Lambda takes them, print their sizes
	@$(PY) -m cloudformation.package

DEPLOY = $(PY) -m cloudformation.deploy
WHERE = $(if $(ENV),--environment $(ENV)) $(if $(REGION),--region $(REGION))

deploy: $(VENV)/.dev build/model/model.onnx frontend ## bring Docent to AWS: ENV=dev REGION=us-east-1 SET="Gemini=true SignUp=closed"
	@$(DEPLOY) $(WHERE) $(foreach each,$(SET),--set $(each))

status: $(VENV)/.local ## how a deployment is, yes or no: ENV=dev
	@$(PY) -m cloudformation.status $(WHERE)

cost: $(VENV)/.local ## what a month costs: BOTS=10 DOCUMENTS=1000 QUESTIONS=10000
	@$(PY) -m cloudformation.cost $(if $(BOTS),--bots $(BOTS)) $(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(QUESTIONS),--questions $(QUESTIONS))

rollback: $(VENV)/.local ## go back to the deployment before: ENV=dev
	@$(DEPLOY) rollback $(WHERE)

migration: $(VENV)/.local ## set up what moving from Supabase and Qdrant needs: docs/migration.md
	@$(PIP) install --require-hashes --no-deps -r requirements/migration.txt

lock: $(VENV)/.dev ## pin the Python dependencies again, with hashes
	@for f in dev cloud load; do $(VENV)/bin/uv pip compile $(LOCK) requirements/$$f.in -o requirements/$$f.txt; done
	@$(VENV)/bin/uv pip compile $(LOCK) --excludes requirements/torch.in requirements/parity.in -o requirements/parity.txt
	@$(VENV)/bin/uv pip compile $(LOCK) requirements/search-peers.in -o requirements/search-peers.txt
	@for f in core search documents passwords local migration; do $(VENV)/bin/uv pip compile $(LOCK) -c requirements/dev.txt requirements/$$f.in -o requirements/$$f.txt; done
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

OLD := Docent needs Python 3.11 or later; this is {}. Name one that is: make run PYTHON=python3.12
MAKE_VENV = test -x $(1)/bin/python || { $(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("$(OLD)".format(sys.version.split()[0]))' && $(PYTHON) -m venv $(1); }

$(VENV)/.local: requirements/local.txt pyproject.toml
	@echo "Setting up Python packages (a minute, once) ..."
	@$(call MAKE_VENV,$(VENV))
	@$(PIP) install --require-hashes --no-deps -r requirements/local.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.local
	@echo "Setting up what the tests need (a minute, once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(VENV)/.parity: requirements/torch.in requirements/parity.txt $(VENV)/.dev
	@echo "Setting up sentence-transformers (minutes, once) ..."
	@$(PIP) install -r requirements/torch.in
	@$(PIP) install --require-hashes --no-deps -r requirements/parity.txt
	@touch $@

.venv-cloud/.done: requirements/cloud.txt
	@echo "Setting up the embedded cloud (seconds, once) ..."
	@$(call MAKE_VENV,.venv-cloud)
	@.venv-cloud/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/cloud.txt
	@touch $@

# Locust speaks by gevent and brings forty packages: apart, so that nothing of it is where the tests are.
.venv-load/.done: requirements/load.txt
	@echo "Setting up Locust (seconds, once) ..."
	@$(call MAKE_VENV,.venv-load)
	@.venv-load/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/load.txt
	@touch $@

build/model/model.onnx: layers/model/build.py layers/model/fuse.py layers/model/graph.py layers/model/weights.txt | $(VENV)/.local
	@$(PY) -m layers.model.build build/model

SOURCES = $(shell find frontend/$(1) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.d.ts')
QUIETLY = cd frontend/$(1) && mkdir -p ../../build && { $(2) >../../build/$(1).log 2>&1 || { cat ../../build/$(1).log >&2; exit 1; }; }

frontend/app/dist/index.html: frontend/app/node_modules/.done cloudformation/openapi.yaml $(call SOURCES,app)
	@echo "Building the web app (seconds) ..."
	@$(call QUIETLY,app,npm run build)
	@touch $@

frontend/widget/dist/docent.js: frontend/widget/node_modules/.done $(call SOURCES,widget)
	@echo "Building the widget ..."
	@$(call QUIETLY,widget,npm run build)
	@touch $@

tests/node/node_modules/.done: tests/node/package-lock.json
	@echo "Setting up OpenAI's client for Node (seconds, once) ..."
	@mkdir -p build && { cd tests/node && npm ci --no-fund --no-audit >../../build/node.log 2>&1 || { cat ../../build/node.log >&2; exit 1; }; }
	@touch $@

# Each of these bundles all that it needs, and names as dependencies what built it: package.json leaves those out.
tests/rivals/node_modules/.done: tests/rivals/package-lock.json
	@echo "Fetching the rivals' packages (seconds, once) ..."
	@mkdir -p build && { cd tests/rivals && npm ci --ignore-scripts --no-fund --no-audit >../../build/rivals.log 2>&1 || { cat ../../build/rivals.log >&2; exit 1; }; }
	@touch $@

frontend/%/node_modules/.done: frontend/%/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null || \
		{ echo "The web pages need Node.js 20.19 or later (found: $$(node --version 2>/dev/null || echo none)). Install it, then run this again." >&2; exit 1; }
	@echo "Setting up Node packages for the $* (a minute, once) ..."
	@$(call QUIETLY,$*,npm ci --no-fund --no-audit)
	@touch $@

clean: ## remove everything that was built; your bots in .docent stay
	@rm -rf .venv .venv-cloud .venv-load build frontend/*/dist frontend/*/node_modules tests/node/node_modules tests/rivals/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
