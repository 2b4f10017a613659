# Everything that one does with this checkout. Only python3 (3.11 or newer, with venv) is needed.

PYTHON ?= python3
BENCHMARKS = engine balance trades live expeditions matches_core match_environment match_doors ops small_systems
export PORT COSMIC_DATA_DIR COSMIC_BOTS

.DEFAULT_GOAL := help
.PHONY: help play up test check format docs golden shots bench figures chaos clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | column -t -s @ 2>/dev/null \
	|| sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST)

play: ## set up what is missing and run the site on http://127.0.0.1:8000/ (PORT=, COSMIC_DATA_DIR=, COSMIC_BOTS=)
	@$(PYTHON) .ci/play.py

up: ## the same site on Redis, PostgreSQL, two web processes behind nginx and two workers
	@$(PYTHON) .ci/up.py

test: ## every check and every test (ARGS= goes to pytest)
	@$(PYTHON) .ci/check.py $(ARGS)

check: ## linters, types, import walls and settings: no tests
	@$(PYTHON) .ci/check.py --static

format: ## put the Python code in order
	@$(PYTHON) .ci/setup.py
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

docs: ## write the reference pages of docs/ anew from the code
	@$(PYTHON) .ci/setup.py
	@.venv/bin/python .ci/reference.py

golden: ## write the files of tests/golden that are made from the code anew
	@$(PYTHON) .ci/setup.py
	@.venv/bin/python -m tests.support.golden

shots: ## screenshots of every page and state into var/shots
	@$(PYTHON) .ci/setup.py
	@.venv/bin/python -m tests.shots

bench: ## this server beside Colyseus, FastAPI and bare sockets: 15 to 20 minutes (ARGS=--quick: 5)
	@$(PYTHON) .ci/setup.py
	@.venv/bin/python -m benchmarks.compare $(ARGS)

figures: ## the other measurements in benchmarks/, one after the other
	@$(PYTHON) .ci/setup.py
	@status=0; for name in $(BENCHMARKS); do \
	  PYTHONPATH=clients/python/src .venv/bin/python -m benchmarks.$$name || status=1; echo; \
	done; exit $$status

chaos: ## processes are killed and restarted under load, and nothing may be lost (ARGS= such as --kills 10)
	@$(PYTHON) .ci/setup.py
	@PYTHONPATH=clients/python/src .venv/bin/python -m tests.chaos $(ARGS)

clean: ## remove what was built and installed; the data directory stays
	@rm -rf .venv node_modules static/vendor .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
