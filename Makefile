# Every target sets up what it needs by itself: a virtual environment in .venv, made once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS ?= data,sklearn,dev
# other packages to test against, such as REFEREES=torch==2.13.0
REFEREES ?=
# how long boards are bent
MINUTES ?= 20
# a folder with CSV files to try, such as TABLES=../data
TABLES ?=
# what the benchmarks are told, such as BENCH=--quick or BENCH="--mnist mnist.npz"
BENCH ?=

# tests start Python some hundred times, which need not compile its modules each time
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test slow estimators models boards readback rows tables fuzz tutor mutants faults check browser products page pages notebooks truth bench browserbench batching clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/ready  ## train a network on the built-in digits
	$(BIN)/chainrule train digits

test: $(VENV)/ready check browser  ## run every test
	$(BIN)/python -m pytest -n auto --dist worksteal -q

slow: $(VENV)/ready  ## run the tests that take minutes: all random graphs and boards, 500 graphs compiled, a table of 4 GB
	$(BIN)/python -m pytest -n auto -q -m slow

estimators: $(VENV)/ready  ## run scikit-learn's own checks on every way to set up an estimator
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/estimators

models: $(VENV)/ready  ## try two thousand hostile model files
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/training/test_hostile_models.py

boards: $(VENV)/ready  ## try twenty thousand boards with signs, powers and nesting
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/readers/test_hostile_boards.py

readback: $(VENV)/ready  ## read the printed equations of a thousand random boards back to their numbers
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/readers/test_readback.py

rows: $(VENV)/ready  ## write the tables of a folder in other ways, and learn and predict them: TABLES=folder
	TABLES="$(TABLES)" $(BIN)/python -m pytest -n auto -q -rs tests/cli/test_same_rows.py tests/tables/test_same_frames.py

fuzz: $(VENV)/ready  ## search for boards that break something, for MINUTES=20
	$(BIN)/python -m tests.boards.fuzz --minutes $(MINUTES)

tutor: $(VENV)/ready  ## judge 414 right claims and 3,000 damaged ones on 60 boards
	$(BIN)/python -m tests.tutor.families.measure

mutants: $(VENV)/ready  ## make every table's entry, VJP, rule and slip false, one at a time: the tests have to notice
	$(BIN)/python -m tests.mutants

faults: $(VENV)/ready  ## kill commands at 300 moments and let 1,000 system calls fail; needs strace
	-@sh scripts/install_strace.sh
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/faults

check: $(VENV)/ready  ## look at the style and the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(VENV)/ready  ## install a browser for the tests, where that is possible
	-@sh scripts/install_browser.sh $(BIN)/python

products:  ## assemble the products of JavaScript, for which npm brings the assembler
	@sh scripts/assemble_products.sh

page:  ## build the program of the page from web/, for which npm brings the tools
	@sh scripts/build_page.sh

pages: $(VENV)/ready  ## build a page that computes for each lesson, in docs/lab
	$(BIN)/python docs/lab/build_pages.py

truth: $(VENV)/ready browser  ## compare what a page shows with Python: 200 states, 500 sequences of edits, Firefox
	-@sh scripts/install_firefox.sh
	$(BIN)/python -m pytest -n auto -q -m "slow or not slow" tests/browser tests/live tests/lab

notebooks: $(VENV)/ready browser  ## open pages and widgets in JupyterLab and in marimo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "jupyterlab>=4.4,<5" "marimo>=0.20"
	$(BIN)/python -m pytest -n0 -q -m "slow or not slow" tests/notebooks

bench: $(VENV)/ready  ## time training beside every rival; BENCH=--quick for a look
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python -m benchmarks $(BENCH)

tables: $(VENV)/ready  ## what defaults are worth beside LightGBM and scikit-learn on the tables of TABLES=folder
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.quality $(TABLES)

browserbench: $(VENV)/ready  ## time the live page in Chromium; PLAYGROUND=folder adds TensorFlow Playground's own code
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[browser,lab]"
	$(BIN)/python -m benchmarks.browser $(PLAYGROUND)

batching: $(VENV)/ready  ## race batch sizes to a held-out cost; TABLES=folder adds its data sets
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.batching $(TABLES)

clean:  ## remove the environment and what tools left
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache dist

$(VENV)/ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]" $(REFEREES)
	touch $@
