"""How many a level may recommend: counted on the joined rows, because no single file below shows it.

What one recommending unit hands in is the rule `quota`'s matter; here the level that merges is the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..findings import Finding, Place, Severity
from ..forms.values import squeeze
from ..notice.model import Attachment, Level, Notice
from ..rules.quota import Allowed, allowed_for
from .row import Row, Rows


def quota_findings(
    rows: Rows, notice: Notice, attachment: Attachment, level: Level, paths: Mapping[str, str]
) -> Iterator[Finding]:
    """Categories in which this level recommends more than it may.

    `paths`: a hop's path as the summary names it -> the path as the user gave it.
    """
    limits = [q for q in notice.quotas if q.level == level.key and q.attachment in ("", attachment.key)]
    graded = next((limit.category for limit in limits if limit.category in attachment.title), "")
    groups: dict[str, list[int]] = {}
    for index, block in enumerate(rows.blocks):
        groups.setdefault(block or graded, []).append(index)
    for category, found in groups.items():
        own = [limit for limit in limits if limit.category == category]
        if own:
            unit = "、".join(level.departments) or level.name
            allowed = allowed_for(squeeze(unit), own)
            if len(found) > allowed.certain.limit:
                members = [rows[index] for index in found]
                yield _finding(members, attachment, f"{level.name}“{category}”", allowed, paths)


def _finding(
    rows: Sequence[Row], attachment: Attachment, what: str, allowed: Allowed, paths: Mapping[str, str]
) -> Finding:
    surely = len(rows) > allowed.most.limit
    limit = allowed.most if surely else allowed.certain
    beyond = rows[limit.limit :]
    first, hop = beyond[0], beyond[0].hops[-1]
    kind = f"（{limit.unit_kind}）" if limit.unit_kind else ""
    said = f"{what}汇总 {len(rows)} 项，名额 {limit.limit} 项{kind}，超出 {len(beyond)} 项"
    if not surely:
        said += f"；只有“{allowed.most.unit_kind}”名额为 {allowed.most.limit} 项"
    return Finding(
        rule="quota",
        severity=Severity.ERROR if surely else Severity.WARNING,
        sheet=hop.sheet,
        cells=(first.cells.get(attachment.order, f"A{hop.row}"),),
        related=tuple(_place(row, paths) for row in beyond[1:6]),
        value=str(len(rows)),
        expected=f"不超过 {limit.limit}",
        message=said,
        fix="请按优先顺序保留名额以内的项目。" if surely else "请确认本单位适用哪一档名额。",
        basis=limit.basis,
        kind="quota",
        path=paths.get(hop.path, hop.path),
    )


def _place(row: Row, paths: Mapping[str, str]) -> Place:
    hop = row.hops[-1]
    return Place(paths.get(hop.path, hop.path), hop.sheet, f"A{hop.row}")
