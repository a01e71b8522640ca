"""The words and shapes by which rows that are no records tell what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ..notice.model import ColumnType
from .patterns import Lazy
from .rowkinds import Filled, RowKind, Texts
from .values import UNITS, plain, squeeze

_NUMBERED = r"(?:\(?[一二三四五六七八九十\d]{1,3}\)?[、.．]?|[ⅠⅡⅢⅣⅤⅥA-Z][、.．]?)?"
_BEHIND = r"(?:金额|数|额)?(?:\(.{0,30}\))?(?:[:：].*)?"
_SUBTOTAL = Lazy(
    rf"{_NUMBERED}(?:(?:本类|分类|各类|本项|分项)?(?:小计|小結|小計)|(?:分类|本类|分项)合计|分计|sub-?total){_BEHIND}",
    re.I,
)
_TOTAL = Lazy(
    rf"{_NUMBERED}(?:投资|金额|项目|全部|本表|总|大写)?(?:合计|合計|总计|總計|共计|总和|(?:grand)?total){_BEHIND}|以上(?:共|合计|总计).{{0,20}}"
    rf"|(?:投资|金额|费用)(?:总额|汇总){_BEHIND}|汇总|[Σ∑]",
    re.I,
)
_RUNNING = Lazy(rf"(?:截至|截止|至)?.{{0,8}}累[计計](?:完成)?(?:投资|投入)?{_BEHIND}")
_PAGE_SUM = Lazy(
    r"(?:[本每该]页(?:小计|合计|累计|计)|[承续]上?前?页|承前|过[次下]页|转[次下]页|[接续][上前下]页|结转[下次]页|上页结转)(?:小计|合计|累计)?"
    + _BEHIND
)
LOOSE_SUM = Lazy(rf".{{1,20}}(?:小计|合计|总计|共计|累计){_BEHIND}")
PAGE_MARK = Lazy(
    r".{0,60}\(续[上前]?[表页]?\d{0,3}\)|(?:附[件表].{0,6})?\(?[续接][上前]?[表页]\d{0,3}\)?|表\d{0,3}续|第\d{1,4}页.{0,12}|共\d{1,4}页"
)
RATIO = Lazy(r"(?:算术)?平均[值数]?|均值|占比|所?占比例|比[例重]|百分比")
PART = Lazy(r"(?:\(?\d{1,3}\)?[、.]?)?(?:其中|内含|其包括)(?:[:：,，].*)?")
PART_LOOSE = Lazy(r"其中(?!心|央|部|间|段|药|医|国).{1,30}")
GROUP = Lazy(r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|第[一二三四五六七八九十]+[部类]|[ⅠⅡⅢⅣⅤ][、.])\s*\S.*")
NOTE = Lazy(
    r"\s*(?:填表说明|填报说明|填写说明|说明|备注|注|附注|注意|备\s*注)\s*\d*[:：、.].*|\s*(?:填表说明|填报说明|注)\s*",
    re.DOTALL,
)
SIGNATURE = Lazy(
    r"(?:负责人|法定代表人|财务|填表人|填报人|制表|审核|审批|经办|复核|联系人|联系电话|单位|日期|时间|签字|盖章|公章|填报单位).{0,12}[:：]"
    r"|[（(](?:签字|盖章|公章|签名)[)）]|^\s*+(?:\d{4}\s*+)?年\s*+(?:\d{1,2}\s*+)?月\s*+(?:\d{1,2}\s*+)?日\s*+$"
)
_EXAMPLE_WORD = r"(?:填[写报表])?(?:示例|样例|范例|举例|例子|例)"
EXAMPLE = Lazy(rf"[\[【<]?\(?{_EXAMPLE_WORD}[行数据]{{0,3}}[\d一二三]?\)?[\]】>]?[:：]?")
EXAMPLE_NAME = Lazy(
    rf"(?:{_EXAMPLE_WORD}\d?|例如|如)[:：].+|[\[【(]{_EXAMPLE_WORD}[\]】)].+|.+[\[【(]{_EXAMPLE_WORD}[\]】)]"
)
EXAMPLE_REMARK = Lazy(
    rf"\(?(?:[此本该]|以上|上述)?[行列栏]?[为系是]{_EXAMPLE_WORD}.{{0,40}}|\(?{_EXAMPLE_WORD}.{{0,12}}(?:请?[勿删]|不计|仅供).{{0,20}}"
    rf"|.{{0,12}}(?:删除|删去|仅供)本?{_EXAMPLE_WORD}行?.{{0,10}}"
)
PLACEHOLDER = Lazy(r"(?:×{2,}|[XxＸ]{2,}|[*＊]{2,}|[○〇]{2,}|某{2,}).{0,16}(?:公司|企业|集团|工厂|单位|项目|设备|厂)")
HINT = re.compile(r"其中|内含|××|XX|xx|[小合总共累分]\s?计|页|\*\*|○○|某某")
EXAMPLE_HINT = re.compile(
    r"[例如]\s?[:：]|[（(\[【<]\s?(?:填|[示样范举]?例)|^\s*(?:填.)?[示样范举]?例.{0,4}$|[为系是]填?.?[示样范举]?例|(?:删[除去]|仅供).{0,4}例|例.{0,14}(?:删|勿|仅供|不计)"
)
"""Where none of these stands in a text, a full numbered row is a record. (Many a company has 例 in its name.)"""

_FIGURE = Lazy(r"[-+−△]?[¥￥]?[\d,]+(?:\.\d+)?(?:元|万元|亿元|%|台|套|台/套|台套|项)?|[-—/–]+")
ZERO = Lazy(r"[¥￥+-]?0+(?:\.0*)?(?:元|万元|%)?")
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHINESE = ("零", *"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")
_COLUMN_FORMULA = Lazy(r"(\d{1,3})=[\d+\-*/×÷()]{1,60}")
_COUNTS_COLUMNS = frozenset({"栏次", "列次", "行次", "栏号", "列号", "栏目", "序号", "编号", "项次", "栏", "列"})
UNIT_WORD = frozenset(
    {
        *UNITS, "台", "套", "台/套", "台套", "台(套)", "台、套", "个", "项", "家", "人", "人数", "条", "件", "份", "%", "％", "年", "月", "日",
        "年-月-日", "年/月/日", "年月日", "年.月.日", "年-月", "年月", "年/月", "yyyy-mm-dd", "yyyy/mm/dd", "yyyymmdd", "yyyy-mm", "yyyy年mm月dd日",
        "文本", "数字", "日期", "文字", "单位", "计量单位", "金额单位", "吨", "小时", "平方米", "㎡", "m2", "kw", "级", "位", "名", "次", "批", "组",
    }
)  # fmt: skip


_SUM_SIGNS = frozenset("计計页额汇Σ∑")
"""One of these stands in every word for a sum; most cells have none, and are passed over at once."""


def total_kind(text: str) -> RowKind | None:
    """SUBTOTAL for 小计, TOTAL for 合计 and 总计, RUNNING for 累计, PAGE for 本页小计 and 过次页; None for anything else."""
    flat = squeeze(text)
    if len(flat) > 60 or not (
        not _SUM_SIGNS.isdisjoint(flat) or flat[:2] in ("以上", "总和", "承前", "汇总") or flat.isascii()
    ):
        return None
    if _PAGE_SUM.fullmatch(flat):
        return RowKind.PAGE
    if _SUBTOTAL.fullmatch(flat):
        return RowKind.SUBTOTAL
    if _TOTAL.fullmatch(flat):
        return RowKind.TOTAL
    return RowKind.RUNNING if _RUNNING.fullmatch(flat) and len(flat) <= 30 else None


def is_figure(text: str) -> bool:
    return _FIGURE.fullmatch("".join(plain(text).split())) is not None


def words(texts: Texts) -> int:
    """How many texts of a row are no figures."""
    return sum(not is_figure(text) for _, text in texts)


def _column_number(text: str) -> tuple[str, int] | None:
    """(style, number) of 3, （3）, ③, 丙, C, 三; of 12=13+14 the 12."""
    flat = squeeze(text).strip("()[]")
    if match := _COLUMN_FORMULA.fullmatch(flat):
        return "number", int(match[1])
    if flat.isdecimal() and len(flat) <= 3:
        return "number", int(flat)
    for style, signs in (("stem", _STEMS), ("letter", _LETTERS)):
        if len(flat) == 1 and flat.upper() in signs:
            return style, signs.index(flat.upper()) + 1
    return ("chinese", _CHINESE.index(flat)) if flat in _CHINESE else None


def counts_columns(filled: Filled, types: Mapping[int, ColumnType]) -> bool:
    """The row counts the columns: each cell one more than the one before it, in numbers, stems or letters."""
    if filled and isinstance(filled[0][1], str) and squeeze(filled[0][1]).rstrip(":") in _COUNTS_COLUMNS:
        filled = filled[1:]
    if len(filled) < 3:
        return False
    last: dict[str, int] = {}
    for _, value in filled:
        said = _column_number(
            format(value, "f") if isinstance(value, Decimal) else value if isinstance(value, str) else ""
        )
        if said is None or (said[1] != last[said[0]] + 1 if said[0] in last else said[1] > 3):
            return False
        last[said[0]] = said[1]
    # A record of small numbers may count by chance; in a column of words no record does.
    return not types or any(
        types.get(column) not in (ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.AMOUNT) for column, _ in filled
    )


def names_units(texts: Texts) -> bool:
    """Every cell is the unit of its column."""
    bare = [squeeze(text).lower().removeprefix("单位:").strip("()[]") for _, text in texts]
    return all(word in UNIT_WORD for word in bare) and (len(bare) >= 2 or bare[0] in UNITS)
