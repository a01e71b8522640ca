"""OpenDocument spreadsheets."""

from __future__ import annotations

from formats.corpus import D, Read, Refused, add, one
from formats.corpus_other import CORRUPT
from formats.ooxml_maker import pack
from formats.other_makers import ods, ods_cell

from xltools.formats.grid import NO_VALUE, ErrorValue

# -- OpenDocument ------------------------------------------------------------------------------------------------------

ROWS = (
    "<table:table-row>"
    + ods_cell("string", text="项目")
    + ods_cell("float", "12.50", "12.5")
    + ods_cell("date", "2024-03-05", "2024年")
    + ods_cell("boolean", "true", "TRUE")
    + ods_cell("percentage", "0.05", "5%")
    + ods_cell("currency", "9.9", "9.9")
    + ods_cell("time", "PT12H00M00S", "12:00")
    + "</table:table-row>"
)
add(
    "plain.ods",
    pack(ods(f'<table:table table:name="表">{ROWS}</table:table>')),
    one(
        {"A1": "项目", "B1": 12.5, "C1": D(2024, 3, 5), "D1": True, "E1": 0.05, "F1": 9.9, "G1": 0.5},
        name="表",
        format="ods",
    ),
)
add(
    "ods-named.xlsx",
    pack(
        ods(
            f'<table:table table:name="表"><table:table-row>{ods_cell("float", "1", "1")}</table:table-row></table:table>'
        )
    ),
    one({"A1": 1}, "ext_mismatch", name="表"),
)
add(
    "repeats.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-column table:number-columns-repeated="16384"/>'
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
            + ods_cell("float", "1", "1", ' table:number-columns-repeated="3"')
            + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            "<table:table-row>" + ods_cell("float", "9", "9") + "</table:table-row></table:table>"
        )
    ),
    one({"B1": 1, "C1": 1, "D1": 1, "B2": 1, "C2": 1, "D2": 1, "A1048576": 9}, name="表"),
)
add(
    "errors.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row>'
            + ods_cell(
                "string", "", "#REF!", ' table:formula="of:=[.#REF!]" calcext:value-type="error" xmlns:calcext="c"'
            )
            + '<table:table-cell table:formula="of:=1+1"/>'
            + ods_cell("string", "", "", ' table:formula="of:=&quot;&quot;"')
            + "</table:table-row></table:table>"
        )
    ),
    one({"A1": ErrorValue("#REF!"), "B1": NO_VALUE}, "error_cells", "no_cached_value", name="表"),
)
add(
    "nameless-error.ods",
    pack(
        ods('<table:table table:name="表"><table:table-row>' + ods_cell("error") + "</table:table-row></table:table>")
    ),
    one({"A1": ErrorValue("#UNKNOWN!")}, "error_cells", name="表"),
)
add(
    "texts.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:s text:c="2"/>二<text:span>三</text:span></text:p><text:p>四<text:tab/>五<text:line-break/>六</text:p></table:table-cell></table:table-row></table:table>'
        )
    ),
    one({"A1": "一  二三\n四\t五\n六"}, name="表"),
)
add(
    "hidden.ods",
    pack(
        ods(
            f'<table:table table:name="甲" table:style-name="h">{ROWS}</table:table><table:table table:name="乙"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-row table:visibility="filter">{ods_cell("float", "1", "1")}{ods_cell("float", "2", "2")}</table:table-row></table:table>',
            '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>',
        )
    ),
    Read(
        {
            "甲": {"A1": "项目", "B1": 12.5, "C1": D(2024, 3, 5), "D1": True, "E1": 0.05, "F1": 9.9, "G1": 0.5},
            "乙": {"A1": 1, "B1": 2},
        },
        frozenset({"hidden_sheet", "hidden_rows", "hidden_columns"}),
        states={"甲": "hidden"},
    ),
)
add(
    "merges.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row>'
            + ods_cell("float", "1", "1", ' table:number-columns-spanned="2" table:number-rows-spanned="1"')
            + '<table:covered-table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:covered-table-cell></table:table-row></table:table>'
        )
    ),
    one({"A1": 1, "B1": 2}, "data_under_merge", name="表", merges=("A1:B1",)),
)
flat = (
    ods(f'<table:table table:name="表">{ROWS}</table:table>')["content.xml"]
    .replace(b"office:document-content", b"office:document")
    .replace(
        b"<office:body>",
        b'<office:meta office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/><office:body>',
    )
)
add(
    "flat.fods",
    flat,
    one(
        {"A1": "项目", "B1": 12.5, "C1": D(2024, 3, 5), "D1": True, "E1": 0.05, "F1": 9.9, "G1": 0.5},
        name="表",
        format="ods",
    ),
)
add(
    "dates-as-numbers.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row>'
            + ods_cell("float", "45352", "x", ' table:style-name="ce1"')
            + ods_cell("float", "45352", "x", ' table:style-name="ce2"')
            + "</table:table-row></table:table>",
            '<number:date-style xmlns:number="n" style:name="N1"/><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>',
        )
    ),
    one({"A1": D(2024, 3, 1), "B1": 45352}, name="表"),
)
add(
    "flood.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row table:number-rows-repeated="1048576">'
            + ods_cell("float", "1", "1", ' table:number-columns-repeated="16384"')
            + "</table:table-row></table:table>"
        )
    ),
    Refused("too_big"),
)
add(
    "beyond.ods",
    pack(
        ods(
            '<table:table table:name="表"><table:table-row table:number-rows-repeated="9999999"/><table:table-row>'
            + ods_cell("float", "1", "1")
            + "</table:table-row></table:table>"
        )
    ),
    CORRUPT,
)
add(
    "encrypted.ods",
    pack(ods("") | {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>", "content.xml": b"\x12\x34"}),
    Refused("encrypted"),
)
add("no-table.ods", pack(ods("")), Refused("no_sheets"))
add(
    "doctype.ods",
    pack(
        {
            n: d.replace(b"<office:document-content", b"<!DOCTYPE x><office:document-content")
            for n, d in ods(ROWS).items()
        }
    ),
    Refused("xml_entity"),
)
add(
    "text.odt",
    pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
    Refused("unsupported"),
)
