"""Files on their way into the hand-in register: whose each one is, which round it opens, what it changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath

from ..files.sources import source_sha256
from ..findings import FileReport, Severity
from ..forms.filling import Filling, filling_of
from ..forms.inputs import Input
from ..forms.table import Table
from ..notice.load import load_notice
from ..rules import View
from ..rules.checking import Checked
from ..rules.submissions import submissions
from ..summary.join import relative_path
from ..summary.levels import level_written
from ..summary.offices import Office, common_folder, office_by_path, office_of
from ..words import ARRIVAL, HANDIN
from .journal import Journal
from .model import Arrival, Difference, Received, Register, Standing, counts
from .snapshot import pack, take
from .states import Judged, difference, judge, known_unit, late_days, register_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOptions:
    """What opens a register where there is none yet, and how files are taken in."""

    level: str = ""
    units: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    deadline: date | None = None
    received: datetime | None = None
    """When the files came; now when not given."""
    unit: str = ""
    """Whose the files are, where neither form nor folder says it."""
    revive: bool = False
    """A file that was replaced before counts anew."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Path -> unit, where somebody has looked at all files together."""


@dataclass(slots=True)
class Arrived:
    """One file that came in, and what it changed."""

    path: str
    event: Received | None
    """None for a file that is no hand-in of this register (another form)."""
    message: str
    difference: Difference | None = None


@dataclass(slots=True)
class AddOutcome:
    """What became of the files, and the register as it stands."""

    register: Register
    arrived: list[Arrived] = field(default_factory=list)
    opened: bool = False


