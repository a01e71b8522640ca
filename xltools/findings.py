"""Findings: what is wrong, where, and how to mend it. Data, never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from .errors import InputRefused


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ActionKind(StrEnum):
    """What a person can do in a face beside mending the file."""

    BIND = "bind"
    """Say which column a heading is."""
    CHOOSE_NOTICE = "choose-notice"
    CHOOSE_FORM = "choose-form"
    KEEP_ORDER = "keep-order"
    NAME_LEVEL = "name-level"
    ASK_REGISTER = "ask-register"
    """Let the hand-in register say which of two hand-ins counts."""


@dataclass(frozen=True, slots=True)
class Action:
    """A way out that each face words for itself (words.fix_words): an option, a field of the page, a button."""

    kind: ActionKind
    column: str = ""
    """The form's heading of the column."""
    letters: str = ""


class AnswerKind(StrEnum):
    EXPLAINED = "explained"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell in another file that a finding speaks of (the earlier twin of a duplicate)."""

    path: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswer:
    """What people said to a finding: the sender's explanation (审核说明), or the office's waiver (豁免)."""

    kind: AnswerKind
    text: str
    who: str = ""
    """Who explained, or who approved the waiver."""
    when: str = ""
    """ISO day of the explanation; of a waiver the last day on which it holds, empty for no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake. `cells[0]` is the cell to correct; all cells lie in `sheet` of the file the finding belongs to.

    `rule` is the rule's id in its pack, or the code of a reader's warning. Texts are Chinese; `basis` names a clause.
    """

    rule: str
    severity: Severity
    sheet: str = ""
    cells: tuple[str, ...] = ()
    related: tuple[Place, ...] = ()
    column: str = ""
    value: str = ""
    expected: str = ""
    message: str
    fix: str = ""
    """How to mend the file, in words that hold in every face."""
    action: Action | None = None
    basis: str = ""
    kind: str = ""
    """The rule's kind, for grouping and for statistics."""
    path: str = field(default="", compare=False)
    answer: FindingAnswer | None = None
    """What people said to it; see `settled`."""

    @property
    def settled(self) -> bool:
        """Whether it counts no longer: waived, or a reminder that was explained. An error is not talked away."""
        if self.answer is None:
            return False
        return self.answer.kind is AnswerKind.WAIVED or self.severity is not Severity.ERROR

    @property
    def cell(self) -> str:
        return self.cells[0] if self.cells else ""


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """Findings of that severity that are not settled."""
    return sum(finding.severity is severity and not finding.settled for finding in findings)


def answered(findings: Iterable[Finding], kind: AnswerKind) -> int:
    """Findings that an answer of that kind has settled."""
    return sum(f.answer is not None and f.answer.kind is kind and f.settled for f in findings)


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What was read of one sheet. `cells` counts non-empty cells: it makes silent loss countable."""

    name: str
    state: str
    used_range: str | None
    cells: int
    rows: int
    """Data rows (0 where no attachment was recognised)."""
    notice: str | None = None
    attachment: str | None = None
    left_out: int = 0


class Refused(NamedTuple):
    """Why a file could not be read: a code of the contract, and a sentence that says what to do."""

    code: str
    message: str
    sheet: str = ""
    cell: str = ""
    what: str = ""
    """What is wrong, without the file's name and advice: for whoever says both in his own words."""

    @classmethod
    def of(cls, fault: InputRefused) -> Refused:
        return cls(fault.code, fault.message, fault.sheet, fault.cell, str(fault.facts.get("what", "")))


@dataclass(frozen=True, slots=True)
class BesideFile:
    """A file that is no table and was not read. `kind` is what people call it (图片, 文字材料)."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """The verdict on one file. `refusal` is set when `status` is ``refused``."""

    path: str
    sha256: str
    notice: str | None
    attachment: str | None
    status: str
    refusal: Refused | None = None
    sheets: tuple[SheetReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    submitter: str = ""

    def count(self, severity: Severity) -> int:
        """Findings of that severity that are not settled."""
        return count(self.findings, severity)

    def answered(self, kind: AnswerKind) -> int:
        return answered(self.findings, kind)


class RowCell(NamedTuple):
    """A cell of the row around a finding: its column's letters, heading and text."""

    letters: str
    heading: str
    text: str


class RowPlace(NamedTuple):
    path: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on everything that was handed in together."""

    files: tuple[FileReport, ...]
    version: str = ""
    assumed: tuple[tuple[str, str], ...] = ()
    """(parameter title, value) of what the notices leave open, for every notice used."""

    beside: tuple[BesideFile, ...] = ()
    """Files in the folders that are no tables."""

    around: Mapping[RowPlace, tuple[RowCell, ...]] = field(default_factory=dict)
    """The rows in which findings stand, where the report is to show them."""

    @property
    def paths(self) -> tuple[str, ...]:
        """What was read, as named."""
        return tuple(file.path for file in self.files)

    @property
    def refused(self) -> int:
        return sum(file.status == "refused" for file in self.files)

    @property
    def clean(self) -> bool:
        """Something was read, nothing refused, no error is left. Where no form was recognised, nothing was checked: that
        is no clean result.
        """
        sheets = [sheet for file in self.files for sheet in file.sheets]
        known = not sheets or any(sheet.attachment for sheet in sheets)
        return bool(self.files) and known and not self.refused and not self.count(Severity.ERROR)

    def count(self, severity: Severity) -> int:
        return sum(file.count(severity) for file in self.files)

    def answered(self, kind: AnswerKind) -> int:
        return sum(file.answered(kind) for file in self.files)
