"""What is to be said of the way through the levels: changes by hand, levels left out, rows and offices that come twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..findings import Action, ActionKind, Finding, Place, Severity
from ..forms.filling import RECOGNISED
from ..forms.table import Table
from ..notice.model import Attachment, Level, Notice, Role
from ..rules.checking import Checked
from .levels import Contribution, hop_places
from .lineage import Lineage, LineageRow
from .model import FileReceipt
from .offices import Office, common_folder, office_named_otherwise
from .order import numbering_column
from .proving import source_findings
from .quotas import office_quota_findings, quota_findings, quota_rules
from .row import Hop, Rows


def said_of_the_merge(
    checked: Checked,
    tables: Sequence[Contribution],
    receipts: Sequence[FileReceipt],
    rows: Rows,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    paths: Mapping[str, str],
) -> Iterator[Finding]:
    """What the checks say of the merged files, with the cells below, and what only the merge can see.

    `paths`: a hop's path -> the path as the user gave it.
    """
    used = {one.table.path for one in tables}
    summaries = {one.table.path: one for one in tables if one.lineage is not None}
    quotas = quota_rules(attachment, level.receives_from)
    counted = {rule.spec.id for rule in (*quotas, *quota_rules(attachment, level.key))}
    for file in checked.report.files:
        if file.path in used:
            for finding in file.findings:
                # Counted below: office by office where it is known whose the tables are, and all rows of this level together.
                if finding.rule not in counted:
                    yield origin_places(finding, summaries)
        else:
            # A table of another form or notice stays out: whoever counts the rows has to know.
            yield from (finding for finding in file.findings if finding.kind == RECOGNISED)
    for finding in office_quota_findings(checked, tables, quotas, notice, level):
        yield origin_places(finding, summaries)
    yield from level_findings(tables, notice, level)
    for one in tables:
        yield from change_findings(one, numbering_column(attachment))
        if one.lineage is not None:
            yield from source_findings(one.table, one.lineage)
    if summaries:
        yield from twice_findings(tables)
    yield from office_twice_findings(receipts, attachment)
    yield from office_differs_findings(receipts, attachment, notice, level)
    yield from quota_findings(rows, notice, attachment, level, paths)
    yield from renumbering_findings(rows, attachment, paths)


def _shown(table: Table, hops: Sequence[Hop], index: int) -> str:
    """A hop's path as seen from where the user stands."""
    return os.path.normpath(hop_places(hops, Path(table.path).parent)[index])


def change_findings(one: Contribution, order: str) -> Iterator[Finding]:
    """Cells changed, rows taken out and rows put in since the level below merged. `order`: key of the numbering column."""
    lineage, table = one.lineage, one.table
    if lineage is None:
        return
    renumbered = []
    for index, place in enumerate(lineage.now):
        if place is None:
            yield _removed(table, lineage[index])
            continue
        for key in lineage.changed(index):
            if key == order:
                renumbered.append(lineage.address(lineage[index], key))
            else:
                yield _changed(table, lineage, lineage[index], key)
    if renumbered:
        yield _said(
            table, "renumbered-by-hand", Severity.INFO, renumbered,
            f"下级汇总后，有 {len(renumbered)} 行的序号被改动", "按改动后的序号排列；无须更正。",
            do=ActionKind.KEEP_ORDER,
        )  # fmt: skip
    if lineage.added:
        cells = [f"A{row}" for row in lineage.added]
        yield _said(
            table, "row-added", Severity.WARNING, cells,
            f"下级汇总后添加了 {len(cells)} 行，没有来源记录，只能追溯到本表", "请向报送单位核实这些行的来源。",
        )  # fmt: skip


def _said(
    table: Table, rule: str, severity: Severity, cells: Sequence[str], message: str, fix: str,
    related: Sequence[Place] = (), column: str = "", value: str = "", expected: str = "", do: ActionKind | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        action=Action(do) if do is not None else None,
        rule=rule,
        severity=severity,
        sheet=table.sheet,
        cells=tuple(cells),
        related=tuple(related),
        column=column,
        value=value,
        expected=expected,
        message=message,
        fix=fix,
        kind="levels",
        path=table.path,
    )


