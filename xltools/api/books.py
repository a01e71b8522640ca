"""Workbooks that are open in a spreadsheet program, reached by xlwings: checked as they stand, unsaved edits included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UsageError
from .boundary import public
from .findings import ValidateResult
from .ledger import TotalResult

if TYPE_CHECKING:
    import xlwings

    from ..rules.checking import Checked


def _checked(book: xlwings.Book, notice: str, *, folder: bool) -> Checked:
    from ..addin.buttons import verdict
    from ..addin.desk import Desk, Question

    try:
        return verdict(book, Desk(answers={"notice": notice} if notice else {}), whole=folder)
    except Question as asked:
        which = "、".join(asked.choices)
        raise UsageError("which_notice", f"{asked.prompt}{which}。请用 notice= 指明。", path=book.fullname) from None


@public
def check_book(book: xlwings.Book, *, notice: str = "", folder: bool = False) -> ValidateResult:
    """The verdict on an open workbook, which is not touched; with `folder` together with all that lies beside it.

    The same as `validate` of the saved file. Raises UsageError: not saved yet (`folder`), which notice?
    """
    return ValidateResult(_checked(book, notice, folder=folder))


@public
def total_book(book: xlwings.Book, *, notice: str = "", folder: bool = False) -> TotalResult:
    """The investment window over an open workbook. Raises UsageError as `total` does."""
    from ..app.total import ledger_of

    checked = _checked(book, notice, folder=folder)
    return TotalResult(ledger_of(checked), checked.report)


@public
def mark_book(book: xlwings.Book, *, notice: str = "") -> str:
    """Mark the findings in the open workbook and list them in its sheet 校验结果, as the button 校验本表 does.

    Gives what the button says. Nothing is saved. Raises UsageError.
    """
    return _pressed("validate", book, notice)


@public
def unmark_book(book: xlwings.Book) -> str:
    """Take off all marks; what the user did himself stays."""
    return _pressed("clear", book, "")


def _pressed(verb: str, book: xlwings.Book, notice: str) -> str:
    from ..addin.buttons import VERBS
    from ..addin.desk import Desk, Question

    try:
        return VERBS[verb](book, Desk(answers={"notice": notice} if notice else {})).message
    except Question as asked:
        which = "、".join(asked.choices)
        raise UsageError("which_notice", f"{asked.prompt}{which}。请用 notice= 指明。", path=book.fullname) from None
