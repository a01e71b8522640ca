"""Pitch, colours and page numbers, places and quotas: what is said of a step to either side, and what stays unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.oxml import OxmlElement
from letters.bases import base
from letters.edges import B, Edit, T, at, footer, found, opened, page, put, run, text, then, whole
from letters.test_sums import _found as typed

from xltools.letters.checker.opened import FIELD, OpenedLetter, Run
from xltools.letters.checker.page import is_red
from xltools.letters.checker.reading import read_opened
from xltools.letters.opening import open_document
from xltools.notice.model import Quota
from xltools.rules.quota import allowed_for


def unruled(document: OpenedLetter) -> OpenedLetter:
    """No paragraph has a pitch of its own: the page's grid alone says it."""
    return replace(document, paragraphs=tuple(replace(para, line=None) for para in document.paragraphs))


def number(*parts: str, **fields: object) -> Edit:
    """The odd pages' number written in other parts."""
    runs = opened("plain").sections[0].footers["default"][0].runs
    model = next(one for one in runs if one.text.isdecimal())
    return footer("default", runs=tuple(replace(model, text=part, **fields) for part in parts))  # type: ignore[arg-type]


PAGE = f"{FIELD}PAGE{FIELD}"
CASES: dict[str, tuple[str, Edit, str]] = {
    "the grid alone": ("grid", unruled, ""),
    "lines without characters": ("grid", then(unruled, page(grid_type="lines")), ""),
    "snapped to characters": ("grid", then(unruled, page(grid_type="snapToChars")), ""),
    "no grid, a pitch": ("grid", page(grid_type=""), ""),
    "no grid, no pitch": ("grid", then(unruled, page(grid_type="")), "没有文档网格"),
    "a grid too narrow": ("grid", then(unruled, page(line_pitch=554)), "行距 27.7 磅，每页排不成22行"),
    "a grid just wide enough": ("grid", then(unruled, page(line_pitch=555)), ""),
    "a grid of 22 lines": ("grid", then(unruled, page(line_pitch=579)), ""),
    "a grid of 21 lines": ("grid", then(unruled, page(line_pitch=605)), "每页只有21行"),
    "a grid too wide": ("grid", then(unruled, page(line_pitch=606)), "每页排不成22行"),
    "a pitch says more than the grid": ("grid", page(line_pitch=700), ""),
    "no pitch in the first paragraph, but in the next": ("grid", then(put(B, 0, line=None), page(grid_type="")), ""),
    "a commitment has only its grid": ("grid", then(text(T, "真实性承诺书"), page(grid_type="")), "没有文档网格"),
    "the number alone": ("page-number", number(PAGE, "1"), "应各放一条一字线"),
    "a stroke before it": ("page-number", number("— ", PAGE, "1"), "应各放一条一字线"),
    "a stroke behind it": ("page-number", number(PAGE, "1", " —"), "应各放一条一字线"),
    "strokes of minus signs": ("page-number", number("- ", PAGE, "1", " -"), "应各放一条一字线"),
    "strokes with full blanks": ("page-number", number("—　", PAGE, "12", "　—"), ""),
    "a number of the page before it was counted": ("page-number", number("— ", PAGE, " —"), ""),
    "small enough": ("page-number", number("— ", PAGE, "1", " —", size=14.5), ""),
    "too large": ("page-number", number("— ", PAGE, "1", " —", size=14.6), "页码是 14.6 磅"),
    "too small": ("page-number", number("— ", PAGE, "1", " —", size=13.4), "页码是 13.4 磅"),
    "of another face": ("page-number", number("— ", PAGE, "1", " —", latin="Arial"), "页码的字体是“Arial”"),
    "a red of the head in the text": ("colour", run(B, 0, color="FF0000"), "文字颜色是 FF0000"),
    "nearly black": ("colour", run(B, 0, color="000001"), "文字颜色是 000001"),
    "blank runs may have any colour": ("colour", put(B, 0, runs=(Run(text=" ", color="FF0000"),)), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_step_to_either_side(name: str) -> None:
    rule, edit, words = CASES[name]
    said = [one.message for one in found(edit(opened("plain"))) if one.rule == f"letter.{rule}"]
    assert bool(said) is bool(words), said
    assert not words or any(words in message for message in said), said


@pytest.mark.parametrize(
    ("color", "red"),
    [
        ("FF0000", True), ("B40000", True), ("B30000", False), ("FF4600", True), ("FF4700", False), ("FF0046", True), ("FF0047", False), ("auto", False), ("", False), ("C00000", True), ("00FF00", False), ("0000FF", False), ("FF00000", False),
    ],
)  # fmt: skip
def test_what_is_red(color: str, red: bool) -> None:
    assert is_red(color) is red


# --- typed letters of 示例区 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "rule", "value"),
    [
        ("全市企业踊跃申报。", "area", "全市"), ("全省共收到5个项目。", "area", "全省"), ("全区企业踊跃申报。", "area", ""), ("《全市企业名录》。", "area", ""), ("居全市前列的企业。", "area", ""), ("全市上下，企业踊跃。", "area", ""),
        ("全市平均企业数。", "area", ""), ("全市的一二三四五六七企业。", "area", "全市"), ("全市的一二三四五六七八企业。", "area", ""),
        ("江岸区经信局审核。", "elsewhere", "江岸区"), ("江岸区2家企业。", "elsewhere", "江岸区"), ("江岸区12345家企业。", "elsewhere", ""), ("江岸区2家医院。", "elsewhere", ""), ("均在江岸区境内依法注册。", "elsewhere", "江岸区"),
        ("江岸区辖区内登记。", "elsewhere", "江岸区"), ("全区46家规上企业。", "elsewhere", ""), ("考察江岸区经信局。", "elsewhere", ""), ("《江岸区经信局办法》。", "elsewhere", ""), ("江岸区很大。", "elsewhere", ""), ("武汉市经信局通知。", "elsewhere", ""),
        ("黄石市内注册。", "elsewhere", "黄石市"), ("开发区46家企业。", "elsewhere", ""), ("示例区经信局审核。", "elsewhere", ""),
        ("推荐企业8家，其中国有企业2家、外资企业5家。", "breakdown", ""), ("推荐企业8家，其中国有企业3家、民营企业6家。", "breakdown", "9"), ("推荐企业8家，其中国有企业8家、民营企业1家。", "breakdown", "9"),
        ("推荐企业8家，按企业性质分，国有企业3家、外资企业4家。", "breakdown", "7"), ("推荐企业8家，按企业性质分，国有企业3家、外资企业4家等。", "breakdown", ""), ("推荐企业8家，其中国有企业9家。", "breakdown", ""),
        ("推荐企业8家，其中国有企业3家、国有企业9家。", "breakdown", ""), ("推荐企业8家，每国有企业3家、民营企业9家。", "breakdown", "12"), ("推荐企业8家，其中国有企业3个、民营企业9个。", "breakdown", ""),
        ("推荐企业8家（国有企业3家、民营企业6家）。", "breakdown", "9"), ("推荐企业8家均已审核通过（国有企业3家、民营企业6家）。", "breakdown", ""), ("推荐企业8家，其中三级以上3家、三级6家。", "breakdown", ""),
        ("《企业8家，其中国有企业3家、民营企业6家》。", "breakdown", ""), ("推荐企业8家。分别为国有企业3家、民营企业6家。", "breakdown", "9"), ("推荐企业8家。国有企业3家、民营企业6家。", "breakdown", ""),
    ],
)  # fmt: skip
def test_places_and_parts_in_a_typed_letter(sentence: str, rule: str, value: str) -> None:
    said = [one.value for one in typed(sentence) if one.rule == f"letter.{rule}"]
    assert said == ([value] if value else [])


# --- which quota a unit has -----------------------------------------------------------------------------------------------

PROVINCE = Quota(category="甲", limit=3, level="province", unit_kind="省", from_list="provinces")
LARGE = Quota(category="甲", limit=5, level="province", unit_kind="大省", from_list="provinces")
CITY = Quota(category="甲", limit=1, level="province", unit_kind="计划单列市", units=("示例滨市",))
NAMED = Quota(category="甲", limit=9, level="province", unit_kind="特区", from_list="provinces", units=("示例特区",))
GROUP = Quota(category="甲", limit=2, level="province", unit_kind="集团", companies=True)


@pytest.mark.parametrize(
    ("unit", "limits", "allowed"),
    [
        ("示例滨市工信局", (PROVINCE, CITY), (1, 1, True)), ("示例集团有限公司", (PROVINCE, GROUP), (2, 2, True)), ("示例滨市装备集团有限公司", (PROVINCE, CITY, GROUP), (2, 2, True)),
        ("示例滨市装备集团有限公司", (PROVINCE, CITY), (1, 1, True)), ("某地", (PROVINCE, CITY), (3, 3, True)), ("某地", (LARGE, PROVINCE, CITY), (3, 5, False)), ("某地", (CITY,), (1, 1, True)), ("", (PROVINCE, GROUP), (2, 3, False)),
    ],
)  # fmt: skip
def test_which_quota_a_unit_has(unit: str, limits: tuple[Quota, ...], allowed: tuple[int, int, bool]) -> None:
    made = allowed_for(unit, limits)
    assert (made.certain.limit, made.most.limit, made.known) == allowed


# --- boxes, titles, embedded parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "against", "severity", "words"),
    [
        ("共推荐项目6个。", True, "error", "，项目写的是6，汇总表里是5"), ("共推荐项目5个。", True, "warning", "里有文字“共推荐项目5个。”。"), ("共推荐项目6个。", False, "warning", "里有文字“共推荐项目6个。”。"), ("示例", True, "warning", "里有文字“示例”。"),
    ],
)  # fmt: skip
def test_a_text_box_with_a_wrong_count_is_an_error(box: str, against: bool, severity: str, words: str) -> None:
    document = whole(text_boxes=(box,))(opened("plain"))
    options = {} if against else {"against": None}
    (said,) = [one for one in found(document, **options) if one.rule == "letter.text-boxes"]
    assert said.severity.value == severity
    assert words in said.message


