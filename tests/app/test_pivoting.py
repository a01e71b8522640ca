"""Pivots add exactly and show every row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.pivot import pivot_ledger, pivot_table
from xltools.errors import UsageError
from xltools.forms.inputs import Request
from xltools.reports.pivot import pivot_csv

SHEET = """
# 附件6
| 申报企业（盖章）：武汉示例甲有限公司 | | | | | 单位：万元 |
| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 发票号码 | 开票日期 | 含税金额 |
| 1 | 生产性设备购置 | 机床1 | 示例供应商甲 | '00000001 | 2024-01-05 | 0.1 |
| 2 | 生产性设备购置 | 机床2 | '=示例供应商乙 | '00000002 | 2024-01-09 | 0.2 |
| 3 | 设备改造 | 机床3 | 示例供应商甲 | '00000003 | 2022-01-09 | 5 |
"""


@pytest.fixture
def request6(tmp_path: Path) -> Request:
    path = tmp_path / "附件6.xlsx"
    path.write_bytes(xlsx(SHEET))
    return Request(paths=(str(path),), notice="wuhan-2025")


def test_the_ledger_is_pivoted_exactly(request6: Request) -> None:
    made, _ = pivot_ledger(request6, "category", "verdict")
    assert made.columns == ("计入", "窗口外", "合计")
    assert made.cells[0] == (Decimal(3000), Decimal(0), Decimal(3000)), "0.1 + 0.2 is 0.3"
    assert made.cells[-1] == (Decimal(3000), Decimal(50000), Decimal(53000))


def test_a_form_is_counted_by_its_columns(request6: Request) -> None:
    made = pivot_table(request6, "供应商", "")
    assert dict(zip(made.rows, made.cells, strict=True))["示例供应商甲"] == (Decimal(2),)
    assert pivot_table(request6, "投资类别", "", "gross").cells[-1] == (Decimal(53000),)


def test_csv_holds_no_formula(request6: Request, tmp_path: Path) -> None:
    (tmp_path / "附件6.xlsx").write_bytes(xlsx(SHEET.replace("'=示例供应商乙", "'=cmd!x")))
    assert "\r\n'=cmd!x" in pivot_csv(pivot_table(request6, "供应商", ""))


def test_an_unknown_column_names_those_there_are(request6: Request) -> None:
    with pytest.raises(UsageError, match="含税金额"):
        pivot_table(request6, "不存在的列", "")
    with pytest.raises(UsageError, match="不是数值列"):
        pivot_table(request6, "供应商", "", "供应商")
