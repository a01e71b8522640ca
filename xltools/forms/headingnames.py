"""A heading's name as it is compared: after NFKC, without blanks, line breaks, numbering (1. …) and marks (★). What stands in
brackets may be missing, except words of tax, and a unit behind becomes the column's unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..notice.model import Attachment
from .patterns import Lazy
from .values import UNITS, plain, squeeze

UNIT_WORDS = "千万元|百万元|亿元|万元|千元|元"
COUNTED_IN = "台/套|台套|台|套|个|项|家|人|%|年-月-日|年月日|年/月/日"
_BRACKET = Lazy(r"\(([^()]*)\)")
_TRAILING_UNIT = Lazy(
    rf"(?:[/,，:;](?:单位:)?|单位:)({UNIT_WORDS}|{COUNTED_IN})$|(?<=[额价款资入值费])(千万元|百万元|亿元|万元|千元)$"
)
_KEPT = ("含税", "不含税", "价税")
_MARKS = "*★☆※▲△●◆■◇○□#✱:·."
_NUMBERING = Lazy(
    r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\)[、.]?(?=\D)|(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z])[、.](?=\D)|\d{1,2}\s+(?=[^\d\s年月季])"
)
_CIRCLED = dict.fromkeys([*range(0x2460, 0x2474), *range(0x2776, 0x2794), 0x24EA])
"""① … ⑳ in front of a heading: NFKC would make digits of them that belong to the name."""
_SQUARE = str.maketrans("[]【】〔〕{}", "()()()()")
_OF_WHICH = Lazy(r"其中:?(?=.)")


@lru_cache(maxsize=8192)
def heading_name(text: str) -> tuple[str, str]:
    """(name to compare, unit or ""): `★3. 发票金额（含税，万元）` -> (发票金额(含税), 万元)."""
    name = plain(text.translate(_CIRCLED)).lstrip(_MARKS)
    if numbered := _NUMBERING.match(name):
        name = name[numbered.end() :]
    name = squeeze(name).translate(_SQUARE).strip(_MARKS).replace("、", "")
    unit = ""

    def bracket(match: re.Match[str]) -> str:
        nonlocal unit
        kept = []
        for part in re.split(r"[,，;]", match[1]):
            word = part.removeprefix("单位:")
            if word in UNITS:
                unit = word
            elif word == "%":
                unit = "%"
            elif any(tax in part for tax in _KEPT):
                kept.append(part)
        return f"({kept[0]})" if kept else ""

    name = _BRACKET.sub(bracket, name).strip(_MARKS)
    name = name[said.end() :] if (said := _OF_WHICH.match(name)) else name
    if trailing := _TRAILING_UNIT.search(name):
        word = trailing[1] or trailing[2]
        unit, name = word if word in UNITS or word == "%" else unit, name[: trailing.start()]
    return name, unit


@lru_cache(maxsize=256)
def column_names(attachment: Attachment) -> dict[str, str]:
    """Every name under which a column of the form may stand -> the column's key.

    A heading as the pack writes it is its own column's before any loosened name of another: 其中：设备 may be read as 设备,
    but not where 设备 is a column too.
    """
    own = [heading_name(column.heading)[0] for column in attachment.columns]
    names: dict[str, str] = {}
    for column in attachment.columns:
        names.setdefault(path_name(column.path), column.key)
    for column in attachment.columns:
        names.setdefault(squeeze("".join(column.path)), column.key)
    for column, heading in zip(attachment.columns, own, strict=True):
        said = ["".join(column.path), column.group + column.heading, *column.aliases]
        if own.count(heading) == 1:
            said.append(column.heading)
        for text in said:
            names.setdefault(heading_name(text)[0], column.key)
            # Brackets may be missing in the sheet, so the pack's own bracket words may be there too.
            names.setdefault(squeeze(text), column.key)
    return names


def path_name(texts: Sequence[str]) -> str:
    """A heading of several rows with its rows kept apart: 数量 below 设备 is not the column 设备数量 beside it."""
    return "\x1f".join(squeeze(text) for text in texts)
