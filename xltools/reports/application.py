"""The checklist of an application package and the verification of its receipt, as text and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .. import words
from ..application.model import Item, ItemFile, ItemState, PackageReport
from ..application.signing import signature_words
from ..documents import envelope
from ..files.names import visible
from ..findings import Finding, Severity
from ..notice.citing import cited
from ..notice.provenance import said_of_packs
from . import grouping
from .advice import advice
from .json import assumptions, placed
from .terminal import SEVERITY_STYLE, Line, pad, plain
from .text import pack_lines

if TYPE_CHECKING:
    from ..application.receipt import Verification
    from ..application.signing import SignatureReport
    from ..documents.application import ItemDocument, PackageDocument, PackedFileDocument, VerificationDocument

_STATE_STYLE = {
    ItemState.OK: "good",
    ItemState.WARNED: "warning",
    ItemState.WRONG: "error",
    ItemState.BLANK: "error",
    ItemState.MISSING: "error",
    ItemState.ABSENT: "dim",
}
MOST_FILES = 12
"""Files shown under an item; proofs may come by the hundred."""


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):.2f} MB"


# --- JSON --------------------------------------------------------------------------------------------------------------


def package_json(report: PackageReport) -> PackageDocument:
    """`xltools package --format json`."""
    return {
        **envelope("package"),
        "path": report.folder,
        "notice": report.notice.id,
        "enterprise": report.enterprise,
        "credit_code": report.credit_code,
        "factory_type": report.factory_type or None,
        "verdict": "complete" if report.complete else "incomplete",
        "items": [_item_json(item) for item in report.items],
        "cross": placed(report.cross),
        "other": placed(report.refused),
        "unassigned": [_file_json(file) for file in report.unassigned],
        "reminders": list(report.reminders),
        "packs": list(said_of_packs([report.notice])),
        "assumed": assumptions(report.assumed),
        "summary": {
            "items": len(report.items),
            "ok": report.items_in(ItemState.OK),
            "warned": report.items_in(ItemState.WARNED),
            "wrong": report.items_in(ItemState.WRONG),
            "blank": report.items_in(ItemState.BLANK),
            "missing": report.items_in(ItemState.MISSING),
            "absent": report.items_in(ItemState.ABSENT),
            "files": len(report.files),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
        },
    }


def _item_json(item: Item) -> ItemDocument:
    return {
        "key": item.material.key,
        "title": item.title,
        "required": item.material.required,
        "state": item.state.value,
        "hint": item.hint or None,
        "files": [_file_json(file) for file in item.files],
        "findings": placed(item.findings),
        "basis": item.material.basis,
    }


def _file_json(file: ItemFile) -> PackedFileDocument:
    return {"path": file.shown, "size": file.size, "what": file.what}


def receipt_json(document: dict[str, Any]) -> dict[str, Any]:
    """A receipt as a file of its own."""
    return document


def verification_json(
    found: Verification, path: str, folder: str, again: PackageReport | None, signature: SignatureReport
) -> VerificationDocument:
    """`xltools receipt verify --format json`."""
    receipt = found.receipt
    return {
        **envelope("receipt verify"),
        "path": path,
        "folder": folder,
        "number": receipt.get("number"),
        "untouched": found.untouched,
        "same_rules": found.same_rules,
        "signature": {"state": signature.signed.value, "name": signature.name, "fingerprint": signature.fingerprint},
        "files_agree": found.files_agree,
        "same": len(found.same),
        "changed": list(found.changed),
        "missing": list(found.missing),
        "added": list(found.added),
        "renamed": [{"before": before, "after": after} for before, after in found.renamed],
        "receipt": {key: value for key, value in receipt.items() if key not in ("files", "items")},
        "again": None
        if again is None
        else {
            "verdict": "complete" if again.complete else "incomplete",
            "errors": again.count(Severity.ERROR),
            "warnings": again.count(Severity.WARNING),
        },
    }


# --- text --------------------------------------------------------------------------------------------------------------


def package_text(report: PackageReport) -> str:
    """The checklist as plain text."""
    return plain(package_lines(report))


def package_lines(report: PackageReport) -> Iterator[Line]:
    """Item by item with its files and what is wrong, then what the forms say against each other."""
    yield [("head", f"{report.notice.title}　申报材料自检")]
    yield from pack_lines(report.notice)
    who = [report.enterprise or "（企业名称未填）", report.credit_code, report.factory_type]
    yield [("", "　".join(part for part in who if part))]
    yield []
    for number, item in enumerate(report.items, start=1):
        yield from _item_lines(number, item)
    if report.cross:
        yield []
        yield [("head", "各表、各材料之间")]
        yield from finding_lines(report.cross)
    if report.refused:
        yield []
        yield [("head", "没有核对的文件")]
        yield from finding_lines(report.refused)
    if report.unassigned:
        yield []
        yield [("head", f"不属于任何一项的文件（{len(report.unassigned)} 个）")]
        for file in report.unassigned:
            yield [("", f"  {file.shown}"), ("dim", f"  {size_words(file.size)}")]
    if report.reminders:
        yield []
        yield [("head", "文件里看不出、请自行确认")]
        for text in report.reminders:
            yield [("", f"  {text}")]
    yield []
    yield _verdict_line(report)


def _item_lines(number: int, item: Item) -> Iterator[Line]:
    word = pad(words.ITEM_STATE[item.state].partition("（")[0], 6)
    yield [(_STATE_STYLE[item.state], f"  {word}"), ("", f"  {number:>2}. {item.title}"), ("dim", _basis(item))]
    if item.state is ItemState.MISSING:
        yield [("dim", f"              {item.hint}")]
    for file in item.files[:MOST_FILES]:
        yield [("dim", f"              {file.shown}  {file.what + '  ' if file.what else ''}{size_words(file.size)}")]
    if len(item.files) > MOST_FILES:
        yield [("dim", f"              …… 共 {len(item.files)} 个文件")]
    yield from finding_lines(item.findings)


def _basis(item: Item) -> str:
    return f"  [{cited(item.material.basis)}]" if item.material.basis else ""


def finding_lines(findings: Sequence[Finding]) -> Iterator[Line]:
    """Errors and warnings with their fix, file by file; what is only said is counted."""
    for _, group in groups_of(finding for finding in findings if finding.severity is not Severity.INFO):
        first = group.first
        where, _ = grouping.places([cell for _, cell in group.cells], first, group.count, 12)
        place = f"{first.path} " if first.path else ""
        cell = f"{first.sheet}!{where} " if where else ""
        yield [
            (SEVERITY_STYLE[first.severity], f"              {grouping.level_words(first)}  "),
            ("", f"{place}{cell}{first.message}"),
            ("dim", f"  [{first.rule}]"),
        ]
        for twin in grouping.twins(first):
            yield [("dim", f"                    另见：{twin}")]
        if first.answer is not None:
            yield [("good", f"                    {grouping.answer_words(first.answer)}")]
        elif how := advice(first):
            yield [("", f"                    改法：{how}")]
    said = sum(finding.severity is Severity.INFO for finding in findings)
    if said:
        yield [("dim", f"              另有说明 {said} 处，见 xltools validate")]


def groups_of(findings: Iterable[Finding]) -> list[tuple[str, grouping.Group]]:
    """(path, group): findings of one text become one line, file by file."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    return [(path, group) for path, members in by_path.items() for group in grouping.grouped(members)]


