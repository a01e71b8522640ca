"""Where a roll-up takes a value from: `Column.source`, read off one enterprise's forms.

A figure of an attachment as figures.py names it; beside these findings.errors (mistakes found) and office (the district).
a|b is the first that exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..figures import Reference, figure_of
from ..findings import Severity
from ..forms.table import Table
from ..notice.model import Column
from ..rules.checking import Checked

OFFICE: Final = "office"
FINDINGS: Final = "findings."


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the cell (or cells) it was read from; no table where it is no cell's."""

    value: Any
    text: str
    table: Table | None = None
    cell: str = ""


@dataclass(slots=True)
class Forms:
    """One enterprise's forms, the district they belong to, and what the checks found in them."""

    checked: Checked
    tables: Sequence[Table]
    district: str
    paths: frozenset[str]

    def value(self, column: Column) -> Found | None:
        """What the column's source says; None where no form says it."""
        for source in column.source.split("|"):
            found = self._one(source.strip())
            if found is not None:
                return found
        return None

    def _one(self, source: str) -> Found | None:
        if source == OFFICE:
            return Found(self.district, self.district) if self.district else None
        if source.startswith(FINDINGS):
            return self._findings(source.removeprefix(FINDINGS))
        notice = self.tables[0].notice
        made = figure_of(Reference.of(source), self.tables, lambda: self.checked.accounts(notice))
        return Found(made.value, made.text, made.table, made.cells) if made is not None else None

    def _findings(self, which: str) -> Found:
        severity = Severity.ERROR if which == "errors" else Severity.WARNING
        count = sum(file.count(severity) for file in self.checked.report.files if file.path in self.paths)
        return Found(count, str(count))


def sources_of(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Attachments that the columns draw on, alternatives together: (附件1,), (附件2, 附件4)."""
    made: dict[tuple[str, ...], None] = {}
    for column in columns:
        keys = tuple(
            dict.fromkeys(
                key
                for source in column.source.split("|")
                if (key := source.strip().partition(".")[0]) not in ("", "office", "findings")
            )
        )
        if keys:
            made.setdefault(keys)
    # 附件1|附件6 for the name is no wish for both: what stands alone elsewhere is asked for there.
    alone = {keys[0] for keys in made if len(keys) == 1}
    return [keys for keys in made if len(keys) == 1 or not alone.issuperset(keys)]
