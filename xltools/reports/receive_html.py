"""收件概览 as one page: units to sort and to filter, the heat map, what changed, and each unit's problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from .. import words
from ..findings import AnswerKind, Severity
from ..register.batch import Batch, BatchUnit
from ..register.model import State
from .html import Shown, render_page, shown_lines
from .receive import heat_map, investment_words, pass_rate, short_names, state_words

_STYLES: Mapping[State, str] = {
    State.TO_CORRECT: "warning",
    State.MISSING: "error",
    State.RECEIVED: "info",
    State.PASSED: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit as the page shows it."""

    unit: BatchUnit
    errors: int
    warnings: int
    explained: int
    state: str
    style: str
    money: tuple[str, str, str]
    lines: tuple[Shown, ...]
    left_out: int
    letter: str
    """Address of its 补正通知书; empty where it needs none."""


def receive_html(batch: Batch, notices: Mapping[str, str], *, title: str = "") -> str:
    """The overview. `notices`: unit -> path of its 补正通知书, relative to the page."""
    heat = heat_map(batch)
    return render_page(
        "receive.html",
        title=title or f"{batch.notice.short or batch.notice.title}收件概览",
        batch=batch,
        views=[_view(unit, notices.get(unit.name, "")) for unit in batch.units],
        errors=batch.count(Severity.ERROR),
        warnings=batch.count(Severity.WARNING),
        explained=batch.answered(AnswerKind.EXPLAINED),
        waived=batch.answered(AnswerKind.WAIVED),
        rate=pass_rate(batch),
        heat=heat,
        names=short_names(heat.columns),
        missing_word=words.HANDIN["missing"],
        mended=sum(len(unit.difference.mended) for unit in batch.units),
        new=sum(len(unit.difference.new) for unit in batch.units),
        still=sum(unit.difference.still for unit in batch.units),
        assumed=batch.assumed,
    )


def _view(unit: BatchUnit, letter: str) -> UnitView:
    lines, left_out = shown_lines(unit.findings, with_sheet=True)
    return UnitView(
        unit=unit,
        errors=unit.count(Severity.ERROR),
        warnings=unit.count(Severity.WARNING),
        explained=unit.answered(AnswerKind.EXPLAINED),
        state=state_words(unit),
        style=_STYLES.get(unit.state, "info"),
        money=investment_words(unit),
        lines=tuple(lines),
        left_out=left_out,
        letter=quote(letter),
    )
