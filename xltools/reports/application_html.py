"""The checklist and the self-check receipt as pages to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..application.model import ItemState, PackageReport
from ..application.receipt import SCRIPT_ID, embedded
from ..application.signing import checked_signature, signature_words
from ..findings import Finding, Severity
from ..notice.provenance import said_of_packs
from . import grouping
from .application import MOST_FILES, groups_of, size_words
from .html import _environment

_STYLES: Mapping[str, str] = {
    "ok": "good",
    "warned": "warning",
    "wrong": "error",
    "blank": "error",
    "missing": "error",
    "absent": "info",
}


def package_html(report: PackageReport) -> str:
    """The checklist as one page."""
    return _render(
        "package.html",
        title="申报材料自检清单",
        report=report,
        items=[(item, _STYLES[item.state.value], _lines(item.findings)) for item in report.items],
        cross=_lines(report.cross),
        refused=_lines(report.refused),
        most=MOST_FILES,
        packs=said_of_packs([report.notice]),
        assumed=report.assumed,
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        missing=report.items_in(ItemState.MISSING),
        absent=report.items_in(ItemState.ABSENT),
    )


def _lines(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Errors and warnings, one line per text and file."""
    made = []
    for path, group in groups_of(finding for finding in findings if finding.severity is not Severity.INFO):
        first = group.first
        where, beside = grouping.places([cell for _, cell in group.cells], first, group.count, 12)
        made.append(
            {
                "style": "settled" if first.settled else first.severity.value,
                "word": grouping.level_words(first),
                "answer": grouping.answer_words(first.answer) if first.answer is not None else "",
                "path": path,
                "where": f"{first.sheet}!{where}" if where and first.sheet else where,
                "beside": beside,
                "first": first,
                "twins": grouping.twins(first),
            }
        )
    return made


def receipt_html(document: Mapping[str, Any]) -> str:
    """The receipt as a page to print that carries the receipt itself."""
    return _render(
        "receipt.html",
        title="申报材料自检回执",
        receipt=document,
        verdict=words.PACKAGE.get(str(document.get("verdict")), ""),
        items=[(one, _STYLES[one["state"]], words.ITEM_STATE[one["state"]]) for one in document["items"]],
        data=embedded(dict(document)),
        script_id=SCRIPT_ID,
        signature=signature_words(checked_signature(document)),
        assumed=(),
    )


def _render(template: str, **context: Any) -> str:
    environment = _environment()
    environment.filters["size"] = size_words
    environment.globals["STATE_WORDS"] = words.ITEM_STATE
    return environment.get_template(template).render(context) + "\n"
