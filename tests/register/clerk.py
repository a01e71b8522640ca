"""A register over small tables of invented districts, entered as a clerk would."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from summary.forms import form, rows_for, write

from xltools.app.handin import add, read_register
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice
from xltools.register.arrivals import RegisterOptions
from xltools.register.arrived import AddOutcome
from xltools.register.model import Arrival

HUBEI = load_notice("hubei-2022").attachment("附件5")
ON_TIME, LATE = datetime(2022, 10, 30, 9), datetime(2022, 11, 2, 10)


def district_rows(district: str, count: int = 3) -> list[dict[str, object]]:
    rows = rows_for(HUBEI, district, count, seed=sum(map(ord, district)), category="示范工厂")
    return [dict(row) for row in rows]


def table_of(rows: list[dict[str, object]], district: str) -> bytes:
    """A district's table, its rows numbered as they stand."""
    numbered = [{**row, "rank": number} for number, row in enumerate(rows, start=1)]
    return form(HUBEI, numbered, f"{district}经济和信息化局")


def enter(register: str, *paths: Path, at: datetime = ON_TIME, **options: Any) -> AddOutcome:
    """As `handin add --received at`. What was kept up while files came in is what the journal tells whoever reads it anew."""
    request = Request(paths=tuple(map(str, paths)), notice="hubei-2022")
    outcome = add(register, request, RegisterOptions(received=at, **options), clock=LATE)
    assert read_register(register) == outcome.register
    return outcome


def arrivals(outcome: AddOutcome) -> list[tuple[str, Arrival, int]]:
    return [(one.event.unit, one.event.arrival, one.event.round) for one in outcome.arrived if one.event is not None]


__all__ = ["HUBEI", "LATE", "ON_TIME", "arrivals", "district_rows", "enter", "table_of", "write"]
