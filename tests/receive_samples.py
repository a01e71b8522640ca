"""What lies in an office's folder on the last day: twelve enterprises' applications, thirteen districts' summaries."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from application.enterprise import (
    PDF,
    REPORT,
    application,
    equipment,
    indicators,
    investment,
    mp4,
    png,
    pptx,
    scenarios,
    software,
    text_file,
)
from summary.forms import write

from xltools.demo.invent import credit_code
from xltools.demo.minimal_docx import document

STEMS = "甲乙丙丁戊己庚辛壬癸子丑"
NAMES = tuple(f"武汉示例{stem}光电股份有限公司" for stem in STEMS)
CODES = tuple(credit_code(Random(number)) for number in range(12))
DISTRICT = "江岸区"


@lru_cache(maxsize=1)
def _first() -> Mapping[str, bytes]:
    """All nine items of the first enterprise, right in every way; path below its folder -> bytes."""
    name = NAMES[0]
    return {
        "1/附件1-申报表.xlsx": application(name, CODES[0]),
        "2-申请报告.docx": document(REPORT.replace("武汉示例甲股份有限公司", name).split("\n")),
        "3/附件2-重点指标自测表.xlsx": indicators(name),
        "3/附件3-场景自测表.xlsx": scenarios(name),
        "3/证明材料/证明1.pdf": PDF,
        "4/附件6-投资明细.xlsx": investment(name),
        "4/合同1.pdf": PDF, "4/发票1.pdf": PDF, "4/付款凭证1.pdf": PDF, "4/银行流水.pdf": PDF,
        "5-附件7-软件清单.xlsx": software(name),
        "6-附件8-装备指标.xlsx": equipment(name),
        "7-生产经营情况说明.docx": document([f"{name}生产经营情况和同行业排名说明。"]),
        "8-真实性承诺书.pdf": PDF,
        "9/简介.txt": text_file(148),
        "9/图片1.png": png(seed=1), "9/图片2.png": png(seed=2), "9/图片3.png": png(seed=3),
        "9/演示.pptx": pptx(), "9/视频.mp4": mp4(178.4),
    }  # fmt: skip


def papers(number: int) -> dict[str, bytes]:
    """The same of enterprise `number`: its name, its code, its invoices."""
    swaps = {NAMES[0]: NAMES[number], CODES[0]: CODES[number], _invoice(NAMES[0]): _invoice(NAMES[number])}
    office = (".xlsx", ".docx")
    return {path: _swapped(data, swaps) if path.endswith(office) else data for path, data in _first().items()}


def _invoice(name: str) -> str:
    return f"{zlib.crc32(name.encode()):010d}00000000"


def _swapped(data: bytes, swaps: Mapping[str, str]) -> bytes:
    """The package with other words in its parts: twelve enterprises are typed once."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as to,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            for before, after in swaps.items():
                # openpyxl writes Chinese signs as references.
                part = part.replace(before.encode(), after.encode())
                part = part.replace(
                    before.encode("ascii", "xmlcharrefreplace"), after.encode("ascii", "xmlcharrefreplace")
                )
            to.writestr(entry.filename, part)
    return made.getvalue()


def changed(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """The workbook with other values in cells of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(data: bytes, text: str) -> str:
    """The first cell that holds the text."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return next(c.coordinate for line in sheet.iter_rows() for c in line if str(c.value or "") == text)


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def district_folder(root: Path, numbers: Iterable[int] = range(12)) -> Path:
    """Twelve enterprises as they come: nested folders, a .zip, copies, old versions, scans, a wrong name, a missing form."""
    for number in numbers:
        name = NAMES[number]
        place, files = root / name, papers(number)
        match number:
            case 1:  # folders in folders
                place = root / f"02 {name}" / "申报材料" / "最终版"
            case 2:  # everything in one .zip
                write(root / f"{name}.zip", zipped({f"{name}/{path}": data for path, data in files.items()}))
                continue
            case 3:  # the same file twice
                files["备份/附件7-软件清单 - 副本.xlsx"] = files["5-附件7-软件清单.xlsx"]
            case 4:  # an older version beside the new one
                files["5-附件7-软件清单（旧）.xlsx"] = software(name, ["旧系统"])
            case 5:  # only the scan of 附件8
                del files["6-附件8-装备指标.xlsx"]
                files["6-附件8-装备指标.pdf"] = PDF
            case 6:  # 附件7 and a film are missing
                del files["5-附件7-软件清单.xlsx"], files["9/视频.mp4"]
            case 7:  # another name in one form
                files["5-附件7-软件清单.xlsx"] = software("武汉示例辛光电有限公司")
            case 8:  # a wrong tax, an unreadable date
                wrong = investment(name)
                row = cell_of(wrong, "示例设备1")[1:]
                header = _columns(wrong)
                files["4/附件6-投资明细.xlsx"] = changed(
                    wrong, {f"{header['发票税额']}{row}": 1, f"{header['发票开票日期']}{int(row) + 1}": "2024.13.5"}
                )
            case 9:  # below the floor
                files["4/附件6-投资明细.xlsx"] = investment(name, (("生产性设备购置", 800),))
            case 10:  # names of files that say nothing, in a folder that says little
                place = root / "示例子光电"
                files = {f"扫描{n}{Path(path).suffix}": data for n, (path, data) in enumerate(files.items())}
            case 11:  # a broken file
                files["4/附件6-投资明细.xlsx"] = files["4/附件6-投资明细.xlsx"][:2000]
        for path, data in files.items():
            write(place / path, data)
    write(root / "说明.txt", "收件说明".encode())
    write(root / "Thumbs.db", b"x")
    return root


def _columns(data: bytes) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return {
        str(c.value).split("（")[0]: c.column_letter for line in sheet.iter_rows(max_row=8) for c in line if c.value
    }


def corrected(root: Path) -> Path:
    """The second round: 附件7 of the seventh came, the broken file is whole, the tax is right; a new mistake at the first."""
    write(root / NAMES[6] / "5-附件7-软件清单.xlsx", papers(6)["5-附件7-软件清单.xlsx"])
    if (root / NAMES[11]).exists():
        write(root / NAMES[11] / "4/附件6-投资明细.xlsx", papers(11)["4/附件6-投资明细.xlsx"])
    write(root / NAMES[8] / "4/附件6-投资明细.xlsx", papers(8)["4/附件6-投资明细.xlsx"])
    (root / NAMES[0] / "9/视频.mp4").unlink()
    return root
