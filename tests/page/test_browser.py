"""The page in Chromium and in Firefox says what the command line says, whatever is chosen in which order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sheets
from browser import Browser, Page
from paging import again, click, said, verdict

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.forms.inputs import Request
from xltools.reports.json import ledger_json, report_json

from .conftest import READY

COUNT_WORKERS = """window.made = 0; window.RealWorker = window.RealWorker || Worker;
    window.Worker = function (source) { window.made++; return new window.RealWorker(source); }; 1"""
KEEP_WORKER = """window.RealWorker = window.RealWorker || Worker;
    window.Worker = function (source) { return window.kept = new window.RealWorker(source); }; 1"""
HEAD = """# 附件6
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < |
| 序号 | 投资类别 | 设备名称 | 含税金额 |
"""
pytestmark = [pytest.mark.chromium, pytest.mark.slow]


def test_a_folder_gets_the_verdict_of_the_command_line(
    browser: Page, submissions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.choose("#input-folder", submissions / "wuhan-2025")
    shown = verdict(browser)
    monkeypatch.chdir(submissions)
    request = Request(paths=("wuhan-2025",))
    assert shown["validate"] == report_json(validate(request).report)
    assert shown["total"] == ledger_json(total(request)[0])


def test_files_get_it_too_and_are_shown(browser: Page, submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((submissions / "hubei-2022").iterdir())
    browser.choose("#input-files", *paths)
    shown = verdict(browser)
    monkeypatch.chdir(submissions / "hubei-2022")
    assert shown["validate"] == report_json(validate(Request(paths=tuple(path.name for path in paths))).report)
    assert browser.run("document.querySelectorAll('#files > details').length") == len(paths)
    browser.run("document.querySelectorAll('#files > details').forEach((one) => { one.open = true; one.fill(); }); 1")
    text = browser.run("document.body.innerText")
    for file in shown["shown"]["files"]:
        assert all(line["message"] in text and line["fix"] in text for line in file["lines"])


def test_shared_inputs_get_the_same_findings(
    browser: Page, shared_inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shared_inputs)
    for name in ("clean", "dirty"):
        click(browser, "#wipe")
        again(browser)
        browser.choose("#input-folder", shared_inputs / name)
        assert verdict(browser)["validate"] == report_json(validate(Request(paths=(name,))).report)


def test_every_case_gets_the_findings_of_the_command_line(
    browser: Page, shared_inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shared_inputs.parent / "cases" / "tables"
    if not root.is_dir():
        pytest.skip("the cases are not here")
    monkeypatch.chdir(root)
    differ = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        click(browser, "#wipe")
        again(browser)
        browser.choose("#input-folder", folder)
        shown = verdict(browser)["validate"]
        if shown != json.loads(json.dumps(report_json(validate(Request(paths=(folder.name,))).report))):
            differ.append(folder.name)
    assert differ == []


def read_now(browser: Page) -> list[str]:
    return sorted(entry["path"] for entry in verdict(browser)["validate"]["files"])


def test_corrected_files_are_chosen_again_in_every_order(
    browser: Page, submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    shown = verdict(browser)
    monkeypatch.chdir(tmp_path)
    assert shown["validate"] == report_json(validate(Request(paths=("甲公司",))).report)


def test_a_name_in_two_folders_and_a_file_given_another_name(browser: Page, submissions: Path, tmp_path: Path) -> None:
    folder = tmp_path / "甲公司"
    shutil.copytree(next(path.parent for path in (submissions / "wuhan-2025").rglob("附件6*.xlsx")), folder)
    browser.choose("#input-folder", folder)
    left = read_now(browser)
    assert len(left) > 1

    # One name in two folders: each stands with its folder.
    again(browser)
    shutil.copytree(folder, tmp_path / "乙公司")
    browser.choose("#input-folder", tmp_path / "乙公司")
    assert read_now(browser) == sorted([*left, *(name.replace("甲", "乙") for name in left)])

    # Given another name and chosen again: the file that it was, under its new name.
    again(browser)
    other = tmp_path / "甲公司的附件7.xlsx"
    other.write_bytes(next((tmp_path / "甲公司").glob("附件7*.xlsx")).read_bytes() + b" ")
    browser.choose("#input-files", other)
    assert other.name in read_now(browser)
    again(browser)
    browser.choose("#input-files", other.rename(tmp_path / "附件7定稿.xlsx"))
    now = read_now(browser)
    assert "附件7定稿.xlsx" in now
    assert other.name not in now
    again(browser)
    browser.run(
        "Array.from(document.querySelectorAll('#held li')).find((one) => one.innerText.includes('定稿')).querySelector('button.small').click(); 1"
    )
    assert len(read_now(browser)) == 2 * len(left)

    # Taken off the list.
    again(browser)
    browser.run("document.querySelector('#held button.small').click(); 1")
    assert len(read_now(browser)) == 2 * len(left) - 1


def test_a_wiped_verdict_does_not_come_back(browser: Page, submissions: Path) -> None:
    browser.choose("#input-folder", submissions / "wuhan-2025")
    browser.wait("document.getElementById('verdict').className.includes('busy')")
    click(browser, "#wipe")
    # Once more, before the program has started anew.
    browser.choose("#input-folder", submissions / "wuhan-2025")
    browser.wait("document.getElementById('verdict').className.includes('busy')")
    click(browser, "#wipe")
    browser.wait("window.xltools.done")
    assert browser.run("window.xltools.verdict") is None
    assert browser.run("document.getElementById('files').childElementCount") == 0
    assert "还没有选择文件" in said(browser)
    again(browser)
    browser.choose("#input-files", next((submissions / "wuhan-2025").rglob("附件6*.xlsx")))
    assert len(verdict(browser)["validate"]["files"]) == 1


def test_all_files_removed_at_once_leave_nothing_to_check(browser: Page, submissions: Path) -> None:
    browser.choose("#input-files", *sorted(next((submissions / "wuhan-2025").rglob("附件6*.xlsx")).parent.iterdir())[:2])
    assert len(verdict(browser)["validate"]["files"]) == 2
    browser.run("for (let left = 2; left; left--) { document.querySelector('#held button.small').click(); } 1")
    browser.run("new Promise((done) => setTimeout(() => done(1), 500))")
    assert "还没有选择文件" in said(browser)
    assert browser.run("document.getElementById('files').childElementCount") == 0


def test_a_check_is_stopped_at_once_and_the_old_results_stay_dimmed(browser: Page, submissions: Path) -> None:
    first = next((submissions / "wuhan-2025").rglob("附件6*.xlsx"))
    browser.choose("#input-files", first)
    verdict(browser)
    again(browser)
    browser.choose("#input-folder", submissions / "wuhan-2025")
    browser.wait("Boolean(document.querySelector('#verdict .stop'))")
    dimmed = "getComputedStyle(document.getElementById('results')).opacity"
    assert float(browser.run(dimmed)) < 1
    click(browser, "#verdict .stop")
    assert "已停止" in said(browser)
    # Nothing can be asked about what Python no longer holds.
    asks = "document.querySelectorAll(':is([data-saves], #results .explain input, #repairs input):enabled').length"
    assert browser.run(asks) == 0
    assert float(browser.run(dimmed)) < 1
    assert len(verdict(browser)["validate"]["files"]) == 1
    again(browser)
    click(browser, "#verdict button")
    # The file chosen by itself lies in the folder too: the same content is held once.
    held = sum(path.is_file() for path in (submissions / "wuhan-2025").rglob("*"))
    assert len(verdict(browser)["validate"]["files"]) == held
    assert float(browser.run(dimmed)) == 1


def test_dropped_files_and_folders_are_checked(chrome: Browser, submissions: Path) -> None:
    file = next((submissions / "wuhan-2025").rglob("附件6*.xlsx"))
    folder = submissions / "hubei-2022"
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(file), str(folder)], "dragOperationsMask": 1}
        chrome.call("Input.dispatchDragEvent", type=kind, x=600, y=150, data=data)
    read = {entry["path"] for entry in verdict(chrome)["validate"]["files"]}
    assert read == {file.name, *(f"hubei-2022/{path.name}" for path in folder.iterdir())}


def test_a_hundred_files_are_a_list_to_filter(browser: Page, submissions: Path, tmp_path: Path) -> None:
    """Not seventy screens: sections are folded, and filled when they are opened."""
    source = next((submissions / "wuhan-2025").rglob("附件6*寅辛*.xlsx"))
    for number in range(100):
        (tmp_path / "批" / f"{number:03}").mkdir(parents=True)
        shutil.copy(source, tmp_path / "批" / f"{number:03}" / source.name)
    browser.choose("#input-folder", tmp_path / "批")
    verdict(browser)
    sections = "Array.from(document.querySelectorAll('#files > details'))"
    assert browser.run(f"{sections}.length") == 100
    # Those with something to mend, three at most; copies of one file add nothing to mend.
    assert browser.run(f"{sections}.filter((one) => one.open).length") in (1, 2, 3)
    assert browser.run("document.getElementById('files').getBoundingClientRect().height") < 9000
    browser.run(
        "document.getElementById('find').value = '/042/'; document.getElementById('find').dispatchEvent(new Event('input')); 1"
    )
    assert browser.run(f"{sections}.map((one) => one.dataset.path)") == [f"批/042/{source.name}"]
    browser.run("document.querySelector('#held li:not([hidden]) button.link').click(); 1")
    assert browser.run(f"{sections}[0].open && {sections}[0].getBoundingClientRect().top < 400")


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


def test_wiping_gives_back_much_memory_and_keeps_a_worker_that_holds_little(browser: Page, submissions: Path) -> None:
    """A worker never gives memory back, and takes seconds to start."""
    browser.run(COUNT_WORKERS)
    for megabytes, workers in ((85, 0), (300, 1)):
        again(browser)
        browser.choose("#input-files", next((submissions / "wuhan-2025").rglob("附件6*.xlsx")))
        verdict(browser)
        assert 20 << 20 < browser.run("window.xltools.memory") < 60 << 20
        browser.run(f"window.xltools.memory = {megabytes} << 20; 1")
        click(browser, "#wipe")
        assert browser.run("window.made") == workers
    browser.run("window.Worker = window.RealWorker; 1")


def test_what_is_chosen_or_taken_off_while_a_long_check_runs_counts_at_once(
    browser: Page, submissions: Path, tmp_path: Path
) -> None:
    """A check that is out of date is not waited for; the list says what is there now, old results stand dimmed."""
    small = next((submissions / "wuhan-2025").rglob("附件6*.xlsx"))
    browser.choose("#input-files", small)
    verdict(browser)
    long = tmp_path / "附件6-长.xlsx"
    long.write_bytes(sheets.xlsx(HEAD + "".join(f"| {n} | 设备改造 | 示例设备{n} | {n}.5 |\n" for n in range(1, 40_000))))
    again(browser)
    browser.choose("#input-files", long)
    browser.wait("document.querySelector('#verdict.busy') && document.querySelectorAll('#held li').length === 2")
    assert browser.run("document.getElementById('save-report').disabled")
    tags = "Array.from(document.querySelectorAll('#held .tag'), (one) => one.textContent).sort().join()"
    browser.wait(f"{tags} === '已读取,等待'")
    browser.choose("#input-files", next((submissions / "wuhan-2025").rglob("附件7*.xlsx")))
    browser.wait("document.querySelectorAll('#held li').length === 3")
    assert float(browser.run("getComputedStyle(document.getElementById('results')).opacity")) < 1
    browser.run(COUNT_WORKERS)
    browser.run(f"document.querySelector('#held button[aria-label=\"移除 {long.name}\"]').click(); 1")
    assert browser.run("document.querySelectorAll('#held li').length") == 2
    assert len(verdict(browser)["validate"]["files"]) == 2
    assert browser.run("window.made") == 1
    assert not browser.run("document.getElementById('save-report').disabled")


def test_a_worker_that_gave_out_is_said_and_the_next_check_has_another(
    browser: Page, submissions: Path, tmp_path: Path
) -> None:
    small = next((submissions / "wuhan-2025").rglob("附件6*.xlsx"))
    long = tmp_path / "附件6-长.xlsx"
    long.write_bytes(sheets.xlsx(HEAD + "".join(f"| {n} | 设备改造 | 示例设备{n} | {n}.5 |\n" for n in range(1, 20_000))))
    browser.choose("#input-files", small)
    verdict(browser)
    browser.run(KEEP_WORKER)
    browser.run("window.xltools.memory = 300 << 20; 1")
    click(browser, "#wipe")
    browser.wait("window.xltools.memory && window.xltools.memory < 100 << 20")  # it has started
    again(browser)
    browser.choose("#input-files", long)
    browser.wait("Boolean(document.querySelector('#verdict.busy'))")
    browser.run("window.kept.onerror({ preventDefault() {}, message: 'out of memory' }); 1")
    browser.wait("window.xltools.done")
    assert "内存不够" in said(browser)
    again(browser)
    browser.choose("#input-files", small)
    browser.wait("document.querySelectorAll('#held li').length === 2")
    again(browser)
    browser.run(f"document.querySelector('#held button[aria-label=\"移除 {long.name}\"]').click(); 1")
    assert [file["path"] for file in verdict(browser)["validate"]["files"]] == [small.name]
    browser.run("window.Worker = window.RealWorker; 1")
