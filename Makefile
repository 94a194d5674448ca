# make demo   videos of the example music and a page to look at them, from nothing
# make demo PAINTER=diffusion   one of them by the small diffusion model that ships
# make train-model   such a model, from nothing, in models/embedded (hours)
# make test   all tests            make lint   everything that reads code
# make bench  what things cost     make lock   renew the lock files
# make bench-gpu   frames per second of the diffusion painter on this machine's GPU
# make bench-scale what thousands of clips cost before and beside their rendering (hours)
# make fuzz   ten minutes (MINUTES=10) of hostile input for every reader, one on each core
# make schema renew the JSON schema of the config (an editor can check config.yaml by it)
VENV := .venv
PYTHON ?= python3
RUN := $(VENV)/bin
# Snakemake's jobs call `python`: it has to be this environment's.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: demo train-model test lint bench bench-gpu bench-scale fuzz schema lock clean

PAINTER := preview
DEMO_diffusion := --configfile resources/config/embedded.yaml --
demo: $(VENV)/.installed
	$(if $(filter preview diffusion,$(PAINTER)),,$(error PAINTER is preview or diffusion, not $(PAINTER)))
	snakemake --cores all $(DEMO_$(PAINTER)) all report

PRESET := small
train-model: $(VENV)/.installed
	PYTHONPATH=workflow python -m tools.embedded_model.train -o models/embedded --preset $(PRESET)

test: $(VENV)/.developing
	pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.developing
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile rules
	snakemake --lint
	mypy

bench: $(VENV)/.developing
	python -m tests.bench

bench-gpu: $(VENV)/.developing
	python -m tests.bench.gpu

bench-scale: $(VENV)/.developing
	python -m tests.bench.scale

# The run-time set alone, as a user installs it.
$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-dev.lock tests/storage/requirements.txt
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    -r tests/storage/requirements.txt
	touch $@

MINUTES ?= 10
fuzz: $(VENV)/.developing
	PYTHONPATH=workflow python -m tests.fuzz --minutes $(MINUTES)

schema: $(VENV)/.installed
	midivideo schema > resources/config/schema.json

lock: $(VENV)/.developing
	python workflow/tools/lock.py
	python workflow/tools/envs.py

clean:
	rm -rf $(VENV) results .snakemake
