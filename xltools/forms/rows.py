"""What each row below the heading is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from ..formats.grid import ErrorValue, GridRow
from .patterns import Lazy
from .values import plain, squeeze


class RowKind(StrEnum):
    DATA = "data"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    SECTION = "section"
    NOTE = "note"
    SIGNATURE = "signature"
    HEADER = "header"
    NUMBERED = "numbered"
    """Only the 序号 is there: a row of the blank that was not filled in."""


_SUBTOTAL = Lazy(r"(?:[一二三四五六七八九十\d]+[、.])?(?:.{0,20})?(?:小\s*计|本页合计|分计)(?:[（(:：].*)?")
_TOTAL = Lazy(
    r"(?:[一二三四五六七八九十\d]+[、.])?(?:投资|金额|项目|全部|本表)?(?:合\s*计|总\s*计|累\s*计|共\s*计)(?:[（(:：].*)?"
)
_SECTION = Lazy(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|第[一二三四五六七八九十]+[部类]|[ⅠⅡⅢⅣⅤ][、.])\s*\S.*"
)
_NOTE = Lazy(
    r"\s*(?:填表说明|填报说明|填写说明|说明|备注|注|附注|注意|备\s*注)\s*\d*[:：、.].*|\s*(?:填表说明|填报说明|注)\s*",
    re.DOTALL,
)
_SIGNATURE = Lazy(
    r"(?:负责人|法定代表人|财务|填表人|填报人|制表|审核|审批|经办|复核|联系人|联系电话|单位|日期|时间|签字|盖章|公章|填报单位).{0,12}[:：]"
    r"|[（(](?:签字|盖章|公章|签名)[)）]|^\s*(?:\d{4})?\s*年\s*(?:\d{1,2})?\s*月\s*(?:\d{1,2})?\s*日\s*$"
)


_FIGURE = Lazy(r"[-+]?[\d,]+(?:\.\d+)?(?:元|万元|亿元|%|台|套|台/套|台套|项)?")


def total_kind(text: str) -> RowKind | None:
    """SUBTOTAL for 小计, TOTAL for 合计 and 总计, None for anything else."""
    flat = squeeze(text)
    if len(flat) > 30 or "计" not in flat:
        return None
    if _TOTAL.fullmatch(flat):
        return RowKind.TOTAL
    return RowKind.SUBTOTAL if _SUBTOTAL.fullmatch(flat) else None


def row_kind(row: GridRow, data_columns: Mapping[int, str], order_column: int, headings: Mapping[int, str]) -> RowKind:
    """What a row below the header is. `data_columns`: sheet column -> key; `order_column` is that of 序号 (0: none)."""
    texts = [
        (column, value)
        for column, value in zip(row.columns, row.values, strict=True)
        if isinstance(value, str) and not isinstance(value, ErrorValue)
    ]
    others = len(row.columns) - len(texts)
    for column, text in texts[:4]:
        kind = total_kind(text)
        # A data row may name a thing 合计…; a total row names nothing else before its label. Its sums may be texts: in a
        # Word table all are.
        if kind is not None and _words(texts) - (column == order_column) <= 3:
            return kind
    if len(row.columns) == 1 and row.columns[0] == order_column and (not texts or squeeze(texts[0][1]).isdigit()):
        return RowKind.NUMBERED
    if texts and _repeats_header(texts, headings):
        return RowKind.HEADER
    if not others and texts:
        kind = _text_row_kind(texts, data_columns)
        # A word alone under 序号 heads a block, numbered or not: 设备购置, （类别未识别）.
        alone = len(texts) == 1 and texts[0][0] == order_column and len(data_columns) >= 5
        return RowKind.SECTION if alone and kind is RowKind.DATA else kind
    return RowKind.DATA


def _words(texts: list[tuple[int, str]]) -> int:
    """How many texts of a row are no figures."""
    return sum(_FIGURE.fullmatch("".join(plain(text).split())) is None for _, text in texts)


def _repeats_header(texts: list[tuple[int, str]], headings: Mapping[int, str]) -> bool:
    """A page's repeated heading: most of its texts stand in the header over the same columns."""
    same = sum(squeeze(text) in squeeze(headings.get(column, "")) for column, text in texts)
    return same >= 2 and same * 3 >= len(texts) * 2


def _text_row_kind(texts: list[tuple[int, str]], data_columns: Mapping[int, str]) -> RowKind:
    first = texts[0][1]
    if len(texts) <= 2 and _NOTE.fullmatch(first):
        return RowKind.NOTE
    signs = sum(bool(_SIGNATURE.search(squeeze(text))) for _, text in texts)
    if signs * 2 >= len(texts) and len(texts) <= 6:
        return RowKind.SIGNATURE
    if len(texts) == 1:
        if _SECTION.fullmatch(first.strip()) and len(first.strip()) <= 40:
            return RowKind.SECTION
        if len(first) > 40 or (len(data_columns) >= 5 and re.match(r"\s*\d+[、.．]", first)):
            return RowKind.NOTE
    return RowKind.DATA
