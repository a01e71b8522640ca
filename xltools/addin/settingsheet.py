"""附表工具设置: everything that can be set for this workbook, for all workbooks and for letters, in one sheet to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import xlwings

from ..app.config import keep
from ..errors import UsageError, XltoolsError
from ..forms.table import Table
from ..letters.profile import KEYS, load_profile
from ..settings import BY_NAME, value_of
from ..words import DATE_BASIS, TAX_BASIS
from .bound import columns_of, keep_columns
from .choices import BookChoice, choice_of, keep_choice
from .desk import Desk, Question
from .files import notice_choices
from .sheets import fresh, is_ours, safe, table
from .verdicts import look

SHEET: Final = "附表工具设置"
LETTERS: Final = "公函"
_BOOK: Final = "本工作簿"
_ALL: Final = "所有工作簿"
_HEADINGS: Final = ("范围", "名称", "内容", "说明")
_WIDTHS: Final = (12, 16, 44, 72)
_HEAD: Final = 3
_COLOURS: Final = ("error_fill", "warning_fill", "info_fill")
_PAIR: Final = re.compile(r"\s*([^=＝;；]+?)\s*[=＝]\s*([A-Za-z]{1,3})\s*")


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the sheet."""

    scope: str
    name: str
    text: str
    meaning: str
    colour: str = ""


def show_settings(book: xlwings.Book, desk: Desk, scope: str = "") -> xlwings.Sheet:
    """The sheet, filled with what holds; the first line of `scope` is selected."""
    rows = [*_of_book(book, desk), *_of_all(), *_of_letters()]
    said = "填好“内容”一栏后，再点一次“设置”（或“函件信息”）即保存，这张表随即去掉。空着的按说明办。"
    sheet = fresh(book, SHEET, SHEET, said)
    sheet.range((_HEAD + 1, 3), (_HEAD + len(rows), 3)).number_format = "@"
    table(sheet, _HEAD, _HEADINGS, _WIDTHS, [[row.scope, row.name, safe(row.text), row.meaning] for row in rows])
    for at, row in enumerate(rows, start=_HEAD + 1):
        if row.colour:
            sheet.range((at, 3)).color = row.colour
    sheet.activate()
    first = next((at for at, row in enumerate(rows, start=_HEAD + 1) if row.scope == scope), _HEAD + 1)
    sheet.range((first, 3)).select()
    return sheet


def _of_book(book: xlwings.Book, desk: Desk) -> Iterator[SettingRow]:
    choice, tables = choice_of(book.fullname), _tables(book, desk)
    forms = dict.fromkeys(f"{one.notice.id} {one.attachment.key}" for one in tables)
    known = "、".join(notice for notice in notice_choices().values() if notice)
    found = f"现在认出：{'、'.join(forms)}" if forms else "现在没有认出附件"
    yield SettingRow(_BOOK, "通知", choice.notice, f"空着即自动识别（{found}）；可填：{known}")
    yield SettingRow(_BOOK, "附件", choice.attachment, "空着即自动识别；填附件编号，如 附件6（先填通知）")
    dates, taxes = "、".join(DATE_BASIS.values()), "、".join(TAX_BASIS.values())
    yield SettingRow(
        _BOOK,
        "时间口径",
        DATE_BASIS.get(choice.date_basis, ""),
        f"投资按哪个日期计入；空着即按通知；可填：{dates}（先填通知）",
    )
    yield SettingRow(
        _BOOK,
        "价款口径",
        TAX_BASIS.get(choice.tax_basis, ""),
        f"投资按什么价款计入；空着即按通知；可填：{taxes}（先填通知）",
    )
    for one in tables:
        pairs = "；".join(f"{name}={letters}" for name, letters in columns_of(one).items())
        yield SettingRow(
            _BOOK, f"列·{one.sheet}", pairs, "表头认不出时指明哪一列是什么，如 设备名称=G；数量=H。同样版式的表都这样读；空着即照表头"
        )  # fmt: skip


def _tables(book: xlwings.Book, desk: Desk) -> list[Table]:
    """What is recognised now; nothing where a person would have to be asked: settings are to be had for any workbook."""
    try:
        file = look(book, Desk({}, desk.show, desk.cancelled)).file
    except (Question, XltoolsError):
        return []
    return list(file.tables) if file is not None else []


