"""报送材料交接单: what is handed over, how many volumes, by whom and to whom."""

from __future__ import annotations

from collections.abc import Iterator

from ..figures import SummaryFigures
from ..manuscript import Blank, Block, Manuscript, Paragraph, RuledTable, Style
from ..wording import clean
from .base import Job, LetterKind, Side, title_words
from .enterprise import receipt_form
from .tables import laid_out


def _compose(job: Job, kind: LetterKind) -> Manuscript:
    title = clean(job.profile.get("标题")) or f"{job.context['项目名称']}{job.spec.name or kind.name}"
    return Manuscript(title=title, body=tuple(_blocks(job)), page_numbers=False, words=title_words(job))


def _blocks(job: Job) -> Iterator[Block]:
    figures, context = handed_over(job), job.context
    # An enterprise hands in its own papers.
    sender = figures.companies[0] if job.level.key == "enterprise" else "、".join(context["发文机关"])
    receiver = clean(context.get("主送机关")) + (
        f"（{clean(context.get('收件处室'))}）" if context.get("收件处室") else ""
    )
    yield Paragraph(Style.PLAIN, f"报送单位：{clean(sender)}")
    if receiver:
        yield Paragraph(Style.PLAIN, f"接收单位：{receiver}")
    counts = f"{'推荐' if figures.total < job.figures.total else '申报'}企业{len(figures.companies)}家"
    if figures.total != len(figures.companies) and not _details(job):
        counts += f"，项目{figures.total}个"
    if job.level.key != "enterprise":
        yield Paragraph(Style.PLAIN, f"{counts}。")
    yield goods_table(job)
    yield Blank(1)
    yield receipt_form()


def handed_over(job: Job) -> SummaryFigures:
    """Whose papers go: of an office only those it recommends."""
    return job.figures if job.level.key == "enterprise" else job.figures.recommended


def goods_table(job: Job) -> RuledTable:
    """Each kind of paper: copies each, sets, volumes; then what goes electronically."""
    copies = job.context["份数"]
    rows: list[tuple[str, ...]] = []
    whose = handed_over(job)
    sets = len(whose.companies) if _details(job) else whose.total
    if copies.get("letter"):
        rows.append(("正式行文", str(copies["letter"]), "1", str(copies["letter"]), "纸质"))
    for table in job.figures.tables:
        if copies.get("summary"):
            rows.append((clean(table.title), str(copies["summary"]), "1", str(copies["summary"]), "纸质、电子"))
    if copies.get("application"):
        count = int(copies["application"])
        name = next(
            (str(one["name"]) for one in job.option("enclosures", ()) if one.get("copies") == "application"), ""
        )
        rows.append((clean(name) or "申报资料", str(count), str(sets), str(sets * count), "纸质"))
    if not rows:
        # The notice names no copies: what is handed over is counted by hand.
        rows = [(clean(item.title), "", "", "", "") for item in job.notice.materials] or [("申报资料", "", "", "", "")]
    numbered = tuple((str(place), *row, "") for place, row in enumerate(rows, 1))
    heads = ("序号", "材料名称", "每套份数", "套数", "合计", "介质", "备注")
    return laid_out(heads, numbered, "clccccc")


def _details(job: Job) -> bool:
    """Whether the rows are details of an enterprise (investments), not items applied for."""
    return any(not row.project for row in job.figures.rows) or len({r.project for r in job.figures.rows}) < len(
        job.figures.companies
    )


KINDS = (
    LetterKind(
        key="handover",
        name="报送材料交接单",
        aliases=("交接单",),
        sides=(Side.ENTERPRISE, Side.OFFICE),
        to_addressees=True,
        per_company_at=("enterprise",),
        compose=_compose,
    ),
)
