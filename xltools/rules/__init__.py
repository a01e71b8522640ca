"""Rules: what a form must hold, one kind per file. KINDS is the whole list.

`bind` makes the rules of an attachment: those its columns declare (required, type, values, format, range, length) and
those of the pack; `bind_notice` those that belong to no single attachment. `check_table`, `check_submission` and
`check_batch` run them in this order, each in stages: cells, rows, sums, sets, totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, get_type_hints

from ..errors import NoticeError
from ..figures import fault_of
from ..findings import Finding, Severity
from ..forms.filling import Filling, filling_finding, filling_of
from ..forms.table import Table
from ..notice.model import Attachment, Column, ColumnType, Notice, RuleSpec
from ..notice.reference import find_reference
from ..notice.structure import Mistake, Mistakes, structure
from .base import ColumnKey, Home, ListName, Reach, Rule, View
from .inforce import in_force, today
from .kinds import BETWEEN_TABLES, KINDS
from .submissions import submissions


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
        for option, key in _named_by(rule, ColumnKey):
            if key not in known:
                mistakes.append(Mistake(f"{where}.{option}", f"没有列 {key}"))
    if spec.kind == "format" and rule is not None:
        from .format import FORMATS

        if spec.options.get("format") not in FORMATS:
            said = f"没有格式 {spec.options.get('format')!r}；可用：{'、'.join(FORMATS)}"
            mistakes.append(Mistake(f"{where}.format", said))
            return None
    return rule


@cache
def _options_of(kind: str, named: Any) -> tuple[tuple[str, bool], ...]:
    """(option, is a list) of every option whose type is `named`."""
    hints = get_type_hints(KINDS[kind])
    made = []
    for option in fields(KINDS[kind]):
        hint: Any = hints[option.name]
        if hint is named or hint == tuple[named, ...]:
            made.append((option.name, hint is not named))
    return tuple(made)


def _named_by(rule: Rule, named: Any) -> Iterator[tuple[str, str]]:
    """(option, name) for every option of that type which is not left empty."""
    for option, many in _options_of(rule.kind, named):
        value = getattr(rule, option)
        yield from ((option, name) for name in (value if many else (value,)) if name)


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
        yield "length", "length", severity, {}, {**one, "maximum": column.max_length, "counted": column.counted}


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
    _refuse(attachment.key, mistakes)
    return _in_force(rules)


def _in_force(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    day = today()
    return tuple(kept for rule in rules if (kept := in_force(rule, day)) is not None)


@lru_cache(maxsize=64)
def bind_notice(notice: Notice, *, alone: bool = False) -> tuple[Rule, ...]:
    """The rules of the notice itself, of reach submission and batch. Raises NoticeError as `bind` does.

    `alone`: only one table was handed in; rules between tables are left out.
    """
    mistakes: Mistakes = []
    specs = [spec for spec in _specs(notice) if not (alone and spec.kind in BETWEEN_TABLES)]
    rules = [rule for spec in specs if (rule := bind_rule(spec, None, mistakes)) is not None]
    _refuse(notice.id, mistakes)
    return _in_force(sorted(rules, key=lambda rule: rule.stage))


def _specs(notice: Notice) -> tuple[RuleSpec, ...]:
    """The notice's own rules, and the office's list of relations as rules."""
    if not notice.checks:
        return notice.rules
    from .relation import spec_of

    return (*notice.rules, *(spec_of(check, notice) for check in notice.checks))


def _refuse(name: str, mistakes: Mistakes) -> None:
    if mistakes:
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        raise NoticeError("bad_rules", f"{name} 的规则有 {len(mistakes)} 处错误：\n{lines}", mistakes=mistakes)


def rule_mistakes(notice: Notice) -> Mistakes:
    """Every mistake in the rules of a pack, references to what it does not have included."""
    mistakes: Mistakes = []
    for attachment in notice.attachments:
        for rule in read_rules(attachment, mistakes):
            mistakes.extend(_faults(rule, notice, attachment))
        for column in attachment.columns:
            mistakes.extend(_source_faults(column, notice, attachment))
    for spec in _specs(notice):
        bound = bind_rule(spec, None, mistakes)
        if bound is None:
            continue
        mistakes.extend(_faults(bound, notice, None))
        if bound.reach not in (Reach.SUBMISSION, Reach.BATCH):
            mistakes.append(Mistake(f"{spec.path or spec.id}.kind", f"{spec.kind} 只看一张表，应写在附件中"))
    return mistakes


def _source_faults(column: Column, notice: Notice, attachment: Attachment) -> Iterator[Mistake]:
    """Sources of a roll-up's column that point nowhere."""
    for source in filter(None, (part.strip() for part in column.source.split("|"))):
        if source != "office" and not source.startswith("findings.") and (fault := fault_of(source, notice)):
            yield Mistake(f"{notice.id}.{attachment.key}.{column.key}.source", fault)


