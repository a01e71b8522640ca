"""Every button on a real spreadsheet program, with submissions as they arrive."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill

from xltools.addin import marks, plan, results, settingsheet, walking
from xltools.addin.buttons import VERBS, verdict
from xltools.addin.choices import BookChoice, choice_of
from xltools.addin.colours import fills
from xltools.addin.desk import Cancelled, Desk, Question
from xltools.addin.hosts import host_of
from xltools.app.validate import validate
from xltools.errors import UsageError, XltoolsError
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.forms.recognise import RESULT_COLUMN
from xltools.reports.json import report_json
from xltools.settings import value_of

pytestmark = pytest.mark.libreoffice


def samples(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix in (".xlsx", ".xls"))


@pytest.fixture
def copied(shared_inputs: Path, folder: Path) -> list[Path]:
    """Every workbook handed in, in folders of our own: an open book leaves a lock file beside itself."""
    shutil.copytree(shared_inputs, folder / "inputs")
    return samples(folder / "inputs")


@pytest.fixture
def dirty(shared_inputs: Path, folder: Path) -> Path:
    """One filled 附件6 with mistakes, alone in a folder of its own."""
    source = next(path for path in samples(shared_inputs / "dirty" / "wuhan-2025") if path.suffix == ".xlsx")
    return Path(shutil.copy(source, folder))


@pytest.fixture
def opened(calc: xlwings.App, dirty: Path) -> Iterator[xlwings.Book]:
    book = calc.books.open(dirty)
    yield book
    book.close()


def run(verb: str, book: xlwings.Book, **answers: str) -> Any:
    return VERBS[verb](book, Desk(answers=answers))


def parts(path: Path) -> dict[str, str]:
    """The package without what tells when it was written."""
    with zipfile.ZipFile(path) as package:
        found = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    # A filter that was there for a while leaves looks behind that no cell and no rule uses.
    found["xl/styles.xml"] = re.sub(r"<dxfs.*</dxfs>", "", found["xl/styles.xml"])
    return {name: text for name, text in found.items() if not name.startswith("docProps/")}


def test_the_verdict_is_the_command_lines_for_every_sample(calc: xlwings.App, copied: list[Path]) -> None:
    for path in copied:
        said = report_json(validate(Request(paths=(str(path),))).report)
        book = calc.books.open(path)
        try:
            assert report_json(verdict(book).report) == said, path.name
        finally:
            book.close()


def test_the_verdict_on_a_copy_written_by_the_program_is_the_same(calc: xlwings.App, copied: list[Path]) -> None:
    for path in copied:
        said = report_json(validate(Request(paths=(str(path),))).report)
        book = calc.books.open(path)
        book.api.setModified(True)
        try:
            live = report_json(verdict(book).report)
        finally:
            book.close()
        assert fifteen_digits(live) == fifteen_digits(said), path.name


def fifteen_digits(document: dict[str, Any]) -> str:
    """The document as text; LibreOffice writes 15 digits of a number, some files hold a 16th."""
    document["files"][0]["sha256"] = ""
    text = json.dumps(document, ensure_ascii=False)
    return re.sub(r"(?<![0-9A-Za-z])[0-9]{16,}(?![0-9A-Za-z])", lambda found: f"{float(found[0]):.14e}", text)


def exported(book: xlwings.Book, folder: Path, name: str) -> dict[str, str]:
    target = folder / f"{name}.xlsx"
    book.impl.save_copy(str(target))
    return parts(target)


def test_marks_come_off_and_leave_the_book_as_it_was(calc: xlwings.App, copied: list[Path], tmp_path: Path) -> None:
    for number, path in enumerate(path for path in copied if path.suffix == ".xlsx"):
        book = calc.books.open(path)
        try:
            before = exported(book, tmp_path, f"{number}-before")
            run("validate-column", book)
            run("clear", book)
            after = exported(book, tmp_path, f"{number}-after")
        finally:
            book.close()
        assert after.keys() == before.keys(), path.name
        for name, text in before.items():
            assert after[name] == text, f"{path.name} {name}"


def decorated(path: Path) -> None:
    """What people do to their own workbook: colours, fonts, notes — also on the very cells that will be marked."""
    checked = validate(Request(paths=(str(path),)))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["C5"].font = Font(bold=True, color="FF0000")
    sheet.conditional_formatting.add(
        "A1:Q40", FormulaRule(formula=["$A1=7"], fill=PatternFill("solid", bgColor="92D050"))
    )
    cells = [finding.cell for finding in checked.report.files[0].findings if finding.cell]
    for cell in cells[::2]:
        sheet[cell].comment = Comment("我自己的批注", "张三")
        sheet[cell].fill = PatternFill("solid", fgColor="00B0F0")
    book.save(path)


def resaved(calc: xlwings.App, path: Path) -> None:
    """Saved once by the program, so that a comparison shows our changes and not the program's."""
    book = calc.books.open(path)
    book.api.setModified(True)
    book.save()
    book.close()


