"""What makes Excel say that a file is damaged, looked for part by part."""

from __future__ import annotations

import itertools
import re
from posixpath import dirname, normpath
from urllib.parse import unquote
from xml.etree import ElementTree

from xltools.office.opc import unpack
from xltools.office.sheetxml import ORDER, split_cell

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STYLES_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr",
)  # fmt: skip


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def problems(data: bytes) -> list[str]:
    """Everything wrong with a workbook package; empty for a sound one."""
    parts = unpack(data)
    found: list[str] = []
    trees = {}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ElementTree.fromstring(part)
            except ElementTree.ParseError as error:
                found.append(f"{name}: {error}")
    if found:
        return found
    found += _types(parts, trees["[Content_Types].xml"])
    for name in parts:
        if name.endswith(".rels"):
            found += _relations(name, trees[name], parts)
    styles = trees.get("xl/styles.xml")
    formats = 0
    if styles is not None:
        found += _order("xl/styles.xml", styles, _STYLES_ORDER)
        formats = _lists(styles, found)
    found += _order("xl/workbook.xml", trees["xl/workbook.xml"], _WORKBOOK_ORDER)
    names = [
        (n.get("name"), n.get("localSheetId")) for n in trees["xl/workbook.xml"].iter() if local(n.tag) == "definedName"
    ]
    found += [f"name twice: {name}" for name in set(names) if names.count(name) > 1]
    sheets = [n for n in trees["xl/workbook.xml"].iter() if local(n.tag) == "sheet"]
    for key in ("name", "sheetId"):
        values = [sheet.get(key, "").lower() for sheet in sheets]
        found += [f"sheet {key} twice" for value in set(values) if values.count(value) > 1]
    found += [f"sheet name too long: {s.get('name')}" for s in sheets if len(s.get("name", "")) > 31]
    for name, tree in trees.items():
        if local(tree.tag) == "worksheet":
            ids = {r.get("Id") for r in trees.get(_rels(name), ElementTree.Element("none"))}
            found += _sheet(name, tree, formats, ids)
    return found


def _rels(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _types(parts: dict[str, bytes], tree: ElementTree.Element) -> list[str]:
    endings = {n.get("Extension", "").lower() for n in tree if local(n.tag) == "Default"}
    overrides = [n.get("PartName", "") for n in tree if local(n.tag) == "Override"]
    found = [f"declared twice: {name}" for name in set(overrides) if overrides.count(name) > 1]
    found += [f"declared, not there: {name}" for name in overrides if name[1:] not in parts]
    for name in parts:
        if (
            name != "[Content_Types].xml"
            and f"/{name}" not in overrides
            and name.rpartition(".")[2].lower() not in endings
        ):
            found.append(f"no content type: {name}")
    return found


def _relations(name: str, tree: ElementTree.Element, parts: dict[str, bytes]) -> list[str]:
    folder = dirname(dirname(name))
    ids = [n.get("Id") for n in tree]
    found = [f"{name}: id twice" for value in set(ids) if ids.count(value) > 1]
    for node in tree:
        if node.get("TargetMode") == "External":
            continue
        target = unquote(node.get("Target", ""))
        part = normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")
        if part not in parts:
            found.append(f"{name}: no part {part}")
    return found


def _order(name: str, tree: ElementTree.Element, order: tuple[str, ...]) -> list[str]:
    places = [order.index(local(child.tag)) for child in tree if local(child.tag) in order]
    return [f"{name}: children out of order"] if places != sorted(places) else []


def _lists(styles: ElementTree.Element, found: list[str]) -> int:
    sizes = {}
    for group in styles:
        sizes[local(group.tag)] = len(group)
        if group.get("count") not in (None, str(len(group))):
            found.append(f"styles: {local(group.tag)} says {group.get('count')}, has {len(group)}")
    for xf in next(group for group in styles if local(group.tag) == "cellXfs"):
        for key, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs")):
            if int(xf.get(key, "0")) >= sizes.get(group, 0):
                found.append(f"styles: {key} {xf.get(key)} beyond {group}")
    return sizes["cellXfs"]


def _sheet(name: str, tree: ElementTree.Element, formats: int, ids: set[str | None]) -> list[str]:
    found = _order(name, tree, ORDER)
    children = [local(child.tag) for child in tree]
    found += [
        f"{name}: {child} twice"
        for child in set(children)
        if children.count(child) > 1 and child not in ("conditionalFormatting",)
    ]
    last_row = 0
    for row in (n for n in tree.iter() if local(n.tag) == "row"):
        number = int(row.get("r", last_row + 1))
        if number <= last_row:
            found.append(f"{name}: row {number} after {last_row}")
        last_row, last_column = number, 0
        for cell in row:
            place = split_cell(cell.get("r", "A1"))
            if place[0] != number or place[1] <= last_column:
                found.append(f"{name}: cell {cell.get('r')} in row {number} after column {last_column}")
            last_column = place[1]
            if int(cell.get("s", "0")) >= formats:
                found.append(f"{name}: {cell.get('r')} has format {cell.get('s')} of {formats}")
    for node in tree.iter():
        if _RELATION in node.attrib and node.get(_RELATION) not in ids:
            found.append(f"{name}: {local(node.tag)} to {node.get(_RELATION)}")
    merges = [n.get("ref", "") for n in tree.iter() if local(n.tag) == "mergeCell"]
    found += [f"{name}: merged areas overlap" for _ in [0] if _overlap(merges)]
    for node in tree.iter():
        if local(node.tag) in ("mergeCells", "dataValidations") and node.get("count") not in (None, str(len(node))):
            found.append(f"{name}: {local(node.tag)} says {node.get('count')}, has {len(node)}")
    columns = [(int(n.get("min", "0")), int(n.get("max", "0"))) for n in tree.iter() if local(n.tag) == "col"]
    found += [f"{name}: columns overlap" for a, b in itertools.pairwise(columns) if a[1] >= b[0]]
    return found


def _overlap(areas: list[str]) -> bool:
    seen: set[tuple[int, int]] = set()
    for area in areas:
        first, last = (split_cell(cell) for cell in re.split(":", area))
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                if (row, column) in seen:
                    return True
                seen.add((row, column))
    return False
