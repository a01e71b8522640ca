"""Blanks with a twist: each shows one thing that offices do."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest
from drafting.invented import InventedFile, listed, table
from drafting.invented_forms import form
from drafting.invented_sheet import InventedSheet
from openpyxl.worksheet.datavalidation import DataValidation
from sheets import xlsx

from xltools.app.draft import DraftOptions, draft
from xltools.drafting.pack import DraftedPack, draft_pack
from xltools.errors import InputRefused, OutputFault, UsageError
from xltools.formats.opening import open_bytes
from xltools.forms.headingpaths import names_of
from xltools.forms.headings import locate
from xltools.forms.inputs import Request, read_inputs
from xltools.forms.rowkinds import RowKind
from xltools.forms.sketch import Sketch
from xltools.notice.load import load_folder, load_notice
from xltools.notice.model import Attachment, Shape


def drafted(tmp_path: Path, markdown: str, name: str = "空表.xlsx") -> DraftedPack:
    path = tmp_path / name
    path.write_bytes(xlsx(markdown))
    return draft_pack([str(path)], "x-2026")


def only(pack: DraftedPack) -> Attachment:
    (attachment,) = pack.attachments
    return attachment


def test_a_row_of_units_gives_the_columns_their_units(tmp_path: Path) -> None:
    made = only(drafted(tmp_path, """
# 表1 企业基本情况
| 序号 | 企业名称 | 营业收入 | 研发人员占比 |
| | | 万元 | % |
| 1 | | | |
"""))  # fmt: skip
    assert [(c.type.value, c.unit) for c in made.columns] == [
        ("integer", ""),
        ("text", ""),
        ("amount", "万元"),
        ("percent", "%"),
    ]
    assert made.key == "表1"


def test_years_typed_as_numbers_are_headings(tmp_path: Path) -> None:
    made = only(drafted(tmp_path, """
| 近三年经营情况 | < | < | < |
| 指标名称 | 单位 | 2023 | 2024 |
| 营业收入 | 万元 | | |
| 利润总额 | 万元 | | |
| 研发费用 | 万元 | | |
"""))  # fmt: skip
    assert (made.shape, [c.heading for c in made.columns]) == (Shape.LIST, ["指标名称", "单位", "2023", "2024"])
    assert [row.cells[made.row_key] for row in made.rows] == ["营业收入", "利润总额", "研发费用"]


def test_tick_boxes_are_choices(tmp_path: Path) -> None:
    made = only(drafted(tmp_path, """
| 试点申请表 | < | < | < |
| 单位名称 | | < | < |
| 单位性质 | □国有 □民营 □外资 | < | < |
| 是否上市 | □是 □否 | 成立时间 | |
"""))  # fmt: skip
    assert made.shape is Shape.FORM
    assert [choice.value for choice in made.column("f2").values] == ["国有", "民营", "外资"]
    assert [c.cell for c in made.columns] == ["B2", "B3", "B4", "D4"]


def test_money_beside_money_is_money(tmp_path: Path) -> None:
    made = only(drafted(tmp_path, """
| 项目投资计划表 | < | < | < | < |
| | | | | 单位：万元 |
| 序号 | 项目名称 | 资金来源 | < | < |
| ^ | ^ | 自筹 | 银行贷款 | 其他 |
| 1 | | | | |
"""))  # fmt: skip
    assert [c.type.value for c in made.columns[2:]] == ["amount"] * 3


def test_a_small_table_within_a_form_is_an_attachment_beside_it(tmp_path: Path) -> None:
    pack = drafted(tmp_path, """
