"""函件信息: the office's own particulars as a sheet that people fill in, kept for every letter afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlwings

from ..app.config import keep
from ..letters.profile import KEYS, load_profile
from .sheets import fresh, is_ours, safe, table

SHEET: Final = "函件信息"
_HEADINGS: Final = ("名称", "内容", "说明")
_WIDTHS: Final = (16, 48, 64)
_HEAD: Final = 3


def show_profile(book: xlwings.Book) -> xlwings.Sheet:
    """The sheet, filled with what is kept."""
    profile = load_profile()
    sheet = fresh(
        book, SHEET, SHEET, "填好“内容”一栏后，再点一次“函件信息”即保存；写公函时自动填入。空着的项目在公函中留作待填。"
    )
    rows = [[key.name, safe(profile.get(key.name)), key.meaning] for key in KEYS if key.kept]
    last = table(sheet, _HEAD, _HEADINGS, _WIDTHS, rows)
    sheet.range((_HEAD + 1, 2), (last, 2)).number_format = "@"
    sheet.activate()
    sheet.range((_HEAD + 1, 2)).select()
    return sheet


def has_profile_sheet(book: xlwings.Book) -> bool:
    return any(sheet.name == SHEET and is_ours(sheet) for sheet in book.sheets)


def save_profile(book: xlwings.Book) -> Path:
    """Keep what stands in the sheet; the file written. Raises LetterError for a name nobody knows."""
    sheet = book.sheets[SHEET]
    used = sheet.used_range
    last = max(used.row + used.shape[0] - 1, _HEAD + 1)
    rows = sheet.range((_HEAD + 1, 1), (last, 2)).options(ndim=2).value
    known = {key.name for key in KEYS}
    return keep({str(name): _text(value) for name, value in rows if name and (str(name) in known or _text(value))})


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
