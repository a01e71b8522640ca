"""Where a letter's numbers, names and organs come from: the summary, the notice, the office, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from letter_samples import (
    ITEMS,
    LEDGER,
    NOTICE,
    REVIEW_NOTICE,
    SUMMARY,
    drafted,
    figures,
    office,
    review_figures,
    summary_rows,
    texts,
)
from summary.forms import form, rows_for, write
from summary.running import run

from xltools.app.letter import LetterOptions, check_letter_file, write_letters
from xltools.errors import LetterError
from xltools.findings import Severity
from xltools.letters import figures_from_rows, make_letters
from xltools.letters.checker.opened import OpenedLetter
from xltools.letters.checker.reading import read_opened
from xltools.letters.figures import join_figures
from xltools.letters.manuscript import Manuscript, Paragraph, Style
from xltools.letters.opening import open_document
from xltools.letters.proof import prove
from xltools.letters.slots import LIST_LIMIT, build_context
from xltools.letters.typesetting.document import typeset
from xltools.letters.typesetting.fonts import font_profile
from xltools.notice.load import load_notice
from xltools.notice.model import Block, Column, ColumnType, LetterSpec
from xltools.words import masked_name

Items = Sequence[tuple[str, str, str, str]]


def said(items: Items = ITEMS, **settings: str) -> str:
    """The report's whole text, its title on one line."""
    (letter,) = make_letters(NOTICE, "district", figures(items), office(**settings))
    return "\n".join(text.replace("\n", "") for text in texts(letter.data))


def many(count: int) -> Items:
    return tuple(("示范工厂", f"武汉示例{n}号有限公司", f"第{n}示范工厂", "示例一区") for n in range(1, count + 1))


# --- every number has a source ---------------------------------------------------------------------------------------


def printed(manuscript: Manuscript) -> OpenedLetter:
    return read_opened(open_document(typeset(manuscript, font_profile("gb2312"), {})))


def with_words(manuscript: Manuscript, words: str) -> Manuscript:
    first, *rest = manuscript.body
    return replace(manuscript, body=(first, Paragraph(Style.BODY, words), *rest))


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("比上年多37处改进。", "37"), ("平均节能12.5。", "12.5"), ("已连续0.5年。", "0.5"), ("自2019起开展。", "2019"), ("改造7次。", "7"),
        ("代码91420100MA4KEXM999。", "91420100"), ("投入5.0。", "5.0"), ("详见附件1和100。", "100"),
    ],
)  # fmt: skip
def test_a_number_that_nobody_gave_stops_the_letter(words: str, token: str) -> None:
    job, manuscript = drafted()
    changed = with_words(manuscript, words)
    with pytest.raises(LetterError, match=f"“{token}”说不清来源") as fault:
        prove(printed(changed), changed, job)
    assert fault.value.code == "not_proved"


@pytest.mark.parametrize(
    "words",
    [
        "见附件1。",
        "（1）见说明。",
        "1.见说明。",
        "申报书一式四份。",
        "2022年10月31日前报送。",
        "武汉示例装备股份有限公司",
        "依据示经信函〔2022〕40号。",
    ],
)
def test_a_number_with_a_source_passes(words: str) -> None:
    job, manuscript = drafted()
    changed = with_words(manuscript, words)
    assert prove(printed(changed), changed, job) == ()


def test_what_a_person_says_is_a_source_where_it_is_said() -> None:
    assert "比上年多37处改进。" in said(其他说明="比上年多37处改进。")


