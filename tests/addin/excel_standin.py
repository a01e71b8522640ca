"""A stand-in for Excel's COM server, and the add-in as its client: both run in the bundle's Python under Wine.

    python excel_standin.py serve BOOK STOP
    python excel_standin.py ask BOOK OUT

The server puts a workbook under its path into the Running Object Table, as Excel does, and answers with so much of the
object model as marks need; error 1004 where the documentation has it. The calls are real COM calls between processes.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pythoncom  # type: ignore[import-not-found,import-untyped,unused-ignore]
import win32com.client  # type: ignore[import-not-found,import-untyped,unused-ignore]
from win32com.server.exception import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    COMException,
)
from win32com.server.util import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    Collection,
    NewEnum,
    wrap,
)

ERROR_1004 = 0x800A03EC - 2**32
BUSY = 0x800AC472 - 2**32
REFUSING = "B9"
"""Stands for a cell covered by a merged block: AddComment fails there."""


def fault(text: str) -> Exception:
    return COMException(text, scode=ERROR_1004)


class Items(Collection):
    """Counted from 1."""

    _public_methods_: tuple[str, ...] = ("Item", "Count", "_NewEnum")
    _value_ = "Item"

    def __init__(self, things: list[Any]) -> None:
        self.things = things
        super().__init__(things, readOnly=1)

    def Item(self, number: int) -> Any:  # noqa: N802
        return wrap(self.things[int(number) - 1])

    def _NewEnum(self) -> Any:  # noqa: N802
        return NewEnum([wrap(thing) for thing in self.things])


class Plain:
    """A small object with attributes only."""

    _public_methods_: tuple[str, ...] = ()

    def __init__(self, **values: Any) -> None:
        self._public_attrs_ = tuple(values)
        self.__dict__.update(values)


class Rule:
    _public_methods_: tuple[str, ...] = ("Delete", "ModifyAppliesToRange", "SetFirstPriority")
    _public_attrs_: tuple[str, ...] = ("Type", "Formula1", "Interior", "AppliesTo", "StopIfTrue")

    def __init__(self, sheet: Sheet, kind: int, formula: str, where: list[str]) -> None:
        self.sheet, self.Type, self.Formula1, self.where = sheet, kind, formula, where
        self.Interior = wrap(Plain(Color=0))
        self.StopIfTrue = True

    @property
    def AppliesTo(self) -> Any:  # noqa: N802
        return wrap(Range(self.sheet, self.where))

    def Delete(self) -> None:  # noqa: N802
        self.sheet.rules.remove(self)

    def ModifyAppliesToRange(self, block: Any) -> None:  # noqa: N802
        self.where = str(win32com.client.Dispatch(block).Address).split(",")

    def SetFirstPriority(self) -> None:  # noqa: N802
        self.sheet.rules.remove(self)
        self.sheet.rules.insert(0, self)


class Rules:
    _public_methods_: tuple[str, ...] = ("Add", "Item")
    _public_attrs_: tuple[str, ...] = ("Count",)

    def __init__(self, sheet: Sheet, where: list[str]) -> None:
        self.sheet, self.where = sheet, where

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self.sheet.rules)

    def Item(self, number: int) -> Any:  # noqa: N802
        return wrap(self.sheet.rules[int(number) - 1])

    def Add(self, kind: int, _operator: Any, formula: str) -> Any:  # noqa: N802
        self.sheet.rules.append(Rule(self.sheet, kind, formula, self.where))
        return wrap(self.sheet.rules[-1])


class Note:
    _public_methods_: tuple[str, ...] = ("Text", "Delete")
    _public_attrs_: tuple[str, ...] = ("Parent", "Shape")

    def __init__(self, sheet: Sheet, where: str, text: str) -> None:
        self.sheet, self.where, self.said = sheet, where, text
        self.Shape = wrap(Plain(Width=0.0, Height=0.0))

    @property
    def Parent(self) -> Any:  # noqa: N802
        return wrap(Range(self.sheet, [self.where]))

    def Text(self, text: Any = None) -> str:  # noqa: N802
        self.said = text if text is not None else self.said
        return self.said

    def Delete(self) -> None:  # noqa: N802
        del self.sheet.notes[self.where]


class Range:
    _public_methods_: tuple[str, ...] = ("AddComment",)
    _public_attrs_: tuple[str, ...] = (
        "Address",
        "FormatConditions",
        "Areas",
        "Row",
        "Column",
        "Rows",
        "Columns",
        "Comment",
    )

    def __init__(self, sheet: Sheet, where: list[str]) -> None:
        self.sheet, self.where = sheet, where

    @property
    def _corners(self) -> tuple[int, int, int, int]:
        from openpyxl.utils import range_boundaries

        return range_boundaries(self.where[0])

    Address = property(lambda self: ",".join(self.where))
    FormatConditions = property(lambda self: wrap(Rules(self.sheet, self.where)))
    Areas = property(lambda self: wrap(Items([Range(self.sheet, [one]) for one in self.where])))
    Column = property(lambda self: self._corners[0])
    Row = property(lambda self: self._corners[1])
    Rows = property(lambda self: wrap(Plain(Count=self._corners[3] - self._corners[1] + 1)))
    Columns = property(lambda self: wrap(Plain(Count=self._corners[2] - self._corners[0] + 1)))

    @property
    def Comment(self) -> Any:  # noqa: N802
        found = self.sheet.notes.get(self.where[0])
        return None if found is None else wrap(found)

    def AddComment(self, text: str) -> Any:  # noqa: N802
        if self.where[0] == REFUSING or self.where[0] in self.sheet.notes:
            raise fault("应用程序定义或对象定义错误")
        self.sheet.notes[self.where[0]] = Note(self.sheet, self.where[0], text)
        return wrap(self.sheet.notes[self.where[0]])


class Sheet:
    _public_methods_: tuple[str, ...] = ("Range",)
    _public_attrs_: tuple[str, ...] = ("Name", "Cells", "Comments")

    def __init__(self) -> None:
        self.Name = "附件6"
        self.rules: list[Any] = []
        self.notes: dict[str, Note] = {}
        self.rules.append(Rule(self, 4, "", ["L3:M9"]))  # a data bar of the user's

    Cells = property(lambda self: wrap(Range(self, ["A1:XFD1048576"])))
    Comments = property(lambda self: wrap(Items(list(self.notes.values()))))

    def Range(self, address: str) -> Any:  # noqa: N802
        if len(address) > 255:
            raise fault("方法“Range”作用于对象“_Worksheet”时失败")
        return wrap(Range(self, address.split(",")))


class Book:
    _public_methods_: tuple[str, ...] = ()
    _public_attrs_: tuple[str, ...] = ("FullName", "Name", "Application", "ActiveSheet", "Saved", "MultiUserEditing")

    def __init__(self, path: str, app: App) -> None:
        self.path, self.app, self.busy = path, app, 2
        self.sheet = Sheet()
        self.Name, self.Saved, self.MultiUserEditing = path.rsplit("\\", 1)[-1], True, False

    @property
    def FullName(self) -> str:  # noqa: N802
        """The first calls come while a cell is being edited."""
        if self.busy:
            self.busy -= 1
            raise COMException("busy", scode=BUSY)
        return self.path

    Application = property(lambda self: wrap(self.app))
    ActiveSheet = property(lambda self: wrap(self.sheet))


class App:
    _public_methods_: tuple[str, ...] = ("Union",)
    _public_attrs_: tuple[str, ...] = ("Hwnd", "Name", "Workbooks")

    def __init__(self, path: str) -> None:
        self.Hwnd, self.Name, self.book = 42, "Microsoft Excel", Book(path, self)

    Workbooks = property(lambda self: wrap(Items([self.book])))

    def Union(self, *blocks: Any) -> Any:  # noqa: N802
        if len(blocks) > 30:
            raise fault("参数太多")
        where = [one for block in blocks for one in str(win32com.client.Dispatch(block).Address).split(",")]
        return wrap(Range(self.book.sheet, where))


RPC_STARTING = (0x800706BA - 2**32, 0x800706BE - 2**32)
"""RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED: Wine starts the service behind the Running Object Table on first use."""


def started(call: Callable[[], Any]) -> Any:
    """What a call of the Running Object Table gives, once the service behind it runs. Calls of the object model are not for it."""
    ends = time.monotonic() + 60
    while True:
        try:
            return call()
        except pythoncom.com_error as error:
            if error.hresult not in RPC_STARTING or time.monotonic() > ends:
                raise
            time.sleep(0.2)


def serve(path: str, stop: Path) -> None:
    app = App(path)
    table = started(pythoncom.GetRunningObjectTable)
    cookie = started(lambda: table.Register(1, wrap(app.book), pythoncom.CreateFileMoniker(path)))
    ends = time.monotonic() + 200
    while time.monotonic() < ends and not stop.exists():
        pythoncom.PumpWaitingMessages()
        time.sleep(0.001)
    table.Revoke(cookie)


def ask(path: str, say: Any) -> None:
    """Attach by path, then mark and clear with the add-in's own Excel host."""
    from xltools.addin.attach import find_book
    from xltools.addin.excelhost import Excel
    from xltools.addin.plan import At

    moniker = pythoncom.CreateFileMoniker(path)
    table = started(pythoncom.GetRunningObjectTable)
    ends = time.monotonic() + 120
    while not started(lambda: list(table)) and time.monotonic() < ends:
        time.sleep(0.1)
    entry = started(lambda: table.GetObject(moniker))
    native = win32com.client.Dispatch(entry.QueryInterface(pythoncom.IID_IDispatch))
    app = native.Application
    books = [SimpleNamespace(api=app.Workbooks.Item(1))]
    running: Any = SimpleNamespace(api=app, books=books, hwnd=app.Hwnd)
    found: Any = find_book([running], path.upper(), 0)
    say("attached", found is books[0])
    sheet: Any = SimpleNamespace(api=native.ActiveSheet, book=SimpleNamespace(app=running, api=native))
    host = Excel()
    say("unmarkable", host.unmarkable(found))
    say("coloured", host.colour(sheet, "error", "#FFC9C4", [At(row, 3) for row in range(2, 26, 2)]))
    say("areas", len(host.coloured(sheet)["error"]))
    say("notes", [host.add_note(sheet, At(row, 2), f"【附表工具·错误】{row}") for row in (8, 9)])
    say("remarks", [(note.at.row, note.text) for note in host.remarks(sheet)])
    host.drop_notes(sheet, [At(8, 2)])
    say("dropped", len(host.remarks(sheet)))
    say("uncoloured", host.uncolour(sheet))
    say("left", native.ActiveSheet.Cells.FormatConditions.Count)


def main() -> None:
    what, path, out = sys.argv[1:]
    if what == "serve":
        serve(path, Path(out))
        return
    with Path(out).open("w", encoding="utf-8") as stream:
        try:
            ask(path, lambda key, value: stream.write(f"{key}={value}\n"))
        except Exception:
            stream.write(traceback.format_exc())


if __name__ == "__main__":
    main()
