"""The shared strings of a workbook: each text once, rich runs joined, phonetic readings left out.

Source: ECMA-376 Part 1, 18.4 (shared string table).
"""

from __future__ import annotations

import re
from sys import getsizeof
from typing import Final

from ..files.limits import Budget
from .cellvalues import unescape
from .container import Container
from .markup import Feed, local

_PLAIN: Final = re.compile(r'<si><t(?: xml:space="preserve")?>([^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*+)</t></si>')
_NOT_PLAIN: Final = re.compile(rb"<!|<\?(?!xml )|<\?xml [^>]{0,200}encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
"""Comments, instructions, other encodings: from there on order or code pages matter, and only the parser knows them."""
_LONGEST_ITEM: Final = 1 << 20


def read_strings(package: Container, part: str | None) -> list[str] | None:
    """All shared strings in order; None where the part does not exist.

    Raises `Refusal`: `corrupt`, `too_big`, `xml_entity`.
    """
    if part is None or part not in package:
        return None
    reader = _Reader(part, package.budget)
    rest = b""
    for block in package.chunks(part):
        chunk = rest + block
        cut = chunk.rfind(b"</si>") + 5
        if cut < 5 and len(chunk) < _LONGEST_ITEM:
            rest = chunk
            continue
        chunk, rest = (chunk[:cut], chunk[cut:]) if cut > 4 else (chunk, b"")
        reader.take(chunk)
    reader.feed.feed(rest)
    reader.feed.close()
    return reader.strings


class _Reader:
    def __init__(self, part: str, budget: Budget) -> None:
        self.strings: list[str] = []
        self.feed = Feed(part, budget.limits, self._root)
        self._budget = budget
        self._pieces: list[str] = []
        self._phonetic = False
        self._by_parser = False

    def take(self, chunk: bytes) -> None:
        """Chunks that hold nothing but plain items need no parser; all others go through expat."""
        self._by_parser = self._by_parser or _NOT_PLAIN.search(chunk) is not None
        first = chunk.find(b"<si>")
        if first > 0 and not self._by_parser:  # the root stands before the first item
            self.feed.feed(chunk[:first])
            chunk = chunk[first:]
        if self._by_parser or not self._take_plain(chunk):
            self.feed.feed(chunk)

    def _take_plain(self, chunk: bytes) -> bool:
        if not chunk.startswith(b"<si>"):
            return False
        try:
            pieces = _PLAIN.split(chunk.decode("utf-8"))
        except UnicodeDecodeError:
            return False
        if any(pieces[::2]):
            return False
        self._keep(pieces[1::2])
        return True

    def _keep(self, texts: list[str]) -> None:
        texts = [unescape(text) if "_x" in text else text for text in texts]
        self._budget.spend_held(sum(map(getsizeof, texts)) + 8 * len(texts))
        self.strings += texts

    def _root(self, name: str, _: list[str]) -> None:
        """The root tells which prefix the main namespace has (usually none)."""
        prefix = name[: -len(local(name))]
        text, item, run = prefix + "t", prefix + "si", prefix + "rPh"
        parser, put = self.feed.parser, self._pieces.append

        def start(name: str, _: list[str]) -> None:
            if name == text:
                parser.CharacterDataHandler = None if self._phonetic else put
            elif name == run:
                self._phonetic = True

        def end(name: str) -> None:
            if name == text:
                parser.CharacterDataHandler = None
            elif name == item:
                self._keep(["".join(self._pieces)])
                del self._pieces[:]
            elif name == run:
                self._phonetic = False

        self.feed.listen(end)
        self.feed.begin(start)
