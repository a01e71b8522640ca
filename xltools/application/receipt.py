"""The self-check receipt (自检回执): by which rules a package was checked, what every file was, what came out, when.

Unsigned it proves nothing against somebody who makes one up (`signing` does); it shows at once that a file was exchanged after the check. Its
number is a fingerprint of its own content, so that a figure changed in it is seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import InputRefused
from ..files.intake import fingerprint
from ..files.records import Malformed, items, read_json, table, text, texts, whole
from ..files.refusals import Refusal
from ..files.sources import ordinary_bytes
from ..findings import Finding, Severity
from ..notice.provenance import rules_fingerprint, said_of_packs
from .model import ItemState, PackageReport, PackedFile

FORMAT = "xltools-receipt-1"
SCHEMA = "xltools/receipt/1"
SCRIPT_ID = "xltools-receipt"
_MARKS = (FORMAT.encode(), b'<meta name="generator" content="xltools')
_OPENING = f'<script type="application/json" id="{SCRIPT_ID}">'
_MOST_BYTES = 16 << 20
_MOST_FILES = 100_000
_TEXTS = (
    "tool", "notice", "notice_title", "notice_version", "rules_sha256", "rules_from", "enterprise", "credit_code", "factory_type",
    "verdict", "time", "number",
)  # fmt: skip
Document = dict[str, Any]


def make_receipt(report: PackageReport, time: datetime) -> Document:
    """The receipt as a JSON document; `time` is the moment of the check."""
    notice = report.notice
    document: Document = {
        "schema": SCHEMA,
        "format": FORMAT,
        "tool": f"xltools {report.version}",
        "notice": notice.id,
        "notice_title": notice.title,
        "notice_version": notice.version,
        "rules_sha256": rules_fingerprint(notice),
        "rules_from": "".join(said_of_packs([notice])) or "随程序发布",
        "enterprise": report.enterprise,
        "credit_code": report.credit_code,
        "factory_type": report.factory_type,
        "verdict": "complete" if report.complete else "incomplete",
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "missing": [item.title for item in report.items if item.state in (ItemState.MISSING, ItemState.BLANK)],
        "items": [{"key": i.material.key, "title": i.title, "state": i.state.value} for i in report.items],
        "files": [{"path": f.shown, "size": f.size, "sha256": file_print(f.path)} for f in report.files],
        "time": time.isoformat(timespec="seconds"),
    }
    lifted = [_waived(one) for one in report.findings if one.answer is not None and one.settled]
    document |= {"waived": lifted} if lifted else {}
    return document | {"number": number_of(document)}


def _waived(finding: Finding) -> dict[str, str]:
    """A finding that somebody lifted, with who and until when: a receipt hides no waiver."""
    answer = finding.answer
    assert answer is not None
    return {"rule": finding.rule, "reason": answer.text, "approver": answer.who, "until": answer.when}


def number_of(document: Mapping[str, Any]) -> str:
    """The receipt's number: a fingerprint of everything else in it."""
    said = {key: value for key, value in document.items() if key not in ("number", "signature")}
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "backslashreplace")).hexdigest()[:20]


def file_print(path: Path) -> str:
    """The file's SHA-256; empty where it cannot be read."""
    try:
        return fingerprint(path)
    except Refusal:
        return ""


def read_receipt(path: str) -> Document:
    """A receipt (.html or .json). Raises InputRefused: not_found, permission, not_a_file, unsupported."""
    data = ordinary_bytes(path, "自检回执", _MOST_BYTES)
    try:
        text_of = data.decode("utf-8-sig")
        start = text_of.find(_OPENING)
        end = text_of.find("</script>", start) if start >= 0 else -1
        return _checked(read_json(text_of[start + len(_OPENING) : end] if end >= 0 else text_of))
    except (ValueError, KeyError):
        raise InputRefused(
            "unsupported", f"“{path}”不是自检回执，或内容已损坏。请向企业索要原文件。", path=path
        ) from None


def _checked(value: object) -> Document:
    """The document, if every part of it has the type that `make_receipt` gives it. Raises Malformed, KeyError."""
    found = table(value, 64)
    if found["format"] != FORMAT:
        raise Malformed("format")
    for file in items(found["files"], _MOST_FILES):
        listed = table(file, 8)
        text(listed["path"]), text(listed["sha256"], 64), whole(listed.get("size", 0), 0, 1 << 50)
    for item in items(found.get("items", []), _MOST_FILES):
        texts(item, 8)
    for title in items(found.get("missing", []), _MOST_FILES):
        text(title)
    for name in ("errors", "warnings"):
        whole(found.get(name, 0), 0, 1 << 40)
    for name in _TEXTS:
        text(found.get(name, ""))
    return dict(found)


def embedded(document: Document) -> str:
    """The document as text that may stand inside a script element."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).replace("<", "\\u003c")


def is_ours(path: Path) -> bool:
    """Whether a file is a receipt or report that xltools wrote: no material, and not in the list of files."""
    if path.suffix.casefold() not in (".html", ".htm", ".json"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(64 * 1024)
    except OSError:
        return False
    return any(mark in head for mark in _MARKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A receipt held against a folder."""

    receipt: Document
    untouched: bool
    """The receipt's number fits its content."""
    same: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    """(old path, new path) of files whose content is in the receipt under another name."""
    same_rules: bool

    @property
    def files_agree(self) -> bool:
        return not (self.changed or self.missing or self.added or self.renamed)


def verify(document: Document, files: list[PackedFile], rules_sha256: str) -> Verification:
    """Every file of the receipt against the folder's files, and the other way round."""
    stated = {file["path"]: file["sha256"] for file in document["files"]}
    there = {file.shown: file_print(file.path) for file in files}
    # A file that could be read neither then nor now has no fingerprint: nothing is proved of it.
    changed = [path for path, sha256 in stated.items() if path in there and (there[path] != sha256 or not sha256)]
    missing = [path for path in stated if path not in there]
    added = [path for path in there if path not in stated]
    renamed = []
    for path in list(added):
        twin = next((old for old in missing if stated[old] and stated[old] == there[path]), None)
        if twin is not None:
            renamed.append((twin, path))
            missing.remove(twin)
            added.remove(path)
    return Verification(
        receipt=document,
        untouched=document.get("number") == number_of(document),
        same=tuple(path for path, sha256 in stated.items() if sha256 and there.get(path) == sha256),
        changed=tuple(changed),
        missing=tuple(missing),
        added=tuple(added),
        renamed=tuple(renamed),
        same_rules=document.get("rules_sha256") == rules_sha256,
    )