def _of_all() -> Iterator[SettingRow]:
    for name in (*_COLOURS, "column", "on_save"):
        value = value_of(name)
        more = "；把这一格涂成想要的颜色也行" if name in _COLOURS else ""
        yield SettingRow(_ALL, value.name, value.text, value.meaning + more, value.text if name in _COLOURS else "")


def _of_letters() -> Iterator[SettingRow]:
    profile = load_profile()
    for key in KEYS:
        if key.kept:
            yield SettingRow(LETTERS, key.name, profile.get(key.name), key.meaning)


def has_settings_sheet(book: xlwings.Book) -> bool:
    return any(sheet.name == SHEET and is_ours(sheet) for sheet in book.sheets)


# keeping


def save_settings(book: xlwings.Book, desk: Desk) -> str:
    """Keep what stands in the sheet; where, in words. Raises UsageError, SettingsFault, LetterError for what cannot hold."""
    sheet = book.sheets[SHEET]
    rows = list(_read(sheet))
    said = {(row.scope, row.name): row.text for row in rows}
    choice = _choice({name: text for (scope, name), text in said.items() if scope == _BOOK})
    changes = {row.name: _with_fill(row) for row in rows if row.scope == _ALL and row.name in BY_NAME}
    known = {key.name for key in KEYS}
    changes |= {row.name: row.text for row in rows if row.scope == LETTERS and (row.name in known or row.text)}
    columns = {name.partition("·")[2]: _pairs(text) for (scope, name), text in said.items() if name.startswith("列·")}
    # What is the default need not stand in the file.
    own = {name: "" if name in BY_NAME and text == BY_NAME[name].default else text for name, text in changes.items()}
    path = keep(own)
    keep_choice(book.fullname, choice)
    for one in _tables(book, desk) if columns else ():
        if one.sheet in columns and columns[one.sheet] != columns_of(one):
            keep_columns(one, columns[one.sheet])
    return str(path)


def _read(sheet: xlwings.Sheet) -> Iterator[SettingRow]:
    used = sheet.used_range
    last = max(used.row + used.shape[0] - 1, _HEAD + 1)
    rows = sheet.range((_HEAD + 1, 1), (last, 3)).options(ndim=2).value
    for at, (scope, name, text) in enumerate(rows, start=_HEAD + 1):
        if scope and name:
            colour = sheet.range((at, 3)).color if scope == _ALL else None
            painted = "#{:02X}{:02X}{:02X}".format(*colour) if colour is not None else ""
            yield SettingRow(str(scope), str(name), _text(text), "", painted)


def _with_fill(row: SettingRow) -> str:
    """A colour by what the cell was painted with, unless its text was changed."""
    setting = BY_NAME[row.name]
    if setting.ascii not in _COLOURS or not row.colour or row.text != value_of(setting.ascii).text:
        return row.text
    return row.colour


def _choice(said: Mapping[str, str]) -> BookChoice:
    notice, attachment = said.get("通知", ""), said.get("附件", "")
    if notice and notice not in notice_choices().values():
        raise UsageError("unknown_notice", f"没有“{notice}”这个通知。请填“说明”一栏列出的编号，或空着。")
    date_basis = _by_word(DATE_BASIS, said.get("时间口径", ""), "时间口径")
    return BookChoice(
        notice=notice,
        attachment=attachment,
        date_basis=date_basis,
        tax_basis=_by_word(TAX_BASIS, said.get("价款口径", ""), "价款口径"),
    )


def _by_word(words: Mapping[str, str], text: str, name: str) -> str:
    found = next((key for key, word in words.items() if word == text), "")
    if text and not found:
        raise UsageError("bad_setting", f"“{name}”只能填{'、'.join(words.values())}，或空着。")
    return found


def _pairs(text: str) -> dict[str, str]:
    made = {}
    for part in re.split("[;；]", text):
        found = _PAIR.fullmatch(part)
        if part.strip() and found is None:
            raise UsageError("bad_setting", f"“{part.strip()}”看不懂。请写成 设备名称=G 的样子，几个之间用分号隔开。")
        if found is not None:
            made[found[1]] = found[2].upper()
    return made


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
