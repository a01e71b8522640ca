"""The real page in real browsers, opened from file://: one Chromium and one Firefox for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, Page
from firefox import Firefox

from xltools.demo.generate import generate
from xltools.errors import OutputFault
from xltools.page.build import build_page

READY = "window.xltools && (window.xltools.ready || window.xltools.fault)"


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, built from XLTOOLS_PYODIDE, the cache, or what npm fetches."""
    given = os.environ.get("XLTOOLS_PYODIDE")
    try:
        data = build_page(Path(given) if given else None)
    except OutputFault as fault:
        pytest.skip(f"no pyodide: {fault.message}")
    path = tmp_path_factory.mktemp("page") / "自检.html"
    path.write_bytes(data)
    return path


@pytest.fixture(scope="session")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("submissions")
    generate(folder)
    return folder


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def opened(request: pytest.FixtureRequest, page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    kind = Browser if request.param == "chromium" else Firefox
    with kind(request.getfixturevalue(request.param), tmp_path_factory.mktemp("profile")) as browser:
        browser.open(page)
        browser.wait(READY)
        assert not browser.run("window.xltools.fault")
        yield browser


@pytest.fixture
def browser(opened: Page) -> Page:
    """The opened page, wiped."""
    opened.resize(1366, 768)
    opened.run("document.getElementById('wipe').disabled = false; document.getElementById('wipe').click()")
    opened.run("window.xltools.done = false; window.xltools.verdict = null; 1")
    for path in opened.downloads.iterdir():
        path.unlink()
    return opened


@pytest.fixture
def chrome(browser: Page) -> Browser:
    """Chromium alone: what WebDriver BiDi has no word for."""
    if not isinstance(browser, Browser):
        pytest.skip("only to be driven in Chromium")
    return browser
