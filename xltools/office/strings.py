"""The string table of a workbook under change: what is there keeps its number, new texts are put behind it.

Excel turns texts that stand in the cells themselves into entries of this table at its first save; written there at once,
each text is kept once however many rows hold it. Source: ECMA-376 Part 1, 18.4.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from .safetext import xml_text
from .xmlparts import element, open_element, root_of, with_attribute

PART: Final = "xl/sharedStrings.xml"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY: Final = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{_MAIN}"></sst>'
_LONGEST: Final = 32767
_PIECE: Final = 4096
_INLINE: Final = re.compile(
    r'(<(?:[\w.-]+:)?c(?: [a-z]+="[^"<>]*")*) t="inlineStr"( [a-z]+="[^"<>]*")?>'
    r"<((?:[\w.-]+:)?)is><\3t(?: xml:space=\"preserve\")?>([^<]*)</\3t></\3is></"
)


_SPOKEN: Final = re.compile(r"<(?:[\w.-]+:)?rPh(?=[\s>]).*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_TEXT: Final = re.compile(r"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)</")


def plain_text(xml: str) -> str:
    """The text of an entry or an inline cell, runs of several looks put together."""
    text = "".join(_TEXT.findall(_SPOKEN.sub("", xml) if "rPh" in xml else xml))
    return html.unescape(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda one: chr(int(one[1], 16)), text))


class StringTable:
    """Numbers for texts. `text` is the part as it stands in the package."""

    def __init__(self, text: str = EMPTY) -> None:
        root, self._prefix = root_of(text)
        self._text = text if not root.endswith("/>") else text.replace(root, f"{root[:-2]}></{self._prefix}sst>", 1)
        span = element(self._text, f"{self._prefix}sst")
        assert span is not None
        self._first = len(re.findall(rf"<{self._prefix}si(?=[\s/>])", self._text))
        self._numbers: dict[str, int] = {}
        self.used = 0
        """Cells that were given a number here."""

    def __len__(self) -> int:
        return self._first + len(self._numbers)

    def texts(self) -> list[str]:
        """What each number stands for, without how it is pronounced."""
        found = re.findall(rf"<{self._prefix}si(?=[\s/>])[^<>]*(?:/>|>(.*?)</{self._prefix}si>)", self._text, re.DOTALL)
        return [*map(plain_text, found), *self._numbers]

    def number(self, text: str) -> int:
        """The entry that holds `text` (cut where Excel would call the file damaged)."""
        text = text[:_LONGEST]
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self)
        return number

    def share(self, xml: str) -> str:
        """A piece of a sheet with the texts of plain inline cells moved into the table."""

        def moved(found: re.Match[str]) -> str:
            text = html.unescape(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda one: chr(int(one[1], 16)), found[4]))
            return f'{found[1]} t="s"{found[2] or ""}><{found[3]}v>{self.number(text)}</{found[3]}v></'

        return _INLINE.sub(moved, xml)

    def chunks(self) -> Iterator[bytes]:
        """The part, piece by piece."""
        p = self._prefix
        # The counts are optional, and wrong ones make Excel repair the file: what cells hold is not counted anew.
        root, _ = root_of(self._text)
        tag = with_attribute(with_attribute(root, "count", None), "uniqueCount", str(len(self)))
        _, inside, end = open_element(self._text, (self._text.index(root), len(self._text)))
        yield (self._text[: self._text.index(root)] + tag + inside).encode()
        head, space, tail = f"<{p}si><{p}t>", f'<{p}si><{p}t xml:space="preserve">', f"</{p}t></{p}si>"
        made: list[str] = []
        for text in self._numbers:
            plain = text.isalnum() or (text == text.strip() and "\n" not in text and "  " not in text)
            made.append(f"{head if plain else space}{xml_text(text)}{tail}")
            if len(made) >= _PIECE:
                yield "".join(made).encode()
                made.clear()
        yield ("".join(made) + end).encode()
