"""notices diff: what changed between two packs, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ..forms.values import number_text
from ..notice.load import load_named
from ..notice.model import Attachment, Column, Level, Notice, RuleSpec
from ..notice.selecting import step_words
from ..words import KIND, LEVEL, SEVERITY


class Said(NamedTuple):
    """What a thing is called, and its words."""

    name: str
    words: str


Facts = dict[str, Said]
"""What stands in the pack, by its key: a column or rule is the same though its heading changed."""


def diff_packs(first: str, second: str) -> str:
    """What differs between two packs (ids or folders), one line per difference: changed, new, or gone."""
    before, after = _facts(load_named(first)), _facts(load_named(second))
    keys = [*before, *(key for key in after if key not in before)]
    lines = [_difference(before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
    return "\n".join([f"--- {first}", f"+++ {second}", *(lines or ["没有不同"])]) + "\n"


def _difference(old: Said | None, new: Said | None) -> str:
    if old is None or new is None:
        one = new or old
        assert one is not None
        return f"{'减' if new is None else '加'}  {one.name}" + (f"：{one.words}" if one.words else "")
    named = "" if old.name == new.name else f"，现为{new.name}"
    changed = "" if old.words == new.words else f"：{old.words or '（无）'} → {new.words or '（无）'}"
    return f"改  {old.name}{named}{changed}"


def _facts(notice: Notice) -> Facts:
    """The pack as flat facts, in reading order. Clauses are cited by their number: every notice has its own name."""
    head = {"名称": notice.title, "文号": notice.document, "发文日期": str(notice.issued or "")}
    made: Facts = {name: Said(name, words) for name, words in head.items()}
    made["发文机关"] = Said("发文机关", "、".join(notice.issuers))
    for level in notice.levels:
        made.update({f"{level.key} {place}": said for place, said in enumerate(_level(level))})
    for window in notice.windows:
        made[f"window {window.key}"] = Said(f"窗口“{window.title or window.key}”", f"{window.start} 至 {window.end}")
    for parameter in notice.parameters:
        assumed = "（通知没有写明）" if parameter.assumed else ""
        name = f"参数“{parameter.title or parameter.key}”"
        made[f"parameter {parameter.key}"] = Said(name, f"{parameter.said}{assumed}")
    for quota in notice.quotas:
        unit = quota.unit_kind or LEVEL.get(quota.level, quota.level)
        name = f"名额 {quota.category}（{unit}）"
        made[name] = Said(name, f"{quota.limit} 个")
    if notice.selection is not None:
        for step in notice.selection.steps:
            made[f"selection {step.key}"] = Said(f"遴选环节“{step.name}”", step_words(notice.selection, step))
    for material in notice.materials:
        made[f"material {material.key}"] = Said(f"材料“{material.title}”", "必需" if material.required else "非必需")
    for attachment in notice.attachments:
        made.update({f"{attachment.key} {key}": said for key, said in _attachment(attachment)})
    for spec in notice.rules:
        made[f"rule {spec.id}"] = Said(f"跨附件的规则“{spec.title or spec.id}”", _rule(spec))
    for check in notice.checks:
        made[f"check {check.id}"] = Said(
            f"审核关系 {check.id}", f"{check.relation}（{SEVERITY[check.severity.value]}）"
        )
    return made


def _level(level: Level) -> Iterator[Said]:
    where = f"{LEVEL.get(level.key, level.name)}（{level.name}）"
    yield Said(f"{where}的部门", "、".join(level.departments))
    yield Said(f"{where}的报送截止", str(level.deadline or ""))
    yield Said(f"{where}的网上截止", str(level.online_deadline or ""))
    yield Said(f"{where}的份数", "、".join(f"{what} {count} 份" for what, count in level.copies.items()))
    yield Said(f"{where}按优先顺序", "是" if level.priority_order else "否")
    yield Said(f"{where}的收文机关", "、".join(addressee.name for addressee in level.addressees))
    yield Said(f"{where}报的附件", "、".join(level.attachments))


def _attachment(attachment: Attachment) -> Iterator[tuple[str, Said]]:
    where = attachment.key
    yield "title", Said(f"{where} 表名", attachment.title)
    yield "unit", Said(f"{where} 单位", attachment.unit)
    for column in attachment.columns:
        yield f"column {column.key}", Said(f"{where} 列“{column.full_heading}”", _column(column))
    for row in attachment.rows:
        yield f"row {row.key}", Said(f"{where} 固定行“{row.cells.get(attachment.row_key, row.key)}”", "")
    for spec in attachment.rules:
        yield f"rule {spec.id}", Said(f"{where} 规则“{spec.title or spec.id}”", _rule(spec))


_TYPES = {
    "text": "文字", "integer": "整数", "number": "数字", "amount": "金额", "percent": "百分比", "date": "日期", "code": "号码", "choice": "选项",
}  # fmt: skip


def _column(column: Column) -> str:
    bounds = [
        f"{name}{_number(value)}"
        for name, value in (("不低于", column.minimum), ("不高于", column.maximum))
        if value is not None
    ]
    values = "、".join(choice.value for choice in column.values[:8])
    longest = f"不超过 {column.max_length} 字" if column.max_length else ""
    needed = "必填" if column.required else ""
    return "，".join(filter(None, (_TYPES[column.type.value], column.unit, needed, longest, *bounds, values)))


def _rule(spec: RuleSpec) -> str:
    options = "，".join(f"{key} {_said(value)}" for key, value in spec.options.items())
    return "；".join(filter(None, (KIND.get(spec.kind, spec.kind), SEVERITY[spec.severity.value], options)))


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(_said(part) for part in value)
    if isinstance(value, Mapping):
        return "、".join(f"{key}={_said(part)}" for key, part in value.items())
    return _number(value) if isinstance(value, Decimal) else str(value)


def _number(value: Decimal) -> str:
    return number_text(value)
