"""The round trip: a drafted attachment is read on the very sheet it was drafted from, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ..formats.grid import Book, column_letters
from ..forms.reading import located, read_table
from ..forms.table import Table
from ..forms.values import Unreadable
from ..notice.model import Attachment, Column, ColumnType, Notice, Shape
from .columntypes import of_values
from .drafted import Drafted

_SHAPES: Final = {Shape.TABLE: "表", Shape.LIST: "固定行的表", Shape.FORM: "申报表"}
_SMALL: Final = "申报表中的小表"
_LOOSE: Final = (ColumnType.TEXT, ColumnType.CHOICE, ColumnType.CODE)


@dataclass(slots=True)
class Proof:
    """The attachment as it read back: a column whose heading promised what its cells do not hold is plain text."""

    attachment: Attachment
    summary: str
    said: list[str] = field(default_factory=list)


def prove(draft: Drafted, book: Book, notice_id: str) -> Proof:
    """Read the sheet by its own draft; what does not come back is said."""
    attachment = draft.attachment
    table = _read(attachment, draft, book, notice_id)
    if table is None:
        return Proof(attachment, "起草后读不回表头，请核对列名")
    if draft.begins and table.header.first_row != draft.begins:
        return Proof(attachment, "表头与本表中另一张小表相同，分不清两张，请改其中一张的列名")
    if draft.filled and attachment.shape is not Shape.FORM:
        attachment = _settled(attachment, table)
        table = _read(attachment, draft, book, notice_id) or table
    said = [*_unbound(table), *(_unread(table) if draft.filled else ())]
    shape = _SMALL if attachment.within else _SHAPES[attachment.shape]
    rows = f"，{len(attachment.rows)} 个固定行" if attachment.rows else ""
    if draft.filled:
        rows = "，是填好的表而不是空表：由表头起草，用其中的内容核对过；空表由通知包另画"
        rows += f"（{len(table)} 行）" if attachment.shape is not Shape.FORM else ""
    return Proof(attachment, f"{shape}，{len(attachment.columns)} 列{rows}", said)


def _read(attachment: Attachment, draft: Drafted, book: Book, notice_id: str) -> Table | None:
    notice = Notice(id=notice_id, title=notice_id, version="1", attachments=(attachment,))
    if not draft.end:
        return read_table(notice, attachment, book, draft.grid)
    header = located(draft.grid, attachment)
    return read_table(notice, attachment, book, draft.grid, replace(header, end=draft.end)) if header else None


def _settled(attachment: Attachment, table: Table) -> Attachment:
    """The heading proposes, the cells decide: a column of which most cells cannot be read is what they are."""
    return replace(attachment, columns=tuple(_settled_column(column, table) for column in attachment.columns))


def _settled_column(column: Column, table: Table) -> Column:
    values = [value for value in table.columns.get(column.key, ()) if value is not None]
    wrong = sum(isinstance(value, Unreadable) for value in values)
    if column.type in _LOOSE or not values or wrong * 2 <= len(values):
        return column
    held = [value for index in range(len(table)) if (value := table.raw(index, column.key)) is not None]
    return replace(column, type=of_values(held) or ColumnType.TEXT, format="", unit="", sum=False)


def _unbound(table: Table) -> list[str]:
    header, form = table.header, table.attachment
    missing = [column for column in form.columns if column.key not in header.columns]
    made = [f"“{column.heading}”读不回来（与别的列同名？），请改列名或加 aliases" for column in missing]
    if not header.places:
        made += [
            f"{column_letters(number)} 列“{' '.join(text.split())}”没有归到任何一列"
            for number, text in header.unknown.items()
        ]
    return made


def _unread(table: Table) -> list[str]:
    made = []
    for column in table.attachment.columns:
        bad = [i for i, value in enumerate(table.columns.get(column.key, ())) if isinstance(value, Unreadable)]
        if bad:
            cells = "、".join(table.cell(index, column.key) for index in bad[:3])
            made.append(f"“{column.heading}”有 {len(bad)} 格按“{column.type.value}”读不出（{cells}），请核对列的类型")
    return made
