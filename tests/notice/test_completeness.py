"""What a pack still lacks, said in Chinese with file, attachment and rule: `notices check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from notice.test_load import ATTACHMENT, pack

from xltools.app.notices import review_pack
from xltools.notice.completeness import LEFT_OPEN, gaps, left_open
from xltools.notice.load import load_notice

SORTS = (
    "（条款）",
    "（通知名称）",
    "（收文机关）",
    "（待填）",
    "（待定）",
    "（待补）",
    "(条款)",
    "TODO",
    "【待填：期限】",
    "待填:x",
)
"""What drafting leaves, and what people type instead of it."""

LEVEL = """
year = {year}
[[levels]]
key = "enterprise"
name = "申报企业"
basis = "sixth-2026 §一"
[[levels]]
key = "city"
name = "市"
receives_from = "enterprise"
departments = ["经济和信息化局"]
deadline = 2026-05-01
attachments = ["附件1"]
basis = "sixth-2026 §二"
{addressees}
"""
GIVEN = '[[levels.addressees]]\nname = "示例省经济和信息化厅"'
RULE = '[[rules]]\nid = "ranks"\nkind = "sequence"\ncolumn = "seq"\nbasis = "sixth-2026 §（条款）"\ntitle = "从1连续"\n'


@pytest.mark.parametrize("text", SORTS)
def test_every_sort_of_placeholder_is_known(text: str) -> None:
    assert LEFT_OPEN.search(f"示例-2026 §{text}")


@pytest.mark.parametrize("text", ["依据第五条（条款见附件）", "（待填报单位核对）", "待填报的表", "投资（万元）"])
def test_words_that_only_look_like_one_are_none(text: str) -> None:
    assert LEFT_OPEN.search(text) is None


def marked(part: Any, seen: list[str]) -> Any:
    """The same data with a placeholder in every text that a person writes."""
    if isinstance(part, str) and type(part) is str:
        seen.append(part)
        return f"{part}（待填）"
    if isinstance(part, tuple):
        return tuple(marked(item, seen) for item in part)
    if isinstance(part, Mapping):
        return {name: marked(item, seen) for name, item in part.items()}
    if is_dataclass(part) and not isinstance(part, type):
        own = {
            one.name: getattr(part, one.name) for one in fields(part) if one.name not in ("folder", "readers", "cites")
        }
        return replace(part, **{name: marked(value, seen) for name, value in own.items()})
    return part


def test_wherever_in_a_pack_one_is_left_it_is_found() -> None:
    """Titles, bases, offices, columns, rules with their options, materials, windows, parameters, selection …"""
    seen: list[str] = []
    filled = marked(replace(load_notice("wuhan-2025"), attachments=load_notice("wuhan-2025").attachments[:1]), seen)
    found = list(left_open(filled, "x"))
    assert len(seen) > 500
    assert len(found) == len(seen)


def said(folder: Path) -> list[str]:
    review = review_pack(folder)
    return [str(review.said(one)) for one in (*review.mistakes, *review.advice)]


def test_the_place_is_named_by_file_attachment_and_rule(tmp_path: Path) -> None:
    folder = pack(
        tmp_path, LEVEL.format(year=0, addressees='[[levels.addressees]]\nname = "（收文机关）"'), ATTACHMENT + RULE
    )
    lines = said(folder)
    assert any("附件1.toml" in line and "ranks" in line and "（条款）" in line for line in lines)
    assert any(line.startswith("notice.toml") and "“市”（city）" in line and "（收文机关）" in line for line in lines)
    assert any("year：没有写年份" in line for line in lines)


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ('[[levels.letters]]\nkind = "report"\nbasis = "sixth-2026 §三"', "没有写收文机关"),
        ("departments", "没有写行文的部门"),
        ("deadline", "没有写报送截止日期"),
        ("attachments", "没有写汇总哪些附件"),
        ("levels", "没有写层级"),
        ("column", "“企业名称”只读取"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, lacking: str, words: str) -> None:
    notice = LEVEL.format(year=2026, addressees="" if lacking.startswith("[[") else GIVEN)
    letters = lacking if lacking.startswith("[[") else '[[levels.letters]]\nkind = "report"\nbasis = "sixth-2026 §三"'
    lines = [
        line
        for line in (notice + letters).split("\n")
        if not line.startswith((f"{lacking} ", "deadline" if lacking == "deadline" else "#"))
    ]
    made = "year = 2026\n" if lacking == "levels" else "\n".join(lines)
    assert any(words in line for line in said(pack(tmp_path, made)))


def test_a_finished_pack_is_said_nothing_of_but_what_is_not_read(tmp_path: Path) -> None:
    letters = '[[levels.letters]]\nkind = "report"\nbasis = "sixth-2026 §三"'
    head = f'issuers = ["示例省经济和信息化厅"]\nissued = {date(2026, 1, 1)}\nplace = "示例省"\n'
    lines = said(pack(tmp_path, head + LEVEL.format(year=2026, addressees=GIVEN) + letters))
    assert [line for line in lines if "只读取" not in line] == []


def test_a_second_table_of_investments_is_said_to_be_counted_by_nobody() -> None:
    notice = load_notice("wuhan-2025")
    (counted,) = (one for one in notice.attachments if notice.ledger and one.key == notice.ledger.attachment)
    both = replace(notice, attachments=(counted, replace(counted, key="附件66")))
    lines = {gap.mistake.path: gap.mistake.text for gap in gaps(both, {}) if "投资明细" in gap.mistake.text}
    assert list(lines) == ["wuhan-2025.附件66"]
    assert "[ledger] 核算的是附件6" in lines["wuhan-2025.附件66"]
