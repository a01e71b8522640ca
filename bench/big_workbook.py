"""An invented 附件6 of any length, streamed to disk: what a very large submission looks like to a reader.

17 columns as wuhan-2025 names them, real dates, four decimals, 20-digit invoice numbers as shared strings, no mistake
except where asked. A typed total closes the table.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from xltools.demo.minimal_xlsx import SampleSheet, letters, serial, workbook

HEADINGS = (
    *("序号", "投资类别", "设备名称", "规格型号", "数量", "供应商", "合同编号", "合同签订日期", "合同金额"),
    *("发票号码", "开票日期", "含税金额", "税额", "不含税金额", "付款日期", "付款金额", "备注"),
)
HEADER_ROW = 3
CATEGORIES = ("生产性设备购置", "设备改造", "项目相关研发投入")
_FIRST, _DAYS = date(2023, 10, 1), 700
_DATE, _PLAIN = 1, 0


def write(path: Path, rows: int) -> None:
    """Write the workbook with `rows` data rows from row 4 on."""
    seed = SampleSheet("附件6")
    seed.put(1, 1, _FIRST)  # makes style 1 the date style
    shell = workbook([seed])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(shell)
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name in (
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/workbook.xml",
            "xl/styles.xml",
        ):
            archive.writestr(name, parts[name])
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(rows, strings):
                sheet.write(piece.encode())
        with archive.open("xl/sharedStrings.xml", "w") as shared:
            shared.write(b'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="' + _MAIN.encode() + b'">')
            for text in strings:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _sheet(rows: int, strings: dict[str, int]) -> Iterator[str]:
    last = HEADER_ROW + rows + 1
    yield f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><dimension ref="A1:Q{last}"/><sheetData>'
    yield _row(1, ["生产性设备购置与改造投资以及项目相关的研发投入明细表"], strings)
    yield _row(2, ["申报企业（盖章）：武汉示例大表股份有限公司", *[None] * 15, "单位：万元"], strings)
    yield _row(HEADER_ROW, list(HEADINGS), strings)
    sums = [Decimal(0)] * 4
    for number in range(1, rows + 1):
        values, figures = _values(number)
        sums = [total + figure for total, figure in zip(sums, figures, strict=True)]
        yield _row(HEADER_ROW + number, values, strings)
    gross, tax, net, paid = sums
    yield _row(last, ["合计", *[None] * 10, gross, tax, net, None, paid], strings)
    yield "</sheetData></worksheet>"


def _values(number: int) -> tuple[list[object], tuple[Decimal, Decimal, Decimal, Decimal]]:
    """One correct row; every figure follows from its number."""
    # Up to one 万元: an enterprise with 100,000 invoices of more would be asked whether it wrote 元.
    net = Decimal(1000 + number * 7919 % 9000) / 10000
    tax = (net * 13 / 100).quantize(Decimal("0.0001"))
    gross = net + tax
    invoiced = _FIRST + timedelta(days=number * 31 % _DAYS)
    row = [
        *(number, CATEGORIES[number % 3], f"数控机床{number % 500}", f"SL-{number % 900}", number % 8 + 1),
        *(
            f"示例供应商{number % 300}有限公司",
            f"HT-{invoiced.year}-{number:06d}",
            invoiced - timedelta(days=40),
            gross,
        ),
        *(f"{invoiced:%y}44200000{number:010d}", invoiced, gross, tax, net, invoiced + timedelta(days=10), gross),
    ]
    return row, (gross, tax, net, gross)


def _row(number: int, values: list[object], strings: dict[str, int]) -> str:
    cells = []
    for column, value in enumerate(values, 1):
        place = f"{letters(column)}{number}"
        match value:
            case None:
                continue
            case str():
                cells.append(f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
            case date():
                cells.append(f'<c r="{place}" s="{_DATE}"><v>{serial(value)}</v></c>')
            case _:
                cells.append(f'<c r="{place}" s="{_PLAIN}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'
