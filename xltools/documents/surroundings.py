"""doctor: what was found on the machine."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..surroundings import Presence
from . import Envelope


class ConditionDocument(TypedDict):
    area: Annotated[str, "哪一类"]
    name: Annotated[str, "看的是什么"]
    standing: Annotated[
        str, tuple(one.name.lower() for one in Presence), "正常；没有（可有可无）；缺少（补上才能正常使用）"
    ]
    found: Annotated[str, "找到的版本、位置等；没有的为空"]
    advice: Annotated[str, "有什么用，怎么补"]


class ConditionCounts(TypedDict):
    good: Annotated[int, "正常的项数"]
    absent: Annotated[int, "没有、但可有可无的项数"]
    missing: Annotated[int, "缺少的项数"]


class SurroundingsDocument(Envelope):
    """`xltools doctor`."""

    conditions: Annotated[list[ConditionDocument], "每一项"]
    summary: Annotated[ConditionCounts, "各有几项"]
