"""Letters about what a person says: 请示, 复函, 转发通知, 公示, and a text set as a 公文."""

from __future__ import annotations

from ...notice.model import Level
from ..manuscript import Enclosure, Manuscript, Paragraph, RuledTable, Style, fill_in
from ..matters import WrittenText
from ..statements import paragraphs
from ..wording import clean, copies_text, date_text, organs_count
from .base import Job, LetterKind, head, imprint, letter_prose, note, signature, title_words
from .submission import with_inserts
from .tables import laid_out


def plain_letter(
    job: Job,
    prose_name: str,
    *,
    enclosures: tuple[Enclosure, ...] = (),
    inserts: dict[str, RuledTable] | None = None,
    addressed: bool = True,
    upward: bool = False,
) -> Manuscript:
    """A letter of running text with head, signature and note. `inserts`: tables under the paragraph that begins so."""
    context = job.context
    prose = letter_prose(job, prose_name)
    return Manuscript(
        head=head(job, upward=upward),
        title=clean(job.profile.get("标题") or prose.title),
        addressee=clean(context.get("主送机关") or fill_in("主送机关")) if addressed else "",
        body=tuple(with_inserts(prose.paragraphs, inserts or {})),
        enclosures=enclosures,
        signature=signature(job),
        note=note(job),
        imprint=imprint(job),
        words=title_words(job),
    )


def _said(job: Job) -> None:
    """事由 and 正文 as a person gave them, else marked fill-ins."""
    job.context.put("事由", clean(job.profile.get("事由")) or fill_in("事由"), "函件信息")
    job.context.put("正文", paragraphs(job.profile.get("正文")) or (fill_in("正文"),), "函件信息")


def _request(job: Job, _kind: LetterKind) -> Manuscript:
    _said(job)
    return plain_letter(job, "request", upward=True)


def _reply(job: Job, _kind: LetterKind) -> Manuscript:
    _said(job)
    job.context.put("来函", clean(job.profile.get("来函")) or fill_in("来函标题和文号"), "函件信息")
    return plain_letter(job, "reply")


def _forward(job: Job, _kind: LetterKind) -> Manuscript:
    context, below = job.context, _below(job)
    title = _briefly(str(context["通知名称"]))
    # 关于转发省厅关于申报…的通知的通知 says 关于 and 通知 twice: the forwarded title keeps its own 的通知, its 关于 goes.
    named = title.endswith("通知")
    context.put("转发事项", title.replace("关于", "", 1) if named else f"{title}的通知", "通知")
    context.put("正文", paragraphs(job.profile.get("正文")), "函件信息")
    context.put("下级期限", date_text(below.deadline) if below and below.deadline else "", "通知")
    copies = int(below.copies.get("application", 0)) if below else 0
    context.put("下级份数", copies_text(copies) if copies else "", "通知")
    return plain_letter(job, "forward", enclosures=(Enclosure(f"{clean(context['通知名称'])}（另附）", separate=True),))


_MOST_NAMED = 3
"""More issuers than these are counted in a title: 市工信局等六部门关于…."""


def _briefly(title: str) -> str:
    """A notice's title with its first issuer and how many they are, where it names many: else the title of what forwards it
    has six lines."""
    issuers, about, rest = title.partition("关于")
    names = issuers.split()
    if not about or len(names) <= _MOST_NAMED:
        return title
    return f"{names[0]}等{organs_count(len(names))}{about}{rest}"


def _below(job: Job) -> Level | None:
    """The level that hands in to the one that writes."""
    return next((one for one in job.notice.levels if one.key == job.level.receives_from), None)


def _publicity(job: Job, _kind: LetterKind) -> Manuscript:
    rows = job.figures.recommended.rows
    context = job.context
    context.put("公示期", clean(job.profile.get("公示期")) or fill_in("公示期"), "函件信息")
    listed = tuple(
        (str(place), clean(row.company), clean(row.project), clean(row.category)) for place, row in enumerate(rows, 1)
    )
    ranks = [row.rank for row in rows]
    context.put("名次并列", len(set(ranks)) < len(ranks), "汇总表")
    # What is published holds no telephone and no credit code; a summary without projects leaves no empty column.
    heads, aligns = ("序号", "企业名称", "项目名称", "类别"), "cllc"
    used = [place for place in range(len(heads)) if any(row[place] for row in listed)]
    table = laid_out(
        tuple(heads[place] for place in used),
        tuple(tuple(row[place] for place in used) for row in listed),
        "".join(aligns[place] for place in used),
    )
    inserts = {"拟推荐": table, "拟认定": table} if rows else {}
    return plain_letter(job, str(job.option("prose", "publicity")), inserts=inserts, addressed=False)


def _beside(name: str) -> str:
    """Annexes of a text have no pages here: they go along, and the list of annexes says so."""
    return name if "另" in name else f"{name}（另附）"


def _written(job: Job, _kind: LetterKind) -> Manuscript:
    text = job.matter
    assert isinstance(text, WrittenText)
    context, profile = job.context, job.profile
    organs = tuple(context["发文机关"]) if profile.get("发文机关") or not text.organs else text.organs
    date = str(context["成文日期"]) if profile.get("成文日期") or not text.date else text.date
    context.put("发文机关", organs, "文本")
    context.put("成文日期", date, "文本")
    context.put("文本", (text.title, text.note, *text.enclosures, *(one.text for one in text.paragraphs)), "文本")
    body = text.paragraphs or (Paragraph(Style.BODY, fill_in("正文")),)
    contact = profile.get("联系人") or profile.get("附注")
    return Manuscript(
        head=head(job, upward=text.title.endswith(("报告", "请示"))),
        title=clean(profile.get("标题") or text.title),
        addressee=clean(profile.get("主送机关") or text.addressee),
        body=body,
        enclosures=tuple(Enclosure(_beside(name), separate=True) for name in text.enclosures),
        signature=signature(job),
        note=note(job) if contact else text.note,
        imprint=imprint(job),
        words=title_words(job),
    )


KINDS = (
    LetterKind(
        key="request",
        name="请示",
        document_type="请示",
        upward=True,
        to_addressees=True,
        needs_summary=False,
        compose=_request,
    ),
    LetterKind(key="reply", name="复函", document_type="函", needs_summary=False, compose=_reply),
    LetterKind(key="forward", name="转发通知", document_type="通知", needs_summary=False, compose=_forward),
    LetterKind(key="publicity", name="公示", document_type="公示", compose=_publicity),
    LetterKind(key="text", name="文本公文", aliases=("文本",), needs_summary=False, compose=_written),
)
