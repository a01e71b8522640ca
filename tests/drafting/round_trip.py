"""The law of drafting, as a function: what it finds wrong with the pack drafted from a blank, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drafting.invented import InventedFile, invented
from drafting.invented_sheet import InventedSheet, Leaf, value_of

from xltools.drafting.pack import DraftedPack, draft_pack
from xltools.formats.opening import open_bytes
from xltools.forms.headingnames import heading_name
from xltools.forms.reading import read_table
from xltools.forms.recognise import recognise
from xltools.forms.table import Table
from xltools.forms.values import Unreadable, squeeze
from xltools.notice.load import load_folder
from xltools.notice.model import Notice

Through = Callable[[bytes, str], tuple[bytes, str]]
LOOSE = {"text", "choice", "code"}


@dataclass
class Asked:
    """One attachment that a blank holds: the sheet itself, or a table within its form."""

    sheet: InventedSheet
    columns: dict[int, Leaf]
    rows: list[int]
    """The rows to be filled in, or that are printed."""
    printed: bool
    is_form: bool = False


def faults(seed: int, folder: Path, through: Through = lambda data, name: (data, name)) -> list[str]:
    """Draft from the blank, write the pack, read blank and filled form by it. `through`: another program that saves both."""
    file = invented(seed)
    asked = list(_asked(file))
    data, name = through(file.data(), file.name)
    path = folder / str(seed) / name
    path.parent.mkdir()
    path.write_bytes(data)
    pack = draft_pack([str(path)], f"s{seed}")
    notice = written(pack, folder / str(seed) / f"s{seed}")
    keys = [attachment.key for attachment in pack.attachments]
    if len(keys) != len(asked):
        return [f"{len(keys)} attachments of {len(asked)}: {pack.said}"]
    made = []
    for filled in (False, True):
        tables = _tables(through(file.data(filled=filled), file.name), notice)
        if sorted(tables) != sorted(keys):
            return [f"filled={filled}: {sorted(tables)} of {sorted(keys)} recognised"]
        for key, one in zip(keys, asked, strict=True):
            found = _form if one.is_form else _table
            made += [f"{key} filled={filled}: {said}" for said in found(one, tables[key], filled)]
    return made


def written(pack: DraftedPack, home: Path) -> Notice:
    for name, data in pack.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    return load_folder(home)


def _asked(file: InventedFile) -> Iterator[Asked]:
    for sheet in file.sheets:
        rows = list(range(sheet.first, sheet.first + (sheet.rows or 3)))
        yield Asked(sheet, sheet.columns, rows, sheet.kind == "list", sheet.kind == "form")
        for small in sheet.tables:
            rows = list(range(small.first, small.first + small.rows))
            yield Asked(sheet, small.columns, rows, small.printed)


def _tables(saved: tuple[bytes, str], notice: Notice) -> dict[str, Table]:
    book = open_bytes(saved[0], shown=saved[1])
    made: dict[str, Table] = {}
    for match in recognise(book, [notice]).matches:
        table = read_table(notice, match.attachment, book, match.grid, match.header)
        if table is not None and (match.attachment.word or match.attachment.sheet == match.grid.name):
            made[match.attachment.key] = table
    return made


def _shift(table: Table, sheet: InventedSheet) -> int:
    """A Word document's rows are counted from its table's first."""
    return sheet.heading - 1 if table.book.format == "docx" else 0


def _table(asked: Asked, table: Table, filled: bool) -> list[str]:
    made = []
    places = {place: key for key, place in table.header.columns.items()}
    if set(places) != set(asked.columns):
        made.append(f"bound {sorted(places)} of {sorted(asked.columns)}; unknown {table.header.unknown}")
    rows = asked.rows if filled or asked.printed else []
    if [row + _shift(table, asked.sheet) for row in table.rows] != rows:
        made.append(f"rows {table.rows}, expected {rows}, left {table.left_out}")
        return made
    for place, leaf in asked.columns.items():
        if place in places:
            made += _column(table, places[place], leaf, filled and not asked.printed)
    return made


def _column(table: Table, key: str, leaf: Leaf, filled: bool) -> Iterator[str]:
    column = table.attachment.column(key)
    said = "/".join(column.path)
    if squeeze(leaf.text) not in squeeze("".join(column.path)) and heading_name(leaf.text)[0] not in column.heading:
        yield f"{leaf.text!r} read as {column.path}"
    kind = column.type.value
    if kind != leaf.type and not {kind, leaf.type} <= LOOSE:
        yield f"{said}: {kind}, expected {leaf.type}"
    bad = [value for value in table.columns[key] if isinstance(value, Unreadable)]
    if bad:
        yield f"{said} ({kind}): unreadable {bad[0]}"
    if filled and None in table.columns[key]:
        yield f"{said}: lost {value_of(leaf, 1)}"


def _form(asked: Asked, table: Table, filled: bool) -> list[str]:
    places = sorted(table.places.values())
    shift = _shift(table, asked.sheet)
    wanted = sorted((row - shift, column) for row, column in asked.sheet.places)
    if places != wanted:
        return [f"form: extra {sorted(set(places) - set(wanted))}, missing {sorted(set(wanted) - set(places))}"]
    lost = [key for key in table.columns if filled and table.columns[key][0] is None]
    if filled and lost:
        return [f"form: lost {lost}"]
    if not filled and any(value != [None] for value in table.columns.values()):
        return ["form: a blank that holds values"]
    return []
