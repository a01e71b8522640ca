# In a fresh clone these need Python >= 3.11 with pip, nothing else. On Windows see README.md for the plain commands.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $$p && break; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= demo-output
SLOW   := slow or libreoffice or chromium or wine

.PHONY: demo test test-slow test-all lint fuzz mutants bench bench-sizes figures dist sbom site docs clean

# The environment is made once, and anew when pyproject.toml changes. Where Python comes without ensurepip (Debian), the
# pip outside fills it.
$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "xltools needs Python 3.11 or newer; say which with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV) > /dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	if $(BIN)/python -m pip --version > /dev/null 2>&1; then pip="$(BIN)/python -m pip"; \
	else pip="$(PYTHON) -m pip --python $(BIN)/python"; fi; \
	$$pip install --quiet --disable-pip-version-check pip -e '.[dev]'
	touch $(READY)

demo: $(READY)            ## invented submissions through every command
	$(BIN)/xltools demo -o $(OUT)

lint: $(READY)            ## ruff, mypy, import-linter
	@status=0; $(BIN)/ruff check . || status=1; $(BIN)/mypy || status=1; $(BIN)/lint-imports || status=1; exit $$status

# Side by side: mypy keeps one core busy, the tests have the others. A complaint of the linters does not hide what the
# tests say and is printed behind it; either makes the target fail.
test: $(READY)            ## lint and the fast tests
	@said=$$(mktemp); $(MAKE) --no-print-directory lint > $$said 2>&1 & lint=$$!; \
	status=0; $(BIN)/python -m pytest -m 'not ($(SLOW))' -n auto || status=1; \
	wait $$lint || status=1; cat $$said; rm -f $$said; exit $$status

test-slow: $(READY)       ## the tests that take long or look with office programs
	$(BIN)/python -m pytest -m '$(SLOW)' -n auto -ra

test-all: $(READY)        ## lint and every test that this machine can run
	@status=0; $(MAKE) --no-print-directory lint || status=1; \
	$(BIN)/python -m pytest -n auto -ra || status=1; exit $$status

fuzz: $(READY)            ## ten thousand mutated files, then long property-based runs of the readers
	$(BIN)/python tests/formats/fuzz.py --cases 10000 --seed 1
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest tests -k 'fuzz or property' -n auto

mutants: $(READY)         ## 300 slips in the code, one at a time: would a test notice? (MUTANTS="--only ledger --sample 0")
	$(BIN)/python tests/mutants.py $(or $(MUTANTS),--sample 300)

bench-sizes: $(READY)     ## a merge over sizes against openpyxl and pandas: docs/pictures/merge-sizes.svg
	$(BIN)/python bench/sizes.py --plot docs/pictures/merge-sizes.svg

bench: $(READY)           ## 100,000 rows against openpyxl and frictionless
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(BIN)/python bench/validate_100k.py

figures: $(READY)         ## every figure of the documentation, measured on this machine in one run: docs/数据.md (FIGURES=--quick to try)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(BIN)/python bench/figures.py $(FIGURES)

dist: $(READY)            ## wheel and source distribution, the same bytes from the same sources
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/hatchling build -d dist

# Of an environment of its own, so that it names what an install holds and nothing of ours.
sbom: $(READY)            ## what an install is made of, as CycloneDX: dist/xltools.cdx.json
	$(BIN)/python -m venv --clear --without-pip build/sbom
	$(BIN)/python -m pip --python build/sbom/bin/python install --quiet --disable-pip-version-check .
	mkdir -p dist
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o dist/xltools.cdx.json build/sbom/bin/python

site: $(READY)            ## the documentation as pages to be opened without a server: build/site/index.html
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs: $(READY)            ## write the generated references anew
	$(BIN)/python -m pytest tests/docs --update-golden

clean:
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
