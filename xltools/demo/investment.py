"""Invented 附件6 of wuhan-2025 (investment detail), with the verdict of every row on invoice date and gross amount."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

from . import invent
from .layout import Content, Heading, Laid, Line, LineKind
from .minimal_xlsx import Cell

HEADINGS: Final = (
    Heading("seq", ("序号",), width=5),
    Heading("category", ("投资类别", "类别", "投入类别"), width=16),
    Heading("name", ("设备（费用）名称", "设备名称", "名称"), width=16),
    Heading("model", ("规格型号", "型号规格"), width=10),
    Heading("quantity", ("数量（台/套）", "数量"), width=7),
    Heading("supplier", ("供应商", "销售方名称", "供货单位"), width=20),
    Heading("contract_no", ("合同编号", "合同号"), "合同", "编号", 14),
    Heading("contract_date", ("合同签订日期", "签订日期"), "合同", "签订日期", 14),
    Heading("contract_amount", ("合同金额",), "合同", "金额", 11, figure=True),
    Heading("invoice_no", ("发票号码", "发票号"), "发票", "号码", 23),
    Heading("invoice_date", ("开票日期", "发票日期"), "发票", "开票日期", 14),
    Heading("gross", ("含税金额", "价税合计", "发票金额（含税）"), "发票", "含税金额", 11, figure=True),
    Heading("tax", ("税额",), "发票", "税额", 10, figure=True),
    Heading("net", ("不含税金额", "金额（不含税）"), "发票", "不含税金额", 11, figure=True),
    Heading("pay_date", ("付款日期", "支付日期"), "付款", "日期", 14),
    Heading("pay_amount", ("付款金额", "支付金额"), "付款", "金额", 11, figure=True),
    Heading("note", ("备注",), width=20),
)
CATEGORIES: Final = ("生产性设备购置", "设备改造", "项目相关研发投入")
_THINGS = {
    CATEGORIES[0]: ("数控机床", "工业机器人", "自动化产线", "立体仓库", "在线检测仪"),
    CATEGORIES[1]: ("产线控制系统改造", "设备联网改造", "能源管理改造", "老旧机床数控化改造"),
    CATEGORIES[2]: ("工艺仿真研发", "试验材料", "样机试制", "委托算法开发"),
}
_SUMMED = ("gross", "tax", "net", "pay_amount")


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One investment row: amounts in 万元, and what the window says of it."""

    id: str
    category: str
    values: dict[str, Any]
    verdict: str = "counted"

    def change(self, verdict: str = "", **values: Any) -> SampleRow:
        return replace(self, values=self.values | values, verdict=verdict or self.verdict)


@dataclass(slots=True)
class Investment:
    """One enterprise's 附件6 before it is laid out."""

    enterprise: str
    rows: list[SampleRow]
    sums: dict[str, Decimal] = field(default_factory=dict)
    """Line id of a subtotal or total -> how much its typed gross sum is off."""
    mistakes: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """(kind, line id, column keys); a finding at any of these cells is the right one."""
    merges: tuple[tuple[str, str, str], ...] = ()

    def find(self, row_id: str) -> int:
        return next(number for number, row in enumerate(self.rows) if row.id == row_id)

    def plant(self, kind: str, row: SampleRow, *keys: str) -> None:
        """Put the changed row in its place and remember the mistake."""
        self.rows[self.find(row.id)] = row
        self.mistakes.append((kind, row.id, keys))


def _row(rng: Random, number: int, category: str, gross: Decimal, *, verdict: str = "counted") -> SampleRow:
    first, last = invent.WINDOW
    invoiced = invent.day(rng, first, last - timedelta(days=45))
    if verdict == "outside":
        invoiced = invent.day(rng, date(2022, 3, 1), date(2023, 8, 31))
    rate = Decimal("1.06") if category == CATEGORIES[2] else Decimal("1.13")
    net = (gross / rate).quantize(invent.FOURTH, ROUND_HALF_UP)
    thing = rng.choice(_THINGS[category])
    return SampleRow(
        f"r{number}",
        category,
        {
            "seq": number,
            "category": category,
            "name": f"{thing}{number}",
            "model": f"SL-{rng.randrange(100, 999)}",
            "quantity": rng.randrange(1, 9),
            "supplier": invent.supplier(rng),
            "contract_no": f"HT-{invoiced.year}-{rng.randrange(1000, 9999)}",
            "contract_date": invoiced - timedelta(days=rng.randrange(20, 90)),
            "contract_amount": gross,
            "invoice_no": invent.invoice_number(rng, invoiced.year),
            "invoice_date": invoiced,
            "gross": gross,
            "tax": gross - net,
            "net": net,
            "pay_date": invoiced + timedelta(days=rng.randrange(5, 40)),
            "pay_amount": gross,
        },
        verdict,
    )


