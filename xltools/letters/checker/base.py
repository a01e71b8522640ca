"""What a check is: a small function over the classified letter, with its clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ...findings import Finding, Severity
from ...notice.model import Level, Notice
from ..figures import SummaryFigures
from .classify import LetterPart, LetterParts
from .opened import OpenedLetter, Para

STANDARD = "GB/T 9704—2012"


_HANDS_IN = re.compile(r"报送|上报|转报|呈报|推荐|申报|核查")
_ABOUT_IT = re.compile(r"催报|商请|商洽|协助|征求|感谢|补正|退回|转发|延期|(?:说明|证明|方案|总结|要点)$")


@dataclass
class Case:
    """A letter under check and what it may be compared with. `today` is given, never asked of the clock."""

    document: OpenedLetter
    parts: LetterParts
    figures: SummaryFigures | None = None
    notice: Notice | None = None
    level: Level | None = None
    today: date | None = None
    all_figures_digest: str = ""
    """Of all summaries given, where the letter speaks of some of them only."""

    @property
    def year(self) -> int:
        """The notice's year, 0 where none is known."""
        return self.notice.year if self.notice is not None else 0

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories that the summaries hold, and those that the notice lets them hold."""
        if self.figures is None:
            return ()
        held = [name for name in self.figures.by_category() if name]
        if self.notice is None:
            return tuple(held)
        keys = {table.attachment for table in self.figures.tables}
        attachments = [one for one in self.notice.attachments if one.key in keys]
        return tuple(dict.fromkeys([*held, *(block.value for one in attachments for block in one.blocks)]))

    @cached_property
    def hands_in(self) -> bool:
        """Whether it hands in what the notice asks for: a question to another office, a 请示, a notice downwards are held
        against figures and citations, not against the notice's addressee and joint signers."""
        title, kind = self.parts.title, self.parts.document_type
        if not title or kind == "报告":
            return True
        named = kind == "" or (kind == "函" and bool(_HANDS_IN.search(title)))
        return named and not _ABOUT_IT.search(title)

    @cached_property
    def official(self) -> bool:
        return self.parts.official


@dataclass(frozen=True, slots=True)
class LetterFault:
    """What a check found, before it becomes a Finding. `severity` empty: the check's own."""

    message: str
    fix: str = ""
    para: Para | None = None
    value: str = ""
    expected: str = ""
    severity: Severity | None = None


Run = Callable[[Case], Iterator[LetterFault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One mechanical check: its id, its clause, how bad a fault is, what it asks (one line), and the function."""

    id: str
    clause: str
    severity: Severity
    title: str
    run: Run = field(repr=False)
    official: bool = True
    """Only for 公文: a commitment or a cover is laid out by custom."""

    def findings(self, case: Case) -> Iterator[Finding]:
        if self.official and not case.official:
            return
        for fault in self.run(case):
            place = where(case.parts, fault.para)
            yield Finding(
                rule=self.id,
                severity=fault.severity or self.severity,
                value=fault.value or (shorten(fault.para.text) if fault.para else ""),
                expected=fault.expected,
                message=f"{place}：{fault.message}" if place else fault.message,
                fix=fault.fix,
                basis=f"{STANDARD} {self.clause}" if self.clause[:1].isdecimal() else self.clause,
                kind="letter",
            )


def where(parts: LetterParts, para: Para | None) -> str:
    """The place as a person finds it: part and the paragraph's words."""
    if para is None:
        return ""
    if para.index < 0:
        return para.part
    role = parts.roles.get(para.index, LetterPart.BODY)
    return f"{role}“{shorten(para.text)}”"


def shorten(text: str, limit: int = 24) -> str:
    """A paragraph's beginning, for messages."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
