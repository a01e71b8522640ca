"""The list of problems as people read it: errors first, then reminders, then what can be put right without a decision.

A line offers at most one thing: repairs that keep the meaning of its cells, or a heading read as a column of the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ..answers.explanations import THIS_BOOK
from ..findings import ActionKind, FileReport, Finding, Report, Severity
from ..forms.unbound import ANY_COLUMN
from ..notice.citing import cited
from ..repairs.suggesting import Repair
from ..reports.advice import Face, advice
from ..reports.grouping import RANK, level_words
from ..words import REPAIR, SEVERITY

REPAIRABLE: Final = "可修改"
"""The level of a line that no rule complains of: only the way the cell is stored is odd."""
RELATED: Final = 5
_SETTLED: Final = 3
_ALONE: Final = "repair."
Offers = Mapping[tuple[str, str, str], tuple[Repair, ...]]
"""(rule, sheet, first cell) of a line -> the repairs that it offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """One line. `cell` may go on with ``等3格``; `accepted`: what a person wrote into 采纳."""

    level: str
    file: str
    sheet: str
    cell: str
    message: str
    fix: str = ""
    offer: str = ""
    accepted: str = ""
    explanation: str = ""
    column: str = ""
    value: str = ""
    expected: str = ""
    clause: str = ""
    rule: str = ""
    who: str = ""
    when: str = ""
    at: int = 0
    """The row of the sheet in which it stands; 0 before it is written."""

    @property
    def own(self) -> bool:
        """Whether it lies in the open book."""
        return self.file == THIS_BOOK

    @property
    def first_cell(self) -> str:
        return self.cell.partition(" ")[0]

    @property
    def key(self) -> tuple[str, str, str]:
        """By what the line is found again in a later run."""
        return self.rule, self.sheet, self.first_cell

    @property
    def said(self) -> str:
        """As the status bar shows it."""
        return f"{self.level}：{self.message}"


def lines_of(report: Report, shown: str, repairs: Sequence[Repair] = ()) -> list[ProblemLine]:
    """All lines, in reading order. `shown`: the path of the open book; `repairs` lie in it."""
    found = [(file, finding) for file in report.files for finding in file.findings]
    found.sort(key=lambda pair: _rank(pair[1]))
    offers = offers_of((finding for file, finding in found if file.path == shown), repairs)
    lines = [_refused(file) for file in report.files if file.refusal is not None]
    lines += [_line(file, finding, file.path == shown, offers) for file, finding in found]
    return lines + [_alone(own) for key, own in offers.items() if key[0].startswith(_ALONE)]


def offers_of(findings: Iterable[Finding], repairs: Iterable[Repair]) -> Offers:
    """Each repair once: at the first finding on its cell, else in a line of its sheet, column and kind."""
    at = {
        (finding.sheet, cell): finding
        for finding in sorted(findings, key=lambda finding: -_rank(finding))
        # A reader's remark means all its cells, a rule's finding is mended at the first.
        for cell in (finding.cells if finding.kind == "reading" else finding.cells[:1])
    }
    made: dict[tuple[str, str, str], list[Repair]] = {}
    first: dict[tuple[str, int, str], Repair] = {}
    for repair in repairs:
        finding = at.get((repair.sheet, repair.cell))
        if finding is not None:
            key = (finding.rule, finding.sheet, finding.cell)
        else:
            head = first.setdefault((repair.sheet, repair.number, repair.kind.value), repair)
            key = (f"{_ALONE}{repair.kind.value}", head.sheet, head.cell)
        made.setdefault(key, []).append(repair)
    return {key: tuple(own) for key, own in made.items()}


def _rank(finding: Finding) -> int:
    return _SETTLED if finding.settled else RANK[finding.severity]


def bindable(finding: Finding) -> bool:
    """Whether a person can say which column is meant; with letters it is proposed, else he writes them himself."""
    return _is_bind(finding) and not _names_no_column(finding)


