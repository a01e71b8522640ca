"""What a person sets on a sheet outside its cells, told so that a program that only saves the book tells the same:
widths, merged cells, drop-downs, printing, protection, pictures.

A trait is a name in words and a value. What is usual is no trait, because programs write it or leave it out as they
like; so is what concerns the eyes only (zoom, the cell that is chosen).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ..formats.grid import a1, column_letters
from .patching import WorkbookPatch
from .sheetxml import SheetXml, split_cell
from .xmlparts import ATTRIBUTES, attributes

Trait = tuple[str, str]
MAY_VANISH: Final = (
    "冻结窗格",
    "图片",
    "图表",
    "图形",
    "控件",
    "嵌入对象",
    "迷你图",
    "页眉图片",
    "隐藏",
    "批注",
    "列宽",
)
"""What programs leave out when they save: its absence is nobody's work."""
_MOST_COLUMNS: Final = 400
_MILLIMETRES: Final = 25.4
_UNSAID: Final = frozenset({
    "dimension", "sheetFormatPr", "phoneticPr", "sortState", "customSheetViews", "ignoredErrors", "sheetCalcPr",
    "cellWatches", "customProperties", "smartTags", "webPublishItems", "legacyDrawing", "drawing", "sheetData",
})  # fmt: skip
"""Children of a sheet that are no trait, or are told by the parts they name."""
_NAMED: Final = {
    "tableParts": "套用的表格格式", "picture": "背景图片", "oleObjects": "嵌入对象", "controls": "控件",
    "AlternateContent": "控件", "legacyDrawingHF": "页眉图片", "drawingHF": "页眉图片", "protectedRanges": "允许编辑的区域",
    "scenarios": "方案", "dataConsolidate": "合并计算",
}  # fmt: skip


def tags(xml: str, name: str) -> Iterator[Mapping[str, str]]:
    """Attributes of every element of a local name."""
    for found in re.finditer(rf"<(?:[\w.-]+:)?{name}(?=[\s/>])({ATTRIBUTES})>", xml):
        yield attributes(f" {found[1].rstrip('/')}")


def is_on(value: str | None) -> bool:
    return value in ("1", "true")


def plain_formula(text: str) -> str:
    """A formula without what programs write in their own way."""
    return re.sub(r"['$\s]|_xlfn\.|_xlws\.", "", html.unescape(text)).upper()


def width_trait(column: int) -> str:
    """The name under which a column's width is told."""
    return f"{column_letters(column)} 列的列宽"


def sheet_traits(book: WorkbookPatch, name: str, sheet: SheetXml) -> dict[str, str]:
    """All traits of one sheet."""
    made: dict[str, str] = {}
    for child, xml in sheet.surroundings():
        if child in _TELLERS:
            made.update(_TELLERS[child](xml))
        elif child not in _UNSAID and len(xml) > len(child) + 3:
            made[_NAMED.get(child, child)] = ""
    made.update(_companions(book, book.part_of(name)))
    made.update(_names(book, name))
    for number, row in sheet.rows.items():
        if row.tag.find("outlineLevel") > 0 and attributes(row.tag).get("outlineLevel", "0") != "0":
            made[f"第 {number} 行的分组"] = ""
    return made


def _properties(xml: str) -> Iterator[Trait]:
    for found in tags(xml, "tabColor"):
        yield "标签颜色", found.get("rgb", "")[-6:] or "theme"


def _views(xml: str) -> Iterator[Trait]:
    for found in tags(xml, "pane"):
        if found.get("state", "").startswith("frozen"):
            yield "冻结窗格", f"{float(found.get('xSplit', 0)):g},{float(found.get('ySplit', 0)):g}"


