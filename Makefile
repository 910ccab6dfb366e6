# One word per chore. Each does its own set-up: virtual environment, packages, browser.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

# Otherwise every start of the robot in a test or in the bench would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check soak portal bench setup browser screen clean

demo: setup browser          ## the main job, end to end, on the mock portal
	$(BIN)/python -m fixtures.demo

# They begin first, one to a process, and the short ones fill the time that they wait.
LONGEST = tests/e2e tests/crash tests/canary tests/faults tests/foreign
LONGEST_SOAK = tests/canary tests/crash tests/e2e tests/foreign tests/skins

test: check browser screen   ## everything but the long tests
	$(BIN)/python -m pytest -q -n 4 --maxschedchunk=1 -m "not soak and not page" $(LONGEST) tests
	$(BIN)/python -m pytest -q -n 2 --maxschedchunk=1 -m "page and not soak" tests/page

check: setup                 ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

soak: setup browser screen   ## the long tests
	$(BIN)/python -m pytest -q -n 4 --maxschedchunk=1 -m "soak and not alone and not page" $(LONGEST_SOAK) tests
	$(BIN)/python -m pytest -q -m "soak and alone"
	$(BIN)/python -m pytest -q -m "page and soak" tests/page

bench: setup browser         ## what the robot costs beside a hand-written Playwright script
	$(BIN)/python -m tests.bench $(BENCH)

portal: setup                ## the mock portal, to be used by hand in a browser
	$(BIN)/python -m fixtures.portal

setup: $(READY)

# Debian's python3 comes without venv; as root it is installed, otherwise the message says how.
$(READY): pyproject.toml
	$(PYTHON) -c "import ensurepip" 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q && apt-get install -y -q python3-venv; } || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	touch $@

browser: setup
	$(BIN)/infonavit-robot browser install

# Headed tests need a screen: a virtual one where there is none. Without root they are skipped and say so.
screen:
	@command -v Xvfb >/dev/null 2>&1 || [ -n "$$DISPLAY" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q && apt-get install -y -q xvfb; } || echo "no Xvfb: headed tests will be skipped"

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
