"""报送台账 as a workbook: who stands where, everything that came, and what every re-submission changed. To read and to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .. import words
from ..errors import InputRefused
from ..formats.grid import a1
from ..forms.recognise import stamp_of
from ..notice.load import load_notice
from ..office import sheetbuild as look
from ..office.newbook import new_book, stamp
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..register.model import (
    Arrival,
    Change,
    Difference,
    Received,
    Register,
    Standing,
    State,
    UnitStanding,
)

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
}
_STATE_LOOKS: Final = {
    state: Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)
    for state, fill in _FILLS.items()
}
_FILE_WORDS: Final = {"changed": "文件登记后已改动", "missing": "文件不在原处"}
_KIND_WORDS: Final = {"changed": "改动", "added": "增加一行", "removed": "删去一行", "renumbered": "重编序号"}


def write_handin_book(
    register: Register, differences: Sequence[Difference], files: Mapping[tuple[str, str], str]
) -> bytes:
    """The register as .xlsx. `files`: (unit, attachment) -> same, changed, missing. Same register, same bytes."""
    book = new_book()
    book.build(SHEET, _overview(register, files, book.styles))
    book.build(HISTORY, _history(register, book.styles))
    if differences:
        book.build(CHANGES, _changes(differences, book.styles))
    stamp(book, "handin")
    return book.save()


def is_handin_book(data: bytes) -> bool:
    """Whether a file is an earlier view of ours: it holds nothing that the register does not."""
    from ..office.backread import book_of

    try:
        return stamp_of(book_of(data)).get("xltools") == "handin"
    except InputRefused:
        return False


def _overview(register: Register, files: Mapping[tuple[str, str], str], styles: Stylesheet) -> SheetBuilder:
    notice = load_notice(register.opened.notice)
    official = [form.key for form in notice.attachments]
    keys = sorted(register.attachments, key=lambda key: official.index(key) if key in official else len(official))
    widths = [6.0, 26.0, 10.0, *[15.0 if len(keys) <= 4 else 9.0] * len(keys), 9.0, 8.0, 17.0, 36.0]
    sheet = SheetBuilder(styles, widths)
    level = next((one.name for one in notice.levels if one.key == register.opened.level), register.opened.level)
    sheet.banner("报送台账", look.TITLE, height=34)
    sheet.banner(f"通知：{notice.title}　　受理：{level}", look.PLAIN)
    due = register.opened.deadline
    sheet.banner(f"报送截止：{f'{due:%Y-%m-%d}' if due else '通知未定'}　　{_counted(register)}", look.PLAIN)
    for fault in register.faults:
        sheet.banner(f"注意：台账文件{fault}", look.BAD)
    header = sheet.row(
        ["序号", "报送单位", "状态", *(key or "未能读取" for key in keys), "报送次数", "错误数", "最近收到", "说明"],
        look.HEADING,
        height=26,
    )
    sheet.freeze, sheet.titles = header, (header, header)
    listed = any(unit.expected for unit in register.units)
    for number, unit in enumerate(register.units, start=1):
        _unit_row(sheet, number, unit, keys, files, listed=listed)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(widths))}"
    return sheet


def _counted(register: Register) -> str:
    return "，".join(f"{words.HANDIN[state]} {register.count(state)} 家" for state in State)


def _unit_row(
    sheet: SheetBuilder,
    number: int,
    unit: UnitStanding,
    keys: Sequence[str],
    files: Mapping[tuple[str, str], str],
    *,
    listed: bool,
) -> None:
    standings = unit.attachments
    last = max((one.current for one in standings.values()), key=lambda one: one.at, default=None)
    errors = sum(one.current.errors for one in standings.values())
    cells: list[CellValue] = [number, unit.unit, words.HANDIN[unit.state]]
    looks = [look.CENTRED, look.BODY, _STATE_LOOKS[unit.state]]
    for key in keys:
        one = standings.get(key)
        cells.append(_standing_words(one) if one is not None else "—")
        looks.append(_STATE_LOOKS[one.state] if one is not None else look.CENTRED)
    cells += [
        max((len(one.rounds) for one in standings.values()), default=0),
        errors,
        f"{last.at:%Y-%m-%d %H:%M}" if last is not None else "",
        "\n".join(_remarks(unit, files, listed=listed)),
    ]
    looks += [look.CENTRED, look.CENTRED, look.CENTRED, look.BODY]
    sheet.row(cells, looks)


def _standing_words(one: Standing) -> str:
    said = words.HANDIN[one.state]
    if len(one.rounds) > 1:
        said += f"\n第{len(one.rounds)}次"
    return f"{said}\n逾期{one.late_days}天" if one.late_days else said


def _remarks(unit: UnitStanding, files: Mapping[tuple[str, str], str], *, listed: bool) -> list[str]:
    """What is to be said beside a unit. `listed`: there is a list of who has to hand in."""
    made = [] if unit.expected or not listed else ["不在应报单位之列"]
    if unit.attachments and unit.lacking:
        made.append(f"缺{'、'.join(unit.lacking)}")
    for key, one in unit.attachments.items():
        if one.marked is not None and one.marked.note:
            made.append(one.marked.note)
        if one.current.refusal:
            made.append(one.current.refusal)
        if word := _FILE_WORDS.get(files.get((unit.unit, key), "")):
            made.append(f"{one.current.path}：{word}")
    return made


def _history(register: Register, styles: Stylesheet) -> SheetBuilder:
    sheet = SheetBuilder(styles, [6.0, 17.0, 24.0, 10.0, 24.0, 7.0, 40.0, 8.0, 8.0, 8.0, 40.0])
    sheet.banner("报送记录", look.TITLE, height=34)
    header = sheet.row(
        [
            "序号",
            "收到时间",
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
    events = [event for event in register.events if isinstance(event, Received)]
    for number, event in enumerate(events, start=1):
        sheet.row(_event_cells(number, event), _EVENT_LOOKS)
    if not events:
        sheet.row(["", "", "还没有收到文件。"], [look.CENTRED, look.CENTRED, look.BODY], stretch=True)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    return sheet


_EVENT_LOOKS: Final = [
    look.CENTRED, look.CENTRED, look.BODY, look.CENTRED, look.BODY, look.CENTRED, look.BODY, look.CENTRED, look.CENTRED,
    look.CENTRED, look.BODY,
]  # fmt: skip


def _event_cells(number: int, event: Received) -> list[CellValue]:
    said = [event.refusal, event.note, f"逾期 {event.late_days} 天" if event.late_days else ""]
    return [
        number, f"{event.at:%Y-%m-%d %H:%M}", event.unit, event.attachment, words.ARRIVAL[event.arrival],
        event.round if event.arrival is not Arrival.COPIED else "", event.path, event.rows, event.errors, event.warnings,
        "；".join(text for text in said if text),
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
        number, found.unit, found.attachment, found.later.round, _KIND_WORDS[change.kind], change.after_cell,
        change.column, change.before_cell, change.before, change.after, change.row,
    ]  # fmt: skip
