"""What reports share: words for verdicts, grouping of equal findings, amounts in 万元, widths of Chinese text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..findings import Finding, Severity
from ..ledger import Verdict

SEVERITY: Final = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
RANK: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
VERDICT: Final = {
    Verdict.COUNTED: "计入",
    Verdict.OUTSIDE: "窗口外",
    Verdict.UNDECIDED: "待定",
    Verdict.UNREADABLE: "不能识别",
    Verdict.DUPLICATE: "重复",
    Verdict.EXCLUDED: "不属范围",
}
DATE_BASIS: Final = {"invoice": "开票日期", "contract": "合同签订日期", "payment": "付款日期"}
TAX_BASIS: Final = {"with": "含税", "without": "不含税"}
STATUS: Final = {"merged": "已汇入", "refused": "未能读取", "skipped": "未汇入", "read": "已读取"}

WAN: Final = Decimal(10000)


def floor_words(meets: bool | None) -> str:
    """The floor's verdict in words; None means that it cannot be decided yet."""
    return {True: "达到", False: "未达到", None: "待定"}[meets]


def basis_words(date_basis: str, tax_basis: str) -> str:
    return f"{DATE_BASIS.get(date_basis, date_basis)}、{TAX_BASIS.get(tax_basis, tax_basis)}"


def wan_places(values: Iterable[Decimal]) -> int:
    """Decimal places (2 to 6) that show every amount, given in 元, in 万元 without rounding."""
    places = 2
    for value in values:
        exponent = (value / WAN).normalize().as_tuple().exponent
        if isinstance(exponent, int):
            places = max(places, min(-exponent, 6))
    return places


def wan(amount: Decimal | None, places: int = 2) -> str:
    """An amount in 元 as 万元 with separators: ``Decimal(64438837)`` -> ``6,443.88``."""
    return "—" if amount is None else f"{amount / WAN:,.{places}f}"


def yuan(amount: Decimal | None) -> str:
    return "—" if amount is None else f"{amount:,.2f}"


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
        key = (finding.rule, finding.severity, finding.sheet, finding.column, finding.message, finding.fix, alone)
        groups.setdefault(key, []).append(finding)
    result = []
    for members in groups.values():
        members.sort(key=lambda finding: cell_order(finding.cell))
        cells = tuple((finding.sheet, finding.cell) for finding in members if finding.cell)
        result.append(Group(members[0], cells))
    result.sort(key=lambda group: (RANK[group.first.severity], group.first.sheet, cell_order(group.first.cell)))
    return result


def cell_list(cells: Sequence[str], limit: int = 8) -> str:
    """``C7、C8、C9``, and past the limit ``… 等 120 处``."""
    if len(cells) <= limit:
        return "、".join(cells)
    return "、".join(cells[:limit]) + f" … 等 {len(cells)} 处"


def width(text: str) -> int:
    """Columns a terminal uses: Chinese characters and full-width signs take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill with blanks to a terminal width; `right` aligns figures."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """Shorten to a terminal width, with … where something is missing; line breaks become blanks."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    used, kept = 1, []
    for sign in text:
        used += width(sign)
        if used > columns:
            break
        kept.append(sign)
    return "".join(kept) + "…"
