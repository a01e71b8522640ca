"""Rules: what a form must hold, one kind per file. KINDS is the whole list.

`bind` makes the rules of an attachment: those its columns declare (required, type, values, format, range, length) and
those of the pack. `check_table` and `check_batch` run them in stages: cells, rows, sums, sets, totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any, get_type_hints

from ..errors import NoticeError
from ..findings import Finding
from ..notice.model import Attachment, Column, ColumnType, Notice, RuleSpec, Severity
from ..notice.structure import Mistake, Mistakes, structure
from ..reading.table import Table
from .base import ColumnKey, Rule, View
from .blank_when import BlankWhen
from .bounds import Bounds
from .change_rate import ChangeRate
from .contains_all import ContainsAll
from .date_order import DateOrder
from .dated_before import DatedBefore
from .deadline import Deadline
from .digits_lost import DigitsLost
from .duplicate_invoice import DuplicateInvoice
from .format import FORMATS, Format
from .length import Length
from .limits import AtLeast, AtMost
from .listed_fact import ListedFact
from .literal import Literal
from .magnitude import Magnitude
from .member import Member
from .name_code import NameCode
from .one_of import OneOf
from .part_of import PartOf
from .printed_rows import Rate, RowPartOf
from .readable import Readable
from .register import Registered
from .required import Required
from .required_with import RequiredWith
from .score_band import ScoreBand
from .sequence import Sequence as SequenceRule
from .share import Share
from .sum_equals import SumEquals
from .tax_equality import TaxEquality
from .tax_rate import TaxRate
from .threshold import Threshold
from .total_equals import TotalEquals
from .totals import Totals
from .unique import Unique
from .within_window import WithinWindow

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind
    for kind in (
        Required,
        Readable,
        DigitsLost,
        OneOf,
        Format,
        Bounds,
        Length,
        Magnitude,
        Literal,
        SumEquals,
        TaxEquality,
        TaxRate,
        DateOrder,
        AtLeast,
        AtMost,
        PartOf,
        SequenceRule,
        Totals,
        Registered,
        Unique,
        DuplicateInvoice,
        Threshold,
        BlankWhen,
        ChangeRate,
        ContainsAll,
        DatedBefore,
        Deadline,
        ListedFact,
        Member,
        NameCode,
        Rate,
        RequiredWith,
        RowPartOf,
        ScoreBand,
        Share,
        TotalEquals,
        WithinWindow,
    )
}


def bind_rule(spec: RuleSpec, columns: Iterable[str] | None, mistakes: Mistakes) -> Rule | None:
    """The rule that `spec` declares; mistakes in its kind or options are collected with their path."""
    where = spec.path or spec.id
    kind = KINDS.get(spec.kind)
    if kind is None:
        mistakes.append(Mistake(f"{where}.kind", f"没有规则种类 {spec.kind!r}；可用：{'、'.join(KINDS)}"))
        return None
    rule = structure(kind, {**spec.options, "spec": spec}, where, mistakes)
    if rule is not None and columns is not None:
        known = set(columns)
        for option, key in _column_options(rule):
            if key and key not in known:
                mistakes.append(Mistake(f"{where}.{option}", f"没有列 {key}"))
    if isinstance(rule, Format) and rule.format not in FORMATS:
        mistakes.append(Mistake(f"{where}.format", f"没有格式 {rule.format!r}；可用：{'、'.join(FORMATS)}"))
        return None
    return rule


@cache
def _options_of(kind: str) -> tuple[tuple[str, bool], ...]:
    """(option, is a list) of every option that names columns."""
    hints = get_type_hints(KINDS[kind])
    made = []
    for option in fields(KINDS[kind]):
        hint: Any = hints[option.name]
        if hint is ColumnKey or hint == tuple[ColumnKey, ...]:
            made.append((option.name, hint is not ColumnKey))
    return tuple(made)


def _column_options(rule: Rule) -> Iterator[tuple[str, str]]:
    for option, many in _options_of(rule.kind):
        value = getattr(rule, option)
        for key in value if many else (value,):
            yield option, key


def declared_by_columns(attachment: Attachment) -> Iterator[RuleSpec]:
    """The checks that columns declare themselves, as rules with ids `<attachment>.<column>.<check>`."""
    explicit = {
        key for spec in attachment.rules if spec.kind == "digits-lost" for key in spec.options.get("columns", ())
    }
    for column in attachment.columns:
        for check, kind, severity, when, options in _declared(column, column.key in explicit):
            yield RuleSpec(
                id=f"{attachment.key}.{column.key}.{check}",
                kind=kind,
                severity=severity,
                basis=column.basis or attachment.basis,
                fix=column.fix if check != "required" else "",
                when=when,
                assumed=column.assumed,
                options=options,
                path=f"{attachment.key}.{column.key}",
            )


_Declared = tuple[str, str, Severity, Mapping[str, tuple[str, ...]], dict[str, Any]]


def _declared(column: Column, digits_checked: bool) -> Iterator[_Declared]:
    """(check, kind, severity, when, options) of what one column asks."""
    key, severity = column.key, column.severity
    many, one = {"columns": [key]}, {"column": key}
    if column.required:
        yield "required", "required", severity, {}, many
    if column.required_when:
        yield "required-when", "required", severity, column.required_when, many
    yield "type", "type", severity, {}, many
    if column.type is ColumnType.CODE and not digits_checked:
        yield "digits-lost", "digits-lost", severity, {}, many
    if column.values:
        yield "one-of", "one-of", severity if column.closed else Severity.WARNING, {}, one
    if column.format:
        yield "format", "format", severity, {}, {**one, "format": column.format}
    bounds = {"minimum": column.minimum, "maximum": column.maximum}
    if any(bound is not None for bound in bounds.values()):
        yield "range", "range", severity, {}, {**one, **{name: b for name, b in bounds.items() if b is not None}}
    if column.max_length is not None:
        yield "length", "length", severity, {}, {**one, "maximum": column.max_length}


def read_rules(attachment: Attachment, mistakes: Mistakes) -> tuple[Rule, ...]:
    """All rules of an attachment in the order in which they run."""
    keys = [column.key for column in attachment.columns]
    specs = (*declared_by_columns(attachment), *attachment.rules)
    rules = [rule for spec in specs if (rule := bind_rule(spec, keys, mistakes)) is not None]
    return tuple(sorted(rules, key=lambda rule: rule.stage))


@lru_cache(maxsize=256)
def bind(attachment: Attachment) -> tuple[Rule, ...]:
    """All rules of an attachment. Raises NoticeError with every mistake of the pack's rules."""
    mistakes: Mistakes = []
    rules = read_rules(attachment, mistakes)
    if mistakes:
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        raise NoticeError(
            "bad_rules", f"{attachment.key} 的规则有 {len(mistakes)} 处错误：\n{lines}", mistakes=mistakes
        )
    return rules


def rule_mistakes(notice: Notice) -> Mistakes:
    """Every mistake in the rules of a pack."""
    mistakes: Mistakes = []
    for attachment in notice.attachments:
        read_rules(attachment, mistakes)
    for spec in notice.rules:
        bind_rule(spec, None, mistakes)
    return mistakes


def check_table(table: Table) -> tuple[list[Finding], View]:
    """Findings of one table, and the view with the doubts that later checks respect."""
    view = View(table)
    found = [finding for rule in bind(table.attachment) for finding in rule.check(view)]
    return found, view


def check_batch(views: Sequence[View]) -> list[Finding]:
    """Findings across all tables handed in together, attachment by attachment."""
    by_attachment: dict[Attachment, list[View]] = {}
    for view in views:
        by_attachment.setdefault(view.table.attachment, []).append(view)
    return [
        finding
        for attachment, group in by_attachment.items()
        for rule in bind(attachment)
        for finding in rule.check_batch(group)
    ]


__all__ = [
    "KINDS",
    "Rule",
    "View",
    "bind",
    "bind_rule",
    "check_batch",
    "check_table",
    "declared_by_columns",
    "rule_mistakes",
]
