"""A clerk's way in both browsers: choose, read, mend, choose again, hand over; and that what is saved is the command line's."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from browser import Browser, Page
from paging import again, click, said, verdict

from xltools.app.mark import mark_copies
from xltools.app.package import verify_receipt
from xltools.app.repair import repair
from xltools.app.validate import validate
from xltools.forms.inputs import Request

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

ENTERPRISE = "武汉示例寅辛智能家电股份有限公司"
WHOLE_PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def folder(submissions: Path, tmp_path: Path) -> Path:
    """An enterprise's folder: a table with errors, one with reminders, a letter that was cut short."""
    made = tmp_path / "申报材料"
    made.mkdir()
    for path in (submissions / "wuhan-2025").rglob(f"附件*{ENTERPRISE}.xlsx"):
        shutil.copy(path, made)
    (made / "资料真实性承诺书.pdf").write_bytes(WHOLE_PDF[:30])
    return made


def checklist(browser: Page) -> dict:
    (one,) = json.loads(browser.run("JSON.stringify(window.xltools.checklists)"))
    return dict(one)


def item(browser: Page, title: str) -> str:
    return str(next(one["word"] for one in checklist(browser)["items"] if title in one["title"]))


def test_the_whole_way(browser: Page, folder: Path) -> None:
    investment, software = (next(folder.glob(f"{name}*")) for name in ("附件6", "附件7"))
    browser.choose("#input-folder", folder)
    errors = verdict(browser)["validate"]["summary"]["errors"]
    assert f"{errors} 处错误" in said(browser)
    assert item(browser, "承诺书") == "有错误"
    assert browser.run("Array.from(document.querySelectorAll('#held .tag.error'), (one) => one.textContent).includes('有错误')")
    assert f"材料清单缺少 {checklist(browser)['lacking']} 项" in said(browser)
    assert browser.run("document.querySelectorAll('.grid-cell.wrong').length") >= errors

    # The first way: corrected in Excel, and this file alone chosen again.
    book = openpyxl.load_workbook(investment)
    for cell, value in {"B15": "设备改造", "L20": 365.7223, "L24": 2361.7557, "L25": 7064.7983}.items():
        book["附件6"][cell] = value
    book.save(investment)
    again(browser)
    browser.choose("#input-files", investment)
    assert verdict(browser)["validate"]["summary"]["errors"] == 0

    # The second: suggestions accepted, and the copy put in the original's place.
    wanted = f"#repairs input[aria-label*='{software.name}']"
    browser.run(f"document.querySelectorAll({json.dumps(wanted)}).forEach((box) => box.click()); 1")
    click(browser, "#repairs button.first")
    copy = browser.saved("*.xlsx")
    assert copy.name == software.name
    software.write_bytes(copy.read_bytes())

    # A reminder that is right: why.
    explain = """(() => { const line = document.querySelector('.explain input'); line.value = '软件随设备采购，合同已核对';
        line.dispatchEvent(new Event('change')); })()"""
    browser.run(explain)
    browser.wait("Boolean(document.querySelector('tbody.settled'))")

    # And the folder anew, with the letter whole.
    (folder / "资料真实性承诺书.pdf").write_bytes(WHOLE_PDF)
    again(browser)
    browser.choose("#input-folder", folder)
    shown = verdict(browser)["shown"]
    assert shown["state"] == "warning"
    assert item(browser, "承诺书") == "齐备"
    assert any(line["settled"] for file in shown["files"] for line in file["lines"])
    assert not browser.run(f"document.querySelectorAll({json.dumps(wanted)}).length")

    # The receipt, proved by the command line.
    click(browser, "button.receipt")
    receipt = browser.saved("自检回执*.html")
    assert re.fullmatch(rf"自检回执-{ENTERPRISE}-20\d\d-\d\d-\d\d\.html", receipt.name)
    assert verify_receipt(str(receipt), str(folder)).good
    software.write_bytes(software.read_bytes() + b" ")
    assert not verify_receipt(str(receipt), str(folder)).good