def _changed(table: Table, lineage: Lineage, row: LineageRow, key: str) -> Finding:
    written, now = row.values.get(key, ""), row.present.get(key, "")
    hop = row.hops[-1]
    heading = table.heading(key) if table.attachment.has(key) else key
    return _said(
        table, "changed-after-merge", Severity.WARNING, [lineage.address(row, key)],
        f"“{heading}”在汇总后被改动：原写入“{written or '空白'}”，现为“{now or '空白'}”（{row.office}报送）",
        "改动有依据的保留并留存说明；否则请退回更正。",
        related=[Place(_shown(table, row.hops, -1), hop.sheet, hop.cell(key) or f"A{hop.row}")],
        column=heading, value=now, expected=written,
    )  # fmt: skip


def _removed(table: Table, row: LineageRow) -> Finding:
    hop = row.hops[-1]
    path = _shown(table, row.hops, -1)
    named = next((text for key in table.attachment.key_columns if (text := row.values.get(key))), "")
    return _said(
        table, "row-removed", Severity.WARNING, [],
        f"下级汇总后删去了一行：{row.office}报送的“{named or row.key}”（{path} {hop.sheet} 第 {hop.row} 行）",
        "请核实是否应当删去。", related=[Place(path, hop.sheet, f"A{hop.row}")],
    )  # fmt: skip


def level_findings(tables: Iterable[Contribution], notice: Notice, level: Level) -> Iterator[Finding]:
    """Summaries of a level that does not hand in to this one."""
    order = {known.key: known.order for known in notice.levels}
    fix = "请确认是由哪一级汇总；确实如此的不必处理。"
    for one in tables:
        wrote = one.lineage.level if one.lineage is not None else ""
        if not wrote or wrote in (level.receives_from, level.key) or wrote not in order:
            continue
        name = notice.level(wrote).name
        if order[wrote] > level.order:
            message = f"本表是上级（{name}）汇总的，现在由{level.name}汇总，方向反了"
        else:
            message = f"本表由{name}汇总，越过了中间一级直接由{level.name}汇总"
        yield _said(one.table, "level-skipped", Severity.WARNING, [], message, fix, do=ActionKind.NAME_LEVEL)


def twice_findings(tables: Iterable[Contribution]) -> Iterator[Finding]:
    """One row of one file that arrives by two ways (a summary beside the files it was made from) is counted twice."""
    seen: dict[tuple[str, str, int], tuple[Table, int]] = {}
    for one in tables:
        table, lineage = one.table, one.lineage
        places = lineage.places() if lineage is not None else {}
        for row in table.rows:
            origin = (table.book.sha256, table.sheet, row)
            if lineage is not None and (index := places.get(row)) is not None:
                source = lineage.written.ways[index].sources[0]
                origin = (source.sha256, source.sheet, lineage.written.numbers[index][0])
            first = seen.setdefault(origin, (table, row))
            if first != (table, row):
                other, other_row = first
                yield _said(
                    table, "merged-twice", Severity.ERROR, [f"A{row}"],
                    f"这一行与 {other.path} {other.sheet} 第 {other_row} 行是同一行（同一来源文件的同一行），汇总了两次",
                    "请从输入中去掉其中一个文件。", related=[Place(other.path, other.sheet, f"A{other_row}")],
                )  # fmt: skip


def office_twice_findings(receipts: Sequence[FileReceipt], attachment: Attachment) -> Iterator[Finding]:
    """An office that handed in two summaries: mostly the second replaces the first, and nobody took the first away."""
    if attachment.role not in (Role.SUMMARY, Role.ROLLUP):
        return
    first: dict[str, FileReceipt] = {}
    for receipt in receipts:
        if receipt.status != "merged":
            continue
        earlier = first.setdefault(receipt.office, receipt)
        if earlier is not receipt:
            yield Finding(
                rule="office-twice",
                severity=Severity.WARNING,
                message=f"{receipt.office}报来了两份，都已汇入：{earlier.path} 和 {receipt.path}",
                fix="是重报的，请只留新的一份再汇总；确为两份的不必处理。",
                action=Action(ActionKind.ASK_REGISTER),
                kind="levels",
                path=receipt.path,
            )


