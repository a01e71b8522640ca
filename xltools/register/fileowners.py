"""Whose a file is that comes in: as a person says, as its form says, else by its folder and name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from ..files.beside import IMAGE, SCAN, kind_of_file
from ..findings import Finding
from ..forms.inputs import Input
from ..forms.table import Table
from ..notice.load import load_notice
from ..rules import View
from ..rules.checking import Checked
from ..rules.submissions import submissions
from ..summary.levels import level_written
from ..summary.offices import (
    Office,
    common_folder,
    known_below,
    office_by_path,
    office_named,
    office_named_otherwise,
    office_of,
)
from .fold import RegisterFold

_OWN = "\0"
"""Whose the office's own summary is: nobody's, and it is held against nobody."""


class FileOwners:
    """All files of one run. `unit`, `owners` (path -> unit): what a person, or an earlier look at all files, says."""

    def __init__(self, fold: RegisterFold, checked: Checked, unit: str, owners: Mapping[str, str]) -> None:
        self._fold, self._unit, self._owners = fold, unit, owners
        self._notice = load_notice(fold.opened.notice)
        self._level = self._notice.level(fold.opened.level)
        self.receives_from_offices = bool(known_below(self._notice, self._level))
        files = [file for file in checked.inputs.files if file.refusal is None or not is_scan(file.path)]
        self._above = common_folder([file.path for file in files])
        self._companies = _companies(checked)
        """Path -> the enterprise whose application the file belongs to, where the file itself need not say it."""
        self._by_path: dict[str, str] = {}
        """Path -> unit, of offices' tables."""
        if self.receives_from_offices:
            self._by_path = {file.path: self._of_tables(file) for file in files if file.tables}

    def _of_tables(self, file: Input) -> str:
        return _OWN if self.is_own(file) else self.office(file, file.tables).name

    def is_own(self, file: Input) -> bool:
        """Whether a file is what this very level merged."""
        return any(level_written(table) == self._level.key for table in file.tables)

    def office(self, file: Input, tables: Sequence[Table]) -> Office:
        """Whose file it is, under the name that the register knows."""
        names = self._fold.names
        if self._unit:
            return Office(names.known(self._unit), "--unit", 0)
        if file.path in self._owners:
            return Office(names.known(self._owners[file.path]), "收件检查", 0)
        if tables:
            office = office_of(tables[0], self._notice, self._level, self._above)
        else:
            office = office_by_path(file.path, self._notice, self._level, self._above)
        known = names.known(office.name)
        if office.found_in == "文件名" and not self._fold.knows(known):
            # A form that does not say whose it is, or cannot be read, may lie among its enterprise's, or bear its name.
            stem = PurePath(file.path).stem
            inside = [name for name in self._fold.units() if name and name in stem]
            known = inside[0] if len(inside) == 1 else names.known(self._companies.get(file.path, known))
        return Office(known, office.found_in, office.rank)

    def is_sure(self, unit: str) -> bool:
        """Whether a file that cannot be read is surely a unit's: one of the register's, or named by the user."""
        return bool(self._unit or self._owners) or self._fold.knows(unit)

    def other_name(self, file: Input, tables: Sequence[Table], office: Office) -> str:
        """The unit that the file's name or folder speaks of, where its content speaks of another."""
        if not tables or self._unit or file.path in self._owners:
            return ""
        return office_named_otherwise(file.path, office, self._notice, self._level, self._above)

    def named(self, path: str) -> str:
        """The listed office that a path speaks of; empty where none does."""
        return office_named(path, self._notice, self._level, self._above)

    def is_against_itself(self, finding: Finding, path: str) -> bool:
        """Whether a finding holds a unit's table against another version of itself, or against the office's own summary."""
        others = {place.path for place in finding.related} - {path, ""}
        unit = self._by_path.get(path)
        return bool(others and unit) and all(self._by_path.get(other, "") in (unit, _OWN) for other in others)


def is_scan(path: str) -> bool:
    return kind_of_file(path) in (SCAN, IMAGE)


def _companies(checked: Checked) -> dict[str, str]:
    """Path -> enterprise, application by application."""
    made: dict[str, str] = {}
    by_notice: dict[str, list[View]] = {}
    for view in checked.views:
        by_notice.setdefault(view.table.notice.id, []).append(view)
    for views in by_notice.values():
        for application in submissions(views):
            name = next((view.table.submitter for view in application if view.table.submitter), "")
            made |= {view.table.path: name for view in application if name}
    return made
