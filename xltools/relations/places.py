"""What a name in a relation stands for in a pack: a printed row, a form's field, a column's sum, a row found by its code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..forms.headingnames import heading_name
from ..forms.values import squeeze
from ..notice.model import Attachment, Column, ColumnType, Notice, Shape
from .language import Named, RelationFault

_NUMBERS: Final = (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.PERCENT)
_NO_NUMBERS: Final = {ColumnType.DATE: "日期", ColumnType.CODE: "号码"}
_CODE: Final = re.compile(r"代码|编码|行次|行号|指标号")
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Where:
    """A cell or a sum. `row` is a printed row's name or a code that stands in column `code`; both empty: the column's sum,
    or a form's field."""

    attachment: str
    column: str
    row: str = ""
    code: str = ""


def find(name: Named, notice: Notice, home: str = "") -> Where:
    """What the name stands for; `home`: the attachment whose rows a relation looks at, where columns need no prefix.

    Raises RelationFault where it names nothing, several things, or what is no number.
    """
    where = _found(name, notice, home)
    column = notice.attachment(where.attachment).column(where.column)
    if column.type not in _NUMBERS:
        said = f"“{name.text}”是{_NO_NUMBERS.get(column.type, '文字')}列（type = \"{column.type.value}\"），不能参加计算"
        raise RelationFault(f"{said}；填的是数的，把这一列的 type 改为 amount 或 number")
    return where


def _found(name: Named, notice: Notice, home: str) -> Where:
    parts = [squeeze(part) for part in name.parts]
    attachment = _attachment(parts[0], notice) if len(parts) > 1 else None
    if attachment is not None:
        return _within(attachment, parts[1:], name)
    if home:
        column = _column(notice.attachment(home), parts[0]) if len(parts) == 1 else None
        if column is not None:
            return Where(home, column.key)
    found = list(dict.fromkeys(where for form in notice.attachments if (where := _try(form, parts, name)) is not None))
    if len(found) == 1:
        return found[0]
    if found:
        forms = "、".join(one.attachment for one in found[:_MOST_NAMED])
        raise RelationFault(f"“{name.text}”在 {forms} 中都有，请写明附件，如 {found[0].attachment}.{name.text}")
    raise RelationFault(f"“{name.text}”不是任何附件的代码、指标、栏目；指明的附件也要在包里")


def _try(form: Attachment, parts: list[str], name: Named) -> Where | None:
    try:
        return _within(form, parts, name, sums=False)
    except RelationFault:
        return None


def _attachment(text: str, notice: Notice) -> Attachment | None:
    """By number, title, sheet or role."""
    for form in notice.attachments:
        if text in {
            squeeze(said) for said in (form.key, form.title, form.sheet, form.role.value, *form.titles) if said
        }:
            return form
    return None


def _within(form: Attachment, parts: list[str], name: Named, *, sums: bool = True) -> Where:
    """A name without its attachment. `sums`: a table's column may be meant as its sum."""
    first, column = parts[0], _column(form, parts[-1])
    row = _printed(form).get(first)
    if row is not None:
        value = column if len(parts) > 1 else _value_column(form)
        if value is not None:
            return Where(form.key, value.key, row)
    elif len(parts) == 1 and column is not None and (sums or form.shape is Shape.FORM):
        return Where(form.key, column.key)
    elif form.shape is Shape.TABLE and (code := _code_column(form)) is not None and _looks_like_code(first):
        value = column if len(parts) > 1 else _value_column(form)
        if value is not None:
            return Where(form.key, value.key, first, code.key)
    raise RelationFault(f"“{name.text}”在{form.key}中找不到")


def _looks_like_code(text: str) -> bool:
    return any(character.isdecimal() for character in text)


@lru_cache(maxsize=256)
def _printed(form: Attachment) -> dict[str, str]:
    """Code, key, name or alias of a printed row -> the row's key."""
    codes = [column.key for column in form.columns if _CODE.search(column.heading)]
    made: dict[str, str] = {}
    for row in form.rows:
        said = [row.key, *(row.cells.get(key, "") for key in (*codes, form.row_key)), *row.aliases]
        for text in said:
            if text:
                made.setdefault(squeeze(text), row.key)
                made.setdefault(heading_name(text)[0], row.key)
    return made


@lru_cache(maxsize=1024)
def _names(form: Attachment) -> dict[str, Column]:
    made: dict[str, Column] = {}
    for column in form.columns:
        for text in (column.key, "".join(column.path), column.heading, *column.aliases):
            for said in (squeeze(text), heading_name(text)[0]):
                made.setdefault(said, column)
    return made


def _column(form: Attachment, text: str) -> Column | None:
    return _names(form).get(text) or _names(form).get(heading_name(text)[0])


@lru_cache(maxsize=256)
def _value_column(form: Attachment) -> Column | None:
    """The first column of numbers that the office left to be filled in."""
    printed = {key for row in form.rows for key in row.cells}
    numbered = ("序号", "行次")
    return next(
        (c for c in form.columns if c.type in _NUMBERS and c.key not in printed and c.heading not in numbered), None
    )


def _code_column(form: Attachment) -> Column | None:
    return next(
        (column for column in form.columns if _CODE.search(column.heading) and column.format != "credit-code"), None
    )


def attachments_of(places: Iterable[Where]) -> Iterator[str]:
    """The attachments that have to be handed in, each once."""
    yield from dict.fromkeys(place.attachment for place in places)