def test_the_users_own_colours_and_notes_stay_also_after_a_save_and_reopen(
    calc: xlwings.App, dirty: Path, tmp_path: Path
) -> None:
    decorated(dirty)
    resaved(calc, dirty)
    book = calc.books.open(dirty)
    expected = exported(book, tmp_path, "对照")
    reply = run("validate", book)
    book.save()
    book.close()
    assert "已有您的批注" in reply.message
    with zipfile.ZipFile(dirty) as package:
        assert "FFFFC9C4" in package.read("xl/styles.xml").decode()

    marked = calc.books.open(dirty)
    names = [sheet.name for sheet in marked.sheets]
    run("clear", marked)
    cleared = exported(marked, tmp_path, "清除后")
    marked.close()
    assert results.SHEET in names
    assert cleared.keys() == expected.keys()
    for name, text in expected.items():
        assert cleared[name] == text, name


def test_every_finding_is_coloured_noted_and_listed(opened: xlwings.Book) -> None:
    checked = verdict(opened)
    findings = checked.report.files[0].findings
    reply = run("validate", opened)
    assert f"错误 {sum(f.severity == 'error' for f in findings)} 处" in reply.message
    first = next(finding for finding in findings if finding.cell and finding.severity == "error")
    cell = opened.sheets[first.sheet].range(first.cell)
    at = plan.place(first.cell)
    assert any(area.covers(*at) for area in host_of(opened).coloured(opened.sheets[first.sheet])["error"])
    assert first.fix in cell.note.text
    listed = opened.sheets[results.SHEET]
    used = listed.used_range
    assert used.shape[0] - 3 == len(findings)
    links = [listed.range((row, 5)).formula for row in range(4, used.shape[0] + 1)]
    assert f'=HYPERLINK("#\'{first.sheet}\'!{first.cell}","{first.cell}")' in links


def test_checking_twice_says_the_same_and_does_not_double_the_marks(opened: xlwings.Book) -> None:
    before = fifteen_digits(report_json(verdict(opened).report))
    first = run("validate-column", opened)
    notes = sum(len(sheet.notes) for sheet in opened.sheets)
    second = run("validate-column", opened)
    assert second.message == first.message
    assert sum(len(sheet.notes) for sheet in opened.sheets) == notes
    assert [sheet.name for sheet in opened.sheets].count(results.SHEET) == 1
    column = opened.sheets[0].used_range.last_cell.address.split("$")[1]
    marked = report_json(verdict(opened).report)["files"][0]["findings"]
    said = [(f["rule"], f["cell"]) for f in marked if not f["cell"].startswith(column)]
    assert sorted(said) == sorted((f["rule"], f["cell"]) for f in json.loads(before)["files"][0]["findings"])
    run("clear", opened)
    assert fifteen_digits(report_json(verdict(opened).report)) == before


