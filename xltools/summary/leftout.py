"""What the hand-in register keeps out of a merge, and what it misses among the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..findings import Finding, Severity
from ..forms.inputs import Input
from ..rules.checking import Checked
from .model import FileReceipt, Merged, MergeOptions


def without_left_out(checked: Checked, options: MergeOptions) -> Checked:
    """What was checked, but for the files that do not count."""
    if not options.superseded:
        return checked
    files = [file for file in checked.inputs.files if file.path not in options.superseded]
    views = [view for view in checked.views if view.table.path not in options.superseded]
    return replace(checked, inputs=replace(checked.inputs, files=files), views=views)


def with_left_out(merged: Merged, files: Sequence[Input], options: MergeOptions) -> Merged:
    """The merge with a receipt for each input that does not count, in the order of `files`, and the absent ones named."""
    if not options.superseded and not options.absent:
        return merged
    known = {receipt.path: receipt for receipt in merged.files}
    receipts = (known.get(file.path) or _skipped(file, options.superseded[file.path]) for file in files)
    return replace(merged, files=tuple(receipts), findings=(*merged.findings, *map(_absent, options.absent.items())))


def _skipped(file: Input, why: str) -> FileReceipt:
    sha256 = file.book.sha256 if file.book is not None else ""
    return FileReceipt(path=file.path, status="skipped", code="superseded", message=why, sha256=sha256)


def _absent(pair: tuple[str, str]) -> Finding:
    office, path = pair
    return Finding(
        rule="registered-absent",
        severity=Severity.WARNING,
        message=f"{office}已报送，但台账中有效的文件（{path}）不在这次输入之中，没有汇入",
        fix="请把这个文件加入输入后重新汇总；确不汇总的不必处理。",
        kind="levels",
        path=path,
    )
