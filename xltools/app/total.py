"""total: the investment window over everything handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..errors import UsageError
from ..files.workers import HERE, Workers
from ..forms.filling import RECOGNISED
from ..forms.inputs import Progress, Request, read_inputs
from ..ledger import Ledger, build_ledger
from ..notice.model import Notice, Role
from ..rules.checking import Checked, check


def total(
    request: Request,
    progress: Progress | None = None,
    *,
    workers: Workers = HERE,
    start: date | None = None,
    end: date | None = None,
    date_basis: str = "",
    tax_basis: str = "",
) -> tuple[Ledger, Checked]:
    """The ledger over all investment tables below the paths, with the findings on them."""
    checked = check(read_inputs(request, workers=workers, progress=progress))
    return ledger_of(checked, start=start, end=end, date_basis=date_basis, tax_basis=tax_basis), checked


def ledger_of(
    checked: Checked, *, start: date | None = None, end: date | None = None, date_basis: str = "", tax_basis: str = ""
) -> Ledger:
    """The ledger over what was already checked. Raises UsageError: `several_notices`, `no_ledger`."""
    notice = _notice(checked)
    assert notice.ledger is not None
    accounts = checked.accounts(notice)
    ledger = build_ledger(accounts, date_basis=date_basis, tax_basis=tax_basis, start=start, end=end)
    refused = tuple(
        (file.path, file.refusal.code, file.refusal.message)
        for file in checked.inputs.files
        if file.refusal is not None
    )
    named = {schedule.table.path for schedule in accounts.schedules}
    findings = [
        finding
        for file in checked.report.files
        for finding in file.findings
        if file.path in named or finding.kind == RECOGNISED
    ]
    return replace(ledger, refused=refused, findings=(*findings, *ledger.findings))


def _notice(checked: Checked) -> Notice:
    """The one notice with a ledger that the inputs belong to."""
    found = {
        table.notice.id: table.notice
        for table in checked.inputs.tables
        if table.notice.ledger is not None and table.notice.ledger.attachment == table.attachment.key
    }
    if len(found) > 1:
        raise UsageError("several_notices", f"输入分属几个通知：{'、'.join(found)}。请用 --notice 指明其中一个。")
    if found:
        return next(iter(found.values()))
    unmarked = next((table for table in checked.inputs.tables if table.attachment.role is Role.INVESTMENT), None)
    if unmarked is not None:
        form = unmarked.attachment
        raise UsageError(
            "no_ledger",
            f"{form.key}《{form.title}》是投资明细，但通知包“{unmarked.notice.id}”没有标明它的金额列和日期列，不能核算。"
            "请在 notice.toml 中写 [ledger]（attachment、window、floor）和 [[ledger.bases]]（date_column、amount_column）。",
        )
    if any(file.refusal is None for file in checked.inputs.files):
        raise UsageError(
            "nothing_to_total",
            "输入中没有认出投资明细表（附件6）。请检查是否选错了文件，或用 xltools inspect 查看读到了什么。",
        )
    with_ledger = [notice for notice in checked.inputs.notices if notice.ledger is not None]
    if not with_ledger:
        names = "、".join(notice.id for notice in checked.inputs.notices)
        raise UsageError("no_ledger", f"通知“{names}”没有投资窗口，不能核算投资。")
    return with_ledger[0]
