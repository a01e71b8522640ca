"""Results that are amounts: the investment window, a pivot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.ledger import LedgerDocument, PivotDocument
from ..findings import FileReport, Finding, Report
from .result import Record, Result

if TYPE_CHECKING:
    from ..ledger import EnterpriseTotal, Ledger, LedgerRow
    from ..reports.pivot import Pivot


@dataclass(frozen=True, slots=True, repr=False)
class TotalResult(Result[LedgerDocument]):
    """`total`. Amounts in 元."""

    command: ClassVar[str] = "total"
    columns: ClassVar[tuple[str, ...]] = (
        "file", "sheet", "row", "cell", "enterprise", "name", "category", "amount", "first", "last", "verdict", "reason",
    )  # fmt: skip
    _ledger: Ledger
    _report: Report

    @property
    def ok(self) -> bool:
        return self._report.clean and self._ledger.sure

    @property
    def counted(self) -> Decimal:
        return self._ledger.counted

    @property
    def undecided(self) -> Decimal:
        return self._ledger.undecided

    @property
    def not_counted(self) -> Decimal:
        return self._ledger.not_counted

    @property
    def floor(self) -> Decimal:
        """The least investment that the notice asks for."""
        return self._ledger.floor

    @property
    def meets_floor(self) -> bool | None:
        """None while it cannot be decided."""
        return self._ledger.meets_floor

    @property
    def window(self) -> tuple[date, date]:
        """First and last day, both counted."""
        return self._ledger.start, self._ledger.end

    @property
    def enterprises(self) -> tuple[EnterpriseTotal, ...]:
        return self._ledger.enterprises

    @property
    def by_category(self) -> Mapping[str, Decimal]:
        return dict(self._ledger.by_category)

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """Every investment row with its verdict and the reason."""
        return self._ledger.rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._ledger.findings

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """The files that could not be read: their amounts are in no sum."""
        return tuple(file for file in self._report.files if file.refusal is not None)

    def _inputs(self) -> Iterable[str]:
        return self._report.paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one ledger for all forms
        return (self._ledger,)

    def _records(self) -> Iterator[Record]:
        for row in self.rows:
            first, last = row.period or (None, None)
            yield {
                "file": row.file, "sheet": row.sheet, "row": row.row, "cell": row.cell, "enterprise": row.enterprise,
                "name": row.name, "category": row.category, "amount": row.amount, "first": first, "last": last,
                "verdict": row.verdict.value, "reason": row.reason,
            }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class PivotResult(Result[PivotDocument]):
    """`pivot`: the frame has the row names first and the margins last."""

    command: ClassVar[str] = "pivot"
    _pivot: Pivot
    _paths: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return True

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # here the table decides, not the class
        return (self._pivot.row_heading, *self._pivot.columns)

    def _inputs(self) -> Iterable[str]:
        return self._paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one table for all forms
        return (self._pivot,)

    def _records(self) -> Iterator[Record]:
        for name, cells in zip(self._pivot.rows, self._pivot.cells, strict=True):
            yield dict(zip(self.columns, (name, *cells), strict=True))
