"""How a register names its units: 东湖高新区 and 东湖新技术开发区 are one, because the notice's list of offices says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import NoticeError
from ..forms.offices import ListedOffice, find_office, is_company
from ..forms.values import unsealed
from ..notice.load import load_notice
from ..summary.offices import known_below
from .model import RegisterOpened


def listed_offices(opened: RegisterOpened) -> tuple[ListedOffice, ...]:
    """The offices that may hand in here, with all their names; none where the pack is not at hand or lists none."""
    try:
        notice = load_notice(opened.notice)
        return known_below(notice, notice.level(opened.level))
    except (NoticeError, KeyError):
        return ()


def known_unit(name: str, units: Iterable[str], offices: Sequence[ListedOffice] = ()) -> str:
    """The unit as the register writes it, where spaces, brackets or seals differ, or it has another of its names."""
    wanted = unsealed(name)
    units = list(units)
    found = next((unit for unit in units if unsealed(unit) == wanted), None)
    if found is not None:
        return found
    rank = _rank(wanted, offices)
    if rank is None:
        return name.strip()
    return next((unit for unit in units if _rank(unsealed(unit), offices) == rank), offices[rank].name)


def _rank(core: str, offices: Sequence[ListedOffice]) -> int | None:
    """The place in the list; a longer name that only holds an office's (江岸区示例街道) is not that office."""
    if is_company(core):
        return None
    rank = find_office(core, tuple(offices))
    return rank if rank is not None and core in offices[rank].forms else None
