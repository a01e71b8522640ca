"""A form nobody filled in, and one that says there is nothing to report, under every notice."""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.forms import form, rows_for, write

from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.filling import Filling, filling_of
from xltools.forms.inputs import Request
from xltools.notice.load import load_all, load_notice
from xltools.notice.model import Attachment, Notice, Shape

TABLES = [(n, a) for n in load_all() for a in n.attachments if a.shape is Shape.TABLE]
BLANKS = sorted(Path(__file__).resolve().parents[2].glob("workbooks/*/附件*.*x"))


def rules_of(path: Path, notice: Notice) -> list[tuple[str, Severity]]:
    checked = validate(Request(paths=(str(path),), notice=notice.id))
    return [(f.rule, f.severity) for file in checked.report.files for f in file.findings if f.severity != Severity.INFO]


@pytest.mark.parametrize("path", BLANKS, ids=lambda path: f"{path.parent.name}-{path.stem[:3]}")
def test_a_shipped_blank_is_one_error(path: Path) -> None:
    assert rules_of(path, load_notice(path.parent.name)) == [("blank-form", Severity.ERROR)]


@pytest.mark.parametrize("word", ["无", "零报送", "本区无推荐项目", "暂无。", "无符合条件的企业"])
@pytest.mark.parametrize(("notice", "attachment"), TABLES, ids=lambda one: getattr(one, "id", getattr(one, "key", "")))
def test_one_row_that_says_so_is_a_zero_report(
    tmp_path: Path, notice: Notice, attachment: Attachment, word: str
) -> None:
    named = next(column.key for column in attachment.columns if column.key in ("enterprise", "name"))
    numbered = attachment.columns[0].key
    path = write(tmp_path / "表.xlsx", form(attachment, [{numbered: 1, named: word}], "江岸区"))
    checked = validate(Request(paths=(str(path),), notice=notice.id, attachment=attachment.key))
    table = checked.inputs.tables[0]
    assert (filling_of(table), len(table)) == (Filling.ZERO, 0)
    assert "zero-report" in {finding.rule for finding in checked.report.files[0].findings}


@pytest.mark.parametrize("name", ["无锡示例装备有限公司", "无为示例单位", "零点示例科技有限公司"])
def test_a_company_is_no_zero_report(tmp_path: Path, name: str) -> None:
    attachment = load_notice("hubei-2022").attachment("附件5")
    path = write(tmp_path / "表.xlsx", form(attachment, [{"rank": 1, "enterprise": name}], "江岸区"))
    table = validate(Request(paths=(str(path),), notice="hubei-2022")).inputs.tables[0]
    assert (filling_of(table), len(table)) == (Filling.ROWS, 1)


def test_a_row_with_an_empty_remark_stays_data(tmp_path: Path) -> None:
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, "江岸区", 1, seed=2, category="优秀场景")
    path = write(tmp_path / "表.xlsx", form(attachment, [rows[0] | {"note": "无"}], "江岸区"))
    assert len(validate(Request(paths=(str(path),), notice="hubei-2022")).inputs.tables[0]) == 1
