"""An empty package into which sheets of ours are built, without a library: small, quick, the same bytes every time."""

from __future__ import annotations

from typing import Final

from .opc import app_properties, pack
from .patching import MINIMAL_STYLES, WorkbookPatch
from .sheetbuild import hidden_rows_xml
from .theme import CONTENT_TYPE, PART, THEME

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = "application/vnd.openxmlformats-officedocument"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


def new_book() -> WorkbookPatch:
    """A workbook without sheets; add at least one visible one before saving."""
    parts = {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.spreadsheetml.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.spreadsheetml.styles+xml"/>'
            f'<Override PartName="/xl/{PART}" ContentType="{CONTENT_TYPE}"/>'
            f'<Override PartName="/docProps/app.xml" ContentType="{_TYPES}.extended-properties+xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
        ).encode(),
        "docProps/app.xml": app_properties(),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            '<sheets></sheets><calcPr fullCalcOnLoad="1"/></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/theme" Target="{PART}"/></Relationships>'
        ).encode(),
        "xl/styles.xml": MINIMAL_STYLES.encode(),
        f"xl/{PART}": THEME,
    }
    return WorkbookPatch(pack(parts))


def stamp(book: WorkbookPatch, what: str, **facts: str) -> None:
    """The hidden sheet that says what this file of ours is (findings, ledger), so that it is not read as a submission."""
    book.add_sheet("_xltools", hidden_rows_xml([["xltools", what], *map(list, facts.items())]), "veryHidden")
