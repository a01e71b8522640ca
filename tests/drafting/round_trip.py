"""The law of drafting, as a function: what it finds wrong with the pack drafted from a blank, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drafting.invented import InventedFile, InventedSheet, invented, value_of

from xltools.drafting.pack import draft_pack
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


def faults(seed: int, folder: Path, through: Through = lambda data, name: (data, name)) -> list[str]:
    """Draft from the blank, write the pack, read blank and filled form by it. `through`: another program that saves both."""
    file = invented(seed)
    data, name = through(file.data(), file.name)
    path = folder / str(seed) / name
    path.parent.mkdir()
    path.write_bytes(data)
    pack = draft_pack([str(path)], f"s{seed}")
    home = folder / str(seed) / f"s{seed}"
    for name, data in pack.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    notice = load_folder(home)
    if len(notice.attachments) != len(file.sheets):
        return [f"{len(notice.attachments)} attachments of {len(file.sheets)} sheets: {pack.said}"]
    made = []
    keys = [attachment.key for attachment in pack.attachments]
    for filled in (False, True):
        tables = _tables(through(file.data(filled=filled), file.name), notice, keys)
        if len(tables) != len(file.sheets):
            return [f"filled={filled}: {sorted(tables)} of {[s.name for s in file.sheets]} recognised"]
        for at, sheet in enumerate(file.sheets):
            table = tables[at]
            if sheet.kind == "form":
                made += _form(sheet, table, filled)
            else:
                made += _table(sheet, table, file, filled)
    return made


def _tables(saved: tuple[bytes, str], notice: Notice, keys: list[str]) -> dict[int, Table]:
    book = open_bytes(saved[0], shown=saved[1])
    names = [grid.name for grid in book.grids]
    made = {}
    for match in recognise(book, [notice]).matches:
        table = read_table(notice, match.attachment, book, match.grid, match.header)
        if table is not None and keys[names.index(match.grid.name)] == match.attachment.key:
            made[names.index(match.grid.name)] = table
    return made


def _table(sheet: InventedSheet, table: Table, file: InventedFile, filled: bool) -> list[str]:
    shift = sheet.heading - 1 if file.name.endswith(".docx") else 0
    made = []
    places = {place: key for key, place in table.header.columns.items()}
    if set(places) != set(sheet.columns):
        made.append(f"bound {sorted(places)} of {sorted(sheet.columns)}; unknown {table.header.unknown}")
    rows = list(range(sheet.first, sheet.first + (sheet.rows or 3))) if filled or sheet.kind == "list" else []
    if [row + shift for row in table.rows] != rows:
        made.append(f"filled={filled}: rows {table.rows}, expected {rows}, left {table.left_out}")
        return made
    for place, leaf in sheet.columns.items():
        if place not in places:
            continue
        column = table.attachment.column(places[place])
        if squeeze(leaf.text) not in squeeze("".join(column.path)) and heading_name(leaf.text)[0] not in column.heading:
            made.append(f"column {place} {leaf.text!r} read as {column.path}")
        kind = column.type.value
        if kind != leaf.type and not {kind, leaf.type} <= LOOSE:
            made.append(f"{'/'.join(column.path)}: {kind}, expected {leaf.type}")
        bad = [value for value in table.columns[column.key] if isinstance(value, Unreadable)]
        if bad:
            made.append(f"{'/'.join(column.path)} ({kind}): unreadable {bad[0]}")
        if filled and sheet.kind == "table" and None in table.columns[column.key]:
            made.append(f"{'/'.join(column.path)}: lost {value_of(leaf, sheet.first + place)}")
    return made


def _form(sheet: InventedSheet, table: Table, filled: bool) -> list[str]:
    places = sorted(table.places.values())
    shift = 1 - sheet.heading if table.book.format == "docx" else 0
    wanted = sorted((row + shift, column) for row, column in sheet.places)
    if places != wanted:
        return [f"form: extra {sorted(set(places) - set(wanted))}, missing {sorted(set(wanted) - set(places))}"]
    lost = [key for key in table.columns if filled and table.columns[key][0] is None]
    if filled and lost:
        return [f"form: lost {lost}"]
    if not filled and any(value != [None] for value in table.columns.values()):
        return ["form: a blank that holds values"]
    return []
