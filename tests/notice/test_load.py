"""Packs load whole, or say every mistake with its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.app.notices import check_pack
from xltools.app.packdiff import diff_packs
from xltools.errors import NoticeError
from xltools.notice.load import load_all, load_folder, load_notice, read_folder
from xltools.notice.model import Provenance
from xltools.rules import rule_mistakes

ATTACHMENT = """
key = "附件1"
title = "示例汇总表"
role = "summary"
layout = "found"
[[columns]]
key = "seq"
heading = "序号"
type = "integer"
[[columns]]
key = "name"
heading = "企业名称"
"""


def pack(folder: Path, notice: str = "", attachment: str = ATTACHMENT) -> Path:
    made = folder / "sixth-2026"
    made.mkdir()
    made.joinpath("notice.toml").write_text(
        f'id = "sixth-2026"\ntitle = "示例"\nversion = "1"\n{notice}', encoding="utf-8"
    )
    made.joinpath("附件1.toml").write_text(attachment, encoding="utf-8")
    return made


def test_every_shipped_pack_loads_without_a_mistake() -> None:
    notices = load_all()
    assert {"wuhan-2025", "hubei-2022", "miit-2023", "xiangjiang-2022", "tianjin-2025"} <= {n.id for n in notices}
    for notice in notices:
        assert rule_mistakes(notice) == []
        for attachment in notice.attachments:
            assert attachment.layout_note or attachment.layout is Provenance.FOUND, (notice.id, attachment.key)


def test_all_mistakes_are_reported_at_once_with_their_path(tmp_path: Path) -> None:
    wrong = (
        ATTACHMENT.replace('type = "integer"', 'type = "whole"\nwidht = 3\ncarried = true').replace(
            "[[", 'order = "seq"\n[[', 1
        )
        + """
[[rules]]
id = "r1"
kind = "sum-equal"
basis = "§1"
[[rules]]
id = "r2"
kind = "sequence"
column = "rank"
"""
    )
    found = {
        mistake.path.split("sixth-2026.")[-1]: mistake.text
        for mistake in check_pack(pack(tmp_path, "yaer = 2026", wrong))
    }
    assert "不认识的键" in found["yaer"]
    assert any("whole" in text for text in found.values())
    assert any(path.endswith("widht") for path in found)
    assert any("sum-equal" in text for text in found.values())
    assert any("没有列 rank" in text for text in found.values())
    assert "不能自己改了带下去" in found["附件1.seq.carried"]
    assert any("basis" in text for text in found.values())


def test_a_broken_pack_cannot_be_loaded_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(NoticeError) as caught:
        load_folder(pack(tmp_path, "title = 3"))
    assert "不是合格的 TOML" in caught.value.message


def test_a_child_replaces_by_key_and_id_and_removes(tmp_path: Path) -> None:
    parent = pack(tmp_path, "", ATTACHMENT + '[[rules]]\nid = "a"\nkind = "sequence"\ncolumn = "seq"\nbasis = "§1"\n'
                  '[[rules]]\nid = "b"\nkind = "required"\ncolumns = ["name"]\nbasis = "§2"\n')  # fmt: skip
    child = tmp_path / "seventh-2026"
    child.mkdir()
    child.joinpath("notice.toml").write_text(
        'id = "seventh-2026"\ntitle = "转发"\nversion = "1"\nbased_on = "sixth-2026"\nremove = ["a"]\n',
        encoding="utf-8",
    )
    assert parent.is_dir()
    notice = load_folder(child)
    assert [rule.id for rule in notice.attachment("附件1").rules] == ["b"]
    assert notice.attachment("summary").title == "示例汇总表"


def test_a_pack_cannot_build_on_itself_or_on_nothing(tmp_path: Path) -> None:
    _, mistakes = read_folder(pack(tmp_path, 'based_on = "sixth-2026"'))
    assert [m.path for m in mistakes] == ["sixth-2026.based_on"]


def test_a_pack_in_the_offices_own_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(tmp_path)
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    load_notice.cache_clear()
    assert load_notice("sixth-2026").title == "示例"
    load_notice.cache_clear()


def test_two_packs_are_compared_fact_by_fact() -> None:
    text = diff_packs("hubei-2022", "miit-2023")
    assert text.startswith("--- hubei-2022\n+++ miit-2023\n")
    assert "没有不同" in diff_packs("hubei-2022", "hubei-2022")
