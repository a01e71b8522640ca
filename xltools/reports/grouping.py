"""Findings as reports show them: equal ones together, in reading order, their cells named shortly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .. import words
from ..errors import NoticeError
from ..findings import AnswerKind, Finding, FindingAnswer, Severity
from ..notice.load import load_notice

RANK: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}

_ALL_ALIKE = ("reading", "register")


def places(group_cells: Sequence[str], finding: Finding, count: int, limit: int) -> tuple[str, str]:
    """(cells to correct, cells that belong to them), shortened to `limit` cells.

    Most findings have one cell to correct, the first; where a reader or a register speaks of many cells, all are alike.
    """
    if count > 1 or len(finding.cells) < 2:
        return cell_list(group_cells, limit), ""
    if finding.kind in _ALL_ALIKE:
        return cell_list(finding.cells, limit), ""
    return finding.cell, cell_list(finding.cells[1:], max(4, limit // 2))


def twins(finding: Finding) -> list[str]:
    """The cells in other files that a finding speaks of, one line per sheet: ``b.xlsx 附件6!J21、L21``."""
    by_sheet: dict[tuple[str, str], list[str]] = {}
    for place in finding.related:
        by_sheet.setdefault((place.path, place.sheet), []).append(place.cell)
    return [f"{path} {sheet}!{cell_list(cells)}" for (path, sheet), cells in by_sheet.items()]


def kind_words(finding: Finding) -> str:
    """What sort of problem it is, for charts and overviews: by rule code, else by kind, else by the column's name.

    A new kind needs no word here to be shown; it gets one when its column's name says too little.
    """
    known = words.KIND.get(finding.rule) or words.KIND.get(finding.kind)
    if known:
        return known
    if finding.kind == "material":
        return words.MATERIAL.get(finding.rule.rpartition(".")[2], words.NO_USE)
    return f"“{finding.column}”不符合要求" if finding.column else finding.rule


def notice_words(notice: str | None) -> str:
    """The notice's short name, which people know; the id where the pack is not at hand."""
    if not notice:
        return ""
    try:
        return load_notice(notice).short or notice
    except NoticeError:
        return notice


def level_words(finding: Finding) -> str:
    """提醒; of a settled finding, by what: 已说明."""
    if finding.settled and finding.answer is not None:
        return words.ANSWER[finding.answer.kind.value]
    return words.SEVERITY[finding.severity.value]


def answer_words(answer: FindingAnswer) -> str:
    """已说明：合同已核对（武汉示例甲公司，2025-10-11）"""
    when = f"有效期至 {answer.when}" if answer.kind is AnswerKind.WAIVED and answer.when else answer.when
    facts = "，".join(part for part in (answer.who, when) if part)
    return f"{words.ANSWER[answer.kind.value]}：{answer.text}" + (f"（{facts}）" if facts else "")


@dataclass(frozen=True, slots=True)
class Group:
    """Equal findings of one file: one text, many cells. `first` stands for all."""

    first: Finding
    cells: tuple[tuple[str, str], ...]
    """(sheet, cell) of each finding's cell to correct, in reading order."""

    @property
    def count(self) -> int:
        return max(1, len(self.cells))


_CELL = re.compile(r"([A-Z]+)(\d+)")


def cell_order(cell: str) -> tuple[int, int, str]:
    """Reading order: row, then column; a finding without a cell comes first."""
    found = _CELL.match(cell)
    if found is None:
        return (0, 0, cell)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return (int(found[2]), column, cell)


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Findings with one rule, message and fix become one group; errors first, then in reading order."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        # A finding that points to other files stays alone: its related cells are its own.
        alone = (finding.cells, finding.related) if finding.related else ()
        where = (finding.path, finding.sheet, finding.column)
        said = (finding.message, finding.fix, finding.action, finding.answer)
        key = (finding.rule, finding.severity, *where, *said, alone)
        groups.setdefault(key, []).append(finding)
    result = []
    for members in groups.values():
        members.sort(key=lambda finding: cell_order(finding.cell))
        cells = tuple((finding.sheet, finding.cell) for finding in members if finding.cell)
        result.append(Group(members[0], cells))
    result.sort(key=lambda group: (RANK[group.first.severity], group.first.sheet, cell_order(group.first.cell)))
    return result


_ABOUT_AMOUNTS = frozenset(
    {
        "ledger", "threshold", "duplicate-invoice", "magnitude", "versions", "red-after-window", "out-of-scope",
        "own-supplier", "void-invoice", "foreign-money", "contract-sums", "number-year",
    }
)  # fmt: skip


def about_amounts(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """What a reader of the ledger must know: errors, and doubts about amounts; and how many others there are."""
    found = list(findings)
    shown = [f for f in found if f.severity is Severity.ERROR or f.kind in _ABOUT_AMOUNTS]
    return shown, len(found) - len(shown)


def cell_list(cells: Sequence[str], limit: int = 8) -> str:
    """``C7、C8、C9``, and past the limit ``… 等 120 处``."""
    if len(cells) <= limit:
        return "、".join(cells)
    return "、".join(cells[:limit]) + f" … 等 {len(cells)} 处"
