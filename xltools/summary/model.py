"""Many tables into one, without losing where anything came from.

Merging joins rows and keeps their addresses. Nothing that was handed in is rejected because of a finding; only rows
that are no data, and files that cannot be read, stay out, each listed. The receipt proves rows and sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..findings import Finding, Severity
from ..notice.model import Attachment, ColumnType, Notice
from .order import DEFAULT_ORDER
from .row import Rows
from .since import SinceLast
from .tallies import Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMerged:
    """What the hand-in register says of an office that has no row of an attachment here and did hand something in."""

    office: str
    attachment: str
    """Empty: whichever is merged."""
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """What beside the inputs decides a merge."""

    out: str
    level: str = ""
    order: str = DEFAULT_ORDER
    template: str = ""
    jobs: int = 0
    """Processes that read the files; 0: as many as the work is worth."""
    cluster: str = ""
    """The scheduler of a dask cluster that reads them instead."""
    force: bool = False
    strict: bool = False
    filed: date | None = None
    """The day written into 填报日期; None leaves it open."""
    statistics: bool = True
    """Whether a workbook gets the sheet 统计."""
    superseded: Mapping[str, str] = field(default_factory=dict)
    """Path -> why it stays out: by the hand-in register another file of the office counts, or none."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """Path -> whose it is, where a person said so in the hand-in register, whatever the table says."""
    not_merged: tuple[NotMerged, ...] = ()
    expected: tuple[str, ...] | None = None
    """Of whom something is still to come, where the hand-in register knows it; None: all of the pack's list of offices."""

    def known_of(self, attachment: str) -> list[NotMerged]:
        return [one for one in self.not_merged if one.attachment in ("", attachment)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReceipt:
    """What became of one input. `sums` by column key, in the column's base unit (元 for amounts)."""

    path: str
    status: str
    """merged, refused, skipped."""
    code: str = ""
    message: str = ""
    office: str = ""
    office_from: str = ""
    """Where the office's name was found (推荐单位, 所在区 column, folder, file name)."""
    sha256: str = ""
    rows_read: int = 0
    rows_merged: int = 0
    rows_rejected: int = 0
    furniture: dict[str, int] = field(default_factory=dict)
    """Rows below the heading that are no data, by kind: with those read they are all rows that hold anything."""
    sums: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    file: str
    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The joined table and its receipt. `rows_in == rows_out + rows_rejected` and equal sums, or `balanced` is False."""

    notice: Notice
    attachment: Attachment
    level: str
    rows: Rows
    files: tuple[FileReceipt, ...]
    rejected: tuple[RejectedRow, ...]
    sums_in: dict[str, Decimal]
    sums_out: dict[str, Decimal]
    sums_rejected: dict[str, Decimal]
    missing: tuple[str, ...]
    """Offices of the level below that have not handed in."""
    findings: tuple[Finding, ...]
    order: str
    """How the rows were put in order, in words."""
    filed: date | None = None
    since: tuple[SinceLast, ...] | None = None
    """与上次汇总相比; None where no summary of ours stood at the output's place."""
    kept_edits: frozenset[tuple[int, str]] = frozenset()
    """Edits of that summary that this one keeps: (index of its row, column)."""
    widths: Mapping[str, float] = field(default_factory=dict)
    """Column key, or heading of a column beside the table -> the width that a person gave it in that summary."""
    statistics: Statistics | None = None
    """What the sheet 统计 is to show; None: no such sheet."""
    submitter: str = ""
    """Who signs the summary, where the office's profile names it; else the level's departments."""

    @property
    def rows_in(self) -> int:
        return sum(file.rows_read for file in self.files)

    @property
    def rows_out(self) -> int:
        return len(self.rows)

    @property
    def rows_rejected(self) -> int:
        return len(self.rejected)

    @property
    def clean(self) -> bool:
        """Something was merged, nothing refused, and no error was found."""
        refused = any(file.status == "refused" for file in self.files)
        return bool(self.files) and not refused and not any(f.severity is Severity.ERROR for f in self.findings)

    @property
    def balanced(self) -> bool:
        return self.rows_in == self.rows_out + self.rows_rejected and all(
            self.sums_in[key] == self.sums_out[key] + self.sums_rejected.get(key, Decimal(0)) for key in self.sums_in
        )


def summed_columns(attachment: Attachment) -> list[str]:
    """The columns that receipts add up: those marked `sum`, else every amount."""
    marked = [column.key for column in attachment.columns if column.sum]
    return marked or [column.key for column in attachment.columns if column.type is ColumnType.AMOUNT]


def sums_of(columns: Mapping[str, Sequence[Any]], keys: Iterable[str]) -> dict[str, Decimal]:
    """Exact sums by column key; blanks and unreadable values add nothing."""
    return {
        key: sum((Decimal(value) for value in columns.get(key, ()) if isinstance(value, (int, Decimal))), Decimal(0))
        for key in keys
    }
