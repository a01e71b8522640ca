"""A district official's whole way with twelve enterprises' folders, and a city official's with thirteen districts."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from receive_samples import NAMES, corrected, district_folder, papers
from summary.forms import write

from xltools.app.receive import ReceiveOptions
from xltools.app.receive_outputs import LetterTerms, receive_into
from xltools.cli import run
from xltools.findings import AnswerKind, Severity
from xltools.register.batch import Batch, BatchOutcome, BatchUnit
from xltools.register.model import State

FIRST, SECOND = datetime(2025, 10, 10, 9), datetime(2025, 10, 14, 9)
TERMS = LetterTerms(by=date(2025, 10, 25), settings={"发文机关": "武汉市江岸区经济和信息化局"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return district_folder(tmp_path_factory.mktemp("收件") / "收件")


@pytest.fixture(scope="module")
def first(folder: Path) -> BatchOutcome:
    out = folder.parent / "收件检查"
    return receive_into(ReceiveOptions(folder=str(folder), out=str(out), clock=FIRST), TERMS)


def unit(batch: Batch, name: str) -> BatchUnit:
    return next(one for one in batch.units if one.name == name)


def prints(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_each_file_finds_its_enterprise_and_says_how(first: BatchOutcome) -> None:
    batch = first.batch
    assert sorted(one.name for one in batch.units) == sorted(NAMES)
    assert [file.shown for file in batch.nobodys] == ["说明.txt"]
    assert {len(one.files) for one in batch.units} == {18, 20, 21}
    assert {file.how for one in batch.units for file in one.files} == {"表内名称", "同一份申报材料", "文件夹名"}


def test_what_is_wrong_with_each(first: BatchOutcome) -> None:
    batch = first.batch
    assert [one.name for one in batch.units if not one.to_correct] == sorted(NAMES[n] for n in (0, 1, 2, 3, 4))
    assert unit(batch, NAMES[3]).twins == 1
    assert unit(batch, NAMES[4]).versions == 1
    assert {f.rule for f in unit(batch, NAMES[5]).findings if f.severity is Severity.ERROR} == {"6-equipment.no_form"}
    assert unit(batch, NAMES[6]).missing == ("在用信息化系统/工业软件清单明细表（附件7）", "建设成果视频（3分钟以内）")
    assert {f.rule for f in unit(batch, NAMES[7]).findings if f.severity is Severity.ERROR} == {"same-enterprise"}
    wrong = [f.cell for f in unit(batch, NAMES[8]).findings if f.severity is Severity.ERROR]
    assert wrong == ["L5", "N4"]
    total = unit(batch, NAMES[9]).total
    assert total is not None
    assert total.meets_floor is False
    assert [f.rule for f in unit(batch, NAMES[11]).findings if f.severity is Severity.ERROR] == ["4-investment.corrupt"]
    assert batch.passed == 5


def test_every_unit_that_needs_one_has_its_letter_mail_and_marked_copies(first: BatchOutcome, folder: Path) -> None:
    out = folder.parent / "收件检查"
    letters = sorted(path.name for path in (out / "补正通知书").iterdir())
    assert len(letters) == 14
    text = "\n".join(p.text for p in docx.Document(str(out / f"补正通知书/{NAMES[8]}-补正通知书.docx")).paragraphs)
    assert "“附件6-投资明细.xlsx”“附件6”L5：“发票开票日期”的“2024.13.5”不是能读出的日期" in text.replace("\n", "")
    assert "请于2025年10月25日前改正后重新报送" in text
    mail = (out / f"补正通知书/{NAMES[6]}-邮件.txt").read_text(encoding="utf-8-sig")
    assert "缺少建设成果视频" in mail
    marked = out / "标注副本" / NAMES[8] / "4" / "附件6-投资明细.xlsx"
    assert "校验结果" in openpyxl.load_workbook(marked).sheetnames
    assert str(folder) not in mail


def test_the_workbook_says_whose_and_links_to_letters(first: BatchOutcome, folder: Path) -> None:
    out = folder.parent / "收件检查"
    book = openpyxl.load_workbook(out / "收件概览.xlsx")
    assert book.sheetnames[:3] == ["收件概览", "问题分布", "文件归属"]
    links = [cell.hyperlink.target for row in book["收件概览"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 7
    assert all((out / unquote(link)).is_file() for link in links)
    problems = openpyxl.load_workbook(out / "问题清单.xlsx")["校验结果"]
    targets = {cell.hyperlink.target for row in problems.iter_rows() for cell in row if cell.hyperlink}
    assert all((out / unquote(target)).exists() for target in targets)


def test_the_page_stands_alone(first: BatchOutcome, folder: Path) -> None:
    page = (folder.parent / "收件检查" / "收件概览.html").read_text(encoding="utf-8")
    assert "41.7%" in page
    assert "缺少材料" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


@pytest.mark.slow
def test_a_second_round_says_what_is_mended_new_and_open(tmp_path: Path) -> None:
    root, out = district_folder(tmp_path / "收件", (0, 6, 8)), tmp_path / "收件检查"
    options = ReceiveOptions(folder=str(root), out=str(out), notice="wuhan-2025", clock=FIRST)
    receive_into(options, TERMS)
    corrected(root)
    before = prints(root)
    made = receive_into(replace(options, clock=SECOND), TERMS).batch
    assert prints(root) == before
    assert made.before == FIRST
    changes = {one.name: (len(one.difference.mended), len(one.difference.new)) for one in made.units}
    assert changes == {NAMES[0]: (0, 1), NAMES[6]: (1, 0), NAMES[8]: (2, 0)}
    assert unit(made, NAMES[6]).difference.still == 1
    # Who has put everything right needs no letter any more; who has a new mistake gets one.
    letters = {path.name.partition("-")[0] for path in (out / "补正通知书").iterdir()}
    assert letters == {NAMES[0], NAMES[6]}
    assert not list(out.rglob("*.bak-*"))
    # The same once more is no new round.
    again = receive_into(replace(options, clock=SECOND), TERMS).batch
    assert (again.before, again.gone) == (FIRST, ())
    assert {one.name: (len(one.difference.mended), len(one.difference.new)) for one in again.units} == changes
    shutil.rmtree(root / NAMES[6])
    assert receive_into(replace(options, clock=SECOND), replace(TERMS, letters=False)).batch.gone == (NAMES[6],)


@pytest.mark.slow
def test_a_reminder_that_is_explained_counts_no_longer(tmp_path: Path) -> None:
    root, out = district_folder(tmp_path / "收件", (4, 9)), tmp_path / "收件检查"
    options = ReceiveOptions(folder=str(root), out=str(out), notice="wuhan-2025", clock=FIRST)
    first = receive_into(options, TERMS).batch
    # The enterprise explains in its marked copy and sends that back; the office explains in its own list.
    marked = out / "标注副本" / NAMES[9] / "1" / "附件1-申报表.xlsx"
    write(root / NAMES[9] / "1" / "附件1-申报表.xlsx", _explained(marked.read_bytes(), "近两年投入", "含在建工程"))
    listed = out / "问题清单.xlsx"
    write(listed, _explained(listed.read_bytes(), "旧系统", "旧版已作废", who="张三"))
    made = receive_into(options, TERMS).batch
    answers = [f.answer for one in made.units for f in one.findings if f.answer is not None]
    assert {(one.text, one.who) for one in answers} == {("含在建工程", NAMES[9]), ("旧版已作废", "张三")}
    assert made.answered(AnswerKind.EXPLAINED) == 2
    assert made.count(Severity.WARNING) == first.count(Severity.WARNING) - 2
    # What was said stays said in the next round's list.
    later = receive_into(options, TERMS).batch
    assert later.answered(AnswerKind.EXPLAINED) == 2


def _explained(data: bytes, about: str, text: str, who: str = "") -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["校验结果"]
    header = next(row for row in sheet.iter_rows(max_row=6) if any(cell.value == "规则" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    row = next(
        number
        for number in range(header[0].row + 1, sheet.max_row + 1)
        if about in str(sheet.cell(number, columns["问题"]).value)
    )
    sheet.cell(row, columns["说明"]).value = text
    if who:
        sheet.cell(row, columns["说明人"]).value = who
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_a_mistyped_name_is_proposed_and_merged_only_when_told(tmp_path: Path) -> None:
    """One form under another name: two units, and the question whether they are one. Papers are known by how they begin."""
    files = papers(0)
    typo = NAMES[0].replace("光电", "光申")
    book = openpyxl.load_workbook(io.BytesIO(files.pop("4/附件6-投资明细.xlsx")))
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(NAMES[0], typo)
    files["3/新建 Microsoft Word 文档.docx"] = files.pop("7-生产经营情况说明.docx")
    for name, data in files.items():
        (tmp_path / "收件" / NAMES[0] / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "收件" / NAMES[0] / name).write_bytes(data)
    book.save(tmp_path / "收件" / "补交.xlsx")
    options = ReceiveOptions(folder=str(tmp_path / "收件"), out=str(tmp_path / "一"), clock=FIRST)
    batch = receive_into(options, replace(TERMS, letters=False)).batch
    assert [(near.name, near.other) for near in batch.near] == [(typo, NAMES[0])]
    assert unit(batch, NAMES[0]).missing == ("投资和研发投入明细表（附件6）",)
    assert "可能是同一家" in (tmp_path / "一" / "收件概览.html").read_text(encoding="utf-8")
    told = replace(options, out=str(tmp_path / "二"), same={typo: NAMES[0]})
    batch = receive_into(told, replace(TERMS, letters=False)).batch
    assert (batch.near, len(batch.units), batch.units[0].missing) == ((), 1, ())
    assert [one.message for one in batch.units[0].findings if one.severity is Severity.ERROR] == [
        f"单位名称写成“{typo}”，应为“{NAMES[0]}”"
    ]


@pytest.mark.slow
def test_a_waiver_lifts_an_error_until_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, out, waivers = district_folder(tmp_path / "收件", (7, 9)), tmp_path / "查", tmp_path / "豁免.toml"
    waivers.write_text(
        f'[[豁免]]\n规则 = "same-enterprise"\n单位 = "{NAMES[7]}"\n理由 = "更名备案中"\n批准人 = "李四"\n有效期至 = 2999-01-01\n'
        '[[豁免]]\n规则 = "floor"\n单位 = "*"\n理由 = "过期的"\n批准人 = "李四"\n有效期至 = 2020-01-01\n',
        encoding="utf-8",
    )
    words = ["receive", str(root), "-o", str(out), "--notice", "wuhan-2025", "--no-letters"]
    assert run([*words, "--waivers", str(waivers), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    by_name = {one["name"]: one for one in found["units"]}
    assert (by_name[NAMES[7]]["errors"], by_name[NAMES[7]]["waived"]) == (0, 1)
    assert by_name[NAMES[9]]["errors"] == 1
    assert "更名备案中（李四，有效期至 2999-01-01）" in (out / "收件概览.html").read_text(encoding="utf-8")
    # A person's opinion stands in the overview of the next run.
    assert run(["handin", "mark", str(out / "报送台账.jsonl"), NAMES[7], "通过", "--note", "材料齐全"]) == 0
    made = receive_into(ReceiveOptions(folder=str(root), out=str(out), notice="wuhan-2025"), TERMS).batch
    assert (unit(made, NAMES[7]).state, unit(made, NAMES[7]).opinion) == (State.PASSED, "材料齐全")


def test_nothing_outside_the_two_folders_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the results lie among the papers themselves: they are no papers."""
    root = tmp_path / "收件"
    for path, data in papers(0).items():
        if "附件" in path:
            write(root / NAMES[0] / path, data)
    monkeypatch.chdir(root)
    before = prints(root)
    assert run(["receive", ".", "--no-letters"]) == 1
    assert run(["receive", ".", "--no-letters"]) == 1
    assert {path: sha for path, sha in prints(root).items() if "收件检查" not in path} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["收件"]
    assert not [path for path in root.rglob("*") if "~xltools" in path.name]


