"""Invented districts' 推荐汇总表 (附件5 of hubei-2022), as many and as long as asked: what a ministry's merge reads.

Shared strings, real numbers, no mistake in them; the same seed gives the same files.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from xltools.demo import invent
from xltools.demo.minimal_xlsx import Cell, SampleSheet, workbook
from xltools.notice.reference import reference

HEADINGS = (
    *("序号", "项目类别", "申报主体（企业名称）", "统一社会信用代码", "项目名称", "所属行业", "所在区"),
    *("智能制造能力成熟度等级", "覆盖环节数", "联系人", "联系电话", "备注"),
)
FIRST_ROW = 4
_SCENES = ("智能仓储", "产线柔性配置", "智能在线检测", "车间智能排产", "能耗数据监测")


def write(folder: Path, files: int, rows: int, seed: int = 11) -> list[Path]:
    """`files` workbooks of `rows` rows each below `folder`; what is there already is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [item.value for item in reference("wuhan-districts").items]
    made = []
    for number in range(files):
        district = names[number % len(names)]
        path = folder / f"{number:04d}-{district}-推荐汇总表.xlsx"
        made.append(path)
        if not path.exists():
            path.write_bytes(_table(district, rows, Random(seed * 100_003 + number), number))
    return made


def _table(district: str, rows: int, rng: Random, number: int) -> bytes:
    sheet = SampleSheet("附件5")
    sheet.put(1, 1, "智能制造试点示范项目推荐汇总表")
    sheet.put(2, 1, f"推荐单位（盖章）：{district}经济和信息化局")
    sheet.put(2, 7, "填报日期：2022年10月30日")
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.put(3, column, heading, "head")
    for rank in range(1, rows + 1):
        name = f"武汉示例{invent.enterprise(rng, rank)[4:-6]}{number:04d}{rank:04d}股份有限公司"
        values: list[Cell | None] = [
            rank, "示范工厂", name, invent.credit_code(rng), f"{name[4:-6]}{rng.choice(_SCENES)}示范工厂",
            rng.choice(invent.INDUSTRIES), district, rng.choice(("二级", "三级")), rng.randrange(8, 15),
            rng.choice(invent.CONTACTS), rng.choice(invent.PHONES), None,
        ]  # fmt: skip
        for column, value in enumerate(values, start=1):
            sheet.put(FIRST_ROW - 1 + rank, column, value, "cell")
    return workbook([sheet])
