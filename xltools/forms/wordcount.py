"""How many 字 a text has, by the rule that a pack names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .patterns import Lazy

WORDS: Final = "words"
"""As Word and WPS show it under 字数: Han signs and full-width punctuation one each, a run of others one word."""
CHARACTERS: Final = "characters"
"""Every sign that is no blank."""
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))
# Word takes curly quotes, dashes and dots of a Chinese text for full-width signs; the wide blank (U+3000) is none.
_WIDE: Final = "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u2e80-\u2fff\u3001-\u303f\u3040-\u33ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_UNITS: Final = Lazy(rf"[{_WIDE}]|[^\s{_WIDE}]+")


def _words(text: str) -> int:
    return sum(1 for _ in _UNITS.finditer(text.translate(_INVISIBLE)))


def _characters(text: str) -> int:
    return sum(not sign.isspace() for sign in text.translate(_INVISIBLE))


COUNTS: Final[Mapping[str, Callable[[str], int]]] = {WORDS: _words, CHARACTERS: _characters}
"""Rule of counting -> its count."""


def word_count(text: str, rule: str = WORDS) -> int:
    """The text's length. Raises KeyError for a rule that is none."""
    return COUNTS[rule](text)
