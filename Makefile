# What one types on a fresh machine: `make demo`, `make test`. Needs Python 3.11 or newer, pip and make.
PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

.PHONY: demo site test conformance reference mutants fuzz lint docs bench scale clean

# The main job on the shipped graph: a named question answered, and a picture to open.
demo: $(VENV)/installed
	$(BIN)/irc-kg query policies-in-nation --nation Wales
	$(BIN)/irc-kg view nations -o out/nations.html

# The site of the shipped graph in build/site, and all of it as one file in build/irc-kg.html; SITE_ARGUMENTS such as
# --base-url https://example.org/ are handed on. With npm there is a page in them that asks in SPARQL.
site: $(VENV)/installed
	package="$$($(BIN)/python tools/oxigraph_package.py)"; \
	$(BIN)/irc-kg site -o build/site --one-file build/irc-kg.html $${package:+--sparql "$$package"} $(SITE_ARGUMENTS)

# All tests, in two processes. The browser tests use a Chromium and a Firefox that are there or can be installed,
# those of endpoints a Virtuoso.
test: $(VENV)/tested
	CHROMIUM="$$($(BIN)/python tools/chromium.py)" FIREFOX="$$($(BIN)/python tools/firefox.py)" \
		VIRTUOSO="$$($(BIN)/python tools/virtuoso.py)" $(BIN)/python -m pytest -n 2 $(TESTS)

# The tests of the W3C for Turtle, SPARQL and SHACL; they come with the sources of other programs.
conformance: $(VENV)/tested build/w3c/complete
	$(BIN)/python -m pytest -n 2 tests/conformance

build/w3c/complete: tools/w3c.py
	$(BIN)/python tools/w3c.py build/w3c
	touch $@

# Whether each row of each question is cited by what it needs: every statement of the graph is taken away by
# itself, which takes some ten minutes of two processors. `make test` has the same for many at once.
reference: $(VENV)/tested
	$(BIN)/python -m pytest -n 2 tests/reference

# Whether the tests notice small faults in what the rest of the program rests on; MUTANTS=--all tries every one.
mutants: $(VENV)/tested build/w3c/complete
	$(BIN)/python tools/mutants.py $(MUTANTS)

# Whether damaged files can end the program otherwise than in words: Turtle, queries, headers, CSV, workbooks and
# shapes. FUZZ="--cases 1000000 --seed 7" tries so many, and others.
fuzz: $(VENV)/tested
	$(BIN)/python tools/fuzz.py $(FUZZ)

lint: $(VENV)/tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/architecture.py --strict
	$(BIN)/oxlint src
	$(BIN)/irc-kg check

# The documentation that is made from the program; a test compares it.
docs: $(VENV)/tested
	$(BIN)/python docs/generate.py

bench: $(VENV)/tested
	$(BIN)/python benchmarks/commands.py
	$(BIN)/python benchmarks/checks.py
	$(BIN)/python benchmarks/queries.py
	$(BIN)/python benchmarks/citations.py
	$(BIN)/python benchmarks/views.py
	$(BIN)/python benchmarks/sites.py
	$(BIN)/python benchmarks/edits.py

# What commands take as a project grows, beside other engines that are installed; it takes a while.
scale: $(VENV)/tested
	$(BIN)/python benchmarks/scale.py $(SCALE)

clean:
	rm -rf $(VENV) out dist build

# The byte code is made here, once, so that the first command is as fast as the next.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'irc-kg needs Python 3.11 or newer: make PYTHON=python3.11')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $@
