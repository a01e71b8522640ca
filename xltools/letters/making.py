"""From a summary's figures to finished letters: context, manuscript, type, proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..errors import LetterError
from ..findings import Finding, Severity
from ..notice.model import Addressee, LetterSpec, Level, Notice
from .context import Context
from .figures import SummaryFigures
from .kinds import KINDS, Job, Kind, find_kind
from .model import KindInfo, Letter
from .profile import Profile, with_settings
from .slots import build_context

_OFFICE_DEFAULT = ("submission",)


def letter_kinds(notice: Notice, level: Level) -> tuple[KindInfo, ...]:
    """What this level can make: first what the notice asks for, in its order, then the rest."""
    asked = {spec.kind: spec for spec in level.letters}
    if not any(level is one or level == one for one in notice.levels):
        raise LetterError("unknown_level", f"通知 {notice.id} 没有“{level.name or level.key}”这一级。", level=level.key)
    found = [
        KindInfo(kind.key, spec.name or kind.name, True, spec.basis)
        for spec in level.letters
        for kind in (find_kind(spec.kind),)
    ]
    found += [KindInfo(kind.key, kind.name, False) for kind in KINDS.values() if kind.key not in asked]
    return tuple(found)


def make_letters(
    notice: Notice,
    level: Level | str | None,
    figures: SummaryFigures,
    profile: Profile,
    *,
    kind: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> list[Letter]:
    """The letters of one kind (the level's first where none is named): one per addressee where the notice names several.

    Raises LetterError: a slot without a value, an unknown kind, a figure that the finished document does not show.
    """
    chosen = _level(notice, level, figures)
    spec = _spec(chosen, kind)
    about = find_kind(spec.kind)
    known = with_settings(profile, settings or {})
    made = [
        _make(about, Job(
            notice=notice, level=chosen, spec=spec, figures=part, profile=known, addressee=addressee,
            context=build_context(notice, chosen, part, known, spec, addressee),
        ))
        for addressee in _addressees(chosen, spec, about, known)
        for part in (figures,)
    ]  # fmt: skip
    if len(made) > 1:
        made = [replace(letter, file_suffix=letter.addressee) for letter in made]
    return made


def _level(notice: Notice, level: Level | str | None, figures: SummaryFigures) -> Level:
    if isinstance(level, Level):
        return level
    wanted = level or figures.level
    for candidate in notice.levels:
        if wanted in (candidate.key, candidate.name):
            return candidate
    if wanted:
        known = "、".join(f"{one.key}（{one.name}）" for one in notice.levels)
        raise LetterError("unknown_level", f"通知 {notice.id} 没有“{wanted}”这一级。可用：{known}。", level=wanted)
    senders = [candidate for candidate in notice.levels if candidate.addressees and candidate.key != "enterprise"]
    if senders:
        return senders[-1]
    return Level(key="", name="")


def _spec(level: Level, kind: str | None) -> LetterSpec:
    """The pack's specification for the kind, or a bare one: any level may make any kind."""
    if kind is None:
        return level.letters[0] if level.letters else LetterSpec(kind=_OFFICE_DEFAULT[0])
    about = find_kind(kind)
    for spec in level.letters:
        if spec.name == kind or find_kind(spec.kind) is about:
            return spec
    return LetterSpec(kind=about.key)


def _addressees(level: Level, spec: LetterSpec, kind: Kind, profile: Profile) -> list[Addressee | None]:
    if not kind.to_addressees or profile.get("主送机关"):
        return [None]
    unit = profile.get("报送主体") or next((s for one in level.addressees for s in one.senders), "")
    found = [one for one in level.addressees if not one.senders or unit in one.senders]
    if spec.options.get("together") and found:
        return [Addressee(name="、".join(one.name for one in found), delivery=found[0].delivery)]
    return list(found) or [None]


def _make(kind: Kind, job: Job) -> Letter:
    from .proof import prove
    from .typesetting.document import typeset
    from .typesetting.fonts import font_profile

    manuscript = kind.compose(job, kind)
    fonts = font_profile(job.profile.get("字体", "gb2312"))
    if job.profile.get("西文字体"):
        fonts = replace(fonts, latin=job.profile.get("西文字体"))
    variables = {"xltools.figures": job.figures.digest, "xltools.summary": job.figures.sha256}
    data = typeset(manuscript, fonts, {name: value for name, value in variables.items() if value})
    prove(data, manuscript, job)
    return Letter(
        kind=kind.key,
        name=job.spec.name or kind.name,
        title=manuscript.title.replace("|", ""),
        addressee=manuscript.addressee,
        file_suffix="",
        data=data,
        findings=tuple(_findings(job)),
        fonts=fonts.key,
    )


def _findings(job: Job) -> Iterator[Finding]:
    context: Context = job.context
    for name in context.drafts:
        yield Finding(
            rule="letter.fill-in",
            severity=Severity.WARNING,
            value=name,
            message=f"“{name}”还没有填，文中以【待填：{name}】标出。",
            fix=f"在 Word 里填好，或用 --set {name}=… 重新生成。",
        )
