"""Why an input cannot be read, as the readers say it among themselves.

A reader raises `Refusal(code, what)`: it knows what is wrong, but not how the person named the file. `opening` turns it
into `errors.InputRefused`, whose message names the file, says what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ..errors import InputRefused
from .names import visible

ADVICE: Final = {
    "encrypted": "请在 Excel 或 WPS 中取消“打开密码”后另存，或用 --password 给出密码",
    "not_a_workbook": "请提供 Excel 工作簿（.xlsx、.xls、.et）、Word 表格（.docx）或 CSV 文件",
    "corrupt": "请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 文件；打不开时请换用原件，或向报送单位索要",
    "empty_file": "请换用有内容的原件，或向报送单位索要",
    "missing_part": "请用 Excel 或 WPS 打开（提示修复时选“是”），另存为新的文件后重试",
    "no_sheets": "请确认是否选错了文件",
    "duplicate_part": "同名部件内容可能不一致，无法判断以哪个为准；请用 Excel 或 WPS 打开后另存为新的文件",
    "too_big": "请删除多余的行列或拆分成几个文件后重试",
    "zip_bomb": "请勿打开此文件，并核实它的来源",
    "xml_entity": "正常的办公软件不会写入此类内容；请勿打开此文件，并核实它的来源",
    "encoding": "请用 Excel 或 WPS 打开，另存为 .xlsx，或另存为 UTF-8 编码的 CSV",
    "unsupported": "请用 Office 或 WPS 打开后另存为 .xlsx 或 .docx",
    "lock_file": "请关闭正在打开的文件，改选名称不以“~$”“.~”开头的原文件",
    "not_a_file": "请直接选择文件本身",
    "not_found": "请检查路径和文件名",
    "permission": "请关闭正在使用它的程序，或检查文件的读取权限",
    "changed": "请等文件保存或同步完成后重新运行",
}
"""What a person can do, by refusal code, where the reader says nothing more exact."""


class Refusal(Exception):
    """An input cannot be read; `what` is a Chinese clause without the file's name."""

    def __init__(self, code: str, what: str, todo: str | None = None, *, sheet: str = "", cell: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.todo = todo if todo is not None else ADVICE[code]
        self.sheet, self.cell = sheet, cell

    def __reduce__(self) -> tuple[object, ...]:
        """A source that was refused travels to the process that reads it."""
        return _again, (self.code, self.what, self.todo, self.sheet, self.cell)

    def named(self, shown: str) -> InputRefused:
        """The same refusal for people, naming the file, and sheet and cell where the reader knows them."""
        sheet = f"的工作表“{visible(self.sheet)}”" if self.sheet and self.sheet not in self.what else ""
        cell = f"单元格 {self.cell}：" if self.cell and self.cell not in self.what else ""
        said = f"文件“{visible(shown)}”{sheet}：{cell}{self.what}。{self.todo}。"
        return InputRefused(self.code, said, path=shown, sheet=self.sheet, cell=self.cell, what=self.what)


def _again(code: str, what: str, todo: str, sheet: str, cell: str) -> Refusal:
    return Refusal(code, what, todo, sheet=sheet, cell=cell)


@contextmanager
def in_sheet(name: str) -> Iterator[None]:
    """What is refused while a sheet is read is refused of that sheet."""
    try:
        yield
    except Refusal as refusal:
        refusal.sheet = refusal.sheet or name
        raise


def corrupt(what: str, *, cell: str = "") -> Refusal:
    """The most frequent refusal: the content contradicts itself."""
    return Refusal("corrupt", what, cell=cell)
