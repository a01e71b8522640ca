"""Attachments as a pack would declare them, small; invented companies only."""

from __future__ import annotations

from decimal import Decimal

from xltools.notice.model import (
    Attachment,
    Block,
    Choice,
    Column,
    ColumnType,
    FixedRow,
    Label,
    Notice,
    Provenance,
    Role,
    Shape,
)

T = ColumnType

INVESTMENT = Attachment(
    key="附件6",
    title="生产性设备购置与改造投资以及项目相关的研发投入明细表",
    role=Role.INVESTMENT,
    layout=Provenance.INFERRED,
    unit="万元",
    columns=(
        Column(key="seq", heading="序号", type=T.INTEGER, width=6),
        Column(
            key="category",
            heading="投资类别",
            type=T.CHOICE,
            required=True,
            width=14,
            values=(Choice(value="生产性设备购置"), Choice(value="设备改造"), Choice(value="项目相关研发投入")),
        ),
        Column(key="name", heading="设备（费用）名称", required=True, width=22, max_length=60),
        Column(key="model", heading="规格型号", width=14),
        Column(key="quantity", heading="数量", type=T.NUMBER, unit="台/套", width=8, minimum=Decimal(0)),
        Column(key="seller", heading="供应商", width=22),
        Column(key="contract_no", heading="合同编号", group="合同", type=T.CODE, width=14),
        Column(key="contract_date", heading="合同签订日期", group="合同", type=T.DATE, width=12),
        Column(key="contract_amount", heading="合同金额", group="合同", type=T.AMOUNT, unit="万元", width=12),
        Column(key="invoice_no", heading="发票号码", group="发票", type=T.CODE, format="invoice-number", width=22),
        Column(key="invoice_date", heading="开票日期", group="发票", type=T.DATE, width=12),
        Column(key="gross", heading="含税金额", group="发票", type=T.AMOUNT, unit="万元", sum=True, width=12),
        Column(key="tax", heading="税额", group="发票", type=T.AMOUNT, unit="万元", sum=True, width=10),
        Column(key="net", heading="不含税金额", group="发票", type=T.AMOUNT, unit="万元", sum=True, width=12),
        Column(key="paid_date", heading="付款日期", group="付款", type=T.DATE, width=12),
        Column(key="paid", heading="付款金额", group="付款", type=T.AMOUNT, unit="万元", sum=True, width=12),
        Column(key="remark", heading="备注", width=10),
    ),
    labels=(
        Label(key="submitter", text="申报企业（盖章）"),
        Label(key="date", text="填报日期", type=T.DATE),
    ),
    submitter="submitter",
    category="category",
    blocks=(
        Block(value="生产性设备购置", heading="一、生产性设备购置"),
        Block(value="设备改造", heading="二、设备改造"),
        Block(value="项目相关研发投入", heading="三、项目相关研发投入"),
    ),
    subtotals=True,
    total=True,
    key_columns=("seller", "invoice_no"),
    notes=(
        "只填列生产性设备，土地、厂房和办公设备不计入。",
        "每行一张发票，发票号码按文本填写，一份合同多张发票的分行填写。",
    ),
    signatures=("单位负责人（签字）", "财务负责人（签字）", "填表人（签字）"),
)

SUMMARY = Attachment(
    key="附件5",
    title="2022年度智能制造试点示范行动项目推荐汇总表",
    role=Role.SUMMARY,
    layout=Provenance.INFERRED,
    columns=(
        Column(key="seq", heading="序号", type=T.INTEGER, width=6, minimum=Decimal(1), maximum=Decimal(999)),
        Column(
            key="category",
            heading="项目类别",
            type=T.CHOICE,
            required=True,
            width=12,
            values=(Choice(value="优秀场景"), Choice(value="示范工厂")),
        ),
        Column(key="company", heading="申报主体（企业名称）", required=True, width=26),
        Column(key="code", heading="统一社会信用代码", type=T.CODE, required=True, format="credit-code", width=22),
        Column(key="project", heading="项目名称", required=True, width=26),
        Column(
            key="industry",
            heading="所属行业",
            width=14,
            type=T.CHOICE,
            closed=False,
            values=tuple(Choice(value=f"示例行业大类第{n}种（甲,乙）") for n in range(40)),
        ),
        Column(key="district", heading="所在区", width=12),
        Column(key="maturity", heading="成熟度等级", width=10),
        Column(key="links", heading="覆盖环节数", type=T.INTEGER, width=8),
        Column(key="contact", heading="联系人", width=10),
        Column(key="phone", heading="联系电话", type=T.CODE, format="phone", width=15),
        Column(key="remark", heading="备注", width=10),
    ),
    labels=(Label(key="submitter", text="推荐单位（盖章）"), Label(key="date", text="填报日期", type=T.DATE)),
    submitter="submitter",
    category="category",
    blocks=(Block(value="优秀场景"), Block(value="示范工厂")),
    order="seq",
    key_columns=("code", "project"),
    notes=("按项目类别和推荐优先顺序填写。",),
    levels=("district", "city"),
)