def _faults(rule: Rule, notice: Notice, attachment: Attachment | None) -> Iterator[Mistake]:
    where = rule.spec.path or rule.spec.id
    for option, name in _named_by(rule, ListName):
        if find_reference(name) is None:
            yield Mistake(f"{where}.{option}", f"找不到参考清单 {name}")
    yield from (Mistake(f"{where}.{option}", fault) for option, fault in rule.faults(Home(notice, attachment)))


def check_table(table: Table, beside: Sequence[Table] = ()) -> tuple[list[Finding], View]:
    """Findings of one table, and the view with the doubts that later checks respect. `beside`: its application."""
    view = View(table, beside=beside)
    filling = filling_of(table)
    if filling is Filling.BLANK:
        # Every other finding on an empty form would only say again that it is empty.
        # A small table in a form may stay empty; what must be in it a rule says.
        said = [] if table.attachment.within else [filling_finding(table, filling)]
        return said, replace(view, blank_form=True)
    found = [filling_finding(table, filling)] if filling is Filling.ZERO else []
    found += [finding for rule in bind(table.attachment) for finding in rule.check(view)]
    return found, view


def check_submission(views: Sequence[View], *, together: bool = False) -> list[Finding]:
    """Findings across the files of one application, enterprise by enterprise (see submissions.py).

    `together`: all of them are one application, whatever names they bear.
    """
    found: list[Finding] = []
    for notice, group in by_notice(views).items():
        rules = [rule for rule in bind_notice(notice, alone=len(group) == 1) if rule.reach is Reach.SUBMISSION]
        applications = [group] if together else submissions(group)
        for application in applications if rules else ():
            found.extend(finding for rule in rules for finding in rule.check_submission(application))
    return found


def check_batch(views: Sequence[View]) -> list[Finding]:
    """Findings across all tables handed in together: attachment by attachment, then notice by notice."""
    by_attachment: dict[Attachment, list[View]] = {}
    for view in _filled(views):
        by_attachment.setdefault(view.table.attachment, []).append(view)
    found = [
        finding
        for attachment, group in by_attachment.items()
        for rule in bind(attachment)
        for finding in rule.check_batch(group)
    ]
    for notice, group in by_notice(views).items():
        rules = bind_notice(notice, alone=len(group) == 1)
        found.extend(finding for rule in rules for finding in rule.check_batch(group))
    return found


def _filled(views: Sequence[View]) -> Iterator[View]:
    """Forms that hold something: an untouched blank says nothing against the others."""
    return (view for view in views if not view.blank_form)


def by_notice(views: Sequence[View]) -> dict[Notice, list[View]]:
    """The views of forms that hold something."""
    groups: dict[Notice, list[View]] = {}
    for view in _filled(views):
        groups.setdefault(view.table.notice, []).append(view)
    return groups


__all__ = [
    "KINDS",
    "Rule",
    "View",
    "bind",
    "bind_notice",
    "bind_rule",
    "by_notice",
    "check_batch",
    "check_submission",
    "check_table",
    "declared_by_columns",
    "rule_mistakes",
    "submissions",
]
