"""Names that are no UTF-8 are legible, and can always be written."""

from __future__ import annotations

import os

import pytest

from xltools.files.names import legible, utf8


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("name", ["附件6.xlsx", "东湖高新区-推荐汇总表.xlsx", "镕x㐂1.xls", "a.xlsx"])
def test_bytes_of_old_shares_are_read(name: str, encoding: str) -> None:
    stored = name.encode(encoding).decode("utf-8", "surrogateescape")
    assert legible(stored) == name
    assert utf8(f"“{stored}”") == f"“{name}”".encode()


def test_what_is_no_text_at_all_is_marked() -> None:
    assert legible(os.fsdecode(b"a\xff\xff.xlsx")) == "a��.xlsx"
    assert utf8("\ud83d") == b"?"
