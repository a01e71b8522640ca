"""validate --mark and unmark: the submitter's own workbook back, with marks that come off again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import InputRefused, UsageError
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
        path = _free(folder / name, taken)
        if path.resolve() == Path(file.path).resolve():
            raise UsageError(
                "same_folder", f"标注副本不能写进原文件所在的文件夹“{folder}”，请用 --mark 另指定一个文件夹。"
            )
        write_atomically(path, data, force=force, inputs=[one for one in inputs if Path(one).is_file()])
        yield path


def _copy(path: str, form: str, report: FileReport, folder: Path) -> tuple[str, bytes]:
    source = Path(path)
    if form in MARKABLE and source.is_file():
        from ..reports.marks import mark, markable

        data = source.read_bytes()
        if markable(data):
            # What is only stored unusually is said in the report; painted, it would hide the mistakes.
            worth = [finding for finding in report.findings if finding.rule not in _NOT_PAINTED]
            return source.name, mark(data, worth)
    from ..reports.findings_book import write_findings

    alone = Report((replace(report, path=path),))
    return f"{source.name}-校验结果.xlsx", write_findings(alone, links_base=folder.resolve())


def _free(path: Path, taken: set[Path]) -> Path:
    """Files of one name from several folders keep apart."""
    number, free = 2, path
    while free in taken:
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    taken.add(free)
    return free


def unmark_file(path: str, out: str = "", *, force: bool = False) -> Path:
    """Take our marks off a marked copy: the original, part by part, where nobody has saved it since."""
    from ..files.atomic import write_atomically
    from ..office.backread import bytes_of
    from ..reports.marks import unmark

    source = Path(path)
    target = Path(out) if out else source.with_name(f"{source.stem}-已清除标注{source.suffix}")
    data = bytes_of(path)
    if not data.startswith(b"PK"):
        raise InputRefused("unsupported", f"“{path}”不是 .xlsx 工作簿，没有可清除的标注。", path=path)
    write_atomically(target, unmark(data, path), force=force, inputs=[path])
    return target
