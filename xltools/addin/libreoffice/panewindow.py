"""The window of the list of problems: modeless, beside the sheet. What is clicked is queued and nothing else."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from typing import Any, Final

import xlwings

from ..paneactions import LEVELS, PaneAction
from . import runtime
from .dialogs import POSITION, control, office_of

_WIDTH: Final = 230
_MARGIN: Final = 4
_INNER: Final = _WIDTH - 2 * _MARGIN
_BUTTONS: Final = (
    (PaneAction.PREVIOUS, "上一条"),
    (PaneAction.NEXT, "下一条"),
    (PaneAction.ACCEPT, "采纳这一条"),
    (PaneAction.UNDO, "撤销修改"),
    (PaneAction.CHECK, "重新校验"),
)


class LibreOfficePane:
    """Made with a book whose document has a window."""

    def __init__(self, book: xlwings.Book) -> None:
        office = office_of(book)
        self._clicked: queue.SimpleQueue[PaneAction] = queue.SimpleQueue()
        self._selecting = False
        model = office.create("awt.UnoControlDialogModel")
        _lay_out(model, f"问题清单　{book.name}")
        self._dialog = office.create("awt.UnoControlDialog")
        self._dialog.setModel(model)
        parent = book.api.CurrentController.Frame.getContainerWindow()
        self._dialog.createPeer(office.create("awt.Toolkit"), parent)
        outer, inner = parent.getPosSize(), self._dialog.getPosSize()
        self._dialog.setPosSize(
            max(0, outer.Width - inner.Width - 24), max(0, (outer.Height - inner.Height) // 2), 0, 0, POSITION
        )
        self._listen()
        self._dialog.setVisible(True)

    def _listen(self) -> None:
        put = self._clicked.put
        part = self._dialog.getControl
        # A list tells of every change of its selection, also by the arrow keys.
        part("lines").addItemListener(_listener("XItemListener", itemStateChanged=self._picked))
        part("level").addItemListener(_listener("XItemListener", itemStateChanged=lambda _e: put(PaneAction.FILTER)))
        for action in (*(action for action, _ in _BUTTONS), PaneAction.EXPLAIN, PaneAction.CLOSE):
            clicked = _listener("XActionListener", actionPerformed=self._putter(action))
            part(action.value).addActionListener(clicked)
        names = (
            "windowOpened",
            "windowClosed",
            "windowMinimized",
            "windowNormalized",
            "windowActivated",
            "windowDeactivated",
        )
        quiet = dict.fromkeys(names, lambda _e: None)
        self._dialog.addTopWindowListener(
            _listener("XTopWindowListener", windowClosing=lambda _e: put(PaneAction.CLOSE), **quiet)
        )

    def _picked(self, _event: Any) -> None:
        if not self._selecting:
            self._clicked.put(PaneAction.PICK)

    def _putter(self, action: PaneAction) -> Callable[[Any], None]:
        return lambda _event: self._clicked.put(action)

    def waiting(self) -> PaneAction | None:
        try:
            return self._clicked.get_nowait()
        except queue.Empty:
            return None

    def list_lines(self, lines: Sequence[str], selected: int) -> None:
        self._dialog.getModel().getByName("lines").StringItemList = tuple(lines)
        if selected >= 0:
            box = self._dialog.getControl("lines")
            # A list tells also of what we select, and that is nobody's click.
            self._selecting = True
            box.selectItemPos(selected, True)
            self._selecting = False
            box.makeVisible(selected)

    def show(self, detail: str, said: str, *, may_accept: bool) -> None:
        model = self._dialog.getModel()
        model.getByName("detail").Text = detail
        model.getByName("said").Text = said
        model.getByName(PaneAction.ACCEPT.value).Enabled = may_accept

    def say(self, text: str) -> None:
        self._dialog.getModel().getByName("bar").Label = text

    def selected(self) -> int:
        return int(self._dialog.getControl("lines").getSelectedItemPos())

    def level(self) -> str:
        return str(self._dialog.getControl("level").getSelectedItem() or LEVELS[0])

    def said(self) -> str:
        return str(self._dialog.getModel().getByName("said").Text)

    def close(self) -> None:
        self._dialog.dispose()


def _lay_out(model: Any, title: str) -> None:
    model.Title, model.Width, model.Height, model.Closeable, model.Sizeable = title, _WIDTH, 292, True, False
    control(model, "FixedText", "show", (_MARGIN, 6, 24, 10), Label="显示：")
    control(
        model, "ListBox", "level", (28, 4, 60, 13), Dropdown=True, StringItemList=LEVELS, SelectedItems=(0,),
        LineCount=len(LEVELS),
    )  # fmt: skip
    control(model, "Button", PaneAction.CLOSE.value, (_WIDTH - _MARGIN - 44, 3, 44, 14), Label="关闭")
    control(model, "ListBox", "lines", (_MARGIN, 20, _INNER, 112), StringItemList=())
    control(model, "Edit", "detail", (_MARGIN, 136, _INNER, 72), MultiLine=True, ReadOnly=True, VScroll=True)
    width = _INNER // len(_BUTTONS)
    for number, (action, label) in enumerate(_BUTTONS):
        control(model, "Button", action.value, (_MARGIN + number * width, 212, width - 2, 14), Label=label)
    control(model, "FixedText", "about", (_MARGIN, 231, _INNER, 10), Label="说明（核对无误的，写明情况）：")
    control(model, "Edit", "said", (_MARGIN, 242, _INNER - 48, 14))
    control(model, "Button", PaneAction.EXPLAIN.value, (_WIDTH - _MARGIN - 44, 242, 44, 14), Label="写入说明")
    control(model, "FixedText", "bar", (_MARGIN, 260, _INNER, 28), Label="", MultiLine=True)


def _listener(interface: str, **calls: Callable[[Any], None]) -> Any:
    """A UNO listener of com.sun.star.awt that calls these; classes of interfaces exist at run time only."""
    helper, kind = runtime.unohelper(), runtime.uno().getClass(f"com.sun.star.awt.{interface}")
    methods = {name: _method(call) for name, call in calls.items()}
    return type(interface[1:], (helper.Base, kind), {**methods, "disposing": lambda _self, _event: None})()


def _method(call: Callable[[Any], None]) -> Callable[[Any, Any], None]:
    return lambda _self, event: call(event)