# 附件1
| 某项目申报表 | < | < | < |
| 企业名称 | | 法定代表人 | |
| 联系人 | | 手机 | |
| 项目名称 | | 总投资（万元） | |
| 序号 | 设备名称 | 数量 | 金额（万元） |
| 1 | | | |
""")  # fmt: skip
    form, small = pack.attachments
    assert (form.key, small.key, small.within) == ("附件1", "附件1-1", "附件1")
    assert [c.heading for c in small.columns] == ["序号", "设备名称", "数量", "金额（万元）"]
    assert [c.heading for c in form.columns] == [
        "企业名称",
        "法定代表人",
        "联系人",
        "手机",
        "项目名称",
        "总投资（万元）",
    ]


TWO_TABLES = """
# 申报书
| 某项目申报书 | < | < | < |
| 一、基本情况 | < | < | < |
| 企业名称 | {name} | 法定代表人 | {name} |
| 联系人 | {name} | 手机 | {phone} |
| 企业性质 | {ticked} | 成立时间 | {day} |
| 二、近两年经济指标 | < | < | < |
| 指标名称 | 单位 | 2024年 | 2025年 |
| 营业收入 | 万元 | {money} | {money} |
| 其中：研发费用 | 元 | {money} | {money} |
| 从业人数 | 人 | {one} | {one} |
| 三、项目情况 | < | < | < |
| 项目名称 | {name} | 总投资（万元） | {money} |
| 四、主要设备 | < | < | < |
| 序号 | 设备名称 | 购置金额（元） | 购置年月 |
| 1 | {name} | {money} | {day} |
| 2 | {name} | {money} | {day} |
| 合计 | | {money} | |
| 五、承诺 | < | < | < |
| 承诺人 | {name} | 承诺日期 | {day} |
"""
BLANK = dict.fromkeys(("name", "phone", "day", "money", "one"), "") | {"ticked": "□国有 □民营"}
GIVEN = {
    "name": "示例甲公司",
    "phone": "13800000000",
    "day": "2025-03-01",
    "money": "12.5",
    "one": "3",
    "ticked": "□国有 ☑民营",
}


def test_every_small_table_of_a_form_is_drafted_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that the office printed, a table to be filled in, and the form between and below them."""
    pack = drafted(tmp_path, TWO_TABLES.format_map(BLANK))
    form, figures, bought = pack.attachments
    assert [(one.key, one.within) for one in pack.attachments] == [("表1", ""), ("表1-1", "表1"), ("表1-2", "表1")]
    assert bought.title.endswith("（四、主要设备）")
    assert [row.cells[figures.row_key] for row in figures.rows] == ["营业收入", "其中：研发费用", "从业人数"]
    assert ([c.heading for c in form.columns][-4:], form.labels) == (
        ["项目名称", "总投资（万元）", "承诺人", "承诺日期"],
        (),
    )
    home = tmp_path / "packs" / "x-2026"
    for name, data in pack.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(home.parent))
    load_notice.cache_clear()
    (tmp_path / "填好.xlsx").write_bytes(xlsx(TWO_TABLES.format_map(GIVEN)))
    read = read_inputs(Request(paths=(str(tmp_path / "填好.xlsx"),), notice="x-2026")).tables
    assert [len(table) for table in read] == [1, 3, 2]
    assert not [key for table in read for key, values in table.columns.items() if None in values]
    assert [table.row_unit(1) for table in read[1:2]] == ["元"]


def test_two_small_tables_with_one_heading_are_said_to_be_alike(tmp_path: Path) -> None:
    said = drafted(tmp_path, TWO_TABLES.format_map(BLANK).replace(
        "| 承诺人 |", "| 序号 | 设备名称 | 购置金额（元） | 购置年月 |\n| 1 | | | |\n| 六、签署 | < | < | < |\n| 承诺人 |"
    )).said  # fmt: skip
    assert [line for line in said if "另一张小表相同" in line]


def test_rows_that_are_ranked_in_advance_are_a_blank(tmp_path: Path) -> None:
    pack = drafted(tmp_path, """
# 附件3
| 某项目推荐汇总表 | < | < |
| 推荐排序 | 企业名称 | 投资额（万元） |
| 1 | | |
| 2 | | |
| 3 | | |
""")  # fmt: skip
    assert only(pack).blank
    assert not [line for line in pack.said if "填好" in line]


FORM_WITH_TABLE = """
# 申报书
| 某项目申报表 | < | < | < |
| 企业名称 | {name} | 法定代表人 | {name2} |
| 联系人 | {name2} | 手机 | {phone} |
| 项目名称 | {name} | 总投资（万元） | {money} |
| 序号 | 设备名称 | 数量 | 金额（万元） |
| 1 | {name} | {one} | {money} |
| 2 | {name2} | {one} | {money} |
| 合计 | | | {money} |
| 主要产品 | {name} | 电话 | {phone} |
| 本单位承诺以上填写属实 | < | < | < |
"""
FILLED = dict.fromkeys(("name", "name2"), "示例甲公司") | {"phone": "13800000000", "money": "12.5", "one": "3"}


