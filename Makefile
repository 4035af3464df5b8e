# make demo          runs the whole pipeline against a Stripe and an e-conomic on this machine
# make test          runs every check and test
# make test-runs     lets Meltano run for a firm of two companies, and kills it; minutes
# make crash         kills the target at every request it makes and looks at the books; minutes
# make test-package  builds what is handed out and tries it in empty environments; minutes
# make tour          plays docs/tour.md again; minutes
# make dagster, make airflow            try an orchestrator on the sandboxes of two companies
# make test-dagster, make test-airflow  test it there
# Each installs what it needs first, into .venv, or into an environment of its own beside it.

PYTHON ?= python3
VENV := .venv
BIN := $(abspath $(VENV)/bin)
export PATH := $(BIN):$(PATH)

# Both orchestrators work in a project of two companies that is made for the purpose.
COMPANIES := $(abspath .sandbox/companies)
ORCHESTRATED := STRIPE_ECONOMIC_PROJECT=$(COMPANIES) STRIPE_ECONOMIC_COMMAND=$(BIN)/stripe-economic
IN_AIRFLOW := $(ORCHESTRATED) AIRFLOW_HOME=$(COMPANIES)/airflow \
  AIRFLOW__CORE__DAGS_FOLDER=$(abspath orchestration/airflow) AIRFLOW__CORE__LOAD_EXAMPLES=False \
  AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False
ORCHESTRATION_TEST := -m pytest -c orchestration/pytest.ini --rootdir .

.PHONY: dagster airflow companies companies-stop test-dagster test-airflow orchestration-constraints
.PHONY: demo demo-stop test lint unit test-runs crash test-package install clean constraints docs texts tour

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "Python 3.11 to 3.13 is needed; name one with: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
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

# Three at once for two cores: a good part of the time is waiting for answers.
unit: install
	pytest --numprocesses $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )) --ignore tests/runs

# What a scheduler starts, beside what a bookkeeper does in the course of a day.
test-runs: install
	pytest --numprocesses auto tests/runs

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

# The environments of the orchestrators: .venv-dagster, .venv-airflow.
.venv-%/.installed: orchestration/%/requirements.txt orchestration/%/constraints.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --constraint orchestration/$*/constraints.txt --requirement orchestration/$*/requirements.txt
	@touch $@

# Two sandboxes and a project of two companies; they stay up.
companies: install
	@$(BIN)/python orchestration/sandboxes.py start $(COMPANIES)

companies-stop: install
	@$(BIN)/python orchestration/sandboxes.py stop $(COMPANIES)

# Dagster's page; choose the job sync there, a company, and launch a run. Ctrl-C ends it.
DAGSTER_PORT ?= 3000
dagster: .venv-dagster/.installed companies
	@mkdir -p $(COMPANIES)/dagster
	@cp orchestration/dagster/dagster.yaml $(COMPANIES)/dagster/
	$(ORCHESTRATED) DAGSTER_HOME=$(COMPANIES)/dagster PATH=$(abspath .venv-dagster/bin):$(PATH) \
	  dagster dev -f orchestration/dagster/definitions.py -h 127.0.0.1 -p $(DAGSTER_PORT)

# One run of the DAG over both companies, on the command line.
airflow: .venv-airflow/.installed companies
	$(IN_AIRFLOW) .venv-airflow/bin/airflow db migrate
	$(IN_AIRFLOW) .venv-airflow/bin/airflow pools set stripe_economic 2 'Companies at once'
	$(IN_AIRFLOW) .venv-airflow/bin/airflow dags test stripe_economic

test-dagster: .venv-dagster/.installed install
	.venv-dagster/bin/python $(ORCHESTRATION_TEST) orchestration/dagster/tests

test-airflow: .venv-airflow/.installed install
	.venv-airflow/bin/python $(ORCHESTRATION_TEST) orchestration/airflow/tests

orchestration-constraints:
	for one in dagster airflow; do \
	  rm -rf .venv-$$one && $(PYTHON) -m venv .venv-$$one && \
	  .venv-$$one/bin/python -m pip install --quiet --disable-pip-version-check -r orchestration/$$one/requirements.txt && \
	  { echo "# Versions the checks have passed with. Written by: make orchestration-constraints"; \
	    .venv-$$one/bin/python -m pip freeze; } > orchestration/$$one/constraints.txt; \
	done

clean:
	-@test ! -d $(COMPANIES) || $(BIN)/python orchestration/sandboxes.py stop $(COMPANIES)
	-@test ! -x $(BIN)/stripe-economic || $(BIN)/stripe-economic demo --stop
	rm -rf $(VENV) $(VENV)-* .runs .meltano .sandbox .mypy_cache .ruff_cache .pytest_cache

# Pins what a fresh environment resolves to; run it after changing dependencies in pyproject.toml.
constraints:
	rm -rf $(VENV)-fresh
	$(PYTHON) -m venv $(VENV)-fresh
	$(VENV)-fresh/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[meltano,s3,postgres,otel,dev]'
	{ echo "# Versions the checks have passed with. Written by: make constraints"; \
	  $(VENV)-fresh/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	rm -rf $(VENV)-fresh

# Writes the pages that are made from the code.
docs: install
	$(BIN)/python -m stripe_economic.publishing.reference > docs/settings.md
	$(BIN)/python -m stripe_economic.publishing.hub plugins
	$(BIN)/python -m stripe_economic.publishing.manual > docs/cli.md

# Plays docs/tour.md against a sandbox and writes down what is seen.
tour: install
	$(BIN)/python docs/tour.py

# Brings the Danish file up to what the commands say, and says how much of it is not translated yet.
texts: install
	$(BIN)/python -m texts
