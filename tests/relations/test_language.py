"""The language of relations: what it takes, what it refuses and with which words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.relations.language import LONGEST, RelationFault, parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("MV3030=MV3130+MV3230", ["MV3030", "MV3130", "MV3230"]),
        ("ＭＶ１＞＝（ＭＶ２－３）×２", ["MV1", "MV2"]),
        ("表1.合计≥表2.合计", ["表1.合计", "表2.合计"]),
        ("附件3-1.合计 ≠ 0", ["附件3-1.合计"]),
        ("若MV1>0且MV2>0则MV3>0", ["MV3", "MV1", "MV2"]),
        ("“营业收入（万元）”.本年 <= 500万元", ["营业收入(万元).本年"]),
        ("绝对值(甲-乙) <= 最大(甲, 乙) * 5%", ["甲", "乙", "甲", "乙"]),
    ],
)
def test_relations_as_offices_write_them(text: str, names: list[str]) -> None:
    assert [name.text for name in parse(text).names()] == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MV1", "应为 = ≠"),
        ("MV1 = ", "没有写完"),
        ("MV1 = (MV2", "没有配对"),
        ("MV1 = MV2 = MV3", "只写一个比较"),
        ("若 MV1 > 0", "没有“则”"),
        ("MV1 = MV2 & 3", "看不懂"),
        ("__import__('os').system('x') = 1", "看不懂"),
        ("(" * 40 + "1" + ")" * 40 + " = MV1", "嵌套太深"),
        ("1+" * LONGEST + "1 = MV1", "太长"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(RelationFault, match=said):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_relation_or_refused(text: str) -> None:
    with suppress(RelationFault):
        assert parse(text).text == text.strip()
