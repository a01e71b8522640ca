"""Headings that a person said to be a column of the form, remembered for the layout as the command line does."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..findings import Finding
from ..forms.bindings import remember, remembered, signature
from ..forms.table import Table
from ..reports.repairs_book import YES
from .listing import bindable, proposed_letters
from .verdicts import BookVerdict

_LETTERS = re.compile("[A-Za-z]{1,3}")


def wanted_letters(finding: Finding, accepted: str) -> str:
    """The column that a person means by what he wrote into 采纳: letters, or yes to those that were proposed."""
    if not bindable(finding):
        return ""
    # One letter is a column here, although x and y mean yes elsewhere.
    if _LETTERS.fullmatch(accepted):
        return accepted.upper()
    return proposed_letters(finding) if accepted in YES else ""


def bind(seen: BookVerdict, accepted: Mapping[tuple[str, str, str], str]) -> list[str]:
    """Remember what was accepted; ``设备名称=G`` each. `accepted`: line -> what stands under 采纳."""
    made = []
    for finding in seen.findings:
        letters = wanted_letters(finding, accepted.get((finding.rule, finding.sheet, finding.cell), ""))
        table = seen.table_of(finding)
        if letters and table is not None and finding.action is not None:
            keep_columns(table, {**columns_of(table), finding.action.column: letters})
            made.append(f"{finding.action.column}={letters}")
    return made


def columns_of(table: Table) -> dict[str, str]:
    """Heading -> letters, as remembered for the table's layout."""
    return remembered(table.notice.id, table.attachment.key, signature(table.book))


def keep_columns(table: Table, columns: Mapping[str, str]) -> None:
    """Remember for the table's layout; nothing forgets it."""
    remember(table.notice.id, table.attachment.key, signature(table.book), columns)