def invent_investment(rng: Random, enterprise: str, *, below_floor: bool = False) -> Investment:
    """A correct submission of 12 to 18 rows; the odd rows that real ones have are all there."""
    low, high = (30, 200) if below_floor else (350, 1050)
    rows: list[SampleRow] = []
    for category in CATEGORIES:
        for _ in range(rng.randrange(4, 7)):
            gross = Decimal(rng.randrange(low * 10000, high * 10000)) / 10000
            verdict = "outside" if rng.random() < 0.15 else "counted"
            rows.append(_row(rng, len(rows) + 1, category, gross, verdict=verdict))
    made = Investment(enterprise, rows)
    made.merges = _one_contract_two_invoices(made)
    _odd_rows(rng, made)
    return made


def _one_contract_two_invoices(made: Investment) -> tuple[tuple[str, str, str], ...]:
    """The first two rows become two invoices of one contract, whose three cells are merged."""
    first, second = made.rows[:2]
    keys = ("contract_no", "contract_date", "contract_amount")
    amount = first.values["gross"] + second.values["gross"]
    day = min(first.values["contract_date"], second.values["contract_date"])
    made.rows[0] = first.change(contract_amount=amount, contract_date=day)
    empty: dict[str, Any] = dict.fromkeys(keys)
    made.rows[1] = second.change(supplier=first.values["supplier"], **empty)
    return tuple((key, first.id, second.id) for key in keys)


def _odd_rows(rng: Random, made: Investment) -> None:
    """A red invoice, a year instead of a day, a month instead of a day, wages without an invoice: none is a mistake."""
    third = made.rows[2]
    back = -(third.values["gross"] / 10).quantize(invent.FOURTH)
    net = (back / Decimal("1.13")).quantize(invent.FOURTH, ROUND_HALF_UP)
    made.rows[2] = third.change(
        "counted" if third.verdict == "counted" else "outside",
        gross=back,
        net=net,
        tax=back - net,
        pay_amount=back,
        note="红字发票",
    )
    fourth = made.rows[3]
    if fourth.verdict == "counted":
        made.rows[3] = fourth.change(
            invoice_date=f"{fourth.values['invoice_date']:%Y}年{fourth.values['invoice_date'].month}月"
        )
    last = made.rows[-1]
    paid = invent.day(rng, date(2024, 1, 1), date(2025, 8, 31))
    made.rows[-1] = last.change(
        "counted",
        **dict.fromkeys(("model", "quantity", "supplier", "contract_no", "contract_date", "contract_amount")),
        **dict.fromkeys(("invoice_no", "invoice_date", "gross", "tax", "net")),
        name="研发人员费用",
        pay_date=paid,
        note="工资发放表、银行流水",
    )
    fifth = made.rows[4]
    made.rows[4] = fifth.change(
        "undecided", invoice_date="2025年", contract_date=date(2024, 12, 20), pay_date=date(2025, 9, 20)
    )


def plant_investment(rng: Random, made: Investment, kinds: list[str], other: SampleRow | None = None) -> None:
    """Plant mistakes, each in a row of its own. `other` is a row of another enterprise for ``dup_invoice_across``."""
    free = [row for row in made.rows[5:-1] if row.verdict == "counted" and row.values["gross"] > 0]
    rng.shuffle(free)
    for kind in kinds:
        if kind == "subtotal_wrong":
            made.sums["subtotal2"] = Decimal("10.5")
            made.mistakes.append((kind, "subtotal2", ("gross",)))
            continue
        twin = free.pop() if kind == "dup_invoice" else other
        if twin is not None and kind == "dup_invoice":
            made.rows[made.find(twin.id)] = twin.change("any")
        _plant_one(made, kind, free.pop(), twin)


