"""Explanations (审核说明): what somebody wrote beside a reminder, in a marked copy or in a findings workbook of ours.

An explanation holds for the cell, the rule and the value it was written for: a value changed since is a new question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from ..findings import AnswerKind, Finding, FindingAnswer
from ..formats.grid import Book, Grid
from ..forms.recognise import is_own
from ..forms.values import squeeze, text_of

TEXT: Final = "说明"
WHO: Final = "说明人"
WHEN: Final = "说明日期"
THIS_BOOK: Final = "本工作簿"
"""What the add-in's list says under 文件 of the workbook in which it stands, whatever that is called."""
_RULE, _FILE, _SHEET, _CELL, _VALUE = "规则", "文件", "工作表", "单元格", "现值"
_LAST_HEADING_ROW: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One line's words. `file` is empty where the line stands in the very workbook it speaks of."""

    file: str
    sheet: str
    cell: str
    rule: str
    value: str
    text: str
    who: str = ""
    when: str = ""


def explanations_in(book: Book, *, who: str = "", when: str = "") -> Iterator[Explanation]:
    """All explanations in a book's lists of findings. `who`, `when`: where the line itself does not say."""
    for grid in book.grids:
        headings = _headings(grid) if is_own(grid.name) else None
        if headings is None:
            continue
        top, columns = headings
        for row in sorted(number for number in grid.rows if number > top):
            said = {name: _text(grid, row, column) for name, column in columns.items()}
            if said[TEXT] and said[_RULE]:
                yield Explanation(
                    file=said.get(_FILE, ""),
                    sheet=said.get(_SHEET, ""),
                    cell=said.get(_CELL, "").partition(" ")[0],
                    rule=said[_RULE],
                    value=said.get(_VALUE, ""),
                    text=said[TEXT],
                    who=said.get(WHO, "") or who,
                    when=said.get(WHEN, "") or when,
                )


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The heading row of a list of findings: by its words, because people insert rows and move columns."""
    found: dict[int, dict[str, int]] = {}
    for row, column, value in grid.cells():
        if row > _LAST_HEADING_ROW:
            break
        if isinstance(value, str) and value in (TEXT, WHO, WHEN, _RULE, _FILE, _SHEET, _CELL, _VALUE):
            found.setdefault(row, {})[value] = column
    return next(((row, columns) for row, columns in found.items() if {TEXT, _RULE, _CELL} <= columns.keys()), None)


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return "" if value is None else text_of(value).strip()


class Explained:
    """Explanations, to be looked up for findings."""

    def __init__(self, found: Iterable[Explanation]) -> None:
        self._found: dict[tuple[str, str, str], list[Explanation]] = {}
        for one in found:
            self._found.setdefault((one.rule, one.sheet, one.cell), []).append(one)

    def __bool__(self) -> bool:
        return bool(self._found)

    def answer(self, finding: Finding, path: str) -> FindingAnswer | None:
        """What was said to a finding on the file `path`; the last word counts."""
        same = [one for one in self._found.get((finding.rule, finding.sheet, finding.cell), ()) if _fits(one, finding)]
        exact = [one for one in same if one.file and (one.file == path or path.endswith(f"/{one.file}"))]
        named = exact or [one for one in same if PurePath(one.file).name == PurePath(path).name]
        if not named:
            return None
        last = named[-1]
        return FindingAnswer(kind=AnswerKind.EXPLAINED, text=last.text, who=last.who, when=last.when)


def _fits(one: Explanation, finding: Finding) -> bool:
    return squeeze(one.value) == squeeze(finding.value)


def of_file(found: Iterable[Explanation], path: str) -> Iterator[Explanation]:
    """The lines of a list that stands in a submission: of the submission itself, where they name no other file."""
    return (replace(one, file=path) if one.file in ("", THIS_BOOK) else one for one in found)
