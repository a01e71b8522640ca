"""Papers of an enterprise: 真实性承诺书, 资料清单封面. They are no 公文: no 文号, the same type by custom."""

from __future__ import annotations

from collections.abc import Iterator

from ...notice.model import Attachment, LetterSpec, Material
from ..figures import grade_of
from ..manuscript import (
    FILL_IN_PATTERN,
    Blank,
    Block,
    BoxForm,
    FormCell,
    Manuscript,
    PageBreak,
    Paragraph,
    RuledTable,
    Style,
)
from ..profile import Profile
from ..prose import render
from ..senders import is_company
from ..slots import organs_of
from ..wording import clean, copies_text
from .base import Job, LetterKind, Side
from .tables import laid_out

_DATE = "　　年　　月　　日"


def _commitment(job: Job, _kind: LetterKind) -> Manuscript:
    context = job.context
    row = job.figures.rows[0]
    context.put("企业名称", row.company, "汇总表")
    context.put("信用代码", row.credit_code, "汇总表")
    context.put("申报项目", tuple(dict.fromkeys(one.project for one in job.figures.rows if one.project)), "汇总表")
    context.put("承诺事项", tuple(str(item) for item in job.option("commitments", ())), f"通知 {job.notice.id}")
    prose = render(str(job.option("prose", "commitment")), context.values())
    signature = (
        Blank(1),
        Paragraph(Style.PLAIN, f"　　承诺单位（盖章）：{clean(row.company)}"),
        Paragraph(Style.PLAIN, f"　　法定代表人（签字）：{clean(job.profile.get('法定代表人'))}"),
        Paragraph(Style.PLAIN, f"　　日期：{_DATE}"),
    )
    return Manuscript(
        title=clean(job.profile.get("标题") or prose.title),
        addressee=clean(context.get("主送机关")),
        body=(*prose.paragraphs, *signature),
        page_numbers=False,
    )


def _cover(job: Job, _kind: LetterKind) -> Manuscript:
    return Manuscript(title="", body=tuple(_cover_blocks(job)), page_numbers=False)


def _cover_blocks(job: Job) -> Iterator[Block]:
    row = job.figures.rows[0]
    copies = int(job.level.copies.get("application", 0))
    yield Blank(2)
    yield Paragraph(Style.TITLE, clean(job.profile.get("标题")) or f"{job.context['项目名称']}申报资料")
    yield Blank(3)
    for label, value in (
        ("申报企业", row.company),
        ("信用代码", row.credit_code),
        ("项目名称", row.project),
        ("项目类别", row.category),
        ("推荐单位", _recommender(job)),
        ("份　　数", copies_text(copies) if copies else ""),
        ("册　　数", "第　　册　共　　册"),
        ("编制日期", _DATE),
    ):
        if value:
            yield Paragraph(Style.COVER_LINE, f"{label}：{value if value == _DATE else clean(value)}")
    yield PageBreak()
    yield Paragraph(Style.TITLE, "资料清单")
    yield Blank(1)
    yield material_table(job)
    yield Blank(1)
    yield receipt_form()


def _recommender(job: Job) -> str:
    """推荐单位 in full: the wording that the notice prescribes, the office's own name, else who signs at the level that the
    enterprise hands in to; only then what the summary says (a bare place)."""
    # An enterprise that keeps its own name in the profile does not recommend itself.
    signing = () if job.level.key == "enterprise" else job.profile.items("发文机关")
    offices = signing or tuple(name for name in job.profile.items("发文机关") if not is_company(name))
    prescribed = str(job.notice.texts.get("recommender", "")) or "、".join(offices)
    if prescribed:
        return prescribed
    office = next((one for one in job.notice.levels if one.receives_from == "enterprise"), job.level)
    organs, _ = organs_of(job.notice, office, job.figures, Profile(), LetterSpec(kind=job.spec.kind))
    return job.figures.sender if any(FILL_IN_PATTERN.search(one) for one in organs) else "、".join(organs)


