"""Word tables, CSV, HTML, OpenDocument, .xlsb and XML 2003."""

from __future__ import annotations

import struct

from formats.corpus import D, Read, Refused, add, one
from formats.ooxml_maker import STRICT, document, pack, paragraph, table
from formats.other_makers import FORMULA_TAIL, cell, record, row, wide, xlsb, xml2003

from xltools.formats.grid import ErrorValue

CORRUPT = Refused("corrupt")

# -- Word --------------------------------------------------------------------------------------------------------------

PLAIN = table(["序号", "企业"], ["1", "武汉示例公司"])
PLAIN_CELLS = {"A1": "序号", "B1": "企业", "A2": "1", "B2": "武汉示例公司"}
NEEDED = STRICT.replace("spreadsheetml", "wordprocessingml")


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"


add("plain.docx", pack(document(paragraph("推荐汇总表") + PLAIN)), one(PLAIN_CELLS, name="表1", format="docx"))
add("plain-named.doc", pack(document(PLAIN)), one(PLAIN_CELLS, "ext_mismatch", name="表1"))
add("strict.docx", pack(document(PLAIN, namespace=NEEDED)), one(PLAIN_CELLS, name="表1"))
add(
    "two-tables.docx",
    pack(document(PLAIN + paragraph("二") + table(["x"]))),
    Read({"表1": PLAIN_CELLS, "表2": {"A1": "x"}}),
)
add("no-table.docx", pack(document(paragraph("没有表格的函"))), Refused("no_sheets"))
add("empty-cells.docx", pack(document(table(["", "b"], ["", ""]))), one({"B1": "b"}, name="表1"))
add(
    "spans.docx",
    pack(
        document(
            table(
                [tc("宽", '<w:gridSpan w:val="2"/>'), tc("c")],
                [tc("高", '<w:vMerge w:val="restart"/>'), tc("b"), tc("c")],
                [tc("", "<w:vMerge/>"), tc("b"), tc("c")],
                ["a", "b", "c"],
            )
        )
    ),
    one(
        {
            "A1": "宽",
            "C1": "c",
            "A2": "高",
            "B2": "b",
            "C2": "c",
            "B3": "b",
            "C3": "c",
            "A4": "a",
            "B4": "b",
            "C4": "c",
        },
        name="表1",
        merges=("A1:B1", "A2:A3"),
    ),
)
add(
    "block-merge.docx",
    pack(
        document(
            table(
                [tc("块", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), tc("c")],
                [tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), tc("c")],
            )
        )
    ),
    one({"A1": "块", "C1": "c", "C2": "c"}, name="表1", merges=("A1:B2",)),
)
add(
    "text-under-merge.docx",
    pack(document(table([tc("高", '<w:vMerge w:val="restart"/>')], [tc("藏", "<w:vMerge/>")]))),
    one({"A1": "高", "A2": "藏"}, "data_under_merge", name="表1"),
)
add(
    "skipped-columns.docx",
    pack(document('<w:tbl><w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + tc("c") + "</w:tr></w:tbl>")),
    one({"C1": "c"}, name="表1"),
)
add(
    "nested.docx",
    pack(
        document(
            f"<w:tbl><w:tr>{tc('外')}<w:tc>{paragraph('前')}{table(['内'])}{paragraph('后')}</w:tc></w:tr></w:tbl>"
            + table(["二"])
        )
    ),
    Read({"表1": {"A1": "外", "B1": "前\n后"}, "表1-1": {"A1": "内"}, "表2": {"A1": "二"}}),
)
add(
    "content-controls.docx",
    pack(
        document(
            f"<w:sdt><w:sdtContent><w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{tc('a')}</w:sdtContent></w:sdt>{tc('b')}</w:tr></w:sdtContent></w:sdt></w:tbl></w:sdtContent></w:sdt>"
        )
    ),
    one({"A1": "a", "B1": "b"}, name="表1"),
)
add(
    "runs.docx",
    pack(
        document(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:p><w:r><w:t>丁</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
    ),
    one({"A1": "甲加\t乙\n丙-\n丁"}, name="表1"),
)
add(
    "deleted-row.docx",
    pack(
        document(
            f"<w:tbl><w:tr>{tc('1')}</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{tc('2')}</w:tr><w:tr>{tc('3')}</w:tr></w:tbl>"
        )
    ),
    one({"A1": "1", "A2": "3"}, name="表1"),
)
NUMBERING = '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="9"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>'
AUTO = '<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr></w:p></w:tc>'
add(
    "automatic-numbers.docx",
    pack(document(table(["序号", "企业"], [AUTO, "甲"], [AUTO, "乙"]), NUMBERING)),
    one({"A1": "序号", "B1": "企业", "A2": "1", "B2": "甲", "A3": "2", "B3": "乙"}, name="表1"),
)
add(
    "text-box.docx",
    pack(
        document(
            f"<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:txbxContent>{table(['框'])}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{table(['框'])}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
            + PLAIN
        )
    ),
    Read({"表1": PLAIN_CELLS, "表2": {"A1": "框"}}),
)
add(
    "tick-boxes.docx",
    pack(
        document(
            '<w:tbl><w:tr><w:tc><w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        )
    ),
    one({"A1": "☑是□否"}, name="表1"),
)
add("wide-span.docx", pack(document(table([tc("a", '<w:gridSpan w:val="99999"/>')]))), CORRUPT)
add("truncated.docx", pack(document(PLAIN))[:-100], CORRUPT)
add(
    "cut-off-xml.docx",
    pack(document(PLAIN) | {"word/document.xml": document(PLAIN)["word/document.xml"][:-40]}),
    CORRUPT,
)
add(
    "deep-tables.docx",
    pack(document("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000)),
    Refused("too_big"),
)

# -- CSV ---------------------------------------------------------------------------------------------------------------

LINES = '项目,金额\r\n"甲,乙",12.50\r\n'
LINE_CELLS = {"A1": "项目", "B1": "金额", "A2": "甲,乙", "B2": "12.50"}
for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
    add(f"{encoding}.csv", LINES.encode(encoding), one(LINE_CELLS, name=encoding, format="csv"))
add("tabs.tsv", b"a\tb\n1\t2\n", one({"A1": "a", "B1": "b", "A2": "1", "B2": "2"}, name="tabs"))
add(
    "semicolons.csv",
    b"a;b;c\n1,5;2;3\n",
    one({"A1": "a", "B1": "b", "C1": "c", "A2": "1,5", "B2": "2", "C2": "3"}, name="semicolons"),
)
add("sep-line.csv", b"sep=|\r\na|b,c\r\n", one({"A1": "a", "B1": "b,c"}, name="sep-line"))
add(
    "protected-codes.csv",
    '代码,号\n="00123",420106199001010011\t\n'.encode(),
    one({"A1": "代码", "B1": "号", "A2": "00123", "B2": "420106199001010011"}, name="protected-codes"),
)
add(
    "line-breaks.csv",
    'a,b\n"一\n二","说""好"""\n\n,x\n'.encode(),
    one({"A1": "a", "B1": "b", "A2": "一\n二", "B2": '说"好"', "B4": "x"}, name="line-breaks"),
)
add("one-column.csv", "企业\n甲\n".encode(), one({"A1": "企业", "A2": "甲"}, name="one-column"))
add("csv-named.xls", LINES.encode("gb18030"), one(LINE_CELLS, "ext_mismatch", name="csv-named", format="csv"))
add(
    "tabs-named.xls",
    "项目\t金额\n甲\t1\n乙\t2\n".encode("gb18030"),
    one({"A1": "项目", "B1": "金额", "A2": "甲", "B2": "1", "A3": "乙", "B3": "2"}, "ext_mismatch", name="tabs-named"),
)
add("csv-named.xlsx", LINES.encode(), one(LINE_CELLS, "ext_mismatch", name="csv-named"))
add("formula-texts.csv", b'a,"=cmd|x"\n', one({"A1": "a", "B1": "=cmd|x"}, "formula_injection", name="formula-texts"))
add("wrong-encoding.csv", b"a,b\n\xff\xff\x81,\x80\n", Refused("encoding"))
add("wrong-mark.csv", b"\xef\xbb\xbfa,\xff\n", Refused("encoding"))
add("binary.csv", bytes(range(256)) * 10, Refused("encoding"))
add("open-quote.csv", ('a,b\n"' + "x" * 200_000).encode(), CORRUPT)
add("open-quote-closed-below.csv", 'a,b\n"甲,1\n乙,2\n"丙",3\n'.encode(), CORRUPT)
add("open-quote-in-the-last-line.csv", 'a,b\n甲,"1\n'.encode(), CORRUPT)
add(
    "untidy-quotes.csv",
    'a,b\n"5"寸管,6"\n"两\n行",7\n'.encode(),
    one({"A1": "a", "B1": "b", "A2": "5寸管", "B2": '6"', "A3": "两\n行", "B3": "7"}, name="untidy-quotes"),
)
add("only-spaces.csv", b"  \r\n\r\n", Refused("empty_file"))
add("only-mark.csv", b"\xef\xbb\xbf", Refused("empty_file"))

# -- HTML --------------------------------------------------------------------------------------------------------------

PAGE = '<html><head><meta charset="{}"><title>无</title><style>td{{}}</style></head><body><table border=1><tr><th>项目</th><th>金额</th></tr><tr><td>甲&amp;乙</td><td> 12.50&nbsp;</td></tr></table></body></html>'
PAGE_CELLS = {"A1": "项目", "B1": "金额", "A2": "甲&乙", "B2": "12.50"}
add("html-named.xls", PAGE.format("utf-8").encode(), one(PAGE_CELLS, "ext_mismatch", name="html-named", format="html"))
add("html-gb2312.xls", PAGE.format("gb2312").encode("gb18030"), one(PAGE_CELLS, "ext_mismatch", name="html-gb2312"))
add(
    "html-wrong-charset.xls",
    PAGE.format("utf-8").encode("gb18030"),
    one(PAGE_CELLS, "ext_mismatch", name="html-wrong-charset"),
)
add("html-named.xlsx", PAGE.format("utf-8").encode(), one(PAGE_CELLS, "ext_mismatch", name="html-named"))
add("page.html", PAGE.format("utf-8").encode(), one(PAGE_CELLS, name="page"))
add(
    "html-spans.xls",
    "<table><tr><td colspan=2 rowspan='2'>块<td>c1<tr><td>c2<tr><td>a3<td>b3<br>第二行<td>c3</table>".encode(),
    one(
        {"A1": "块", "C1": "c1", "C2": "c2", "A3": "a3", "B3": "b3\n第二行", "C3": "c3"},
        "ext_mismatch",
        name="html-spans",
        merges=("A1:B2",),
    ),
)
add(
    "html-title.xls",
    "<html><body><h1>汇总表</h1>单位：万元<table><tr><td>a</td></tr></table><p>注：无</p><table><tr><td>b</td></tr></table>".encode(),
    one({"A1": "汇总表", "A2": "单位：万元", "A3": "a", "A4": "注：无", "A5": "b"}, "ext_mismatch", name="html-title"),
)
add(
    "html-office.xls",
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>附件6</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><table><tr><td>a</td></tr></table>'.encode(),
    one({"A1": "a"}, "ext_mismatch", name="附件6"),
)
add(
    "html-script.xls",
    b"<html><script>var a='<table><tr><td>no</td></tr></table>'</script><table><tr><td>a<!-- <td>no --></td></tr></table>",
    one({"A1": "a"}, "ext_mismatch", name="html-script"),
)
add("html-no-table.xls", b"<html><body>hello</body></html>", Refused("no_sheets"))
add(
    "html-open-comment.xls",
    b"<html><table><tr><td>a</td></tr></table>" + b"<!-- " * 200_000,
    one({"A1": "a"}, "ext_mismatch", name="html-open-comment"),
)
add(
    "html-open-tags.xls",
    b"<html><table><tr><td>a</td></tr></table>" + b"<a b='" * 100_000,
    one({"A1": "a"}, "ext_mismatch", name="html-open-tags"),
)
add(
    "html-huge-spans.xls", b"<table><tr>" + b"<td rowspan=99999999 colspan=99999>x</td>" * 3 + b"</tr></table>", CORRUPT
)

# -- .xlsb -------------------------------------------------------------------------------------------------------------

SHEET = (
    row(0)
    + cell(7, 0, struct.pack("<I", 0))
    + cell(5, 1, struct.pack("<d", 12.5))
    + cell(2, 2, struct.pack("<I", 45352 << 2 | 2), 1)
    + cell(4, 3, b"\1")
    + cell(3, 4, b"\x17")
    + cell(6, 5, wide("词"))
    + cell(9, 6, struct.pack("<d", 2.0) + FORMULA_TAIL)
    + row(2)
    + cell(2, 0, struct.pack("<I", 12345 << 2 | 3))
    + cell(1, 1, b"")
)
SHEET_CELLS = {
    "A1": "项目",
    "B1": 12.5,
    "C1": D(2024, 3, 1),
    "D1": True,
    "E1": ErrorValue("#REF!"),
    "F1": "词",
    "G1": 2,
    "A3": 123.45,
}
add(
    "plain.xlsb",
    pack(xlsb([("表", 0, SHEET)], ["项目"], [0, 14])),
    one(SHEET_CELLS, "error_cells", name="表", format="xlsb"),
)
SHORT = (
    row(0)
    + cell(7, 1, struct.pack("<I", 0))
    + b"".join(
        record(kind, struct.pack("<I", 0) + body)
        for kind, body in (
            (18, struct.pack("<I", 0)),
            (12, b""),
            (16, struct.pack("<d", 1.5)),
            (13, struct.pack("<I", 7 << 2 | 2)),
            (15, b"\1"),
            (14, b"\x2a"),
            (17, wide("词")),
        )
    )
)
add(
    "short-records.xlsb",
    pack(xlsb([("表", 0, SHORT)], ["项目"])),
    one(
        {"B1": "项目", "C1": "项目", "E1": 1.5, "F1": 7, "G1": True, "H1": ErrorValue("#N/A"), "I1": "词"},
        "error_cells",
        name="表",
    ),
)
add(
    "xlsb-named.xlsx",
    pack(xlsb([("表", 0, row(0) + cell(5, 0, struct.pack("<d", 1)))])),
    one({"A1": 1}, "ext_mismatch", name="表"),
)
add(
    "last-cell.xlsb",
    pack(xlsb([("表", 0, row(1048575) + cell(5, 16383, struct.pack("<d", 1)))])),
    one({"XFD1048576": 1}, name="表"),
)
add(
    "hidden.xlsb",
    pack(xlsb([("表", 2, row(0, hidden=True) + cell(5, 0, struct.pack("<d", 1)))])),
    Read({"表": {"A1": 1}}, frozenset({"hidden_sheet", "hidden_rows"}), states={"表": "veryHidden"}),
)
add(
    "dates-1904.xlsb",
    pack(xlsb([("表", 0, row(0) + cell(5, 0, struct.pack("<d", 43890), 1))], formats=[0, 14], date1904=True)),
    one({"A1": D(2024, 3, 1)}, "date1904", name="表"),
)
add("beyond-column.xlsb", pack(xlsb([("表", 0, row(0) + cell(5, 16384, struct.pack("<d", 1)))])), CORRUPT)
add("beyond-row.xlsb", pack(xlsb([("表", 0, row(1048576) + cell(5, 0, struct.pack("<d", 1)))])), CORRUPT)
add("string-beyond.xlsb", pack(xlsb([("表", 0, row(0) + cell(7, 0, struct.pack("<I", 5)))], ["项目"])), CORRUPT)
add(
    "cut-record.xlsb",
    pack(xlsb([("表", 0, SHEET)], ["项目"]) | {"xl/worksheets/sheet1.bin": record(129) + SHEET[:50]}),
    CORRUPT,
)
add(
    "no-strings.xlsb",
    pack({n: d for n, d in xlsb([("表", 0, SHEET)], ["项目"]).items() if "shared" not in n}),
    Refused("missing_part"),
)
add("nan.xlsb", pack(xlsb([("表", 0, row(0) + cell(5, 0, struct.pack("<d", float("inf"))))])), CORRUPT)

# -- XML 2003 ----------------------------------------------------------------------------------------------------------

XML = '<Worksheet ss:Name="表"><Table><Column ss:Index="3" ss:Hidden="1"/><Row ss:Index="2"><Cell><Data ss:Type="String">项目</Data></Cell><Cell ss:Index="3" ss:MergeAcross="1"><Data ss:Type="Number">12.50</Data></Cell><Cell><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell></Row><Row><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row></Table></Worksheet>'
XML_CELLS = {"A2": "项目", "C2": 12.5, "E2": D(2024, 3, 5), "A3": True, "B3": ErrorValue("#DIV/0!")}
XML_WARNS = ("ext_mismatch", "error_cells", "hidden_columns")
add("xml2003.xls", xml2003(XML), one(XML_CELLS, *XML_WARNS, name="表", format="xml", merges=("C2:D2",)))
DATED = (
    '<Styles><Style ss:ID="a"><NumberFormat ss:Format="yyyy-mm-dd"/></Style><Style ss:ID="b"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="c"><NumberFormat ss:Format="Fixed"/></Style></Styles><Worksheet ss:Name="表"><Table><Row>'
    + "".join(f'<Cell ss:StyleID="{s}"><Data ss:Type="Number">45352</Data></Cell>' for s in "abcd")
    + "</Row></Table></Worksheet>"
)
add(
    "xml2003-dates.xls",
    xml2003(DATED),
    one({"A1": D(2024, 3, 1), "B1": D(2024, 3, 1), "C1": 45352, "D1": 45352}, "ext_mismatch", name="表"),
)
add(
    "xml2003-gbk.xls",
    xml2003(XML).decode().replace('"1.0"', '"1.0" encoding="GB2312"', 1).encode("gb18030"),
    one(XML_CELLS, *XML_WARNS, name="表"),
)
add(
    "xml2003-beyond.xls",
    xml2003(
        '<Worksheet ss:Name="表"><Table><Row ss:Index="99999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet>'
    ),
    CORRUPT,
)
add("xml2003-cut-off.xls", xml2003(XML)[:-50], CORRUPT)
add(
    "xml2003-doctype.xls",
    xml2003(XML).replace(b"<Workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><Workbook'),
    Refused("xml_entity"),
)
add("xml2003-empty.xls", xml2003(""), Refused("no_sheets"))
