"""What a receiving office writes to those below: 补正通知书 for papers that go back, 催报函 for papers that did not come."""

from __future__ import annotations

from dataclasses import replace

from ..manuscript import Annex, Enclosure, Manuscript, fill_in
from ..matters import OverduePapers, ReturnedPapers, Shortcoming
from ..wording import clean, date_text
from .base import Job, LetterKind
from .ordinary import plain_letter
from .tables import laid_out

_LISTED = 6
"""More shortcomings than this go into an annex."""


def _correction(job: Job, _kind: LetterKind) -> Manuscript:
    matter = job.matter
    assert isinstance(matter, ReturnedPapers)
    context, found = job.context, matter.shortcomings
    # A pack names its clauses by its own id; the letter speaks of the notice.
    found = tuple(replace(one, clause=_of_the_notice(one.clause.replace(f"{job.notice.id} ", "通知"))) for one in found)
    listed = tuple(_sentence(one) for one in found)
    annexed = len(found) > _LISTED
    context.put("主送机关", matter.unit, "收件登记")
    context.put("问题", () if annexed else listed, "校验结果")
    context.put("问题原文", listed, "校验结果")
    context.put("问题数", len(found), "校验结果")
    _terms_again(job, matter)
    title = "需要补正的问题清单"
    letter = plain_letter(job, "correction", enclosures=(Enclosure(title),) if annexed else ())
    if not annexed:
        return letter
    rows = tuple(
        (str(place), clean(one.file), clean(one.place), clean(one.problem), clean(one.fix), clean(one.clause))
        for place, one in enumerate(found, 1)
    )
    table = laid_out(("序号", "文件", "位置", "问题", "改法", "依据"), rows, "clllll")
    return replace(letter, annexes=(Annex(label="附件", title=title, blocks=(table,)),))


def _of_the_notice(clause: str) -> str:
    """附件6填表说明 → 通知附件6填表说明: in a letter a bare 附件6 is the letter's own."""
    return f"通知{clause}" if clause.startswith("附件") else clause


def _sentence(one: Shortcoming) -> str:
    """文件“甲.xlsx”附表B10：问题。改法。（依据：…）"""
    where = f"“{clean(one.file)}”{clean(one.place)}：" if one.file or one.place else ""
    text = f"{where}{clean(one.problem).rstrip('。')}"
    text += f"；{clean(one.fix).rstrip('。')}" if one.fix else ""
    return text + (f"（{clean(one.clause)}）" if one.clause else "")


def _terms_again(job: Job, matter: ReturnedPapers | OverduePapers) -> None:
    """By when and how: what was given with the papers, else what the office set, else a person's to fill in."""
    context, profile = job.context, job.profile
    deadline = date_text(matter.deadline) if matter.deadline else ""
    context.put("补正期限", deadline or clean(profile.get("补正期限")) or fill_in("补正期限"), "函件信息")
    context.put("重报方式", clean(matter.how or profile.get("重报方式")), "函件信息")


def _reminder(job: Job, _kind: LetterKind) -> Manuscript:
    matter = job.matter
    assert isinstance(matter, OverduePapers)
    context = job.context
    context.put("主送机关", matter.unit, "收件登记")
    context.put("缺报材料", tuple(clean(name) for name in matter.papers), "收件登记")
    context.put("原期限", date_text(matter.due) if matter.due else "", "通知")
    _terms_again(job, matter)
    return plain_letter(job, "reminder")


KINDS = (
    LetterKind(
        key="correction",
        name="补正通知书",
        aliases=("补正通知", "退回修改"),
        document_type="通知",
        needs_summary=False,
        compose=_correction,
    ),
    LetterKind(
        key="reminder", name="催报函", aliases=("催报",), document_type="函", needs_summary=False, compose=_reminder
    ),
)