def test_an_edit_that_was_not_saved_is_seen(opened: xlwings.Book) -> None:
    checked = verdict(opened)
    finding = next(f for f in checked.report.files[0].findings if f.rule == "invoice-date-required" or f.cell)
    opened.sheets[finding.sheet].range("A200").value = "未保存的一行"
    cells = {sheet.name: sheet.cells for sheet in checked.report.files[0].sheets}
    again = {sheet.name: sheet.cells for sheet in verdict(opened).report.files[0].sheets}
    assert again[finding.sheet] == cells[finding.sheet] + 1


def test_a_result_column_can_be_filtered_and_an_own_filter_is_put_back(calc: xlwings.App, dirty: Path) -> None:
    source = openpyxl.load_workbook(dirty)
    sheet = source.worksheets[0]
    header = next(row[0].row for row in sheet.iter_rows() if any(str(cell.value).startswith("序") for cell in row))
    own = f"A{header}:F{header + 8}"
    sheet.auto_filter.ref = own
    source.save(dirty)
    from xltools.addin.libreoffice.filters import sheet_filter

    book = calc.books.open(dirty)
    try:
        first = book.sheets[0]
        run("validate-column", book)
        host_filter = first.range("A1").impl
        area = sheet_filter(host_filter).getDataArea()
        heading = first.range((area.StartRow + 1, area.EndColumn + 1)).value
        assert heading == RESULT_COLUMN
        run("clear", book)
        area = sheet_filter(host_filter).getDataArea()
        assert (
            first.range(own).address
            == first.range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1)).address
        )
    finally:
        book.close()


def test_next_and_previous_walk_through_the_problems(opened: xlwings.Book) -> None:
    with pytest.raises(UsageError, match="校验本表"):
        run("next", opened)
    run("validate", opened)
    found = walking.problems(opened)
    opened.sheets[0].activate()
    opened.sheets[0].range("A1").select()
    walked = []
    for _ in found:
        run("next", opened)
        walked.append((opened.selection.sheet.name, opened.selection.row, opened.selection.column))
    distinct = list(dict.fromkeys((problem.sheet, problem.row, problem.column) for problem in found))
    assert list(dict.fromkeys(walked)) == distinct
    run("previous", opened)
    assert found[0].text.split("：")[0] in ("错误", "提醒", "说明")


def test_cancelling_leaves_no_marks(opened: xlwings.Book) -> None:
    calls = iter([False] * 6)
    desk = Desk(cancelled=lambda: not next(calls, False) and next(calls, None) is None)
    with pytest.raises(Cancelled):
        VERBS["validate"](opened, desk)
    assert not sum(len(sheet.notes) for sheet in opened.sheets)
    assert results.SHEET not in [sheet.name for sheet in opened.sheets]


def test_the_whole_set_is_checked_with_the_open_book_in_it(
    calc: xlwings.App, shared_inputs: Path, folder: Path
) -> None:
    source = shared_inputs / "dirty" / "wuhan-2025" / "洪山区"
    shutil.copytree(source, folder / source.name)
    path = samples(folder / source.name)[0]
    said = report_json(validate(Request(paths=(str(folder / source.name),))).report)
    book = calc.books.open(path)
    try:
        assert report_json(verdict(book, whole=True).report) == said
        reply = run("validate-set", book)
        errors = said["summary"]["errors"]
        assert f"错误 {errors} 处" in reply.message
    finally:
        book.close()


def test_the_ledger_recalculates_and_has_a_chart(opened: xlwings.Book) -> None:
    from xltools.app.total import total

    ledger, _ = total(Request(paths=(opened.fullname,)))
    run("total", opened)
    sheet = opened.sheets["投资合计"]
    assert sheet.range("C4").value == pytest.approx(float(ledger.counted / 10000), abs=1e-9)
    assert sheet.range("C4").formula.startswith("=")
    assert sheet.range("G4").value in ("达到", "未达到", "待定")
    assert [chart.name for chart in sheet.charts] == ["投资按类别"]
    rows = opened.sheets["逐笔明细"]
    counted = next(row for row in range(4, 200) if rows.range((row, 11)).value == "计入")
    old = sheet.range("C4").value
    rows.range((counted, 10)).value = rows.range((counted, 10)).value + 1_000_000
    assert sheet.range("C4").value == pytest.approx(old + 100)
    assert report_json(verdict(opened).report)["files"][0]["sheets"][-1]["name"] not in ("投资合计", "逐笔明细")


