"""The mechanical checks of GB/T 9704—2012 on any .docx, our own or one a person edited; and its figures and names."""

from __future__ import annotations

from datetime import date

from ...errors import NoticeError
from ...findings import Finding, Severity
from ...notice.model import Level, Notice
from ..figures import SummaryFigures
from ..opening import open_document
from . import (
    amounts,
    body,
    breakdown,
    categories,
    citations,
    closing,
    counts,
    days,
    head,
    hygiene,
    lists,
    page,
    places,
    slips,
    tables,
    terms,
    title,
)
from .base import Case, Check
from .classify import bare_name, classify
from .opened import OpenedLetter
from .reading import read_opened

CHECKS: tuple[Check, ...] = (
    *page.CHECKS,
    *head.CHECKS,
    *title.CHECKS,
    *body.CHECKS,
    *closing.CHECKS,
    *tables.CHECKS,
    *counts.CHECKS,
    *amounts.CHECKS,
    *breakdown.CHECKS,
    *categories.CHECKS,
    *lists.CHECKS,
    *terms.CHECKS,
    *days.CHECKS,
    *places.CHECKS,
    *citations.CHECKS,
    *slips.CHECKS,
    *hygiene.CHECKS,
)
"""Every check, in the order of the letter's parts."""

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check_letter(
    data: bytes,
    *,
    against: SummaryFigures | None = None,
    notice: Notice | None = None,
    level: Level | str | None = None,
    today: date | None = None,
    name: str = "",
) -> list[Finding]:
    """Findings on a .docx, errors first. `against`: compare every count, name and rank with this summary; its notice is
    loaded where `notice` is not given. `today`: also say what is too late. Raises InputRefused: no Word document."""
    return check_opened(read_opened(open_document(data, name)), against, notice, level, today)


def check_opened(
    document: OpenedLetter,
    against: SummaryFigures | None,
    notice: Notice | None,
    level: Level | str | None,
    today: date | None = None,
) -> list[Finding]:
    """As `check_letter`, on a document that is already open."""
    found = notice or _notice_of(against)
    parts = classify(document)
    # 附件1、附件2 of four summaries: what the letter does not enclose is not its business.
    mine = against.of_tables(map(bare_name, parts.enclosures)) if against is not None else None
    case = Case(
        document=document,
        parts=parts,
        figures=mine,
        all_figures_digest=against.digest if against is not None else "",
        notice=found,
        level=_level_of(found, level or (against.level if against else "")),
        today=today,
    )
    findings = [finding for check in CHECKS for finding in check.findings(case)]
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def _notice_of(figures: SummaryFigures | None) -> Notice | None:
    if figures is None or not figures.notice:
        return None
    from ...notice.load import load_notice

    try:
        return load_notice(figures.notice)
    except NoticeError:
        # A summary of a notice that this machine does not have is still compared figure by figure.
        return None


def _level_of(notice: Notice | None, level: Level | str) -> Level | None:
    if isinstance(level, Level) or notice is None or not level:
        return level if isinstance(level, Level) else None
    return next((one for one in notice.levels if level in (one.key, one.name)), None)


__all__ = ["CHECKS", "Check", "check_letter"]
