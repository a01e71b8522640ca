"""Slides and scanned papers: opened far enough to know that they are what their name says, and that they are whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from ..files.limits import DEFAULT_LIMITS, Budget
from ..files.refusals import Refusal
from ..formats.compound import SIGNATURE, Compound, kind_of_compound
from ..formats.container import Container
from ..forms.values import squeeze
from .media import EMPTY, Fault, Media, opened, truncated, unreadable
from .model import PackedFile
from .pictures import picture
from .texts import text_of_file

_MOST_BYTES = 512 << 20
_TAIL = 2048
_MOST_LOOKED_AT = 4000
_TITLE_LINES = 3
_TITLE_SIGNS = 120
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml", re.IGNORECASE)
_ENCRYPTED = Fault(code="encrypted", message="文件设有打开密码", fix="请取消打开密码后另存。")
_NO_SLIDES = Fault(code="not_slides", message="内容不是演示文稿", fix="请放入 .pptx、.ppt 或 .dps 文件。")
_EMPTY_SLIDES = Fault(code="no_slides", message="演示文稿没有一页幻灯片", fix="请放入完整的演示文稿。")
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"})
_TEXTS = frozenset({".docx", ".doc", ".wps", ".txt"})


def slides(path: Path) -> Media:
    """A presentation with its number of slides, where the format tells it."""
    try:
        with opened(path) as (file, size):
            if not size:
                return Media(kind="", faults=(EMPTY,))
            head = file.read(8)
            file.seek(0)
            if head.startswith(b"PK"):
                return _pptx(file, size)
            if head == SIGNATURE:
                return _ppt(file, size)
    except Refusal as refusal:
        return unreadable(refusal)
    return Media(kind="", size=size, faults=(_NO_SLIDES,))


def _pptx(file: BinaryIO, size: int) -> Media:
    package = Container(file, Budget(DEFAULT_LIMITS))
    if "ppt/presentation.xml" not in package:
        return Media(kind="", size=size, faults=(_NO_SLIDES,))
    count = sum(bool(_SLIDE.fullmatch(name)) for name in package.names())
    faults = () if count else (_EMPTY_SLIDES,)
    return Media(kind="PPTX", size=size, pages=count, shown=f"PPTX {count} 页", faults=faults)


def _ppt(file: BinaryIO, size: int) -> Media:
    if size > _MOST_BYTES:
        return Media(kind="PPT", size=size, shown="PPT")
    compound = Compound(file.read())
    if kind_of_compound(compound) == "encrypted":
        return Media(kind="", size=size, faults=(_ENCRYPTED,))
    if "powerpoint document" not in {name.casefold() for name in compound.names}:
        return Media(kind="", size=size, faults=(_NO_SLIDES,))
    return Media(kind="PPT", size=size, shown="PPT")


def paper(path: Path) -> Media:
    """A document of any kind: PDF, scan, Word, workbook; whole as far as its end tells."""
    ending = path.suffix.casefold()
    if ending in _PICTURES:
        return picture(path)
    if ending in _TEXTS:
        found = text_of_file(path)
        # That its words cannot be counted matters only where words are counted.
        faults = tuple(fault for fault in found.faults if fault.sure)
        return Media(kind=found.kind, size=found.size, text=found.text, shown=found.kind, faults=faults)
    try:
        with opened(path) as (file, size):
            if not size:
                return Media(kind="", faults=(EMPTY,))
            return _by_content(file, size, ending)
    except Refusal as refusal:
        return unreadable(refusal)


def title_of_paper(file: PackedFile) -> str:
    """The first lines of a Word or text file, squeezed; empty where it has none that can be read."""
    if file.path.suffix.casefold() not in _TEXTS:
        return ""
    lines = (squeeze(line) for line in (text_of_file(file.path).text or "")[:_MOST_LOOKED_AT].split("\n"))
    return "|".join(list(filter(None, lines))[:_TITLE_LINES])[:_TITLE_SIGNS]


def _by_content(file: BinaryIO, size: int, ending: str) -> Media:
    head = file.read(1024)
    if ending == ".pdf":
        return _pdf(file, size, head)
    if head.startswith(b"PK") and ending in (".xlsx", ".xlsm", ".pptx", ".docx", ".zip"):
        Container(file, Budget(DEFAULT_LIMITS))
    elif head.startswith(SIGNATURE) and size <= _MOST_BYTES:
        file.seek(0)
        if kind_of_compound(Compound(file.read())) == "encrypted":
            return Media(kind="", size=size, faults=(_ENCRYPTED,))
    return Media(kind=ending.removeprefix(".").upper(), size=size, shown=ending.removeprefix(".").upper())


def _pdf(file: BinaryIO, size: int, head: bytes) -> Media:
    if b"%PDF-" not in head:
        fault = Fault(code="not_a_pdf", message="内容不是 PDF", fix="请重新扫描或导出为 PDF。")
        return Media(kind="", size=size, faults=(fault,))
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    file.seek(0)
    if b"%%EOF" not in tail:
        return Media(kind="PDF", size=size, shown="PDF", faults=(truncated("PDF 没有结束标记"),))
    if b"/Encrypt" in _trailer(tail):
        note = Fault(
            code="pdf_encrypted", message="PDF 设有密码或权限限制", fix="请确认不输入密码即可打开。", sure=False
        )
        return Media(kind="PDF", size=size, shown="PDF", faults=(note,))
    return Media(kind="PDF", size=size, shown="PDF")


def _trailer(tail: bytes) -> bytes:
    return tail[max(tail.rfind(b"trailer"), 0) :]
