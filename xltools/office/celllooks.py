"""What a cell looks like, told so that a program that only saves the book tells the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

from ..formats.numberformats import BUILTIN, GENERAL
from .stylesheet import Stylesheet
from .xmlparts import ATTRIBUTES, attributes

CellLook: TypeAlias = tuple[str, ...]
"""One text for each of `LOOK_NAMES`; empty where nothing is set."""
LOOK_NAMES: Final = (
    "公式", "底色", "字色", "删除线", "加粗", "斜体", "下划线", "数字格式", "对齐", "边框", "锁定", "字号", "字体"
)  # fmt: skip
_Value = TypeVar("_Value")
_FACE: Final = LOOK_NAMES.index("字体")
_THEME: Final = "theme"
_BLACK: Final = ("000000", f"{_THEME}1", f"{_THEME}0", "indexed8", "indexed64", "auto")


class CellLooks:
    """The looks of a book's cell formats, by their numbers."""

    def __init__(self, styles: Stylesheet) -> None:
        groups = styles.groups()
        self._formats = groups.get("cellXfs", [])
        fonts = [_tags(xml) for xml in groups.get("fonts", [])]
        self._marks = [_marks(found) for found in fonts]
        self._faces = [_face(found) for found in fonts]
        self._fills = [_fill(xml) for xml in groups.get("fills", [])]
        self._borders = [_border(xml) for xml in groups.get("borders", [])]
        listed = [attributes(tag) for tag in groups.get("numFmts", [])]
        self._codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in listed}
        self._known: dict[tuple[int, bool], CellLook] = {}

    def of(self, style: int, *, formula: bool = False) -> CellLook:
        known = self._known.get((style, formula))
        if known is None:
            known = self._known[style, formula] = self._made(style, formula)
        return known

    def _made(self, style: int, formula: bool) -> CellLook:
        xml = self._formats[style] if 0 <= style < len(self._formats) else "<xf/>"
        found = _tags(xml)
        own, place = found.get("xf", {}), found.get("alignment", {})
        code = self._codes.get(own.get("numFmtId", "0")) or BUILTIN.get(int(own.get("numFmtId", "0")), GENERAL)
        aligned = (
            place.get("horizontal", "").replace("general", ""),
            place.get("vertical", "").replace("bottom", ""),
            "wrap" if _is_on(place.get("wrapText")) else "",
            place.get("indent", "0").removeprefix("0"),
            place.get("textRotation", "0").removeprefix("0"),
        )
        return (
            "=" if formula else "",
            _at(self._fills, own.get("fillId"), ""),
            *_at(self._marks, own.get("fontId"), ("",) * 5),
            _code(code),
            " ".join(filter(None, aligned)),
            _at(self._borders, own.get("borderId"), ""),
            "" if _is_on(found.get("protection", {}).get("locked", "1")) else "0",
            *_at(self._faces, own.get("fontId"), ("",) * 2),
        )


def differing(now: CellLook, then: Sequence[CellLook], *, faces: bool) -> str:
    """What sets a look apart from all that were written, by the one most like it; empty where one is the same.

    `faces`: whether the fonts' names count; LibreOffice replaces those that a machine lacks.
    """
    fewest: list[str] | None = None
    for one in then:
        unlike = [
            name
            for place, (name, was, is_now) in enumerate(zip(LOOK_NAMES, one, now, strict=True))
            if not _same(was, is_now) and (faces or place != _FACE)
        ]
        if fewest is None or len(unlike) < len(fewest):
            fewest = unlike
    return "、".join((fewest or [])[:2])


def _same(was: str, now: str) -> bool:
    """A colour of the theme may be told as what it comes to."""
    return was == now or (was.startswith(_THEME) and bool(now))


def _tags(xml: str) -> dict[str, Mapping[str, str]]:
    """The attributes of each element, by its local name, the first of a name."""
    made: dict[str, Mapping[str, str]] = {}
    for found in re.finditer(rf"<(?:[\w.-]+:)?([\w.-]+)({ATTRIBUTES})>", xml):
        made.setdefault(found[1], attributes(f" {found[2]}"))
    return made


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


def _at(values: Sequence[_Value], number: str | None, otherwise: _Value) -> _Value:
    place = int(number or 0)
    return values[place] if place < len(values) else otherwise


def _code(code: str) -> str:
    """Quotes, escapes and countries are written otherwise by each program."""
    return re.sub(r'[\\"]|\[\$[^\]]*\]|;@\Z', "", code).replace(GENERAL, "").lower()


def _colour(found: Mapping[str, str]) -> str:
    if "rgb" in found:
        return found["rgb"][-6:].upper()
    return next(
        (f"{name}{found[name]}{found.get('tint', '')}" for name in (_THEME, "indexed", "auto") if name in found), ""
    )


def _marks(font: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """字色, 删除线, 加粗, 斜体, 下划线. Black is said in many ways, and so is that a mark is not set."""
    colour = _colour(font.get("color", {}))
    marks = (
        "1" if name in font and font[name].get("val", "1") not in ("0", "false", "none") else ""
        for name in ("strike", "b", "i", "u")
    )
    return ("" if colour in _BLACK else colour, *marks)


def _face(font: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """字号, 字体."""
    return f"{float(font.get('sz', {}).get('val', '0')):g}", font.get("name", {}).get("val", "")


def _fill(xml: str) -> str:
    """Excel's own grey pattern, which every book has, is none."""
    found = _tags(xml)
    kind = found.get("patternFill", {}).get("patternType", "none" if "gradientFill" not in found else "gradient")
    return "" if kind in ("none", "gray125") else f"{_colour(found.get('fgColor', {}))}{kind.replace('solid', '')}"


def _border(xml: str) -> str:
    found = _tags(xml)
    return " ".join(
        f"{side}:{found[side]['style']}"
        for side in ("left", "right", "top", "bottom")
        if found.get(side, {}).get("style", "none") != "none"
    )
