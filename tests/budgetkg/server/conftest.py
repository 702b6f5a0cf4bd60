"""A server over the five samples, asked as a client would ask it, with its worker processes."""

import gc
import io
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings

TOKEN = "a-token-for-tests-only"
CHROMIUM = (
    os.environ.get("BUDGETKG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
"""Debian's chromium, or BUDGETKG_CHROMIUM; Playwright brings no browser of its own here."""

WAYS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


def part(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The first part of a page that fits; there has to be one."""
    found = page.css_first(selector)
    assert found is not None, selector
    return found


def sheet(content: bytes) -> Any:
    """The first sheet of a spreadsheet."""
    return load_workbook(io.BytesIO(content)).active


@pytest.fixture(scope="module", autouse=True)
def _tidy() -> None:
    """Answers of the engine may only be dropped by the thread that asked; tests before this one may have left some in cycles, and
    a thread of the server would collect them."""
    gc.collect()


@pytest.fixture(scope="session")
def client(sample_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1)))) as made:
        yield made


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store that may be written to, by whoever has the token."""
    settings = Settings(
        None, scratch=tmp_path_factory.mktemp("scratch"), token=TOKEN, limits=Limits(seconds=3, rows=50, workers=1, text=10_000)
    )
    with TestClient(create_app(settings)) as made:
        yield made


@pytest.fixture(scope="module")
def own_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in a home that the tests of one file may write to."""
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("own") / "home"))


@contextmanager
def listening(settings: Settings, log_level: str = "warning") -> Iterator[str]:
    """The address of a server that listens while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level=log_level))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def live(own_home: Path) -> Iterator[str]:
    """The address of a server that listens, for clients of others and for browsers. It takes writing."""
    with listening(Settings(own_home, token=TOKEN, limits=Limits(workers=1))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium, or set BUDGETKG_CHROMIUM")
    with sync_playwright() as playwright:
        # Whoever runs tests in a container is root, for whom Chromium has no sandbox. Only our own pages are opened.
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{way[1]}")
def page(request: pytest.FixtureRequest, browser: Browser, live: str) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=live, locale="zh-CN")
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    made.on("request", lambda sent: wrong.append(sent.url) if not sent.url.startswith((live, "data:", "blob:")) else None)
    yield made
    context.close()
    assert wrong == []
