"""An enterprise's list of materials on the page: `xltools package` for every folder that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .. import words
from ..app.package import check_package
from ..application.model import Item, ItemFile, ItemState, PackageReport
from ..errors import UsageError
from ..findings import Finding, Severity
from ..notice.citing import cited
from ..notice.provenance import said_of_packs
from ..reports.application import MOST_FILES, groups_of, package_json, size_words
from .shown import line_shown

Document = dict[str, Any]

TOGETHER: Final = "."
"""Files chosen one by one are one application together."""
_MOST_FOLDERS: Final = 12
"""Folders checked by themselves: more are a batch, which an office checks."""
_STYLE: Final[Mapping[ItemState, str]] = {
    ItemState.OK: "good",
    ItemState.WARNED: "warning",
    ItemState.WRONG: "error",
    ItemState.BLANK: "error",
    ItemState.MISSING: "error",
    ItemState.ABSENT: "info",
}
_WHY: Final[Mapping[str, str]] = {
    "several_applications": "这里有几家企业的材料。材料清单和自检回执按一家企业出具：请清空后只选一家企业的文件夹。",
    "which_notice": "从材料中认不出是哪个通知，没有核对材料清单。请在“通知”一栏选定。",
}
"""What the command line says with its options, in this face's words."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One folder's application, or why there is none."""

    folder: str
    report: PackageReport | None
    why: str = ""


def folders_of(names: Sequence[str]) -> list[str]:
    """What is one application each, of what was chosen (relative to the working folder)."""
    if all(Path(name).is_dir() or name.casefold().endswith(".zip") for name in names):
        return list(names)
    return [TOGETHER]


def checklists(names: Sequence[str], notice: str) -> list[Checklist]:
    """`xltools package` on each."""
    folders = folders_of(names)
    if len(folders) > _MOST_FOLDERS:
        return [Checklist(TOGETHER, None, _WHY["several_applications"])]
    return [_checklist(folder, notice) for folder in folders]


def _checklist(folder: str, notice: str) -> Checklist:
    try:
        report = check_package(folder, notice)
    except UsageError as fault:
        return Checklist(folder, None, _WHY.get(fault.code, fault.message))
    if not report.items:
        return Checklist(folder, None, "这个通知没有列出材料清单。")
    return Checklist(folder, report)


def checklist_shown(one: Checklist) -> Document:
    """For the page; `package` is what `xltools package --format json` says."""
    name = "" if one.folder == TOGETHER else one.folder
    if one.report is None:
        return {"folder": name, "why": one.why, "package": None}
    report = one.report
    lacking = report.items_in(ItemState.MISSING) + report.items_in(ItemState.BLANK)
    return {
        "folder": name,
        "why": "",
        "package": package_json(report),
        "enterprise": report.enterprise,
        "notice": report.notice.title,
        "state": "good" if report.complete else "error",
        "word": words.PACKAGE["complete" if report.complete else "incomplete"],
        "lacking": lacking,
        "items": [_item_shown(number, item) for number, item in enumerate(report.items, start=1)],
        "cross": _lines(report.cross),
        "refused": _lines(report.refused),
        "unassigned": [file.shown for file in report.unassigned],
        "reminders": list(report.reminders),
        "packs": list(said_of_packs([report.notice])),
    }


def _item_shown(number: int, item: Item) -> Document:
    own = [finding for finding in item.findings if finding.kind == "material"]
    forms = [finding for finding in item.findings if finding.kind != "material"]
    return {
        "number": number,
        "title": item.title,
        "state": _STYLE[item.state],
        "word": words.ITEM_STATE[item.state],
        "hint": item.hint,
        "basis": cited(item.material.basis),
        "files": [_file_shown(file) for file in item.files[:MOST_FILES]],
        "more": max(0, len(item.files) - MOST_FILES),
        "lines": _lines(own),
        "forms": _counted(forms),
    }


def _file_shown(file: ItemFile) -> str:
    return "　".join(part for part in (file.shown, file.what, size_words(file.size)) if part)


def _counted(findings: Sequence[Finding]) -> str:
    """The forms' own findings stand with the files: here they are counted."""
    said = [
        f"{count} 处{words.SEVERITY[severity]}"
        for severity in (Severity.ERROR, Severity.WARNING)
        if (count := sum(f.severity is severity and not f.settled for f in findings))
    ]
    return "，".join(said)


def _lines(findings: Sequence[Finding]) -> list[Document]:
    loud = [finding for finding in findings if finding.severity is not Severity.INFO]
    return [{**line_shown(group, with_sheet=True), "path": path} for path, group in groups_of(loud)]
