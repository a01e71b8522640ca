"""Investment details in lines, and the ledger of them."""

from __future__ import annotations

from pathlib import Path

from sheets import xlsx

from xltools.app.total import total
from xltools.forms.inputs import Request
from xltools.ledger import Ledger

HEAD = """
# 附件6
| 申报企业（盖章）：武汉示例甲有限公司 | | | | | | 单位：万元 |
| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同编号 | 合同签订日期 | 合同金额 | 发票号码 | 开票日期 | 含税金额 | 税额 | 不含税金额 | 付款日期 | 付款金额 |
"""
BUY, RESEARCH = "生产性设备购置", "项目相关研发投入"


def ledger(folder: Path, *rows: str, **basis: str) -> Ledger:
    path = folder / "附件6.xlsx"
    path.write_bytes(xlsx(HEAD + "\n".join(rows)))
    return total(Request(paths=(str(path),), notice="wuhan-2025"), **basis)[0]  # type: ignore[arg-type]


def row(number: int, when: str, gross: str, **given: str) -> str:
    cells = {
        "category": BUY, "name": f"机床{number}", "seller": "示例供应商", "contract": f"HT-{number}", "signed": "2023-10-02",
        "price": gross, "invoice": f"'{number:08d}", "paid": "2024-06-01", "amount": gross, **given,
    }  # fmt: skip
    keys = ("category", "name", "seller", "contract", "signed", "price", "invoice")
    return (
        f"| {number} | "
        + " | ".join(cells[k] for k in keys)
        + f" | {when} | {gross} | | | {cells['paid']} | {cells['amount']} |"
    )
