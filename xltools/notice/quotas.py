"""Which quota holds for a recommending unit. Where the notice names kinds of unit only, and nobody said which kind this
unit is, the largest is certain to be too many and the smallest is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .model import Notice, Quota


class Limits(NamedTuple):
    """At most `most` in any case; above `least` only for some kinds of unit. Equal where the unit's kind is known."""

    most: Quota
    least: Quota


def limits_for(notice: Notice, attachment: str, level: str, category: str, unit: str = "") -> Limits | None:
    """The quota of `category` for `unit` at `level`; None where the notice sets none.

    Decided by the unit's name, else by the parameter ``unit_kind`` where it is no assumption, else left open.
    """
    found = [
        quota
        for quota in notice.quotas
        if quota.level == level and quota.category == category and quota.attachment in ("", attachment)
    ]
    if not found:
        return None
    named = [quota for quota in found if any(name in unit for name in quota.units)]
    if named:
        return _span(named)
    found = [quota for quota in found if not quota.units] or found
    kind = next((p for p in notice.parameters if p.key == "unit_kind"), None)
    if kind is not None and not kind.assumed:
        found = [quota for quota in found if quota.unit_kind == kind.value] or found
    return _span(found)


def _span(quotas: Sequence[Quota]) -> Limits:
    by_size = sorted(quotas, key=lambda quota: quota.limit)
    return Limits(by_size[-1], by_size[0])
