"""The office's list of relations into a pack, through validate, and back as a list."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.checks import export_checks, import_checks
from xltools.app.validate import validate
from xltools.forms.inputs import Request
from xltools.notice.load import load_folder, load_notice

PACK = """
id = "stat-2026"
title = "示例统计报表"
version = "1"
year = 2026
"""
TABLE = """
key = "{key}"
title = "{title}"
role = "indicators"
layout = "found"
shape = "list"
row_key = "name"
submitter = "submitter"
[[labels]]
key = "submitter"
text = "填报单位"
[[columns]]
key = "code"
heading = "代码"
type = "code"
[[columns]]
key = "name"
heading = "指标名称"
[[columns]]
key = "value"
heading = "本年"
type = "number"
"""
ROW = '[[rows]]\nkey = "{code}"\ncells = {{ code = "{code}", name = "指标{code}" }}\n'
LIST = """
# 审核关系
| 某报表制度审核关系 | < | < | < | < |
| 编号 | 审核关系 | 审核类型 | 容差 | 说明 |
| 1 | M1=M2+M3 | 硬性 | 0.5 | 合计等于分项之和 |
| 2 | 表1.M1>=表2.N1 | 软性 | | 表间关系 |
| 3 | M1=M9 | 硬性 | | 写错的代码 |
| 4 | 若 M2>0 则 M3>0 | 核实 | | |
"""
FORM = """
# 表1
| 填报单位：{who} | | |
| {title} | < | < |
| 代码 | 指标名称 | 本年 |
{rows}
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "stat-2026"
    folder.mkdir(parents=True)
    (folder / "notice.toml").write_text(PACK, encoding="utf-8")
    for key, letter in (("表1", "M"), ("表2", "N")):
        rows = "\n".join(ROW.format(code=f"{letter}{number}") for number in range(1, 5))
        (folder / f"{key}.toml").write_text(TABLE.format(key=key, title=f"{key}基本情况") + rows, encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(folder.parent))
    load_notice.cache_clear()
    return folder


def _form(path: Path, key: str, values: dict[str, str], who: str = "示例甲公司") -> None:
    rows = "\n".join(f"| {code} | 指标{code} | {value} |" for code, value in values.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(xlsx(FORM.format(who=who, title=f"{key}基本情况", rows=rows)))


def test_a_list_comes_in_is_checked_and_goes_out_again(pack: Path, tmp_path: Path) -> None:
    source = tmp_path / "审核关系.xlsx"
    source.write_bytes(xlsx(LIST))
    made = import_checks(str(source), pack)
    assert [check.id for check in made.checks] == ["审核1", "审核2", "审核4"]
    assert made.refused == ["审核关系!B5“M1=M9”：“M9”不是任何附件的代码、指标、栏目；指明的附件也要在包里"]
    load_notice.cache_clear()
    _form(tmp_path / "收件/甲/表1.xlsx", "表1", {"M1": "120", "M2": "100", "M3": "10", "M4": ""})
    _form(tmp_path / "收件/甲/表2.xlsx", "表2", {"N1": "130", "N2": "", "N3": "", "N4": ""})
    report = validate(Request(paths=(str(tmp_path / "收件"),))).report
    found = {f.rule: f for file in report.files for f in file.findings if f.kind == "relation"}
    assert {(rule, f.severity.value) for rule, f in found.items()} == {("审核1", "error"), ("审核2", "warning")}
    assert "左边 120（C4），右边 110（C5、C6），应等于右边，相差 10" in found["审核1"].message
    assert found["审核2"].related[0].cell == "C4"
    out = tmp_path / "清单.xlsx"
    assert export_checks(pack, str(out)) == 3
    again = tmp_path / "packs" / "again"
    shutil.copytree(pack, again)
    (again / "notice.toml").write_text(PACK.replace("stat-2026", "again"), encoding="utf-8")
    (again / "审核关系.toml").unlink()
    assert import_checks(str(out), again).refused == []
    listed = [(c.id, c.relation, c.tolerance, c.severity, c.message) for c in load_folder(pack).checks]
    assert [(c.id, c.relation, c.tolerance, c.severity, c.message) for c in load_folder(again).checks] == listed


def test_a_tolerance_that_is_no_number_is_not_taken_for_none(pack: Path, tmp_path: Path) -> None:
    source = tmp_path / "审核关系.xlsx"
    source.write_bytes(xlsx("# 审核关系\n| 编号 | 审核关系 | 容差 |\n| 1 | M1=M2 | 约一点 |\n| 2 | M1=M3 | 0.5 |"))
    made = import_checks(str(source), pack)
    assert [check.tolerance for check in made.checks] == [Decimal("0.5")]
    assert made.refused == ["审核关系!B2“M1=M2”：容差“约一点”不是数：请写允许相差多少，单位同表中"]


@pytest.mark.slow
def test_three_hundred_relations_on_a_thousand_forms(pack: Path, tmp_path: Path) -> None:
    """Every broken relation is told, each with both sides; a thousand forms are a matter of seconds."""
    codes = [f"M{number}" for number in range(1, 305)]
    rows = "\n".join(ROW.format(code=code) for code in codes)
    (pack / "表1.toml").write_text(TABLE.format(key="表1", title="表1基本情况") + rows, encoding="utf-8")
    checks = "\n".join(
        f'[[checks]]\nid = "c{n}"\nrelation = "M{n} = M{n + 1} + M{n + 2} - M{n + 3}"' for n in range(1, 301)
    )
    (pack / "审核关系.toml").write_text(checks, encoding="utf-8")
    load_notice.cache_clear()
    for number in range(1000):
        values = dict.fromkeys(codes, "7") | ({"M150": "8"} if number % 100 == 0 else {})
        _form(tmp_path / f"收件/企业{number}/表1.xlsx", "表1", values, f"示例{number}号公司")
    report = validate(Request(paths=(str(tmp_path / "收件"),), notice="stat-2026")).report
    found = [f for file in report.files for f in file.findings if f.kind == "relation"]
    assert len(found) == 10 * 4
