"""核算与汇总: money in the open book, and folders of hand-ins."""

from __future__ import annotations

import xlwings

from ... import words
from ...errors import UsageError
from ...findings import Severity
from .. import ledgersheet, sheets
from ..choices import choice_of
from ..copies import copy_of
from ..desk import Desk, Reply
from ..verdicts import open_notices
from .verbs import verb


@verb("total")
def total_investment(book: xlwings.Book, desk: Desk) -> Reply:
    """投资合计: the investment window of this workbook, as sheets with formulas and a chart."""
    from ...app.total import total

    selected = book.sheets.active
    desk.step("核算投资")
    choice = choice_of(book.fullname)
    with copy_of(book) as copy:
        wanted = desk.answers.get("notice") or choice.notice
        # Which basis there is is the notice's to say.
        bases = (choice.date_basis, choice.tax_basis) if wanted == choice.notice else ("", "")
        ledger, checked = total(copy.request(notice=wanted), date_basis=bases[0], tax_basis=bases[1])
        if not ledger.rows:
            open_to = open_notices(checked, copy)
            if open_to and not wanted:
                chosen = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", open_to)
                ledger, checked = total(copy.request(notice=chosen))
        shown = copy.shown
    if not ledger.rows:
        raise UsageError("no_ledger", "这个工作簿里没有认出投资明细表（附件6），不能核算投资。")
    desk.step("写投资合计")
    try:
        ledgersheet.write_ledger_sheets(book, ledger, shown)
    except BaseException:  # half a ledger is worse than none; what stopped it goes on
        sheets.drop(book, (ledgersheet.TOTALS, ledgersheet.ROWS))
        selected.activate()
        raise
    wan = format(ledger.counted / 10000, ",.2f")
    undecided = format(ledger.undecided / 10000, ",.2f")
    meets = words.floor_line(ledger.meets_floor)
    errors = checked.report.count(Severity.ERROR)
    doubt = f"\n表中还有 {errors} 处错误，请先校验。" if errors else ""
    return Reply(
        f"计入 {wan} 万元，待定 {undecided} 万元，{meets}（每家 {format((ledger.floor / 10000).normalize(), 'f')} 万元）。{doubt}",
        problems=errors,
    )


@verb("receive")
def receive_papers(_book: xlwings.Book, desk: Desk) -> Reply:
    """收件检查: everything that lies in a folder, checked and answered."""
    from ..files import receive_folder

    return receive_folder(desk)


@verb("repair")
def repair_on_a_copy(book: xlwings.Book, desk: Desk) -> Reply:
    """代为修改: what keeps its meaning, on a copy beside the file; the open book stays as it is."""
    from ..files import repair_copy

    with copy_of(book) as copy:
        return repair_copy(copy.path, desk, copy.home())


@verb("merge")
def merge_offices(_book: xlwings.Book, desk: Desk) -> Reply:
    """汇总各区: join what lies in a folder into the official summary."""
    from ..files import merge_folder

    return merge_folder(desk)
