"""Which files met in a folder may hold tables, by their names."""

from __future__ import annotations

import os
from typing import Final

from .refusals import Refusal

TABLES: Final = frozenset(
    [
        ".xlsx",
        ".xlsm",
        ".xltx",
        ".xltm",
        ".xlsb",
        ".xls",
        ".xlt",
        ".et",
        ".ett",
        ".ods",
        ".docx",
        ".docm",
        ".dotx",
        ".csv",
        ".tsv",
    ]
)
"""Extensions that are opened inside folders."""
ADVISED: Final = frozenset([".doc", ".dot", ".wps", ".wpt", ".rar", ".7z"])
"""Extensions that are refused inside folders, with advice: they may hold tables that we cannot read."""


def is_table(name: str) -> bool:
    """Whether a file met inside a folder is to be opened or refused (rather than passed over)."""
    return os.path.splitext(name)[1].casefold() in TABLES | ADVISED


def advice_for(name: str) -> Refusal | None:
    """The refusal for a file that cannot hold anything readable, judged by its extension."""
    extension = os.path.splitext(name)[1].casefold()
    if extension in (".rar", ".7z"):
        return Refusal("unsupported", "不支持 RAR、7Z 压缩包", "请解压后把文件夹交给本工具，或改用 .zip 压缩")
    return None
