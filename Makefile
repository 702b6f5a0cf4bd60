# 两条命令 / two commands: `make demo`, `make test`. Everything else is a helper of these.
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

# The environment is made again only when what it is made from has changed, whatever the file times say.
RUN_KEY := $(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')
DEV_KEY := $(shell cat requirements-dev.lock requirements.lock pyproject.toml | cksum | tr ' ' '-')
RUN_STAMP := $(VENV)/.installed-run-$(RUN_KEY)
DEV_STAMP := $(VENV)/.installed-dev-$(DEV_KEY)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test lint install dev wheel lock clean

help: ## 列出各目标 / list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(RUN_STAMP) ## 读五份样例、建图和索引、看一圈 / read the five samples, build, take the tour
	@$(BIN)/budgetkg build data/samples --home demo
	@$(BIN)/budgetkg tour --home demo

test: $(DEV_STAMP) ## 全部测试，含静态检查 / the whole test suite, static checks among it
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(DEV_STAMP) ## 只做静态检查 / ruff, mypy, import-linter alone
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: $(RUN_STAMP) ## 建虚拟环境并按锁文件安装 / make the environment from the lock

dev: $(DEV_STAMP) ## 加上开发工具 / the same with the development tools

$(RUN_STAMP): | $(VENV)/bin/python
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.installed-run-*
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	$(PIP) install -r requirements-dev.lock
	@rm -f $(VENV)/.installed-dev-*
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

wheel: $(DEV_STAMP) ## 构建发布包 / build the wheel and the sdist into dist/
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: $(RUN_STAMP) ## 重写两个锁文件 / write both lock files again
	$(PIP) install "pip-tools>=7.5"
	$(COMPILE) --build-deps-for editable --output-file requirements.lock pyproject.toml
	sed -i 's/+cpu$$//' requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	sed -i 's/+cpu$$//' requirements-dev.lock

clean: ## 删去演示结果和缓存 / remove the demo and the caches, keep the environment
	rm -rf demo dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