def _columns(xml: str) -> Iterator[Trait]:
    for found in tags(xml, "col"):
        first, last = int(found.get("min", "1")), int(found.get("max", "1"))
        for column in range(first, min(last, first + _MOST_COLUMNS) + 1):
            letters = column_letters(column)
            if is_on(found.get("hidden")):
                yield f"隐藏的 {letters} 列", ""
            elif is_on(found.get("customWidth")) and "width" in found:
                yield width_trait(column), found["width"]
            if found.get("outlineLevel", "0") != "0":
                yield f"{letters} 列的分组", found["outlineLevel"]


def _protection(xml: str) -> Iterator[Trait]:
    if any(is_on(found.get("sheet")) for found in tags(xml, "sheetProtection")):
        yield "工作表保护", ""


def _filter(xml: str) -> Iterator[Trait]:
    for found in tags(xml, "autoFilter"):
        yield "筛选", found.get("ref", "")


def _merges(xml: str) -> Iterator[Trait]:
    areas = (found.get("ref", "") for found in tags(xml, "mergeCell"))
    yield from ((f"合并单元格 {area}", "") for area in areas if len(set(area.split(":"))) > 1)


def _inside(xml: str, *names: str) -> str:
    """The texts of elements, in order, as formulas."""
    found = re.findall(rf"<(?:[\w.-]+:)?(?:{'|'.join(names)})(?=[\s>]){ATTRIBUTES}>(.*?)</", xml, re.DOTALL)
    return "|".join(plain_formula(re.sub(r"<[^<>]*>", "", one)) for one in found)


def _elements(xml: str, name: str) -> Iterator[tuple[Mapping[str, str], str]]:
    """Attributes and inside of every element of a local name."""
    for found in re.finditer(rf"<((?:[\w.-]+:)?){name}(?=[\s/>])({ATTRIBUTES})>", xml):
        close = -1 if found[2].endswith("/") else xml.find(f"</{found[1]}{name}", found.end())
        yield attributes(f" {found[2]}"), xml[found.end() : close] if close > 0 else ""


def _area(found: Mapping[str, str], inside: str) -> str:
    return " ".join(sorted((found.get("sqref") or _inside(inside, "sqref")).split()))


def _conditions(xml: str) -> Iterator[Trait]:
    for found, inside in _elements(xml, "conditionalFormatting"):
        kinds = "|".join(rule.get("type", "") + rule.get("operator", "") for rule in tags(inside, "cfRule"))
        yield f"条件格式 {_area(found, inside)}", f"{kinds}:{_inside(inside, 'formula', 'f')}"


def _validations(xml: str) -> Iterator[Trait]:
    for found, inside in _elements(xml, "dataValidation"):
        kind = found.get("type", "none")
        first = _inside(inside, "formula1") if kind != "none" else ""
        if kind != "none" or found.get("prompt"):
            said = "".join(found.get(name, "").strip() for name in ("prompt", "error"))
            yield f"数据有效性 {_area(found, inside)}", f"{kind} {first} {said}"


def _links(xml: str) -> Iterator[Trait]:
    """By column: ours lie on thousands of rows."""
    yield from ((f"{letters} 列的链接", "") for letters in dict.fromkeys(re.findall(r"\sref=[\"']([A-Z]+)", xml)))


def _printing(xml: str) -> Iterator[Trait]:
    named = {
        "headings": "打印行号列标",
        "gridLines": "打印网格线",
        "horizontalCentered": "水平居中打印",
        "verticalCentered": "垂直居中打印",
    }
    for found in tags(xml, "printOptions"):
        yield from ((said, "") for name, said in named.items() if is_on(found.get(name)))


def _margins(xml: str) -> Iterator[Trait]:
    """In millimetres; those that programs put where nothing is said are none."""
    named = {"left": "左页边距", "right": "右页边距", "top": "上页边距", "bottom": "下页边距"}
    for found in tags(xml, "pageMargins"):
        for name, said in named.items():
            inches = float(found.get(name, "0.7"))
            if round(inches, 2) not in (0.7, 0.75, 0.98, 1.0):
                yield said, f"{inches * _MILLIMETRES:.1f}"


