"""How many may be recommended, as only a merge can count it: what this level recommends, on the joined rows; what each
office below hands in, in as many files as it likes, whether its tables say whose they are or only their folder does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..findings import Finding, Place, Severity
from ..forms.values import squeeze, unsealed
from ..notice.model import Attachment, Level, Notice, Quota
from ..rules import bind
from ..rules.checking import Checked
from ..rules.quota import Allowed, TableOfUnit, WithinQuota, allowed_for
from ..rules.submissions import company
from ..settings import stored
from .levels import Contribution
from .offices import known_below
from .row import Row, Rows


def quota_rules(attachment: Attachment, level: str) -> list[WithinQuota]:
    """The rules by which an attachment's rows are counted against what an office of a level may hand in."""
    return [rule for rule in bind(attachment) if isinstance(rule, WithinQuota) and rule.level == level]


def office_quota_findings(
    checked: Checked, tables: Sequence[Contribution], rules: Sequence[WithinQuota], notice: Notice, level: Level
) -> Iterator[Finding]:
    """Offices of the level below that hand in more than they may."""
    listed = len(known_below(notice, level))
    merged = {id(one.table): one for one in tables}
    views = [view for view in checked.views if id(view.table) in merged]
    units = [_of_unit(TableOfUnit(view, company(view.table)), merged[id(view.table)], listed) for view in views]
    for rule in rules:
        yield from rule.check_units(units)


def _of_unit(said: TableOfUnit, one: Contribution, listed: int) -> TableOfUnit:
    """The office's official name, where the list has it; a file's name alone is nobody's."""
    return said._replace(unit=unsealed(one.office)) if one.office_rank < listed else said


def quota_findings(
    rows: Rows, notice: Notice, attachment: Attachment, level: Level, paths: Mapping[str, str]
) -> Iterator[Finding]:
    """Categories in which this level recommends more than it may.

    `paths`: a hop's path as the summary names it -> the path as the user gave it.
    """
    limits = [q for q in notice.quotas if q.level == level.key and q.attachment in ("", attachment.key)]
    graded = next((limit.category for limit in limits if limit.category in attachment.title), "")
    counted_as = {one: other for rule in quota_rules(attachment, level.key) for one, other in rule.counted_as.items()}
    groups: dict[str, list[int]] = {}
    for index, block in enumerate(rows.blocks):
        groups.setdefault(counted_as.get(block) or block or graded, []).append(index)
    for category, found in groups.items():
        own = [limit for limit in limits if limit.category == category]
        if not own:
            continue
        allowed = _of_kind(own) or allowed_for(squeeze("、".join(level.departments) or level.name), own)
        if len(found) > allowed.certain.limit:
            joined = dict.fromkeys(block for at in found if (block := rows.blocks[at]) not in ("", category))
            beside = f"（连同{'、'.join(joined)}）" if joined else ""
            what = f"{level.name}“{category}”{beside}"
            yield _finding([rows[index] for index in found], attachment, what, own, allowed, paths)


def _of_kind(limits: Sequence[Quota]) -> Allowed | None:
    """The quota of this office's kind (报送主体), where its settings say of which kind it is: no need to ask."""
    said = stored()
    kind = str(said.get("报送主体", said.get("sender_kind", ""))).strip()
    # 省 may be one with more than 300 projects: both stay possible.
    own = [limit for limit in limits if kind and re.sub("（[^）]*）", "", limit.unit_kind).endswith(kind)]
    ranked = sorted(own, key=lambda limit: limit.limit)
    return Allowed(ranked[0], ranked[-1], len(ranked) == 1) if ranked else None


def _finding(
    rows: Sequence[Row],
    attachment: Attachment,
    what: str,
    limits: Sequence[Quota],
    allowed: Allowed,
    paths: Mapping[str, str],
) -> Finding:
    surely = len(rows) > allowed.most.limit
    limit = allowed.most if surely else allowed.certain
    beyond = rows[limit.limit :]
    first, hop = beyond[0], beyond[0].hops[-1]
    if surely or allowed.known:
        kind = f"（{limit.unit_kind}）" if limit.unit_kind else ""
        said = f"{what}汇总 {len(rows)} 项，名额 {limit.limit} 项{kind}，超出 {len(beyond)} 项"
    else:
        kinds = "；".join(f"{one.unit_kind} {one.limit} 项" for one in limits if one.unit_kind)
        said = f"{what}汇总 {len(rows)} 项，超过最少的名额 {limit.limit} 项（名额依本单位的类别：{kinds}）"
    return Finding(
        rule="quota",
        severity=Severity.ERROR if surely else Severity.WARNING,
        sheet=hop.sheet,
        cells=(first.cells.get(attachment.order, f"A{hop.row}"),),
        related=tuple(_place(row, paths) for row in beyond[1:6]),
        value=str(len(rows)),
        expected=f"不超过 {limit.limit}",
        message=said,
        fix="请按优先顺序保留名额以内的项目。" if surely else _ASK,
        basis=limit.basis,
        kind="quota",
        path=paths.get(hop.path, hop.path),
    )


_ASK = "请确认本单位适用哪一档名额；够用的不必处理。本单位的类别可用 xltools config set 报送主体=… 写明。"


def _place(row: Row, paths: Mapping[str, str]) -> Place:
    hop = row.hops[-1]
    return Place(paths.get(hop.path, hop.path), hop.sheet, f"A{hop.row}")
