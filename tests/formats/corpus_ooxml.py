"""Honest but awkward OOXML workbooks."""

from __future__ import annotations

import zipfile

from formats.corpus import D, Read, add, one
from formats.ooxml_maker import (
    HEAD,
    KINDS,
    MAIN,
    STRICT,
    STRICT_KINDS,
    pack,
    relations,
    sheet,
    simple,
    strings,
    styles,
    workbook,
)

BASIC = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.50</v></c></row>'
BASIC_CELLS = {"A1": "项目", "B1": 12.5}
TEXT = "<t>项目</t>"
CELL = '<row r="1"><c r="A1"{}</c></row>'.format


def basic(**more):
    return simple(BASIC, TEXT, **more)


# -- packages ----------------------------------------------------------------------------------------------------------

add("minimal.xlsx", pack(basic()), one(BASIC_CELLS, format="xlsx"))
add("stored.xlsx", pack(basic(), zipfile.ZIP_STORED), one(BASIC_CELLS))
add("prefix-data.xlsx", b"PK\x03\x04junk before the archive" + pack(basic()), one(BASIC_CELLS))
add("trailing-data.xlsx", pack(basic()) + b"\0" * 200, one(BASIC_CELLS))
add(
    "upper-case-parts.xlsx",
    pack({name.upper() if "sheet1" in name or "shared" in name else name: data for name, data in basic().items()}),
    one(BASIC_CELLS),
)
add("backslash-parts.xlsx", pack({name.replace("/", "\\"): data for name, data in basic().items()}), one(BASIC_CELLS))
add("slash-first-parts.xlsx", pack({"/" + name: data for name, data in basic().items()}), one(BASIC_CELLS))
add("no-content-types.xlsx", pack({n: d for n, d in basic().items() if n != "[Content_Types].xml"}), one(BASIC_CELLS))
add("no-root-relations.xlsx", pack({n: d for n, d in basic().items() if n != "_rels/.rels"}), one(BASIC_CELLS))


def moved() -> dict[str, bytes]:
    parts = basic()
    parts["book/数据 1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    parts["xl/_rels/workbook.xml.rels"] = relations(
        [
            ("rId1", "worksheet", "../book/%E6%95%B0%E6%8D%AE%201.xml"),
            ("rIdS", "sharedStrings", "/xl/./sharedStrings.xml"),
        ]
    )
    return parts


add("moved-parts.xlsx", pack(moved()), one(BASIC_CELLS))
add(
    "strict.xlsx",
    pack(
        workbook(
            {
                "Sheet1": sheet(
                    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d"><v>2024-03-05</v></c><c r="C1" s="1"><v>45356</v></c></row>',
                    namespace=STRICT,
                )
            },
            strings(TEXT, namespace=STRICT),
            styles(0, 14, namespace=STRICT),
            namespace=STRICT,
            kinds=STRICT_KINDS,
        )
    ),
    one({"A1": "项目", "B1": D(2024, 3, 5), "C1": D(2024, 3, 5)}),
)


def prefixed() -> dict[str, bytes]:
    parts = basic()
    for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        text = parts[name].decode().removeprefix(HEAD)
        text = (
            text.replace("</", "\1")
            .replace("<", "<x:")
            .replace("\1", "</x:")
            .replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        )
        parts[name] = (HEAD + text).encode()
    return parts


