"""How many a level may recommend: counted on the joined rows, because no single file shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..findings import Finding, Place, Severity
from ..merging import MergedRow
from ..notice.model import Attachment, Level, Notice
from ..notice.quotas import Limits, limits_for


def quota_findings(
    rows: Sequence[MergedRow], notice: Notice, attachment: Attachment, level: Level, paths: Mapping[str, str]
) -> Iterator[Finding]:
    """Categories in which this level recommends more than it may, and offices below that did so in several files.

    `paths`: a hop's path as the summary names it -> the path as the user gave it.
    """
    yield from _over(rows, notice, attachment, level.key, level.name, paths)
    by_office: dict[str, list[MergedRow]] = {}
    for row in rows:
        by_office.setdefault(row.office, []).append(row)
    for office, own in by_office.items():
        # One file alone is the quota rule's matter.
        if len({row.hops[-1].path for row in own}) > 1:
            yield from _over(own, notice, attachment, level.receives_from, office, paths)


def _over(
    rows: Sequence[MergedRow], notice: Notice, attachment: Attachment, level: str, unit: str, paths: Mapping[str, str]
) -> Iterator[Finding]:
    groups: dict[str, list[MergedRow]] = {}
    graded = _grade(notice, attachment)
    for row in rows:
        groups.setdefault(row.block or graded, []).append(row)
    for category, members in groups.items():
        limits = limits_for(notice, attachment.key, level, category, unit)
        if limits is not None and len(members) > limits.least.limit:
            yield _finding(members, attachment, category, unit, limits, paths)


def _grade(notice: Notice, attachment: Attachment) -> str:
    """The category that the attachment's title names (卓越级 in 卓越级智能工厂…), for tables of one category."""
    return next((quota.category for quota in notice.quotas if quota.category in attachment.title), "")


def _finding(
    rows: Sequence[MergedRow],
    attachment: Attachment,
    category: str,
    unit: str,
    limits: Limits,
    paths: Mapping[str, str],
) -> Finding:
    surely = len(rows) > limits.most.limit
    limit = limits.most if surely else limits.least
    beyond = rows[limit.limit :]
    first, hop = beyond[0], beyond[0].hops[-1]
    kind = f"（{limit.unit_kind}）" if limit.unit_kind else ""
    said = f"{unit}“{category}”汇总 {len(rows)} 项，名额 {limit.limit} 项{kind}，超出 {len(rows) - limit.limit} 项"
    if not surely:
        said += f"；只有{limits.most.unit_kind or '部分单位'}名额为 {limits.most.limit} 项"
    return Finding(
        rule="quota",
        severity=Severity.ERROR if surely else Severity.INFO,
        sheet=hop.sheet,
        cells=(first.cells.get(attachment.order, f"A{hop.row}"),),
        related=tuple(
            Place(paths.get(row.hops[-1].path, row.hops[-1].path), row.hops[-1].sheet, f"A{row.hops[-1].row}")
            for row in beyond[1:6]
        ),
        value=str(len(rows)),
        expected=f"不超过 {limit.limit}",
        message=said,
        fix="请按优先顺序保留名额以内的项目。" if surely else "请确认本单位适用哪一档名额。",
        basis=limit.basis,
        kind="quota",
        path=paths.get(hop.path, hop.path),
    )
