"""A .docx from anyone, opened with care: limits before parsing, refusals with a code and advice."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from ..errors import InputRefused

if TYPE_CHECKING:
    from docx.document import Document

MAXIMUM_BYTES = 200 * 2**20
MAXIMUM_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_TYPE = re.compile(rb"wordprocessingml\.(document|template)\.main|ms-word\.document\.macroEnabled")


def open_document(data: bytes, name: str = "") -> Document:
    """The document in `data`. Raises InputRefused (codes of the contract) where it is none or would harm."""
    _guard(data, name)
    # Imported late: the checker's callers pay for python-docx only when a letter is read.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        return Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError, zipfile.BadZipFile, AttributeError) as fault:
        raise _refused("corrupt", name, "不是完整的 Word 文档，请用 Word 打开后另存为 .docx 再试。") from fault


def _guard(data: bytes, name: str) -> None:
    if not data:
        raise _refused("empty_file", name, "是空文件。")
    if data.startswith(_OLE):
        # Old .doc and encrypted .docx share this container.
        code = "encrypted" if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data else "unsupported"
        advice = "文档有密码，请去掉密码后再试。" if code == "encrypted" else "这是旧版 .doc 或 .wps，请另存为 .docx。"
        raise _refused(code, name, f"读不出：{advice}")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as fault:
        raise _refused("not_a_workbook", name, "不是 Word 文档（.docx）。") from fault
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if total > MAXIMUM_BYTES:
        raise _refused("too_big", name, f"展开后有{total // 2**20} MB，超过{MAXIMUM_BYTES // 2**20} MB。")
    if any(
        entry.file_size > 2**20 and entry.file_size > MAXIMUM_RATIO * max(1, entry.compress_size) for entry in entries
    ):
        raise _refused("zip_bomb", name, "的压缩率异常，没有打开。")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        raise _refused("missing_part", name, "缺少 [Content_Types].xml，不是 Word 文档。")
    if not _WORD_TYPE.search(package.read("[Content_Types].xml")):
        raise _refused("not_a_workbook", name, "不是 Word 文档（.docx）。")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")) and re.search(rb"<!(DOCTYPE|ENTITY)", package.read(entry)[:4096]):
            raise _refused("xml_entity", name, f"的 {entry.filename} 含有实体声明，没有打开。")


def _refused(code: str, name: str, what: str) -> InputRefused:
    return InputRefused(code, f"{name or '文件'}{what}", path=name)
