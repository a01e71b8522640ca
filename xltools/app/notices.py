"""notices: list, describe, check and compare packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..documents import envelope
from ..errors import InputRefused
from ..formats.grid import Grid
from ..formats.opening import open_book
from ..notice.completeness import gaps
from ..notice.load import load_all, load_notice, plain_pack, read_folder
from ..notice.model import Attachment, Notice, RuleSpec, SelectionSpec
from ..notice.parameters import unread
from ..notice.selecting import step_words
from ..notice.structure import Mistake
from ..notice.whereabouts import said_mistake
from ..rules import declared_by_columns, rule_mistakes

if TYPE_CHECKING:
    from ..documents.notices import AttachmentDocument, PackDocument, PackRule, PacksDocument, SelectionStepDocument


def list_packs() -> PacksDocument:
    """Every pack: id, title, document number, year, attachments."""
    return {
        **envelope("notices"),
        "notices": [
            {
                "id": notice.id,
                "title": notice.title,
                "document": notice.document,
                "issued": notice.issued.isoformat() if notice.issued else None,
                "version": notice.version,
                "attachments": [attachment.key for attachment in notice.attachments],
            }
            for notice in load_all()
        ],
    }


def describe_pack(notice_id: str) -> PackDocument:
    """One pack: levels, windows, parameters, attachments with layout provenance, rules with clauses."""
    notice = load_notice(notice_id)
    head = envelope("notices show")
    return {
        "schema": head["schema"],
        "tool": head["tool"],
        "tool_version": head["version"],
        "id": notice.id,
        "title": notice.title,
        "document": notice.document,
        "version": notice.version,
        "based_on": notice.based_on or None,
        "levels": [
            {
                "key": level.key,
                "name": level.name,
                "departments": list(level.departments),
                "deadline": level.deadline.isoformat() if level.deadline else None,
                "online_deadline": level.online_deadline.isoformat() if level.online_deadline else None,
                "copies": dict(level.copies),
                "priority_order": level.priority_order,
                "addressees": [addressee.name for addressee in level.addressees],
                "letters": [letter.kind for letter in level.letters],
                "basis": level.basis,
            }
            for level in notice.levels
        ],
        "windows": [
            {
                "key": w.key,
                "start": w.start.isoformat(),
                "end": w.end.isoformat(),
                "basis": w.basis,
                "assumed": w.assumed,
            }
            for w in notice.windows
        ],
        "parameters": [
            {"key": p.key, "title": p.title, "value": p.value, "assumed": p.assumed, "basis": p.basis}
            for p in notice.parameters
        ],
        "quotas": [
            {"category": q.category, "limit": q.limit, "level": q.level, "unit_kind": q.unit_kind, "basis": q.basis}
            for q in notice.quotas
        ],
        "selection": _selection(notice.selection) if notice.selection is not None else [],
        "attachments": [_attachment(attachment) for attachment in notice.attachments],
        "rules": [_rule(spec) for spec in notice.rules],
        "clauses": [{"clause": c.clause, "subject": c.subject, "by": c.by, "reason": c.reason} for c in notice.clauses],
    }


def _selection(spec: SelectionSpec) -> list[SelectionStepDocument]:
    return [
        {
            "key": step.key,
            "name": step.name,
            "kind": step.kind.value,
            "places": step.places,
            "words": step_words(spec, step),
            "basis": step.basis,
        }
        for step in spec.steps
    ]


def _attachment(attachment: Attachment) -> AttachmentDocument:
    return {
        "key": attachment.key,
        "title": attachment.title,
        "role": attachment.role.value,
        "layout": attachment.layout.value,
        "layout_note": attachment.layout_note,
        "basis": attachment.basis,
        "columns": [
            {
                "key": column.key,
                "heading": column.full_heading,
                "type": column.type.value,
                "unit": column.unit,
                "required": column.required or bool(column.required_when),
                "values": [choice.value for choice in column.values],
                "aliases": list(column.aliases),
            }
            for column in attachment.columns
        ],
        "rules": [_rule(spec) for spec in (*declared_by_columns(attachment), *attachment.rules)],
    }


def _rule(spec: RuleSpec) -> PackRule:
    return {
        "id": spec.id,
        "kind": spec.kind,
        "severity": spec.severity.value,
        "title": spec.title,
        "basis": spec.basis,
        "assumed": spec.assumed,
        "trial_until": spec.trial_until.isoformat() if spec.trial_until else None,
        "holds_from": spec.holds_from.isoformat() if spec.holds_from else None,
        "holds_to": spec.holds_to.isoformat() if spec.holds_to else None,
    }


@dataclass(frozen=True, slots=True)
class PackReview:
    """What is wrong with a pack, and what it could do with."""

    folder: str
    mistakes: list[Mistake]
    advice: list[Mistake]
    data: dict[str, Any]

    def said(self, mistake: Mistake) -> Mistake:
        """With its place in words: file, attachment, column, rule."""
        return said_mistake(mistake, self.data)


def review_pack(folder: Path) -> PackReview:
    """Every mistake of the pack in `folder`, its rules and what drafting left open included. Raises InputRefused where
    there is none."""
    if not (folder / "notice.toml").is_file():
        raise InputRefused(
            "not_found", f"“{folder}”中没有 notice.toml，不是通知包文件夹。请检查路径。", path=str(folder)
        )
    notice, mistakes = read_folder(folder)
    data = plain_pack(folder)
    lacking = list(gaps(notice, data)) if notice is not None and not data.get("abstract") else []
    found = [
        *mistakes,
        *(rule_mistakes(notice) if notice is not None else []),
        *(unread(notice) if notice is not None else []),
        *(gap.mistake for gap in lacking if gap.needed),
    ]
    advice = [gap.mistake for gap in lacking if not gap.needed]
    if notice is not None:
        advice.extend(_blanks_of_before(notice))
    return PackReview(str(folder), found, advice, data)


def _blanks_of_before(notice: Notice) -> Iterator[Mistake]:
    """Kept blanks that bear another year than their attachment: `next` takes last year's along."""
    for attachment in notice.attachments:
        path, wanted = notice.blank_path(attachment), _YEAR.findall(attachment.title)
        if path is None or not path.is_file() or not wanted:
            continue
        with suppress(InputRefused):
            printed = {
                year for grid in open_book(str(path)).grids for text in _top(grid) for year in _YEAR.findall(text)
            }
            if printed and not printed & set(wanted):
                said = (
                    f"空表“{path.name}”写的是{'、'.join(sorted(printed))}，本附件是{wanted[0]}：新一年的空表到了请换掉"
                )
                yield Mistake(f"{notice.id}.{attachment.key}.blank", said)


_YEAR: Final = re.compile(r"20\d\d年")
_TOP: Final = 4
"""Rows in which a blank bears its title."""


def _top(grid: Grid) -> Iterator[str]:
    yield from grid.preamble
    for number in islice(grid.rows, _TOP):
        yield from (value for value in grid.rows[number].values if isinstance(value, str))


def check_pack(folder: Path) -> list[Mistake]:
    """The mistakes alone."""
    return review_pack(folder).mistakes