@dataclass(slots=True)
class ArrivalDesk:
    """One run that takes files in; `register` is what stands after the last of them."""

    journal: Journal
    checked: Checked
    options: RegisterOptions
    moment: datetime
    register: Register
    arrived: list[Arrived] = field(default_factory=list)
    _companies: dict[str, str] = field(default_factory=dict)
    """Path -> the enterprise whose application the file belongs to, where the file itself need not say it."""

    def run(self) -> list[Arrived]:
        """File by file, older files first, so that the newest of several comes to stand."""
        files = self.checked.inputs.files
        above = common_folder([file.path for file in files])
        self._companies = _companies(self.checked)
        for file in sorted(files, key=lambda file: (_modified(file.path), file.path)):
            found = self._by_attachment(file)
            for key, tables in found.items():
                office = self._office(file, tables, above)
                if key or self._known(office.name):
                    self._take(file, key, tables, office)
                else:
                    message = file.refusal[1] if file.refusal is not None else ""
                    self.arrived.append(Arrived(file.path, None, f"看不出是哪个单位报的，未登记；{message}"))
            if not found:
                own = any(level_written(table) == self.register.opened.level for table in file.tables)
                said = "是本级自己的汇总结果，未登记" if own else "不是本台账登记的附件，未登记"
                self.arrived.append(Arrived(file.path, None, said))
        return self.arrived

    def _by_attachment(self, file: Input) -> dict[str, list[Table]]:
        """The file's tables of this call by attachment; a file that cannot be read stands under ""."""
        if file.refusal is not None:
            # A Word document without a table is a text, no form.
            return {} if file.refusal[0] == "no_sheets" else {"": []}
        made: dict[str, list[Table]] = {}
        opened = self.register.opened
        known = {key for group in opened.expected for key in group}
        for table in file.tables:
            if level_written(table) == opened.level:
                continue
            if table.notice.id == opened.notice and (not known or table.attachment.key in known):
                made.setdefault(table.attachment.key, []).append(table)
        return made

    def _known(self, unit: str) -> bool:
        """Whether a file that cannot be read is surely a unit's: one of the register's, or named by the user."""
        return bool(self.options.unit or self.options.owners) or self.register.unit(unit) is not None

    def _office(self, file: Input, tables: Sequence[Table], above: str) -> Office:
        """Whose file it is, under the name that the register knows."""
        names = [unit.unit for unit in self.register.units]
        if self.options.unit:
            return Office(known_unit(self.options.unit, names), "--unit", 0)
        if file.path in self.options.owners:
            return Office(known_unit(self.options.owners[file.path], names), "收件检查", 0)
        opened = self.register.opened
        notice = tables[0].notice if tables else load_notice(opened.notice)
        level = notice.level(opened.level)
        if tables:
            office = office_of(tables[0], notice, level, above)
        else:
            office = office_by_path(file.path, notice, level, above)
        known = known_unit(office.name, names)
        if known not in names and office.found_in == "文件名":
            # A form that does not say whose it is, or cannot be read, may lie among its enterprise's, or bear its name.
            inside = [name for name in names if name and name in PurePath(file.path).stem]
            known = inside[0] if len(inside) == 1 else known_unit(self._companies.get(file.path, known), names)
        return Office(known, office.found_in, office.rank)

    def _take(self, file: Input, key: str, tables: Sequence[Table], office: Office) -> None:
        snapshot = take(tables) if tables else None
        sha256 = file.book.sha256 if file.book is not None else source_sha256(Path(file.path))
        revive = self.options.revive or bool(self.options.unit)
        judged = judge(self.register, office.name, key, sha256, snapshot, revive=revive)
        news = judged.arrival in (Arrival.NEW, Arrival.REPLACES)
        received = self.options.received or self.moment
        path = relative_path(file.path, self.register.path)
        report = self._report(file.path)
        event = Received(
            at=received,
            unit=office.name,
            unit_from=office.found_in,
            attachment=key,
            path=path,
            sha256=sha256,
            arrival=judged.arrival,
            round=judged.round,
            errors=report.count(Severity.ERROR),
            warnings=report.count(Severity.WARNING),
            refusal=file.refusal[1] if file.refusal is not None else "",
            rows=sum(len(table) for table in tables),
            filling=_filling(tables),
            late_days=late_days(received, self.register.opened.deadline) if news else 0,
            note="；".join(self._notes(judged, path, office.name)),
            cells=pack(snapshot) if news and snapshot is not None else "",
        )
        self.journal.append([event])
        self.register = register_of(self.journal)
        self.arrived.append(self._arrived(file.path, event))

    def _report(self, path: str) -> FileReport:
        return next(report for report in self.checked.report.files if report.path == path)

    def _notes(self, judged: Judged, path: str, unit: str) -> list[str]:
        made = []
        earlier = judged.earlier
        if earlier is not None and PurePath(earlier.path).name != PurePath(path).name:
            made.append(f"文件名由“{PurePath(earlier.path).name}”改为“{PurePath(path).name}”")
        if judged.arrival is Arrival.COPIED:
            made.append(f"与{judged.unit}报来的文件完全相同，未算作{unit}的报送")
        standing = self.register.unit(unit)
        listed = any(one.expected for one in self.register.units)
        if listed and (standing is None or not standing.expected):
            made.append(f"“{unit}”不在应报单位之列")
        return made

    def _arrived(self, path: str, event: Received) -> Arrived:
        who = f"{event.unit} {event.attachment or '（未能读取）'}"
        words = [f"{who} {ARRIVAL[event.arrival]}"]
        found = None
        if event.arrival is Arrival.REPLACES:
            words = [f"{who} 第 {event.round} 次报送，替换前一次"]
            unit = self.register.unit(event.unit)
            found = difference(unit.attachments[event.attachment]) if unit is not None else None
        if event.late_days:
            words.append(f"逾期 {event.late_days} 天")
        if event.refusal:
            words.append(event.refusal)
        elif event.filling:
            words.append(HANDIN[event.filling])
        elif event.errors and counts(event):
            words.append(f"有错误 {event.errors} 处，待更正")
        if event.note:
            words.append(event.note)
        return Arrived(path, event, "；".join(words), found)


def _filling(tables: Sequence[Table]) -> str:
    """What all of a file's tables of one form are, where none of them holds rows; empty otherwise."""
    found = {filling_of(table) for table in tables}
    return found.pop().value if len(found) == 1 and Filling.ROWS not in found else ""


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


def _modified(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0  # inside a .zip folder, or gone: in the order given


def file_state(register: Register, standing: Standing) -> str:
    """Whether the file that counts still lies where it lay: same, changed, missing."""
    current = standing.current
    found = source_sha256(Path(register.path).parent / current.path)
    if not found:
        return "missing"
    return "same" if found == current.sha256 else "changed"
