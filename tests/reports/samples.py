"""Invented verdicts, small and with every case that a report must show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xltools.findings import FileReport, Finding, Place, Refused, Report, Severity, SheetReport
from xltools.ledger import BasisTotal, EnterpriseTotal, Ledger, LedgerRow, Verdict
from xltools.notice.model import Attachment, Column, ColumnType, Notice, Provenance, Role
from xltools.summary.model import FileReceipt, Merged, RejectedRow
from xltools.summary.row import Hop, Row, Rows, RowSource

EVIL = "<script>alert('&')</script>"
A6 = "东湖高新区/附件6-武汉示例甲股份有限公司.xlsx"


def blank_name(row: int) -> Finding:
    return Finding(
        rule="required-name",
        severity=Severity.ERROR,
        sheet="附件6",
        cells=(f"C{row}",),
        column="名称",
        message="必填的“设备（费用）名称”是空的",
        fix="填写发票上的货物或服务名称",
        basis="wuhan-2025 §五.4",
        path=A6,
    )


def report() -> Report:
    findings = (
        blank_name(24),
        Finding(
            rule="tax-equality",
            severity=Severity.ERROR,
            sheet="附件6",
            cells=("M19", "L19", "N19"),
            column="税额",
            value="95.4431",
            expected="104.4431",
            message="含税金额 893.4521 ≠ 不含税金额 789.0090 + 税额 95.4431",
            fix="对照发票改正三个数",
            basis="wuhan-2025 §五.4",
            path=A6,
        ),
        blank_name(9),
        Finding(
            rule="unique-invoice",
            severity=Severity.WARNING,
            sheet="附件6",
            cells=("J14",),
            related=(Place("洪山区/附件6-武汉示例乙股份有限公司.xlsx", "附件6", "J21"),),
            column="发票号码",
            value="45785327423276517011",
            message="发票号码 45785327423276517011 在另一份材料中已经出现",
            fix="核对是否重复申报",
            path=A6,
        ),
        Finding(rule="hidden_sheet", severity=Severity.INFO, message=f"有隐藏的工作表“{EVIL}”", value=EVIL, path=A6),
    )
    read = SheetReport("附件6", "visible", "A1:Q29", 342, 16, "wuhan-2025", "附件6", 7)
    return Report(
        files=(
            FileReport(A6, "0" * 64, "wuhan-2025", "附件6", "read", None, (read,), findings, "武汉示例甲股份有限公司"),
            FileReport("洪山区/附件7.xlsx", "1" * 64, "wuhan-2025", "附件7", "read", None, (read,), ()),
            FileReport(
                "洪山区/坏.xlsx",
                "2" * 64,
                None,
                None,
                "refused",
                Refused("corrupt", "文件已损坏，请用 WPS 或 Excel 打开后另存"),
            ),
        ),
        version="0.1.0",
        assumed=(("以哪个日期判断投资是否在窗口内", "开票日期"), ("金额是否含税", "含税")),
    )


def _row(number: int, amount: str | None, verdict: Verdict, reason: str = "", span: bool = False) -> LedgerRow:
    return LedgerRow(
        file=A6,
        sheet="附件6",
        row=number,
        enterprise="武汉示例甲股份有限公司",
        name="数控机床",
        category="生产性设备购置",
        amount=None if amount is None else Decimal(amount),
        period=(date(2023, 9, 1), date(2023, 10, 31)) if span else (date(2024, 3, 5), date(2024, 3, 5)),
        verdict=verdict,
        reason=reason,
        cell=f"L{number}",
    )


_ENTERPRISES = (
    EnterpriseTotal(
        name="武汉示例甲股份有限公司",
        files=(A6,),
        counted=Decimal("58796769"),
        undecided=Decimal("1388936.5"),
        not_counted=Decimal("-332410.00"),
        unreadable=1,
        meets_floor=True,
        by_category={"生产性设备购置": Decimal("58796769")},
    ),
    EnterpriseTotal(
        name="武汉示例乙汽车零部件股份有限公司",
        files=("b.xlsx",),
        counted=Decimal("31000000"),
        undecided=Decimal("20000000"),
        not_counted=Decimal("6000000"),
        unreadable=0,
        meets_floor=None,
        by_category={},
    ),
)


def ledger() -> Ledger:
    rows = (
        _row(6, "5.8796769E+7", Verdict.COUNTED),
        _row(7, "1388936.5", Verdict.UNDECIDED, "只写到年份，跨窗口起点", span=True),
        _row(8, None, Verdict.UNREADABLE, "金额“约120”不能识别"),
        _row(9, "-332410.00", Verdict.OUTSIDE, "开票日期 2023-09-23 早于 2023-10-01"),
    )
    return Ledger(
        start=date(2023, 10, 1),
        end=date(2025, 9, 30),
        date_basis="invoice",
        tax_basis="with",
        counted=Decimal("89796769"),
        undecided=Decimal("21388936.5"),
        not_counted=Decimal("5667590.00"),
        unreadable=1,
        floor=Decimal("50000000"),
        floor_basis="wuhan-2025 §二.2",
        meets_floor=None,
        enterprises=_ENTERPRISES,
        by_category={"生产性设备购置": Decimal("80000000"), "设备改造": Decimal("9796769")},
        bases=(
            BasisTotal(
                date_basis="contract",
                tax_basis="with",
                counted=Decimal("90000000"),
                undecided=Decimal(0),
                meets_floor=True,
            ),
        ),
        rows=rows,
        assumed=(("以哪个日期判断", "开票日期"),),
        refused=(("坏.xlsx", "corrupt", "文件已损坏"),),
    )


def merged() -> Merged:
    attachment = Attachment(
        key="附件5",
        title="智能制造试点示范项目推荐汇总表",
        role=Role.SUMMARY,
        layout=Provenance.INFERRED,
        columns=(
            Column(key="enterprise", heading="申报主体"),
            Column(key="links", heading="覆盖环节数", type=ColumnType.INTEGER, sum=True),
            Column(key="amount", heading="总投资", type=ColumnType.AMOUNT, unit="万元", sum=True),
        ),
    )

    def row(key: str, office: str) -> Row:
        source = RowSource(path=f"{office}.xlsx", sha256="3" * 64, sheet="Sheet1", level="district", office=office)
        return Row(key=key, values={}, hops=(Hop(source=source, row=4),), office=office)

    return Merged(
        notice=Notice(id="hubei-2022", title="", version="1"),
        attachment=attachment,
        level="city",
        rows=Rows.of([row("a", "江岸区"), row("b", "江岸区"), row("c", "洪山区")]),
        files=(
            FileReceipt(
                path="江岸区.xlsx", status="merged", office="江岸区", office_from="推荐单位", rows_read=2, rows_merged=2
            ),
            FileReceipt(
                path="洪山区.docx", status="merged", office="洪山区", rows_read=2, rows_merged=1, rows_rejected=1
            ),
            FileReceipt(path="坏.xlsx", status="refused", code="corrupt", message="文件已损坏"),
        ),
        rejected=(RejectedRow(file="洪山区.docx", sheet="表1", row=9, reason="没有企业名称"),),
        sums_in={"links": Decimal(21), "amount": Decimal("120000.5")},
        sums_out={"links": Decimal(20), "amount": Decimal("120000.5")},
        sums_rejected={"links": Decimal(1)},
        missing=("汉南区",),
        findings=(
            Finding(
                rule="duplicate",
                severity=Severity.WARNING,
                sheet="Sheet1",
                cells=("D7",),
                message="与江岸区重复",
                path="洪山区.docx",
            ),
        ),
        order="按区的官方次序，区内按各区排序",
    )
