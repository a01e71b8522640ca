"""OLE compound files (.xls, .et, encrypted packages, .doc): their streams, read with every chain bounded.

Source: [MS-CFB] 2.1-2.6. Ours rather than xlrd's own, which stops at honest files with odd directories and trusts sizes.
"""

from __future__ import annotations

import struct
from typing import Final

from ..files.refusals import Refusal, corrupt

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR: Final = 0xFFFFFFFA
_END: Final = 0xFFFFFFFE
_MOST_ENTRIES: Final = 100_000


class Compound:
    """The directory of a compound file held in memory. Raises `Refusal("corrupt")` where it contradicts itself."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._read_directory()
        except (struct.error, IndexError):
            raise corrupt("OLE 复合文档的目录已损坏（文件可能不完整）") from None

    @property
    def names(self) -> list[str]:
        """Names of all streams and storages, in directory order."""
        return [name for name, _, _, _ in self._entries]

    def stream(self, *names: str) -> bytes | None:
        """The content of the first stream that has one of the names (compared without case), by the order of names."""
        for wanted in names:
            for name, kind, first, size in self._entries:
                if kind == 2 and name.casefold() == wanted.casefold():
                    return self._content(first, size)
        return None

    def _read_directory(self) -> None:
        data = self._data
        if len(data) < 512:
            raise corrupt("OLE 复合文档不完整")
        sector_bits, mini_bits = struct.unpack_from("<HH", data, 30)
        if sector_bits not in (9, 12) or not 4 <= mini_bits < sector_bits:
            raise corrupt("OLE 复合文档的扇区大小有误")
        self._sector, self._mini_sector = 1 << sector_bits, 1 << mini_bits
        directory, self._cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
        mini_fat, _, next_difat, _ = struct.unpack_from("<IIII", data, 60)
        self._fat = self._table(self._fat_sectors(next_difat))
        self._entries: list[tuple[str, int, int, int]] = []
        listing = self._chain(directory)
        for at in range(0, min(len(listing), _MOST_ENTRIES * 128) - 127, 128):
            length, kind = struct.unpack_from("<HB", listing, at + 64)
            first, size = struct.unpack_from("<IQ", listing, at + 116)
            if sector_bits == 9:
                size &= 0xFFFFFFFF  # the upper half is undefined in version 3 files
            name = listing[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind:
                self._entries.append((name, kind, first, size))
        root = next((entry for entry in self._entries if entry[1] == 5), None)
        if root is None:
            raise corrupt("OLE 复合文档没有根目录")
        self._mini_fat = self._table(self._sectors(mini_fat, self._fat)) if mini_fat <= _LAST_REGULAR else []
        self._mini = self._chain(root[2]) if self._mini_fat else b""

    def _fat_sectors(self, following: int) -> list[int]:
        """Sector numbers of the FAT: 109 in the header, more in the DIFAT chain."""
        sectors = [number for number in struct.unpack_from("<109I", self._data, 76) if number <= _LAST_REGULAR]
        per_sector = self._sector // 4 - 1
        seen: set[int] = set()
        while following <= _LAST_REGULAR and following not in seen:
            seen.add(following)
            numbers = struct.unpack_from(f"<{per_sector + 1}I", self._data, self._at(following))
            sectors += [number for number in numbers[:-1] if number <= _LAST_REGULAR]
            following = numbers[-1]
        return sectors

    def _at(self, sector: int) -> int:
        return (sector + 1) * int(self._sector)

    def _table(self, sectors: list[int]) -> list[int]:
        table: list[int] = []
        seen: set[int] = set()
        for sector in sectors:
            piece = self._data[self._at(sector) : self._at(sector) + self._sector]
            if sector in seen or not piece:
                continue
            seen.add(sector)
            table += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
        return table

    def _sectors(self, first: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while first <= _LAST_REGULAR:
            chain.append(first)
            if first >= len(table) or len(chain) > len(table):
                raise corrupt("OLE 复合文档的扇区链已损坏（文件可能不完整）")
            first = table[first]
        return chain

    def _chain(self, first: int) -> bytes:
        data, size = self._data, self._sector
        return b"".join(data[self._at(sector) : self._at(sector) + size] for sector in self._sectors(first, self._fat))

    def _content(self, first: int, size: int) -> bytes:
        if not size:
            return b""
        if size < self._cutoff:
            unit, source, chain = self._mini_sector, self._mini, self._sectors(first, self._mini_fat)
            content = b"".join(source[number * unit : (number + 1) * unit] for number in chain)
        else:
            content = self._chain(first)
        if len(content) < size:
            raise corrupt("OLE 复合文档中的数据流不完整（文件可能没有下载或复制完整）")
        return content[:size]


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
