"""repair: what can be put right without changing what is said, listed, ticked by a person, and done on a copy."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import InputRefused, OutputFault, UsageError
from ..files.sources import source_bytes
from ..forms.inputs import Request, read_inputs
from ..forms.recognise import stamp_of
from ..office.backread import book_of, bytes_of
from ..office.patching import WorkbookPatch
from ..repairs.applying import RepairOutcome, repaired
from ..repairs.suggesting import Repair, repairs_of
from ..repairs.sums import sum_repairs
from ..reports.repairs_book import SUGGESTIONS, TickedLine, ticked_lines
from ..rules.checking import Checked, check

ALL = "all"


def suggestions(checked: Checked, stand_ins: Mapping[str, str] | None = None) -> Iterator[Repair]:
    """Everything that can be put right in what was checked. `stand_ins` as in the request that was checked."""
    findings = {report.path: report.findings for report in checked.report.files}
    for file in checked.inputs.files:
        patch: WorkbookPatch | None = None
        for table in file.tables:
            yield from repairs_of(table, findings.get(file.path, ()))
            if table.totals and table.book.format == "xlsx":
                place = (stand_ins or {}).get(os.path.abspath(file.path), file.path)
                patch = patch or _patch(place, table.book.sha256)
                yield from sum_repairs(table, patch) if patch is not None else ()


def _patch(path: str, sha256: str) -> WorkbookPatch | None:
    """The bytes that were checked; None where they are others by now."""
    data = source_bytes(Path(path))
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        return None
    try:
        return WorkbookPatch(data)
    except OutputFault:
        return None


def repair(paths: Sequence[str], out: str, *, accept: str = "", notice: str = "", force: bool = False) -> RepairOutcome:
    """Copies with repairs below `out`: all of them (`accept` = all), or those ticked in the list among the paths.

    Raises UsageError (nothing accepted, the copy would be the input), InputRefused, OutputFault.
    """
    lists = [path for path in paths if _is_list(path)]
    files = [path for path in paths if path not in lists]
    ticked: list[TickedLine] = []
    for path in lists:
        ticked.extend(ticked_lines(book_of(bytes_of(path), path), Path(path).resolve().parent))
    if not lists and accept != ALL:
        raise UsageError(
            "nothing_accepted",
            "请先用 xltools validate … --suggest 修改建议.xlsx 列出建议，勾选后交给本命令；或用 --accept all 全部采纳。",
        )
    if lists and not files:
        files = list(dict.fromkeys(line.path for line in ticked))
    if not files:
        raise UsageError("nothing_accepted", "建议清单里没有勾选任何一条。请在“采纳”一栏写“是”或“√”。")
    checked = check(read_inputs(Request(paths=tuple(files), notice=notice, without=out)))
    if not checked.inputs.files:
        raise InputRefused("not_found", "没有找到表格文件。请检查路径。")
    found = list(suggestions(checked))
    wanted = found if accept == ALL else [one for one in found if _is_ticked(one, ticked)]
    outcome = write_repaired(checked, wanted, Path(out), force=force)
    outcome.left = len(found) - len(wanted)
    outcome.passed_over = [
        file.path for file in checked.inputs.files if file.tables and file.book and file.book.format != "xlsx"
    ]
    return outcome


def _is_list(path: str) -> bool:
    if not path.casefold().endswith(".xlsx") or not Path(path).is_file():
        return False
    try:
        return stamp_of(book_of(bytes_of(path), path)).get("xltools") == SUGGESTIONS
    except InputRefused:
        return False


def _is_ticked(one: Repair, ticked: Iterable[TickedLine]) -> bool:
    place = os.path.abspath(one.path)
    return any(line.key == one.key and os.path.abspath(line.path) == place for line in ticked)


def write_repaired(checked: Checked, repairs: Sequence[Repair], out: Path, *, force: bool = False) -> RepairOutcome:
    """Copies of the checked files below `out` with these repairs done. Raises InputRefused, OutputFault."""
    from ..files.atomic import write_atomically

    outcome = RepairOutcome(repairs=list(repairs))
    by_path: dict[str, list[Repair]] = {}
    for one in repairs:
        by_path.setdefault(one.path, []).append(one)
    books = {file.path: file.book for file in checked.inputs.files}
    names = _names(by_path)
    inputs = [file.path for file in checked.inputs.files if Path(file.path).is_file()]
    for path, own in by_path.items():
        book, data = books[path], source_bytes(Path(path))
        assert book is not None
        if data is None or hashlib.sha256(data).hexdigest() != book.sha256:
            raise InputRefused("changed", f"“{path}”在检查后不见了，或换成了别的内容。请重新运行。", path=path)
        target = out / names[path]
        write_atomically(target, repaired(data, own, book), force=force, inputs=inputs)
        outcome.written.append(str(target))
    return outcome


def _names(paths: Mapping[str, object]) -> dict[str, str]:
    """Each file's place below the output: as it lies below the folder that all share."""
    whole = {path: os.path.abspath(path) for path in paths}
    common = os.path.commonpath([os.path.dirname(path) for path in whole.values()]) if whole else ""
    return {path: os.path.relpath(place, common) for path, place in whole.items()}
