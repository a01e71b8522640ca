"""Which program shows a book, and the book standing still while much is changed."""

from __future__ import annotations

import xlwings

from .calchost import LibreOfficeHost
from .excelhost import Excel
from .host import Host

_HOSTS: dict[str, Host] = {"excel": Excel(), "libreoffice": LibreOfficeHost()}


def host_of(book: xlwings.Book) -> Host:
    """The host of a book, by its engine's name."""
    return _HOSTS[book.app.engine.name]


class still:  # noqa: N801 - used like a function: ``with still(book)``
    """The book stands still for the length of a ``with``: many changes, one redraw."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book

    def __enter__(self) -> None:
        self._release = host_of(self._book).hold(self._book)

    def __exit__(self, *_: object) -> None:
        self._release()
