"""What the forms of a received folder say themselves: whose they are, which district an enterprise lies in, who receives."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from ..application.owners import BY_APPLICATION, BY_FORM, Owner
from ..forms.offices import find_office
from ..forms.table import Table
from ..notice.model import Level, Notice, Role
from ..register.batch import BatchUnit
from ..rules import View
from ..rules.submissions import submissions
from ..summary.levels import choose_level
from ..summary.offices import district_of, known_below, office_of
from .package import enterprise_name

OF_OFFICES = (Role.SUMMARY, Role.ROLLUP)


class FormsOwners:
    """The units by what stands in their forms. `offices` and `districts` are known once `known` was asked."""

    def __init__(
        self,
        notice: Notice,
        views: Sequence[View],
        folder: str,
        asked: str,
        same: Mapping[str, str],
        expected: frozenset[str] = frozenset(),
    ) -> None:
        self.same, self.expected = same, expected
        self.notice, self.views, self.folder, self.asked = notice, views, folder, asked
        self.offices: set[str] = set()
        self.districts: dict[str, str] = {}
        """Enterprise -> its district."""
        self.level = self._level()

    def _level(self) -> Level:
        """Who receives: of enterprises' own forms the one they hand in to; of offices' summaries the one above."""
        notice, tables = self.notice, [view.table for view in self.views]
        own = [table for table in tables if table.attachment.role not in OF_OFFICES and table.owners is None]
        lowest = min(notice.levels, key=lambda level: level.order)
        first = next((level for level in notice.levels if level.receives_from == lowest.key), None)
        if not self.asked and first is not None and len(own) * 2 > len(tables):
            return first
        summaries = [table for table in tables if table.attachment.role is Role.SUMMARY] or tables
        attachment = summaries[0].attachment if summaries else notice.attachments[0]
        return choose_level(notice, attachment, self.asked, summaries)

    def known(self) -> dict[str, Owner]:
        """What the forms themselves say: applications by their enterprise, summaries by their office."""
        made: dict[str, Owner] = {}
        for application in submissions(self.views):
            tables = [view.table for view in application]
            name = self._name(tables)
            if not name:
                continue
            said, name = name, self.same.get(name, name)
            self.districts.setdefault(name, district_of(tables, self.notice, self.level, self.folder).name)
            for table in tables:
                how = BY_FORM if table.submitter == said else BY_APPLICATION
                made.setdefault(table.path.replace(os.sep, "/"), Owner(name, how))
        for view in self.views:
            table = view.table
            if table.attachment.role in OF_OFFICES or table.owners is not None:
                above = os.path.abspath(self.folder)
                office = office_of(table, self.notice, self._level_of_offices(), above)
                self.offices.add(office.name)
                made.setdefault(table.path.replace(os.sep, "/"), Owner(office.name, office.found_in))
        return made

    def _name(self, tables: Sequence[Table]) -> str:
        """Of the names on one application's forms the one that the office waits for, else the right one."""
        listed = [table.submitter for table in tables if table.submitter in self.expected]
        name = enterprise_name(tables)
        return listed[0] if listed and name not in self.expected else name

    def _level_of_offices(self) -> Level:
        """The level that receives from offices: this one, or the next above where this one receives from enterprises."""
        lowest = min(self.notice.levels, key=lambda level: level.order).key
        if self.level.receives_from != lowest:
            return self.level
        return next((one for one in self.notice.levels if one.receives_from == self.level.key), self.level)

    @property
    def from_offices(self) -> bool:
        """Whether offices hand in, rather than enterprises."""
        lowest = min(self.notice.levels, key=lambda one: one.order).key
        return bool(self.offices) or self.level.receives_from != lowest

    def office_in(self, text: str) -> str:
        """The office below that a folder's name speaks of."""
        known = known_below(self.notice, self._level_of_offices())
        rank = find_office(text, known)
        return known[rank].name if rank is not None else ""

    def place(self, unit: BatchUnit) -> tuple[int, str, str]:
        """Offices in their official order, enterprises by district."""
        known = [office.name for office in known_below(self.notice, self._level_of_offices())]
        district = unit.name if unit.is_office else unit.district
        return known.index(district) if district in known else len(known), district, unit.name
