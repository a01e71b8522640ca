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


def office_of(book: xlwings.Book) -> runtime.LibreOffice:
    """The program that shows the book."""
    office: runtime.LibreOffice = book.app.impl.office
    return office


def show_file(book: xlwings.Book, path: Path) -> None:
    """Open a file we have written, workbook or letter, in LibreOffice; a log is for reading only."""
    wishes = runtime.arguments(MacroExecutionMode=0, Hidden=book.app.impl.headless, ReadOnly=path.suffix == ".log")
    office_of(book).desktop.loadComponentFromURL(runtime.file_url(path), "_blank", 0, wishes)


def _window(book: xlwings.Book) -> Any:
    """The window in front, which may be that of a file just opened; the book's own where none of LibreOffice's is."""
    frame = office_of(book).desktop.getCurrentFrame() or book.api.CurrentController.Frame
    return frame.getContainerWindow()


def message(book: xlwings.Book, text: str, *, warning: bool) -> None:
    """A message box with one button."""
    kind = runtime.enum("awt.MessageBoxType", "WARNINGBOX" if warning else "INFOBOX")
    office_of(book).create("awt.Toolkit").createMessageBox(_window(book), kind, 1, TITLE, text).execute()


def _placed(picker: Any, book: xlwings.Book, *kind: Any) -> Any:
    """The picker, in front of the window it was asked for in, or a click there hides it; it looks where the book lies."""
    parent = runtime.struct("beans.NamedValue", Name="ParentWindow", Value=_window(book))
    if hasattr(picker, "initialize"):  # those of some desktops cannot be told
        runtime.uno().invoke(picker, "initialize", ((*kind, parent),))
    folder = str(book.api.URL).rpartition("/")[0]
    if folder:
        picker.setDisplayDirectory(folder)
    return picker


def folder_picker(book: xlwings.Book) -> Any:
    """A window to choose a folder in."""
    return _placed(office_of(book).create("ui.dialogs.FolderPicker"), book)


def file_picker(book: xlwings.Book) -> Any:
    """A window to choose a file in."""
    kind = runtime.constant("ui.dialogs.TemplateDescription.FILEOPEN_SIMPLE")
    return _placed(office_of(book).create("ui.dialogs.FilePicker"), book, runtime.uno().Any("short", kind))


def pick_folder(book: xlwings.Book, prompt: str) -> str:
    """A folder's path, empty where the person closed the window."""
    picker = folder_picker(book)
    picker.setTitle(prompt)
    return runtime.path_of(picker.getDirectory()) if picker.execute() == PICKED else ""


def pick_file(book: xlwings.Book, prompt: str, pattern: str) -> str:
    """A file's path, empty where the person closed the window."""
    picker = file_picker(book)
    picker.setTitle(prompt)
    picker.appendFilter(pattern, pattern)
    return runtime.path_of(picker.getFiles()[0]) if picker.execute() == PICKED else ""


def pick_choice(book: xlwings.Book, prompt: str, choices: Sequence[str]) -> str:
    """One of `choices` from a list, or a typed text where there are none; empty where the person gave up."""
    office = office_of(book)
    rows = max(1, min(len(choices), 12))
    model = office.create("awt.UnoControlDialogModel")
    model.Title, model.Width, model.Height = TITLE, 300, 46 + rows * 10
    control(model, "FixedText", "prompt", (6, 4, 288, 12), Label=prompt)
    if choices:
        control(model, "ListBox", "value", (6, 18, 288, rows * 10 + 4), StringItemList=tuple(choices))
    else:
        control(model, "Edit", "value", (6, 18, 288, 14))
    buttons = 24 + rows * 10
    control(model, "Button", "ok", (190, buttons, 50, 14), Label="确定", PushButtonType=1, DefaultButton=True)
    control(model, "Button", "cancel", (244, buttons, 50, 14), Label="取消", PushButtonType=2)
    dialog = office.create("awt.UnoControlDialog")
    dialog.setModel(model)
    toolkit = office.create("awt.Toolkit")
    window = _window(book)
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


def control(model: Any, kind: str, name: str, place: tuple[int, int, int, int], **wishes: Any) -> None:
    """Put a control into a dialog; `place`: left, top, width, height in the dialog's units."""
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    control.Name = name
    for key, value in wishes.items():
        setattr(control, key, value)
    model.insertByName(name, control)
