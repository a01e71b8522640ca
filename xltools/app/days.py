"""Days and moments as people give them to a face: ISO texts, or Python's own."""

from __future__ import annotations

from datetime import date, datetime

from ..errors import UsageError


def day_of(said: str | date | None) -> date | None:
    """``2023-10-01``. Raises UsageError."""
    if said is None or isinstance(said, date):
        return said.date() if isinstance(said, datetime) else said
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UsageError("bad_date", f"日期“{said}”应写作 2023-10-01 的形式。") from None


def moment_of(said: str | date | None) -> datetime | None:
    """``2025-10-17T09:30``; a day alone is its first moment. Raises UsageError."""
    if said is None or isinstance(said, datetime):
        return said
    try:
        return datetime.fromisoformat(said if isinstance(said, str) else said.isoformat())
    except ValueError:
        raise UsageError("bad_date", f"时间“{said}”应写作 2025-10-17 或 2025-10-17T09:30 的形式。") from None
