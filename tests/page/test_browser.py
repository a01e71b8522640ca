"""The real page in a real browser, opened from file://."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.demo.generate import generate
from xltools.errors import OutputFault
from xltools.forms.inputs import Request
from xltools.page.build import build_page
from xltools.reports.json import ledger_json, report_json

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

READY = "window.xltools && (window.xltools.ready || window.xltools.fault)"


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("submissions")
    generate(folder)
    return folder


@pytest.fixture(scope="module")
def opened(chromium: str, page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(chromium, tmp_path_factory.mktemp("profile")) as browser:
        browser.open(page)
        browser.wait(READY)
        assert not browser.run("window.xltools.fault")
        yield browser


@pytest.fixture
def browser(opened: Browser) -> Browser:
    """The opened page, wiped."""
    opened.run("document.getElementById('wipe').disabled = false; document.getElementById('wipe').click()")
    opened.run("window.xltools.done = false; window.xltools.verdict = null; 1")
    return opened


def verdict(browser: Browser) -> dict:
    browser.wait("window.xltools.done")
    assert not browser.run("window.xltools.fault")
    return dict(json.loads(browser.run("JSON.stringify(window.xltools.verdict)")))


def test_a_folder_gets_the_verdict_of_the_command_line(
    browser: Browser, submissions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.choose("#input-folder", submissions / "wuhan-2025")
    said = verdict(browser)
    monkeypatch.chdir(submissions)
    request = Request(paths=("wuhan-2025",))
    assert said["validate"] == report_json(validate(request).report)
    assert said["total"] == ledger_json(total(request)[0])


def test_files_get_it_too_and_are_shown(browser: Browser, submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((submissions / "hubei-2022").iterdir())
    browser.choose("#input-files", *paths)
    said = verdict(browser)
    monkeypatch.chdir(submissions / "hubei-2022")
    assert said["validate"] == report_json(validate(Request(paths=tuple(path.name for path in paths))).report)
    assert browser.run("document.querySelectorAll('#files section').length") == len(paths)
    text = browser.run("document.body.innerText")
    for file in said["shown"]["files"]:
        assert all(line["message"] in text and line["fix"] in text for line in file["lines"])


def test_shared_inputs_get_the_same_findings(
    browser: Browser, shared_inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.choose("#input-folder", shared_inputs / "dirty")
    said = verdict(browser)
    monkeypatch.chdir(shared_inputs)
    assert said["validate"] == report_json(validate(Request(paths=("dirty",))).report)


def test_every_case_gets_the_findings_of_the_command_line(
    browser: Browser, shared_inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shared_inputs.parent / "cases" / "tables"
    if not root.is_dir():
        pytest.skip("the cases are not here")
    monkeypatch.chdir(root)
    differ = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        browser.run("document.getElementById('wipe').click(); window.xltools.done = false; 1")
        browser.choose("#input-folder", folder)
        said = verdict(browser)["validate"]
        if said != json.loads(json.dumps(report_json(validate(Request(paths=(folder.name,))).report))):
            differ.append(folder.name)
    assert differ == []


def read_now(browser: Browser) -> list[str]:
    return sorted(entry["path"] for entry in verdict(browser)["validate"]["files"])


def again(browser: Browser) -> None:
    browser.run("window.xltools.done = false; 1")


def test_corrected_files_are_chosen_again_in_every_order(
    browser: Browser, submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a file of it alone, the folder with one file less, its zip, the folder anew: each time what lies there now."""
    folder = tmp_path / "甲公司"
    shutil.copytree(next(path.parent for path in (submissions / "wuhan-2025").rglob("附件6*.xlsx")), folder)
    names = sorted(f"甲公司/{path.name}" for path in folder.iterdir())
    browser.choose("#input-folder", folder)
    assert read_now(browser) == names

    # Changed on the disk, then moved away: what is held is what was chosen, so another notice re-checks it all the same.
    investment = next(folder.glob("附件6*.xlsx"))
    investment.rename(tmp_path / investment.name)
    again(browser)
    browser.run("document.getElementById('notice').dispatchEvent(new Event('change')); 1")
    assert read_now(browser) == names

    # A corrected file alone takes its place in the folder.
    again(browser)
    browser.choose("#input-files", tmp_path / investment.name)
    assert read_now(browser) == names

    # The folder again, now without that file.
    again(browser)
    browser.choose("#input-folder", folder)
    left = [name for name in names if not name.endswith(investment.name)]
    assert read_now(browser) == left

    # Its zip is the same thing, and the folder after it too.
    packed = Path(shutil.make_archive(str(tmp_path / "甲公司"), "zip", tmp_path, "甲公司"))
    again(browser)
    browser.choose("#input-files", packed)
    assert len(read_now(browser)) == len(left)
    again(browser)
    browser.choose("#input-folder", folder)
    said = verdict(browser)
    monkeypatch.chdir(tmp_path)
    assert said["validate"] == report_json(validate(Request(paths=("甲公司",))).report)

    # One name in two folders: each stands with its folder.
    again(browser)
    shutil.copytree(folder, tmp_path / "乙公司")
    browser.choose("#input-folder", tmp_path / "乙公司")
    assert read_now(browser) == sorted([*left, *(name.replace("甲", "乙") for name in left)])

    # Taken off the list.
    again(browser)
    browser.run("document.querySelector('#held button').click(); 1")
    assert len(read_now(browser)) == 2 * len(left) - 1


