"""Merged tables as the merging room would hand them over; invented companies only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from office.samples import INVESTMENT, NOTICE, SUMMARY

from xltools.findings import Finding, Severity
from xltools.forms.values import Period, Unreadable
from xltools.summary import xlsx
from xltools.summary.model import FileReceipt, Merged, RejectedRow
from xltools.summary.row import Hop, Row, Rows, RowSource

DISTRICTS = ("江岸区", "江汉区", "硚口区")
COMPANY = "武汉示例甲股份有限公司"
INVESTED = RowSource(
    path=f"东西湖区/附件6-{COMPANY}.xlsx", sha256="cd" * 32, sheet="附件6", office="东西湖区", cells={"gross": "L"}
)


@cache
def _source(file: str, district: str) -> RowSource:
    return RowSource(
        path=file,
        sha256="ab" * 32,
        sheet="推荐汇总表",
        level="district",
        office=district,
        cells={"seq": "A", "company": "C", "links": "I"},
    )


def write_summary(merged: Merged, *, template: bytes | None = None) -> bytes:
    return xlsx.write_summary(merged, template=template).data


def summary_row(number: int, district: str, block: str, company: str) -> Row:
    file = f"../收件/{district} 推荐#汇总表.{'docx' if district == '硚口区' else 'xlsx'}"
    return Row(
        key=f"r{number:04d}",
        values={
            "seq": number,
            "category": block,
            "company": company,
            "code": "91420100MA4KXXXX0X",
            "project": f"{company}智能制造示范工厂建设项目",
            "industry": "通用设备制造业",
            "district": district,
            "maturity": "二级",
            "links": 8 + number,
            "contact": "张某",
            "phone": "027-00000000",
            "remark": None,
        },
        hops=(
            Hop(
                source=_source(file, district),
                row=number + 4,
                raw={"seq": str(number), "company": company, "links": str(8 + number)},
            ),
        ),
        office=district,
        block=block,
        notes=("与江岸区第1行项目重复",) if number == 4 else (),
    )


def summary(count: int = 5, *, companies: tuple[str, ...] = ()) -> Merged:
    names = companies or tuple(f"武汉示例{letter}股份有限公司" for letter in "甲乙丙丁戊己庚辛壬癸")
    rows = Rows.of(
        summary_row(n, DISTRICTS[n % 3], "优秀场景" if n <= count // 2 else "示范工厂", names[(n - 1) % len(names)])
        for n in range(1, count + 1)
    )
    return Merged(
        notice=NOTICE,
        attachment=SUMMARY,
        level="city",
        rows=rows,
        files=(
            *(
                FileReceipt(
                    path=f"收件/{name}.xlsx",
                    status="merged",
                    office=name,
                    office_from="推荐单位",
                    sha256="ab" * 32,
                    rows_read=sum(row.office == name for row in rows) + (name == "江岸区"),
                    rows_merged=sum(row.office == name for row in rows),
                    rows_rejected=int(name == "江岸区"),
                )
                for name in DISTRICTS
            ),
            FileReceipt(path="收件/坏文件.xlsx", status="refused", code="corrupt", message="文件已损坏，请重新导出。"),
        ),
        rejected=(RejectedRow(file="收件/江岸区.xlsx", sheet="推荐汇总表", row=9, reason="只有序号，没有内容"),),
        sums_in={},
        sums_out={},
        sums_rejected={},
        missing=("汉阳区", "武昌区"),
        findings=(
            Finding(
                rule="project-once",
                severity=Severity.ERROR,
                sheet="推荐汇总表",
                cells=("C8",),
                message="同一项目在江岸区和江汉区各报一次。",
                fix="与两区核实后保留一行。",
                path="收件/江汉区.xlsx",
            ),
            Finding(rule="ext", severity=Severity.WARNING, message="扩展名与内容不符。", path="收件/硚口区.xls"),
        ),
        order="按区的官方顺序，各区内保持原有优先顺序",
    )


def investment_row(number: int, block: str, gross: object, day: object) -> Row:
    return Row(
        key=f"i{number:04d}",
        values={
            "seq": number,
            "category": block,
            "name": f"示例数控机床{number}",
            "model": "SL-200",
            "quantity": Decimal(2),
            "seller": "武汉示例装备有限公司",
            "contract_no": "HT-2024-01",
            "contract_date": day,
            "contract_amount": Decimal("1200000"),
            "invoice_no": "24312000000012345678",
            "invoice_date": day,
            "gross": gross,
            "tax": Decimal("130000.05"),
            "net": Decimal("1000000"),
            "paid_date": None,
            "paid": Decimal("-5000.5"),
            "remark": '=HYPERLINK("http://example.invalid","点我")' if number == 2 else None,
        },
        hops=(
            Hop(
                source=INVESTED,
                row=number + 5,
                raw={"gross": "约120" if isinstance(gross, Unreadable) else "113.000005", "invoice_date": "2024年3月"},
            ),
        ),
        office=COMPANY,
        enterprise=COMPANY,
        block=block,
    )


def investment() -> Merged:
    day = Period(date(2024, 3, 5), date(2024, 3, 5))
    month = Period(date(2024, 3, 1), date(2024, 3, 31))
    made = (
        investment_row(1, "生产性设备购置", Decimal("1130000.05"), day),
        investment_row(2, "生产性设备购置", Decimal("0.1"), month),
        investment_row(3, "项目相关研发投入", Unreadable("约120", "不是数"), day),
        investment_row(4, "别的什么", Decimal("20000"), None),
    )
    gross = {"gross": Decimal("1150000.15"), "tax": Decimal("520000.2")}
    return Merged(
        notice=NOTICE,
        attachment=INVESTMENT,
        level="city",
        rows=Rows.of(made),
        files=(
            FileReceipt(
                path="东西湖区/附件6-武汉示例甲股份有限公司.xlsx",
                status="merged",
                office="武汉示例甲股份有限公司",
                rows_read=4,
                rows_merged=4,
                sums=gross,
            ),
        ),
        rejected=(),
        sums_in=gross,
        sums_out=gross,
        sums_rejected={},
        missing=(),
        findings=(),
        order="按文件",
    )
