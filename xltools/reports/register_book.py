"""报送台账 as a workbook: who stands where, everything that came, and what every re-submission changed. To read and to print."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from .. import words
from ..errors import InputRefused
from ..formats.grid import Book, a1
from ..forms.recognise import OWN_PREFIX, stamp_of
from ..notice.load import load_notice
from ..office import sheetbuild as look
from ..office.newbook import new_book, stamp
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..register.model import Change, Difference, Register, Standing, State, UnitStanding
from .registerentries import entry_cells
from .registerwords import asked_line, counted, moment_words, unit_remarks

SHEET: Final = "报送台账"
HISTORY: Final = "报送记录"
CHANGES: Final = "重报差异"
_FILLS: Final = {
    State.MISSING: "FFC9C4",
    State.BLANK: "FFC9C4",
    State.ZERO: "D5EBD8",
    State.RECEIVED: "D6E6F7",
    State.TO_CORRECT: "FFE9B0",
    State.PASSED: "D5EBD8",
    State.SCANNED: "FBD9B5",
    State.WITHDRAWN: "E3E3E3",
}
_LEGEND: Final = {
    State.MISSING: "没有收到任何文件（“空表”同色：收到的是没有填的表）",
    State.SCANNED: "收到扫描件或纸质件，电子表还没有",
    State.TO_CORRECT: "有错误、读不出或已退回，等重报",
    State.RECEIVED: "已收，还没有人核定",
    State.PASSED: "已核定通过（“零报送”同色：报来说明没有可报的）",
    State.WITHDRAWN: "单位已撤回，没有再报",
}
TYPED: Final = "手填备注"
_ON_ONE_PAGE: Final = 45
"""So many units are shrunk to one page; of more, each page bears the headings."""
_STATE_LOOKS: Final = {
    state: Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)
    for state, fill in _FILLS.items()
}
_KIND_WORDS: Final = {
    "reordered": "次序改变",
    "changed": "改动",
    "added": "增加一行",
    "removed": "删去一行",
    "renumbered": "重编序号",
}


def write_handin_book(
    register: Register, differences: Sequence[Difference], typed: Mapping[str, str] | None = None
) -> bytes:
    """The register as .xlsx. `typed`: unit -> what people wrote beside it in an earlier view. Same input, same bytes."""
    book = new_book()
    book.build(SHEET, _overview(register, typed or {}, book.styles))
    book.build(HISTORY, _history(register, book.styles))
    if differences:
        book.build(CHANGES, _changes(differences, book.styles))
    from ..office.backread import book_of

    stamp(book, "handin", cells=_digest(book_of(book.save())))
    return book.save()


def is_handin_book(data: bytes) -> bool:
    """Whether a file is an earlier view of ours that holds nothing but what the register does and the typed notes."""
    from ..office.backread import book_of

    try:
        book = book_of(data)
    except InputRefused:
        return False
    said = stamp_of(book)
    return said.get("xltools") == "handin" and said.get("cells", "") in ("", _digest(book))


def typed_notes(data: bytes) -> dict[str, str]:
    """Unit -> what people wrote into the column for it; empty for other files."""
    from ..office.backread import book_of, sheet_named

    try:
        book = book_of(data)
    except InputRefused:
        return {}
    grid = sheet_named(book, SHEET) if stamp_of(book).get("xltools") == "handin" else None
    heading = next(((row, column) for row, column, value in grid.cells() if value == TYPED), None) if grid else None
    if grid is None or heading is None:
        return {}
    made = {}
    for row in grid.rows:
        unit, note = grid.value(row, _UNIT_COLUMN), grid.value(row, heading[1])
        if row > heading[0] and isinstance(unit, str) and note is not None:
            made[unit] = str(note)
    return made


_UNIT_COLUMN: Final = 2


def _digest(book: Book) -> str:
    """A fingerprint of all cells but those of the typed column."""
    told: list[str] = []
    for grid in book.grids:
        if grid.name == OWN_PREFIX:
            continue
        column = next((column for _, column, value in grid.cells() if value == TYPED), 0)
        told.append(grid.name)
        told.extend(f"{a1(row, at)}={value}" for row, at, value in grid.cells() if at != column)
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:24]


def _overview(register: Register, typed: Mapping[str, str], styles: Stylesheet) -> SheetBuilder:
    notice = load_notice(register.opened.notice)
    official = [form.key for form in notice.attachments]
    keys = sorted(register.attachments, key=lambda key: official.index(key) if key in official else len(official))
    widths = [6.0, 26.0, 10.0, *[15.0 if len(keys) <= 4 else 9.0] * len(keys), 9.0, 8.0, 17.0, 36.0, 20.0]
    sheet = SheetBuilder(styles, widths, pages_high=1 if len(register.units) <= _ON_ONE_PAGE else 0)
    level = next((one.name for one in notice.levels if one.key == register.opened.level), register.opened.level)
    sheet.banner("报送台账", look.TITLE, height=34)
    sheet.banner(f"通知：{notice.title}　　受理：{level}", look.PLAIN)
    due = register.opened.deadline
    sheet.banner(f"报送截止：{f'{due:%Y-%m-%d}' if due else '通知未定'}　　{counted(register)}", look.PLAIN)
    for fault in register.faults:
        sheet.banner(f"注意：台账文件{fault}", look.BAD)
    header = sheet.row(
        [
            "序号",
            "报送单位",
            "状态",
            *(key or "未能读取" for key in keys),
            "报送次数",
            "错误数",
            "最近收到",
            "说明",
            TYPED,
        ],
        look.HEADING,
        height=26,
    )
    sheet.freeze, sheet.titles = header, (header, header)
    listed = any(unit.expected for unit in register.units)
    for number, unit in enumerate(register.units, start=1):
        _unit_row(sheet, number, register, unit, keys, typed.get(unit.unit, ""), listed=listed)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(widths))}"
    _explain(sheet, register, typed)
    return sheet


def _explain(sheet: SheetBuilder, register: Register, typed: Mapping[str, str]) -> None:
    """What waits for a person, what the colours mean, notes on units that are no more."""
    sheet.gap()
    for entry in register.asked:
        sheet.banner(asked_line(entry), look.BAD)
    known = {unit.unit for unit in register.units}
    for unit, note in typed.items():
        if unit not in known:
            sheet.banner(f"原手填备注　{unit}：{note}", look.PLAIN)
    for state, meaning in _LEGEND.items():
        sheet.row(["颜色", words.HANDIN[state], meaning], [look.CENTRED, _STATE_LOOKS[state], look.BODY], stretch=True)


def _unit_row(
    sheet: SheetBuilder,
    number: int,
    register: Register,
    unit: UnitStanding,
    keys: Sequence[str],
    typed: str,
    *,
    listed: bool,
) -> None:
    """`listed`: there is a list of who has to hand in."""
    standings = unit.attachments
    last = max((one.current for one in standings.values()), key=lambda one: one.at, default=None)
    errors = sum(one.current.errors for one in standings.values())
    cells: list[CellValue] = [number, unit.unit, words.HANDIN[unit.state]]
    looks = [look.CENTRED, look.BODY, _STATE_LOOKS[unit.state]]
    for key in keys:
        one = standings.get(key)
        cells.append(_standing_words(one) if one is not None else "—")
        looks.append(_STATE_LOOKS[one.state] if one is not None else look.CENTRED)
    unlisted = [] if unit.expected or not listed else ["不在应报单位之列"]
    cells += [
        max((len(one.rounds) for one in standings.values()), default=0) or "",
        errors or "",
        moment_words(last.at) if last is not None else "",
        "\n".join((*unlisted, *unit_remarks(register, unit))),
        typed,
    ]
    looks += [look.CENTRED, look.CENTRED, look.CENTRED, look.BODY, look.BODY]
    sheet.row(cells, looks)


def _standing_words(one: Standing) -> str:
    said = words.HANDIN[one.state]
    if len(one.rounds) > 1:
        said += f"\n第{len(one.rounds)}次"
    return f"{said}\n逾期{one.late_days}天" if one.late_days else said


def _history(register: Register, styles: Stylesheet) -> SheetBuilder:
    sheet = SheetBuilder(styles, [6.0, 17.0, 24.0, 10.0, 24.0, 7.0, 40.0, 8.0, 8.0, 8.0, 40.0])
    sheet.banner("报送记录", look.TITLE, height=34)
    header = sheet.row(
        [
            "编号",
            "时间",
            "报送单位",
            "附件",
            "情况",
            "第几次",
            "文件",
            "行数",
            *list(words.SEVERITY.values())[:2],
            "备注",
        ],
        look.HEADING,
        height=26,
    )
    sheet.freeze, sheet.titles = header, (header, header)
    rows = [cells for entry in register.entries if (cells := entry_cells(entry)) is not None]
    for cells in rows:
        sheet.row(cells, _EVENT_LOOKS)
    if not rows:
        sheet.row(["", "", "还没有收到文件。"], [look.CENTRED, look.CENTRED, look.BODY], stretch=True)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    return sheet


_EVENT_LOOKS: Final = [
    look.CENTRED, look.CENTRED, look.BODY, look.CENTRED, look.BODY, look.CENTRED, look.BODY, look.CENTRED, look.CENTRED,
    look.CENTRED, look.BODY,
]  # fmt: skip


def _changes(differences: Sequence[Difference], styles: Stylesheet) -> SheetBuilder:
    sheet = SheetBuilder(styles, [6.0, 20.0, 10.0, 8.0, 10.0, 9.0, 18.0, 9.0, 32.0, 32.0, 32.0])
    sheet.banner("重报差异", look.TITLE, height=34)
    header = sheet.row(
        ["序号", "报送单位", "附件", "第几次", "种类", "单元格", "栏目", "原单元格", "原内容", "现内容", "所在行"],
        look.HEADING,
        height=26,
    )
    sheet.freeze, sheet.titles = header, (header, header)
    number = 0
    for found in differences:
        for change in found.changes:
            number += 1
            sheet.row(_change_cells(number, found, change), _CHANGE_LOOKS)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    return sheet


_CHANGE_LOOKS: Final = [
    look.CENTRED, look.BODY, look.CENTRED, look.CENTRED, look.CENTRED, look.CENTRED, look.BODY, look.CENTRED, look.BODY,
    look.BODY, look.BODY,
]  # fmt: skip


def _change_cells(number: int, found: Difference, change: Change) -> list[CellValue]:
    return [
        number, found.unit, found.attachment, found.later.round, _kind_words(change), change.after_cell,
        change.column, change.before_cell, change.before, change.after, change.row,
    ]  # fmt: skip


def _kind_words(change: Change) -> str:
    """删去一行, and where the row went."""
    if not change.other:
        return _KIND_WORDS[change.kind]
    way = f"转至{change.other}" if change.kind == "removed" else f"由{change.other}转来"
    return f"{_KIND_WORDS[change.kind]}，{way}"
