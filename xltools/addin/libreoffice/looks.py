"""How cells look and what is noted on them: colours, type, notes."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from . import runtime
from .places import CellBlock, OpenSheet


def rgb(number: int) -> tuple[int, int, int] | None:
    """-1 is LibreOffice's word for "none"."""
    return None if number == -1 else (number >> 16 & 255, number >> 8 & 255, number & 255)


def color_number(color: tuple[int, int, int] | str | int | None) -> int:
    """A colour as xlwings takes them: (r, g, b), ``#RRGGBB``, Excel's BGR number, or None."""
    if color is None:
        return -1
    if isinstance(color, str):
        return int(color.lstrip("#"), 16)
    if isinstance(color, int):
        return (color & 255) << 16 | color & 0xFF00 | color >> 16 & 255
    red, green, blue = color
    return red << 16 | green << 8 | blue


class Font(base_classes.Font):
    """The type of a block. Asian text has properties of its own in LibreOffice; both are set."""

    def __init__(self, parent: CellBlock) -> None:
        self.parent = parent

    @property
    def api(self) -> Any:
        return self.parent.native

    def _set(self, name: str, value: Any) -> None:
        self.parent.native.setPropertyValue(name, value)
        self.parent.native.setPropertyValue(name + "Asian", value)

    @property
    def bold(self) -> bool:
        return bool(self.parent.corner.CharWeight > 100)

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", 150.0 if value else 100.0)

    @property
    def italic(self) -> bool:
        return str(self.parent.corner.CharPosture.value) != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", runtime.enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float:
        return float(self.parent.corner.CharHeight)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str:
        return str(self.parent.corner.CharFontName)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return rgb(self.parent.corner.CharColor)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | int | None) -> None:
        self.parent.native.CharColor = color_number(value)


class Note(base_classes.Note):
    """A cell's note; `native` is a com.sun.star.sheet.CellAnnotation."""

    def __init__(self, sheet: OpenSheet, native: Any) -> None:
        self.sheet = sheet
        self.native = native

    @property
    def api(self) -> Any:
        return self.native

    @property
    def text(self) -> str:
        return str(self.native.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.native.setString(value)

    @property
    def author(self) -> str:
        return str(self.native.getAuthor()).strip()

    @property
    def location(self) -> CellBlock:
        position = self.native.getPosition()
        return self.sheet.range((position.Row + 1, position.Column + 1))

    def delete(self) -> None:
        here = self.native.getPosition()
        annotations = self.sheet.native.Annotations
        for index in range(annotations.getCount()):
            found = annotations.getByIndex(index).getPosition()
            if (found.Row, found.Column) == (here.Row, here.Column):
                annotations.removeByIndex(index)
                return
