"""Names of files as people read them: old shares and Chinese zip programs leave names that are no UTF-8."""

from __future__ import annotations

import re
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
