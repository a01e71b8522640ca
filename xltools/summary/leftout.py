"""What the hand-in register keeps out of a merge, and what it says of offices that are not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    """The merge with a receipt for each input that does not count, in the order of `files`, and what else is said."""
    told = [one.finding for one in options.known_of(merged.attachment.key)]
    if not options.superseded and not told:
        return merged
    known = {receipt.path: receipt for receipt in merged.files}
    receipts = (known.get(file.path) or _skipped(file, options.superseded[file.path]) for file in files)
    return replace(merged, files=tuple(receipts), findings=(*merged.findings, *told))


def _skipped(file: Input, why: str) -> FileReceipt:
    sha256 = file.book.sha256 if file.book is not None else ""
    return FileReceipt(path=file.path, status="skipped", code="superseded", message=why, sha256=sha256)
