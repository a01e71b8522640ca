"""One invented enterprise's nine items of wuhan-2025: the pack's own blanks, filled in; pictures, film, slides, texts.

Nothing here is a recording: a picture is noise in a PNG frame, a film an empty container that states its length.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from summary.forms import form, write

from xltools.blanks.workbook import render_blank
from xltools.demo.invent import credit_code
from xltools.demo.minimal_docx import document
from xltools.forms.reading import read_table
from xltools.forms.table import Table
from xltools.notice.load import load_notice
from xltools.notice.model import Shape
from xltools.office.backread import book_of

NOTICE = load_notice("wuhan-2025")
CODE = credit_code(Random(1))
Values = Mapping[str, Any]


@lru_cache(maxsize=32)
def _blank(key: str) -> tuple[bytes, Table]:
    attachment = NOTICE.attachment(key)
    data = render_blank(NOTICE, attachment)
    book = book_of(data, f"{key}.xlsx")
    table = read_table(NOTICE, attachment, book, book.grids[0])
    assert table is not None
    return data, table


_FILLED: dict[str, bytes] = {}


def filled(key: str, submitter: str, rows: Sequence[Values] = (), fields: Values | None = None) -> bytes:
    """The blank of `key` filled in: a form's fields, a list's rows by their printed key; tables are typed plainly."""
    asked = repr((key, submitter, rows, fields))
    if asked not in _FILLED:
        _FILLED[asked] = _fill(key, submitter, rows, fields or {})
    return _FILLED[asked]


def _fill(key: str, submitter: str, rows: Sequence[Values], fields: Values) -> bytes:
    attachment = NOTICE.attachment(key)
    if attachment.shape is Shape.TABLE:
        return form(attachment, rows, submitter, extra="单位：万元")
    data, table = _blank(key)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    if attachment.shape is Shape.FORM:
        for name, value in fields.items():
            sheet.cell(*table.places[name]).value = value
    else:
        label = next(label for label in attachment.labels if label.key == attachment.submitter)
        cell = next(c for line in sheet.iter_rows(max_row=5) for c in line if str(c.value or "").startswith(label.text))
        cell.value = f"{label.text}：{submitter}"
        for row in rows:
            index = table.index_of(str(row["key"]))
            assert index is not None
            for name, value in row.items():
                if name != "key":
                    sheet.cell(table.rows[index], table.header.columns[name]).value = value
        # openpyxl stores no results beside formulas; an empty total is passed over.
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def application(name: str, code: str, district: str = "江岸区", *, total: object = 6000, **fields: Any) -> bytes:
    """附件1 in 万元."""
    values = {
        "enterprise": name, "credit_code": code, "address": f"武汉市{district}示例路1号", "district": district,
        "industry": "C34 通用设备制造业", "sector": "高端装备", "above_scale": "是", "independent": "是",
        "accidents": "无", "project": f"{name[4:6]}智能工厂", "factory_type": "离散型", "site": f"武汉市{district}",
        "start_date": date(2023, 10, 8), "end_date": date(2025, 8, 1), "invest_total": total,
        "invest_equipment": 4500, "invest_rd": 1500, "catalogue": "是", "statistics": "示例入库项目", "output_2024": 90000,
    }  # fmt: skip
    return filled("附件1", name, fields={**values, **fields})


def investment(name: str, amounts: Sequence[tuple[str, object]] = ()) -> bytes:
    """附件6 in 万元: (category, gross) per row, all invoiced inside the window."""
    rows = []
    for number, (category, gross) in enumerate(amounts or DEFAULT_INVESTMENT, start=1):
        amount = Decimal(str(gross))
        net = (amount / Decimal("1.13")).quantize(Decimal("0.0001"))
        rows.append(
            {
                "seq": number, "category": category, "name": f"示例MES制造执行系统{number}" if number == 3 else f"示例设备{number}",
                "model": "SL-1", "quantity": 1, "supplier": f"示例供应商{number}有限公司", "contract_no": f"HT-{number}",
                "contract_date": date(2024, 1, 5), "contract_amount": amount, "invoice_no": f"{zlib.crc32(name.encode()):010d}00000000{number:02d}",
                "invoice_date": date(2024, 3, 5), "gross": amount, "tax": amount - net, "net": net,
                "pay_date": date(2024, 4, 5), "pay_amount": amount,
            }
        )  # fmt: skip
    return filled("附件6", name, rows)


DEFAULT_INVESTMENT = (("生产性设备购置", 3000), ("设备改造", 1500), ("项目相关研发投入", 1500))


def software(name: str, systems: Sequence[str] = ("MES制造执行系统",)) -> bytes:
    rows = [
        {
            "seq": n, "name": system, "category": "生产控制类", "brand": "示例软件公司", "version": "V1", "origin": "国产",
            "deployment": "本地", "start_date": date(2024, 5, 1), "amount": 100, "department": "生产部",
            "functions": "排产", "integration": "与ERP集成",
        }
        for n, system in enumerate(systems, start=1)
    ]  # fmt: skip
    return filled("附件7", name, rows)


def indicators(name: str, network: object = 90, key: str = "附件2") -> bytes:
    rows = [
        {
            "key": "network_rate",
            "before": 50,
            "after": network,
            "improvement": 0.8,
            "self_score": 8,
            "evidence": "证明1 第1页",
        }
    ]
    return filled(key, name, [*rows, *others(key, {"network_rate"}, after="/")])


def others(key: str, but: Collection[str], **cells: object) -> list[dict[str, object]]:
    """The printed rows of a form but for some, each answered with the same cells: nobody left one empty."""
    return [{"key": row.key, **cells} for row in NOTICE.attachment(key).rows if row.key not in but]


def scenarios(name: str, key: str = "附件3") -> bytes:
    first = NOTICE.attachment(key).rows[0].key
    row = {"key": first, "built": "是", "content": "示例建设内容", "self_score": 5, "evidence": "证明2 第1页"}
    return filled(key, name, [row, *others(key, {first}, built="否")])


def equipment(name: str, network: object = 90, key: str = "附件8") -> bytes:
    values = {"machines": 100, "networked": 90, "network_rate": network}
    rows = [{"key": row, "value": value, "evidence": "清单1"} for row, value in values.items()]
    return filled(key, name, [*rows, *others(key, values, value="/")])


def png(size: int = 1_200_000, *, seed: int = 1, width: int = 800) -> bytes:
    """A real PNG of noise, not below `size` bytes."""
    height = size // (width * 3) + 2
    rng = Random(seed)
    raw = b"".join(b"\0" + rng.randbytes(width * 3) for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw, 0)) + chunk(b"IEND", b"")


def mp4(seconds: float, *, padding: int = 64) -> bytes:
    """An MP4 whose movie header states its length and has one video track; the media data are zeros."""

    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", 8 + len(data)) + kind + data

    header = struct.pack(">IIIII", 0, 0, 0, 1000, round(seconds * 1000)) + bytes(80)
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(13))))
    moov = box(b"moov", box(b"mvhd", header) + track)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"mdat", bytes(padding)) + moov


def text_file(count: int) -> bytes:
    return ("智能工厂" * (count // 4 + 1))[:count].encode("utf-8")


def pptx() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "ppt/presentation.xml",
            '<?xml version="1.0"?><p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:sldIdLst><p:sldId id="256"/><p:sldId id="257"/></p:sldIdLst></p:presentation>',
        )
        archive.writestr("ppt/slides/slide1.xml", "<a/>")
        archive.writestr("ppt/slides/slide2.xml", "<a/>")
    return out.getvalue()


REPORT = "\n".join(
    [
        "申请报告",
        "武汉示例甲股份有限公司智能工厂项目申请报告。",
        "一、改造前情况分析", "示例文字。", "二、建设目的与预期目标", "示例文字。", "三、建设主要内容", "示例文字。",
        "四、前后效益对比分析", "示例文字。", "五、行业示范意义", "示例文字。",
    ]
)  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def whole_package(folder: Path, name: str = "武汉示例甲股份有限公司", **replaced: bytes | None) -> Path:
    """All nine items, right in every way. `replaced`: file name without dots -> other bytes, None leaves it out."""
    files: dict[str, bytes | None] = {
        "1/附件1-申报表.xlsx": application(name, CODE),
        "2-申请报告.docx": document(REPORT.replace("武汉示例甲股份有限公司", name).split("\n")),
        "3/附件2-重点指标自测表.xlsx": indicators(name),
        "3/附件3-场景自测表.xlsx": scenarios(name),
        "3/证明材料/证明1.pdf": PDF,
        "4/附件6-投资明细.xlsx": investment(name),
        "4/合同1.pdf": PDF,
        "4/发票1.pdf": PDF,
        "4/付款凭证1.pdf": PDF,
        "4/银行流水.pdf": PDF,
        "5-附件7-软件清单.xlsx": software(name),
        "6-附件8-装备指标.xlsx": equipment(name),
        "7-生产经营情况说明.docx": document([f"{name}生产经营情况和同行业排名说明。"]),
        "8-真实性承诺书.pdf": PDF,
        "9/简介.txt": text_file(148),
        "9/图片1.png": png(seed=1),
        "9/图片2.png": png(seed=2),
        "9/图片3.png": png(seed=3),
        "9/演示.pptx": pptx(),
        "9/视频.mp4": mp4(178.4),
    }
    for path, data in (files | replaced).items():
        if data is not None:
            write(folder / path, data)
    return folder
