"""What contradicts itself in a pack: names that point nowhere, keys given twice, spans that end before they begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from .model import BLANKS_FOLDER, Attachment, ColumnType, Notice, RuleSpec, Shape
from .selecting import selection_contradictions
from .structure import Mistake

_MOST_BLANK_ROWS: Final = 10_000


def repeated(data: Mapping[str, Any], name: str) -> Iterator[Mistake]:
    """Keys that one pack's own files give twice: laid over another pack the second would silently take the first's place."""
    attachments = [one for one in data["attachments"] if isinstance(one, Mapping)]
    yield from _twice(attachments, "key", f"{name}.attachments")
    for attachment in attachments:
        where = f"{name}.{attachment.get('key', '')}"
        yield from _twice(attachment.get("columns", ()), "key", f"{where}.columns")
        yield from _twice(attachment.get("rules", ()), "id", f"{where}.rules")
    yield from _twice(data.get("rules", ()), "id", f"{name}.rules")
    for part in ("parameters", "windows", "levels", "materials"):
        yield from _twice(data.get(part, ()), "key", f"{name}.{part}")


def _twice(parts: Any, key: str, where: str) -> Iterator[Mistake]:
    tables = [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, (list, tuple)) else []
    count = Counter(str(part[key]) for part in tables if key in part)
    yield from (Mistake(where, f"{one} 写了 {times} 次") for one, times in count.items() if times > 1)


def contradictions(notice: Notice) -> Iterator[Mistake]:
    """Names that point nowhere: columns, windows, attachments, levels; duplicates of keys and ids."""
    seen: dict[str, str] = {}
    for attachment in notice.attachments:
        yield from _form_contradictions(notice, attachment)
        keys = [column.key for column in attachment.columns]
        yield from _rule_contradictions(attachment.rules, f"{notice.id}.{attachment.key}", keys, seen)
    yield from _rule_contradictions(notice.rules, notice.id, None, seen)
    known = {attachment.key for attachment in notice.attachments}
    for level in notice.levels:
        yield from (
            Mistake(f"{notice.id}.levels.{level.key}.attachments", f"没有附件 {key}")
            for key in level.attachments
            if key not in known
        )
    yield from _level_contradictions(notice)
    yield from _reversed(notice)
    if notice.ledger is not None:
        yield from _ledger_contradictions(notice)
    if notice.selection is not None:
        yield from selection_contradictions(notice, notice.selection)


def _form_contradictions(notice: Notice, attachment: Attachment) -> Iterator[Mistake]:
    where = f"{notice.id}.{attachment.key}"
    keys = [column.key for column in attachment.columns]
    yield from (Mistake(f"{where}.columns", f"列 {key} 重复") for key in sorted(set(keys)) if keys.count(key) > 1)
    if not keys:
        yield Mistake(f"{where}.columns", "没有列")
    named = [(f"{column.key}.required_when", other) for column in attachment.columns for other in column.required_when]
    named += [("category", attachment.category), ("order", attachment.order), ("row_key", attachment.row_key)]
    named += [("key_columns", key) for key in attachment.key_columns]
    yield from (Mistake(f"{where}.{place}", f"没有列 {key}") for place, key in named if key and key not in keys)
    settled = {attachment.category, attachment.order, *attachment.key_columns}
    yield from (
        Mistake(f"{where}.{one.key}.carried", "写明一行是什么、排在第几、多少钱的列，汇总的单位不能自己改了带下去")
        for one in attachment.columns
        if one.carried and (one.key in settled or one.type is ColumnType.AMOUNT)
    )
    if attachment.submitter and attachment.submitter not in {label.key for label in attachment.labels} | set(keys):
        yield Mistake(f"{where}.submitter", f"没有标签或列 {attachment.submitter}")
    if attachment.blank and (PurePath(attachment.blank).name != attachment.blank or "\\" in attachment.blank):
        yield Mistake(f"{where}.blank", f"只写“{BLANKS_FOLDER}”文件夹里的文件名，不能含路径")
    if not 0 <= attachment.blank_rows <= _MOST_BLANK_ROWS:
        yield Mistake(f"{where}.blank_rows", f"空表的行数应在 0～{_MOST_BLANK_ROWS} 之间")
    forms = {other.key for other in notice.attachments if other.shape is Shape.FORM}
    if attachment.within and (attachment.within not in forms or attachment.shape is Shape.FORM):
        yield Mistake(f"{where}.within", f'没有申报表 {attachment.within}：小表只能在申报表（shape = "form"）里')
    if attachment.shape is Shape.LIST and not attachment.row_key:
        yield Mistake(f"{where}.row_key", "固定行的表必须指明行名所在的列")


def _rule_contradictions(
    rules: Iterable[RuleSpec], where: str, columns: list[str] | None, seen: dict[str, str]
) -> Iterator[Mistake]:
    for rule in rules:
        here = f"{where}.rules.{rule.id}"
        # Attachments that come in pairs share their rules, so an id is one rule per attachment.
        if here in seen:
            yield Mistake(here, f"规则编号重复（另见 {seen[here]}）")
        seen[here] = where
        if not rule.basis:
            yield Mistake(here, "缺少 basis：每条规则要写明条款")
        if columns is not None:
            yield from (Mistake(f"{here}.when", f"没有列 {key}") for key in rule.when if key not in columns)


def _ledger_contradictions(notice: Notice) -> Iterator[Mistake]:
    ledger = notice.ledger
    assert ledger is not None
    where = f"{notice.id}.ledger"
    if ledger.window not in {window.key for window in notice.windows}:
        yield Mistake(f"{where}.window", f"没有窗口 {ledger.window}")
    try:
        attachment = notice.attachment(ledger.attachment)
    except KeyError:
        yield Mistake(f"{where}.attachment", f"没有附件 {ledger.attachment}")
        return
    named = [ledger.category, ledger.seller, ledger.invoice, ledger.fallback_date, ledger.fallback_amount]
    named.append(ledger.invoice_code)
    named += [key for basis in ledger.bases for key in (basis.date_column, basis.amount_column, basis.once_per)]
    yield from (Mistake(where, f"{attachment.key} 没有列 {key}") for key in named if key and not attachment.has(key))
    for basis in ledger.bases:
        for name, key, kind in (
            ("date_column", basis.date_column, ColumnType.DATE),
            ("amount_column", basis.amount_column, ColumnType.AMOUNT),
        ):
            if attachment.has(key) and attachment.column(key).type is not kind:
                said = f"“{attachment.column(key).heading}”是 {attachment.column(key).type.value} 列"
                yield Mistake(f"{where}.{name}", f'{attachment.key} 的{said}，应指明 type = "{kind.value}" 的列')


def _level_contradictions(notice: Notice) -> Iterator[Mistake]:
    """Every level hears of a level there is, and no level of itself in the end."""
    below = {level.key: level.receives_from for level in notice.levels}
    for key, heard in below.items():
        where = f"{notice.id}.levels.{key}.receives_from"
        if heard and heard not in below:
            yield Mistake(where, f"没有层级 {heard}")
        chain = [key]
        while (heard := below.get(chain[-1], "")) and heard not in chain:
            chain.append(heard)
        if heard == key:
            yield Mistake(where, f"绕了一圈又报给自己：{' ← '.join((*chain, key))}")


def _reversed(notice: Notice) -> Iterator[Mistake]:
    for window in notice.windows:
        if window.end < window.start:
            yield Mistake(f"{notice.id}.windows.{window.key}", f"终止日期 {window.end} 早于起始日期 {window.start}")
    parts: Iterable[tuple[str, tuple[RuleSpec, ...]]] = [
        (notice.id, notice.rules),
        *((f"{notice.id}.{one.key}", one.rules) for one in notice.attachments),
    ]
    for where, rules in parts:
        for rule in rules:
            if rule.holds_from and rule.holds_to and rule.holds_to < rule.holds_from:
                said = f"holds_to {rule.holds_to} 早于 holds_from {rule.holds_from}：哪一天都不生效"
                yield Mistake(f"{where}.rules.{rule.id}", said)
