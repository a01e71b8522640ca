"""The same checks as wuhan-2025 附件6, as a frictionless schema: types, required, enum, patterns, unique, tax equality."""

import sys

from big_workbook import CATEGORIES, HEADER_ROW, HEADINGS
from frictionless import Checklist, Dialect, Resource, Schema, checks, formats, system

TYPES = {
    **dict.fromkeys(("合同金额", "含税金额", "税额", "不含税金额", "付款金额", "数量"), "number"),
    **dict.fromkeys(("合同签订日期", "开票日期", "付款日期"), "date"),
    "序号": "integer",
}
REQUIRED = {"投资类别", "设备名称", "供应商", "合同编号", "发票号码", "开票日期", "含税金额"}
PATTERNS = {"发票号码": r"\d{8}|\d{20}"}


def field(heading: str) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if heading in REQUIRED:
        constraints["required"] = True
    if heading in PATTERNS:
        constraints |= {"pattern": PATTERNS[heading], "unique": True}
    if heading == "投资类别":
        constraints["enum"] = list(CATEGORIES)
    # A name that an expression may use stands in `name`; the sheet's heading is the label.
    return {"name": heading, "type": TYPES.get(heading, "string"), "constraints": constraints}


def main() -> None:
    dialect = Dialect(header_rows=[HEADER_ROW], controls=[formats.ExcelControl(sheet="附件6")])
    schema = Schema.from_descriptor({"fields": [field(heading) for heading in HEADINGS]})
    rules = [
        checks.row_constraint(formula="含税金额 == 不含税金额 + 税额"),
        checks.row_constraint(formula="合同签订日期 <= 开票日期"),
        checks.row_constraint(formula="合同签订日期 <= 付款日期"),
        checks.row_constraint(formula="含税金额 <= 合同金额"),
        checks.row_constraint(formula="付款金额 <= 含税金额"),
    ]
    with system.use_context(trusted=True):
        resource = Resource(sys.argv[1], dialect=dialect, schema=schema)
        report = resource.validate(Checklist(checks=rules))
    print(report.stats)
    print(report.flatten(["rowNumber", "fieldName", "type", "note"])[:10])


if __name__ == "__main__":
    main()
