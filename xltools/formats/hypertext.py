"""HTML tables saved as .xls, as many systems export them.

Addresses are those Excel shows when it opens such a file: one sheet, tables below each other, a line of text outside a
table takes a row of its own in column A; colspan and rowspan become merged cells.
"""

from __future__ import annotations

import html
import re
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW, MB, Budget
from ..files.refusals import Refusal, corrupt
from .delimited import decode
from .grid import Area, Grid, GridRow, ReadWarning, Value
from .oddities import notice

_LARGEST: Final = 48 * MB
_CHARSET: Final = re.compile(rb"""charset\s*+=\s*+["']?+\s*+([A-Za-z0-9_-]{2,20})""", re.I)
_TOKEN: Final = re.compile(
    r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)"  # a comment; unclosed, it goes to the end
    r"|<[!?][^>]*+(?:>|\Z)"
    r"""|<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>"""
    r"|<[A-Za-z/].*+"  # a tag that never ends: nothing follows it
    r"|[^<]++|<",
    re.S,
)
_ATTRIBUTE: Final = re.compile(r"""([A-Za-z][A-Za-z0-9:_-]*+)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_SHEET_NAME: Final = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.I)
_BLOCKS: Final = frozenset(
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "caption", "body", "html", "center"]
)
_SILENT: Final = frozenset({"script", "style", "title", "xml", "textarea"})
_TAG_COST: Final = 3  # in XML elements: tags are told apart by Python, not by expat
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def is_hypertext(head: bytes) -> bool:
    """Whether a file begins as HTML does."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<style", b"<div")):
        return True
    return start.startswith((b"<?xml", b"<!--")) and b"<html" in start


def read_hypertext(data: bytes, name: str, budget: Budget) -> tuple[list[Grid], list[ReadWarning]]:
    """The page as one sheet. Raises `Refusal`: `no_sheets` (no table in it), `encoding`, `too_big`, `corrupt`."""
    if len(data) > _LARGEST:
        raise Refusal("too_big", f"网页文件太大（{len(data) // MB} MB）")
    page = _Page(name, budget)
    text = _decode(data)
    found = _SHEET_NAME.search(text)
    if found:
        page.grid.name = html.unescape(found[1]).strip() or name
    page.read(text)
    if not page.tables:
        raise Refusal("no_sheets", "网页文件里没有表格")
    notice(page.grid)
    return [page.grid], []


def _decode(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = found[1].decode("ascii").lower()
        encoding = "gb18030" if encoding in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass  # it says one thing and is another: try what is in use
    return decode(data)


class _Page:
    """Builds the sheet while the page is read."""

    def __init__(self, name: str, budget: Budget) -> None:
        self.grid = Grid(name)
        self.budget = budget
        self.tables = 0
        self.row = 0
        self.column = 0
        self.depth = 0
        self.text: list[str] = []
        self.cell: tuple[int, int] | None = None
        """The open cell's colspan and rowspan."""
        self.taken: list[tuple[int, int, int]] = []
        """Columns taken by rowspans from above: first, last, last row."""
        self.cells: list[tuple[int, Value]] = []

    def read(self, text: str) -> None:
        at, end = 0, len(text)
        while at < end:
            token = _TOKEN.match(text, at)
            if token is None:  # cannot be: the last branch takes any sign
                break
            at = token.end()
            closing, tag, attributes = token.groups()
            if tag is None:
                if not token[0].startswith("<") or len(token[0]) == 1:
                    self.text.append(token[0])
                continue
            tag = tag.lower()
            self.budget.spend_elements(_TAG_COST)
            if closing:
                self.close(tag)
            elif tag in _SILENT:
                found = re.compile(f"</{tag}", re.I).search(text, at)
                at = found.start() if found else end
            else:
                self.open(tag, attributes)
        self.close("html")

    def open(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self.text.append("\0")
        elif tag in ("td", "th") and self.depth:
            self.end_cell()
            facts = {
                found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
                for found in _ATTRIBUTE.finditer(attributes)
            }
            self.cell = _span(facts.get("colspan"), MAX_COLUMN), _span(facts.get("rowspan"), MAX_ROW)
        elif tag == "tr" and self.depth:
            self.end_row()
            self.begin_row()
        elif tag == "table":
            if self.cell is None:
                self.end_line()
                self.depth += 1
                self.tables += 1
                self.taken = []
            else:
                self.depth += 1  # a table inside a cell is part of that cell's text
                self.text.append("\0")
        elif tag in _BLOCKS:
            self.break_line()

    def close(self, tag: str) -> None:
        if tag in ("td", "th") and self.depth == 1:
            self.end_cell()
        elif tag == "tr" and self.depth == 1:
            self.end_row()
        elif tag == "table" and self.depth:
            if self.depth == 1:
                self.end_row()
            self.depth -= 1
        elif tag == "html":
            self.end_row()
            self.end_line()
        elif tag in _BLOCKS:
            self.break_line()

    def break_line(self) -> None:
        if self.cell is not None:
            self.text.append("\0")
        elif not self.depth:
            self.end_line()

    def end_line(self) -> None:
        """Text outside tables: each line is a row with one cell in column A."""
        if self.depth or self.cell is not None:
            return
        for line in self.take_text().split("\n"):
            if line:
                self.row += 1
                self.cells = [(1, line)]
                self.keep_row()

    def begin_row(self) -> None:
        self.row += 1
        self.column = 1
        if self.row > MAX_ROW:
            raise Refusal("too_big", "表格行数太多")
        self.taken = [span for span in self.taken if span[2] >= self.row]

    def end_cell(self) -> None:
        if self.cell is None or self.depth != 1:
            return
        if not self.column:
            self.begin_row()
        (width, height), self.cell = self.cell, None
        while (blocking := next((span for span in self.taken if span[0] <= self.column <= span[1]), None)) is not None:
            self.column = blocking[1] + 1
        first, last = self.column, self.column + width - 1
        if last > MAX_COLUMN:
            raise corrupt(f"第 {self.row} 行的列数超出范围")
        if width > 1 or height > 1:
            self.budget.spend_merges(1)
            self.grid.merges.append(Area(self.row, first, min(self.row + height - 1, MAX_ROW), last))
        if height > 1:
            self.taken.append((first, last, self.row + height - 1))
            self.budget.spend_elements(len(self.taken))
        text = self.take_text()
        if text:
            self.cells.append((first, text))
        self.column = last + 1

    def end_row(self) -> None:
        if self.depth == 1:
            self.end_cell()
        if self.column:
            self.keep_row()
            self.column = 0
            self.text = []

    def keep_row(self) -> None:
        if self.cells:
            self.budget.spend_cells(len(self.cells))
            columns = tuple(column for column, _ in self.cells)
            self.grid.rows[self.row] = GridRow(columns, tuple(value for _, value in self.cells), (0,) * len(columns))
            self.cells = []

    def take_text(self) -> str:
        """The collected text as a browser shows it."""
        raw, self.text = "".join(self.text), []
        if raw.isalnum():  # nothing to tidy
            self.budget.spend_held(getsizeof(raw))
            return raw
        lines = [_SPACE.sub(" ", html.unescape(line)).replace("\xa0", " ").strip() for line in raw.split("\0")]
        text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip("\n")
        self.budget.spend_held(getsizeof(text))
        return text


def _span(text: str | None, most: int) -> int:
    text = (text or "1").strip()
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 9 else 1
