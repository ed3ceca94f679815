# make run         the chat on http://127.0.0.1:7860, everything installed and indexed first; where TORCH_INDEX names a
#                  package index with torch's CPU build, without the gigabytes for graphics cards
# make lint        style and types
# make format      bring the style in order
# make test-quick  the tests without a browser, a model, a running server or a killed process
# make test        every check and test
# make soak        what takes long: the archive installed without a network; kills, full disks, damage, load, fuzzing
# make bundle      one archive for a machine without a package index; for another kind than this one:
#                  make bundle PLATFORM=win_amd64 or PLATFORM=manylinux_aarch64

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN = .venv/bin
TORCH = $(shell sed -n '/^torch==/p' requirements.txt)
# Two processes; a file of tests in one of them, so that what its tests share is made once; in the order of
# tests/conftest.py, with the slow files first.
PYTEST = $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# Where this is set, each of the many processes of a test, a server and its builds, compiles all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run lint format test-quick test soak bundle benchmark screenshots clean

run: .venv/installed
	$(BIN)/python app.py $(ARGS)

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-quick: .venv/installed-dev
	$(PYTEST) -m 'not (bundle or browser or kill or model or served or soak)' $(ARGS)

# mypy reads everything while the tests wait for browsers and builds.
test: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	sh tests/browser/install.sh
	nice $(BIN)/mypy & types=$$!; $(PYTEST) $(ARGS); tests=$$?; wait $$types && exit $$tests

soak: .venv/installed-dev
	$(BIN)/pytest -m "bundle or soak" -s $(ARGS)

bundle: .venv/installed
	sh bundle/make.sh $(ARGS)

benchmark: .venv/installed-dev
	$(BIN)/python -m benchmarks.speed $(ARGS)

screenshots: .venv/installed-dev
	$(BIN)/python -m tests.browser.screenshots docs/screenshots

clean:
	rm -rf .venv dist

# The stamps lie inside the environment, so that removing it removes them.
.venv/installed: requirements.txt
	@echo "Installing into .venv: a few minutes / 正在安装到 .venv，约需几分钟"
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install --disable-pip-version-check -q --no-deps --index-url "$(TORCH_INDEX)" "$(TORCH)")
	$(BIN)/pip install --disable-pip-version-check -q -r requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/pip install --disable-pip-version-check -q -r requirements-dev.txt
	touch $@
