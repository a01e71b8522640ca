"""What each row below the heading is: a record, or furniture, and of which kind.

One judgement for every reader: validate, total, merge, inspect, draft and the filling of blanks ask here. Furniture is told by
its own words and shape, never by what it lacks: a row in doubt is a record, so that nothing is dropped unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from ..formats.grid import NO_VALUE, ErrorValue, GridRow, Value
from ..notice.model import Attachment, ColumnType
from .headings import Header, heading_name
from .patterns import Lazy
from .values import UNITS, is_blank, plain, squeeze


class RowKind(StrEnum):
    RECORD = "record"
    HEADING = "heading"
    """The heading or the title once more, at the top of a printed page."""
    NUMBERS = "column-numbers"
    """1 2 3, 甲 乙 丙 or （1）（2） under the heading."""
    UNIT = "unit"
    EXAMPLE = "example"
    GROUP = "group"
    PART = "part"
    """其中：a part of the record above it."""
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    RUNNING = "running-total"
    """累计: from the first record on."""
    RATIO = "ratio"
    """平均, 占比."""
    PAGE = "page"
    """本页小计, 承前页, 过次页, 续表."""
    NOTE = "note"
    SIGNATURE = "signature"
    TEMPLATE = "template"
    """A row of the blank that was not filled in: a running number, zeros, dashes, a drop-down's value."""
    HIDDEN = "hidden"
    """A record that was left out because hidden rows were to be."""
    STRUCK = "struck"


WHY = {
    RowKind.HEADING: "重复的表头行",
    RowKind.NUMBERS: "栏次行",
    RowKind.UNIT: "单位行",
    RowKind.EXAMPLE: "示例行",
    RowKind.GROUP: "分类标题行",
    RowKind.PART: "“其中”行",
    RowKind.SUBTOTAL: "小计行",
    RowKind.TOTAL: "合计行",
    RowKind.RUNNING: "累计行",
    RowKind.RATIO: "平均、占比行",
    RowKind.PAGE: "页首页末行",
    RowKind.NOTE: "说明行",
    RowKind.SIGNATURE: "签章行",
    RowKind.TEMPLATE: "没有填写内容的空行",
    RowKind.HIDDEN: "隐藏行（按要求不计）",
    RowKind.STRUCK: "划了删除线的行（按要求不计）",
}
"""Why a row is no record, in the words of the receipt."""

DATA_LIKE = frozenset({RowKind.TEMPLATE, RowKind.EXAMPLE, RowKind.PART, RowKind.HIDDEN, RowKind.STRUCK})
"""Rows that might be taken for records: a receipt names each; the others are furniture, and are counted."""

SUMS = frozenset({RowKind.SUBTOTAL, RowKind.TOTAL, RowKind.RUNNING})

Texts = Sequence[tuple[int, str]]
"""(column, text) of a row's texts."""

Filled = Sequence[tuple[int, Value]]
"""(column, value) of a row's cells but for signs of nothing."""

_LONGEST = 400
"""Characters of a text that are looked at: no word of furniture stands behind them."""

