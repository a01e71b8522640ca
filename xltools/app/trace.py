"""trace: where a merged row or cell came from, and whether the sources bear it out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..documents import envelope
from ..errors import NoticeError, UsageError
from ..forms.inputs import Request, read_inputs
from ..forms.table import Table
from ..forms.values import squeeze
from ..notice.load import load_notice
from ..summary.lineage import Lineage, LineageRow, read_lineage
from ..summary.proving import Held, Proving, SourceFiles, SourceProof, SourceState
from ..summary.row import Hop

if TYPE_CHECKING:
    from ..documents.summary import HopDocument, SourceFile, TraceDocument, TraceRow


def trace(path: str, cell: str = "", sources: Sequence[str] = ()) -> TraceDocument:
    """One cell's way, or every row's, each value held against the source files that may be opened: those below the
    summary's folder and below `sources`.

    `changed` is True where a source file or a merged cell was changed since, or a source does not hold what it should;
    `proved` where every value asked for was found at its source.
    """
    lineage = read_lineage(path)
    rows = list(lineage.rows)
    column = ""
    if cell:
        rows, column = _asked(path, lineage, cell)
    proving = _proving(path, lineage, [Path(folder) for folder in sources])
    states: dict[tuple[str, str], SourceState] = {}
    entries = [_entry(proving, row, column, states) for row in rows]
    return {
        **envelope("trace"),
        "path": path,
        "notice": lineage.notice,
        "attachment": lineage.attachment,
        "level": lineage.level,
        "sheet": lineage.sheet,
        "cell": cell or None,
        "rows": entries,
        "added_rows": list(lineage.added),
        "files": [_source_file(proving, name, sha256, state) for (name, sha256), state in sorted(states.items())],
        "proved": bool(entries) and all(entry["proof"] == SourceProof.HOLDS for entry in entries),
        "changed": any(state is SourceState.CHANGED for state in states.values())
        or any(
            entry["changed"] or entry["proof"] == SourceProof.DIFFERS or any(hop["changed"] for hop in entry["hops"])
            for entry in entries
        ),
    }


def _source_file(proving: Proving, name: str, sha256: str, state: SourceState) -> SourceFile:
    found = proving.files.renamed.get(sha256)
    shown = os.path.relpath(found, proving.files.folder) if found else None
    return {"path": name, "sha256": sha256, "state": state.value, "found_as": shown}


def _proving(path: str, lineage: Lineage, named: Sequence[Path]) -> Proving:
    folder = Path(path).resolve().parent
    files = SourceFiles(folder, named, lineage.notice, lineage.attachment, searching=True)
    return Proving(lineage, _as_form(path, lineage), files)


def _as_form(path: str, lineage: Lineage) -> Table | None:
    """The summary read as the form that it is; None where its pack is not at hand or its heading was changed."""
    try:
        load_notice(lineage.notice)
    except NoticeError:
        return None
    inputs = read_inputs(Request(paths=(path,), notice=lineage.notice))
    return next((table for table in inputs.tables if table.sheet == lineage.sheet), None)


def _asked(path: str, lineage: Lineage, asked: str) -> tuple[list[LineageRow], str]:
    """The rows meant by a cell (C5), a row's number (5), or a name, and the column of a cell. Raises UsageError."""
    said = asked.upper().replace("$", "").split("!")[-1].strip()
    if said.isdecimal():
        found = lineage.at(f"A{int(said)}") if len(said) < _LONGEST_NUMBER else None
        column = ""
    else:
        try:
            found = lineage.at(said)
        except ValueError:
            return _named(path, lineage, asked), ""
        column = found[1] if found is not None else ""
    if found is None:
        added = "，这一行是汇总后添加的" if _row_number(said) in lineage.added else ""
        raise UsageError(
            "no_such_cell",
            f"“{path}”的 {asked} 不在汇总的数据区{added}。请给出数据行的单元格（如 C5）、行号（如 5）或企业、项目名称。",
            path=path,
            cell=asked,
        )
    return [found[0]], column


