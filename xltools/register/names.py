"""How a register names its units: 东湖高新区 and 东湖新技术开发区 are one, because the notice's list of offices says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import NoticeError
from ..forms.offices import ListedOffice, find_office, is_company
from ..forms.values import unsealed
from ..notice.load import load_notice
from ..summary.offices import known_below
from .model import RegisterOpened


class UnitNames:
    """The units as the register writes them, each found by any of its names; of two units of one name the first."""

    def __init__(self, offices: Sequence[ListedOffice] = (), units: Iterable[str] = ()) -> None:
        self._offices = tuple(offices)
        self._by_core: dict[str, str] = {}
        self._by_rank: dict[int, str] = {}
        for unit in units:
            self.add(unit)

    def add(self, unit: str) -> None:
        core = unsealed(unit)
        self._by_core.setdefault(core, unit)
        rank = self._rank(core)
        if rank is not None:
            self._by_rank.setdefault(rank, unit)

    def known(self, name: str) -> str:
        """The unit as the register writes it, where spaces, brackets or seals differ, or it has another of its names."""
        core = unsealed(name)
        found = self._by_core.get(core)
        if found is not None:
            return found
        rank = self._rank(core)
        return name.strip() if rank is None else self._by_rank.get(rank, self._offices[rank].name)

    def _rank(self, core: str) -> int | None:
        """The place in the list; a longer name that only holds an office's (江岸区示例街道) is not that office."""
        if is_company(core):
            return None
        rank = find_office(core, self._offices)
        return rank if rank is not None and core in self._offices[rank].forms else None


def listed_offices(opened: RegisterOpened) -> tuple[ListedOffice, ...]:
    """The offices that may hand in here, with all their names; none where the pack is not at hand or lists none."""
    try:
        notice = load_notice(opened.notice)
        return known_below(notice, notice.level(opened.level))
    except (NoticeError, KeyError):
        return ()


def known_unit(name: str, units: Iterable[str], offices: Sequence[ListedOffice] = ()) -> str:
    """`name` as one of `units` writes it, see `UnitNames.known`."""
    return UnitNames(offices, units).known(name)
