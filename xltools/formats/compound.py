"""OLE compound files (.xls, .et, encrypted packages, .doc): their streams, by olefile.

Source: [MS-CFB] 2.1-2.6. Not xlrd's own reading, which stops at honest files with odd directories and trusts sizes.
"""

from __future__ import annotations

import io
import struct
from typing import Final

from ..files.refusals import Refusal, corrupt

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAULTS: Final = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError, struct.error)
"""What olefile raises for broken files: its own errors are OSErrors."""


class Compound:
    """The directory of a compound file held in memory. Raises `Refusal("corrupt")` where it contradicts itself."""

    def __init__(self, data: bytes) -> None:
        import olefile  # brings logging with it; most files are none of its own

        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self._streams = {parts[-1].casefold(): parts for parts in reversed(self._file.listdir())}
            self.names = [parts[-1] for parts in self._file.listdir(streams=True, storages=True)]
        except _FAULTS:
            raise corrupt("OLE 复合文档的目录已损坏（文件可能不完整）") from None

    def stream(self, *names: str) -> bytes | None:
        """The content of the first stream that has one of the names (compared without case), by the order of names."""
        for wanted in names:
            parts = self._streams.get(wanted.casefold())
            if parts is not None:
                return self._content(parts)
        return None

    def _content(self, parts: list[str]) -> bytes:
        try:
            size = self._file.get_size(parts)
            content: bytes = self._file.openstream(parts).read()
        except _FAULTS:
            raise corrupt("OLE 复合文档的扇区链已损坏（文件可能不完整）") from None
        if len(content) < size:
            raise corrupt("OLE 复合文档中的数据流不完整（文件可能没有下载或复制完整）")
        return content


def kind_of_compound(compound: Compound) -> str:
    """`xls`, `encrypted` or a refusal, by the streams inside."""
    names = {name.casefold() for name in compound.names}
    if "encryptedpackage" in names:
        return "encrypted"
    if names & {"workbook", "book"}:
        return "xls"
    if "worddocument" in names:
        raise Refusal("unsupported", "这是旧版 Word 文档（.doc 或 .wps）", "请用 Word 或 WPS 打开后另存为 .docx")
    if "powerpoint document" in names:
        raise Refusal("not_a_workbook", "这是 PowerPoint 演示文稿，不是工作簿")
    raise Refusal("not_a_workbook", "文件里没有工作簿内容")
