"""Small helpers over WordprocessingML. Child order matters: Word calls a file with misplaced children damaged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn as _qn

from .measures import CHARACTER

qn = cache(_qn)
Element = Any
"""An lxml element of python-docx's own classes; their attributes are generated, so no static type helps."""

_CHILDREN: Mapping[str, str] = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
        "lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook"
    ),
    "trPr": ("cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc"),
    "tcPr": ("cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
    ),
    "pBdr": "top left bottom right between bar",
    "compat": (
        "spaceForUL noColumnBalance balanceSingleByteDoubleByteWidth noExtraLineSpacing doNotLeaveBackslashAlone "
        "ulTrailSpace doNotExpandShiftReturn spacingInWholePoints adjustLineHeightInTable useFELayout compatSetting"
    ),
}
ORDER: Mapping[str, tuple[str, ...]] = {parent: tuple(names.split()) for parent, names in _CHILDREN.items()}
"""Children of each element in the order of the schema."""


def make(tag: str, /, **attributes: object) -> Element:
    """A `w:` element with `w:` attributes."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def local(element: Element) -> str:
    """Tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def put(parent: Element, child: Element) -> Element:
    """Set `child` in `parent` at its place in the schema; one of the same name is replaced."""
    order = ORDER[local(parent)]
    name = local(child)
    old = parent.find(child.tag)
    if old is not None:
        parent.remove(old)
    rank = order.index(name)
    for place, other in enumerate(parent):
        if local(other) in order and order.index(local(other)) > rank:
            parent.insert(place, child)
            return child
    parent.append(child)
    return child


def set_(parent: Element, tag: str, /, **attributes: object) -> Element:
    """`put` a new element of this name."""
    return put(parent, make(tag, **attributes))


def indent(ppr: Element, *, first: float = 0, left: float = 0, right: float = 0, hanging: float = 0) -> None:
    """Indents in 字. Word obeys the *Chars attributes, LibreOffice only twips: both are written."""
    values: dict[str, object] = {}
    for name, size in (("left", left), ("right", right)):
        values[f"{name}Chars"], values[name] = round(size * 100), round(size * CHARACTER)
    name, size = ("hanging", hanging) if hanging else ("firstLine", first)
    values[f"{name}Chars"], values[name] = round(size * 100), round(size * CHARACTER)
    set_(ppr, "ind", **values)


def spacing(ppr: Element, *, line: int, before: int = 0, after: int = 0) -> None:
    """Exact line pitch in twips, no automatic spacing."""
    set_(
        ppr, "spacing", before=before, beforeAutospacing=0, after=after, afterAutospacing=0, line=line, lineRule="exact"
    )


def fonts(rpr: Element, east: str, latin: str = "") -> None:
    """One font for all scripts; the hint keeps “ ” … — in the Chinese font."""
    name = latin or east
    set_(rpr, "rFonts", hint="eastAsia", ascii=name, hAnsi=name, eastAsia=east, cs=name)


def border(ppr: Element, side: str, *, size: int, color: str) -> None:
    """A paragraph border; `size` in eighths of a point."""
    borders = ppr.find(qn("w:pBdr"))
    if borders is None:
        borders = put(ppr, make("pBdr"))
    set_(borders, side, val="single", sz=size, space=0, color=color)


def text_run(text: str) -> Element:
    """A run with literal text; a tab character becomes a tab stop."""
    run = make("r")
    for place, part in enumerate(text.split("\t")):
        if place:
            run.append(make("tab"))
        if part:
            holder = make("t")
            holder.set(qn("xml:space"), "preserve")
            holder.text = part
            run.append(holder)
    return run


def run_properties(run: Element) -> Element:
    """The run's rPr, made as its first child where missing."""
    found = run.find(qn("w:rPr"))
    if found is None:
        found = make("rPr")
        run.insert(0, found)
    return found


def paragraph_properties(paragraph: Element) -> Element:
    """The paragraph's pPr, made as its first child where missing."""
    found = paragraph.find(qn("w:pPr"))
    if found is None:
        found = make("pPr")
        paragraph.insert(0, found)
    return found


def field_runs(instruction: str) -> list[Element]:
    """A complex field with a first result of 1."""
    runs = []
    for kind in ("begin", instruction, "separate", "1", "end"):
        run = make("r")
        if kind == instruction:
            code = make("instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            run.append(code)
        elif kind == "1":
            run = text_run("1")
        else:
            run.append(make("fldChar", fldCharType=kind))
        runs.append(run)
    return runs
