"""Effective properties: styles and their bases, document defaults, theme fonts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn as _qn

from ..typesetting.measures import CHARACTER
from ..typesetting.oxml import Element
from .opened import Run

qn = cache(_qn)
"""Qualified names, remembered: a long table asks for them millions of times."""
_MAXIMUM_DEPTH = 20


_SWITCHES = {
    _qn("w:b"): "bold",
    _qn("w:i"): "italic",
    _qn("w:strike"): "strike",
    _qn("w:dstrike"): "strike",
    _qn("w:vanish"): "hidden",
    _qn("w:webHidden"): "hidden",
}
"""Elements that are on or off -> the field of `Run`."""


def onoff(element: Element) -> bool:
    """Whether a switch element is there and on."""
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "off")


@dataclass(slots=True, kw_only=True)
class ParagraphLook:
    """A paragraph's effective form. `indents` keeps each indent as (twips, hundredths of a character or None)."""

    style_id: str = ""
    style: str = ""
    align: str = "left"
    indents: dict[str, tuple[float, float | None]] = field(default_factory=dict)
    exact_line: int | None = None
    line_factor: float = 1.0
    before: int = 0
    after: int = 0
    widow: bool = True
    page_break: bool = False
    shaded: bool = False
    borders: dict[str, tuple[int, str]] = field(default_factory=dict)

    def indent(self, name: str, size: float) -> float:
        """An indent in 字; twips are measured in characters of the paragraph's size (of the grid at 16 pt)."""
        twips, characters = self.indents.get(name, (0.0, None))
        if characters is not None:
            return characters / 100
        return twips / (CHARACTER if abs(size - 16) < 0.5 else size * 20)


class StyleChains:
    """Resolves paragraphs and runs of one document."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self.root = root
        self.by_id: dict[str, Element] = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self.theme = _theme_fonts(document)
        self._paragraphs: dict[str, ParagraphLook] = {}
        self._runs: dict[tuple[str, str], Run] = {}

    @cached_property
    def default_paragraph(self) -> str:
        for style_id, style in self.by_id.items():
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1":
                return style_id
        return ""

    def normal_size(self) -> float:
        """Size of the default paragraph style: what *Chars and charSpace are relative to."""
        return self.run(None, self.default_paragraph).size

    def name(self, style_id: str) -> str:
        style = self.by_id.get(style_id)
        label = style.find(qn("w:name")) if style is not None else None
        return label.get(qn("w:val"), "") if label is not None else style_id

    def ruled_table(self, style_id: str) -> bool:
        """Whether a table style draws rules."""
        for style in self._chain(style_id):
            borders = style.find(f".//{qn('w:tblBorders')}")
            if borders is not None:
                return any(side.get(qn("w:val")) not in (None, "none", "nil") for side in borders)
        return False

    def _chain(self, style_id: str) -> list[Element]:
        """The style and its bases, nearest first."""
        found: list[Element] = []
        while style_id in self.by_id and len(found) < _MAXIMUM_DEPTH:
            style = self.by_id[style_id]
            if style in found:
                break
            found.append(style)
            base = style.find(qn("w:basedOn"))
            style_id = base.get(qn("w:val"), "") if base is not None else ""
        return found

    def _defaults(self, which: str) -> Element:
        return self.root.find(f"{qn('w:docDefaults')}/{qn(f'w:{which}Default')}/{qn(f'w:{which}')}")

    def paragraph(self, element: Element) -> ParagraphLook:
        """Everything from far to near: defaults, bases, style, the paragraph itself."""
        direct = element.find(qn("w:pPr"))
        chosen = direct.find(qn("w:pStyle")) if direct is not None else None
        style_id = chosen.get(qn("w:val"), "") if chosen is not None else self.default_paragraph
        look = self._paragraph_of_style(style_id)
        look = replace(look, indents=dict(look.indents), borders=dict(look.borders))
        if direct is not None:
            _lay_paragraph(look, direct)
        return look

    def _paragraph_of_style(self, style_id: str) -> ParagraphLook:
        """A style's own look; long tables ask for the same one thousands of times."""
        if style_id not in self._paragraphs:
            look = ParagraphLook(style_id=style_id, style=self.name(style_id))
            layers = [self._defaults("pPr")]
            layers += [style.find(qn("w:pPr")) for style in reversed(self._chain(style_id))]
            for layer in layers:
                if layer is not None:
                    _lay_paragraph(look, layer)
            self._paragraphs[style_id] = look
        return self._paragraphs[style_id]

    def run(self, element: Element, paragraph_style: str) -> Run:
        """A run's form inside a paragraph of `paragraph_style`; None for the style's own."""
        direct = element.find(qn("w:rPr")) if element is not None else None
        chosen = direct.find(qn("w:rStyle")) if direct is not None else None
        look = self._run_of_styles(paragraph_style, chosen.get(qn("w:val"), "") if chosen is not None else "")
        return look if direct is None else replace(look, **self._run_layer(direct))

    def _run_of_styles(self, paragraph_style: str, character_style: str) -> Run:
        key = (paragraph_style, character_style)
        if key not in self._runs:
            look = Run(text="", style=self.name(character_style) if character_style else "")
            layers = [self._defaults("rPr")]
            for style_id in (paragraph_style, character_style):
                layers += [style.find(qn("w:rPr")) for style in reversed(self._chain(style_id))]
            for layer in layers:
                if layer is not None:
                    look = replace(look, **self._run_layer(layer))
            self._runs[key] = look
        return self._runs[key]

    def _run_layer(self, layer: Element) -> dict[str, Any]:
        """What a layer says of runs: fields of `Run`."""
        said: dict[str, Any] = {}
        for child in layer:
            tag = child.tag
            value = child.get(qn("w:val"))
            if tag == qn("w:rFonts"):
                said |= self._fonts(child)
            elif tag == qn("w:sz") and value:
                said["size"] = float(value) / 2
            elif tag in _SWITCHES:
                said[_SWITCHES[tag]] = onoff(child)
            elif tag == qn("w:u"):
                said["underline"] = value not in (None, "none")
            elif tag == qn("w:color"):
                said["color"] = "" if value in (None, "auto") else value.upper()
            elif tag in (qn("w:highlight"), qn("w:shd")):
                said["highlight"] = _shade(child)
        return said

    def _fonts(self, fonts: Element) -> dict[str, Any]:
        # A theme attribute wins over the name beside it.
        said: dict[str, Any] = {}
        for field_name, plain, themed in (("east", "eastAsia", "eastAsiaTheme"), ("latin", "ascii", "asciiTheme")):
            theme = fonts.get(qn(f"w:{themed}"))
            name = fonts.get(qn(f"w:{plain}"))
            if theme:
                said |= {field_name: self.theme.get(theme, theme), "themed": True}
            elif name:
                said[field_name] = name
                if field_name == "east":
                    said["themed"] = False
        if hint := fonts.get(qn("w:hint")):
            said["hint"] = hint
        return said


