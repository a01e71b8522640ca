"""notices learn: headings that a person bound once become names of the column in the pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..drafting.writing import value_text
from ..errors import InputRefused, UsageError
from ..files.atomic import write_atomically
from ..files.walking import walk
from ..forms.headingnames import column_names, heading_name
from ..forms.inputs import Request, read_input
from ..forms.likeness import proposals
from ..forms.table import Table
from ..notice.load import NOTICE_FILE, load_folder

_ALIASES = re.compile(r"^aliases\s*=\s*\[(.*)\]\s*$")


@dataclass(frozen=True, slots=True)
class LearntAlias:
    """A heading of a file that the pack now knows. `key`: the column's."""

    attachment: str
    key: str
    column: str
    alias: str


def learn(folder: Path, path: str, columns: Mapping[str, str], *, accept: bool = False) -> list[LearntAlias]:
    """Write the headings that `--map` (or an earlier `--map`, remembered for the layout) bound into the pack in `folder`.

    `accept`: what is only proposed is taken too. Raises InputRefused (no pack, nothing recognised), UsageError (nothing to learn).
    """
    if not (folder / NOTICE_FILE).is_file():
        raise InputRefused(
            "not_found", f"“{folder}”中没有 {NOTICE_FILE}，不是通知包文件夹。请检查路径。", path=str(folder)
        )
    notice = load_folder(folder)
    request = Request(paths=(path,), columns=columns)
    tables = [table for source in walk((path,)) for table in read_input(source, request, [notice]).tables]
    if not tables:
        raise InputRefused(
            "not_found", f"“{path}”中没有认出这份通知的附件。请检查路径，或用 --map 指明各列。", path=path
        )
    learnt = [one for table in tables for one in _new_names(table, accept=accept)]
    if not learnt:
        raise UsageError(
            "nothing_to_learn", f"“{path}”的表头都认得，或没有用 --map 指明过；要采用所建议的列，加 --accept。"
        )
    for key in {one.attachment for one in learnt}:
        file = folder / f"{key}.toml"
        old = file.read_text(encoding="utf-8") if file.is_file() else f'key = "{key}"\n'
        form = notice.attachment(key)
        new = old
        for one in learnt:
            if one.attachment == key:
                new = with_alias(new, one.key, one.alias, form.column(one.key).aliases)
        write_atomically(file, new.encode(), force=True, inputs=[path])
    return learnt


def _new_names(table: Table, *, accept: bool) -> list[LearntAlias]:
    known = column_names(table.attachment)
    bound = {number: key for key, number in table.header.columns.items()}
    if accept:
        bound.update(proposals(table))
    made = []
    for number, key in bound.items():
        said = " ".join(table.header.headings.get(number, "").split())
        if said and known.get(heading_name(said)[0]) != key and not table.header.places:
            made.append(LearntAlias(table.attachment.key, key, table.attachment.column(key).full_heading, said))
    return made


def with_alias(text: str, key: str, alias: str, known: tuple[str, ...] = ()) -> str:
    """The attachment's TOML with one more name of a column; everything else stays as it is written.

    `known`: the names it has from the pack that it builds on, where the column is not written here.
    """
    lines = text.split("\n")
    start = _table_of(lines, key)
    if start is None:
        block = ["", "[[columns]]", f"key = {value_text(key)}", f"aliases = {value_text([*known, alias])}"]
        return "\n".join([*"\n".join(lines).rstrip("\n").split("\n"), *block]) + "\n"
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    for number in range(start, end):
        if (found := _ALIASES.match(lines[number])) is not None:
            inside = found[1].strip().rstrip(",")
            lines[number] = f"aliases = [{inside}{', ' if inside else ''}{value_text(alias)}]"
            return "\n".join(lines)
    heading = next((n for n in range(start, end) if lines[n].startswith("heading")), start + 1)
    lines.insert(heading + 1, f"aliases = [{value_text(alias)}]")
    return "\n".join(lines)


def _table_of(lines: list[str], key: str) -> int | None:
    """The line `[[columns]]` of the column's table."""
    named = re.compile(rf'key\s*=\s*["\']{re.escape(key)}["\']\s*(?:#.*)?$')
    for number, line in enumerate(lines):
        if line.strip() != "[[columns]]":
            continue
        end = next((n for n in range(number + 1, len(lines)) if lines[n].startswith("[")), len(lines))
        if any(named.match(one) for one in lines[number:end]):
            return number
    return None