def _districts() -> Iterator[str]:
    from xltools.notice.load import load_notice
    from xltools.summary.offices import offices_below

    notice = load_notice("hubei-2022")
    yield from offices_below(notice, notice.level("city"))


def test_a_city_official_with_thirteen_districts(tmp_path: Path) -> None:
    from random import Random

    from xltools.demo.layout import as_csv, as_docx, as_xlsx, invent_look, lay_out
    from xltools.demo.summary import invent_summary, summary_content

    root, rng = tmp_path / "收件", Random(3)
    names = list(_districts())
    for number, district in enumerate(names[:-1]):
        made = invent_summary(rng, district)
        content = summary_content(made)
        laid = lay_out(content, invent_look(content, rng, sheet="推荐汇总表"))
        match number % 4:
            case 0:
                write(root / f"{district}-推荐汇总表.xlsx", as_xlsx(laid))
            case 1:
                write(root / district / "推荐汇总表.docx", as_docx(content, laid)[0])
            case 2:
                write(root / district / "汇总" / "表.csv", as_csv(laid, "gb18030"))
            case 3:
                write(root / district / "推荐汇总表.xlsx", as_xlsx(laid))
                write(root / district / "公函.pdf", b"%PDF-1.4\n%%EOF\n")
    outcome = receive_into(ReceiveOptions(folder=str(root), out=str(tmp_path / "查"), clock=FIRST), TERMS)
    batch = outcome.batch
    assert (batch.level.key, batch.missing) == ("city", (names[-1],))
    assert [one.name for one in batch.units] == [name for name in names if name != names[-1]]
    assert not batch.nobodys
    assert (tmp_path / "查" / "催报函" / f"{names[-1]}-催报函.docx").is_file()
