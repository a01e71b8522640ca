"""The Python side of a click: find the open book, run the verb on it, say what came of it.

The VBA side (macros/XlToolsCall.bas) writes a request file and waits for the answer file. In Excel the book is reached
through COM and painted while it is open; in LibreOffice through our engine; where neither can be had, the saved file
is read and the result written beside it. A click always ends in an answer: errors become a message and a line in the
log, and the file ``ID.progress`` shows every second that Python is alive.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ..errors import UsageError, XltoolsError
from ..settings import value_of
from . import journal
from .desk import Cancelled, Desk, Question, Reply, in_the_bar
from .signals import MOST_SHOWN, Busy, Signals, book_lock, coded, fitted, plain, sweep, whole_text
from .worker import LOOK_SECONDS, serve, taken

if TYPE_CHECKING:
    import xlwings


BOOKLESS: Final = ("about", "merge", "new", "log", "receive")
"""Verbs that Excel without any workbook can run."""


@dataclass(slots=True)
class Click:
    """What was clicked. `host`: ``excel``, ``libreoffice`` or ``file``; empty to find out."""

    verb: str
    book: str = ""
    saved: bool = True
    hwnd: int = 0
    host: str = ""
    pipe: str = ""
    profile: str = ""
    """LibreOffice's user folder as a URL, where the toolbar told it."""
    answers: dict[str, str] = field(default_factory=dict)
    toolbar: bool = False
    """Called from LibreOffice's toolbar: nobody waits, so messages and questions are windows of LibreOffice."""
    quiet: bool = False
    """Nobody clicked (a save did): what there is to say goes into the status bar."""