def _plant_one(made: Investment, kind: str, row: SampleRow, twin: SampleRow | None) -> None:
    """Change one correct row. `twin` is the row whose invoice is used a second time."""
    values = row.values
    match kind:
        case "blank_name":
            made.plant(kind, row.change(name=None), "name")
        case "bad_category":
            made.plant(kind, row.change("any", category="办公家具购置"), "category")
        case "bad_date":
            made.plant(kind, row.change("undecided", invoice_date="2024.13.5"), "invoice_date")
        case "unreadable_amount":
            made.plant(kind, row.change("unreadable", gross="见合同"), "gross")
        case "tax_mismatch":
            made.plant(kind, row.change(tax=values["tax"] + 9), "tax", "gross", "net")
        case "unit_slip":
            slipped = {key: values[key] * 10000 for key in ("gross", "tax", "net")}
            made.plant(kind, row.change("any", **slipped), "gross", "net")
        case "invoice_as_number":
            long = values["invoice_no"].ljust(20, "7")
            made.plant(kind, row.change(invoice_no=invent.as_excel_number(long)), "invoice_no")
        case "dup_invoice" | "dup_invoice_across":
            if twin is None:
                raise ValueError(f"{kind} needs a twin")
            same = {key: twin.values[key] for key in ("supplier", "invoice_no")}
            verdict = "any" if kind == "dup_invoice" else "undecided"
            made.plant(kind, row.change(verdict, **same), "invoice_no")
        case _:
            raise ValueError(kind)


def investment_content(rng: Random, made: Investment) -> Content:
    """The rows as lines with block headings, subtotals and the total, dates and amounts typed as people type them."""
    lines: list[Line] = []
    totals = dict.fromkeys(_SUMMED, Decimal(0))
    for number, category in enumerate(CATEGORIES, 1):
        lines.append(Line(f"block{number}", {}, LineKind.BLOCK, f"{'一二三'[number - 1]}、{category}"))
        sums = dict.fromkeys(_SUMMED, Decimal(0))
        for row in (row for row in made.rows if row.category == category):
            lines.append(Line(row.id, {key: _typed(rng, key, value) for key, value in row.values.items()}))
            for key in _SUMMED:
                value = row.values[key]
                sums[key] += value if isinstance(value, Decimal) else 0
        for key in _SUMMED:
            totals[key] += sums[key]
        sums["gross"] += made.sums.get(f"subtotal{number}", Decimal(0))
        lines.append(Line(f"subtotal{number}", dict(sums), LineKind.SUBTOTAL, "小计"))
    lines.append(Line("total", dict(totals), LineKind.TOTAL, "合计"))
    return Content(
        title="生产性设备购置与改造投资以及项目相关的研发投入明细表",
        headings=HEADINGS,
        lines=tuple(lines),
        above=(f"申报企业（盖章）：{made.enterprise}", "单位：万元"),
        below=(
            "填表说明：1.本表按发票逐笔填写；2.红字发票填负数。",
            "单位负责人：　　　　财务负责人：　　　　填表人：",
        ),
        merges=made.merges,
    )


def _typed(rng: Random, key: str, value: Any) -> Cell | None:
    if isinstance(value, date):
        return invent.typed_date(rng, value)
    if isinstance(value, Decimal) and key == "gross":
        return invent.typed_amount(rng, value)
    return value  # type: ignore[no-any-return]  # SampleRow.values holds cells


def investment_truth(made: Investment, laid: Laid, file: str) -> dict[str, Any]:
    """Rows with amount in 元 and verdict, sums where no planted mistake leaves them open, the mistakes' cells."""
    rows = []
    sums = {"counted": Decimal(0), "outside": Decimal(0), "undecided": Decimal(0)}
    for row in made.rows:
        gross = row.values["gross"]
        amount = row.values["pay_amount"] if gross is None else gross
        yuan = amount * 10000 if isinstance(amount, Decimal) else None
        rows.append({"row": laid.rows[row.id], "amount": None if yuan is None else str(yuan), "verdict": row.verdict})
        if yuan is not None and row.verdict in sums:
            sums[row.verdict] += yuan
    return {
        "file": file,
        "enterprise": made.enterprise,
        "sheet": laid.sheet.name,
        "rows": rows,
        **{key: str(value) for key, value in sums.items()},
        "exact": all(row.verdict != "any" for row in made.rows),
        "mistakes": [[kind, *(laid.cell(line, key) for key in keys)] for kind, line, keys in made.mistakes],
    }
