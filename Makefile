# The two commands: `make run` opens the app, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
TEST_WORKERS ?= 3

.PHONY: run test browser check format lock benchmark clean

run: $(VENV)/.installed
	$(BIN)/assessment serve --port $(PORT)

# Both want apt where something is missing, so the environment is made before browser and packages are fetched at once.
test: $(VENV)/bin/python
	$(MAKE) -j2 browser $(VENV)/.installed-dev
	$(MAKE) check
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder

browser:
	tools/browser.sh

check: $(VENV)/.installed-dev
	$(BIN)/ruff check assessment tests benchmarks tools streamlit_app.py
	$(BIN)/ruff format --check assessment tests benchmarks tools streamlit_app.py
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix assessment tests benchmarks tools streamlit_app.py
	$(BIN)/ruff format assessment tests benchmarks tools streamlit_app.py

benchmark: $(VENV)/.installed-benchmark
	$(BIN)/python -m benchmarks

# Lock files carry hashes and no addresses, so that any mirror serves them.
lock: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --extra build --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --extra build --extra dev --extra benchmark -o requirements-benchmark.lock pyproject.toml

$(VENV)/bin/python:
	tools/venv.sh $(PYTHON) $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.installed

# What the benchmarks compare with: never needed to run or to test.
$(VENV)/.installed-benchmark: $(VENV)/bin/python requirements-benchmark.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-benchmark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.installed-dev $(VENV)/.installed

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis *.egg-info