def test_a_text_that_got_lost_in_print_stops_the_letter() -> None:
    job, manuscript = drafted()
    document = printed(manuscript)
    for lost in (
        with_words(manuscript, "还有一句。"),
        replace(manuscript, title="另一个标题"),
        replace(manuscript, addressee="示例省经济和信息化厅"),
        replace(manuscript, note="（联系人：别人）"),
        replace(manuscript, enclosures=(*manuscript.enclosures, replace(manuscript.enclosures[0], name="另一份附件"))),
        replace(manuscript, signature=replace(manuscript.signature, organs=("示例省厅",))),  # type: ignore[type-var]
        replace(manuscript, signature=replace(manuscript.signature, date="2022年10月29日")),  # type: ignore[type-var]
        replace(manuscript, annexes=(replace(manuscript.annexes[0], title="另一张表"), *manuscript.annexes[1:])),
    ):
        with pytest.raises(LetterError, match="文中缺少"):
            prove(document, lost, job)
    assert prove(document, manuscript, job) == ()
    assert prove(document, None, job) == ()


def test_marks_to_fill_in_are_named_once_in_order() -> None:
    job, manuscript = drafted(成文日期="", 联系人="")
    assert prove(printed(manuscript), manuscript, job) == ("成文日期", "联系人")


# --- slots from the notice and the summary ---------------------------------------------------------------------------


def test_what_the_notice_gives() -> None:
    job, _ = drafted()
    values = job.context.values()
    assert values["通知名称"] == NOTICE.title
    assert values["依据"] == f"《{NOTICE.title}》（{NOTICE.document}）要求"
    assert values["项目名称"] == "2022年度国家智能制造试点示范"
    assert (values["年度"], values["截止日期"], values["辖区"]) == ("2022", "2022年10月31日", "全区")
    assert values["份数"] == {"application": 4, "summary": 1, "letter": 1}
    assert (values["申报书份数"], values["申报书本数"]) == ("一式四份", 20)
    assert "网上截止日期" not in values
    assert values["优先顺序"] is True
    assert values["审核情况"] == ()  # nobody said how they reviewed


def test_what_the_summary_gives() -> None:
    job, _ = drafted()
    values = job.context.values()
    assert (values["项目数"], values["企业数"]) == (5, 5)
    assert values["类别统计"] == ({"类别": "示范工厂", "数量": 2}, {"类别": "优秀场景", "数量": 3})
    assert values["单位统计"] == tuple({"单位": f"示例{n}区", "数量": c} for n, c in (("一", 2), ("二", 2), ("三", 1)))
    (table,) = values["表"]
    assert (table["附件"], table["名称"], table["数量"]) == ("附件5", SUMMARY.title, 5)
    assert [(group["类别"], group["数量"], len(group["项目"])) for group in table["分类"]] == [
        ("示范工厂", 2, 2),
        ("优秀场景", 3, 3),
    ]
    assert values["项目"][0] == {
        "序号": "1", "类别": "示范工厂", "企业": ITEMS[0][1], "信用代码": "91420100MA4KEXM001", "名称": ITEMS[0][2],
        "行业": "通用设备制造业", "所在地": "示例一区", "成熟度": "三级", "环节": "9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("notice", "programme"),
    [
        (replace(NOTICE, programme="2022年试点"), "2022年试点"),
        (replace(NOTICE, programme="", short="简称"), "2022年度简称"),
        (replace(NOTICE, year=0), "2022年度国家智能制造试点示范"),
        (replace(NOTICE, year=0, issued=None), "国家智能制造试点示范"),
    ],
)
def test_a_programme_bears_its_year_once(notice: object, programme: str) -> None:
    level = NOTICE.level("district")
    context = build_context(notice, level, figures(), office(), LetterSpec(kind="report"), None)  # type: ignore[arg-type]
    assert context["项目名称"] == programme


@pytest.mark.parametrize("count", [LIST_LIMIT - 1, LIST_LIMIT, LIST_LIMIT + 1])
def test_a_short_list_stands_in_the_text_and_a_long_one_in_the_annex(count: int) -> None:
    job_items = many(count)
    context = build_context(
        NOTICE, NOTICE.level("district"), figures(job_items), office(), LetterSpec(kind="report"), None
    )
    assert context["列名单"] is (count <= LIST_LIMIT)


