"""A heading that a person bound once is a name of the column from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.learn import learn, with_alias
from xltools.app.validate import validate
from xltools.cli import run
from xltools.errors import UsageError
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice

NOTICE = 'id = "l-2026"\ntitle = "示例"\nversion = "1"\nyear = 2026\n'
ATTACHMENT = """# 注释不动
key = "附件1"
title = "示例推荐汇总表"
role = "summary"
layout = "found"
[[columns]]
key = "enterprise"
heading = "企业名称"
[[columns]]
key = "amount"
heading = "投资额（万元）"  # 也不动
type = "amount"
[[columns]]
key = "phone"
heading = "联系电话"
aliases = ["电话"]
type = "code"
"""
FORM = """
# 附件1
| 示例推荐汇总表 | < | < |
| 企业名称 | 项目总盘子 | 联系电话 |
| 示例甲公司 | 250 | 027-85316000 |
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "l-2026"
    folder.mkdir(parents=True)
    (folder / "notice.toml").write_text(NOTICE, encoding="utf-8")
    (folder / "附件1.toml").write_text(ATTACHMENT, encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(folder.parent))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    load_notice.cache_clear()
    (tmp_path / "甲.xlsx").write_bytes(xlsx(FORM))
    return folder


def unbound(tmp_path: Path) -> list[str]:
    load_notice.cache_clear()
    report = validate(Request(paths=(str(tmp_path / "甲.xlsx"),), notice="l-2026")).report
    return [f.message for f in report.files[0].findings if f.rule in ("missing-column", "unknown-column")]


def test_the_likeliest_column_is_proposed_bound_once_and_learnt(pack: Path, tmp_path: Path) -> None:
    (said,) = unbound(tmp_path)
    assert "没有找到“投资额（万元）”列；B 列“项目总盘子”像是它" in said
    assert run(["notices", "learn", str(pack), str(tmp_path / "甲.xlsx"), "--map", "投资额=B"]) == 0
    text = (pack / "附件1.toml").read_text(encoding="utf-8")
    assert text == ATTACHMENT.replace(
        'heading = "投资额（万元）"  # 也不动\n', 'heading = "投资额（万元）"  # 也不动\naliases = ["项目总盘子"]\n'
    )
    assert unbound(tmp_path) == []


def test_a_proposal_can_be_accepted(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--accept"):
        learn(pack, str(tmp_path / "甲.xlsx"), {})
    (one,) = learn(pack, str(tmp_path / "甲.xlsx"), {}, accept=True)
    assert (one.key, one.alias) == ("amount", "项目总盘子")
    assert unbound(tmp_path) == []


def test_names_are_added_to_those_there_are() -> None:
    assert 'aliases = ["电话", "手机"]' in with_alias(ATTACHMENT, "phone", "手机")
    inherited = with_alias('key = "附件1"\n', "phone", "手机", ("电话",))
    assert inherited == 'key = "附件1"\n\n[[columns]]\nkey = "phone"\naliases = ["电话", "手机"]\n'
