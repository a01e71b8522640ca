"""What a paper is about when it is not a summary: returned papers, overdue papers, a text a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .manuscript import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcoming:
    """One thing to put right, in plain words: in which file, where in it, what is wrong, how to mend it, on which clause."""

    file: str
    place: str
    """Sheet and cell as Excel's Go To box takes them, or the name of the paper that is missing."""
    problem: str
    fix: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedPapers:
    """Papers that go back to `unit` to be corrected (补正通知书)."""

    unit: str
    shortcomings: tuple[Shortcoming, ...]
    deadline: date | None = None
    """By when they are wanted again; None: waits for a person."""
    how: str = ""
    """How to hand in again, a clause (以原文件名重新报送至收件邮箱)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverduePapers:
    """Papers that `unit` has not handed in (催报函)."""

    unit: str
    papers: tuple[str, ...]
    due: date | None = None
    """When they were due."""
    deadline: date | None = None
    """By when they are wanted now; None: waits for a person."""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """A text a person wrote, its parts told apart (文本 → 公文)."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    addressee: str = ""
    enclosures: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    """附注 without its brackets."""


Matter = ReturnedPapers | OverduePapers | WrittenText