@pytest.mark.parametrize(("limit", "listed"), [("4", False), ("5", True), ("6", True), ("很多", True), ("", True)])
def test_the_office_sets_how_many_are_listed(limit: str, listed: bool) -> None:
    job, _ = drafted(名单上限=limit)
    assert job.context["列名单"] is listed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2022.10.8", "2022年10月8日"),
        ("2022/10/08", "2022年10月8日"),
        ("二〇二二年十月八日", "2022年10月8日"),
        ("2022 年 10 月 08 日", "2022年10月8日"),
        ("2022年9月31日", "2022年9月31日"),
        ("下周一", "下周一"),
    ],
)
def test_a_date_is_written_as_the_standard_has_it_and_what_is_none_goes_in_as_it_is(typed: str, written: str) -> None:
    job, _ = drafted(成文日期=typed)
    assert job.context["成文日期"] == written


# --- figures ---------------------------------------------------------------------------------------------------------


def test_one_credit_code_is_one_enterprise() -> None:
    rows = summary_rows()
    rows[1]["credit_code"] = rows[0]["credit_code"]
    rows[3]["credit_code"] = rows[4]["credit_code"] = ""
    made = figures_from_rows(NOTICE, SUMMARY, rows)
    assert made.total == 5
    assert made.companies == (ITEMS[0][1], ITEMS[2][1], ITEMS[3][1], ITEMS[4][1])
    assert made.only(ITEMS[2][1]).total == 1
    assert made.only("没有").tables == ()
    assert made.by_district() == {"示例一区": 2, "示例二区": 2, "示例三区": 1}
    assert made.offices == ("示例一区", "示例二区", "示例三区")
    assert figures_from_rows(NOTICE, SUMMARY, rows, offices=("甲",)).offices == ("甲",)


def test_money_of_an_enterprise_is_in_yuan() -> None:
    made = review_figures()
    assert made.amount_of("武汉示例光电子科技有限公司") == Decimal("123456700")
    assert made.amount_of("没有") is None
    rows = [
        {"company": "甲", "amount": "1,200.5"}, {"company": "甲", "amount": "约3"}, {"company": "甲", "amount": "-0.5"},
        {"company": "乙", "amount": ""},
    ]  # fmt: skip
    made = figures_from_rows(REVIEW_NOTICE, LEDGER, rows)
    assert made.amount_of("甲") == Decimal(12_000_000)
    assert made.amount_of("乙") is None
    assert [row.rank for row in made.rows] == ["1", "2", "3", "4"]
    assert figures().amount_of(ITEMS[0][1]) is None


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        (Column(key="amount", heading="投资额（亿元）", sum=True), "亿元"),
        (Column(key="amount", heading="投资额", unit="元", sum=True), "元"),
        (Column(key="amount", heading="投资额", sum=True, type=ColumnType.AMOUNT), "元"),
        (Column(key="amount", heading="投资额（万元）", sum=True), "万元"),
    ],
)
def test_the_unit_of_a_sum(column: Column, unit: str) -> None:
    attachment = replace(LEDGER, columns=(LEDGER.columns[1], column))
    assert figures_from_rows(REVIEW_NOTICE, attachment, []).tables[0].units == {"amount": unit}


def test_a_category_that_no_row_names_is_the_forms() -> None:
    rows = [{"rank": "", "enterprise": "甲"}, {"rank": "7", "enterprise": "乙"}]
    one = replace(SUMMARY, blocks=(Block(value="先进"),))
    assert [(row.category, row.rank) for row in figures_from_rows(NOTICE, one, rows).rows] == [
        ("先进", "1"),
        ("先进", "7"),
    ]
    graded = replace(SUMMARY, title="先进级智能工厂项目推荐汇总表")
    assert figures_from_rows(NOTICE, graded, rows).by_category() == {"先进级智能工厂": 2}
    assert figures_from_rows(NOTICE, SUMMARY, rows).by_category() == {"": 2}