def test_what_is_saved_is_the_command_lines(
    browser: Page, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.choose("#input-folder", folder)
    verdict(browser)
    monkeypatch.chdir(folder.parent)
    click(browser, "#save-marked")
    with zipfile.ZipFile(browser.saved("标注副本*.zip")) as made:
        ours = {name: parts(made.read(name)) for name in made.namelist()}
    theirs = mark_copies(validate(Request(paths=(folder.name,))), tmp_path / "marked")
    assert ours == {path.name: parts(path.read_bytes()) for path in theirs}

    browser.run("document.querySelectorAll('#repairs input').forEach((box) => box.click()); 1")
    click(browser, "#repairs button.first")
    with zipfile.ZipFile(browser.saved("已修复*.zip")) as made:
        ours = {name: parts(made.read(name)) for name in made.namelist()}
    written = repair([folder.name], str(tmp_path / "repaired"), accept="all").written
    assert ours == {Path(path).name: parts(Path(path).read_bytes()) for path in written}


def parts(package: bytes) -> dict[str, bytes]:
    """Every part of a workbook: the bytes of the zip around them are the packer's."""
    with zipfile.ZipFile(io.BytesIO(package)) as made:
        return {name: made.read(name) for name in made.namelist()}


@pytest.mark.parametrize(
    ("button", "pattern"),
    [
        ("#save-report", "自检报告*.html"),
        ("#save-findings", "问题清单*.xlsx"),
        ("#save-ledger", "投资窗口核算*.xlsx"),
        (".checklist .buttons button:last-child", "材料清单*.html"),
    ],
)
def test_it_saves(browser: Page, folder: Path, button: str, pattern: str) -> None:
    browser.choose("#input-folder", folder)
    verdict(browser)
    click(browser, button)
    path = browser.saved(pattern)
    assert re.search(rf"-{ENTERPRISE}-20\d\d-\d\d-\d\d\.", path.name)
    if path.suffix == ".xlsx":
        assert openpyxl.load_workbook(path).sheetnames
    else:
        assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_saved_file_takes_no_verdicts_place(browser: Page, folder: Path) -> None:
    """What is said of a file stands beside the verdict; wiped meanwhile, nothing is said."""
    browser.choose("#input-folder", folder)
    verdict(browser)
    before = said(browser)
    click(browser, "#save-findings")
    name = browser.saved("问题清单*.xlsx").name
    browser.wait(f"document.getElementById('handed').innerText.includes({json.dumps(name)})")
    browser.run("document.querySelector('#repairs input').click(); 1")
    click(browser, "#repairs button.first")
    browser.wait("document.getElementById('handed').innerText.includes('已修改 1 处')")
    assert said(browser) == before
    click(browser, "#save-marked")
    click(browser, "#wipe")
    browser.wait("window.xltools.done")
    assert "还没有选择文件" in said(browser)
    browser.saved("标注副本*")
    assert "出错" not in said(browser, "#handed")


def test_what_is_being_typed_when_files_are_chosen_counts(chrome: Browser, folder: Path) -> None:
    chrome.choose("#input-folder", folder)
    verdict(chrome)
    chrome.run("document.querySelector('.explain input').focus(); document.execCommand('insertText', false, '已核对'); 1")
    again(chrome)
    chrome.choose("#input-folder", folder)
    shown = verdict(chrome)["shown"]
    assert [line["explained"] for file in shown["files"] for line in file["lines"] if line["settled"]] == ["已核对"]


def test_what_was_typed_is_not_lost_by_a_slip(browser: Page, folder: Path) -> None:
    """Leaving the page asks first, until the explanations are in a file."""
    asks = "(() => { const leaving = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(leaving); return leaving.defaultPrevented; })()"
    browser.choose("#input-folder", folder)
    verdict(browser)
    assert not browser.run(asks)
    browser.run(
        "(() => { const line = document.querySelector('.explain input'); line.value = '已核对'; line.dispatchEvent(new Event('change')); })()"
    )
    browser.wait("Boolean(document.querySelector('tbody.settled'))")
    assert browser.run(asks)
    click(browser, "#save-marked")
    browser.saved("标注副本*")
    browser.wait(f"!{asks}")
