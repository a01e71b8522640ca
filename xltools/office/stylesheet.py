"""Cell formats appended to a styles part. Existing formats keep their numbers, so no other cell changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from .safetext import xml_attribute
from .xmlparts import ATTRIBUTES, attributes, children, element, open_element, root_of, with_attribute

_FIRST_OWN_FORMAT = 164
_BUILT_IN: Final = {"General": 0, "0": 1, "0.00": 2, "#,##0.00": 4, "0.00%": 10, "@": 49}
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell of ours looks like. Empty fields leave the base format's."""

    face: str = ""
    size: float = 0
    bold: bool = False
    colour: str = ""
    """Of the text, RRGGBB."""
    underline: bool = False
    fill: str = ""
    """Of the background, RRGGBB."""
    boxed: bool = False
    horizontal: str = ""
    vertical: str = "center"
    wrap: bool = True
    indent: int = 0
    number_format: str = ""
    unlocked: bool = False
    """Can be typed into on a protected sheet."""


@dataclass(slots=True)
class Stylesheet:
    """The styles part as text with pieces added at the ends of its lists."""

    text: str
    _prefix: str = ""
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _formats: list[str] | None = None

    def __post_init__(self) -> None:
        self._prefix = root_of(self.text)[1]

    @property
    def count(self) -> int:
        return len(self._all_formats())

    def groups(self) -> dict[str, list[str]]:
        """The children of the part, by local name, each with its own children as XML."""
        root = root_of(self.text)[0]
        inside = self.text[self.text.index(root) + len(root) :]
        made: dict[str, list[str]] = {}
        for group in children(inside):
            _, listed, _ = open_element(inside, (group.start, group.end))
            made.setdefault(group.name, []).extend(listed[piece.start : piece.end] for piece in children(listed))
        return made

    def shown_as(self, number: int) -> str:
        """A cell format as XML but for its background."""
        formats = self._all_formats()
        xml = formats[number] if 0 <= number < len(formats) else f"<{self._prefix}xf/>"
        tag, inside, _ = open_element(xml, (0, len(xml)))
        for name in ("fillId", "applyFill"):
            tag = with_attribute(tag, name, None)
        return tag + inside

    def derive(self, base: int, look: Look) -> int:
        """The number of a format like `base` with `look` laid over it."""
        formats = self._all_formats()
        xml = formats[base] if 0 <= base < len(formats) else f"<{self._prefix}xf/>"
        tag, inside, end = open_element(xml, (0, len(xml)))
        if look.face or look.size or look.bold or look.colour or look.underline:
            tag = self._point(tag, "fontId", "applyFont", self._font(attributes(tag).get("fontId", "0"), look))
        if look.fill:
            tag = self._point(tag, "fillId", "applyFill", self.add_fill(look.fill))
        if look.boxed:
            tag = self._point(tag, "borderId", "applyBorder", self._box())
        if look.number_format:
            tag = self._point(tag, "numFmtId", "applyNumberFormat", self._number_format(look.number_format))
        if look.horizontal:
            tag = with_attribute(tag, "applyAlignment", "1")
            pattern = rf"<{self._prefix}alignment(?=[\s/>]){ATTRIBUTES}>(?:</{self._prefix}alignment>)?"
            inside = self._alignment(look) + re.sub(pattern, "", inside)
        if look.unlocked:
            tag = with_attribute(tag, "applyProtection", "1")
            inside += f'<{self._prefix}protection locked="0"/>'
        return self.add_format(f"{tag}{inside}{end}")

    def with_fill(self, base: int, fill: int) -> int:
        """The number of a format like `base` with another fill."""
        formats = self._all_formats()
        xml = formats[base] if 0 <= base < len(formats) else f"<{self._prefix}xf/>"
        tag, inside, end = open_element(xml, (0, len(xml)))
        return self.add_format(f"{self._point(tag, 'fillId', 'applyFill', fill)}{inside}{end}")

    def fill_of(self, base: int) -> int:
        return self._number_in(base, "fillId")

    def font_of(self, base: int) -> int:
        return self._number_in(base, "fontId")

    def _number_in(self, base: int, name: str) -> int:
        formats = self._all_formats()
        if not 0 <= base < len(formats):
            return 0
        found = re.match(rf"<[\w:]+{ATTRIBUTES}>", formats[base])
        assert found is not None
        return int(attributes(found[0]).get(name, "0"))

    def fills(self) -> list[str]:
        """The fills as XML, by number."""
        return self._items("fills", "fill")

    def fonts(self) -> list[str]:
        """The fonts as XML, by number."""
        return self._items("fonts", "font")

    def add_fill(self, colour: str) -> int:
        p = self._prefix
        return self._add(
            "fills",
            "fill",
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/><{p}bgColor indexed="64"/>'
            f"</{p}patternFill></{p}fill>",
        )

    def fill_like(self, xml: str) -> int:
        """The number of a fill equal to `xml`, added if there is none."""
        fills = self.fills()
        return fills.index(xml) if xml in fills else self._add("fills", "fill", xml)

    def add_format(self, xml: str) -> int:
        """Append a cell format, or find an equal one."""
        formats = self._all_formats()
        known = self._known.get(("cellXfs", xml))
        if known is not None:
            return known
        if xml in formats:
            number = formats.index(xml)
        else:
            number = len(formats)
            self._append("cellXfs", xml)
            formats.append(xml)
        self._known[("cellXfs", xml)] = number
        return number

    def _all_formats(self) -> list[str]:
        if self._formats is None:
            self._formats = self._items("cellXfs", "xf")
        return self._formats

    def _point(self, tag: str, name: str, apply: str, number: int) -> str:
        return with_attribute(with_attribute(tag, name, str(number)), apply, "1")

    def _font(self, base: str, look: Look) -> int:
        fonts = self._items("fonts", "font")
        number = int(base)
        xml = fonts[number] if number < len(fonts) else f"<{self._prefix}font/>"
        _, inside, _ = open_element(xml, (0, len(xml)))
        p = self._prefix
        for name, wanted, value in (
            ("b", look.bold, f"<{p}b/>"),
            ("u", look.underline, f"<{p}u/>"),
            ("sz", look.size, f'<{p}sz val="{look.size:g}"/>'),
            ("color", look.colour, f'<{p}color rgb="FF{look.colour}"/>'),
            ("name", look.face, f'<{p}name val="{xml_attribute(look.face)}"/>'),
        ):
            if wanted:
                inside = re.sub(rf"<{p}{name}(?=[\s/>]){ATTRIBUTES}>(?:</{p}{name}>)?", "", inside) + value
        if look.face:
            inside = re.sub(rf"<{p}(?:scheme|family|charset)(?=[\s/>]){ATTRIBUTES}>", "", inside)
        return self._add("fonts", "font", f"<{p}font>{_in_order(inside, p)}</{p}font>")

    def _box(self) -> int:
        p = self._prefix
        side = "".join(
            f'<{p}{name} style="thin"><{p}color rgb="FF000000"/></{p}{name}>'
            for name in ("left", "right", "top", "bottom")
        )
        return self._add("borders", "border", f"<{p}border>{side}<{p}diagonal/></{p}border>")

    def _alignment(self, look: Look) -> str:
        wrap = ' wrapText="1"' if look.wrap else ""
        indent = f' indent="{look.indent}"' if look.indent else ""
        return f'<{self._prefix}alignment horizontal="{look.horizontal}" vertical="{look.vertical}"{wrap}{indent}/>'

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        taken = {}
        for item in self._items("numFmts", "numFmt"):
            found = attributes(item)
            taken[found.get("formatCode", "")] = int(found.get("numFmtId", "0"))
        if code not in taken:
            number = max([_FIRST_OWN_FORMAT - 1, *taken.values()]) + 1
            self._append("numFmts", f'<{self._prefix}numFmt numFmtId="{number}" formatCode="{xml_attribute(code)}"/>')
            return number
        return taken[code]

    def _add(self, group: str, name: str, xml: str) -> int:
        known = self._known.get((group, xml))
        if known is None:
            items = self._items(group, name)
            if xml in items:
                known = items.index(xml)
            else:
                known = len(items)
                self._append(group, xml)
            self._known[(group, xml)] = known
        return known

    def _items(self, group: str, name: str) -> list[str]:
        """The children of a list, in order."""
        span = element(self.text, f"{self._prefix}{group}")
        if span is None:
            return []
        _, inside, _ = open_element(self.text, span)
        items, at = [], 0
        while (found := element(inside, f"{self._prefix}{name}", at)) is not None:
            items.append(inside[found[0] : found[1]])
            at = found[1]
        return items

    def _append(self, group: str, xml: str) -> None:
        span = element(self.text, f"{self._prefix}{group}")
        if span is None:
            self._insert_group(group)
            span = element(self.text, f"{self._prefix}{group}")
            assert span is not None
        tag, inside, end = open_element(self.text, span)
        count = int(attributes(tag).get("count", "0") or 0)
        tag = with_attribute(tag, "count", str(count + 1))
        self.text = self.text[: span[0]] + tag + inside + xml + end + self.text[span[1] :]

    def _insert_group(self, group: str) -> None:
        """A list that the part has not yet, at the place the schema gives it."""
        new = f'<{self._prefix}{group} count="0"></{self._prefix}{group}>'
        for following in _ORDER[_ORDER.index(group) + 1 :]:
            span = element(self.text, f"{self._prefix}{following}")
            if span is not None:
                self.text = self.text[: span[0]] + new + self.text[span[0] :]
                return
        close = self.text.rindex("</")
        self.text = self.text[:close] + new + self.text[close:]


_FONT_ORDER = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)


def in_font_order(styles: str) -> str:
    """A styles part with the children of every font in Excel's order."""
    return re.sub(r"(<font>)((?:(?!</?font>).)*+)(</font>)", lambda one: f"{one[1]}{_in_order(one[2], '')}{one[3]}", styles)


def _in_order(inside: str, prefix: str) -> str:
    """A font's children in the order Excel insists on."""
    items = [found[0] for found in re.finditer(rf"<([\w:.-]++){ATTRIBUTES}(?<=/)>|<([\w:.-]++){ATTRIBUTES}>.*?</\2>", inside)]

    def rank(item: str) -> int:
        found = re.match(r"<([\w:.-]+)", item)
        name = found[1].removeprefix(prefix) if found else ""
        return _FONT_ORDER.index(name) if name in _FONT_ORDER else len(_FONT_ORDER)

    return "".join(sorted(items, key=rank))