def test_columns_are_known_by_key_or_by_the_beginning_of_their_heading() -> None:
    columns = (
        Column(key="a", heading="企业名称（全称）"),
        Column(key="b", heading="审核意见"),
        Column(key="note", heading="说明"),
    )
    attachment = replace(SUMMARY, columns=columns, category="", order="")
    (row, other) = figures_from_rows(
        NOTICE, attachment, [{"a": " 甲 ", "b": "不予推荐", "note": "未完工"}, {"a": "乙", "b": ""}]
    ).rows
    assert (row.company, row.opinion, row.remark, row.project, row.recommended) == (
        "甲",
        "不予推荐",
        "未完工",
        "",
        False,
    )
    assert (other.opinion, other.recommended, other.open_points) == ("", False, ("审核意见没有填",))
    made = figures_from_rows(NOTICE, attachment, [{"a": "甲", "b": "不予推荐"}, {"a": "乙", "b": "推荐"}])
    assert made.recommended.companies == ("乙",)
    assert not made.tables[0].ordered
    assert figures().tables[0].ordered
    assert figures().rows[0].opinion is None


def test_the_fingerprint_is_of_what_is_said() -> None:
    same, other = figures(), figures(ITEMS[:-1])
    assert same.digest == figures().digest != other.digest
    rows = summary_rows()
    rows[0]["note"] = "改"
    assert figures_from_rows(NOTICE, SUMMARY, rows).digest != same.digest
    assert same.sha256 == "0" * 64


def test_several_summaries_of_one_level() -> None:
    other = replace(SUMMARY, key="附件6", title="另一张汇总表")
    two = figures_from_rows(NOTICE, other, summary_rows(ITEMS[:2]), sha256="1")
    made = join_figures([figures(), two])
    assert made.total == 7
    assert [table.attachment for table in made.tables] == ["附件5", "附件6"]
    assert made.offices == ("示例一区", "示例二区", "示例三区")
    assert made.sha256 == "0" * 64 + "+1"
    assert made.table("附件6").title == "另一张汇总表"
    with pytest.raises(KeyError):
        made.table("附件7")
    assert len(made.companies) == 5


@pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("李思源", "李**"), ("张", "张*"), ("", "")])
def test_a_persons_name_is_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked
    rows = summary_rows()[:1]
    rows[0]["contact"] = name
    assert figures_from_rows(NOTICE, SUMMARY, rows).rows[0].contact == masked


@pytest.mark.slow
def test_a_row_put_into_the_summary_is_that_row_and_the_numbers_that_it_changes(tmp_path: Path) -> None:
    """Held by position, each row behind it was another one: one row made 383 errors."""
    summary = load_notice("hubei-2022").attachment("附件5")
    for name in ("江岸区", "江汉区"):
        rows = rows_for(summary, name, 8, seed=sum(map(ord, name)), category="示范工厂")
        write(tmp_path / "收件" / f"{name}.xlsx", form(summary, rows, name))
    table, letter = tmp_path / "汇总.xlsx", tmp_path / "报告.docx"
    run(tmp_path / "收件", table, "city")
    write_letters(LetterOptions(summaries=(str(table),), out=str(letter), level="city"))
    book = openpyxl.load_workbook(table)
    sheet = book.worksheets[0]
    sheet.insert_rows(6)
    for cell, above in zip(sheet[6][:12], sheet[5][:12], strict=True):
        cell.value = above.value
    sheet["C6"], sheet["D6"], sheet["E6"] = "武汉示例航空有限公司", "91420100MA4KEXM777", "智能排产项目"
    book.save(table)
    found = [
        one for one in check_letter_file(str(letter), str(table)).files[0].findings if one.severity is Severity.ERROR
    ]
    assert [one.value for one in found if one.rule == "letter.names"] == ["武汉示例航空有限公司"] * 2
    assert {one.rule for one in found} == {"letter.summary-changed", "letter.counts", "letter.volumes", "letter.names"}