def _verdict_line(report: PackageReport) -> Line:
    counts = [
        (ItemState.OK, "good"), (ItemState.WARNED, "warning"), (ItemState.WRONG, "error"), (ItemState.BLANK, "error"),
        (ItemState.MISSING, "error"),
    ]  # fmt: skip
    said = "，".join(
        f"{words.ITEM_STATE[state]} {report.items_in(state)} 项" for state, _ in counts if report.items_in(state)
    )
    verdict = "complete" if report.complete else "incomplete"
    style = "good" if report.complete else "error"
    totals = f"错误 {report.count(Severity.ERROR)} 处，提醒 {report.count(Severity.WARNING)} 处"
    return [(style, f"结论：{words.PACKAGE[verdict]}"), ("", f"（{said}；{totals}）")]


def verification_text(
    found: Verification, path: str, folder: str, again: PackageReport | None, signature: SignatureReport
) -> str:
    """The verification for people: every file that does not agree is named."""
    receipt = found.receipt
    lines = [
        f"自检回执 {receipt.get('number', '')}　{path}",
        f"  企业：{receipt.get('enterprise', '')}　{receipt.get('credit_code', '')}",
        f"  通知：{receipt.get('notice', '')} 第 {receipt.get('notice_version', '')} 版，{receipt.get('tool', '')}",
        f"  时间：{receipt.get('time', '')}",
        f"  结论：{words.PACKAGE.get(str(receipt.get('verdict')), '')}（错误 {receipt.get('errors', 0)} 处，提醒 {receipt.get('warnings', 0)} 处）",
        f"材料文件夹：{folder}",
        f"签名：{signature_words(signature)}",
    ]
    if not found.untouched:
        lines.append("不符：回执的内容被改动过，与其编号不一致")
    lines.extend(f"已改动：{path}" for path in found.changed)
    lines.extend(f"缺少：{path}" for path in found.missing)
    lines.extend(f"新增：{path}" for path in found.added)
    lines.extend(f"改名：{before} → {after}" for before, after in found.renamed)
    if found.files_agree:
        lines.append(f"文件与回执一致（{len(found.same)} 个）")
    if not found.same_rules:
        mine = f"（{receipt.get('rules_from')}）" if receipt.get("rules_from") else ""
        lines.append(f"注意：本机的规则与回执所用的{mine}不是同一版，结论可能不同")
    if again is not None:
        verdict = words.PACKAGE["complete" if again.complete else "incomplete"]
        lines.append(
            f"重新检查：{verdict}（错误 {again.count(Severity.ERROR)} 处，提醒 {again.count(Severity.WARNING)} 处）"
        )
    else:
        lines.append("没有重新检查：上面的结论是回执自己说的，未经复核。")
    return "\n".join(map(visible, lines)) + "\n"