@dataclass(slots=True)
class Answer:
    """What VBA is told: `status` is ok, ask, cancelled or error."""

    status: str
    message: str = ""
    question: Question | None = None
    opens: tuple[Path, ...] = ()
    bar: str = ""
    undo: str = ""

    def lines(self) -> list[str]:
        """As VBA reads it."""
        if len(self.message) > MOST_SHOWN:
            whole_text().write_text(self.message.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
            self.opens += (whole_text(),)
        made = [f"status={self.status}", f"message={coded(fitted(self.message))}", f"bar={coded(self.bar)}"]
        made += [f"undo={self.undo}"] if self.undo else []
        if self.question is not None:
            made += [f"key={self.question.key}", f"kind={self.question.kind}", f"pattern={self.question.pattern}"]
        return made + [f"open={coded(str(path))}" for path in self.opens]


def read_request(path: Path) -> Click:
    """The request file as VBA wrote it. Unknown keys are passed over: an older add-in may call a newer Python."""
    request = Click("")
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        key, _, value = line.partition("=")
        value = plain(value)
        if key == "verb":
            request.verb = value
        elif key == "book":
            request.book = value
        elif key == "title":
            request.book = _path(value).removeprefix("/")
        elif key == "saved":
            request.saved = value != "0"
        elif key == "hwnd":
            request.hwnd = int(value) if value.lstrip("-").isdecimal() else 0
        elif key == "profile":
            request.profile = value
        elif key == "quiet":
            request.quiet = value == "1"
        elif key == "toolbar":
            request.toolbar, request.host = value == "1", "libreoffice"
        elif key == "system" and not value.startswith("Windows"):
            request.host = "libreoffice"
        elif key.startswith("answer."):
            request.answers[key.removeprefix("answer.")] = value
    return request


def _path(url: str) -> str:
    return url2pathname(urlsplit(url).path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of ``python -m xltools.addin``; 0 where the click was answered without an error.

    XLTOOLS_ANSWERS gives answers beforehand, for runs without a person: JSON, verb -> key -> answer.
    """
    parser = argparse.ArgumentParser(prog="python -m xltools.addin", description="附表工具的按钮由这里运行。")
    parser.add_argument("verb", nargs="?", default="", help="按钮，如 validate")
    parser.add_argument("--request", type=Path, help="VBA 写的请求文件")
    parser.add_argument("--book", default="", help="工作簿的完整路径")
    parser.add_argument("--done", type=Path, help="完成后写的应答文件")
    parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="预先给出的选择；可重复")
    parser.add_argument("--host", choices=["excel", "libreoffice", "file"], default="", help="用哪个程序；不给则自动")
    parser.add_argument("--pipe", default=os.environ.get("XLTOOLS_PIPE", ""), help="LibreOffice 监听的管道名")
    parser.add_argument("--profile", default="", help="LibreOffice 的用户文件夹（URL）")
    parser.add_argument("--stay", action="store_true", help="答完以后驻留，应答后面的点击")
    parser.add_argument("--toolbar", action="store_true", help="由 LibreOffice 工具栏调用")
    given = parser.parse_args(arguments)
    if given.request is not None:
        return _requested(given.request, given)
    request = Click(given.verb, given.book, host=given.host or ("libreoffice" if given.toolbar else "file"))
    request.toolbar, request.profile = given.toolbar, given.profile
    answer = _answered_with(request, given, Signals(given.done.with_suffix("") if given.done else None, given.done))
    if given.done is None and sys.stdout is not None and answer.message:
        sys.stdout.write(answer.message + "\n")
    return 0 if answer.status == "ok" else 1


def _requested(path: Path, given: argparse.Namespace) -> int:
    """Answer a request file, unless a worker has it already; with ``--stay`` those that follow too."""
    folder = journal.work_folder()
    sweep(folder)
    failed = False

    def answer(request: Path) -> None:
        nonlocal failed
        failed = _answered_with(read_request(request), given, Signals(request.with_suffix(""))).status != "ok"
        request.unlink(missing_ok=True)

    ours = taken(path)
    if ours is not None:
        answer(ours)
    if given.stay:
        serve(folder, answer, _somebody_is_there, _panes)
        # Another Python may be the worker; the windows that we have opened are ours to serve all the same.
        while _panes():
            time.sleep(LOOK_SECONDS)
    return int(failed)


def _answered_with(request: Click, given: argparse.Namespace, signals: Signals) -> Answer:
    request.host, request.pipe = given.host or request.host, given.pipe
    if request.book.startswith("file:"):
        request.book = _path(request.book)
    request.answers |= dict(text.partition("=")[::2] for text in given.answer)
    request.answers |= json.loads(os.environ.get("XLTOOLS_ANSWERS", "{}")).get(request.verb, {})
    answer = answered(request, signals)
    signals.answer(answer.lines())
    if request.toolbar:
        signals.forget()
        _told_in_windows(request, answer)
    return answer


def _panes() -> bool:
    """Serve the windows that clicks have opened, if that was ever asked for; whether one is open still."""
    pane = sys.modules.get(f"{__package__}.pane")
    return bool(pane is not None and pane.work_in_panes())


def _somebody_is_there() -> bool:
    """Whether a program we are connected to has a book open still."""
    import xlwings

    try:
        return any(len(app.books) for engine in xlwings.engines for app in engine.apps)
    except Exception:  # boundary: a program that has ended says so in many ways
        return False


def _told_in_windows(request: Click, answer: Answer) -> None:
    """Nobody reads our answer file: what the verb itself has not shown is shown now."""
    from .toolbar import complain, linger

    if answer.bar:
        linger(answer.bar)
    elif answer.status == "error":
        try:
            book = _libreoffice_book(request)
            if book is not None:
                complain(book, answer.message)
        except Exception as error:  # boundary: LibreOffice may be gone; the log has the message
            journal.write("提示没有显示出来", error)


def answered(request: Click, signals: Signals) -> Answer:
    """Run one click to its answer. Nothing is raised: this is the boundary to a program that waits."""
    try:
        with book_lock(request.book), signals:
            reply = _run(request, signals)
    except Busy:
        return Answer("error", "上一项操作还没有完成，请稍候再点。")
    except Question as question:
        return Answer("ask", _prompt(question), question)
    except Cancelled:
        journal.write(f"{request.verb} 已取消：{request.book}")
        return Answer("cancelled", "已取消，工作簿没有改动。")
    except XltoolsError as fault:
        journal.write(f"{request.verb} {fault.code}：{fault.message}")
        return Answer("error", fault.message)
    except (KeyboardInterrupt, SystemExit):
        return Answer("cancelled", "已中断。")
    except BaseException as error:  # boundary: whatever happened, VBA must hear of it
        journal.write(f"{request.verb} 出错：{request.book}", error)
        return Answer("error", f"附表工具出错，工作簿没有保存任何改动。请把运行记录发给维护者：\n{journal.log_path()}")
    journal.write(f"{request.verb} 完成：{request.book}")
    return Answer("ok", reply.message, opens=reply.opens, bar=reply.bar, undo=reply.undo)


def _prompt(question: Question) -> str:
    """The question with its choices numbered, for hosts that can only take typed text."""
    if not question.choices:
        return question.prompt
    choices = enumerate(question.choices, start=1)
    return "\n".join(
        [question.prompt, *(f"{n}. {_short(text, len(question.choices))}" for n, text in choices), "请输入序号："]
    )


def _short(text: str, of: int) -> str:
    """So much of a choice that all of them fit into an InputBox."""
    room = max(16, (MOST_SHOWN - 60) // of - 5)
    return text if len(text) <= room else text[: room - 1] + "…"


def _run(request: Click, signals: Signals) -> Reply:
    from .files import FILE_VERBS

    if request.verb not in FILE_VERBS:
        raise UsageError("unknown_verb", f"没有“{request.verb}”这个按钮。请重新安装附表工具。")
    desk = Desk(request.answers, signals.show, signals.cancelled)
    desk.step("启动")
    _tell_of_saves()
    book = None if request.host == "file" else _open_book(request)
    if book is None:
        return _on_file(request, desk)
    if request.toolbar:
        from .toolbar import with_windows

        return with_windows(request.verb, book, desk, quiet=request.quiet)
    from .buttons import VERBS

    reply = VERBS[request.verb](book, desk)
    return _opened(book, in_the_bar(reply) if request.quiet else reply)


def _tell_of_saves() -> None:
    """VBA and Basic look for this file after every save: they read no settings."""
    flag = journal.work_folder() / "on-save"
    if value_of("on_save").text == "是":
        flag.touch()
    else:
        flag.unlink(missing_ok=True)


def _on_file(request: Click, desk: Desk) -> Reply:
    from .files import FILE_VERBS

    path = Path(request.book)
    needs_book = request.verb not in BOOKLESS
    if needs_book and not path.is_file():
        raise UsageError("not_saved", "这个工作簿还没有保存到本机的文件夹。请先保存（Ctrl+S），再点一次。")
    reply = FILE_VERBS[request.verb](path, desk)
    if needs_book and not request.saved and reply.message:
        reply.message += "\n注意：没有连上 Excel，以上结果按已保存的内容得出，不含尚未保存的修改。"
    return reply


def _open_book(request: Click) -> xlwings.Book | None:
    """The open book, None where no spreadsheet program shows it to us."""
    if request.host == "libreoffice":
        return _libreoffice_book(request)
    return _excel_book(request) if sys.platform == "win32" else None


_CONNECTED: dict[tuple[str, str], xlwings.App] = {}
"""(pipe, profile) -> the LibreOffice we have attached to: a worker attaches once."""


def _libreoffice_book(request: Click) -> xlwings.Book | None:
    app = _libreoffice(request.pipe, request.profile.removesuffix("/").removesuffix("/user"))
    wanted = os.path.realpath(request.book) if request.book else ""
    for book in app.books:
        if not wanted or os.path.realpath(book.fullname) == wanted or book.name == request.book:
            return book
    return None


def _libreoffice(pipe: str, profile: str) -> xlwings.App:
    from .libreoffice import attach_app

    key = (pipe, profile)
    app = _CONNECTED.get(key)
    if app is not None:
        try:
            len(app.books)
            return app
        except Exception as error:  # boundary: the bridge breaks in many ways when LibreOffice was closed meanwhile
            journal.write("重新连接 LibreOffice", error)
            app.quit()
    _CONNECTED[key] = attach_app(pipe or None, profile=profile)
    return _CONNECTED[key]


def _excel_book(request: Click) -> xlwings.Book | None:
    """Through COM. A machine without Excel, or with COM closed to us, has none: the saved file does then."""
    from .attach import find_book, refuse_protected_view

    try:
        import xlwings

        found = find_book(xlwings.apps, request.book, request.hwnd)
        if found is None and not request.book and request.verb not in BOOKLESS:
            refuse_protected_view(xlwings.apps)
    except XltoolsError:
        raise
    except Exception as error:  # boundary: COM fails in many ways, and each has the same cure
        journal.write("没有连上 Excel，改用已保存的文件", error)
        return None
    return found


def _opened(book: xlwings.Book, reply: Reply) -> Reply:
    """Show the files a verb made in the program that shows the book."""
    for path in reply.opens:
        if book.app.engine.name == "libreoffice":
            from .libreoffice.dialogs import show_file

            show_file(book, path)
        elif path.suffix.lower().startswith(".xls"):
            book.app.books.open(path)
        elif sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - a document we have just written
    reply.opens = ()
    return reply
