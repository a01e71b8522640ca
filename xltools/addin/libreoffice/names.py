"""Defined names of a book or of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from . import runtime
from .places import OpenBook
from .values import Formulas


class Names(base_classes.Names):
    """The names in one scope; `api` is a com.sun.star.sheet.NamedRanges."""

    def __init__(self, book: OpenBook, api: Any) -> None:
        self.book = book
        self.api = api

    def __call__(self, key: int | str) -> Name:
        if isinstance(key, str):
            if not self.api.hasByName(key):
                raise KeyError(key)
            return Name(self, self.api.getByName(key))
        return Name(self, self.api.getByIndex(key - 1))

    def __iter__(self) -> Iterator[Name]:
        return (self(name) for name in self.api.getElementNames())

    def __len__(self) -> int:
        return int(self.api.getCount())

    def contains(self, key: int | str) -> bool:
        return bool(self.api.hasByName(key)) if isinstance(key, str) else 1 <= key <= len(self)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self]

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, `refers_to` in Excel's spelling: ``=Sheet1!$A$1:$B$2``."""
        origin = runtime.struct("table.CellAddress")
        self.api.addNewByName(name, "", origin, 0)
        made = self(name)
        made.refers_to = refers_to
        return made


class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, parent: Names, api: Any) -> None:
        self.parent = parent
        self.api = api

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def refers_to(self) -> str:
        formulas = Formulas(self.parent.book.document)
        return "=" + formulas.text(self.api.getTokens(), self.api.getReferencePosition())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        formulas = Formulas(self.parent.book.document)
        self.api.setTokens(formulas.tokens(value, self.api.getReferencePosition()))

    def delete(self) -> None:
        self.parent.api.removeByName(self.name)
