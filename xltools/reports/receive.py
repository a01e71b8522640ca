"""What came in, as lines for a terminal and as a JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import words
from ..documents import envelope
from ..findings import AnswerKind, Finding, Severity
from ..register.batch import Batch, BatchOutcome, BatchUnit
from ..register.model import State
from .amounts import wan
from .grouping import kind_words
from .json import decimal_text, finding_json
from .terminal import Line, table

if TYPE_CHECKING:
    from ..documents.handin import BatchUnitDocument, InvestmentDocument, ReceiveDocument


def state_words(unit: BatchUnit) -> str:
    """What the unit has come to, as one word: a person's opinion where there is one."""
    return words.HANDIN[unit.state.value]


def investment_words(unit: BatchUnit) -> tuple[str, str, str]:
    """(counted, undecided, floor) in 万元; blanks where there is no ledger."""
    total = unit.total
    if total is None:
        return "", "", ""
    return wan(total.counted), wan(total.undecided), words.floor_words(total.meets_floor)


def pass_rate(batch: Batch) -> str:
    """8/12（66.7%）: units without anything that has to be corrected, among those that handed in."""
    of = len(batch.units)
    return f"{batch.passed}/{of}（{batch.passed / of:.1%}）" if of else "0/0"


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Kinds of problems by district (or unit): errors and reminders, settled ones left out."""

    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]

    def count(self, kind: str, column: str) -> int:
        return self.counts.get((kind, column), 0)

    @property
    def most(self) -> int:
        return max(self.counts.values(), default=0)

    def strength(self, count: int) -> int:
        """0 (nothing) to 5 (the most), by share of the most; one or two of a kind are never deep."""
        return 0 if not count else max(1, min(5, -(-count * 5 // max(self.most, _DEEP))))


_MOST_COLUMNS = 20
_DEEP = 5


def heat_map(batch: Batch, kinds: int = 25) -> HeatMap:
    """By district where there are several, else by unit; the most frequent kinds first."""
    by_district = len(batch.districts) > 1
    counts: Counter[tuple[str, str]] = Counter()
    for unit in batch.units:
        column = (unit.name if unit.is_office else unit.district or "（不明）") if by_district else unit.name
        for finding in unit.findings:
            if finding.severity is not Severity.INFO and not finding.settled:
                counts[kind_words(finding), column] += 1
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (kind, column), number in counts.items():
        rows[kind] += number
        columns[column] += number
    kept = [name for name, _ in columns.most_common(_MOST_COLUMNS)]
    return HeatMap(tuple(name for name, _ in rows.most_common(kinds)), tuple(kept), counts)


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Companies' names without what all of them share, for narrow columns."""
    made = {
        name: name.removesuffix("股份有限公司").removesuffix("有限责任公司").removesuffix("有限公司") for name in names
    }
    return made if len(set(made.values())) == len(made) else {name: name for name in names}


def receive_lines(outcome: BatchOutcome) -> Iterator[Line]:
    """The overview, and where everything lies."""
    batch = outcome.batch
    yield [
        (
            "head",
            f"{batch.notice.short or batch.notice.title}　{words.LEVEL.get(batch.level.key, batch.level.name)}收件检查",
        )
    ]
    yield [
        (
            "",
            f"文件 {batch.files} 个，{'单位' if any(u.is_office for u in batch.units) else '企业'} {len(batch.units)} 家",
        )
    ]
    yield []
    heads = ["单位", "结果", "缺", "错误", "提醒", "已说明", "重复", "旧版", "逾期"]
    with_money = batch.ledger is not None
    with_change = batch.before is not None
    heads += ["计入（万元）", "待定", words.FLOOR] if with_money else []
    heads += ["已改", "新增", "仍有"] if with_change else []
    body = [_row(unit, with_money=with_money, with_change=with_change) for unit in batch.units]
    for number, line in enumerate(table(heads, body, figures=[*range(2, 9), 9, 10] if with_money else range(2, 9))):
        yield [("head" if not number else "", "  " + line)]
    yield []
    errors, warnings = batch.count(Severity.ERROR), batch.count(Severity.WARNING)
    yield [
        ("head", f"合格率 {pass_rate(batch)}"),
        ("error" if errors else "good", f"，错误 {errors} 处"),
        ("warning" if warnings else "", f"，提醒 {warnings} 处"),
        ("", "".join(f"，{words.ANSWER[k.value]} {n} 处" for k in AnswerKind if (n := batch.answered(k)))),
    ]
    if batch.before is not None:
        mended = sum(len(unit.difference.mended) for unit in batch.units)
        new = sum(len(unit.difference.new) for unit in batch.units)
        still = sum(unit.difference.still for unit in batch.units)
        yield [("", f"与 {batch.before:%Y-%m-%d %H:%M} 那一轮相比：已改 {mended} 处，新增 {new} 处，仍有 {still} 处")]
    if batch.missing:
        yield [("warning", f"尚未报送（{len(batch.missing)} 家）：{'、'.join(batch.missing)}")]
    if batch.gone:
        yield [("warning", f"上一轮有、这次没有材料的单位（{len(batch.gone)} 家）：{'、'.join(batch.gone)}")]
    yield from ([("warning", near.said)] for near in batch.near)
    if batch.nobodys:
        names = "、".join(f"{file.shown}{f'（{file.note}）' if file.note else ''}" for file in batch.nobodys[:5])
        yield [
            ("warning", f"看不出是谁的文件 {len(batch.nobodys)} 个：{names}{'等' if len(batch.nobodys) > 5 else ''}")
        ]
    for waiver in outcome.expired:
        yield [("warning", f"豁免已过期，没有采用：{waiver.unit} {waiver.rule}（有效期至 {waiver.until}）")]
    yield []
    yield from ([("", line)] for line in outcome.lines)


