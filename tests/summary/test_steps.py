"""Summaries that people worked on, merged again and handed on: what is said and joined stands in tests/golden/summaries.txt.

test_handwork.py and test_changes.py say why; this notices any other word, row or source. After a change that is meant,
run `pytest tests/summary/test_steps.py --update-golden` and read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from summary.running import hubei, run
from summary.test_handwork import EDITS

from xltools.app.trace import trace
from xltools.errors import OutputFault, UsageError
from xltools.reports.trace import trace_text
from xltools.summary.lineage import read_lineage

ROUNDS = 5


def _cells(rng: Random, sheet: Any) -> None:
    """Some cells typed over, some emptied, a number moved."""
    for _ in range(rng.choice((1, 2, 4))):
        cell = sheet.cell(rng.randrange(5, 10), rng.randrange(1, 13))
        if not isinstance(cell, MergedCell):
            cell.value = rng.choice(("改", None, 3, "同上", 2.5, cell.value))


def _worked_on(rng: Random, source: bytes, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source)
    book = openpyxl.load_workbook(path)
    names = rng.sample(sorted(EDITS), rng.choice((0, 1, 2)))
    for name in names:
        EDITS[name][0](book.worksheets[0])
    _cells(rng, book.worksheets[0])
    book.save(path)
    return "、".join(names)


def _lines(folder: Path) -> Iterator[str]:
    offices = [Path(path) for path in hubei(folder / "区")]
    out = folder / "市" / "汇总.xlsx"
    run(offices, out, "city")
    source = out.read_bytes()
    for seed in range(ROUNDS):
        rng = Random(seed)
        yield f"{seed} {_worked_on(rng, source, out)}"
        lineage = read_lineage(out)
        yield f" added {lineage.added} copies {lineage.copies} rows {[bool(row.changed) for row in lineage.rows]}"
        try:
            again = run(
                offices[: rng.choice((1, 2))],
                out,
                "city",
                order=rng.choice(("office", "own", "given")),
                force=seed == 4,
            )
            yield f" merged again {again.written} {bool(again.backup)} {again.merged.order}"
        except OutputFault as fault:
            yield f" {fault.code} {fault.message}"
        top = folder / "省" / f"{seed}.xlsx"
        merged = run(out, top, "province").merged
        yield f" in {merged.rows_in} out {merged.rows_out} rejected {merged.rows_rejected} {merged.balanced} {[(one.file, one.row, one.reason) for one in merged.rejected]}"
        for row in merged.rows:
            way = " ".join(f"{Path(hop.source.path).name}!{hop.row}{'*' if hop.changed else ''}" for hop in row.hops)
            yield f"  {' '.join(str(value) for value in row.values.values())} | {way} | {' '.join(row.notes)}"
        for one in merged.findings:
            beside = " ".join(f"{Path(place.path).name}!{place.cell}" for place in one.related[:3])
            yield f"  {one.severity.value[0]} {one.rule} {','.join(one.cells[:4])} {one.message} “{one.value}”→“{one.expected}” {beside}"
        try:
            told = trace_text(trace(str(top), f"{rng.choice('ACEJ')}{rng.randrange(5, 9)}"))
        except UsageError as fault:
            told = fault.message
        yield from (f"  {line}" for line in told.splitlines())


def test_what_is_said_of_worked_on_summaries_is_what_was_said_before(
    tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    text = "\n".join(_lines(tmp_path)).replace(str(tmp_path), "")
    # openpyxl writes the time into what it saves.
    text = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b", "SHA256", text)
    golden("summaries.txt", text + "\n")