def test_offices_are_joined_from_a_folder(
    calc: xlwings.App, book: xlwings.Book, shared_inputs: Path, folder: Path
) -> None:
    shutil.copytree(shared_inputs / "clean" / "hubei-2022", folder / "各区报送")
    with pytest.raises(Question) as asked:
        run("merge", book)
    assert asked.value.kind == "folder"
    reply = run("merge", book, folder=str(folder / "各区报送"))
    assert "平衡" in reply.message
    assert reply.opens[0].name == "各区报送-汇总表.xlsx"
    summary = calc.books.open(reply.opens[0])
    letter = run("letter", summary)
    assert letter.opens
    assert "xltools" not in letter.message  # neither the copy's place nor a command
    checked = run("check-letter", summary, letter=str(letter.opens[0]))
    assert "函件“" in checked.message
    assert summary.sheets[results.SHEET].range("A1").value.startswith("函件检查")
    summary.close()


def test_settings_are_shown_changed_and_kept(
    opened: xlwings.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run("settings", opened)
    sheet = opened.sheets[settingsheet.SHEET]
    names = [row[1] for row in sheet.range("A1:C60").value]
    for name, text in (
        ("发文机关", "示例区经济和信息化局"),
        ("通知", "wuhan-2025"),
        ("时间口径", "付款日期"),
        ("结果列", "加"),
    ):
        sheet.range((1 + names.index(name), 3)).value = text
    sheet.range((1 + names.index("错误颜色"), 3)).color = "#FF8080"
    assert "已保存" in run("profile", opened).message
    assert settingsheet.SHEET not in [found.name for found in opened.sheets]
    assert choice_of(opened.fullname) == BookChoice(notice="wuhan-2025", date_basis="payment")
    assert value_of("column").text == "加"
    assert fills()[Severity.ERROR] == "#FF8080"
    run("validate", opened)
    assert "FF8080" in json.dumps([f"{found:06X}" for found in _rule_fills(opened)])
    run("settings", opened)
    again = opened.sheets[settingsheet.SHEET]
    assert again.range((1 + names.index("发文机关"), 3)).value == "示例区经济和信息化局"
    again.range((1 + names.index("结果列"), 3)).value = "也许"
    with pytest.raises(XltoolsError, match="结果列"):
        run("settings", opened)


def _rule_fills(book: xlwings.Book) -> list[int]:
    styles = book.api.StyleFamilies.getByName("CellStyles")
    return [styles.getByIndex(number).CellBackColor & 0xFFFFFF for number in range(styles.Count)]


def test_a_blank_is_chosen_written_and_opened(book: xlwings.Book, folder: Path) -> None:
    with pytest.raises(Question) as asked:
        run("new", book)
    notice = next(choice for choice in asked.value.choices if choice.startswith("wuhan-2025"))
    with pytest.raises(Question) as asked:
        run("new", book, notice=notice)
    assert "附件6" in asked.value.choices
    reply = run("new", book, notice=notice, attachment="附件6", folder=str(folder))
    assert reply.opens[0].is_file()


def test_about_names_version_and_log(book: xlwings.Book) -> None:
    reply = run("about", book)
    assert "xltools" in reply.message
    assert "xltools.log" in reply.message


def test_a_copy_that_the_command_line_marked_keeps_its_undo_record(
    calc: xlwings.App, dirty: Path, folder: Path
) -> None:
    from xltools.app.mark import mark_copies

    (marked,) = mark_copies(validate(Request(paths=(str(dirty),))), folder / "带标注")
    book = calc.books.open(marked)
    try:
        run("validate", book)
        with pytest.raises(UsageError, match="unmark"):
            run("clear", book)
        assert marks.COPY_RECORD in [sheet.name for sheet in book.sheets]
    finally:
        book.close()
