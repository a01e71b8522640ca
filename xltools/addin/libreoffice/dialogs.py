"""Windows of LibreOffice: messages, questions, files to show. For people at a screen; never called without one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import xlwings

from . import runtime

PICKED: Final = 1
TITLE: Final = "附表工具"
POSITION: Final = 3
"""com.sun.star.awt.PosSize.POS."""


def _office(book: xlwings.Book) -> runtime.LibreOffice:
    office: runtime.LibreOffice = book.app.impl.office
    return office


def show_file(book: xlwings.Book, path: Path) -> None:
    """Open a file we have written, workbook or letter, in LibreOffice."""
    hidden = book.app.impl.headless
    _office(book).desktop.loadComponentFromURL(
        runtime.file_url(path), "_blank", 0, runtime.arguments(MacroExecutionMode=0, Hidden=hidden)
    )


def message(book: xlwings.Book, text: str, *, warning: bool) -> None:
    """A message box with one button."""
    window = _office(book).desktop.getCurrentFrame().getContainerWindow()
    kind = runtime.enum("awt.MessageBoxType", "WARNINGBOX" if warning else "INFOBOX")
    _office(book).create("awt.Toolkit").createMessageBox(window, kind, 1, TITLE, text).execute()


def pick_folder(book: xlwings.Book, prompt: str) -> str:
    """A folder's path, empty where the person closed the window."""
    picker = _office(book).create("ui.dialogs.FolderPicker")
    picker.setTitle(prompt)
    return runtime.path_of(picker.getDirectory()) if picker.execute() == PICKED else ""


def pick_file(book: xlwings.Book, prompt: str, pattern: str) -> str:
    """A file's path, empty where the person closed the window."""
    picker = _office(book).create("ui.dialogs.FilePicker")
    picker.setTitle(prompt)
    picker.appendFilter(pattern, pattern)
    return runtime.path_of(picker.getFiles()[0]) if picker.execute() == PICKED else ""


def pick_choice(book: xlwings.Book, prompt: str, choices: Sequence[str]) -> str:
    """One of `choices` from a list, or a typed text where there are none; empty where the person gave up."""
    office = _office(book)
    rows = max(1, min(len(choices), 12))
    model = office.create("awt.UnoControlDialogModel")
    model.Title, model.Width, model.Height = TITLE, 300, 46 + rows * 10
    _control(model, "FixedText", "prompt", (6, 4, 288, 12), Label=prompt)
    if choices:
        _control(model, "ListBox", "value", (6, 18, 288, rows * 10 + 4), StringItemList=tuple(choices))
    else:
        _control(model, "Edit", "value", (6, 18, 288, 14))
    buttons = 24 + rows * 10
    _control(model, "Button", "ok", (190, buttons, 50, 14), Label="确定", PushButtonType=1, DefaultButton=True)
    _control(model, "Button", "cancel", (244, buttons, 50, 14), Label="取消", PushButtonType=2)
    dialog = office.create("awt.UnoControlDialog")
    dialog.setModel(model)
    toolkit = office.create("awt.Toolkit")
    window = office.desktop.getCurrentFrame().getContainerWindow()
    dialog.createPeer(toolkit, window)
    outer, inner = window.getPosSize(), dialog.getPosSize()
    middle = (max(0, (outer.Width - inner.Width) // 2), max(0, (outer.Height - inner.Height) // 3))
    dialog.setPosSize(*middle, 0, 0, POSITION)
    value = dialog.getControl("value")
    if choices:
        value.selectItemPos(0, True)
    chosen = ""
    if dialog.execute() == PICKED:
        chosen = str(value.getSelectedItem() if choices else value.getText())
    dialog.dispose()
    return chosen


def _control(model: Any, kind: str, name: str, place: tuple[int, int, int, int], **wishes: Any) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    control.Name = name
    for key, value in wishes.items():
        setattr(control, key, value)
    model.insertByName(name, control)
