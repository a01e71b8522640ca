"""其他: blanks, what was chosen for the workbook, the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import xlwings

from ...errors import UsageError
from ...forms.recognise import is_own
from .. import settingsheet, sheets
from ..choices import choice_of, keep_choice
from ..desk import Desk, Reply
from ..hosts import host_of
from .verbs import verb

AUTOMATIC: Final = "自动识别"


@verb("new")
def new_attachment(book: xlwings.Book, desk: Desk) -> Reply:
    """新建附件: an official blank of a notice."""
    from ..files import new_blank

    return new_blank(desk, host_of(book).path(book))


@verb("notice")
def choose_notice(book: xlwings.Book, desk: Desk) -> Reply:
    """选择通知: say which notice this workbook's forms belong to, or let it be found out again."""
    from ..files import attachments_of, notice_choices

    choices = notice_choices()
    now = choice_of(book.fullname)
    said = next((text for text, notice in choices.items() if notice == now.notice), AUTOMATIC)
    notice = choices[desk.choose("choice", f"这个工作簿按哪个通知检查？现在：{said}", list(choices))]
    forms = [AUTOMATIC, *(attachments_of(notice) if notice else ())]
    picked = desk.choose("attachment", f"是哪一个附件？现在：{now.attachment or AUTOMATIC}", forms)
    attachment = "" if picked == AUTOMATIC else picked
    keep_choice(book.fullname, replace(now, notice=notice, attachment=attachment))
    named = "、".join(part for part in (notice or AUTOMATIC, attachment) if part)
    return Reply(f"以后按“{named}”检查这个工作簿。请再点“校验本表”。")


@verb("settings")
def settings(book: xlwings.Book, desk: Desk) -> Reply:
    """设置: show everything that can be set as a sheet; with the sheet there, keep what it says."""
    return fill_in(book, desk)


def fill_in(book: xlwings.Book, desk: Desk, scope: str = "") -> Reply:
    """The sheet of settings shown at `scope`, or kept where it is there already."""
    if host_of(book).structure_locked(book):
        raise UsageError(
            "structure_locked", "工作簿结构受保护或以只读方式打开，不能加设置表。请在另一个工作簿里设置，或用命令行 xltools config。"
        )
    if not settingsheet.has_settings_sheet(book):
        settingsheet.show_settings(book, desk, scope)
        return Reply(f"请填写“{settingsheet.SHEET}”表的“内容”一栏，填好后再点一次即保存。")
    path = settingsheet.save_settings(book, desk)
    sheets.drop(book, (settingsheet.SHEET,))
    next((sheet for sheet in book.sheets if sheet.visible and not is_own(sheet.name)), book.sheets[0]).activate()
    return Reply(f"已保存到 {path}。本工作簿的选择按文件路径记在本机，工作簿不改动；公函的内容写公函时自动填入。")


@verb("log")
def show_log(_book: xlwings.Book, _desk: Desk) -> Reply:
    """查看日志: what was clicked and what came of it."""
    from ..files import log_reply

    return log_reply()


@verb("about")
def about(_book: xlwings.Book, _desk: Desk) -> Reply:
    """关于: version, notices, where the log lies."""
    from ..files import about_text

    return Reply(about_text())
