# make demo   runs the whole pipeline against a Stripe and an e-conomic on this machine
# make test   runs every check and test
# make crash  kills the target at every request it makes and looks at the books; minutes
# make test-package  builds what is handed out and tries it in empty environments; minutes
# Each installs what it needs first, into .venv or an environment of its own.

PYTHON ?= python3
VENV := .venv
BIN := $(abspath $(VENV)/bin)
export PATH := $(BIN):$(PATH)

.PHONY: demo demo-stop test lint unit crash test-package install clean constraints docs
.PHONY: demo demo-stop test lint unit crash install clean constraints docs texts

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[meltano,otel,dev]'
	@touch $@

demo: install
	@stripe-economic demo

demo-stop: install
	@stripe-economic demo --stop

test: lint unit

lint: install
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	stripe-economic mappings lint
	stripe-economic mappings test

unit: install
	pytest --numprocesses auto

# Writes the figures into docs/reliability.md.
crash: install
	python -m tests.crash --write

# What is handed out: wheel, plugin definitions, container files. In an environment without the project itself.
test-package: $(VENV)-package/.installed
	$(VENV)-package/bin/python -m pytest packaging

$(VENV)-package/.installed: packaging/requirements.txt
	$(PYTHON) -m venv $(VENV)-package
	$(VENV)-package/bin/python -m pip install --quiet --disable-pip-version-check --requirement packaging/requirements.txt
	@touch $@

clean:
	-@test ! -x $(BIN)/stripe-economic || $(BIN)/stripe-economic demo --stop
	rm -rf $(VENV) $(VENV)-* .meltano .sandbox .mypy_cache .ruff_cache .pytest_cache

# Pins what a fresh environment resolves to; run it after changing dependencies in pyproject.toml.
constraints:
	rm -rf $(VENV)-fresh
	$(PYTHON) -m venv $(VENV)-fresh
	$(VENV)-fresh/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[meltano,otel,dev]'
	{ echo "# Versions the checks have passed with. Written by: make constraints"; \
	  $(VENV)-fresh/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	rm -rf $(VENV)-fresh

# Writes the pages that are made from the code.
docs: install
	$(BIN)/python -m stripe_economic.reference > docs/settings.md
	$(BIN)/python -m stripe_economic.hub plugins
	$(BIN)/python -m stripe_economic.manual > docs/cli.md

# Brings the Danish file up to what the commands say, and says how much of it is not translated yet.
texts: install
	$(BIN)/python -m texts
