"""Regular expressions that are compiled when they are first needed: a small check uses few of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Lazy:
    """A pattern with the methods of a compiled one."""

    __slots__ = ("_compiled", "_flags", "_pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def _made(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._pattern, self._flags)
        return self._compiled

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return (self._compiled or self._made()).fullmatch(text)

    def match(self, text: str) -> re.Match[str] | None:
        return (self._compiled or self._made()).match(text)

    def search(self, text: str) -> re.Match[str] | None:
        return (self._compiled or self._made()).search(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        return (self._compiled or self._made()).sub(by, text)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        return [part or "" for part in (self._compiled or self._made()).split(text, maxsplit)]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return (self._compiled or self._made()).finditer(text)