def _is_bind(finding: Finding) -> bool:
    return finding.action is not None and finding.action.kind is ActionKind.BIND


def _names_no_column(finding: Finding) -> bool:
    """An unknown heading like no column: where it belongs is said at the column that is missing."""
    return _is_bind(finding) and finding.action is not None and finding.action.column == ANY_COLUMN


def proposed_letters(finding: Finding) -> str:
    """The letters of the heading that is most like the column, empty where none is."""
    letters = finding.action.letters if finding.action is not None else ""
    return letters if letters.isascii() else ""


def _refused(file: FileReport) -> ProblemLine:
    assert file.refusal is not None
    said = file.refusal
    return ProblemLine(
        level=SEVERITY[Severity.ERROR], file=name_of(file.path), sheet=said.sheet, cell=said.cell, message=said.message, rule=said.code
    )


def _line(file: FileReport, finding: Finding, own: bool, offers: Offers) -> ProblemLine:
    answer = finding.answer
    return ProblemLine(
        level=level_words(finding),
        file=THIS_BOOK if own else name_of(file.path),
        sheet=finding.sheet,
        cell=_cells(finding.cell, len(finding.cells)),
        message=_message(finding),
        fix=finding.fix if _names_no_column(finding) else advice(finding, Face.RIBBON),
        offer=_offer(finding, offers) if own else "",
        explanation=answer.text if answer is not None else "",
        column=finding.column,
        value=finding.value,
        expected=finding.expected,
        clause=cited(finding.basis),
        rule=finding.rule,
        who=answer.who if answer is not None else "",
        when=answer.when if answer is not None else "",
    )


def _alone(repairs: Sequence[Repair]) -> ProblemLine:
    first = repairs[0]
    return ProblemLine(
        level=REPAIRABLE,
        file=THIS_BOOK,
        sheet=first.sheet,
        cell=_cells(first.cell, len(repairs)),
        message=f"{REPAIR[first.kind.value]}（不改变内容）",
        offer=_changes(repairs),
        column=first.column,
        value=first.before,
        rule=f"{_ALONE}{first.kind.value}",
    )


def _offer(finding: Finding, offers: Offers) -> str:
    repairs = offers.get((finding.rule, finding.sheet, finding.cell), ())
    if repairs:
        return _changes(repairs)
    if not bindable(finding) or finding.action is None:
        return ""
    letters = proposed_letters(finding)
    return f"{letters} 列认作“{finding.action.column}”" if letters else f"写列标（如 F），认作“{finding.action.column}”"


def _changes(repairs: Sequence[Repair]) -> str:
    """What is done, and one example; a date typed as text often looks as it will afterwards."""
    kinds = "、".join(dict.fromkeys(REPAIR[one.kind.value] for one in repairs))
    shown = next((one for one in repairs if one.before != one.after), None)
    example = f"：“{shown.before}” → “{shown.after}”" if shown is not None else ""
    more = f" 等 {len(repairs)} 格" if len(repairs) > 1 else ""
    return f"{kinds}{example}{more}"


def name_of(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name


def _cells(first: str, count: int) -> str:
    return first + (f" 等{count}格" if count > 1 else "")


def _message(finding: Finding) -> str:
    if not finding.related:
        return finding.message
    places = "；".join(f"{name_of(there.path)} {there.sheet}!{there.cell}" for there in finding.related[:RELATED])
    more = f" 等{len(finding.related)}处" if len(finding.related) > RELATED else ""
    return f"{finding.message}（相关：{places}{more}）"


def kept_lines(
    old: Iterable[ProblemLine], new: Iterable[ProblemLine], looked_at: Collection[str]
) -> Iterator[ProblemLine]:
    """Lines with a person's words that the new list does not speak of, because their files were not looked at: they stay.

    `looked_at`: names of files, as the lines have them, that were checked from end to end.
    """
    keys = {(line.file, *line.key) for line in new}
    for line in old:
        if line.explanation and (line.file, *line.key) not in keys and line.file not in looked_at:
            yield line
