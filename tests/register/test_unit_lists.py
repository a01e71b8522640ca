"""The office's own list of who has to hand in: which column holds the names, and what is no list."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.errors import InputRefused
from xltools.register.unitlists import units_from


@pytest.mark.parametrize(
    ("sheet", "units"),
    [
        ("| 序号 | 单位名称 | 备注 |\n| 1 | 甲区 | 无 |\n| 2 | 乙区 |  |", ("甲区", "乙区")),
        (
            "| 名单 |\n| 序号 | 联系人 | 单 位 名 称 |\n| 1 | 张三 | 甲区 |\n| 2 | 李四 | 甲区 |\n| 3 | 王五 | 5 |",
            ("甲区",),
        ),
        ("| 1 | 甲区 | 张三 |\n| 2 | 乙区 | 李四 |", ("甲区", "乙区")),
        ("| 甲区 | 张三 |\n| 乙区 | 李四 |", ("甲区", "乙区")),
    ],
)
def test_the_column_of_names(tmp_path: Path, sheet: str, units: tuple[str, ...]) -> None:
    (tmp_path / "名单.xlsx").write_bytes(xlsx(sheet))
    assert units_from(str(tmp_path / "名单.xlsx")) == units


@pytest.mark.parametrize("sheet", ["| 1 | 2 |", "| 单位名称 |"])
def test_a_table_without_names_is_refused(tmp_path: Path, sheet: str) -> None:
    (tmp_path / "名单.xlsx").write_bytes(xlsx(sheet))
    with pytest.raises(InputRefused) as refused:
        units_from(str(tmp_path / "名单.xlsx"))
    assert "没有读到单位名称" in refused.value.message


def test_a_text_holds_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "名单.TXT").write_text("甲区\n\n 乙区 \n甲区\n", encoding="utf-8")
    assert units_from(str(tmp_path / "名单.TXT")) == ("甲区", "乙区")
