"""What a picture, film, text or slide file turned out to be. Nothing here raises for a bad file: faults are data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..files.intake import of_os_error, refuse_special
from ..files.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a file. `sure` False: a warning."""

    code: str
    message: str
    fix: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file as its content says. `shown` is what a person wants to know of it (1920×1080, 2分58秒, 148 字)."""

    kind: str
    """JPEG, PNG, MP4 …; empty where the content is none of what was looked for."""
    size: int = 0
    """Bytes."""
    width: int = 0
    height: int = 0
    seconds: float | None = None
    pages: int | None = None
    text: str | None = None
    shown: str = ""
    faults: tuple[Fault, ...] = ()


EMPTY = Fault(code="empty_file", message="文件是空的（0 字节）", fix="请重新导出或重新复制该文件。")


def truncated(what: str) -> Fault:
    """A file that ends too early."""
    return Fault(
        code="truncated", message=f"文件不完整（{what}）", fix="请重新导出或重新复制该文件，打开确认后再放入。"
    )


_REOPEN = "请用原来的软件打开检查，重新导出后放入；打不开时请换原件。"
_FIXES = {
    "encrypted": "请取消打开密码后另存。",
    "permission": "请关闭正在使用它的程序，或检查文件的读取权限。",
    "not_a_file": "请把原文件复制到材料文件夹中。",
    "unsupported": "请另存为通用格式后放入。",
}
"""What to do with a paper that is refused; the readers' own advice speaks of workbooks."""


_FORM_AGAIN = "请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 文件后重新报送。"
_FORM_FIXES = {
    "encrypted": "请取消“打开密码”后另存，重新报送。",
    "empty_file": "请重新导出或重新复制该文件，打开确认后再报送。",
    "too_big": "请删除多余的行列，或拆分成几个文件后重新报送。",
    "not_a_workbook": "请报送 Excel 工作簿（.xlsx、.xls、.et）或 Word 表格（.docx）。",
    "no_sheets": "请核对是否放错了文件，放入填好的表格。",
    "not_a_file": "请把原文件复制到材料文件夹中。",
    "lock_file": "这是打开文件时产生的临时文件，请报送原文件。",
}


def hand_in_again(code: str) -> str:
    """What whoever handed in a form that cannot be read has to do; the readers' advice speaks to who received it."""
    return _FORM_FIXES.get(code, _FORM_AGAIN)


def unreadable(refusal: Refusal) -> Media:
    """A file that cannot even be opened, or whose content the readers refuse."""
    fix = _FIXES.get(refusal.code, _REOPEN)
    return Media(kind="", faults=(Fault(code=refusal.code, message=refusal.what, fix=fix),))


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its size. Raises `Refusal` for what is no ordinary, readable file."""
    found = refuse_special(path)
    try:
        with path.open("rb") as file:
            yield file, found.st_size
    except OSError as fault:
        raise of_os_error(fault) from None
