"""Which letters: by the kind asked for, else by the attachments given and the level that writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import LetterError
from ..notice.model import LetterSpec, Level
from .figures import SummaryFigures
from .kinds import KINDS, LetterKind, Side, find_kind

_SHARED = ("cites", "subject", "organs", "together", "enclosures", "priority_order", "asks")
"""Options that another kind of letter about the same summaries takes over from the kind the notice asks for."""


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """One letter to make: its kind, what the notice says of it, the summaries it is about."""

    kind: LetterKind
    spec: LetterSpec
    figures: SummaryFigures


def choose(level: Level, figures: SummaryFigures, wanted: str | None) -> tuple[LetterChoice, ...]:
    """The letters for these summaries. Summaries that the notice splits between letters (天津: 附件4, 6 go with the 上报函,
    附件8, 9 with the 推荐函) make a letter each. Raises LetterError: unknown kind, or one this level does not write."""
    if wanted is None:
        return tuple(_default(level, figures))
    kind = _kind_at(level, wanted)
    specs = [spec for spec in level.letters if spec.name == wanted or find_kind(spec.kind) is kind]
    fitting = [spec for spec in specs if not kind.document_type or _about(spec, figures) or not spec.attachments]
    if not fitting:
        fitting = [_borrowed(spec, kind) for spec in _asked(level, figures)] or [LetterSpec(kind=kind.key)]
    if not kind.document_type or not kind.needs_summary:
        # Forms and hand-over papers go with everything that is handed in.
        return (LetterChoice(kind, fitting[0], figures),)
    return tuple(LetterChoice(kind, spec, _part(level, spec, figures)) for spec in fitting)


def _default(level: Level, figures: SummaryFigures) -> Iterator[LetterChoice]:
    specs = _asked(level, figures)
    official = [spec for spec in level.letters if find_kind(spec.kind).document_type]
    merged = bool(figures.tables) and all(one.attachment in level.attachments for one in figures.tables)
    if not specs and merged and official and all(spec.attachments for spec in official):
        # Each letter of the level names its summaries, and those merged here are none of them: they go no further (先进级
        # is recognised by the city itself).
        held = "、".join(f"{one.attachment}（{one.title}）" for one in figures.tables)
        raise LetterError(
            "no_letter_for",
            f"通知没有要求“{level.name}”这一级向上报送{held}，没有写公函。"
            f"下一级报来的函请用 --level 指明层级；确要行文，请用 --kind 指明文种。",
        )
    for spec in specs or level.letters[:1] or (LetterSpec(kind="submission"),):
        yield LetterChoice(find_kind(spec.kind), spec, _part(level, spec, figures))


def _asked(level: Level, figures: SummaryFigures) -> list[LetterSpec]:
    """The level's official letters that are about summaries given; where none is given, its first."""
    if not figures.tables:
        return [spec for spec in level.letters if find_kind(spec.kind).document_type][:1]
    return [spec for spec in level.letters if find_kind(spec.kind).document_type and _about(spec, figures)]


def _about(spec: LetterSpec, figures: SummaryFigures) -> bool:
    return any(table.attachment in spec.attachments for table in figures.tables)


def _borrowed(spec: LetterSpec, kind: LetterKind) -> LetterSpec:
    options = {name: value for name, value in spec.options.items() if name in _SHARED}
    return LetterSpec(
        kind=kind.key,
        attachments=spec.attachments if kind.needs_summary and kind.document_type else (),
        options=options,
    )


def _part(level: Level, spec: LetterSpec, figures: SummaryFigures) -> SummaryFigures:
    """The summaries a letter is about: its own, and those that no other letter of the level claims. A letter from which the
    notice names the summaries holds no other summary of the same kind (部里只要附件4、附件6, whatever else the city has)."""
    if any(table.attachment in spec.attachments for table in figures.tables):
        wanted = [one.title for one in figures.tables if one.attachment in spec.attachments or not one.official]
        figures = figures.of_tables(wanted)
    claimed = {
        key
        for one in level.letters
        if find_kind(one.kind).document_type
        for key in one.attachments
        if key not in spec.attachments
    }
    part = figures.of_tables([table.title for table in figures.tables if table.attachment not in claimed])
    return part if part.tables else figures


def _kind_at(level: Level, wanted: str) -> LetterKind:
    kind = next((find_kind(spec.kind) for spec in level.letters if spec.name == wanted), None) or find_kind(wanted)
    if kind not in kinds_at(level):
        known = "、".join(f"{one.name}（{one.key}）" for one in kinds_at(level))
        raise LetterError("kind_not_at_level", f"“{level.name}”这一级不写{kind.name}。可写：{known}。", kind=wanted)
    return kind


def kinds_at(level: Level) -> list[LetterKind]:
    """What this level can write: an enterprise no 公文 of an office; an office everything."""
    side = Side.ENTERPRISE if level.key == "enterprise" else Side.OFFICE
    asked = {find_kind(spec.kind).key for spec in level.letters}
    return [kind for kind in KINDS.values() if kind.key in asked or side in kind.sides]