# --- words ---------------------------------------------------------------------------------------------------------

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
_LOOSE_SUM = Lazy(rf".{{1,20}}(?:小计|合计|总计|共计|累计){_BEHIND}")
_PAGE_MARK = Lazy(
    r".{0,60}\(续[上前]?[表页]?\d{0,3}\)|(?:附[件表].{0,6})?\(?[续接][上前]?[表页]\d{0,3}\)?|表\d{0,3}续|第\d{1,4}页.{0,12}|共\d{1,4}页"
)
_RATIO = Lazy(r"(?:算术)?平均[值数]?|均值|占比|所?占比例|比[例重]|百分比")
_PART = Lazy(r"(?:\(?\d{1,3}\)?[、.]?)?(?:其中|内含|其包括)(?:[:：,，].*)?")
_PART_LOOSE = Lazy(r"其中(?!心|央|部|间|段|药|医|国).{1,30}")
_GROUP = Lazy(r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|第[一二三四五六七八九十]+[部类]|[ⅠⅡⅢⅣⅤ][、.])\s*\S.*")
_NOTE = Lazy(
    r"\s*(?:填表说明|填报说明|填写说明|说明|备注|注|附注|注意|备\s*注)\s*\d*[:：、.].*|\s*(?:填表说明|填报说明|注)\s*",
    re.DOTALL,
)
_SIGNATURE = Lazy(
    r"(?:负责人|法定代表人|财务|填表人|填报人|制表|审核|审批|经办|复核|联系人|联系电话|单位|日期|时间|签字|盖章|公章|填报单位).{0,12}[:：]"
    r"|[（(](?:签字|盖章|公章|签名)[)）]|^\s*+(?:\d{4}\s*+)?年\s*+(?:\d{1,2}\s*+)?月\s*+(?:\d{1,2}\s*+)?日\s*+$"
)
_EXAMPLE_WORD = r"(?:填[写报表])?(?:示例|样例|范例|举例|例子|例)"
_EXAMPLE = Lazy(rf"[\[【<]?\(?{_EXAMPLE_WORD}[行数据]{{0,3}}[\d一二三]?\)?[\]】>]?[:：]?")
_EXAMPLE_NAME = Lazy(
    rf"(?:{_EXAMPLE_WORD}\d?|例如|如)[:：].+|[\[【(]{_EXAMPLE_WORD}[\]】)].+|.+[\[【(]{_EXAMPLE_WORD}[\]】)]"
)
_EXAMPLE_REMARK = Lazy(
    rf"\(?(?:[此本该]|以上|上述)?[行列栏]?[为系是]{_EXAMPLE_WORD}.{{0,40}}|\(?{_EXAMPLE_WORD}.{{0,12}}(?:请?[勿删]|不计|仅供).{{0,20}}"
    rf"|.{{0,12}}(?:删除|删去|仅供)本?{_EXAMPLE_WORD}行?.{{0,10}}"
)
_PLACEHOLDER = Lazy(r"(?:×{2,}|[XxＸ]{2,}|[*＊]{2,}|[○〇]{2,}|某{2,}).{0,16}(?:公司|企业|集团|工厂|单位|项目|设备|厂)")
_HINT = re.compile(r"其中|内含|××|XX|xx|[小合总共累分]\s?计|页|\*\*|○○|某某")
_EXAMPLE_HINT = re.compile(
    r"[例如]\s?[:：]|[（(\[【<]\s?(?:填|[示样范举]?例)|^\s*(?:填.)?[示样范举]?例.{0,4}$|[为系是]填?.?[示样范举]?例|(?:删[除去]|仅供).{0,4}例|例.{0,14}(?:删|勿|仅供|不计)"
)
"""Where none of these stands in a text, a full numbered row is a record. (Many a company has 例 in its name.)"""

