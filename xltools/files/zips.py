"""Zip archives from strangers, looked over by what their directory declares before anything is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from .limits import MB, Budget
from .refusals import Refusal, corrupt

ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    ValueError,  # negative seeks, undecodable names
    IndexError,
    OverflowError,
)
"""What zipfile raises for broken archives."""
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Office writes. LZMA may ask for gigabytes, bzip2 raises what it likes."""


def look_over(entries: list[zipfile.ZipInfo], budget: Budget) -> None:
    """Refuse bombs by what the directory declares (zipfile never unpacks more than is declared)."""
    limits = budget.limits
    if len(entries) > limits.entries:
        raise Refusal("zip_bomb", f"压缩包内条目过多（{len(entries)} 个）")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1):
        raise Refusal("zip_bomb", f"压缩率异常（{packed // 1024} KB 解压后 {unpacked // MB} MB）")
    for entry in entries:
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise Refusal("zip_bomb", f"条目 {entry.filename} 压缩率异常（解压后 {entry.file_size // MB} MB）")


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """The archive. Raises `Refusal("corrupt")` where its directory cannot be read."""
    try:
        archive = zipfile.ZipFile(file)
    except NotImplementedError:
        raise Refusal("unsupported", "压缩格式不常见，无法读取") from None
    except ZIP_FAULTS:
        raise corrupt("压缩包不完整或已损坏（可能没有下载或复制完整）") from None
    if not all(archive.namelist()):
        raise corrupt("压缩包内有没有名称的文件")
    return archive
