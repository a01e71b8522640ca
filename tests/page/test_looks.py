"""The page with a verdict on it, looked at: narrow, enlarged, dark, in forced colours, printed, without a mouse, by axe."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

import pytest
from browser import Browser, Page
from paging import verdict

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

ENTERPRISE = "武汉示例寅辛智能家电股份有限公司"
WIDTHS: Final = (320, 390, 640, 768, 1200)
"""CSS pixels. 640: a window of 1280 enlarged to 200 %; 320: to 400 % (WCAG 2.2, 1.4.10)."""
OPEN_ALL: Final = (
    "document.querySelectorAll('main details').forEach((one) => { one.open = true; if (one.fill) { one.fill(); } }); 1"
)

AXE: Final = "axe-core-4.10.3"
AXE_SHA256: Final = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292"


@pytest.fixture(scope="module")
def shown(opened: Page, submissions: Path, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """One check for all looks: errors, reminders, repairs, the ledger, a list of materials; everything unfolded."""
    folder = tmp_path_factory.mktemp("looks") / "申报材料"
    folder.mkdir()
    for path in (submissions / "wuhan-2025").rglob(f"附件*{ENTERPRISE}.xlsx"):
        shutil.copy(path, folder)
    opened.run("window.xltools.done = false; 1")
    opened.choose("#input-folder", folder)
    verdict(opened)
    opened.run(OPEN_ALL)
    return opened


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core's script, which npm fetches once a run."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    name, _, version = AXE.rpartition("-")
    fetch = [npm or "", "pack", "--silent", "--fetch-retries=0", f"{name}@{version}"]
    if npm is None or subprocess.run(fetch, cwd=folder, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip(f"no {AXE}")
    packed = folder / f"{AXE}.tgz"
    assert hashlib.sha256(packed.read_bytes()).hexdigest() == AXE_SHA256
    with tarfile.open(packed) as tape:
        script = tape.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def media(chrome: Browser, **features: str) -> None:
    chosen = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    chrome.call("Emulation.setEmulatedMedia", features=chosen)


def faults(page: Page, axe: str) -> list[str]:
    """What axe finds: rule and place."""
    page.run(f"{axe}; 1")
    found = page.run(
        "axe.run(document, { resultTypes: ['violations'] }).then((said) => JSON.stringify(said.violations))"
    )
    return [f"{rule['id']}: {node['target']}" for rule in json.loads(found) for node in rule["nodes"]]


def test_nothing_is_wider_than_the_window(shown: Page) -> None:
    for width in WIDTHS:
        shown.resize(width, 900)
        over = shown.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, over) == (width, 0)
        # Whatever is inside a box of its own that scrolls counts too, but for the boxes that are made to scroll down.
        cut = "Array.from(document.querySelectorAll('main *')).filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1"
        inside = f"{cut} && getComputedStyle(one).overflowX !== 'visible' && !one.matches('.unseen, input, select')).map((one) => one.className)"
        assert (width, shown.run(inside)) == (width, [])
    shown.resize(1366, 768)


def test_a_narrow_window_shows_no_label_without_a_value(shown: Page) -> None:
    shown.resize(390, 900)
    empty = "Array.from(document.querySelectorAll('#results td')).filter((one) => !one.textContent && !one.children.length && one.offsetHeight).length"
    assert shown.run(empty) == 0
    shown.resize(1366, 768)


def test_it_prints_on_a4_what_a_manager_signs(shown: Page, tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("not installed: pdftotext")
    shown.pdf(tmp_path / "page.pdf")
    told = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told)
    assert size is not None
    assert (float(size[1]), float(size[2])) == pytest.approx((842, 595), abs=1.5)
    if not isinstance(shown, Browser):
        return  # Firefox prints glyphs that say no longer which characters they were
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for there in (ENTERPRISE, "填报单位（盖章）", "负责人（签字）", "材料清单", "检查时间", "见保存的投资核算表"):
        assert there in printed, there
    for only_on_the_screen in ("选择文件夹", "移除", "保存报告", "筛选", "启动用时"):
        assert only_on_the_screen not in printed, only_on_the_screen


def test_it_is_used_without_a_mouse(shown: Page) -> None:
    """Tab comes to every control once, in the order of the page, and is to be seen there; keys do what clicks do."""
    inside = "(one) => one.getClientRects().length && !one.disabled"
    all_of = f"Array.from(document.querySelectorAll('main :is(a, button, select, input, summary, [tabindex])')).filter({inside})"
    shown.run("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); 1")
    shown.run("document.querySelector('header a').focus(); window.reached = [document.activeElement]; 1")
    count = shown.run(f"window.expected = {all_of}; window.expected.length")
    # A Firefox without a window has no focus to be seen.
    seen = "window.reached.push(document.activeElement); const s = getComputedStyle(document.activeElement);"
    ringed = "return !document.hasFocus() || (s.outlineStyle !== 'none' && s.outlineWidth !== '0px');"
    for _ in range(count - 1):
        shown.press("Tab")
        assert shown.run(f"(() => {{ {seen} {ringed} }})()")
    missed = "window.expected.filter((one, at) => window.reached[at] !== one).map((one) => one.outerHTML.slice(0, 90))"
    assert shown.run(missed) == []
    if not isinstance(shown, Browser):
        return  # nor do its buttons hear a key

    shown.run("document.querySelector('#held button.link').focus(); 1")
    shown.press("Enter")
    assert shown.run("document.activeElement.matches('#files summary')")
    before = shown.run("document.activeElement.parentElement.open")
    shown.press("Enter")
    assert shown.run("document.activeElement.parentElement.open") is not before
    shown.press("Enter")
    shown.run("document.querySelector('#repairs input').focus(); 1")
    shown.press(" ")
    assert "1 处" in shown.run("document.querySelector('#repairs button.first').textContent")
    shown.press(" ")
    shown.run("document.querySelector('button.receipt').focus(); 1")
    shown.press("Enter")
    assert ENTERPRISE in shown.saved("自检回执*.html").name


def test_axe_finds_nothing(shown: Page, axe: str) -> None:
    assert faults(shown, axe) == []
    shown.resize(390, 900)
    assert faults(shown, axe) == []
    shown.resize(1366, 768)
    if isinstance(shown, Browser):
        media(shown, prefers_color_scheme="dark")
        assert shown.run("getComputedStyle(document.body).backgroundColor") != "rgb(233, 236, 240)"
        assert faults(shown, axe) == []
        media(shown)


def test_forced_colours_leave_a_border_where_a_colour_was(shown: Page) -> None:
    if not isinstance(shown, Browser):
        pytest.skip("only to be driven in Chromium")
    media(shown, forced_colors="active")
    borders = "Array.from(document.querySelectorAll('.tag, .card, .verdict')).filter((one) => one.offsetHeight && getComputedStyle(one).borderTopStyle === 'none').length"
    assert shown.run(borders) == 0
    widths = "Array.from(document.querySelectorAll('.grid-cell.wrong'), (one) => getComputedStyle(one).borderTopWidth)"
    assert set(shown.run(widths)) == {"3px"}
    media(shown)
