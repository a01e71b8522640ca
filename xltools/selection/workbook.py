"""The experts' workbooks: protected but for what they fill, printed on A4, bearing what tells them apart when they return."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ..formats.grid import a1, column_letters
from ..office import sheetbuild as look
from ..office.newbook import new_book
from ..office.sheetbuild import InputCheck, SheetBuilder
from ..office.stylesheet import Look, Stylesheet
from .model import GROUP
from .sealing import sealed
from .sheet import KEY_COLUMN, AnswerColumn, AnswerType, StepSheet

STAMP: Final = "select"
"""What the hidden sheet of such a workbook says it is."""
WHOSE: Final = "填表："
_FILL: Final = "FFF6D6"
_NUMBER: Final = Look(face="仿宋_GB2312", size=12, horizontal="center", boxed=True, fill=_FILL, unlocked=True)
_ANSWER: Final = Look(face="仿宋_GB2312", size=11, horizontal="left", boxed=True, fill=_FILL, unlocked=True)
_TITLE: Final = Look(face="方正小标宋简体", size=16, horizontal="center")
_SIGNED: Final = Look(face="仿宋_GB2312", size=12, horizontal="left")


def write_step_sheet(sheet: StepSheet) -> bytes:
    """The workbook as .xlsx. Same sheet, same bytes."""
    book = new_book()
    book.build(sheet.name, _drawn(sheet, book.styles))
    facts = (("selection", sheet.selection), ("step", sheet.step), ("expert", sheet.expert), ("sheet", sheet.name))
    return sealed(book, STAMP, facts)


def _drawn(sheet: StepSheet, styles: Stylesheet) -> SheetBuilder:
    widths = [*(one.width for one in sheet.locked), *(one.width for one in sheet.answers), 10.0]
    made = SheetBuilder(
        styles, widths, print_columns=len(widths) - 1, hidden_columns=frozenset({len(widths)}), protected=True
    )
    made.banner(sheet.title, _TITLE, height=52)
    made.banner(who_line(sheet.expert), _SIGNED)
    made.banner(sheet.hint, look.PLAIN)
    heads = [*(one.heading for one in sheet.locked), *(one.heading for one in sheet.answers), KEY_COLUMN]
    header = made.row(heads, look.HEADING, height=34)
    made.freeze, made.titles = header, (header, header)
    looks = [_locked_look(one.centred, one.decimals) for one in sheet.locked]
    looks += [_ANSWER if one.type is AnswerType.REASON else _NUMBER for one in sheet.answers] + [look.TEXT]
    asked = [row for row in sheet.rows if row.required]
    for row in asked:
        made.row([*row.cells, *[None] * len(sheet.answers), row.applicant.key], looks)
    if asked:
        made.checks += [
            _check(sheet, column, f"{column_letters(place)}{header + 1}:{a1(made.next_row - 1, place)}")
            for place, column in enumerate(sheet.answers, start=len(sheet.locked) + 1)
            if column.type is not AnswerType.REASON
        ]
    made.gap()
    made.banner(_SIGN_GROUP if sheet.expert == GROUP else _SIGN_EXPERT, _SIGNED, height=34)
    return made


_SIGN_GROUP: Final = (
    "专家组组长签名：　　　　　　　　专家签名：　　　　　　　　　　　　　　　　日期：　　　　年　　月　　日"
)
_SIGN_EXPERT: Final = "专家签名：　　　　　　　　　　　　　　　　日期：　　　　年　　月　　日"


def who_line(expert: str) -> str:
    """The line that says whose workbook it is."""
    return f"{WHOSE}{expert}"


def _locked_look(centred: bool, decimals: int) -> Look:
    if decimals:
        return Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, number_format=f"0.{'0' * decimals}")
    return look.CENTRED if centred else look.BODY


def _check(sheet: StepSheet, column: AnswerColumn, area: str) -> InputCheck:
    if column.type is AnswerType.WORD:
        return InputCheck(area, column.heading, f"请填“{'”或“'.join(column.words)}”", words=column.words)
    digits = f"，最多{sheet.decimals}位小数" if sheet.decimals else "的整数"
    return InputCheck(
        area, column.heading, f"请填0至{column.full:f}{digits}", low=str(Decimal(0)), high=f"{column.full:f}"
    )