FORM = Attachment(
    key="附件1",
    title="2025年武汉市标杆智能工厂申报表",
    role=Role.FORM,
    layout=Provenance.INFERRED,
    shape=Shape.FORM,
    landscape=False,
    columns=(
        Column(key="company", heading="企业名称", group="企业基本情况", required=True),
        Column(key="code", heading="统一社会信用代码", group="企业基本情况", type=T.CODE, format="credit-code"),
        Column(key="address", heading="注册地址", group="企业基本情况", width=40),
        Column(
            key="district",
            heading="所在区",
            group="企业基本情况",
            type=T.CHOICE,
            values=(Choice(value="江岸区"), Choice(value="江汉区")),
        ),
        Column(key="person", heading="法定代表人", group="企业基本情况"),
        Column(key="revenue", heading="2024年营业收入", group="企业基本情况", type=T.AMOUNT, unit="万元"),
        Column(key="project", heading="项目名称", group="项目情况", width=40),
        Column(key="total", heading="总投资", group="项目情况", type=T.AMOUNT, unit="万元"),
        Column(key="share", heading="研发投入占比", group="项目情况", type=T.PERCENT),
        Column(key="brief", heading="项目简介", group="项目情况", max_length=150),
        Column(key="content", heading="建设内容", group="项目情况", max_length=800),
    ),
    labels=(Label(key="submitter", text="申报单位（盖章）"), Label(key="date", text="填报时间", type=T.DATE)),
    signatures=("企业承诺", "区经信部门审核意见", "市经信局意见"),
    notes=("项目简介不超过150字。",),
)


def _indicator(number: int, group: str, name: str, points: int) -> FixedRow:
    return FixedRow(
        key=name,
        cells={
            "seq": str(number),
            "group": group,
            "name": name,
            "how": "按全厂口径计算",
            "unit": "%",
            "points": str(points),
        },
    )


INDICATORS = Attachment(
    key="附件2",
    title="2025年武汉市标杆智能工厂遴选（离散型）-重点指标自测表",
    role=Role.INDICATORS,
    layout=Provenance.INFERRED,
    shape=Shape.LIST,
    columns=(
        Column(key="seq", heading="序号", type=T.INTEGER, width=6),
        Column(key="group", heading="一级指标", width=12),
        Column(key="name", heading="二级指标", width=22),
        Column(key="how", heading="指标说明/计算公式", width=28),
        Column(key="unit", heading="单位", width=8),
        Column(key="points", heading="分值", type=T.NUMBER, sum=True, width=8),
        Column(key="before", heading="改造前", type=T.NUMBER, width=10),
        Column(key="after", heading="改造后", type=T.NUMBER, width=10),
        Column(
            key="score", heading="自评得分", type=T.NUMBER, sum=True, width=10, minimum=Decimal(0), maximum=Decimal(20)
        ),
        Column(key="evidence", heading="证明材料（页码）", width=16),
    ),
    labels=(Label(key="submitter", text="企业名称（盖章）"),),
    rows=(
        _indicator(1, "装备", "关键设备数控化率", 10),
        _indicator(2, "装备", "设备联网率", 10),
        _indicator(3, "系统", "系统集成率", 20),
        _indicator(4, "效率", "生产效率提升", 30),
        _indicator(5, "效率", "订单准时交付率", 30),
    ),
    row_key="name",
    total=True,
    notes=("填写项目实施前后的实际值。",),
)

NOTICE = Notice(
    id="sample-2025",
    title="示例通知",
    version="1",
    attachments=(INVESTMENT, SUMMARY, FORM, INDICATORS),
)
