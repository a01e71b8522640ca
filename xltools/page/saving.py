"""What the page hands over as files: the reports of the command line, marked and repaired copies, the receipt.

Files are written below the folder `out`, in the browser's memory, from where the page offers them to be saved.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from ..app.mark import mark_copies
from ..app.package import write_receipt
from ..app.repair import write_repaired
from ..application.model import PackageReport
from ..findings import Report
from ..ledger import Ledger
from ..repairs.applying import RepairOutcome
from ..repairs.suggesting import Repair
from ..reports import render
from ..rules.checking import Checked

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def emptied(out: str) -> Path:
    """The folder for what is written next."""
    shutil.rmtree(out, ignore_errors=True)
    folder = Path(out)
    folder.mkdir(parents=True)
    return folder


def save_report(report: Report, form: str, out: str) -> str:
    """`validate` as .html or .xlsx."""
    return _written(emptied(out) / f"校验结果.{form}", render("validate", form, report))


def save_ledger(ledger: Ledger, form: str, out: str) -> str:
    """`total` as .html or .xlsx."""
    return _written(emptied(out) / f"投资窗口核算.{form}", render("total", form, ledger))


def save_checklist(report: PackageReport, out: str) -> str:
    """`package` as .html."""
    return _written(emptied(out) / "材料清单.html", render("package", "html", report))


def save_receipt(report: PackageReport, out: str, clock: datetime | None = None) -> str:
    """The 自检回执, unsigned: a key has no place in a page that anybody can open."""
    path = emptied(out) / "自检回执.html"
    write_receipt(report, str(path), clock=clock)
    return str(path)


def save_marked(checked: Checked, report: Report, out: str) -> str:
    """Marked copies of what was checked; `report` carries what was explained. Empty where nothing was to be marked."""
    folder = emptied(out)
    return bundled(folder, mark_copies(replace(checked, report=report), folder / "标注副本"))


def save_repaired(checked: Checked, repairs: Iterable[Repair], out: str) -> tuple[RepairOutcome, str]:
    """Copies in which the accepted repairs are done, and the file that holds them."""
    folder = emptied(out)
    outcome = write_repaired(checked, list(repairs), folder / "已修复")
    return outcome, bundled(folder, map(Path, outcome.written))


def bundled(folder: Path, paths: Iterable[Path]) -> str:
    """One file as it is, several as one .zip; empty for none."""
    files = list(paths)
    if len(files) < 2:
        return str(files[0]) if files else ""
    top = folder / files[0].relative_to(folder).parts[0]
    target = folder / f"{top.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for file in sorted(files):
            made.writestr(zipfile.ZipInfo(file.relative_to(top).as_posix(), _EPOCH), file.read_bytes())
    return str(target)


def _written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)