add("prefixed-names.xlsx", pack(prefixed()), one(BASIC_CELLS))
utf16 = basic()
utf16["xl/worksheets/sheet1.xml"] = (
    utf16["xl/worksheets/sheet1.xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16")
)
add("utf16-sheet.xlsx", pack(utf16), one(BASIC_CELLS))
bom = basic()
bom["xl/worksheets/sheet1.xml"] = b"\xef\xbb\xbf" + bom["xl/worksheets/sheet1.xml"]
add("bom-sheet.xlsx", pack(bom), one(BASIC_CELLS))
add("template.xltx", pack(basic()), one(BASIC_CELLS))
add("wps.et", pack(basic()), one(BASIC_CELLS, format="xlsx"))
add("xlsx-named.xls", pack(basic()), one(BASIC_CELLS, "ext_mismatch", format="xlsx"))
add("xlsx-named.csv", pack(basic()), one(BASIC_CELLS, "ext_mismatch"))
add("xlsx-named.docx", pack(basic()), one(BASIC_CELLS, "ext_mismatch"))
add("macros.xlsm", pack(basic() | {"xl/vbaProject.bin": b"x"}), one(BASIC_CELLS, "macros"))
add("links.xlsx", pack(basic() | {"xl/externalLinks/externalLink1.xml": b"<x/>"}), one(BASIC_CELLS, "external_links"))
add(
    "odd-parts.xlsx",
    pack(
        basic() | {"xl/media/image1.png": b"\x89PNG" * 99, "customXml/item1.xml": b"no xml", "xl/theme/theme1.xml": b""}
    ),
    one(BASIC_CELLS),
)

# -- sheets, merges, hidden things ---------------------------------------------------------------------------------------

add(
    "merges.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="D1"/><mergeCell ref="E5:D3"/></mergeCells>',
        )
    ),
    one({"A1": 1, "D1": 4}, merges=("A1:C2", "D3:E5")),
)
add(
    "under-merge.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c><c r="C2"><v>4</v></c></row>',
            after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
        )
    ),
    one({"A1": 1, "B1": 2, "A2": 3, "C2": 4}, "data_under_merge"),
)
add(
    "overlapping-merges.xlsx",
    pack(simple(BASIC, TEXT, after='<mergeCells><mergeCell ref="A1:A5"/><mergeCell ref="A3:C9"/></mergeCells>')),
    one(BASIC_CELLS),
)
add(
    "hidden-rows.xlsx",
    pack(
        simple(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row><row r="3" hidden="1"/>'
        )
    ),
    one({"A1": 1, "A2": 2}, "hidden_rows"),
)
add(
    "hidden-columns.xlsx",
    pack(
        simple(
            BASIC, TEXT, before='<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384" hidden="true"/></cols>'
        )
    ),
    one(BASIC_CELLS, "hidden_columns"),
)
two = {
    "看得见": sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
    "隐藏": sheet('<row r="1"><c r="A1"><v>2</v></c></row>'),
    "深藏": sheet('<row r="1"><c r="A1"><v>3</v></c></row>'),
    "空": sheet(""),
}
add(
    "hidden-sheets.xlsx",
    pack(workbook(two, states={"隐藏": "hidden", "深藏": "veryHidden", "空": "hidden"})),
    Read(
        {"看得见": {"A1": 1}, "隐藏": {"A1": 2}, "深藏": {"A1": 3}, "空": {}},
        frozenset({"hidden_sheet"}),
        states={"隐藏": "hidden", "深藏": "veryHidden"},
    ),
)
add("empty-sheet.xlsx", pack(simple("")), one({}))
add(
    "odd-sheet-name.xlsx",
    pack(workbook({"附件6 'a' & \"b\"": sheet(CELL("><v>1</v>"))})),
    one({"A1": 1}, name="附件6 'a' & \"b\""),
)
chart = workbook({"Sheet1": sheet(CELL("><v>1</v>")), "图": b"<chartsheet/>"})
chart["xl/_rels/workbook.xml.rels"] = relations(
    [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "chartsheet", "worksheets/sheet2.xml")]
)
add("chart-sheet.xlsx", pack(chart), one({"A1": 1}))
same_names = [*list({"Sheet1": sheet(CELL("><v>1</v>"))}.items()), ("Sheet1", sheet(CELL("><v>2</v>")))]
add("same-sheet-names.xlsx", pack(workbook(same_names)), Read({"Sheet1": {"A1": 1}, "Sheet1#2": {"A1": 2}}))
excel4 = workbook({"Sheet1": sheet(CELL("><v>1</v>")), "宏": b"<xm:macrosheet/>"})
excel4["xl/_rels/workbook.xml.rels"] = relations(
    [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "xlMacrosheet", "worksheets/sheet2.xml")], KINDS
)
add("excel4-macros.xlsx", pack(excel4), one({"A1": 1}, "macros"))
