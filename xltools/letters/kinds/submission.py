"""上报函 and 报告: an office hands its summary to the office above, alone or jointly."""

from __future__ import annotations

from ...notice.model import Attachment
from ..manuscript import Annex, Enclosure, Manuscript
from ..prose import render
from ..wording import clean
from .base import Job, Kind, head, imprint, note, number_enclosures, signature, summary_annex, title_words


def _compose(job: Job, kind: Kind) -> Manuscript:
    enclosures = enclosures_of(job)
    labels = number_enclosures(enclosures)
    context = job.context
    context.put("文种", kind.document_type, "种类")
    printed = len(job.figures.tables)
    context.put("汇总表附件", "、".join(labels[:printed]), "推算")
    context.put("另附附件", "、".join(labels[printed:]), "推算")
    context.put("限额", quota_lines(job), "通知")
    prose = render(str(job.option("prose", "submission")), context.values())
    return Manuscript(
        head=head(job, kind),
        title=clean(job.profile.get("标题") or prose.title),
        addressee=clean(context["主送机关"]),
        body=prose.paragraphs,
        enclosures=enclosures,
        signature=signature(job),
        note=note(job),
        annexes=annexes_of(job, labels),
        imprint=imprint(job),
        words=title_words(job),
    )


def enclosures_of(job: Job) -> tuple[Enclosure, ...]:
    """附件说明: the summaries (printed as annexes), then what goes beside the letter."""
    found = [Enclosure(clean(table.title)) for table in job.figures.tables]
    copies = job.context["份数"].get("application", 0)
    default = ({"name": application_name(job), "copies": "application"},) if copies else ()
    for extra in job.option("enclosures", default):
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
    from ..wording import copies_text

    volumes = f"，共{job.figures.total * count}本" if extra.get("copies") == "application" else ""
    return f"{name}（纸质版{copies_text(count)}{volumes}，另附）"


def annexes_of(job: Job, labels: tuple[str, ...]) -> tuple[Annex, ...]:
    return tuple(
        summary_annex(label, table, _attachment(job, table.attachment))
        for label, table in zip(labels, job.figures.tables, strict=False)
    )


def _attachment(job: Job, key: str) -> Attachment | None:
    try:
        return job.notice.attachment(key)
    except KeyError:
        return None


def quota_lines(job: Job) -> tuple[dict[str, object], ...]:
    """Categories with a limit for this level and kind of sender: {类别, 限额, 数量}."""
    unit = job.profile.get("报送主体")
    counts = job.figures.by_category()
    return tuple(
        {"类别": quota.category, "限额": quota.limit, "数量": counts.get(quota.category, 0)}
        for quota in job.notice.quotas
        if quota.level == job.level.key and (not quota.unit_kind or quota.unit_kind == unit)
    )


KINDS = (
    Kind(
        key="submission",
        name="上报函",
        aliases=("函",),
        document_type="函",
        to_addressees=True,
        compose=_compose,
    ),
    Kind(
        key="report",
        name="上报报告",
        aliases=("报告",),
        document_type="报告",
        upward=True,
        to_addressees=True,
        compose=_compose,
    ),
)
