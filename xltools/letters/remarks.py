"""What has to be said of a letter that was made, to whoever signs it: what waits, who is held back, what nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..findings import Finding, Severity
from .claims import item_text
from .figures import FigureRow, SummaryFigures
from .kinds import Job, LetterKind
from .manuscript import Manuscript

if TYPE_CHECKING:
    from .checker.opened import OpenedLetter


def waits_for(name: str) -> Finding:
    return Finding(
        rule="letter.fill-in",
        severity=Severity.WARNING,
        value=name,
        message=f"“{name}”还没有填，文中以【待填：{name}】标出。",
        fix=f"在 Word 里填好，或用 --set {name}=… 重新生成。",
        kind="letter",
    )


def held_back(job: Job, kind: LetterKind) -> Iterator[Finding]:
    """Rows that nobody refused and that are not recommended all the same: whoever signs must know before signing."""
    if not kind.document_type:
        return
    for row in job.figures.rows:
        if row.open_points:
            yield Finding(
                rule="letter.not-recommended",
                severity=Severity.ERROR,
                value=row.company,
                message=f"没有推荐“{row.company}”：{'；'.join(row.open_points)}。公函里写明了。",
                fix="在汇总表里改正或填好审核意见，再重新生成。",
                kind="letter",
            )


def alike(figures: SummaryFigures) -> Iterator[Finding]:
    """Rows of one name, project and category: one item that two offices recommend would be counted twice.

    One enterprise may stand in several rows (two scenes, two factories). A ledger of investments has many rows of one
    project, and no opinions.
    """
    for table in figures.tables:
        seen: dict[tuple[str, str, str], FigureRow] = {}
        for row in table.rows if table.official else [row for row in table.rows if row.opinion is not None]:
            first = seen.setdefault((row.category, row.company, row.project), row)
            if first is not row:
                yield Finding(
                    rule="letter.rows-alike",
                    severity=Severity.ERROR,
                    value=row.company,
                    message=f"《{table.title}》{row.category}序号{row.rank}与前面的序号{first.rank}都是“{item_text(row)}”，"
                    "公函里按两项写了。",
                    fix="重复的请在汇总表里删去一行；确为两项的，请在项目名称上区分，再重新生成。",
                    kind="letter",
                )


def unsaid(job: Job, kind: LetterKind) -> Iterator[Finding]:
    """A section that nobody gave words for is left out, and that is said; what the notice asks for by name, as a warning."""
    asked = [name for name in job.option("asks", ()) if not job.profile.says(name) and not job.profile.get("审核情况")]
    if kind.reviews and asked:
        yield Finding(
            rule="letter.unsaid",
            severity=Severity.WARNING,
            value="、".join(asked),
            message=f"通知要求本级说明“{'、'.join(asked)}”，没有人填过，正文没有写。",
            fix=f"办完后用 {' '.join(f'--set {name}=…' for name in asked)} 写明，再重新生成。",
            basis=job.spec.basis,
            kind="letter",
        )
    if kind.document_type and kind.reviews and not job.context["审核情况"]:
        yield Finding(
            rule="letter.unsaid",
            severity=Severity.INFO,
            value="审核情况",
            message="没有人填过审核情况，正文不写这一节（怎样审核、与谁会同、是否公示，都要由本单位说）。",
            fix="用 --set 审核情况=…，或 --set 审核时间=…、会同部门=…、专家评审=…、公示情况=… 等填好，再重新生成。",
            kind="letter",
        )


def crowded(manuscript: Manuscript | None) -> Iterator[Finding]:
    """A head of many organs that leaves no room for text on the first page: 7.3.3 asks for some, and who signs must know."""
    if manuscript is None or manuscript.head is None:
        return
    from .typesetting.document import text_on_first_page
    from .typesetting.head import LEAST_MARK

    if not text_on_first_page(manuscript):
        count = len(manuscript.head.organs)
        yield Finding(
            rule="letter.first-page",
            severity=Severity.WARNING,
            value=str(count),
            message=f"{count}个机关的发文机关标志缩到{LEAST_MARK}磅，首页仍排不下正文（GB/T 9704 7.3.3 要求首页有正文）。",
            fix="标题写短一些（--set 标题=…），或版头只用主办机关的标志（--set 版头=信函）。",
            basis="GB/T 9704—2012 7.3.3",
            kind="letter",
        )


def terms(document: OpenedLetter, job: Job) -> list[Finding]:
    """What the checker says of the letter against its own notice: quota, deadline, joint signature, citations."""
    from .checker import check_opened

    if not job.figures.tables:
        # A letter downwards, or about something else, is not held against what the notice wants of those who hand in.
        return [one for one in check_opened(document, None, None, None) if one.rule != "letter.leftover"]
    found = check_opened(document, job.figures, job.notice, job.level)
    return [finding for finding in found if finding.rule not in ("letter.leftover", "letter.summary-changed")]
