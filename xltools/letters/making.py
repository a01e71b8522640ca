"""From a summary's figures to finished letters: context, manuscript, type, proof."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import LetterError
from ..files.names import safe_name
from ..findings import Finding, Severity
from ..notice.model import Addressee, LetterSpec, Level, Notice, Role
from . import remarks
from .choosing import LetterChoice, choose, kinds_at
from .context import missing
from .figures import SummaryFigures
from .kinds import Job, LetterKind, find_kind
from .manuscript import Manuscript
from .matters import Matter, OverduePapers, ReturnedPapers, WrittenText
from .model import KindInfo, Letter
from .profile import Profile, with_settings
from .senders import addressees_for, is_company, sender_kind
from .slots import build_context
from .typesetting.fonts import FontProfile


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
    found += [KindInfo(kind.key, kind.name, False) for kind in kinds_at(level) if kind.key not in asked]
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
    """The letters of the kind named, else those that the notice asks for about the summaries given: one per addressee where
    the notice names several.

    `template`: a user's own .docx, filled instead of the kind's own text (see `template_check`).

    Raises LetterError: a slot without a value, an unknown kind, a figure that the finished document does not show.
    """
    _require_companies(notice, figures)
    _require_names(figures)
    chosen = _level(notice, level, figures)
    known = with_settings(profile, settings or {})
    choices = choose(chosen, figures, kind or _kind_of(template, chosen, figures))
    if template is not None:
        for choice in choices:
            _same_type(template, choice.kind)
    made = [
        replace(letter, file_suffix="-".join(filter(None, (choice.kind.name * (len(choices) > 1), letter.file_suffix))))
        for choice in choices
        for letter in _letters(notice, chosen, choice, known, template)
    ]
    left_out = (*_left_out(figures, choices), *remarks.alike(figures))
    return [replace(letter, findings=(*letter.findings, *(left_out if letter is made[0] else ()))) for letter in made]


def _left_out(figures: SummaryFigures, choices: Sequence[LetterChoice]) -> Iterator[Finding]:
    """A summary that no letter of this level is about is not dropped in silence."""
    told = {table.title for choice in choices for table in choice.figures.tables}
    for table in figures.tables:
        if table.title not in told:
            yield Finding(
                rule="letter.left-out",
                severity=Severity.WARNING,
                value=table.attachment,
                message=f"{table.attachment}（{table.title}）不在本级这封函件的报送范围里，没有写进去。",
                fix="确要一并报送，请另行文。",
                kind="letter",
            )


def make_paper(
    notice: Notice,
    level: Level,
    profile: Profile,
    *,
    kind: str,
    matter: Matter | None = None,
    settings: Mapping[str, str] | None = None,
) -> Letter:
    """One letter that is about no summary: 请示, 复函, 转发通知 (from the profile and the notice), or about a matter:
    补正通知书 (ReturnedPapers), 催报函 (OverduePapers), 文本公文 (WrittenText).

    Raises LetterError: a slot without a value under a red head, a kind that needs a summary or another matter.
    """
    about = find_kind(kind)
    wanted = {"correction": ReturnedPapers, "reminder": OverduePapers, "text": WrittenText}.get(about.key)
    if about.needs_summary or (wanted is not None and not isinstance(matter, wanted)):
        raise LetterError(
            "no_summary", f"{about.name}要由材料生成，没有给出。请给出汇总表、申报材料或文本文件。", kind=kind
        )
    known = with_settings(profile, settings or {})
    figures = SummaryFigures(notice=notice.id, level=level.key, tables=())
    (choice,) = (
        choose(level, figures, about.key)
        if about.key != "text"
        else (LetterChoice(about, LetterSpec(kind="text"), figures),)
    )
    addressees = _addressees(notice, level, choice, known) if matter is None else [None]
    job = Job(
        notice=notice,
        level=level,
        spec=choice.spec,
        figures=figures,
        profile=known,
        context=build_context(notice, level, figures, known, choice.spec, addressees[0]),
        addressee=addressees[0],
        matter=matter,
    )
    return _make(about, job, figures, None)


def correction_notice(
    notice: Notice, level: Level, profile: Profile, papers: ReturnedPapers, settings: Mapping[str, str] | None = None
) -> Letter:
    """补正通知书: what to put right, file by file and cell by cell, by when, and how to hand in again."""
    return make_paper(notice, level, profile, kind="correction", matter=papers, settings=settings)


def reminder(
    notice: Notice, level: Level, profile: Profile, papers: OverduePapers, settings: Mapping[str, str] | None = None
) -> Letter:
    """催报函: which papers have not come, when they were due, by when they are wanted now."""
    return make_paper(notice, level, profile, kind="reminder", matter=papers, settings=settings)


_KIND_BY_TYPE = {"函": "submission", "报告": "report"}


def _kind_of(template: bytes | None, level: Level, figures: SummaryFigures) -> str | None:
    """An office whose template is a 函 writes a 函 where the notice lets it choose; None: what the notice asks for."""
    if template is None:
        return None
    from .user_templates import document_type_of

    said = document_type_of(template)
    asked = choose(level, figures, None)
    if not said or all(choice.kind.document_type == said for choice in asked):
        return None
    return _KIND_BY_TYPE.get(said)


def _same_type(template: bytes, kind: LetterKind) -> None:
    from .user_templates import document_type_of

    said = document_type_of(template)
    if said and kind.document_type and said != kind.document_type:
        message = f"模板的文种是“{said}”，{kind.name}的文种是“{kind.document_type}”，没有生成。请换用文种相同的模板，或用 --kind 另选函种。"
        raise LetterError("other_document_type", message, template=said, kind=kind.key)


def _letters(
    notice: Notice, level: Level, choice: LetterChoice, profile: Profile, template: bytes | None
) -> Iterator[Letter]:
    """One kind's letters, by addressee and, where the kind is an enterprise's own paper, by enterprise."""
    made: list[Letter] = []
    for addressee in _addressees(notice, level, choice, profile):
        for company in _companies(choice.figures, choice.kind, level, profile):
            part = choice.figures.only(company) if company else choice.figures
            job = Job(
                notice=notice,
                level=level,
                spec=choice.spec,
                figures=part,
                profile=profile,
                context=build_context(notice, level, part, profile, choice.spec, addressee),
                addressee=addressee,
            )
            made.append(replace(_make(choice.kind, job, choice.figures, template), file_suffix=company))
    several = len({letter.addressee for letter in made}) > 1
    for letter in made:
        yield replace(letter, file_suffix=_suffix(letter, several, len(made)))


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


def _require_names(figures: SummaryFigures) -> None:
    for table in figures.tables:
        for row in table.rows:
            if not row.company:
                place = f"《{table.title}》{row.category}序号{row.rank}"
                raise LetterError("no_company", f"{place}没有企业名称，写不出公函。请补上企业名称；空行请删去。")


def _companies(figures: SummaryFigures, kind: LetterKind, level: Level, profile: Profile) -> tuple[str, ...]:
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
    return safe_name("-".join(parts)) if parts else ""


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


def _addressees(notice: Notice, level: Level, choice: LetterChoice, profile: Profile) -> list[Addressee | None]:
    # Asked even where 主送机关 is set: a mistyped 报送主体 must not pass, it decides the quota too.
    kind = sender_kind(notice, level, profile, choice.figures)
    if choice.kind.per_company:
        # An enterprise's own paper goes to whom the enterprise hands in to, whoever prints it.
        own = next((one for one in notice.levels if one.key == "enterprise"), level)
        return [_of_its_own_place(own.addressees[0], level, profile)] if own.addressees else [None]
    if not choice.kind.to_addressees or profile.get("主送机关"):
        return [None]
    found = addressees_for(level, kind)
    if choice.spec.options.get("together") and found:
        return [Addressee(name="、".join(one.name for one in found), delivery=found[0].delivery)]
    return list(found) or [None]


def _of_its_own_place(addressee: Addressee, level: Level, profile: Profile) -> Addressee:
    """所在区（开发区）经信部门 is no organ: the office that prints the paper for its enterprises puts its own name."""
    organs = [name for name in profile.items("发文机关") if not is_company(name)]
    prints = level.receives_from in ("", "enterprise")
    if not addressee.name.startswith("所在") or not organs or not prints:
        return addressee
    return replace(addressee, name="、".join(organs))


def _make(kind: LetterKind, job: Job, whole: SummaryFigures, template: bytes | None) -> Letter:
    from .checker.classify import classify
    from .checker.reading import read_opened
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
    if manuscript is not None and waiting and (manuscript.head is not None or _seals(manuscript)):
        raise missing(*waiting)
    return Letter(
        kind=kind.key,
        name=job.spec.name or kind.name,
        title=title or (classify(document).title if template else "") or job.spec.name or kind.name,
        addressee=addressee or (job.addressee.name if job.addressee else ""),
        file_suffix="",
        data=data,
        findings=(
            *map(remarks.waits_for, waiting),
            *remarks.held_back(job, kind),
            *remarks.unsaid(job, kind),
            *remarks.crowded(manuscript),
            *remarks.terms(document, job),
        ),
        fonts=fonts.key,
    )


def _seals(manuscript: Manuscript) -> bool:
    """Whether seals are printed on it: nothing that is sealed waits for a word."""
    return manuscript.signature is not None and bool(manuscript.signature.seals)


def _typeset(manuscript: Manuscript, fonts: FontProfile, whole: SummaryFigures) -> bytes:
    from .typesetting.document import typeset

    # A letter about no summary bears no fingerprint of one: a check beside a summary would say that it was changed since.
    variables = {"xltools.figures": whole.digest, "xltools.summary": whole.sha256} if whole.tables else {}
    return typeset(manuscript, fonts, {name: value for name, value in variables.items() if value})


def _filled(template: bytes, job: Job) -> bytes:
    from .kinds.base import document_number
    from .user_templates import fill_template

    if job.profile.get("文号"):
        job.context.put("文号", document_number(job), job.profile.sources["文号"])
    return fill_template(template, job.context.values(), sealed=job.profile.sealed)
