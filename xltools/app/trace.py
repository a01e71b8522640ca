"""trace: where a merged row or cell came from, answered from the summary alone, hashes verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..files.sources import source_sha256
from ..summary.levels import hop_places
from ..summary.lineage import Lineage, LineageRow, read_lineage
from ..summary.row import Hop

Document = dict[str, Any]


def trace(path: str, cell: str = "") -> Document:
    """One cell's way, or every row's. `changed` is True where a source file or a merged cell was changed since."""
    lineage = read_lineage(path)
    rows = list(lineage.rows)
    column = ""
    if cell:
        found = _at(lineage, cell)
        if found is None:
            added = "，这一行是汇总后添加的" if _row_number(cell) in lineage.added else ""
            raise UsageError(
                "no_such_cell", f"“{path}”的 {cell} 不在汇总的数据区{added}。请给出数据行的单元格，如 C5。"
            )
        rows, column = [found[0]], found[1]
    states: dict[tuple[str, str], str] = {}
    folder = Path(path).resolve().parent
    entries = [_entry(lineage, row, column, folder, states) for row in rows]
    return {
        "path": path,
        "notice": lineage.notice,
        "attachment": lineage.attachment,
        "level": lineage.level,
        "sheet": lineage.sheet,
        "cell": cell or None,
        "rows": entries,
        "added_rows": list(lineage.added),
        "files": [{"path": name, "sha256": sha256, "state": state} for (name, sha256), state in sorted(states.items())],
        "changed": any(state == "changed" for state in states.values())
        or any(entry["changed"] or any(hop["changed"] for hop in entry["hops"]) for entry in entries),
    }


def _at(lineage: Lineage, cell: str) -> tuple[LineageRow, str] | None:
    try:
        return lineage.at(cell.upper().replace("$", "").split("!")[-1])
    except ValueError:
        raise UsageError("bad_cell", f"“{cell}”不是单元格地址。请写如 C5。") from None


def _row_number(cell: str) -> int:
    digits = "".join(character for character in cell if character.isdigit())
    return int(digits) if digits else 0


def _entry(
    lineage: Lineage, row: LineageRow, column: str, folder: Path, states: dict[tuple[str, str], str]
) -> Document:
    hops = [_hop(hop, column) for hop in row.hops]
    for hop, place in zip(row.hops, hop_places(row.hops, folder), strict=True):
        states.setdefault((hop.path, hop.sha256), _state(place, hop.sha256))
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


def _hop(hop: Hop, column: str) -> Document:
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
        "changed": [
            {"column": key, "cell": hop.cell(key), "written": written, "now": now}
            for key, (written, now) in hop.changed.items()
            if not column or key == column
        ],
    }


def _state(path: Path, sha256: str) -> str:
    """same, changed or missing."""
    found = source_sha256(path)
    if not found:
        return "missing"
    return "same" if found == sha256 else "changed"
