"""From a summary's figures to finished letters: context, manuscript, type, proof."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import LetterError
from ..findings import Finding, Severity
from ..notice.model import Addressee, LetterSpec, Level, Notice, Role
from .context import missing
from .figures import SummaryFigures
from .kinds import KINDS, Job, Kind, find_kind
from .manuscript import Manuscript
from .model import KindInfo, Letter
from .profile import Profile, with_settings
from .slots import build_context
from .typesetting.fonts import FontProfile

if TYPE_CHECKING:
    from .checker.opened import OpenedLetter

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
    template: bytes | None = None,
) -> list[Letter]:
    """The letters of one kind (the level's first where none is named): one per addressee where the notice names several.

    `template`: a user's own .docx, filled instead of the kind's own text (see `template_check`).

    Raises LetterError: a slot without a value, an unknown kind, a figure that the finished document does not show.
    """
    _require_companies(notice, figures)
    chosen = _level(notice, level, figures)
    spec = _spec(chosen, kind)
    about = find_kind(spec.kind)
    known = with_settings(profile, settings or {})
    made: list[Letter] = []
    for addressee in _addressees(chosen, spec, about, known):
        for company in _companies(figures, about, chosen, known):
            part = figures.only(company) if company else figures
            context = build_context(notice, chosen, part, known, spec, addressee)
            job = Job(
                notice=notice,
                level=chosen,
                spec=spec,
                figures=part,
                profile=known,
                context=context,
                addressee=addressee,
            )
            made.append(replace(_make(about, job, figures, template), file_suffix=company))
    several = len({letter.addressee for letter in made}) > 1
    return [replace(letter, file_suffix=_suffix(letter, several, len(made))) for letter in made]


def _require_companies(notice: Notice, figures: SummaryFigures) -> None:
    """A letter speaks of enterprises: a table that names none (a merged ledger) is not what it is made from."""
    if any(row.company for row in figures.rows):
        return
    held = "、".join(table.attachment for table in figures.tables) or "表格"
    wanted = "、".join(
        f"{one.key}（{one.title}）" for one in notice.attachments if one.role in (Role.SUMMARY, Role.ROLLUP)
    )
    what = "没有数据行" if not figures.rows else "没有企业名称一列"
    advice = f"请先用 xltools merge 汇总{wanted}，再由它生成公函。" if wanted else "请换用列有企业的汇总表。"
    raise LetterError("no_companies", f"{held}{what}，写不出公函。{advice}")


def _companies(figures: SummaryFigures, kind: Kind, level: Level, profile: Profile) -> tuple[str, ...]:
    """Enterprises that each get a document of their own; one empty name where the kind is for all together."""
    if not kind.per_company and level.key not in kind.per_company_at:
        return ("",)
    wanted = profile.get("企业名称")
    if not figures.companies:
        raise LetterError("no_rows", "汇总表里没有企业，无法生成企业文书。请先填好汇总表。")
    if not wanted:
        return figures.companies
    if wanted not in figures.companies:
        near = difflib.get_close_matches(wanted, figures.companies, n=1, cutoff=0.5)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise LetterError("unknown_company", f"汇总表里没有企业“{wanted}”。{hint}", company=wanted)
    return (wanted,)


def _suffix(letter: Letter, several_addressees: bool, count: int) -> str:
    parts = [letter.file_suffix] if count > 1 and letter.file_suffix else []
    if several_addressees and letter.addressee:
        parts.append(letter.addressee)
    return re.sub(r'[\\/:*?"<>|\s]+', "_", "-".join(parts))


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


def _make(kind: Kind, job: Job, whole: SummaryFigures, template: bytes | None) -> Letter:
    from .checker.classify import classify
    from .checker.opened import read_opened
    from .opening import open_document
    from .proof import prove
    from .typesetting.fonts import font_profile

    fonts = font_profile(job.profile.get("字体", "gb2312"))
    if job.profile.get("西文字体"):
        fonts = replace(fonts, latin=job.profile.get("西文字体"))
    if template is not None:
        manuscript = None
        data = _filled(template, job)
        title, addressee = "", str(job.context.get("主送机关"))
    else:
        manuscript = kind.compose(job, kind)
        data = _typeset(manuscript, fonts, whole)
        title, addressee = manuscript.title.replace("|", ""), manuscript.addressee
    document = read_opened(open_document(data))
    waiting = prove(document, manuscript, job)
    if manuscript is not None and manuscript.head is not None and waiting:
        raise missing(waiting[0])
    return Letter(
        kind=kind.key,
        name=job.spec.name or kind.name,
        title=title or (classify(document).title if template else "") or job.spec.name or kind.name,
        addressee=addressee or (job.addressee.name if job.addressee else ""),
        file_suffix="",
        data=data,
        findings=(*(_fill_in(name) for name in waiting), *_open_opinions(job, kind), *_terms(document, job)),
        fonts=fonts.key,
    )


def _typeset(manuscript: Manuscript, fonts: FontProfile, whole: SummaryFigures) -> bytes:
    from .typesetting.document import typeset

    variables = {"xltools.figures": whole.digest, "xltools.summary": whole.sha256}
    return typeset(manuscript, fonts, {name: value for name, value in variables.items() if value})


def _filled(template: bytes, job: Job) -> bytes:
    from .kinds.base import document_number
    from .user_templates import fill_template

    if job.profile.get("文号"):
        job.context.put("文号", document_number(job), job.profile.sources["文号"])
    sealed = job.profile.get("盖章", "是") not in ("否", "不盖章", "false", "no")
    return fill_template(template, job.context.values(), sealed=sealed)


def _fill_in(name: str) -> Finding:
    return Finding(
        rule="letter.fill-in",
        severity=Severity.WARNING,
        value=name,
        message=f"“{name}”还没有填，文中以【待填：{name}】标出。",
        fix=f"在 Word 里填好，或用 --set {name}=… 重新生成。",
        kind="letter",
    )


def _open_opinions(job: Job, kind: Kind) -> Iterator[Finding]:
    """A report of reviews recommends all whose opinion is not 不; where the summary leaves it open that is said."""
    waiting = [row.company for row in job.figures.rows if row.opinion == ""]
    if kind.key == "review-report" and waiting:
        yield Finding(
            rule="letter.opinion-open",
            severity=Severity.WARNING,
            value="、".join(waiting[:5]),
            message=f"汇总表里有{len(waiting)}家企业的审核意见没有填，报告按同意推荐列出。",
            fix="在汇总表的审核意见一列填推荐或不予推荐，再重新生成。",
            kind="letter",
        )


def _terms(document: OpenedLetter, job: Job) -> list[Finding]:
    """What the checker says of the letter against its own notice: quota, deadline, joint signature, citations."""
    from .checker import check_opened

    found = check_opened(document, job.figures, job.notice, job.level)
    return [finding for finding in found if finding.rule not in ("letter.leftover", "letter.summary-changed")]