def test_a_wiped_verdict_does_not_come_back(browser: Browser, submissions: Path) -> None:
    browser.choose("#input-folder", submissions / "wuhan-2025")
    browser.wait("document.getElementById('verdict').className.includes('busy')")
    browser.run("document.getElementById('wipe').click(); 1")
    browser.wait("window.xltools.done")
    assert browser.run("window.xltools.verdict") is None
    assert browser.run("document.getElementById('files').childElementCount") == 0
    assert "还没有选择文件" in browser.run("document.getElementById('verdict').innerText")


def test_dropped_files_and_folders_are_checked(browser: Browser, submissions: Path) -> None:
    file = next((submissions / "wuhan-2025").rglob("附件6*.xlsx"))
    folder = submissions / "hubei-2022"
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(file), str(folder)], "dragOperationsMask": 1}
        browser.call("Input.dispatchDragEvent", type=kind, x=600, y=150, data=data)
    read = {entry["path"] for entry in verdict(browser)["validate"]["files"]}
    assert read == {file.name, *(f"hubei-2022/{path.name}" for path in folder.iterdir())}


def test_buttons_save(browser: Browser, submissions: Path, tmp_path: Path) -> None:
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.choose("#input-folder", submissions / "wuhan-2025")
    verdict(browser)
    for button, name, begins in (
        ("save-report", "自检报告.html", "<!DOCTYPE html>"),
        ("save-csv", "问题清单.csv", "\ufeff级别"),
        ("save-ledger", "投资窗口核算.html", "<!DOCTYPE html>"),
    ):
        browser.run(f"document.getElementById('{button}').click()")
        end = time.monotonic() + 60
        stem, _, ending = name.rpartition(".")
        while not (saved := list(tmp_path.glob(f"{stem}*.{ending}"))) and time.monotonic() < end:
            browser.run("new Promise((done) => setTimeout(done, 100))")
        assert re.search(r"-20\d\d-\d\d-\d\d\.", saved[0].name)
        assert saved[0].read_text(encoding="utf-8").startswith(begins)


def test_it_prints(browser: Browser, submissions: Path, tmp_path: Path) -> None:
    browser.choose("#input-files", next((submissions / "wuhan-2025").rglob("附件6*.xlsx")))
    verdict(browser)
    browser.pdf(tmp_path / "print.pdf")
    assert (tmp_path / "print.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_is_wider_than_a_small_screen(browser: Browser, submissions: Path) -> None:
    browser.choose("#input-folder", submissions)
    verdict(browser)
    assert browser.run("document.documentElement.scrollWidth <= window.innerWidth")


def test_it_is_dark_where_the_system_is(browser: Browser) -> None:
    def paper(scheme: str) -> str:
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        return str(browser.run("getComputedStyle(document.querySelector('main')).backgroundColor"))

    assert (paper("dark"), paper("light")) == ("rgb(23, 28, 34)", "rgb(255, 255, 255)")


def test_no_request_was_made(browser: Browser, page: Path) -> None:
    """Over all tests above: only the page itself and the worker made of it."""
    assert [url for url in browser.requests if not re.match(r"(file|blob|data):", url)] == []
    assert [url for url in browser.requests if url.startswith("file:")] == [page.as_uri()]
    refused = "fetch('https://example.invalid/').then(() => 'sent', () => 'refused')"
    assert browser.run(refused) == "refused"


def test_an_old_browser_is_told(chromium: str, page: Path, tmp_path: Path) -> None:
    with Browser(chromium, tmp_path) as browser:
        browser.call("Page.addScriptToEvaluateOnNewDocument", source="delete window.DecompressionStream")
        browser.open(page)
        browser.wait("document.readyState === 'complete' && !document.getElementById('old').hidden", 60)
        assert "DecompressionStream" in browser.run("document.getElementById('old').innerText")


def test_a_truncated_copy_is_told(chromium: str, page: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.html"
    half.write_bytes(page.read_bytes()[: page.stat().st_size // 2])
    with Browser(chromium, tmp_path / "profile") as browser:
        browser.open(half)
        browser.wait(READY, 60)
        assert "不完整" in browser.run("document.getElementById('broken').innerText")
