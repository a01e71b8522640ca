"""Finding the open book among the Excels that run, and waiting while Excel takes no calls.

A book is told by its full name; the window's handle only decides between books of one name, since from Excel 2013 on
every window has a handle of its own. While a cell is edited or a dialog is open Excel refuses every call: RPC_E_CALL_
REJECTED, RPC_E_SERVERCALL_RETRYLATER ("IMessageFilter::RetryRejectedCall"), and Excel's own VBA_E_IGNORE. A file in
Protected View is no workbook of Excel's object model but a ProtectedViewWindow ("Application.ProtectedViewWindows").
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from ..errors import UsageError

if TYPE_CHECKING:
    import xlwings

BUSY: Final = frozenset({0x80010001, 0x8001010A, 0x800AC472})
PATIENCE: Final = 5.0
PAUSE: Final = 0.2
Result = TypeVar("Result")


def is_busy(error: BaseException) -> bool:
    """Whether a COM error says "not now": as its number, or as the number inside what the server raised (DISP_E_EXCEPTION).

    Both are signed 32-bit; pywin32's com_error has them first and last in its third argument.
    """
    codes = list(error.args[:1])
    if len(error.args) > 2 and isinstance(error.args[2], tuple):
        codes += error.args[2][-1:]
    return any(isinstance(code, int) and code & 0xFFFFFFFF in BUSY for code in codes)


def patient(call: Callable[[], Result], pause: Callable[[float], None] = time.sleep) -> Result:
    """Call until Excel listens. Raises UsageError ``excel_busy`` when it did not for some seconds."""
    for _ in range(int(PATIENCE / PAUSE)):
        try:
            return call()
        except Exception as error:  # boundary: COM errors have no class without COM
            if not is_busy(error):
                raise
            pause(PAUSE)
    raise UsageError(
        "excel_busy", "Excel 正忙：可能有单元格正在编辑，或有对话框开着。请按回车结束编辑、关闭对话框，再点一次。"
    )


def find_book(apps: Iterable[xlwings.App], full: str, hwnd: int) -> xlwings.Book | None:
    """The book of this full name (as VBA's FullName), or the active one of the clicked window where there is no name.

    Raises UsageError for a file in Protected View, and for two books of one name that the window does not tell apart.
    """
    running = list(apps)
    if not full:
        return _active(running, hwnd)
    named = [(app, book) for app in running for book in app.books if _full_name(book) == full.casefold()]
    if len(named) > 1:
        # Unsaved books of two instances are both called 工作簿1.
        named = [(app, book) for app, book in named if hwnd in _handles(app)]
        if len(named) != 1:
            raise UsageError("two_books", f"有两个打开的工作簿都叫“{full}”。请先保存要检查的那一个，再点一次。")
    return named[0][1] if named else None


def _full_name(book: xlwings.Book) -> str:
    return str(patient(lambda: book.api.FullName)).casefold()


def _handles(app: xlwings.App) -> set[int]:
    """An instance's own handle is that of its active window; every window counts."""
    windows = app.api.Windows
    return {int(app.hwnd or 0), *(int(windows(number).Hwnd) for number in range(1, int(windows.Count) + 1))}


def _active(running: list[xlwings.App], hwnd: int) -> xlwings.Book | None:
    clicked = [app for app in running if hwnd in patient(lambda app=app: _handles(app))] or running  # type: ignore[misc]
    for app in clicked:
        if len(app.books):
            return app.books.active
    return None


def refuse_protected_view(apps: Iterable[xlwings.App]) -> None:
    """Say what to do where the file is only looked at. Raises UsageError."""
    for app in apps:
        views = app.api.ProtectedViewWindows
        if int(views.Count):
            name = str(views(1).SourceName)
            raise UsageError(
                "protected_view",
                f"“{name}”在“受保护的视图”中打开，不能检查。请先点黄色提示条上的“启用编辑”，再点一次。",
            )
