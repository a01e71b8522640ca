"""The calls: each takes what its command takes, by the same words, and gives a result instead of printing one.

They ask nothing, print nothing, and take none of the settings that stand for options (`xltools config`). `jobs` is 1, since a program that is started anew in
every process has to be written for it (``if __name__ == "__main__"``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..app.days import day_of
from ..words import DATE_BASIS, TAX_BASIS, key_of
from .boundary import PathLike, Paths, public, texts_of
from .findings import ValidateResult
from .ledger import PivotResult, TotalResult
from .summary import InspectResult, MergeResult, RepairResult, TraceResult

if TYPE_CHECKING:
    from ..forms.inputs import Progress
from .asked import level_of, request_for, waivers_from


@public
def validate(
    paths: Paths,
    *,
    notice: str = "",
    attachment: str = "",
    columns: Mapping[str, str] | None = None,
    password: str | None = None,
    waivers: PathLike = "",
    skip_hidden: bool = False,
    skip_struck: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> ValidateResult:
    """Every finding on files and folders. A file that cannot be read is refused in the result and stops nothing.

    `columns`: a column bound by hand, ``{"含税金额": "L"}``; it is remembered for that layout. Raises UsageError, InputRefused
    (the waivers).
    """
    from ..app import validate as app
    from ..files.workers import Workers

    request = request_for(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    return ValidateResult(app.validate(request, progress, workers=Workers(jobs), waivers=waivers_from(waivers)))


@public
def total(
    paths: Paths,
    *,
    start: str | date | None = None,
    end: str | date | None = None,
    date_basis: str = "",
    tax_basis: str = "",
    notice: str = "",
    attachment: str = "",
    columns: Mapping[str, str] | None = None,
    password: str | None = None,
    skip_hidden: bool = False,
    skip_struck: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> TotalResult:
    """The investment window, row by row. Raises UsageError: no investment table, several notices, a basis that is none."""
    from ..app import total as app
    from ..files.workers import Workers

    request = request_for(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    ledger, checked = app.total(
        request,
        progress,
        workers=Workers(jobs),
        start=day_of(start),
        end=day_of(end),
        date_basis=key_of(DATE_BASIS, date_basis),
        tax_basis=key_of(TAX_BASIS, tax_basis),
    )
    return TotalResult(ledger, checked.report)


@public
def merge(
    paths: Paths,
    out: PathLike,
    *,
    level: str = "",
    order: str = "office",
    template: PathLike = "",
    notice: str = "",
    attachment: str = "",
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    filed: str | date | None = None,
    statistics: bool = True,
    handin: PathLike = "",
    password: str | None = None,
    skip_hidden: bool = False,
    skip_struck: bool = False,
    force: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> MergeResult:
    """The official summary of many files, written to `out` and read back: rows and sums balance, or nothing is written.

    Raises UsageError (nothing to decide on), OutputFault (nothing was written), InputRefused (no file could be read).
    """
    from ..app import merge as app

    options = app.MergeOptions(
        out=os.fspath(out),
        level=level_of(level),
        order=order,
        template=os.fspath(template),
        jobs=jobs,
        force=force,
        strict=strict,
        filed=day_of(filed),
        statistics=statistics,
    )
    request = request_for(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    added = None
    if handin:
        from ..app.handin_merge import merge_registered

        outcome, added = merge_registered(os.fspath(handin), request, options, progress)
    else:
        outcome = app.merge(request, options, progress)
    return MergeResult(outcome.merged, Path(out), outcome.written, added)


@public
def trace(summary: PathLike, cell: str = "", *, sources: Paths | Sequence[PathLike] = ()) -> TraceResult:
    """Where a summary's cell, or every row, came from, held against the sources that may be opened.

    Raises UsageError (no such cell), InputRefused (no summary of ours).
    """
    from ..app import trace as app

    return TraceResult(app.trace(os.fspath(summary), cell, texts_of(sources) if sources else ()))


@public
def repair(
    paths: Paths, out: PathLike, *, accept: str = "", notice: str = "", force: bool = False
) -> RepairResult:
    """Copies below `out` in which is put right what does not change what is said: all (``accept="all"``), or what a person
    ticked in the list among the paths. Raises UsageError, InputRefused, OutputFault.
    """
    from ..app import repair as app

    return RepairResult(app.repair(texts_of(paths), os.fspath(out), accept=accept, notice=notice, force=force))


@public
def inspect(
    path: PathLike,
    *,
    notice: str = "",
    attachment: str = "",
    columns: Mapping[str, str] | None = None,
    password: str | None = None,
) -> InspectResult:
    """One file as it is read: sheets, headings, columns, rows left out. Raises UsageError where there are several."""
    from ..app.inspect import inspect_file

    return InspectResult(inspect_file(request_for(path, notice, attachment, password, columns)))


@public
def pivot(
    paths: Paths,
    rows: str,
    columns: str = "",
    *,
    value: str = "",
    ledger: bool = False,
    notice: str = "",
    attachment: str = "",
) -> PivotResult:
    """A form (or, with `ledger`, the investment window) counted or summed across two columns. Raises UsageError."""
    from ..app.pivot import pivot_ledger, pivot_table

    request = request_for(paths, notice, attachment)
    if ledger:
        return PivotResult(pivot_ledger(request, rows, columns, value or "amount")[0], request.paths)
    return PivotResult(pivot_table(request, rows, columns, value), request.paths)


@public
def schema(name: str) -> dict[str, object]:
    """The JSON Schema (2020-12) of a document: ``validate``, ``handin-add`` … Raises UsageError."""
    from ..documents.catalogue import document_schema

    return document_schema(name)
