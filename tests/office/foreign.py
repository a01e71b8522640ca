"""A workbook that is not ours, with everything that a load and save would drop or break."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from xltools.office.opc import pack, unpack

X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    'count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>名单!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>B5:B6</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines>'
    "<x14:sparkline><xm:f>推荐表!D5:D6</xm:f><xm:sqref>E7</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    "</x14:sparklineGroups></ext></extLst>"
)
CELL_IMAGES = '<?xml version="1.0" encoding="UTF-8"?>\n<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'


def png() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"\0\xff\0\0" * 1)
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def table_book() -> bytes:
    """An office's own summary: rows 5 and 6 to fill, a total in row 7, notes and a picture below."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "推荐表"
    sheet["A1"] = "某省智能制造试点示范项目推荐汇总表"
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "推荐单位（盖章）："
    for column, text in enumerate(("序号", "申报主体", "统一社会信用代码", "覆盖环节数", "备注"), start=1):
        sheet.cell(4, column, text)
        for row in (4, 5, 6, 7):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFEEEEEE" if row == 4 else "FFFFFFFF")
    sheet["A7"] = "合计"
    sheet["D7"] = "=SUM(D5:D6)"
    sheet["E5"] = "=D5*2"
    sheet["E5"].value = None
    sheet["A8"] = "填表说明：按优先顺序填写。"
    sheet["A10"] = "联系人：示例"
    sheet.merge_cells("A8:E8")
    sheet["A10"].comment = Comment("请留座机", "办公室")
    sheet["A10"].hyperlink = "https://example.invalid/help"
    check = DataValidation(type="whole", operator="between", formula1="1", formula2="20")
    check.add("D5:D6")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add(
        "D5:D6", CellIsRule(operator="lessThan", formula=["8"], fill=PatternFill(bgColor="FFFFCCCC"))
    )
    sheet.add_image(Image(png()), "A12")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=4, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "A15")
    sheet.print_title_rows = "4:4"
    sheet.print_area = "A1:E10"
    sheet.auto_filter.ref = "A4:E6"
    lists = book.create_sheet("名单")
    for row, text in enumerate(("甲", "乙", "丙"), start=1):
        lists.cell(row, 1, text)
    lists["C1"] = "=推荐表!D7+SUM(推荐表!D5:D6)"
    lists["E1"], lists["F1"] = "列一", "列二"
    lists["E2"], lists["F2"] = 1, 2
    lists.add_table(Table(displayName="示例", ref="E1:F2"))
    book.defined_names["总数"] = DefinedName("总数", attr_text="推荐表!$D$7")
    buffer = io.BytesIO()
    book.save(buffer)
    parts = unpack(buffer.getvalue())
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    text = text.replace("</worksheet>", X14 + "</worksheet>")
    text = text.replace("<sheetData>", "<sheetData>\n  ", 1).replace(
        '</row><row r="8"', '</row>\n  <!-- 空 --><row r="8"', 1
    )
    parts[name] = text.encode()
    parts["xl/cellimages.xml"] = CELL_IMAGES.encode()
    types = parts["[Content_Types].xml"].decode()
    macros = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", macros).encode()
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 not really"
    return pack(parts, keep_order=True)


def prefixed(data: bytes) -> bytes:
    """The same with the main namespace under a prefix, as the Open XML SDK writes it."""
    parts = unpack(data)
    for name in [n for n in parts if n.startswith("xl/worksheets/sheet") or n in ("xl/workbook.xml", "xl/styles.xml")]:
        text = parts[name].decode()
        text = re.sub(r"<(/?)(?![\w.-]+:|[?!])([A-Za-z])", r"<\1x:\2", text)
        parts[name] = text.replace(' xmlns="http', ' xmlns:x="http', 1).encode()
    return pack(parts, keep_order=True)
