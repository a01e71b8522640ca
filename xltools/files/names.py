"""Names of files, as people read them and as they may be given.

Old shares and Chinese zip programs leave names that are no UTF-8; strangers leave names and cells with signs that move the
cursor, turn the direction of a line or begin a new one. What is shown shows them; what is written has none.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

_UNREAD: Final = re.compile("[\udc80-\udcff]")
_BYTES: Final = re.compile("(?:[\u0080-\u07ff\udc80-\udcff]+[0-9@-~]?)+")
"""Bytes that Python could not read as UTF-8 stand as these surrogates (PEP 383). Two bytes of GB18030 may happen to be one
sign of UTF-8, and its second byte may be ASCII."""


def legible(text: str) -> str:
    """The text with bytes that are no UTF-8 read as GB18030; what is no GB18030 either is �."""
    return _BYTES.sub(_read, text) if _UNREAD.search(text) else text


def utf8(text: str) -> bytes:
    """A text that is put out, as bytes: whatever a name or a cell holds, there is a way to write it."""
    return legible(text).encode("utf-8", "replace")


def _read(found: re.Match[str]) -> str:
    if not _UNREAD.search(found[0]):
        return found[0]
    said = found[0].encode("utf-8", "surrogateescape")
    try:
        return said.decode("gb18030")
    except UnicodeDecodeError:
        return said.decode("utf-8", "replace")


def is_lock(name: str) -> bool:
    """Whether the name is that of an owner file, which Office (~$), WPS (.~) and LibreOffice (.~lock.) put beside an
    open document."""
    return name.startswith(("~$", ".~"))


_SHOWN_OTHERWISE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls, marks of direction, line and paragraph separators, signs without width, tags."""
_NOT_LINES: Final = re.compile(_SHOWN_OTHERWISE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def visible(text: str) -> str:
    """A stranger's text on one line: what would end the line, turn it round or reach the terminal is written out."""
    return _SHOWN_OTHERWISE.sub(_written_out, text) if not text.isascii() or not text.isprintable() else text


def visible_lines(text: str) -> str:
    """The same for a text of several lines, whose own line breaks and tabs stay."""
    return _NOT_LINES.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    if found[0] == "\n":
        return "↵"
    return " " if found[0] == "\t" else f"<U+{ord(found[0]):04X}>"


_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]|[^\S ]+')
_DEVICE: Final = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?![^. ])", re.IGNORECASE)
_MOST_BYTES: Final = 200
"""Of a whole name: file systems take 255, and backups, temporary files and copies add their own endings."""


def safe_name(text: str, ending: str = "", *, otherwise: str = "未命名") -> str:
    """A file's name made of any text, the same on every system: no path, no stream, no device, no hidden file, NFC.

    A name that is too long loses its end, never its ending.
    """
    name = unicodedata.normalize("NFC", legible(text)).rstrip(". ")
    name = _SHOWN_OTHERWISE.sub("", _FORBIDDEN.sub("_", name))
    name = re.sub(r"[.~$ ]++(?=.)", "", name, count=1) if name[:1] in (".", "~", "$", " ") else name
    room = _MOST_BYTES - len(ending.encode())
    name = name.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip(". ") or otherwise
    return f"_{name}{ending}" if _DEVICE.match(name) else f"{name}{ending}"


def free_path(path: Path, taken: set[Path]) -> Path:
    """The path, or with a number behind where another file of this run has it: files of one name from several folders
    keep apart. It is added to `taken`."""
    number, free = 2, path
    while free in taken:
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    taken.add(free)
    return free
