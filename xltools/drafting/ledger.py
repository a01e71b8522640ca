"""The investment window that a table of amounts and days could be counted by, proposed for a person to complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..notice.model import Attachment, Column, ColumnType, Role
from .writing import value_text


@dataclass(frozen=True, slots=True)
class BasisColumns:
    """One way of counting: the columns of its day and its amount."""

    date: str
    tax: str
    day: Column
    amount: Column


_DATES = (
    ("invoice", ("开票", "发票")),
    ("payment", ("付款", "支付", "到账")),
    ("contract", ("合同", "签订", "购置", "采购")),
)


def bases_in(attachment: Attachment) -> list[BasisColumns]:
    """Which day goes with which amount: 开票日期 with 发票金额; a single day with every amount."""
    days = [column for column in attachment.columns if column.type is ColumnType.DATE]
    amounts = [column for column in attachment.columns if column.type is ColumnType.AMOUNT and column.sum]
    made: list[BasisColumns] = []
    for name, words in _DATES:
        day = _first(days, words)
        for amount in _amounts_of(amounts, words) or (amounts[:1] if day and len(days) == 1 else []):
            basis = BasisColumns(name, _tax(amount), day, amount) if day else None
            if basis and all((basis.date, basis.tax) != (other.date, other.tax) for other in made):
                made.append(basis)
    if not made and days and amounts:
        made.append(BasisColumns("contract", _tax(amounts[0]), days[0], amounts[0]))
    return made


def _first(columns: Sequence[Column], words: Sequence[str]) -> Column | None:
    return next((c for word in words for c in columns if word in "".join(c.path)), None)


def _amounts_of(amounts: Sequence[Column], words: Sequence[str]) -> list[Column]:
    return [
        column
        for column in amounts
        if any(word in "".join(column.path) for word in words) and "税额" not in column.heading
    ]


def _tax(column: Column) -> str:
    return "without" if any(word in "".join(column.path) for word in ("不含税", "未税")) else "with"


def proposed_ledger(attachment: Attachment, notice_id: str) -> list[str]:
    """Lines of comment for the attachment's file; none where it is no investment table."""
    if attachment.role is not Role.INVESTMENT:
        return []
    bases = bases_in(attachment)
    if not bases:
        return [
            "# 这是投资明细，但没有认出金额列和日期列：请在 notice.toml 中写 [ledger] 指明，否则不能核算（total）。"
        ]
    return [f"# {line}".rstrip() for line in _ledger_lines(attachment, bases, notice_id)]


def _ledger_lines(attachment: Attachment, bases: Sequence[BasisColumns], notice_id: str) -> Iterator[str]:
    clause = value_text(f"{notice_id} §（条款）")
    yield "投资窗口：核对后把以下各行移到 notice.toml，去掉行首的 #，填上窗口起止日期和最低投资额（元）。"
    yield "[[windows]]"
    yield from (
        'key = "investment"',
        'title = "投资窗口"',
        "start = 2024-01-01",
        "end = 2025-12-31",
        f"basis = {clause}",
        "",
    )
    yield from ("[ledger]", f"attachment = {value_text(attachment.key)}", 'window = "investment"', 'floor = "0"')
    yield f"floor_basis = {clause}"
    for name, words in (
        ("category", ("类别", "类型")),
        ("seller", ("供应商", "销售方", "销售单位", "供货", "厂商")),
        ("invoice", ("发票号",)),
    ):
        column = _first(attachment.columns, words)
        if column is not None:
            yield f"{name} = {value_text(column.key)}  # {column.heading}"
    for basis in bases:
        yield from ("", "[[ledger.bases]]", f"date = {value_text(basis.date)}", f"tax = {value_text(basis.tax)}")
        yield f"date_column = {value_text(basis.day.key)}  # {''.join(basis.day.path)}"
        yield f"amount_column = {value_text(basis.amount.key)}  # {''.join(basis.amount.path)}"
