"""The roll-up list that a district sends with its report: one row per enterprise, from its forms and its ledger.

What the district wrote into it (review, opinion, notes) survives the next run: it is found again by credit code or name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ..findings import Finding, Place, Refused, Severity
from ..forms.table import Table
from ..forms.values import squeeze
from ..notice.model import Attachment, Level, Notice, Role
from ..rules.accounting import is_investment
from ..rules.checking import Checked
from ..rules.submissions import submissions
from .existing import Existing, kept_columns
from .model import FileReceipt, Merged, summed_columns, sums_of
from .offices import common_folder, district_of
from .order import OWN_ORDER, order_words, sortable
from .ownorder import in_own_order
from .rollupsources import Forms, Found, sources_of
from .row import Hop, Row, Rows, RowSource


def rolls_up(notice: Notice, attachment: Attachment, level: Level, tables: Sequence[Table]) -> bool:
    """Whether the rows are made from the enterprises' forms; at a higher level the districts' lists are joined."""
    if attachment.role is not Role.ROLLUP:
        return False
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    return not (tables and below is not None and below.key in attachment.levels)


@dataclass(slots=True)
class _Row:
    """One enterprise's row in the making, and what each file gave to it."""

    row: Row
    rank: int
    main: str
    sums: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """Path -> column -> amount."""
    paths: frozenset[str] = frozenset()


def roll_up(
    checked: Checked,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    order: str,
    relative: Mapping[str, str],
    existing: Existing | None,
) -> Merged:
    """The list with its receipt. `relative`: input path -> path as the summary names it."""
    kept = existing.table(notice, attachment) if existing is not None else None
    made = [
        _enterprise_row(checked, notice, attachment, level, relative, tables)
        for tables in _enterprises(checked, notice)
    ]
    review = _Review(attachment, kept)
    rows = _ordered([replace(one, row=review.carry(one.row)) for one in made], order, attachment, existing)
    keys = summed_columns(attachment)
    receipts = tuple(_receipts(checked, made, keys))
    return Merged(
        notice=notice,
        attachment=attachment,
        level=level.key,
        rows=rows,
        files=receipts,
        rejected=(),
        sums_in={key: sum((one.sums.get(key, Decimal(0)) for one in receipts), Decimal(0)) for key in keys},
        sums_out=sums_of(rows.columns, keys),
        sums_rejected={},
        missing=(),
        findings=tuple(_findings(checked, made, review)),
        order=order_words(order, attachment),
    )


def _enterprises(checked: Checked, notice: Notice) -> Iterator[list[Table]]:
    """Each enterprise's tables, in order of arrival; forms that offices made belong to none."""
    views = [view for view in checked.views if view.table.notice is notice]
    for group in submissions(views):
        yield [view.table for view in group]


def _enterprise_row(
    checked: Checked,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    relative: Mapping[str, str],
    tables: Sequence[Table],
) -> _Row:
    paths = frozenset(table.path for table in tables)
    district = district_of(tables, notice, level, common_folder([file.path for file in checked.inputs.files]))
    forms = Forms(checked, tables, district.name, paths)
    found = {column.key: value for column in attachment.columns if column.source and (value := forms.value(column))}
    name = next((table.submitter for table in tables if table.submitter), "")
    values: dict[str, Any] = {column.key: None for column in attachment.columns}
    values |= {key: one.value for key, one in found.items()}
    main, hops = _hops(found, tables, relative, level, name)
    identity = next((text for text in _names(attachment, values) if text), main.path)
    row = Row(
        key=hashlib.sha256(f"{notice.id}\n{attachment.key}\n{identity}".encode()).hexdigest()[:12],
        values=values,
        hops=hops,
        office=district.name or name,
        submitter=name,
        enterprise=name,
        notes=_lacking(attachment, tables),
    )
    made = _Row(row, district.rank, main.path, paths=paths)
    for key in summed_columns(attachment):
        one = found.get(key)
        if one is not None and isinstance(one.value, (int, Decimal)):
            path = one.table.path if one.table is not None else main.path
            made.sums.setdefault(path, {})[key] = Decimal(one.value)
    return made


def _hops(
    found: Mapping[str, Found], tables: Sequence[Table], relative: Mapping[str, str], level: Level, name: str
) -> tuple[Table, tuple[Hop, ...]]:
    """The main form (the one that gives most), and the hops of all forms with the main one last. What no form's cell
    says (counts of findings, the district) goes with the main one.
    """
    by_table: dict[int, dict[str, Found]] = {}
    loose: dict[str, Found] = {}
    for key, one in found.items():
        if one.table is not None:
            by_table.setdefault(id(one.table), {})[key] = one
        else:
            loose[key] = one
    used = [table for table in tables if id(table) in by_table] or list(tables[:1])
    main = max(used, key=lambda table: len(by_table.get(id(table), ())))
    hops = []
    for table in (*(table for table in used if table is not main), main):
        own = by_table.get(id(table), {})
        source = RowSource(
            path=relative.get(table.path, table.path),
            sha256=table.book.sha256,
            sheet=table.sheet,
            level=level.receives_from or level.key,
            office=name,
            cells={key: one.cell for key, one in own.items()},
            beside=table is not main,
        )
        told = own if table is not main else own | loose
        row = table.rows[0] if len(table) else table.header.first_row
        hops.append(Hop(source=source, row=row, raw={key: one.text for key, one in told.items()}))
    return main, tuple(hops)


def _names(attachment: Attachment, values: Mapping[str, Any]) -> list[str]:
    """What an enterprise is known by, the credit code before the name."""
    return [squeeze(str(values.get(key) or "")) for key in attachment.key_columns]


