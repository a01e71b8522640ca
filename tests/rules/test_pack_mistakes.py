"""What `notices check` says of rules that point nowhere: every mistake, with its path inside the pack."""

from __future__ import annotations

from typing import Any

import pytest

from xltools.notice.model import Notice
from xltools.notice.structure import Mistakes, structure
from xltools.rules import rule_mistakes

PACK: dict[str, Any] = {
    "id": "示例",
    "title": "示例",
    "version": "1",
    "levels": [{"key": "district", "name": "区"}],
    "windows": [{"key": "投资", "start": "2023-10-01", "end": "2025-09-30"}],
    "registers": [{"key": "获评", "title": "名单"}],
    "attachments": [
        {
            "key": "附件1",
            "title": "申报表",
            "role": "form",
            "layout": "inferred",
            "shape": "form",
            "columns": [{"key": "合计", "heading": "合计", "type": "amount"}, {"key": "类型", "heading": "类型"}],
        },
        {
            "key": "附件2",
            "title": "指标",
            "role": "indicators",
            "layout": "inferred",
            "shape": "list",
            "row_key": "指标",
            "labels": [{"key": "日期", "text": "日期"}],
            "columns": [
                {"key": "指标", "heading": "指标"},
                {"key": "数值", "heading": "数值", "type": "number"},
                {"key": "时间", "heading": "时间", "type": "date"},
            ],
            "rows": [{"key": "all", "cells": {"指标": "总数"}}],
        },
    ],
}


def mistakes(rule: dict[str, Any], attachment: int | None) -> list[tuple[str, str]]:
    """(option, text) of the mistakes of one rule declared in an attachment, or at the notice (None)."""
    rule = {"id": "r", "basis": "§一", **rule}
    pack = {**PACK, "attachments": [dict(form) for form in PACK["attachments"]]}
    if attachment is None:
        pack["rules"] = [rule]
    else:
        pack["attachments"][attachment]["rules"] = [rule]
    found: Mistakes = []
    notice = structure(Notice, pack, "示例", found)
    assert notice is not None
    assert found == []
    return [(mistake.path.rpartition(".")[2], mistake.text) for mistake in rule_mistakes(notice)]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"kind": "no-such"}, ("kind", "没有规则种类")),
        ({"kind": "required", "columns": ["没有"]}, ("columns", "没有列 没有")),
        ({"kind": "required"}, ("rules[1]", "缺少必填的键 columns")),
        ({"kind": "required", "columns": ["数值"], "extra": 1}, ("extra", "不认识的键")),
        ({"kind": "format", "column": "指标", "format": "isbn"}, ("format", "没有格式")),
        ({"kind": "member", "column": "指标", "reference": "没有"}, ("reference", "找不到参考清单 没有")),
        ({"kind": "member", "column": "指标", "reference": "maturity", "editions": ["没有"]}, ("editions", "没有")),
        ({"kind": "member", "column": "指标", "reference": "maturity", "unknown": "?"}, ("unknown", "不在可用值之内")),
        ({"kind": "register", "column": "指标", "register": "没有"}, ("register", "没有名单 没有")),
        ({"kind": "register", "column": "指标", "register": "获评", "outcome": "?"}, ("outcome", "不在可用值之内")),
        ({"kind": "deadline", "label": "日期", "level": "moon"}, ("level", "没有层级 moon")),
        ({"kind": "deadline", "label": "没有", "level": "district"}, ("label", "没有标签 没有")),
        ({"kind": "dated-before", "label": "没有", "column": "时间"}, ("label", "没有标签 没有")),
        ({"kind": "within-window", "column": "时间", "window": "没有"}, ("window", "没有窗口 没有")),
        (
            {
                "kind": "row-range",
                "columns": ["数值"],
                "unit": "%",
                "minimum": "0",
                "maximum": "100",
                "apart": ["没有"],
            },
            ("apart", "没有固定行 没有"),
        ),
        ({"kind": "row-part-of", "column": "数值", "part": "all", "whole": "没有"}, ("whole", "没有固定行 没有")),
        ({"kind": "quota", "level": "district"}, ("level", "没有 附件2 在层级 district 的名额")),
    ],
)
def test_a_rule_of_an_attachment(rule: dict[str, Any], found: tuple[str, str]) -> None:
    (mistake,) = mistakes(rule, 1)
    assert mistake[0] == found[0]
    assert found[1] in mistake[1]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"kind": "required", "columns": ["数值"]}, ("kind", "应写在附件中")),
        ({"kind": "exclusive", "groups": [["附件1"], ["附件9"]]}, ("groups", "没有附件 附件9")),
        ({"kind": "exclusive", "groups": [["附件1"]], "field": "附件1.没有"}, ("field", "没有栏目")),
        ({"kind": "same-enterprise", "attachments": ["附件9"]}, ("attachments", "没有附件 附件9")),
        ({"kind": "same-across", "left": "附件9.合计", "right": "附件1.合计"}, ("left", "没有附件 附件9")),
        ({"kind": "same-across", "left": "附件1.没有", "right": "附件1.合计"}, ("left", "没有列 没有")),
        ({"kind": "same-across", "left": "附件2.数值", "right": "附件1.合计"}, ("left", "应写作")),
        ({"kind": "same-across", "left": "附件2.row.没有.数值", "right": "附件1.合计"}, ("left", "没有固定行")),
        ({"kind": "same-across", "left": "附件1.合计", "right": "附件2.ledger.counted"}, ("right", "没有投资窗口")),
        (
            {"kind": "found-in", "source": "附件2", "column": "没有", "target": "附件1", "target_column": "类型"},
            ("column", "没有栏目 附件2.没有"),
        ),
        (
            {"kind": "one-level", "attachments": ["附件1", "附件2"], "columns": ["类型"]},
            ("columns", "附件2 没有列 类型"),
        ),
        (
            {
                "kind": "listed-in",
                "source": "附件1",
                "column": "类型",
                "name": "类型",
                "attachment": "附件1",
                "register": "?",
            },
            ("register", "没有名单 ?"),
        ),
    ],
)
def test_a_rule_of_the_notice(rule: dict[str, Any], found: tuple[str, str]) -> None:
    (mistake,) = mistakes(rule, None)
    assert mistake[0] == found[0]
    assert found[1] in mistake[1]


