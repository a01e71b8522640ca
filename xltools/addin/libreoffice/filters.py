"""AutoFilters. A sheet has one, kept as its unnamed database range."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from xlwings import base_classes

from . import runtime
from .places import CellBlock

OPERATORS: Final = {
    "equal_to": 2,
    "not_equal_to": 3,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
}
"""com.sun.star.sheet.FilterOperator2."""
EMPTY: Final = 0
NOT_EMPTY: Final = 1
TEXT: Final = 1
"""com.sun.star.sheet.FilterFieldType.STRING; without it text is compared as the number 0."""


class AutoFilter(base_classes.AutoFilter):
    """The filter whose block is `parent`; its first row is the header."""

    def __init__(self, parent: CellBlock) -> None:
        self.parent = parent

    @property
    def api(self) -> Any:
        """The sheet's unnamed database range, None where it has none on this very block."""
        found = sheet_filter(self.parent)
        return found if found is not None and _same(found.getDataArea(), self.parent.area) else None

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One entry per column; a condition that cannot be told in xlwings' words is ``unknown``."""
        entries = [base_classes.empty_autofilter_criteria(field + 1) for field in range(self.parent.shape[1])]
        database = self.api
        if database is None:
            return entries
        for field in database.getFilterDescriptor().getFilterFields3():
            if field.Field < len(entries):
                entries[field.Field] = _snapshot(field, entries[field.Field]["type"] != "none")
        return entries

    def apply_values(self, field: int, values: list[str]) -> None:
        items = [_value(value) for value in values]
        self._apply(field, [(OPERATORS["equal_to"], items)])

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        if value1 is None:
            self._apply(field, [(EMPTY if operator == "equal_to" else NOT_EMPTY, [_value("")])])
        elif operator == "between":
            bounds = [("greater_than_or_equal", value1), ("less_than_or_equal", value2)]
            self._apply(field, [(OPERATORS[name], [_value(value)]) for name, value in bounds])
        elif operator == "not_between":
            raise NotImplementedError("LibreOffice joins two conditions on one column by AND only")
        else:
            self._apply(field, [(OPERATORS[operator], [_value(value1)])])

    def clear(self, field: int | None) -> None:
        """Drop one column's condition, or all; the arrows stay."""
        if self.api is None:
            return
        kept = [found for found in self._fields() if field is not None and found.Field != field - 1]
        self._write(kept)

    def show(self) -> None:
        """Arrows on the header row, no condition."""
        self._database().AutoFilter = True

    def remove(self) -> None:
        """No filter on the sheet any more: every row *it* hid is shown, the arrows go; rows hidden by hand stay hidden."""
        database = self.api
        if database is None:
            return
        if self._fields():
            self._write([])
        database.AutoFilter = False

    def _hidden_by_hand(self) -> list[Any]:
        """Rows out of sight that no filter hides. What is in sight is asked for in blocks: row by row it takes seconds."""
        block, area = self.parent.native, self.parent.area
        seen: set[int] = set()
        for part in block.queryVisibleCells().getRangeAddresses():
            seen.update(range(part.StartRow, part.EndRow + 1))
        rows = block.Rows
        hidden = (
            rows.getByIndex(row - area.StartRow) for row in range(area.StartRow, area.EndRow + 1) if row not in seen
        )
        return [row for row in hidden if not row.IsFiltered]

    def _database(self) -> Any:
        databases = self.parent.document.getPropertyValue("UnnamedDatabaseRanges")
        sheet = self.parent.area.Sheet
        if self.api is None:
            if databases.hasByTable(sheet) and databases.getByTable(sheet).AutoFilter:
                raise ValueError("this sheet already has an AutoFilter on a different range")
            databases.setByTable(self.parent.area)
        return databases.getByTable(sheet)

    def _fields(self) -> list[Any]:
        return list(self._database().getFilterDescriptor().getFilterFields3())

    def _apply(self, field: int, conditions: list[tuple[int, list[Any]]]) -> None:
        fields = [found for found in self._fields() if found.Field != field - 1]
        for operator, items in conditions:
            fields.append(
                runtime.struct(
                    "sheet.TableFilterField3",
                    Connection=runtime.enum("sheet.FilterConnection", "AND"),
                    Field=field - 1,
                    Operator=operator,
                    Values=tuple(items),
                )
            )
        self._write(fields)

    def _write(self, fields: list[Any]) -> None:
        """Put conditions in place of those there are. LibreOffice shows every row that meets them, hidden by hand or not."""
        by_hand = self._hidden_by_hand()
        self._filter(fields)
        for row in by_hand:
            row.IsVisible = False

    def _filter(self, fields: list[Any]) -> None:
        database = self._database()
        descriptor = database.getFilterDescriptor()
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        database.AutoFilter = True
        if not fields:
            # An empty condition is not applied by refresh(): the hidden rows would stay hidden.
            self.parent.native.filter(self.parent.native.createFilterDescriptor(True))
            database.AutoFilter = True
            return
        # The block's own filter() would keep one value per column; the database range keeps all.
        database.refresh()


def sheet_filter(block: CellBlock) -> Any:
    """The database range behind a sheet's AutoFilter, None where it has no AutoFilter."""
    databases = block.document.getPropertyValue("UnnamedDatabaseRanges")
    if not databases.hasByTable(block.area.Sheet):
        return None
    found = databases.getByTable(block.area.Sheet)
    return found if found.AutoFilter else None


def _same(one: Any, other: Any) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in ("StartRow", "StartColumn", "EndRow", "EndColumn"))


def _value(value: Any) -> Any:
    """A filter value: dates as their serial, numbers as numbers, else text."""
    if isinstance(value, dict):
        moment = dt.datetime.fromisoformat(value["value"])
        return _number((moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1))
    try:
        return _number(float(value))
    except ValueError:
        return runtime.struct("sheet.FilterFieldValue", IsNumeric=False, FilterType=TEXT, StringValue=value)


def _number(value: float) -> Any:
    return runtime.struct("sheet.FilterFieldValue", IsNumeric=True, NumericValue=value, StringValue=f"{value:g}")


def _snapshot(field: Any, second: bool) -> dict[str, Any]:
    """One column's condition in xlwings' words. A second condition on a column makes it ``unknown``."""
    number = field.Field + 1
    name = next((word for word, native in OPERATORS.items() if native == field.Operator), None)
    if second or name is None or field.Connection.value != "AND":
        return base_classes.empty_autofilter_criteria(number, "unknown")
    texts = [value.StringValue or f"{value.NumericValue:g}" for value in field.Values]
    if name == "equal_to":
        return {**base_classes.empty_autofilter_criteria(number, "values"), "values": texts}
    return {**base_classes.empty_autofilter_criteria(number, "comparison"), "operator": name, "value1": texts[0]}
