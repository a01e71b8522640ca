"""The site of `make site`: built without a complaint, no link leads nowhere, nothing is fetched, search works from a file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.parse
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FETCHING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Tags whose target a browser loads by itself; `link` counts where it is no mere pointer."""
POINTERS = {"canonical", "prev", "next", "alternate"}


class Targets(HTMLParser):
    """What a page links to and loads, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.linked: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.linked.append(given["href"])
        if tag in FETCHING and FETCHING[tag] in given and given.get("rel") not in POINTERS:
            self.loaded.append(given[FETCHING[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed (pip install -e '.[docs]')")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(out)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Targets]:
    return {path: Targets(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def is_foreign(target: str) -> bool:
    return re.match(r"(?:[a-z]+:)?//|mailto:|data:", target) is not None


@pytest.mark.slow
def test_no_link_leads_nowhere(pages: dict[Path, Targets]) -> None:
    broken = []
    for path, found in pages.items():
        for target in (*found.linked, *found.loaded):
            if is_foreign(target):
                continue
            place, _, anchor = urllib.parse.unquote(target).partition("#")
            there = (path.parent / place.partition("?")[0]).resolve() if place else path
            if not there.is_file() or (anchor and there in pages and anchor not in pages[there].places):
                broken.append(f"{path.name}: {target}")
    assert broken == []


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Targets]) -> None:
    assert [target for found in pages.values() for target in found.loaded if is_foreign(target)] == []
    for sheet in site.rglob("*.css"):
        assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")) == [], sheet


@pytest.mark.slow
def test_there_is_a_page_for_every_kind_of_rule_and_every_notice(site: Path) -> None:
    from xltools.notice.load import notice_ids
    from xltools.rules import KINDS

    for kind in KINDS:
        text = (site / "规则种类" / f"{kind}.html").read_text(encoding="utf-8")
        assert "不通过：" in text, kind
        assert "<p>通过：" in text, kind
    for notice in notice_ids():
        assert (site / "规则" / f"{notice}.html").is_file()


@pytest.mark.slow
def test_chinese_words_are_in_the_index_that_a_file_can_load(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert index.startswith("var __index = ")
    titles = {entry["title"] for entry in json.loads(index.partition("= ")[2])["docs"]}
    assert {"使用手册", "公函", "规则种类"} <= {re.sub(r"[\u200b]", "", title) for title in titles}


def test_every_page_is_in_the_navigation() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    found = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    named = [name for name in found if f": {name}\n" in config or name.startswith("decisions/")]
    assert sorted(set(found) - set(named)) == [], "name it in mkdocs.yml"


@pytest.mark.chromium
def test_search_finds_chinese_from_a_file(site: Path, chromium: str, tmp_path: Path) -> None:
    page = (site / "index.html").as_uri() + "?q=" + urllib.parse.quote("豁免")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    command = [chromium, *flags, f"--user-data-dir={tmp_path}", "--dump-dom"]
    done = subprocess.run(
        [*command, "--virtual-time-budget=15000", page], capture_output=True, text=True, check=False, timeout=120
    )
    assert "md-search-result__item" in done.stdout
    assert "<mark" in done.stdout