SUBJECT = "年度国家智能制造试点示范推荐项目的报告"


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        (f"示例区经信局　示例区发改局关于报送20\n22{SUBJECT}", "报送202"), (f"示例区经信局　示例区发改局关于报送2022\n{SUBJECT}", "2022年"), (f"示例区经信局　示例区发改局关于报送\n2022{SUBJECT}", ""),
        ("示例区经信局　示例区发改局关于印发《示\n例办法》的报告", "《示例办法》"), ("示例区经信局　示例区发改局关于印发\n《示例办法》的报告", ""),
    ],
)  # fmt: skip
def test_a_title_is_not_broken_within_a_number_or_a_name(title: str, broken: str) -> None:
    said = [one.value for one in found(text(T, title)(opened("plain"))) if "中间回行" in one.message]
    assert said == ([broken] if broken else [])


def test_one_title_is_enough() -> None:
    document = opened("plain")
    title = at(document, T)
    place = document.paragraphs.index(title) + 1
    twice = [*document.paragraphs[:place], title, *document.paragraphs[place:]]
    doubled = replace(document, paragraphs=tuple(replace(para, index=n) for n, para in enumerate(twice)))
    assert any(one.message.endswith("有不止一个标题。") for one in found(doubled))
    assert not any(one.message.endswith("有不止一个标题。") for one in found(document))


@pytest.mark.parametrize(
    ("field", "named"),
    [
        (" DDEAUTO Excel 甲", "DDEAUTO Excel 甲"), ('INCLUDETEXT "甲.docx"', 'INCLUDETEXT "甲.docx"'), ("link Excel.Sheet 甲", "link Excel.Sheet 甲"), ("LINK " + "长" * 40, "LINK " + "长" * 35), ("PAGE", ""), ("HYPERLINK x", ""),
    ],
)  # fmt: skip
def test_fields_that_fetch_from_elsewhere(field: str, named: str) -> None:
    document = open_document(base("plain"))
    paragraph = document.paragraphs[0]._p
    run = OxmlElement("w:r")
    code = OxmlElement("w:instrText")
    code.text = field
    run.append(code)
    paragraph.append(run)
    assert list(read_opened(document).embedded) == ([named] if named else [])
