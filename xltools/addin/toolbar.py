"""A click on LibreOffice's toolbar: nobody waits there, so progress, questions and the answer are windows."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final

import xlwings

from .buttons import VERBS
from .desk import Cancelled, Desk, Question, Reply, in_the_bar
from .libreoffice import dialogs
from .pane import ProblemPane, opened, reload
from .results import result_sheet
from .signals import fitted

LINGER_SECONDS: Final = 6.0


def with_windows(verb: str, book: xlwings.Book, desk: Desk, *, quiet: bool = False) -> Reply:
    """Run the verb, asking as often as it asks; the reply, which has been shown already.

    `quiet`: what there is to say is for the status bar.
    """
    if verb == "list":
        return show_pane(book, desk)
    reply = _answered(verb, book, desk)
    reload(book)
    for path in reply.opens:
        dialogs.show_file(book, path)
    if quiet:
        return in_the_bar(reply)
    if reply.message:
        dialogs.message(book, fitted(reply.message), warning=bool(reply.problems))
    return Reply(reply.message, bar=reply.bar)


def _answered(verb: str, book: xlwings.Book, desk: Desk) -> Reply:
    def show(text: str) -> None:
        book.app.status_bar = text

    answers = dict(desk.answers)
    try:
        while True:
            try:
                return VERBS[verb](book, Desk(answers, show, desk.cancelled))
            except Question as question:
                answer = _asked(book, question)
                if not answer:
                    raise Cancelled from None
                answers[question.key] = answer
    finally:
        book.app.status_bar = False


def show_pane(book: xlwings.Book, desk: Desk) -> Reply:
    """The list as a window beside the sheet; a book that was not checked yet is checked first."""
    from .libreoffice.panewindow import LibreOfficePane

    if result_sheet(book) is None:
        _answered("validate", book, desk)
    if result_sheet(book) is None:
        VERBS["list"](book, desk)  # says why there is no list
    opened(ProblemPane(book, LibreOfficePane(book), _asked))
    return Reply("")


def complain(book: xlwings.Book, text: str) -> None:
    """Say why a click came to nothing."""
    dialogs.message(book, text, warning=True)


_LINGERING: list[threading.Timer] = []
"""The timer of the text that the status bar shows now."""


def linger(text: str) -> threading.Timer:
    """Show `text` in the status bar for a while, and answer the next click meanwhile.

    It would go, or stay for ever, with the process that shows it; a process waits for its timers.
    """
    while _LINGERING:  # also where the texts are the same: the newer click's is to stay its time
        _LINGERING.pop().cancel()
    apps = list(xlwings.engines["libreoffice"].apps)
    for app in apps:
        app.status_bar = text

    def end() -> None:
        # LibreOffice may have gone; another text is another click's.
        with contextlib.suppress(Exception):
            for app in apps:
                if app.status_bar == text:
                    app.status_bar = False

    timer = threading.Timer(LINGER_SECONDS, end)
    _LINGERING.append(timer)
    timer.start()
    return timer


def _asked(book: xlwings.Book, question: Question) -> str:
    windows: dict[str, Callable[[], str]] = {
        "folder": lambda: dialogs.pick_folder(book, question.prompt),
        "file": lambda: dialogs.pick_file(book, question.prompt, question.pattern),
        "choice": lambda: dialogs.pick_choice(book, question.prompt, question.choices),
        "text": lambda: dialogs.pick_choice(book, question.prompt, ()),
    }
    return windows[question.kind]()