def _lacking(attachment: Attachment, tables: Sequence[Table]) -> tuple[str, ...]:
    """Forms without which the row is incomplete."""
    there = {table.attachment.key for table in tables}
    lacking = ["或".join(keys) for keys in sources_of(attachment.columns) if not there & set(keys)]
    return (f"缺{'、'.join(lacking)}",) if lacking else ()


def _ordered(made: Sequence[_Row], order: str, attachment: Attachment, existing: Existing | None) -> Rows:
    """District by district, within it in order of arrival; or as asked."""
    if order == "given":
        ordered = list(made)
    elif order.startswith("column:"):
        key = order.removeprefix("column:")
        ordered = sorted(made, key=lambda one: sortable(one.row.values.get(key)))
    else:
        ordered = sorted(made, key=lambda one: one.rank)
    rows = Rows.of(one.row for one in ordered)
    if order == OWN_ORDER:
        return in_own_order(rows, attachment, existing.lineage if existing is not None else None)
    return rows.numbered(attachment.order)


class _Review:
    """What the district wrote into the standing list, found again by credit code or name."""

    def __init__(self, attachment: Attachment, table: Table | None) -> None:
        self.attachment, self.table = attachment, table
        self.keys = kept_columns(attachment)
        self.index: dict[tuple[str, str], int] = {}
        self.used: set[int] = set()
        for number in range(len(table) if table is not None else 0):
            for key in attachment.key_columns:
                text = squeeze(self._text(number, key))
                if text:
                    self.index.setdefault((key, text), number)

    def _text(self, number: int, key: str) -> str:
        return self.table.text(number, key).strip() if self.table is not None else ""

    def carry(self, row: Row) -> Row:
        """The row with the review that stands beside it already."""
        named = ((key, squeeze(str(row.values.get(key) or ""))) for key in self.attachment.key_columns)
        number = next((self.index[name] for name in named if name in self.index), None)
        if number is None or self.table is None:
            return row
        self.used.add(number)
        texts = {key: text for key in self.keys if (text := self._text(number, key))}
        values = {key: self.table.columns[key][number] for key in texts}
        last = replace(row.hops[-1], raw={**row.raw, **texts})
        return replace(row, values={**row.values, **values}, hops=(*row.hops[:-1], last))

    def lost(self) -> Iterator[Finding]:
        """Rows with a review whose enterprise is not among the inputs any more."""
        for number in range(len(self.table) if self.table is not None else 0):
            written = [key for key in self.keys if self._text(number, key)]
            if number in self.used or not written or self.table is None:
                continue
            table = self.table
            name = self._text(number, "enterprise") or self._text(number, self.attachment.key_columns[0])
            said = "、".join(f"{table.heading(key)} {self._text(number, key)}" for key in written)
            yield Finding(
                rule="rollup-lost",
                severity=Severity.WARNING,
                sheet=table.sheet,
                cells=(table.cell(number, written[0]),),
                message=f"原表中“{name}”已有审核内容（{said}），本次输入中没有它的材料，未列入新表",
                fix="请补上该企业的材料后重新汇总；确已撤回的不必处理。",
                kind="levels",
                path=table.path,
            )


def _receipts(checked: Checked, made: Sequence[_Row], keys: Sequence[str]) -> Iterator[FileReceipt]:
    """What became of each file. A row is counted at its main form; sums stand at the form they come from."""
    owners: dict[str, list[_Row]] = {}
    for one in made:
        for path in one.paths:
            owners.setdefault(path, []).append(one)
    for file in checked.inputs.files:
        if file.refusal is not None or file.book is None:
            said = file.refusal or Refused("", "")
            yield FileReceipt(path=file.path, status="refused", code=said.code, message=said.message)
            continue
        sha256 = file.book.sha256
        own = owners.get(file.path, [])
        if not own:
            message = "不是企业的申报附件"
            yield FileReceipt(path=file.path, status="skipped", code="other_form", message=message, sha256=sha256)
        else:
            # A workbook may hold a sheet of each of several enterprises.
            count = sum(one.main == file.path for one in own)
            names = dict.fromkeys(one.row.submitter or one.row.office for one in own)
            yield FileReceipt(
                path=file.path,
                status="merged",
                office="、".join(names),
                office_from="申报企业",
                sha256=sha256,
                rows_read=count,
                rows_merged=count,
                sums={key: _given(own, file.path, key) for key in keys},
            )


def _given(rows: Sequence[_Row], path: str, key: str) -> Decimal:
    """What a file gave to a column, over all rows that are made from it."""
    return sum((one.sums.get(path, {}).get(key, Decimal(0)) for one in rows), Decimal(0))


def _findings(checked: Checked, made: Sequence[_Row], review: _Review) -> Iterator[Finding]:
    """The mistakes in the forms (they count in the list), several copies of one form, reviews that lost their row."""
    used = {path for one in made for path in one.paths}
    for file in checked.report.files:
        if file.path in used:
            yield from (finding for finding in file.findings if finding.severity is not Severity.INFO)
    for one in made:
        yield from _copies(checked, one)
    yield from review.lost()


def _copies(checked: Checked, one: _Row) -> Iterator[Finding]:
    first: dict[str, Table] = {}
    for table in checked.inputs.tables:
        if table.path not in one.paths or is_investment(table):
            continue
        earlier = first.setdefault(table.attachment.key, table)
        if earlier is not table:
            yield Finding(
                rule="rollup-copies",
                severity=Severity.WARNING,
                sheet=table.sheet,
                related=(Place(earlier.path, earlier.sheet, "A1"),),
                message=f"{one.row.submitter}有两份{table.attachment.key}，汇总取前一份（{earlier.path}）",
                fix="请只留有效的一份再汇总。",
                kind="levels",
                path=table.path,
            )


__all__ = ["roll_up", "rolls_up"]
