"""merge by the hand-in register: its inputs are entered, and of each unit the file that counts is merged."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..findings import Finding, Severity
from ..forms.filling import Filling
from ..forms.inputs import Progress, Request
from ..register.arrivals import RegisterOptions
from ..register.arrived import AddOutcome
from ..register.model import Arrival, Received, Register, Standing, State, UnitStanding
from ..register.states import head_words
from ..summary.model import NotMerged
from ..words import MEDIUM
from .handin import add
from .merge import MergeOptions, MergeOutcome, merge


def superseded(outcome: AddOutcome) -> dict[str, str]:
    """Paths of inputs that do not count by the register -> why they stay out of the merge."""
    made = {}
    for one in outcome.arrived:
        event = one.event
        if one.own:
            made[one.path] = "台账：是本级自己的汇总结果，不再汇入"
        elif event is not None and event.attachment and (why := _why_not(outcome.register, event)):
            made[one.path] = why
    return made


def _why_not(register: Register, event: Received) -> str:
    """Why a file does not count; empty for one that does."""
    if event.arrival is Arrival.ASKED:
        return f"台账：{event.note}，指明以前不汇入"
    unit = register.unit(event.unit)
    standing = unit.attachments.get(event.attachment) if unit is not None else None
    if standing is None:
        return f"台账：本文件没有登记为{event.unit}的报送（已作废，或与别的单位的文件相同）"
    if standing.withdrawn is not None:
        return f"台账：{event.unit}已于 {standing.withdrawn.at:%Y-%m-%d} 撤回，不再汇入"
    current = standing.current
    if current.sha256 == event.sha256:
        return ""
    return f"台账：{event.unit}以 {current.at:%Y-%m-%d %H:%M} 收到的为准（{current.path}），本文件不再汇入"


def _named_by_a_person(outcome: AddOutcome) -> dict[str, str]:
    """Path -> unit of the inputs of which a person said whose they are."""
    answered = {entry.event.sha256 for entry in outcome.register.entries if entry.moved and isinstance(entry.event, Received)}
    came = ((one.path, one.event) for one in outcome.arrived if one.event is not None)
    return {path: event.unit for path, event in came if event.unit_from == "--unit" or event.sha256 in answered}


def _not_in_it(outcome: AddOutcome) -> Iterator[NotMerged]:
    """Units that did hand something in and have no row in the summary, each with what is to be said of it."""
    brought = {one.event.sha256 for one in outcome.arrived if one.event is not None}
    for unit in outcome.register.units:
        for key, standing in unit.attachments.items():
            if (finding := _why_no_row(unit.unit, standing, brought)) is not None:
                yield NotMerged(office=unit.unit, attachment=key, finding=finding)
        if unit.state is State.SCANNED:
            media = "、".join(dict.fromkeys(MEDIUM[paper.medium] for paper in unit.papers))
            said = f"{unit.unit}已收{media}，缺电子表，没有汇入"
            finding = _finding("registered-scan", Severity.WARNING, said, "请向该单位要电子表。")
            yield NotMerged(office=unit.unit, attachment="", finding=finding)


def _why_no_row(unit: str, standing: Standing, brought: Collection[str]) -> Finding | None:
    """`brought`: fingerprints of the inputs."""
    current = standing.current
    if standing.withdrawn is not None:
        said = f"{unit}已于 {standing.withdrawn.at:%Y-%m-%d} 撤回{standing.attachment}，汇总表中没有它的行"
        return _finding("registered-withdrawn", Severity.INFO, said, "确已撤回的，不必处理。")
    if current.sha256 not in brought:
        said = f"{unit}已报送，但台账中有效的文件（{current.path}）不在这次输入之中，没有汇入"
        fix = "请把这个文件加入输入后重新汇总；确不汇总的不必处理。"
        return _finding("registered-absent", Severity.WARNING, said, fix, current.path)
    if current.refusal or current.filling == Filling.BLANK:
        said = f"{unit}报来的文件{'读不出' if current.refusal else '是空表'}（{current.path}），没有汇入"
        return _finding("registered-unread", Severity.WARNING, said, "请该单位重报。", current.path)
    return None


def _finding(rule: str, severity: Severity, message: str, fix: str, path: str = "") -> Finding:
    return Finding(rule=rule, severity=severity, message=message, fix=fix, kind="levels", path=path)


def _awaited(unit: UnitStanding) -> bool:
    """Whether something is still to come; who handed in one of several summaries owes none of the others."""
    return unit.expected and (unit.state is State.MISSING or bool(unit.lacking))


def merge_registered(
    path: str,
    request: Request,
    options: MergeOptions,
    progress: Progress | None = None,
    *,
    clock: datetime | None = None,
) -> tuple[MergeOutcome, AddOutcome]:
    """Take the inputs into the register, then merge the files that count by it; who is missing, the register says."""
    added = add(path, request, RegisterOptions(level=options.level, only_news=True), progress, clock=clock)
    options = replace(
        options,
        superseded=superseded(added),
        offices=_named_by_a_person(added),
        not_merged=tuple(_not_in_it(added)),
        expected=tuple(unit.unit for unit in added.register.units if _awaited(unit)),
    )
    outcome = merge(request, options, progress)
    if outcome.written:
        _keep_head(added.register, Path(options.out))
    return outcome, added


def _keep_head(register: Register, out: Path) -> None:
    """The register's head beside the summary that was merged by it: what was known when it was written."""
    from ..files.atomic import write_atomically
    from ..files.names import safe_name

    said = f"{head_words(register)}\n{os.path.basename(register.path)}\n{out.name}\n"
    write_atomically(out.with_name(safe_name(out.stem, "-台账头.txt")), said.encode(), force=True, may_replace=is_head)


def is_head(data: bytes) -> bool:
    """Whether a file is such a note of an earlier run."""
    return data.startswith("台账头 ".encode())
