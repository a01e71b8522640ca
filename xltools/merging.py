"""Many tables into one, without losing where anything came from.

Merging joins rows and keeps their addresses. Nothing that was handed in is rejected because of a finding; only rows
that are no data, and files that cannot be read, stay out, each listed. The receipt proves rows and sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .findings import Finding
from .notice.model import Attachment, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a row's way: the file it stood in at that level."""

    path: str
    """Relative to the summary's folder where possible, with / as separator."""
    sha256: str
    sheet: str
    row: int
    level: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRow:
    """One row of the summary. `values` are parsed values by column key, `raw` the texts as handed in."""

    key: str
    """Short stable name of the row, written into the summary: officials sort and edit."""
    values: dict[str, Any]
    raw: dict[str, str]
    cells: dict[str, str]
    """Column key -> A1 address in the source."""
    hops: tuple[Hop, ...]
    """The last hop is the file merged now, the first the one where the row began."""
    office: str
    """Who handed it in (the district's name)."""
    block: str = ""
    notes: tuple[str, ...] = ()


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
    rows: tuple[MergedRow, ...]
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
    hidden: dict[str, Any] = field(default_factory=dict)

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
    def balanced(self) -> bool:
        return self.rows_in == self.rows_out + self.rows_rejected and all(
            self.sums_in[key] == self.sums_out[key] + self.sums_rejected.get(key, Decimal(0)) for key in self.sums_in
        )
