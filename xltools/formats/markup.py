"""XML from strangers: expat, without DTDs, endless tokens, absurd nesting or floods of names.

Handlers get names as written (`x:row`), because telling namespaces apart costs a fifth of the time; the few writers that
use a prefix for the main namespace are served by `local` or by looking at the root's prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from xml.parsers import expat

from ..files.limits import Limits
from ..files.refusals import Refusal, corrupt

Start = Callable[[str, list[str]], None]
End = Callable[[str], None]
Text = Callable[[str], Any]

_LONGEST_TOKEN: Final = 4 << 20
_MOST_NAMES: Final = 20_000
_ENCODINGS: Final = frozenset(
    ("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1", "windows-1252")
)


class Feed:
    """One XML part on its way through expat, chunk by chunk.

    Raises `Refusal` with `xml_entity` for a DTD, `corrupt` for XML that is not well-formed, and `too_big` for an
    absurd shape. Attributes come as a flat list: name, value, name, value.
    """

    def __init__(
        self, part: str, limits: Limits, start: Start, end: End | None = None, text: Text | None = None
    ) -> None:
        self._part = part
        self._most_depth = limits.depth
        self._names: dict[str, str] = {}
        self._fed = 0
        self._depth = 0
        self._exact = False
        self._start = start
        self._end = end
        parser = expat.ParserCreate(None, None, self._names)
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.XmlDeclHandler = _refuse_encoding
        self.parser = parser

    def feed(self, chunk: bytes) -> None:
        """Parse one more piece."""
        self._look(chunk)
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as fault:
            raise _malformed(self._part, fault) from None
        self._fed += len(chunk)
        if self._fed - max(self.parser.CurrentByteIndex, 0) > _LONGEST_TOKEN:
            raise corrupt(f"部件 {self._part} 中有过长的标记")
        if len(self._names) > _MOST_NAMES:
            raise corrupt(f"部件 {self._part} 中的标记名称过多")

    def begin(self, start: Start) -> None:
        """Have the starts of elements handled by another handler from here on."""
        self._start = start
        if not self._exact:
            self.parser.StartElementHandler = start

    def listen(self, end: End | None) -> None:
        """Have the ends of elements called from here on, or no longer."""
        self._end = end
        if not self._exact:
            self.parser.EndElementHandler = end

    def close(self) -> None:
        """Say that nothing follows."""
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise _malformed(self._part, fault) from None

    def _look(self, chunk: bytes) -> None:
        """Count nesting by signs, which is nearly free; comments and CDATA may hide signs, then count by events."""
        if self._exact:
            return
        if b"<!" in chunk:
            self._count_events()
            return
        opened = chunk.count(b"<") - chunk.count(b"<?")
        self._depth += opened - 2 * chunk.count(b"</") - chunk.count(b"/>")
        if self._depth > self._most_depth:
            self._count_events()

    def _count_events(self) -> None:
        """From here on know the true depth (at most what was counted so far is already open)."""
        self._exact = True
        parser = self.parser
        depth = 0
        most = self._most_depth

        def counted_start(name: str, attributes: list[str]) -> None:
            nonlocal depth
            depth += 1
            if depth > most:
                raise corrupt(f"部件 {self._part} 的标记嵌套过深")
            self._start(name, attributes)

        def counted_end(name: str) -> None:
            nonlocal depth
            depth -= 1
            if self._end is not None:
                self._end(name)

        parser.StartElementHandler = counted_start
        parser.EndElementHandler = counted_end


def parse(
    chunks: Iterable[bytes], part: str, limits: Limits, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Send a whole part through the handlers. Raises as `Feed` does."""
    feed = Feed(part, limits, start, end, text)
    for chunk in chunks:
        feed.feed(chunk)
    feed.close()


def local(name: str) -> str:
    """x:row -> row."""
    return name.rpartition(":")[2]


def pairs(attributes: list[str]) -> dict[str, str]:
    """A flat attribute list as a dict of local names."""
    return {name.rpartition(":")[2]: value for name, value in zip(attributes[::2], attributes[1::2], strict=True)}


def _refuse_doctype(*_: object) -> None:
    raise Refusal("xml_entity", "文件内部含有 DTD 或实体定义")


def _refuse_encoding(_: str, encoding: str | None, __: int) -> None:
    """expat would raise LookupError or ValueError, which must stay free for mistakes of ours."""
    if encoding is not None and encoding.casefold() not in _ENCODINGS:
        raise corrupt(f"部件的编码声明 {encoding[:30]!r} 无法识别")


def _malformed(part: str, fault: expat.ExpatError) -> Refusal:
    return corrupt(f"部件 {part} 第 {fault.lineno} 行的 XML 已损坏")
