"""Notice packs for people: the list, one pack, its mistakes. The documents are made by `app.notices`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..documents import envelope
from ..findings import Finding
from ..notice.citing import cited
from ..notice.structure import Mistake
from ..words import LAYOUT, LEVEL, ROLE, SEVERITY, assumed_words

if TYPE_CHECKING:
    from ..documents.notices import (
        MistakeDocument,
        PackDocument,
        PackRule,
        PacksDocument,
        PackWindow,
        ParameterDocument,
        ReviewDocument,
        TrialDocument,
        TriedDocument,
        TriedFinding,
    )

Given = TypeVar("Given")



def given(document: Given) -> Given:
    """The document is the JSON."""
    return document


def packs_text(document: PacksDocument) -> str:
    """The list as text."""
    lines = []
    for pack in document["notices"]:
        number = f"（{pack['document']}）" if pack["document"] else ""
        lines.append(f"{pack['id']}  {pack['title']}{number}")
        lines.append(f"    附件：{'、'.join(pack['attachments'])}")
    return "\n".join([*lines, "", "查看一个通知包：xltools notices show 编号"]) + "\n"


def pack_text(document: PackDocument) -> str:
    """The description as text."""
    lines = [f"{document['title']}（{document['id']}，第 {document['version']} 版）"]
    if document["document"]:
        lines.append(f"文号：{document['document']}")
    if document["based_on"]:
        lines.append(f"基于：{document['based_on']}")
    for level in document["levels"]:
        due = f"，{level['deadline']} 前" if level["deadline"] else ""
        to = f" → {'、'.join(level['addressees'])}" if level["addressees"] else ""
        order = "，按优先顺序" if level["priority_order"] else ""
        lines.append(
            f"层级 {LEVEL.get(level['key'], level['key'])}（{level['key']}）：{level['name']}{to}{due}{order}  [{cited(level['basis'])}]"
        )
    for window in document["windows"]:
        lines.append(
            f"窗口 {window['key']}：{window['start']}～{window['end']}{_assumed(window)}  [{cited(window['basis'])}]"
        )
    for parameter in document["parameters"]:
        lines.append(
            f"参数 {parameter['title'] or parameter['key']}＝{assumed_words(str(parameter['value']))}{_assumed(parameter)}  [{cited(parameter['basis'])}]"
        )
    lines += [f"遴选 {step['name']}：{step['words']}  [{cited(step['basis'])}]" for step in document["selection"]]
    for quota in document["quotas"]:
        lines.append(
            f"名额 {quota['category']} ≤ {quota['limit']}（{quota['unit_kind'] or quota['level']}）  [{cited(quota['basis'])}]"
        )
    for attachment in document["attachments"]:
        lines.append("")
        lines.append(
            f"{attachment['key']}  {attachment['title']}（{ROLE.get(attachment['role'], attachment['role'])}）"
        )
        lines.append(f"    版式：{LAYOUT[attachment['layout']]}。{attachment['layout_note']}")
        lines.append(f"    列：{'、'.join(column['heading'] for column in attachment['columns'])}")
        for rule in attachment["rules"]:
            if rule["title"]:
                lines.append(
                    f"    规则 {rule['id']} [{SEVERITY[rule['severity']]}] {rule['title']}{_assumed(rule)}{_days(rule)}  [{cited(rule['basis'])}]"
                )
    if document["rules"]:
        lines += ["", "跨附件的规则"]
        lines.extend(
            f"    规则 {rule['id']} [{SEVERITY[rule['severity']]}] {rule['title']}{_assumed(rule)}{_days(rule)}  [{cited(rule['basis'])}]"
            for rule in document["rules"]
        )
    return "\n".join(lines) + "\n"


def _assumed(entry: PackWindow | ParameterDocument | PackRule) -> str:
    return "（假定）" if entry["assumed"] else ""


def _days(rule: PackRule) -> str:
    """（试行至 2026-06-30） and the days a rule holds for."""
    made = f"（试行至 {rule['trial_until']}，之前只提醒）" if rule["trial_until"] else ""
    if rule["holds_from"] or rule["holds_to"]:
        made += f"（适用：{rule['holds_from'] or ''} 至 {rule['holds_to'] or ''}）"
    return made


class ReviewedPack(Protocol):
    """What is wrong with a pack, and what it could do with."""

    folder: str
    mistakes: list[Mistake]
    advice: list[Mistake]

    def said(self, mistake: Mistake) -> Mistake: ...


def review_text(review: ReviewedPack) -> str:
    """Every mistake of a pack with its place, then advice."""
    lines = [f"{review.said(mistake)}" for mistake in review.mistakes]
    lines.append(f"共 {len(lines)} 处错误" if lines else "没有错误")
    if review.advice:
        lines += ["", "建议（不影响使用）", *(f"  {review.said(one)}" for one in review.advice)]
    return "\n".join(lines) + "\n"


def review_json(review: ReviewedPack) -> ReviewDocument:
    """`xltools notices check --format json`."""

    def listed(found: Sequence[Mistake]) -> list[MistakeDocument]:
        return [{"path": one.path, "place": review.said(one).path, "message": one.text} for one in found]

    return {
        **envelope("notices check"),
        "path": review.folder,
        "mistakes": listed(review.mistakes),
        "advice": listed(review.advice),
    }


class ChangedVerdict(Protocol):
    """One file whose errors differ under a changed pack."""

    path: str
    submitter: str
    was_clean: bool
    is_clean: bool
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]


class TriedPack(Protocol):
    """All files read under a changed pack, and those that change."""

    files: int
    changes: tuple[ChangedVerdict, ...]


def trial_text(trial: TriedPack) -> str:
    """Whose verdicts would change and why."""
    lines = []
    for one in trial.changes:
        who = f"{one.submitter}（{one.path}）" if one.submitter else one.path
        lines.append(f"{who}：{_CLEAN[one.was_clean]} → {_CLEAN[one.is_clean]}")
        lines += [f"    不再有  {_tried(f)}" for f in one.gone]
        lines += [f"    新增    {_tried(f)}" for f in one.new]
    turned = sum(one.was_clean is not one.is_clean for one in trial.changes)
    same = len(trial.changes) - turned
    lines.append(f"共 {trial.files} 个文件，结论改变的 {turned} 个，结论不变、错误或提醒有增减的 {same} 个")
    return "\n".join(lines) + "\n"


def _tried(finding: Finding) -> str:
    trial = _TRIAL.search(finding.fix)
    until = f"（{trial[0]}）" if trial else ""
    kind = SEVERITY[finding.severity.value]
    return f"{kind}  {finding.sheet}!{finding.cell} {finding.message}{until}  [{finding.rule}]"


_TRIAL = re.compile(r"试行至[^。；（）]*")


_CLEAN = {True: "没有错误", False: "有错误"}


def trial_json(trial: TriedPack) -> TrialDocument:
    """`xltools notices try --format json`."""

    def said(found: Sequence[Finding]) -> list[TriedFinding]:
        return [
            {"rule": f.rule, "severity": f.severity.value, "sheet": f.sheet, "cell": f.cell, "message": f.message}
            for f in found
        ]

    changes: list[TriedDocument] = [
        {
            "path": one.path,
            "submitter": one.submitter,
            "was_clean": one.was_clean,
            "is_clean": one.is_clean,
            "gone": said(one.gone),
            "new": said(one.new),
        }
        for one in trial.changes
    ]
    return {**envelope("notices try"), "files": trial.files, "changes": changes}
