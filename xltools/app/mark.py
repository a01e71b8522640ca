"""validate --mark and unmark: the submitter's own workbook back, with marks that come off again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import InputRefused, UsageError
from ..files.names import free_path, safe_name
from ..files.sources import source_bytes
from ..findings import FileReport, Report
from ..rules.checking import Checked

MARKABLE = ("xlsx",)
_NOT_PAINTED = ("text_number", "text_date")


def mark_copies(checked: Checked, folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Write a marked copy of every workbook with findings into `folder`, names kept below the paths given.

    Workbooks that cannot be marked without loss (.xls, Word, text) get a findings workbook of the same name.
    """
    from ..files.atomic import write_atomically

    inputs = [file.path for file in checked.inputs.files]
    taken: set[Path] = set()
    for file, report in zip(checked.inputs.files, checked.report.files, strict=True):
        if report.status != "read" or not report.findings or file.book is None:
            continue
        name, data = _copy(file.path, file.book.format, report, folder)
        path = free_path(folder / name, taken)
        if path.resolve() == Path(file.path).resolve():
            raise UsageError(
                "same_folder", f"标注副本不能写进原文件所在的文件夹“{folder}”，请用 --mark 另指定一个文件夹。"
            )
        write_atomically(path, data, force=force, inputs=[one for one in inputs if Path(one).is_file()])
        yield path


def _copy(path: str, form: str, report: FileReport, folder: Path) -> tuple[str, bytes]:
    source = Path(path)
    data = source_bytes(source) if form in MARKABLE and source.is_file() else None
    # A file that was exchanged since it was checked gets no marks of another file's mistakes.
    if data is not None and hashlib.sha256(data).hexdigest() == report.sha256:
        from ..reports.marks import mark, markable

        if markable(data):
            # What is only stored unusually is said in the report; painted, it would hide the mistakes.
            worth = [finding for finding in report.findings if finding.rule not in _NOT_PAINTED]
            return safe_name(source.stem, source.suffix), mark(data, worth)
    from ..reports.findings_book import write_findings

    alone = Report((replace(report, path=path),))
    return safe_name(source.name, "-校验结果.xlsx"), write_findings(alone, links_base=folder.resolve())


_FETCHED = re.compile(
    rb"<[^<>]{0,2000}TargetMode\s{0,4}=\s{0,4}[\"']External[\"'][^<>]{0,2000}>"
)


_ASKED = re.compile(rb"<(?:\w{1,20}:)?(?:webPr|dbPr|olapPr|ddeLink)\b|\b(?:WEBSERVICE|RTD|_xlfn\.IMAGE)\(")
"""What asks another machine or program without a relationship: data connections, DDE, functions that fetch."""
_ASKING = re.compile(r"xl/(?:connections|externallinks/|worksheets/)[^/]*(?:\.xml)", re.IGNORECASE)


def leads_elsewhere(path: Path) -> bool:
    """Whether a workbook holds links that office programs fetch from another machine when it is opened, or offers a path
    on one: the sender's, kept as they were in the marked copy.
    """
    from ..office.opc import unpack

    parts = unpack(path.read_bytes()) if path.suffix.casefold() in (".xlsx", ".xlsm") else {}
    tags = (found[0] for name, data in parts.items() if name.endswith(".rels") for found in _FETCHED.finditer(data))
    asked = any(_ASKED.search(data) for name, data in parts.items() if _ASKING.match(name))
    return asked or any(b"/hyperlink" not in tag or b"file:" in tag or b'"\\\\' in tag for tag in tags)


def unmark_file(path: str, out: str = "", *, force: bool = False) -> Path:
    """Take our marks off a marked copy: the original, part by part, where nobody has saved it since."""
    from ..files.atomic import write_atomically
    from ..office.backread import bytes_of
    from ..reports.marks import unmark

    source = Path(path)
    target = Path(out) if out else source.with_name(safe_name(source.stem, f"-已清除标注{source.suffix}"))
    data = bytes_of(path)
    if not data.startswith(b"PK"):
        raise InputRefused("unsupported", f"“{path}”不是 .xlsx 工作簿，没有可清除的标注。", path=path)
    write_atomically(target, unmark(data, path), force=force, inputs=[path])
    return target