_FIGURE = Lazy(r"[-+−△]?[¥￥]?[\d,]+(?:\.\d+)?(?:元|万元|亿元|%|台|套|台/套|台套|项)?|[-—/–]+")
_ZERO = Lazy(r"[¥￥+-]?0+(?:\.0*)?(?:元|万元|%)?")
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHINESE = ("零", *"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")
_COLUMN_FORMULA = Lazy(r"(\d{1,3})=[\d+\-*/×÷()]{1,60}")
_COUNTS_COLUMNS = frozenset({"栏次", "列次", "行次", "栏号", "列号", "栏目", "序号", "编号", "项次", "栏", "列"})
_UNIT_WORD = frozenset(
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


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch("".join(plain(text).split())) is not None


def _words(texts: Texts) -> int:
    """How many texts of a row are no figures."""
    return sum(not _is_figure(text) for _, text in texts)


# --- the judge -------------------------------------------------------------------------------------------------------

_CONTENT = (ColumnType.TEXT, ColumnType.CODE)


@dataclass(slots=True)
class RowJudge:
    """Tells what the rows below one heading are."""

    columns: Mapping[int, str]
    """Bound sheet column -> key."""
    order: int = 0
    """The column of 序号; 0: none."""
    types: Mapping[int, ColumnType] = field(default_factory=dict)
    """Of the bound columns, where the form is known."""
    category: int = 0
    """The column whose value makes the blocks; 0: none."""
    headings: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Column -> what its heading says, part by part and as a whole."""
    above: frozenset[str] = frozenset()
    """The texts above the heading: a title may stand there again."""
    official: frozenset[str] = frozenset()
    """Names of rows that the notice prints: never furniture, whatever they look like (其中：软件, 投资合计)."""
    _plans: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, attachment: Attachment, header: Header, above: frozenset[str] = frozenset()) -> RowJudge:
        by_key = {column.key: column for column in attachment.columns}
        names = (name for row in attachment.rows for name in (row.cells.get(attachment.row_key, ""), *row.aliases))
        return cls(
            columns={column: key for key, column in header.columns.items()},
            order=_numbering(attachment, header),
            types={column: by_key[key].type for key, column in header.columns.items() if key in by_key},
            category=header.columns.get(attachment.category, 0),
            headings={column: _sayings(parts) for column, parts in header.stacks.items()},
            above=above,
            official=frozenset(squeeze(name) for name in names if name),
        )

    def plainly_record(self, row: GridRow) -> bool:
        """A full row that bears a number and texts without any word of furniture: the usual case, decided fast."""
        plan = self._plans.get(row.columns)
        if plan is None:
            plan = self._plans[row.columns] = self._plan(row.columns)
        if not plan:
            return False
        values = row.values
        first = values[0]
        if first.__class__ is not Decimal and not (first.__class__ is str and first.isdigit()):
            return False
        told = False
        for position in plan:
            value = values[position]
            if value.__class__ is str:
                if _HINT.search(value) or ("例" in value and _EXAMPLE_HINT.search(value)):
                    return False
                told = told or len(value) > 1
        return told

    def _plan(self, columns: tuple[int, ...]) -> tuple[int, ...]:
        """Positions of a row's telling cells; empty where rows filled like this must be looked at closely."""
        if not columns or columns[0] != self.order or len(columns) < max(4, len(self.columns) // 2):
            return ()
        return tuple(at for at, column in enumerate(columns) if column != self.order and self._tells(column))

    def _tells(self, column: int) -> bool:
        return self.types.get(column, ColumnType.TEXT) in _CONTENT

    def kind(self, row: GridRow, *, fresh: bool = False) -> RowKind:
        """What the row is. `fresh`: no record has stood below the heading yet (column numbers and units stand only there)."""
        filled = [(c, v) for c, v in zip(row.columns, row.values, strict=True) if not is_blank(v)]
        texts = [(c, v[:_LONGEST]) for c, v in filled if isinstance(v, str) and not isinstance(v, ErrorValue)]
        if self.official and any(squeeze(text) in self.official for _, text in texts[:4]):
            return RowKind.RECORD
        return (
            (self._below_heading(filled, texts) if fresh else None)
            or self._furniture(filled, texts)
            or self._sum(filled, texts)
            or self._page_or_part(filled, texts)
            or self._words_only(filled, texts)
        )

    def _below_heading(self, filled: Filled, texts: Texts) -> RowKind | None:
        if _counts_columns(filled, self.types):
            return RowKind.NUMBERS
        return RowKind.UNIT if texts and len(texts) == len(filled) and _names_units(texts) else None

    def _furniture(self, filled: Filled, texts: Texts) -> RowKind | None:
        if self._is_template(filled):
            return RowKind.TEMPLATE
        if len(texts) == len(filled) and self._repeats_heading(texts):
            return RowKind.HEADING
        return RowKind.EXAMPLE if self._is_example(texts) else None

    def may_be_note(self, kind: RowKind, value: Value) -> bool:
        """A text alone, below a note, that does not say itself what it is."""
        if not isinstance(value, str) or kind not in (RowKind.RECORD, RowKind.GROUP):
            return False
        return kind is RowKind.RECORD or _GROUP.fullmatch(value.strip()) is None

    # -- nothing in it ------------------------------------------------------------------------------------------------

    def _is_template(self, filled: Filled) -> bool:
        # A drop-down's value alone, where the row has no number, is somebody's heading of a block.
        if len(filled) == 1 and filled[0][0] == self.category and isinstance(filled[0][1], str):
            return False
        return all(self._says_nothing(column, value) for column, value in filled)

    def _says_nothing(self, column: int, value: Value) -> bool:
        """A running number, a zero, a formula nobody calculated, a value from a list, a printed unit."""
        kind = self.types.get(column)
        if value is NO_VALUE:
            return kind not in _CONTENT
        if isinstance(value, str):
            flat = squeeze(value)
            if column == self.order:
                return flat.isdigit()
            return _ZERO.fullmatch(flat) is not None or kind is ColumnType.CHOICE or flat in _UNIT_WORD
        if isinstance(value, Decimal):
            return value == 0 or (column == self.order and value == value.to_integral_value())
        return False

    # -- the heading again, and what stands right below it ------------------------------------------------------------

    def _repeats_heading(self, texts: Texts) -> bool:
        """Every filled cell is the whole text of its heading; or a line from above the heading stands here again."""
        if len(texts) >= 2 and all(_is_heading(text, self.headings.get(column, frozenset())) for column, text in texts):
            return True
        return all(squeeze(text) in self.above for _, text in texts)

    # -- examples -----------------------------------------------------------------------------------------------------

    def _is_example(self, texts: Texts) -> bool:
        return any(self._shows_example(column, squeeze(text)) for column, text in texts if len(text) <= 80)

    def _shows_example(self, column: int, flat: str) -> bool:
        kind = self.types.get(column, ColumnType.TEXT)
        if column == self.order or kind in (ColumnType.TEXT, ColumnType.CHOICE, ColumnType.CODE):
            # 例 alone is a unit too: so many 例 of an operation.
            if (_EXAMPLE.fullmatch(flat) and (flat != "例" or column == self.order)) or _EXAMPLE_REMARK.fullmatch(flat):
                return True
            return kind is ColumnType.TEXT and (
                _EXAMPLE_NAME.fullmatch(flat) is not None or _PLACEHOLDER.fullmatch(flat) is not None
            )
        return False

    # -- sums ---------------------------------------------------------------------------------------------------------

    def _sum(self, filled: Filled, texts: Texts) -> RowKind | None:
        for column, text in _labels(texts):
            kind = total_kind(text)
            # A record may name a thing 合计…; a total row names nothing else before its label. Its sums may be texts: in
            # a Word table all are.
            if kind is not None and _words(texts) - (column == self.order) <= 3:
                return kind
            flat = squeeze(text)
            if len(flat) <= 30 and _LOOSE_SUM.fullmatch(flat) and not self._is_filled_in(filled) and _words(texts) <= 2:
                return RowKind.RUNNING if "累计" in flat else RowKind.SUBTOTAL
        if texts and _RATIO.fullmatch(squeeze(texts[0][1]).split("(")[0]) and not self._is_filled_in(filled):
            return RowKind.RATIO if _words(texts) == 1 and len(filled) > 1 else None
        return None

    def _is_filled_in(self, filled: Filled) -> bool:
        """Signs of a record of its own: a running number, a day, a number of a contract or an invoice."""
        return any(
            isinstance(value, datetime)
            or (column == self.order and (isinstance(value, Decimal) or squeeze(str(value)).isdigit()))
            or self.types.get(column) is ColumnType.CODE
            for column, value in filled
        )

    # -- pages and parts ----------------------------------------------------------------------------------------------

    def _page_or_part(self, filled: Filled, texts: Texts) -> RowKind | None:
        if len(filled) == 1 and texts and len(texts[0][1]) <= 80 and _PAGE_MARK.fullmatch(squeeze(texts[0][1])):
            return RowKind.PAGE
        for column, text in texts[:4]:
            flat = squeeze(text)
            if len(flat) > 60 or not (column == self.order or self._tells(column) or column == self.category):
                continue
            if _PART.fullmatch(flat) or (_PART_LOOSE.fullmatch(flat) and not self._is_filled_in(filled)):
                return RowKind.PART
        return None

    # -- rows of words ------------------------------------------------------------------------------------------------

    def _words_only(self, filled: Filled, texts: Texts) -> RowKind:
        if len(texts) < len(filled) or not texts:
            return RowKind.RECORD
        kind = self._text_row(texts)
        # A word alone under 序号 or the category heads a block, numbered or not: 设备购置, （类别未识别）.
        alone = len(texts) == 1 and texts[0][0] in (self.order, self.category) and len(self.columns) >= 5
        return RowKind.GROUP if alone and kind is RowKind.RECORD else kind

    def _text_row(self, texts: Texts) -> RowKind:
        first = texts[0][1]
        if len(texts) <= 2 and _NOTE.fullmatch(first):
            return RowKind.NOTE
        signs = sum(bool(_SIGNATURE.search(squeeze(text))) for _, text in texts)
        if signs * 2 >= len(texts) and len(texts) <= 6:
            return RowKind.SIGNATURE
        if len(texts) == 1:
            if len(first.strip()) <= 40 and _GROUP.fullmatch(first.strip()):
                return RowKind.GROUP
            if len(first) > 40 or (len(self.columns) >= 5 and re.match(r"\s*\d+[、.．]", first)):
                return RowKind.NOTE
        return RowKind.RECORD


def _numbering(attachment: Attachment, header: Header) -> int:
    """The sheet column of 序号: the order of the rows, where the form has no other column for it."""
    own = (column.key for column in attachment.columns if heading_name(column.heading)[0] == "序号")
    return next((header.columns[key] for key in (*own, attachment.order) if key in header.columns), 0)


def _labels(texts: Texts) -> Sequence[tuple[int, str]]:
    """The texts that may name a sum; 合 and 计 in two cells are one word."""
    found = list(texts[:4])
    if len(found) >= 2 and len(squeeze(found[0][1])) == 1 == len(squeeze(found[1][1])):
        found.insert(0, (found[0][0], found[0][1] + found[1][1]))
    return found


def _sayings(parts: Sequence[str]) -> frozenset[str]:
    said = [*parts, "".join(parts)]
    return frozenset({squeeze(text) for text in said} | {heading_name(text)[0] for text in said})


def _is_heading(text: str, heading: frozenset[str]) -> bool:
    return len(text) <= 60 and (squeeze(text) in heading or heading_name(text)[0] in heading)


def _column_number(text: str) -> tuple[str, int] | None:
    """(style, number) of 3, （3）, ③, 丙, C, 三; of 12=13+14 the 12."""
    flat = squeeze(text).strip("()[]")
    if match := _COLUMN_FORMULA.fullmatch(flat):
        return "number", int(match[1])
    if flat.isdigit() and len(flat) <= 3:
        return "number", int(flat)
    for style, signs in (("stem", _STEMS), ("letter", _LETTERS)):
        if len(flat) == 1 and flat.upper() in signs:
            return style, signs.index(flat.upper()) + 1
    return ("chinese", _CHINESE.index(flat)) if flat in _CHINESE else None


def _counts_columns(filled: Filled, types: Mapping[int, ColumnType]) -> bool:
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


def _names_units(texts: Texts) -> bool:
    """Every cell is the unit of its column."""
    bare = [squeeze(text).lower().removeprefix("单位:").strip("()[]") for _, text in texts]
    return all(word in _UNIT_WORD for word in bare) and (len(bare) >= 2 or bare[0] in UNITS)


__all__ = ["DATA_LIKE", "SUMS", "WHY", "RowJudge", "RowKind", "total_kind"]
