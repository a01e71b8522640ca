"""What lies in a folder beside the tables: scans, pictures, films, texts. Not read, but counted and named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from ..findings import BesideFile
from .names import is_lock
from .tables import is_table

SCAN: Final = "扫描件或 PDF"
IMAGE: Final = "图片"
_KINDS: Final = {
    SCAN: (".pdf", ".ofd", ".tif", ".tiff"),
    IMAGE: (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".heic"),
    "视频": (".mp4", ".mov", ".avi", ".wmv", ".mkv", ".m4v", ".flv", ".mpg"),
    "演示文稿": (".ppt", ".pptx", ".dps"),
    "文字材料": (".txt", ".md", ".rtf"),
    "网页": (".htm", ".html", ".mht"),
}
_BY_ENDING: Final = {ending: kind for kind, endings in _KINDS.items() for ending in endings}
LOCK_FILE: Final = "打开时留下的临时文件"
WORD_TEXT: Final = "文字材料"
OTHER: Final = "其他文件"
_NAMED: Final = 3


def files_beside(paths: Sequence[str], *, without: str = "") -> Iterator[BesideFile]:
    """Every file below the folders among `paths` that is passed over, in order of name; hidden ones are nobody's.

    What lies in the folder `without` is nobody's either.
    """
    kept_out = os.path.abspath(without) if without else ""
    for given in paths:
        if not os.path.isdir(given):
            continue
        for folder, folders, names in os.walk(given):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
            if kept_out and os.path.abspath(folder) == kept_out:
                folders.clear()
                continue
            yield from (BesideFile(os.path.join(folder, name), kind) for name in sorted(names) if (kind := _kind(name)))


def kind_of_file(shown: str) -> str:
    """The same for any file that is no readable table: 文字材料 for Word texts; empty for other tables."""
    ending = PurePath(shown).suffix.casefold()
    return (
        WORD_TEXT if ending in (".docx", ".doc", ".wps") else _BY_ENDING.get(ending, "" if is_table(shown) else OTHER)
    )


def _kind(name: str) -> str:
    """What a file is, by its name; empty for tables and for what systems leave behind."""
    if is_lock(name):
        return LOCK_FILE
    ending = PurePath(name).suffix.casefold()
    if name.startswith(".") or ending == ".zip" or is_table(name) or name.casefold() in ("thumbs.db", "desktop.ini"):
        return ""
    return _BY_ENDING.get(ending, OTHER)


def beside_words(files: Sequence[BesideFile]) -> str:
    """扫描件或 PDF 2 个（发票.pdf、合同.pdf），图片 1 个（车间.jpg): each kind with its first names."""
    kinds: dict[str, list[str]] = {}
    for file in files:
        kinds.setdefault(file.kind, []).append(PurePath(file.path).name)
    return "，".join(
        f"{kind} {len(names)} 个（{'、'.join(names[:_NAMED])}{'等' if len(names) > _NAMED else ''}）"
        for kind, names in kinds.items()
    )