def _page(xml: str) -> Iterator[Trait]:
    for found in tags(xml, "pageSetup"):
        if found.get("orientation") == "landscape":
            yield "横向打印", ""
        if found.get("paperSize", "9") not in ("0", "1", "9"):
            yield "纸张大小", found["paperSize"]
        if found.get("scale", "100") != "100":
            yield "打印缩放", found["scale"]
        pages = f"{found.get('fitToWidth', '1')}×{found.get('fitToHeight', '1')}"
        if pages != "1×1":
            yield "打印页数", pages


def _header(xml: str) -> Iterator[Trait]:
    for name, said in (("Header", "页眉"), ("Footer", "页脚")):
        texts = re.findall(rf"<(?:[\w.-]+:)?(?:odd|even|first){name}>([^<]*)</", xml)
        text = re.sub(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|\s', "", html.unescape("".join(texts)))
        if text:
            yield said, text


def _breaks(xml: str) -> Iterator[Trait]:
    numbers = [found.get("id", "") for found in tags(xml, "brk") if is_on(found.get("man"))]
    if numbers:
        yield "分页符" if "rowBreaks" in xml[:40] else "列分页符", ",".join(numbers)


def _extensions(xml: str) -> Iterator[Trait]:
    yield from _conditions(xml)
    yield from _validations(xml)
    if any(True for _ in tags(xml, "sparkline")):
        yield "迷你图", ""


_TELLERS: Final[Mapping[str, Callable[[str], Iterator[Trait]]]] = {
    "sheetPr": _properties, "sheetViews": _views, "cols": _columns, "sheetProtection": _protection,
    "autoFilter": _filter, "mergeCells": _merges, "conditionalFormatting": _conditions, "dataValidations": _validations,
    "hyperlinks": _links, "printOptions": _printing, "pageMargins": _margins, "pageSetup": _page,
    "headerFooter": _header, "rowBreaks": _breaks, "colBreaks": _breaks, "extLst": _extensions,
}  # fmt: skip


def _companions(book: WorkbookPatch, part: str) -> Iterator[Trait]:
    """Comments and drawings."""
    for kind in ("comments", "threadedComment"):
        for name in book.package.related(part, kind):
            texts = [*_elements(book.package.text(name), kind.removesuffix("s"))]
            yield from ((f"{found.get('ref', '')} 的批注", "") for found, _ in texts)
    for name in book.package.related(part, "drawing"):
        text = book.package.text(name)
        for said, kinds in (("图片", "pic"), ("图表", "graphicFrame"), ("图形", "(?:sp|grpSp)")):
            yield from ((f"第 {number} 个{said}", "") for number, _ in enumerate(tags(text, kinds), start=1))


def _names(book: WorkbookPatch, sheet: str) -> Iterator[Trait]:
    said = {"_xlnm.Print_Area": "打印区域", "_xlnm.Print_Titles": "打印标题行"}
    for owner, name, text in book.names():
        if owner == sheet and not (name.startswith("_xl") and name not in said):
            area = ",".join(one.rpartition("!")[2] for one in text.split(","))
            yield said.get(name, f"名称“{name}”"), plain_formula(area)


def book_traits(book: WorkbookPatch) -> dict[str, str]:
    """Names that belong to no sheet."""
    return {
        f"名称“{name}”": plain_formula(text)
        for owner, name, text in book.names()
        if not owner and not name.startswith("_xl")
    }


def covered_cells(sheet: SheetXml) -> set[str]:
    """Cells that another one of their merged area covers: each program gives them a look of its own."""
    covered: set[str] = set()
    for area in sheet.merges():
        first, last = (split_cell(cell) for cell in (area.partition(":")[::2] if ":" in area else (area, area)))
        cells = ((row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1))
        covered.update(a1(*cell) for cell in cells if cell != first)
    return covered
