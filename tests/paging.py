"""What the tests of the self-check page ask it."""

from __future__ import annotations

import json
from typing import Any

from browser import Page


def verdict(browser: Page) -> dict[str, Any]:
    """The page's verdict, once it is there."""
    browser.wait("window.xltools.done")
    fault = browser.run("window.xltools.fault")
    assert not fault, fault
    return dict(json.loads(browser.run("JSON.stringify(window.xltools.verdict)")))


def again(browser: Page) -> None:
    """The next verdict is awaited anew."""
    browser.run("window.xltools.done = false; 1")


def click(browser: Page, selector: str) -> None:
    browser.run(f"document.querySelector({json.dumps(selector)}).click(); 1")


def said(browser: Page, selector: str = "#verdict") -> str:
    return str(browser.run(f"document.querySelector({json.dumps(selector)}).innerText"))