def _row(unit: BatchUnit, *, with_money: bool, with_change: bool) -> list[str]:
    late = f"{unit.late_days}天" if unit.late_days else ""
    made = [
        unit.name, state_words(unit), str(len(unit.missing) or ""), str(unit.count(Severity.ERROR)),
        str(unit.count(Severity.WARNING)), str(unit.answered(AnswerKind.EXPLAINED) or ""), str(unit.twins or ""),
        str(unit.versions or ""), late,
    ]  # fmt: skip
    made += investment_words(unit) if with_money else ()
    difference = unit.difference
    made += [str(len(difference.mended)), str(len(difference.new)), str(difference.still)] if with_change else []
    return made


def receive_json(outcome: BatchOutcome) -> ReceiveDocument:
    """The overview as one document; amounts in 元."""
    batch = outcome.batch
    return {
        **envelope("receive"),
        "folder": batch.folder,
        "notice": batch.notice.id,
        "level": batch.level.key,
        "at": batch.at.isoformat(),
        "deadline": batch.deadline.isoformat() if batch.deadline else None,
        "before": batch.before.isoformat() if batch.before else None,
        "units": [_unit_json(unit) for unit in batch.units],
        "missing": list(batch.missing),
        "near": [{"name": near.name, "other": near.other, "why": near.why} for near in batch.near],
        "nobodys": [{"path": file.shown, "what": file.what} for file in batch.nobodys],
        "summary": {
            "files": batch.files,
            "units": len(batch.units),
            "passed": batch.passed,
            "errors": batch.count(Severity.ERROR),
            "warnings": batch.count(Severity.WARNING),
            "explained": batch.answered(AnswerKind.EXPLAINED),
            "waived": batch.answered(AnswerKind.WAIVED),
        },
        "written": list(outcome.written),
    }


def _unit_json(unit: BatchUnit) -> BatchUnitDocument:
    return {
        "name": unit.name,
        "district": unit.district,
        "office": unit.is_office,
        "state": unit.state.value,
        "opinion": unit.opinion,
        "round": unit.rounds,
        "late_days": unit.late_days,
        "missing": list(unit.missing),
        "errors": unit.count(Severity.ERROR),
        "warnings": unit.count(Severity.WARNING),
        "explained": unit.answered(AnswerKind.EXPLAINED),
        "waived": unit.answered(AnswerKind.WAIVED),
        "duplicates": unit.twins,
        "versions": unit.versions,
        "investment": _total_json(unit),
        "change": {
            "mended": [{"rule": one.rule, "file": one.file, "cell": one.cell, "message": one.message} for one in unit.difference.mended],
            "new": len(unit.difference.new),
            "still": unit.difference.still,
        },
        "files": [{"path": f.shown, "what": f.what, "how": f.how, "state": f.state.value, "twin": f.twin} for f in unit.files],
        "findings": [{**finding_json(finding), "path": finding.path} for finding in unit.findings],
    }  # fmt: skip


def _total_json(unit: BatchUnit) -> InvestmentDocument | None:
    total = unit.total
    if total is None:
        return None

    return {
        "counted": decimal_text(total.counted),
        "undecided": decimal_text(total.undecided),
        "not_counted": decimal_text(total.not_counted),
        "meets_floor": total.meets_floor,
    }


def new_findings(unit: BatchUnit) -> list[Finding]:
    """What the last round did not have."""
    return [finding for place, finding in enumerate(unit.findings) if place in unit.difference.new]


def waits(unit: BatchUnit) -> bool:
    """Whether the unit has to do something."""
    return unit.state in (State.TO_CORRECT, State.MISSING, State.BLANK)
