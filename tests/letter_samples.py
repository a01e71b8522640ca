"""Invented notices, summaries and offices for the tests of letters. All companies and people are made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx

from xltools.letters.figures import SummaryFigures, figures_from_rows
from xltools.letters.kinds import find_kind
from xltools.letters.kinds.base import Job
from xltools.letters.manuscript import Manuscript
from xltools.letters.profile import Profile, with_settings
from xltools.letters.slots import build_context
from xltools.notice.model import (
    Addressee,
    Attachment,
    Block,
    Column,
    ColumnType,
    Label,
    LetterSpec,
    Level,
    Material,
    Notice,
    Provenance,
    Quota,
    Role,
)

HEADINGS = (
    ("rank", "序号"),
    ("category", "项目类别"),
    ("enterprise", "申报主体（企业名称）"),
    ("credit_code", "统一社会信用代码"),
    ("project", "项目名称"),
    ("industry", "所属行业"),
    ("district", "所在区"),
    ("maturity", "智能制造能力成熟度等级"),
    ("links", "覆盖环节数"),
    ("contact", "联系人"),
    ("phone", "联系电话"),
    ("note", "备注"),
)

SUMMARY = Attachment(
    key="附件5",
    title="智能制造试点示范项目推荐汇总表",
    role=Role.SUMMARY,
    layout=Provenance.INFERRED,
    category="category",
    order="rank",
    key_columns=("credit_code", "project"),
    blocks=(Block(value="示范工厂"), Block(value="优秀场景")),
    columns=tuple(Column(key=key, heading=heading) for key, heading in HEADINGS),
    labels=(Label(key="recommender", text="推荐单位（盖章）"),),
)

NOTICE = Notice(
    id="example-2022",
    title="关于申报2022年度国家智能制造试点示范的通知",
    version="1",
    document="示经信函〔2022〕40号",
    programme="国家智能制造试点示范",
    issued=date(2022, 10, 8),
    year=2022,
    place="示例市",
    levels=(
        Level(
            key="enterprise",
            name="申报主体",
            copies={"application": 4},
            addressees=(Addressee(name="示例区经济和信息化局"),),
            letters=(LetterSpec(kind="commitment"), LetterSpec(kind="materials-cover"), LetterSpec(kind="handover")),
        ),
        Level(
            key="district",
            name="区",
            order=1,
            departments=("经济和信息化局", "发展和改革局"),
            joint=True,
            deadline=date(2022, 10, 31),
            copies={"application": 4, "summary": 1, "letter": 1},
            priority_order=True,
            addressees=(Addressee(name="示例市经济和信息化局", delivery="装备处"),),
            letters=(
                LetterSpec(
                    kind="report",
                    options={"enclosures": [{"name": "智能制造试点示范项目申报书", "copies": "application"}]},
                ),
                LetterSpec(kind="submission"),
                LetterSpec(kind="opinion-form", options={"offices": ["区经信部门", "区发改部门"]}),
            ),
        ),
        Level(
            key="province",
            name="省",
            order=3,
            departments=("示例省经济和信息化厅", "示例省发展和改革委员会"),
            joint=True,
            deadline=date(2022, 12, 15),
            copies={"application": 1, "summary": 1},
            priority_order=True,
            addressees=(
                Addressee(name="工业和信息化部", delivery="装备工业一司", senders=("省",)),
                Addressee(name="国家发展改革委", delivery="产业发展司", senders=("省",)),
                Addressee(name="国务院国资委", delivery="科技创新局", senders=("中央企业集团",)),
            ),
        ),
    ),
    quotas=(
        Quota(category="优秀场景", limit=30, level="province", unit_kind="省", basis="example-2022 §三.4"),
        Quota(category="示范工厂", limit=15, level="province", unit_kind="省", basis="example-2022 §三.4"),
        Quota(category="示范工厂", limit=1, level="province", unit_kind="中央企业集团", basis="example-2022 §三.4"),
    ),
    attachments=(SUMMARY,),
    materials=(
        Material(key="application", title="智能制造试点示范项目申报书"),
        Material(key="summary", title="智能制造试点示范项目推荐汇总表", attachments=("附件5",)),
        Material(key="commitment", title="真实性承诺书", required=False),
    ),
)

LEDGER = Attachment(
    key="附件6",
    title="投资明细汇总表",
    role=Role.ROLLUP,
    layout=Provenance.INFERRED,
    columns=(
        Column(key="rank", heading="序号"),
        Column(key="company", heading="企业名称"),
        Column(key="credit_code", heading="统一社会信用代码"),
        Column(key="project", heading="拟申报项目"),
        Column(key="industry", heading="所属行业"),
        Column(key="amount", heading="投资额（万元）", type=ColumnType.AMOUNT, unit="万元", sum=True),
    ),
    order="rank",
)

REVIEW_NOTICE = Notice(
    id="review-2025",
    title="关于开展2025年示例市标杆智能工厂遴选工作的通知",
    version="1",
    programme="示例市标杆智能工厂",
    issued=date(2025, 9, 30),
    year=2025,
    place="示例市",
    levels=(
        Level(
            key="enterprise",
            name="企业",
            copies={"application": 7},
            addressees=(Addressee(name="示例区经济和信息化局"),),
            letters=(LetterSpec(kind="materials-cover"), LetterSpec(kind="commitment"), LetterSpec(kind="handover")),
        ),
        Level(
            key="district",
            name="区",
            order=1,
            departments=("经济和信息化局",),
            deadline=date(2025, 10, 17),
            copies={"application": 7, "letter": 1},
            addressees=(Addressee(name="示例市经济和信息化局"),),
            letters=(
                LetterSpec(
                    kind="review-report",
                    options={"checks": ["资格条件", "项目真实性", "项目合规性", "项目纳统", "投资额不低于5000万元"]},
                ),
                LetterSpec(
                    kind="opinion-form", options={"checks": ["资格条件", "项目真实性", "项目合规性", "项目纳统"]}
                ),
            ),
        ),
    ),
    attachments=(LEDGER,),
    materials=tuple(
        Material(key=f"item-{number}", title=title)
        for number, title in enumerate(
            ("申报表", "申请报告", "自测表及证明材料", "投资明细表", "软件清单", "装备指标", "真实性承诺书"), 1
        )
    ),
)

DISTRICT_LEVEL = NOTICE.level("district")

OFFICE = {
    "发文机关": "示例区经济和信息化局、示例区发展和改革局",
    "文号": "示经信〔{年}〕{号}号",
    "签发人": "张三、李思源",
    "联系人": "王五",
    "联系电话": "027-00000000",
}
COMPLETE = {**OFFICE, "号": "18", "成文日期": "2022年10月28日"}

ITEMS = (
    ("示范工厂", "武汉示例装备股份有限公司", "重型装备智能制造示范工厂", "示例一区"),
    ("示范工厂", "武汉示例光电子科技有限公司", "光电子器件智能制造示范工厂", "示例二区"),
    ("优秀场景", "武汉示例汽车零部件有限公司", "产线柔性配置", "示例三区"),
    ("优秀场景", "武汉示例生物医药有限公司", "质量精准追溯", "示例二区"),
    ("优秀场景", "武汉示例新材料有限公司", "能耗数据监测", "示例一区"),
)


def summary_rows(items: Sequence[tuple[str, str, str, str]] = ITEMS) -> list[dict[str, str]]:
    """Rows as the summary shows them, ranks running within each category."""
    ranks: dict[str, int] = {}
    rows = []
    for place, (category, company, project, district) in enumerate(items, 1):
        ranks[category] = ranks.get(category, 0) + 1
        factory = category == "示范工厂"
        rows.append(
            {
                "rank": str(ranks[category]),
                "category": category,
                "enterprise": company,
                "credit_code": f"91420100MA4KEXM{place:03d}",
                "project": project,
                "industry": "通用设备制造业",
                "district": district,
                "maturity": "三级" if factory else "",
                "links": "9" if factory else "",
                "contact": "赵示例",
                "phone": "027-00000000",
                "note": "",
            }
        )
    return rows


def figures(items: Sequence[tuple[str, str, str, str]] = ITEMS, *, level: str = "district") -> SummaryFigures:
    """Figures of the example summary."""
    return figures_from_rows(NOTICE, SUMMARY, summary_rows(items), level=level, sha256="0" * 64)


def review_figures() -> SummaryFigures:
    """Figures of three enterprises of the review notice."""
    rows = [
        {"rank": str(place), "company": name, "credit_code": f"91420100MA4KEXM{place:03d}", "project": project,
         "industry": "高端装备", "amount": amount}
        for place, (name, project, amount) in enumerate(
            (
                ("武汉示例装备股份有限公司", "重型装备智能工厂", "8600"),
                ("武汉示例光电子科技有限公司", "光电子器件智能工厂", "12345.67"),
                ("武汉示例食品有限公司", "柔性包装智能工厂", "5200"),
            ),
            1,
        )
    ]  # fmt: skip
    sums = {"amount": Decimal("261456700")}
    return figures_from_rows(REVIEW_NOTICE, LEDGER, rows, level="district", sums=sums, sha256="1" * 64)


def office(**settings: str) -> Profile:
    """A complete profile; keyword arguments override."""
    return with_settings(Profile(), {**COMPLETE, **settings}, source="测试")


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def drafted(**settings: str) -> tuple[Job, Manuscript]:
    level = NOTICE.level("district")
    spec, profile, addressee = level.letters[0], with_settings(office(), settings), level.addressees[0]
    summary = figures()
    context = build_context(NOTICE, level, summary, profile, spec, addressee)
    job = Job(
        notice=NOTICE, level=level, spec=spec, figures=summary, profile=profile, context=context, addressee=addressee
    )
    kind = find_kind(spec.kind)
    return job, kind.compose(job, kind)
