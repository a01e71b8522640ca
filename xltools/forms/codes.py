"""Codes, texts and choices from drop-downs, as people type them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from ..formats.grid import NO_VALUE, ErrorValue, Value
from .patterns import Lazy
from .values import BLANKS, NO_NUMBER, Unreadable, broken, number_text, plain, squeeze, text_of

_SCIENTIFIC = Lazy(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")


def _one_line(text: str) -> str:
    """Without blanks and line breaks; whole numbers (8, 18 or 20 signs each) side by side or one below the other are several."""
    lines = ["".join(line.split()) for line in plain(text).splitlines()]
    for parts in (plain(text).split(), [line for line in lines if line]):
        if all(len(part) in (8, 18, 20) and part.isalnum() for part in parts):
            return "、".join(parts)
    return "".join(lines)


def read_code(value: Value | None) -> str | Unreadable | None:
    """An identifier. A number of more than 15 digits has lost its last digits in Excel already."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        if value != value.to_integral_value():
            return Unreadable(number_text(value), "不是号码")
        if value.adjusted() >= 15:
            return Unreadable(format(value, "f"), "以数字保存的长号码，15 位以后已经丢失", "digits_lost")
        return format(value.quantize(Decimal(1)), "f")
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = value.strip()
        if text.isascii() and text.isdecimal():
            return text
        if not text.isascii() or " " in text or "\n" in text:
            text = _one_line(text)
        if text in NO_NUMBER:
            return None
        if _SCIENTIFIC.fullmatch(text):
            return Unreadable(value, "号码成了科学记数，后面的位数已经丢失", "digits_lost")
        return text
    return broken(value) or Unreadable(text_of(value), "不是号码")


def read_text(value: Value | None) -> str | Unreadable | None:
    """Text as typed, without blanks at the ends; a number or date is taken as its text."""
    if value is None:
        return None
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = value.strip()
        return None if text in BLANKS else text
    return broken(value) or text_of(value)


_TICKED, _UNTICKED = "☑✓✔√☒■●", "□☐○◻"
_BOXED_TICK = Lazy(r"[(\[]([☑✓✔√])[)\]]")
_EMPTY_BOX = Lazy(r"\(\)|\[\]")
_BOX_BEFORE = Lazy(rf"(?P<sign>[{_TICKED}{_UNTICKED}])(?P<option>[^{_TICKED}{_UNTICKED}]*)")
_BOX_BEHIND = Lazy(
    rf"(?<![^{_TICKED}{_UNTICKED}])(?P<option>[^{_TICKED}{_UNTICKED}]++)(?P<sign>[{_TICKED}{_UNTICKED}])"
)
_ANY_BOX = Lazy(f"[{_UNTICKED}]")
_NUMBER = Lazy(r"\(?(?:\d{1,2}|[一二三四五六七八九十])[).、]+")


def _chosen(squeezed: str, canonical: dict[str, str]) -> str | None:
    """The option meant by ☑示范工厂□优秀场景, 1.示范工厂 or 示范工厂类; None where it is not plainly one of them."""
    marked = _EMPTY_BOX.sub("□", _BOXED_TICK.sub("☑", squeezed))
    if any(sign in marked for sign in _TICKED):
        boxes = _BOX_BEFORE if marked[0] in _TICKED + _UNTICKED else _BOX_BEHIND
        ticked = [box["option"].strip("、,;/") for box in boxes.finditer(marked) if box["sign"] in _TICKED]
        return canonical.get(ticked[0]) if len(ticked) == 1 else None
    numbered = _NUMBER.match(squeezed)
    return canonical.get(squeezed[numbered.end() :] if numbered else squeezed.removesuffix("类"))


def _untouched(squeezed: str, canonical: dict[str, str]) -> bool:
    """□国有□民营□外资 as the blank prints it: nobody has ticked or written anything."""
    marked = _EMPTY_BOX.sub("□", squeezed)
    printed = [part.strip("、,;/") for part in _ANY_BOX.split(marked) if part]
    return sum(sign in _UNTICKED for sign in marked) > 1 and all(part in canonical for part in printed)


def choice_reader(canonical: dict[str, str]) -> Callable[[Value | None], str | Unreadable | None]:
    """Reader of a drop-down: `canonical` maps squeezed texts to the official value; others come back as typed."""

    @lru_cache(maxsize=4096)
    def from_text(text: str) -> str | None:
        squeezed = squeeze(text)
        if squeezed in BLANKS or _untouched(squeezed, canonical):
            return None
        return canonical.get(squeezed) or _chosen(squeezed, canonical) or text.strip()

    def read(value: Value | None) -> str | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, ErrorValue) or value is NO_VALUE:
            return broken(value)
        return from_text(text_of(value))

    return read
