"""The list of units that have to hand in, from a file of the office's own: a text, one a line, or a table's column of names."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputRefused
from ..formats.grid import Grid
from ..formats.opening import open_book
from ..forms.values import squeeze

_HEADINGS = ("单位名称", "企业名称", "报送单位", "申报单位", "申报企业", "应报单位", "单位", "企业", "名称")


def units_from(path: str) -> tuple[str, ...]:
    """The names in order, each once. Raises InputRefused where the file cannot be read or holds none."""
    if path.casefold().endswith(".txt"):
        names = _lines(path)
    else:
        names = [name for grid in open_book(path).grids[:1] for name in _column(grid)]
    found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not found:
        raise InputRefused(
            "unsupported", f"“{path}”中没有读到单位名称。请每行写一家，或用有“单位名称”一列的表格。", path=path
        )
    return found


def _lines(path: str) -> list[str]:
    from ..application.texts import text_of_file

    found = text_of_file(Path(path))
    if found.text is None:
        fault = found.faults[0]
        raise InputRefused(fault.code, f"名单“{path}”：{fault.message}。{fault.fix}", path=path)
    return found.text.splitlines()


def _column(grid: Grid) -> list[str]:
    """The texts below the heading that names units; without one, the first column that holds texts."""
    for row, column, value in grid.cells():
        if isinstance(value, str) and squeeze(value) in _HEADINGS:
            below = (grid.value(number, column) for number in grid.rows if number > row)
            return [text for text in below if isinstance(text, str)]
    columns: dict[int, list[str]] = {}
    for _, column, value in grid.cells():
        if isinstance(value, str):
            columns.setdefault(column, []).append(value)
    return columns[min(columns)] if columns else []
