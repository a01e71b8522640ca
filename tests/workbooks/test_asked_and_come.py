"""Another form or another call's form than the asked one: named, not read, never counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from summary.forms import form, rows_for, write

from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice


def handed_in(folder: Path, notice_id: str, key: str, title: str = "", unit: str = "和平区") -> str:
    notice = load_notice(notice_id)
    attachment = notice.attachment(key)
    category = attachment.column(attachment.category).values[0].value if attachment.category else ""
    data = form(attachment, rows_for(attachment, unit, 2, seed=3, category=category), unit, title=title)
    return str(write(folder / "表.xlsx", data))


def said(path: str, **asked: str) -> tuple[Mapping[str, str], int]:
    """({rule: message} of errors of recognition, rows read)."""
    checked = validate(Request(paths=(path,), **asked))
    findings = [finding for file in checked.report.files for finding in file.findings]
    errors = {f.rule: f.message for f in findings if f.kind == "recognise" and f.severity is Severity.ERROR}
    return errors, sum(len(table) for table in checked.inputs.tables)


@pytest.mark.parametrize(("key", "asked"), [("附件4", "附件6"), ("附件6", "附件8"), ("附件9", "附件4")])
def test_a_sister_table_under_its_own_title_is_not_read_as_the_asked_one(tmp_path: Path, key: str, asked: str) -> None:
    path = handed_in(tmp_path, "tianjin-2025", key)
    errors, rows = said(path, notice="tianjin-2025", attachment=asked)
    assert set(errors) == {"other-attachment"}
    assert key in errors["other-attachment"]
    assert rows == 0


def test_a_table_without_a_title_is_read_as_asked(tmp_path: Path) -> None:
    attachment = load_notice("tianjin-2025").attachment("附件6")
    data = form(replace(attachment, key="Sheet1"), rows_for(attachment, "和平区", 2, seed=3), "和平区", title="汇总")
    path = str(write(tmp_path / "表.xlsx", data))
    assert said(path, notice="tianjin-2025", attachment="附件8") == ({}, 2)


@pytest.mark.parametrize("asked", ["wuhan-2025", "tianjin-2025"])
def test_another_calls_table_is_named_with_its_call(tmp_path: Path, asked: str) -> None:
    path = handed_in(
        tmp_path, "hubei-2022", "附件5", title="2022年度湖北省智能制造试点示范项目推荐汇总表", unit="江岸区"
    )
    errors, rows = said(path, notice=asked)
    assert "hubei-2022" in errors["other-notice"]
    assert rows == 0


def test_next_years_title_on_the_same_columns_is_another_call(tmp_path: Path) -> None:
    path = handed_in(tmp_path, "miit-2023", "附件4", title="2023年度智能制造试点示范项目推荐汇总表", unit="湖北省")
    errors, _ = said(path, notice="hubei-2022")
    assert "miit-2023" in errors["other-notice"]
    assert said(path, notice="miit-2023") == ({}, 2)


def test_the_asked_call_with_its_own_year_or_none_is_read(tmp_path: Path) -> None:
    for title in ("2022年度智能制造试点示范项目推荐汇总表", "推荐汇总表"):
        path = handed_in(tmp_path, "hubei-2022", "附件5", title=title, unit="江岸区")
        assert said(path, notice="hubei-2022") == ({}, 2)
