"""What a pack still lacks, though it loads: what drafting left open, levels without addressee or deadline, columns nobody looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from .model import BLANKS_FOLDER, Attachment, Level, Notice, Role
from .structure import Mistake

LEFT_OPEN: Final = re.compile(r"[（(](?:条款|通知名称|收文机关|待填|待定|待补)[)）]|\bTODO\b|待填[：:]")
"""What drafting writes where a person has to: never part of a finished pack."""
_NOT_LOOKED_AT: Final = frozenset({"folder", "readers", "cites"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing. `needed`: the pack is not finished without it; else it is only advice."""

    mistake: Mistake
    needed: bool


def gaps(notice: Notice, data: Mapping[str, Any]) -> Iterator[Gap]:
    """Everything the pack lacks, in reading order. `data`: the pack as plain data."""
    yield from (
        Gap(Mistake(where, f"还是起草时的占位“{text}”，请填写"), True) for where, text in left_open(notice, notice.id)
    )
    yield from _head(notice, "year" in data)
    for level in notice.levels:
        yield from (Gap(Mistake(f"{notice.id}.levels.{level.key}", text), False) for text in _of_level(level, notice))
    for attachment in notice.attachments:
        where = f"{notice.id}.{attachment.key}"
        kept = notice.blank_path(attachment)
        if kept is not None and not kept.is_file():
            yield Gap(Mistake(f"{where}.blank", f"“{BLANKS_FOLDER}”文件夹中没有 {attachment.blank}，不能发空表"), True)
        yield from (Gap(Mistake(where, text), False) for text in _of_attachment(notice, attachment))


def left_open(part: Any, where: str) -> Iterator[tuple[str, str]]:
    """(place, text) of every placeholder, wherever in the pack a person writes words."""
    if isinstance(part, str):
        if found := LEFT_OPEN.search(part):
            yield where, found[0]
    elif isinstance(part, tuple):
        for number, item in enumerate(part, 1):
            name = getattr(item, "key", "") or getattr(item, "id", "") or str(number)
            yield from left_open(item, f"{where}.{name}")
    elif isinstance(part, Mapping):
        for name, item in part.items():
            yield from left_open(item, f"{where}.{name}")
    elif is_dataclass(part):
        for one in fields(part):
            if one.name not in _NOT_LOOKED_AT:
                below = where if one.name == "attachments" and isinstance(part, Notice) else f"{where}.{one.name}"
                yield from left_open(getattr(part, one.name), below)


def _head(notice: Notice, drafted: bool) -> Iterator[Gap]:
    """`drafted`: the year stands there as 0, as drafting leaves it."""
    if not notice.year:
        yield Gap(Mistake(f"{notice.id}.year", "没有写年份：表中写别的年份的，认不出"), drafted)
    for name, said in (("issuers", "发文机关"), ("issued", "发文日期"), ("place", "地名（用来认出本地报来的表）")):
        if not getattr(notice, name):
            yield Gap(Mistake(f"{notice.id}.{name}", f"没有写{said}"), False)
    if not notice.levels:
        yield Gap(Mistake(f"{notice.id}.levels", "没有写层级（谁填报、谁汇总、报给谁）：不能按级汇总和行文"), False)


def _of_level(level: Level, notice: Notice) -> Iterator[str]:
    if not level.addressees and level.letters:
        yield "要行文，却没有写收文机关（addressees）"
    if level.receives_from and not level.departments:
        yield "没有写行文的部门（departments）：公函没有署名"
    if level.letters and level.deadline is None and level.online_deadline is None:
        yield "没有写报送截止日期（deadline）：不查迟报"
    above = any(one.receives_from == level.key for one in notice.levels)
    if level.receives_from and above and not level.offices:
        yield "没有写单位名单（offices）：说不出哪家没有报，单位只能按表里写的和文件名认"
    if level.receives_from and not level.attachments:
        yield "没有写汇总哪些附件（attachments）"


def _of_attachment(notice: Notice, attachment: Attachment) -> Iterator[str]:
    if attachment.role is Role.INVESTMENT and notice.ledger is None:
        yield "是投资明细，但没有标明金额列和日期列（notice.toml 的 [ledger] 和 [[ledger.bases]]）：不能核算"
    elif attachment.role is Role.INVESTMENT and notice.ledger and notice.ledger.attachment != attachment.key:
        yield (
            f"是投资明细，但 [ledger] 核算的是{notice.ledger.attachment}：一份通知只核算一张表，本表的金额不计入投资合计、"
            "不与最低投资额比较；两张合计才够的，请与发文单位商定合成一张表，只供查看的把 role 改为 form"
        )
    asked = {key for level in notice.levels for key in level.attachments}
    asked |= {key for material in notice.materials for key in material.attachments}
    if notice.levels and attachment.key not in asked and attachment.role is not Role.ROLLUP and not attachment.within:
        yield "没有哪一级报它，材料清单里也没有它（levels 的 attachments、materials）"
    idle = [column.heading for column in attachment.columns if not _is_looked_at(notice, attachment, column.key)]
    if idle and not attachment.rows:
        more = f"等 {len(idle)} 列" if len(idle) > 4 else ""
        yield f"“{'”“'.join(idle[:4])}”{more}只读取，没有任何检查或用处（required、values、format、规则、汇总）"


def _is_looked_at(notice: Notice, attachment: Attachment, key: str) -> bool:
    column = attachment.column(key)
    told = column.required or column.required_when or column.values or column.format or column.sum or column.max_length
    bounded = column.minimum is not None or column.maximum is not None or column.source or column.type.value != "text"
    if (
        told
        or bounded
        or key
        in (attachment.order, attachment.category, attachment.row_key, attachment.submitter, *attachment.key_columns)
    ):
        return True
    rules = [*attachment.rules, *notice.rules]
    return any(key in str(part) for rule in rules for part in (*rule.options.values(), *rule.when)) or key in str(
        _ledger_columns(notice)
    )


def _ledger_columns(notice: Notice) -> tuple[str, ...]:
    spec = notice.ledger
    if spec is None:
        return ()
    bases = [name for basis in spec.bases for name in (basis.date_column, basis.amount_column, basis.once_per)]
    return (
        spec.category,
        spec.seller,
        spec.invoice,
        spec.fallback_date,
        spec.fallback_amount,
        spec.invoice_code,
        *bases,
    )
