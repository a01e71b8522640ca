"""Workbooks with a password to open: ECMA-376 standard and agile encryption, and RC4 of .xls, by msoffcrypto-tool.

A workbook that is only write-protected is encrypted with a password every Office knows; it is opened without asking.
Source: [MS-OFFCRYPTO] 2.3; the well-known password: 2.4.2.3 (Excel's "VelvetSweatshop").
"""

from __future__ import annotations

import io
import re
from typing import Final

from ..files.refusals import Refusal, corrupt
from .compound import Compound

_KNOWN_TO_ALL: Final = "VelvetSweatshop"
_SPINS: Final = re.compile(rb'spinCount="([0-9]+)"')
_SAVE_PLAIN: Final = "请在 Excel 或 WPS 中取消“打开密码”和“修改密码”后另存"
_MOST_SPINS: Final = 1_000_000  # Office writes 100,000; more only costs time


def unlock(data: bytes, password: str | None, compound: Compound) -> bytes:
    """The decrypted file. Raises `Refusal`: `encrypted` (no or wrong password), `corrupt`."""
    info = compound.stream("EncryptionInfo") or b""
    if any(int(found) > _MOST_SPINS for found in _SPINS.findall(info)):
        raise corrupt("加密参数异常")
    for candidate in (password, _KNOWN_TO_ALL):
        if candidate is not None:
            plain = _decrypt(data, candidate)
            if plain is not None:
                return plain
    if password is not None:
        raise Refusal("encrypted", "给出的密码不对", "请核对密码后重试，或在 Excel 或 WPS 中取消“打开密码”后另存")
    raise Refusal("encrypted", "文件设有打开密码")


def _decrypt(data: bytes, password: str) -> bytes | None:
    """None for a wrong password."""
    try:
        import msoffcrypto  # type: ignore[import-untyped]  # it has no stubs
        from msoffcrypto.exceptions import (  # type: ignore[import-untyped]  # it has no stubs
            DecryptionError,
            FileFormatError,
            InvalidKeyError,
        )
    except ImportError:  # inside the self-check page, where nothing can decrypt
        raise Refusal("encrypted", "文件已加密，这里不能解密", _SAVE_PLAIN) from None

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)  # .xls: verified by itself
        office.decrypt(out)
    except InvalidKeyError:
        return None
    except (DecryptionError, FileFormatError):
        return None
    except Exception as fault:  # the fence around msoffcrypto and olefile: they raise anything over broken content
        raise corrupt(f"加密内容已损坏（{type(fault).__name__}）") from None
    return out.getvalue()
