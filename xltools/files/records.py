"""Records that lie inside files: JSON that this program wrote once and that a stranger may have written since.

Nothing of a record is believed: it is parsed into bounded types, and what is not as it should be is `Malformed`, which
the caller turns into a refusal of that one file.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from .limits import MAX_ROW, MB

LONGEST_TEXT: Final = 32_767
"""Characters of a cell; nothing that stood in a cell is longer."""
_LONGEST: Final = 128 * MB
_HALVES: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
T = TypeVar("T")


class Malformed(ValueError):
    """A record is not as this program writes it."""


def read_json(text: str | bytes, *, longest: int = _LONGEST) -> object:
    """The value of a JSON text. Raises Malformed: no JSON, nested too deep, a number too long, larger than `longest`."""
    if len(text) > longest:
        raise Malformed("too long")
    try:
        found: object = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:  # a nesting of thousands ends in RecursionError
        raise Malformed(type(fault).__name__) from None
    return found


def _no_number(word: str) -> object:
    raise Malformed(word)


def table(value: object, most: int = MAX_ROW) -> Mapping[str, object]:
    """An object with at most so many keys."""
    if not isinstance(value, dict) or len(value) > most:
        raise Malformed("no table")
    return value


def known(value: object, *names: str) -> Mapping[str, object]:
    """An object with no other keys than these."""
    found = table(value, len(names))
    if not found.keys() <= set(names):
        raise Malformed("unknown key")
    return found


def items(value: object, most: int = MAX_ROW) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("no list")
    return value


def text(value: object, longest: int = LONGEST_TEXT) -> str:
    """A text that can be written somewhere: halves of signs, which JSON may spell, are none.

    The lower halves that stand for the bytes of a name that is no UTF-8 (PEP 383) are.
    """
    if not isinstance(value, str) or len(value) > longest or (not value.isascii() and _HALVES.search(value)):
        raise Malformed("no text")
    return value


def whole(value: object, low: int = 0, high: int = MAX_ROW) -> int:
    """A whole number from `low` to `high`; True is none."""
    if type(value) is not int or not low <= value <= high:
        raise Malformed("no number")
    return value


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Malformed("no truth value")
    return value


def each(value: object, of: Callable[[object], T], most: int = MAX_ROW) -> dict[str, T]:
    """A table whose values are all of one type."""
    return {text(key): of(part) for key, part in table(value, most).items()}


def texts(value: object, most: int = MAX_ROW) -> dict[str, str]:
    """A table of texts."""
    return each(value, text, most)


def squeezed(data: bytes) -> str:
    """Bytes as a record holds them."""
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def stretched(packed: object, most: int) -> bytes:
    """What `squeezed` made, never more than `most` bytes: a few kilobytes may claim to be gigabytes. Raises Malformed."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(base64.b64decode(text(packed, _LONGEST), validate=True), most + 1)
    except (ValueError, zlib.error):
        raise Malformed("not packed") from None
    if len(data) > most or not stream.eof:
        raise Malformed("too much")
    return data