_LONGEST_NUMBER = 8
"""Digits of a sheet's last row, and one more."""


def _named(path: str, lineage: Lineage, name: str) -> list[LineageRow]:
    """Rows in which a cell says the name, whole or else in part. Raises UsageError."""
    wanted = squeeze(name)
    whole: list[int] = []
    part: list[int] = []
    for index, row in enumerate(lineage.now):
        texts = {squeeze(text[index]) for text in lineage.written.values.values()}
        texts |= {squeeze(lineage.present(row, key)) for key in lineage.columns}
        if wanted in texts:
            whole.append(index)
        elif any(wanted in text for text in texts):
            part.append(index)
    if not wanted or not (whole or part):
        raise UsageError(
            "bad_cell",
            f"“{path}”中没有“{name}”。请给出单元格（如 C5）、行号（如 5），或表中的企业、项目名称。",
            path=path,
        )
    return [lineage[index] for index in whole or part]


def _row_number(cell: str) -> int:
    digits = "".join(character for character in cell if character.isdecimal())
    return int(digits) if digits and len(digits) < _LONGEST_NUMBER else 0


def _entry(proving: Proving, row: LineageRow, column: str, states: dict[tuple[str, str], SourceState]) -> TraceRow:
    lineage = proving.lineage
    held = [_held(proving, row, number, column) for number in range(len(row.hops))]
    hops = [_hop(hop, column, one) for hop, one in zip(row.hops, held, strict=True)]
    for number, hop in enumerate(row.hops):
        states.setdefault((hop.path, hop.sha256), proving.state(row, number))
    last = row.hops[-1]
    source = last.cell(column)
    told = [hop for hop in hops if hop["cell"]]
    return {
        "key": row.key,
        "row": row.row,
        "office": row.office,
        "column": column or None,
        "path": last.path,
        "sheet": last.sheet,
        "source_row": last.row,
        "source_cell": source or None,
        "value": row.raw.get(column) if column else None,
        "origin": told[0] if told else None,
        "hops": hops,
        "proof": _together([one for values in held for one in values.values()]).value,
        "changed": [
            {
                "column": key,
                "cell": lineage.address(row, key),
                "written": row.values.get(key, ""),
                "now": row.present.get(key, ""),
            }
            for key in row.changed
        ],
    }


def _held(proving: Proving, row: LineageRow, number: int, column: str) -> dict[str, Held]:
    """The values of one step held against its file: the column asked for, else all that the file has."""
    hop = row.hops[number]
    keys = [column] if column else [key for key in row.values if hop.source.cells.get(key)]
    return {key: proving.held(row, number, key) for key in keys if hop.cell(key)}


def _together(held: Sequence[Held]) -> SourceProof:
    """One source that says otherwise outweighs all; what was found at one of the steps is found."""
    proofs = {one.proof for one in held}
    return next((proof for proof in (SourceProof.DIFFERS, SourceProof.HOLDS) if proof in proofs), SourceProof.UNPROVED)


def _hop(hop: Hop, column: str, held: dict[str, Held]) -> HopDocument:
    """One step; for a cell, the cell in that file, its text, and what a person changed there."""
    return {
        "path": hop.path,
        "sha256": hop.sha256,
        "sheet": hop.sheet,
        "row": hop.row,
        "level": hop.source.level,
        "office": hop.office,
        "cell": hop.cell(column) or None,
        "value": hop.raw.get(column) if column else None,
        "proof": _together(list(held.values())).value,
        "differs": [
            {"column": key, "cell": hop.cell(key), "found": one.found}
            for key, one in held.items()
            if one.proof is SourceProof.DIFFERS
        ],
        "changed": [
            {"column": key, "cell": hop.cell(key), "written": written, "now": now}
            for key, (written, now) in hop.changed.items()
            if not column or key == column
        ],
    }