@pytest.mark.parametrize(
    ("quota", "fault"),
    [
        ({"level": "district", "attachment": "附件2"}, []),
        ({"level": "district"}, []),
        ({"level": "district", "attachment": "附件1"}, ["level"]),
        ({"level": "city", "attachment": "附件2"}, ["level"]),
    ],
)
def test_a_quota_of_the_attachment_and_the_level(quota: dict[str, Any], fault: list[str]) -> None:
    levels = [{"key": key, "name": key} for key in ("district", "city")]
    forms = [dict(form) for form in PACK["attachments"]]
    forms[1]["rules"] = [{"id": "r", "basis": "§一", "kind": "quota", "level": "district"}]
    pack = {**PACK, "levels": levels, "attachments": forms, "quotas": [{"category": "", "limit": 3, **quota}]}
    notice = structure(Notice, pack, "示例", [])
    assert notice is not None
    assert [mistake.path.rpartition(".")[2] for mistake in rule_mistakes(notice)] == fault


def test_a_rule_of_the_notice_that_is_none_is_the_only_mistake_of_its_own() -> None:
    assert [option for option, _ in mistakes({"kind": "no-such"}, None)] == ["kind"]
    assert [option for option, _ in mistakes({"kind": "exclusive", "groups": [["附件1"], ["没有"]]}, None)] == [
        "groups"
    ]
    assert [text for _, text in mistakes({"kind": "required", "columns": []}, None)] == [
        "required 只看一张表，应写在附件中"
    ]