@pytest.mark.parametrize("above", [0, 45])
def test_form_and_table_are_read_by_the_pack_that_was_drafted(
    above: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form goes on below the table, and the table may stand below a long form."""
    labels = "".join(
        f"| 栏目{chr(0x7532 + n)}名称 | {{name}} | 说明{chr(0x4E00 + n)}事项 | {{name}} |\n" for n in range(above)
    )
    text = FORM_WITH_TABLE.replace("| 企业名称", labels + "| 企业名称", 1)
    pack = drafted(tmp_path, text.format_map(dict.fromkeys(FILLED, "")))
    home = tmp_path / "packs" / "x-2026"
    for name, data in pack.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(home.parent))
    load_notice.cache_clear()
    (tmp_path / "填好.xlsx").write_bytes(xlsx(text.format_map(FILLED)))
    form, small = read_inputs(Request(paths=(str(tmp_path / "填好.xlsx"),), notice="x-2026")).tables
    assert not [key for key, values in form.columns.items() if values == [None]]
    assert len(form.attachment.columns) == 8 + 2 * above
    assert small.columns[small.attachment.columns[1].key] == ["示例甲公司", "示例甲公司"]
    assert [left.kind for left in small.left_out] == [RowKind.TOTAL]
    assert small.submitter == "示例甲公司"
    (tmp_path / "没有小表.xlsx").write_bytes(
        xlsx("\n".join(line for line in text.format_map(FILLED).split("\n") if "设备" not in line))
    )
    alone = read_inputs(Request(paths=(str(tmp_path / "没有小表.xlsx"),), notice="x-2026", attachment="表1-1"))
    assert not alone.tables


def test_columns_headed_alike_are_told_by_their_order(tmp_path: Path) -> None:
    made = only(drafted(tmp_path, """
| 项目人员一览表 | < | < | < | < |
| 序号 | 负责人 | 联系电话 | 联系人 | 联系电话 |
| 1 | | | | |
"""))  # fmt: skip
    names = names_of(made)
    assert [c.heading for c in made.columns].count("联系电话") == 2
    for headings, places in (
        (("序号", "负责人", "联系电话", "联系人", "联系电话"), [3, 5]),
        (("序号", "负责人", "联系人", "联系电话"), []),
    ):
        book = open_bytes(xlsx("# 表1\n| " + " | ".join(headings) + " |\n| 1 | | | | |"), shown="a.xlsx")
        header = locate(Sketch.of(book.grids[0], (made,)), made)
        assert header is not None
        assert [header.columns[key] for key in next(iter(names.twins.values())) if key in header.columns] == places


def test_a_filled_form_is_said_and_its_rows_settle_the_types(tmp_path: Path) -> None:
    pack = drafted(tmp_path, """
# 附件1
| 示例推荐汇总表 | < | < | < |
| 序号 | 企业名称 | 金额 | 经办日期 |
| 1 | 甲公司 | 见合同 | 张三 |
| 2 | 乙公司 | 见合同 | 李四 |
""")  # fmt: skip
    made = only(pack)
    assert any("是填好的表而不是空表" in line for line in pack.said)
    assert made.blank == "", "a filled form is handed out to nobody"
    assert [c.type.value for c in made.columns] == ["integer", "text", "text", "text"]


def test_lists_and_notes_are_named_and_left(tmp_path: Path) -> None:
    pack = drafted(tmp_path, """
# 封面
| 2026年度报表 |
# 附件1
| 示例推荐汇总表 | < | < |
| 序号 | 企业名称 | 类别 |
| 1 | | |
# 字典
| 装备 |
| 软件 |
""")  # fmt: skip
    assert only(pack).key == "附件1"
    assert any("［字典］：是一张清单" in line for line in pack.said)
    assert any("［封面］" in line for line in pack.said)


def test_keys_of_another_draft_do_not_collide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drafted(tmp_path, "# 附件1\n| 甲表 | < | < |\n| 序号 | 产品甲 | 产品乙 |\n| 1 | | |")
    for name, data in first.files.items():
        (tmp_path / "packs" / "x-2026" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "packs" / "x-2026" / name).write_bytes(data)
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path / "packs"))
    load_notice.cache_clear()
    made = only(drafted(tmp_path, "# 附件2\n| 乙表 | < | < |\n| 产品乙 | 产品甲 | 产品丙 |\n| | | |"))
    assert [c.key for c in made.columns] == ["c1", "c2", "c3"]


def test_drop_downs_are_read_from_their_own_sheet_wherever_it_stands(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "字典"
    for number, option in enumerate(["离散型", "流程型"], 1):
        first.cell(number, 1, option)
    sheet = book.create_sheet("附件1", 0)
    for column, heading in enumerate(["序号", "企业名称", "工厂类型", "申报类别"], 1):
        sheet.cell(1, column, heading)
    for area, formula in (("C2:C20", "字典!$A$1:$A$2"), ("D2:D20", '"新建,改造"')):
        check = DataValidation(type="list", formula1=formula)
        check.add(area)
        sheet.add_data_validation(check)
    book.save(tmp_path / "附件1.xlsx")
    made = only(draft_pack([str(tmp_path / "附件1.xlsx")], "x-2026"))
    assert [[choice.value for choice in c.values] for c in made.columns[2:]] == [["离散型", "流程型"], ["新建", "改造"]]


def test_a_workbook_of_twenty_two_sheets(tmp_path: Path) -> None:
    rng = random.Random(7)
    made = [rng.choice([table, table, listed, form])(rng, f"表{number}") for number in range(1, 22)]
    cover = InventedSheet("封面", last=1)
    cover.put(1, 1, "2026年度综合报表")
    (tmp_path / "报表.xlsx").write_bytes(InventedFile("报表.xlsx", [cover, *made], 1).data())
    pack = draft_pack([str(tmp_path / "报表.xlsx")], "x-2026")
    sheets = [one for one in pack.attachments if not one.within]
    assert [one.key for one in sheets] == [f"表{number}" for number in range(1, 22)]
    kinds = {Shape.TABLE: "table", Shape.LIST: "list", Shape.FORM: "form"}
    assert [kinds[one.shape] for one in sheets] == [sheet.kind for sheet in made]
    assert [line[:12] for line in pack.said if not line.startswith("表")][:2] == [
        "报表.xlsx［封面］：",
        "报表.xlsx［字典］：",
    ]


def test_what_is_no_form_at_all_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="没有找到表头，也没有成对的栏目和填写处"):
        drafted(tmp_path, "| 承诺书 |\n| 本单位承诺所提交材料真实、准确。 |\n| 单位（盖章）： |")


def test_attachments_are_added_and_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "附件1.xlsx").write_bytes(xlsx("# 附件1\n| 甲表 | < | < |\n| 序号 | 企业名称 | 金额（万元） |"))
    (tmp_path / "附件2.xlsx").write_bytes(xlsx("# 附件2\n| 乙表 | < | < |\n| 序号 | 设备名称 | 数量 |"))
    out = str(tmp_path / "包")
    with pytest.raises(UsageError, match="--add 要加到已有的通知包"):
        draft([str(tmp_path / "附件2.xlsx")], DraftOptions("x-2026", out, add=True))
    draft([str(tmp_path / "附件1.xlsx")], DraftOptions("x-2026", out))
    notice = tmp_path / "包" / "x-2026" / "notice.toml"
    notice.write_text(notice.read_text(encoding="utf-8").replace("（通知名称）", "示例通知"), encoding="utf-8")
    with pytest.raises(OutputFault):
        draft([str(tmp_path / "附件1.xlsx")], DraftOptions("x-2026", out))
    draft([str(tmp_path / "附件2.xlsx")], DraftOptions("x-2026", out, add=True))
    made = load_folder(tmp_path / "包" / "x-2026")
    assert ([a.key for a in made.attachments], made.title) == (["附件1", "附件2"], "示例通知")
    draft([str(tmp_path / "附件1.xlsx")], DraftOptions("x-2026", out, force=True))
    assert list(notice.parent.glob("notice.toml.bak-*"))
