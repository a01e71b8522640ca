"""The calls: each takes what its command takes, by the same words, and gives a result instead of printing one.

They ask nothing, print nothing, and take none of the settings that stand for options (`xltools config`). `jobs` is 1, since a program that is started anew in
every process has to be written for it (``if __name__ == "__main__"``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..app.days import day_of, moment_of
from ..words import DATE_BASIS, LEVEL, LEVEL_ALSO, ROLE, TAX_BASIS, key_of
from .boundary import PathLike, Paths, public, texts_of
from .results import (
    InspectResult,
    LetterCheckResult,
    LetterResult,
    MergeResult,
    PackageResult,
    PivotResult,
    ReceiveResult,
    TotalResult,
    TraceResult,
    ValidateResult,
)

if TYPE_CHECKING:
    from ..answers.waivers import Waiver
    from ..forms.inputs import Progress, Request
    from ..notice.model import Notice


def _request(
    paths: Paths,
    notice: str,
    attachment: str,
    password: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    skip_hidden: bool = False,
    skip_struck: bool = False,
) -> Request:
    from ..forms.inputs import Request

    return Request(
        paths=texts_of(paths),
        notice=notice,
        attachment=key_of(ROLE, attachment),
        password=password,
        columns=dict(columns or {}),
        skip_hidden=skip_hidden,
        skip_struck=skip_struck,
    )


def _waivers(path: PathLike) -> tuple[Waiver, ...]:
    from ..answers.waivers import load_waivers

    return load_waivers(os.fspath(path)) if path else ()


def _level(said: str) -> str:
    return LEVEL_ALSO.get(said) or key_of(LEVEL, said)


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

    request = _request(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    return ValidateResult(app.validate(request, progress, workers=Workers(jobs), waivers=_waivers(waivers)))


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

    request = _request(
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
        level=_level(level),
        order=order,
        template=os.fspath(template),
        jobs=jobs,
        force=force,
        strict=strict,
        filed=day_of(filed),
        statistics=statistics,
    )
    request = _request(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    added = None
    if handin:
        from ..app.handin import merge_registered

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
def letter(
    summaries: Paths | Sequence[PathLike],
    out: PathLike,
    *,
    notice: str = "",
    kind: str = "",
    level: str = "",
    settings: Mapping[str, str] | None = None,
    profile: PathLike = "",
    template: PathLike = "",
    force: bool = False,
) -> LetterResult:
    """Word letters from checked summaries; several addressees give several files beside `out`.

    `summaries` is empty for a kind that needs none. Raises UsageError, LetterError, InputRefused, OutputFault.
    """
    from ..app import letter as app

    options = app.LetterOptions(
        summaries=texts_of(summaries) if summaries else (),
        out=os.fspath(out),
        notice=notice,
        kind=kind,
        level=_level(level),
        settings=dict(settings or {}),
        profile=os.fspath(profile),
        template=os.fspath(template),
        force=force,
    )
    return LetterResult(app.write_letters(options))


@public
def check_letter(
    paths: Paths, *, against: Paths | Sequence[PathLike] = (), notice: str = ""
) -> LetterCheckResult:
    """Letters (.docx) against GB/T 9704, and against the summaries that they enclose. Raises InputRefused, UsageError."""
    from ..app import letter as app

    return LetterCheckResult(
        app.check_letter_files(texts_of(paths), texts_of(against) if against else (), notice)
    )


@public
def receive(
    folder: PathLike,
    out: PathLike,
    *,
    notice: str = "",
    level: str = "",
    expected: Iterable[str] = (),
    deadline: str | date | None = None,
    received: str | date | None = None,
    by: str | date | None = None,
    waivers: PathLike = "",
    settings: Mapping[str, str] | None = None,
    profile: PathLike = "",
    letters: bool = True,
    password: str | None = None,
    progress: Progress | None = None,
) -> ReceiveResult:
    """A receiving office's whole folder: everything is checked, and everything that follows is written below `out`.

    A second call is the next round and knows what was mended. Raises InputRefused, UsageError, OutputFault.
    """
    from ..app.receive import ReceiveOptions
    from ..app.receive_outputs import LetterTerms, receive_into

    options = ReceiveOptions(
        folder=os.fspath(folder),
        out=os.fspath(out),
        notice=notice,
        level=_level(level),
        expected=tuple(expected),
        deadline=day_of(deadline),
        received=moment_of(received),
        password=password,
        waivers=_waivers(waivers),
    )
    terms = LetterTerms(
        by=day_of(by), settings=dict(settings or {}), profile=os.fspath(profile), letters=letters
    )
    return ReceiveResult(receive_into(options, terms, progress), Path(out))


@public
def package(
    folder: PathLike, *, notice: str = "", password: str | None = None, waivers: PathLike = ""
) -> PackageResult:
    """One enterprise's application folder against the notice's list of materials. Raises UsageError, InputRefused."""
    from ..app.package import check_package

    return PackageResult(
        check_package(os.fspath(folder), notice, password=password, waivers=_waivers(waivers))
    )


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

    return InspectResult(inspect_file(_request(path, notice, attachment, password, columns)))


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

    request = _request(paths, notice, attachment)
    if ledger:
        return PivotResult(pivot_ledger(request, rows, columns, value or "amount")[0], request.paths)
    return PivotResult(pivot_table(request, rows, columns, value), request.paths)


@public
def load_notice(notice: PathLike) -> Notice:
    """A notice pack by its id, or from its folder. Raises NoticeError with every mistake of the pack."""
    from ..notice import load

    folder = Path(notice)
    if (folder / load.NOTICE_FILE).is_file():
        return load.load_folder(folder)
    return load.load_notice(os.fspath(notice))


@public
def notices() -> tuple[Notice, ...]:
    """Every pack that can be found, in order of id."""
    from ..notice.load import load_all

    return tuple(load_all())


@public
def schema(name: str) -> dict[str, object]:
    """The JSON Schema (2020-12) of a document: ``validate``, ``handin-add`` … Raises UsageError."""
    from ..documents.catalogue import document_schema

    return document_schema(name)