def material_table(job: Job) -> RuledTable:
    """The notice's list of materials, with the attachments of the enterprise's kind of factory."""
    rows = tuple(
        (str(place), clean(item.title), _numbers(job, item), "", _copies(job, item), "", "")
        for place, item in enumerate(_wanted_of(job), 1)
    )
    heads = ("序号", "资料名称", "附件号", "页数", "份数", "原件/复印件", "备注")
    return laid_out(heads, rows, "clccccc")


def _wanted_of(job: Job) -> list[Material]:
    """The items wanted of this enterprise: one that is for other categories (领航级申报书, 自评估报告（示范工厂）) is not."""
    named = {value for one in job.notice.attachments for value in _category_values(one)}
    mine = {row.category for row in job.figures.rows if row.category}

    def wanted(item: Material) -> bool:
        for_whom = _for_categories(item, named)
        return not mine or not for_whom or bool(for_whom & mine)

    return list(filter(wanted, job.notice.materials))


def _category_values(attachment: Attachment) -> list[str]:
    """Categories that an attachment is about: of its blocks, of its column, of its title (先进级智能工厂)."""
    about = next((one for one in attachment.columns if one.key == attachment.category), None)
    values = [block.value for block in attachment.blocks] + [one.value for one in (about.values if about else ())]
    return list(filter(None, (*values, grade_of(attachment.title))))


def _for_categories(item: Material, named: set[str]) -> set[str]:
    """The categories that an item says it is for; empty: for all."""
    said = {str(name) for name in item.options.get("categories", ())}
    return said or {name for name in named if name in item.title or name.removesuffix("智能工厂") in item.title}


def _copies(job: Job, item: Material) -> str:
    """Copies of one item: its own where the level names them (summary), else those of the application; none on paper of what
    goes electronically."""
    if _goes_by_mail(job, item):
        return "电子版"
    count = int(job.level.copies.get(item.key, job.level.copies.get("application", 0)))
    return copies_text(count) if count else ""


def _goes_by_mail(job: Job, item: Material) -> bool:
    """Pictures, slides and films are sent as files, and so is all that the notice counts as the same item (9-简介)."""
    number = item.key.partition("-")[0]
    return any(
        one.kind in ("pictures", "slides", "film") and one.key.partition("-")[0] == number
        for one in job.notice.materials
    )


def _numbers(job: Job, item: Material) -> str:
    """附件2、附件3; where the notice has a pair, the one of the factory's type, else both with 或."""
    kind = job.profile.get("工厂类型")
    found = [one for one in (_attachment(job, key) for key in item.attachments) if one is not None]
    unknown = [key for key in item.attachments if _attachment(job, key) is None]
    if kind:
        found = [one for one in found if not one.factory_type or one.factory_type == kind]
    types = {one.factory_type for one in found if one.factory_type}
    return ("或" if len(types) > 1 else "、").join([*(one.key for one in found), *unknown])


def _attachment(job: Job, key: str) -> Attachment | None:
    return next((one for one in job.notice.attachments if one.key == key), None)


def receipt_form() -> BoxForm:
    """移交 and 接收, each with a signature and a date."""

    def head(text: str) -> FormCell:
        return FormCell(text, head=True, align="c")

    return BoxForm(
        rows=(
            (head("移交单位"), FormCell(""), head("接收单位"), FormCell("")),
            (head("移交人"), FormCell(""), head("接收人"), FormCell("")),
            (head("移交日期"), FormCell(_DATE, align="c"), head("接收日期"), FormCell(_DATE, align="c")),
        ),
        widths=(3, 7, 3, 7),
        heights=(10, 10, 10),
    )


KINDS = (
    LetterKind(
        key="commitment",
        name="真实性承诺书",
        aliases=("承诺书",),
        sides=(Side.ENTERPRISE, Side.OFFICE),
        per_company=True,
        to_addressees=True,
        compose=_commitment,
    ),
    LetterKind(
        key="materials-cover",
        name="资料清单封面",
        aliases=("资料清单", "封面"),
        sides=(Side.ENTERPRISE, Side.OFFICE),
        per_company=True,
        compose=_cover,
    ),
)
