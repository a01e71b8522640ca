"""The open book as the reader sees it: a saved copy under the book's own name, unsaved edits included."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import xlwings

from ..errors import UsageError
from ..forms.inputs import Request
from .hosts import host_of


@dataclass(frozen=True, slots=True)
class Copy:
    """`shown` is the path people know the book by, `path` where its copy lies for the moment."""

    shown: str
    path: Path
    folder: Path | None
    """The book's own folder, None for a book that was never saved."""

    def request(self, paths: tuple[str, ...] = (), *, notice: str = "", attachment: str = "") -> Request:
        """A request for `app` (the book alone where no paths are named) in which the copy stands for the book."""
        return Request(
            paths=paths or (self.shown,),
            notice=notice,
            attachment=attachment,
            stand_ins=self.stand_ins,
        )

    @property
    def stand_ins(self) -> dict[str, str]:
        """As a request has them."""
        return {os.path.abspath(self.shown): str(self.path)}

    def home(self) -> Path:
        """The folder for what a button writes. Raises UsageError for a book without one."""
        if self.folder is None:
            raise UsageError("not_saved", "这个工作簿还没有保存到本机的文件夹。请先保存（Ctrl+S），再点一次。")
        return self.folder


class copy_of:  # noqa: N801 - used like a function: ``with copy_of(book) as copy``
    """A copy for the length of a ``with``.

    It lies in a folder named like the book's own, for readers that learn an office's name from there. A class, since
    the spreadsheet program's exceptions do not pass unharmed through a generator's context manager.
    """

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book

    def __enter__(self) -> Copy:
        host = host_of(self._book)
        path = host.path(self._book)
        name = path.name if path is not None else Path(self._book.name).stem + host.extension(self._book)
        self._scratch = tempfile.TemporaryDirectory(prefix="xltools-")
        folder = Path(self._scratch.name) / (path.parent.name or "文件" if path is not None else "未保存")
        folder.mkdir()
        try:
            host.save_copy(self._book, folder / name)
        except BaseException:  # whatever it was goes on; the copy may hold what nobody else is to read
            self._scratch.cleanup()
            raise
        home = path.parent if path is not None else None
        return Copy(str(path) if path is not None else name, folder / name, home)

    def __exit__(self, *_: object) -> None:
        self._scratch.cleanup()
