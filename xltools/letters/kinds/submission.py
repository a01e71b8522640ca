"""上报函 and 报告: an office hands its summary to the office above, alone or jointly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ...notice.model import Attachment, Role
from ..figures import FigureRow, FigureTable
from ..manuscript import Block, Enclosure, Manuscript, Paragraph, fill_in
from ..wording import clean, copies_text
from .base import Job, LetterKind, head, imprint, letter_prose, note, number_enclosures, signature, title_words
from .tables import summary_annex


def _compose(job: Job, kind: LetterKind) -> Manuscript:
    return official(job, kind, "submission")


def official(job: Job, kind: LetterKind, prose_name: str, inserts: Mapping[str, Block] | None = None) -> Manuscript:
    """A letter from an office to the one above: prose, annexed summaries, signature, note.

    `inserts`: tables that go under the paragraph whose text begins with the key.
    """
    tables = tuple(table for table in map(as_recommended, printed_tables(job)) if table.rows)
    enclosures = enclosures_of(job, tables)
    labels = number_enclosures(enclosures)
    context = job.context
    context.put("文种", kind.document_type, "种类")
    context.put("汇总表附件", "、".join(labels[: len(tables)]), "推算")
    context.put("另附附件", "、".join(labels[len(tables) :]), "推算")
    context.put("限额", quota_lines(job), "通知")
    if "未推荐" not in context:
        context.put("未推荐", (*refused_lines(job), *open_lines(job)), "汇总表")
    prose = letter_prose(job, str(job.option("prose", prose_name)))
    return Manuscript(
        head=head(job, upward=kind.upward),
        title=clean(job.profile.get("标题") or prose.title),
        addressee=clean(context.get("主送机关") or fill_in("主送机关")),
        body=tuple(with_inserts(prose.paragraphs, inserts or {})),
        enclosures=enclosures,
        signature=signature(job),
        note=note(job),
        annexes=tuple(
            summary_annex(label, table, attachment_of(job, table.attachment))
            for label, table in zip(labels, tables, strict=False)
        ),
        imprint=imprint(job),
        words=title_words(job),
    )


def refused_lines(job: Job) -> tuple[str, ...]:
    """企业：理由 of rows whose opinion says no; the reason is the summary's remark or waits for a person."""
    given = tuple(clean(part) for part in re.split("[;；\n]", job.profile.get("不予推荐")) if part.strip())
    if given:
        return given
    rows = [row for row in job.figures.rows if row.refused]
    return tuple(f"{_whom(row, job)}：{clean(row.remark) or fill_in('不予推荐的理由')}" for row in rows)


def open_lines(job: Job) -> tuple[str, ...]:
    """企业：原因 of rows that nobody refused and that are not recommended: no opinion yet, mistakes, below the floor."""
    return tuple(f"{_whom(row, job)}：{'、'.join(row.open_points)}" for row in job.figures.rows if row.open_points)


def _whom(row: FigureRow, job: Job) -> str:
    """The enterprise, with the project where it has another: of two one may be recommended."""
    others = any(row.company == one.company and row.project != one.project for one in job.figures.rows)
    return clean(f"{row.company}（{row.project}）" if others and row.project else row.company)


def with_inserts(paragraphs: Iterable[Paragraph], inserts: Mapping[str, Block]) -> Iterator[Block]:
    """The paragraphs, each insert after the paragraph whose text begins with its key."""
    for paragraph in paragraphs:
        yield paragraph
        for start, block in inserts.items():
            if paragraph.text.startswith(start):
                yield block


def printed_tables(job: Job) -> tuple[FigureTable, ...]:
    """Summaries that become annexes: those the pack names, else the official summaries (no roll-up of details)."""
    if job.spec.attachments:
        return tuple(table for table in job.figures.tables if table.attachment in job.spec.attachments)
    return tuple(
        table
        for table in job.figures.tables
        if (about := attachment_of(job, table.attachment)) is None or about.role is Role.SUMMARY
    )


def as_recommended(table: FigureTable) -> FigureTable:
    """The summary as it is annexed: whoever the letter does not recommend does not stand in a list of the recommended, and the
    rest is counted anew. One with a column of opinions is of all who applied, and says of each what the office thinks."""
    kept = tuple(row for row in table.rows if row.recommended)
    if len(kept) == len(table.rows) or any(row.opinion is not None for row in table.rows):
        return table
    ranks: dict[str, int] = {}
    rows = []
    for row in kept:
        ranks[row.category] = ranks.get(row.category, 0) + 1
        rank = str(ranks[row.category])
        cells = {**row.cells, table.rank_key: rank} if row.cells.get(table.rank_key, "").strip() else row.cells
        rows.append(replace(row, rank=rank, cells=cells))
    return replace(table, rows=tuple(rows))


def enclosures_of(job: Job, tables: tuple[FigureTable, ...]) -> tuple[Enclosure, ...]:
    """附件说明: the summaries (printed as annexes), then what goes beside the letter."""
    found = [Enclosure(clean(table.title)) for table in tables]
    copies = job.context["份数"].get("application", 0)
    # A 推荐函 takes along only what the notice names.
    asked = copies and job.spec.kind != "recommendation"
    default = ({"name": application_name(job), "copies": "application"},) if asked else ()
    for extra in job.option("enclosures", default):
        if extra.get("copies") == "application" and not job.figures.recommended.rows:
            continue  # nobody is recommended: no application goes along
        found.append(Enclosure(_separate_text(job, extra), separate=True))
    return tuple(found)


def application_name(job: Job) -> str:
    """What the notice calls the application: the form whose title says so."""
    for attachment in job.notice.attachments:
        if "申报书" in attachment.title or "申报表" in attachment.title:
            return attachment.title
    return "项目申报书"


def _separate_text(job: Job, extra: dict[str, str]) -> str:
    name = clean(extra["name"])
    count = int(job.context["份数"].get(extra.get("copies", ""), 0))
    if not count:
        return f"{name}（另附）"
    volumes = f"，共{job.context['申报书本数']}本" if extra.get("copies") == "application" else ""
    return f"{name}（纸质版{copies_text(count)}{volumes}，另附）"


def attachment_of(job: Job, key: str) -> Attachment | None:
    """The notice's attachment by key; None where the pack has none."""
    try:
        return job.notice.attachment(key)
    except KeyError:
        return None


def quota_lines(job: Job) -> tuple[dict[str, object], ...]:
    """Categories with a limit for this level and kind of sender: {类别, 限额, 数量}."""
    unit = str(job.context.get("报送主体"))
    # A kind that was only guessed says nothing of limits: 省 is what a letter without 报送主体 is taken for.
    said = bool(job.profile.get("报送主体"))
    counts = job.figures.recommended.by_category()
    return tuple(
        {"类别": quota.category, "限额": quota.limit, "数量": counts.get(quota.category, 0)}
        for quota in job.notice.quotas
        if quota.level == job.level.key and (not quota.unit_kind or (said and quota.unit_kind == unit))
    )


KINDS = (
    LetterKind(
        key="submission",
        name="上报函",
        aliases=("函",),
        document_type="函",
        reviews=True,
        to_addressees=True,
        compose=_compose,
    ),
    LetterKind(
        key="report",
        name="上报报告",
        aliases=("报告",),
        document_type="报告",
        upward=True,
        reviews=True,
        to_addressees=True,
        compose=_compose,
    ),
)