def office_differs_findings(
    receipts: Sequence[FileReceipt], attachment: Attachment, notice: Notice, level: Level
) -> Iterator[Finding]:
    """A file named after one office that declares another: last year's form was copied, or the wrong file was saved."""
    if attachment.role is not Role.SUMMARY:
        return
    above = common_folder([receipt.path for receipt in receipts])
    for receipt in receipts:
        office = Office(receipt.office, receipt.office_from, 0)
        named = office_named_otherwise(receipt.path, office, notice, level, above) if receipt.status == "merged" else ""
        if named:
            yield Finding(
                rule="office-differs",
                severity=Severity.WARNING,
                message=f"文件名或文件夹写的是{named}，表内{receipt.office_from}是{receipt.office}，按{receipt.office}汇入",
                fix=f"请与两家核对是谁报的；是{named}的，请改正表内的推荐单位后再汇总。",
                kind="levels",
                path=receipt.path,
            )


def origin_places(finding: Finding, tables: Mapping[str, Contribution]) -> Finding:
    """The finding, also naming the cells where its rows began in the files of the levels below."""
    if not finding.cells or finding.severity is Severity.INFO or len(finding.cells) > 4:
        return finding
    own = _origins(tables.get(finding.path), [finding.cells[0]])
    twins = [found for place in finding.related[:1] for found in _origins(tables.get(place.path), [place.cell])]
    added = tuple(place for place in (*own, *twins) if place not in finding.related)
    return replace(finding, related=(*finding.related, *added)) if added else finding


def _origins(one: Contribution | None, cells: Sequence[str]) -> list[Place]:
    if one is None or one.lineage is None:
        return []
    made = []
    for cell in cells:
        try:
            found = one.lineage.at(cell)
        except ValueError:
            continue
        if found is not None and found[0].hops:
            row, key = found
            first = row.hops[0]
            made.append(Place(_shown(one.table, row.hops, 0), first.sheet, first.cell(key) or f"A{first.row}"))
    return made


@dataclass(frozen=True, slots=True)
class _Move:
    """A row's number in the file handed in and in the summary."""

    before: str
    now: str
    cell: str


def renumbering_findings(rows: Rows, attachment: Attachment, paths: Mapping[str, str]) -> Iterator[Finding]:
    """Per file, which numbers its rows have now. `paths`: a hop's path -> the path as the user gave it."""
    key = attachment.order
    by_file: dict[tuple[str, str], dict[str, list[_Move]]] = {}
    for index, number in enumerate(rows.columns[key] if key in rows.stored else ()):
        before, now = rows.text(index, key).strip(), str(number or "")
        if before and before != now:
            source = rows.ways[index].sources[-1]
            blocks = by_file.setdefault((source.path, source.sheet), {})
            blocks.setdefault(rows.blocks[index], []).append(_Move(before, now, rows.place(index, key)))
    for (path, sheet), blocks in by_file.items():
        said = "；".join(f"{f'{block} ' if block else ''}{_moved(moves)}" for block, moves in blocks.items())
        yield Finding(
            rule="renumbered",
            severity=Severity.INFO,
            sheet=sheet,
            cells=tuple(move.cell for moves in blocks.values() for move in moves),
            message=f"序号在汇总表中重编：{said}",
            kind="levels",
            path=paths.get(path, path),
        )


_MOST_MOVES = 8


def _moved(moves: Sequence[_Move]) -> str:
    """1～3 → 5～7 where all moved by the same number, else one by one."""
    numbers = [(int(move.before), int(move.now)) for move in moves if move.before.isdecimal() and move.now.isdecimal()]
    if len(numbers) == len(moves) > 1 and len({now - before for before, now in numbers}) == 1:
        (first, new_first), (last, new_last) = numbers[0], numbers[-1]
        return f"{first}～{last} → {new_first}～{new_last}"
    shown = "、".join(f"{move.before} → {move.now}" for move in moves[:_MOST_MOVES])
    return f"{shown} 等 {len(moves)} 行" if len(moves) > _MOST_MOVES else shown