def _lay_paragraph(look: ParagraphLook, layer: Element) -> None:
    for child in layer:
        tag = child.tag
        if tag == qn("w:jc"):
            look.align = child.get(qn("w:val"), "left")
        elif tag == qn("w:ind"):
            _lay_indent(look, child)
        elif tag == qn("w:spacing"):
            _lay_spacing(look, child)
        elif tag == qn("w:widowControl"):
            look.widow = onoff(child)
        elif tag == qn("w:pageBreakBefore"):
            look.page_break = onoff(child)
        elif tag == qn("w:shd"):
            look.shaded = bool(_shade(child))
        elif tag == qn("w:pBdr"):
            _lay_borders(look, child)


def _lay_borders(look: ParagraphLook, element: Element) -> None:
    for side in element:
        if side.get(qn("w:val")) not in (None, "none", "nil"):
            name = str(side.tag).rpartition("}")[2]
            color = (side.get(qn("w:color")) or "auto").upper()
            look.borders[name] = (int(side.get(qn("w:sz"), "0")), color)


def _lay_indent(look: ParagraphLook, element: Element) -> None:
    given = dict(_indents(element))
    # first-line and hanging exclude each other: the nearer layer decides.
    if "firstLine" in given or "hanging" in given:
        look.indents.pop("firstLine", None)
        look.indents.pop("hanging", None)
    look.indents.update(given)


def _indents(element: Element) -> Iterator[tuple[str, tuple[float, float | None]]]:
    for name in ("left", "start", "right", "end", "firstLine", "hanging"):
        twips = element.get(qn(f"w:{name}"))
        characters = element.get(qn(f"w:{name}Chars"))
        if twips is not None or characters is not None:
            # Zero characters means "not in characters" to Word: then the twips count.
            counted = float(characters) if characters is not None and float(characters) else None
            if counted is None and twips is None:
                counted = 0.0
            yield name, (float(twips or 0), counted)


def _lay_spacing(look: ParagraphLook, element: Element) -> None:
    for name in ("before", "after"):
        value = element.get(qn(f"w:{name}"))
        if value is not None:
            setattr(look, name, int(float(value)))
    line, rule = element.get(qn("w:line")), element.get(qn("w:lineRule"))
    if line is not None:
        look.exact_line = int(float(line)) if rule == "exact" else None
        look.line_factor = float(line) / 240 if rule in (None, "auto") else 1.0


def _shade(element: Element) -> str:
    """The colour behind text, empty for none."""
    if element.tag == qn("w:highlight"):
        value = element.get(qn("w:val"), "none")
        return "" if value == "none" else str(value)
    fill = element.get(qn("w:fill"), "auto")
    return "" if fill.lower() in ("auto", "ffffff") else str(fill)


def _theme_fonts(document: Document) -> Mapping[str, str]:
    """Theme font slots -> names (minorEastAsia → the Hans script's font)."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype == RT.THEME and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            break
    else:
        return {}
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        holder = root.find(f".//{space}{kind}Font")
        if holder is None:
            continue
        latin = holder.find(f"{space}latin")
        if latin is not None:
            found[f"{kind}HAnsi"] = found[f"{kind}Ascii"] = latin.get("typeface", "")
        for font in holder.findall(f"{space}font"):
            if font.get("script") == "Hans":
                found[f"{kind}EastAsia"] = font.get("typeface", "")
    return found
