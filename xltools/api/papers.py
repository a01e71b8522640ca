"""The calls about letters, applications and who has handed in. As in calls.py."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..app.days import day_of, moment_of
from ..words import ROLE, key_of
from .application import PackageResult, ReceiptResult
from .boundary import PathLike, Paths, public, texts_of
from .findings import LetterCheckResult, LetterResult
from .handin import HandinAddResult, HandinDiffResult, HandinStatusResult, ReceiveResult

if TYPE_CHECKING:
    from ..forms.inputs import Progress
from .asked import level_of, request_for, waivers_from


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
        level=level_of(level),
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
    same: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    profile: PathLike = "",
    letters: bool = True,
    password: str | None = None,
    progress: Progress | None = None,
) -> ReceiveResult:
    """A receiving office's whole folder: everything is checked, and everything that follows is written below `out`.

    A second call is the next round and knows what was mended. `same`: a mistyped name and whose it is. Raises InputRefused, UsageError, OutputFault.
    """
    from ..app.receive import ReceiveOptions
    from ..app.receive_outputs import LetterTerms, receive_into

    options = ReceiveOptions(
        folder=os.fspath(folder),
        out=os.fspath(out),
        notice=notice,
        level=level_of(level),
        expected=tuple(expected),
        deadline=day_of(deadline),
        received=moment_of(received),
        password=password,
        waivers=waivers_from(waivers),
        same=dict(same or {}),
    )
    terms = LetterTerms(
        by=day_of(by), settings=dict(settings or {}), profile=os.fspath(profile), letters=letters
    )
    return ReceiveResult(receive_into(options, terms, progress), Path(out))


@public
def handin_add(
    register: PathLike,
    paths: Paths,
    *,
    notice: str = "",
    level: str = "",
    expected: Iterable[str] = (),
    attachments: Iterable[str] = (),
    deadline: str | date | None = None,
    received: str | date | None = None,
    unit: str = "",
    revive: bool = False,
    password: str | None = None,
    progress: Progress | None = None,
) -> HandinAddResult:
    """Take files into the hand-in register (报送台账), which is opened where there is none. Raises UsageError, InputRefused,
    OutputFault.
    """
    from ..app.handin import add
    from ..register.arrivals import RegisterOptions

    options = RegisterOptions(
        level=level_of(level),
        units=tuple(expected),
        attachments=tuple(key_of(ROLE, one) for one in attachments),
        deadline=day_of(deadline),
        received=moment_of(received),
        unit=unit,
        revive=revive,
    )
    request = request_for(paths, notice, "", password)
    return HandinAddResult(add(os.fspath(register), request, options, progress))


@public
def handin_status(register: PathLike) -> HandinStatusResult:
    """Who has handed in what, who has not, what waits for correction. Raises InputRefused."""
    from ..app.handin import read_register

    return HandinStatusResult(read_register(os.fspath(register)))


@public
def handin_diff(register: PathLike, unit: str, *, attachment: str = "", round: int = 0) -> HandinDiffResult:  # noqa: A002 - the command's word
    """What a unit changed in its last hand-in (or in `round`, from 2) against the one before. Raises UsageError, InputRefused."""
    from ..app.handin import differences

    path = os.fspath(register)
    return HandinDiffResult(
        path, tuple(differences(path, unit, attachment=key_of(ROLE, attachment), round_number=round))
    )


@public
def verify_receipt(receipt: PathLike, folder: PathLike = "", *, check_again: bool = True) -> ReceiptResult:
    """A self-check receipt against the folder (its own when not given), and the check made again. Raises InputRefused."""
    from ..app import package as app

    return ReceiptResult(app.verify_receipt(os.fspath(receipt), os.fspath(folder), check_again=check_again))


@public
def package(
    folder: PathLike, *, notice: str = "", password: str | None = None, waivers: PathLike = ""
) -> PackageResult:
    """One enterprise's application folder against the notice's list of materials. Raises UsageError, InputRefused."""
    from ..app.package import check_package

    return PackageResult(
        check_package(os.fspath(folder), notice, password=password, waivers=waivers_from(waivers))
    )
