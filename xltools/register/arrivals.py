"""Files on their way into the hand-in register: whose each one is, which round it opens, what it changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePath

from ..files.beside import IMAGE, SCAN, files_beside, kind_of_file
from ..files.sources import source_sha256
from ..findings import Finding, Severity, count
from ..forms.filling import Filling, filling_of
from ..forms.inputs import Input
from ..forms.offices import ListedOffice
from ..forms.table import Table
from ..notice.load import load_notice
from ..notice.model import Level, Notice
from ..rules import View
from ..rules.checking import Checked
from ..rules.submissions import submissions
from ..summary.join import relative_path
from ..summary.levels import level_written
from ..summary.offices import Office, common_folder, known_below, office_by_path, office_named, office_of
from ..words import ARRIVAL, HANDIN
from .deadlines import Deadlines, late_days
from .journal import Journal
from .judging import Arriving, Judged, judge
from .model import (
    Arrival,
    Difference,
    Event,
    Medium,
    Moved,
    PaperReceipt,
    Received,
    Register,
    RegisterEntry,
    Standing,
    counts,
)
from .names import known_unit
from .snapshot import pack, take
from .states import difference, register_of
from .transfers import with_transfers


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
    scans: tuple[str, ...] = ()
    """Files and folders in which scans of offices' tables are looked for."""
    only_news: bool = False
    """Bytes that the register knows already are not entered once more, wherever they lie (a merge that reads its inputs)."""


@dataclass(slots=True)
class Arrived:
    """One file that came in, and what it changed."""

    path: str
    event: Received | None
    """None for a file that is no hand-in of this register (another form, a scan)."""
    message: str
    known: bool = False
    """The register had it already: nothing was entered."""
    own: bool = False
    """The office's own summary."""
    asks: bool = False
    """A person has to say whose it is."""
    difference: Difference | None = None


@dataclass(slots=True)
class AddOutcome:
    """What became of the files, and the register as it stands."""

    register: Register
    arrived: list[Arrived] = field(default_factory=list)
    opened: bool = False

    @property
    def clean(self) -> bool:
        """Nothing is asked, every file that came in could be read and holds no error."""
        came = [one.event for one in self.arrived if one.event is not None]
        asks = any(one.asks for one in self.arrived)
        return not asks and not any(event.errors or event.refusal for event in came)


@dataclass(slots=True)
class ArrivalDesk:
    """One run that takes files in; `register` is what stands after the last of them."""

    journal: Journal
    checked: Checked
    options: RegisterOptions
    moment: datetime
    register: Register
    arrived: list[Arrived] = field(default_factory=list)
    _units: dict[str, str] = field(default_factory=dict)
    """Path -> unit, of offices' tables."""
    _companies: dict[str, str] = field(default_factory=dict)
    """Path -> the enterprise whose application the file belongs to, where the file itself need not say it."""

    def run(self) -> list[Arrived]:
        """File by file, older files first, so that the newest of several comes to stand."""
        scans = {file.path for file in self.checked.inputs.files if file.refusal is not None and _is_scan(file.path)}
        files = [file for file in self.checked.inputs.files if file.path not in scans]
        above = common_folder([file.path for file in files])
        self._companies = _companies(self.checked)
        if self._offices():
            self._units = {one.path: self._owner(one, above) for one in files if one.tables}
        for file in sorted(files, key=lambda file: (_modified(file.path), file.path)):
            self._table(file, above)
        beside = (one.path for one in files_beside(self.options.scans) if _is_scan(one.path))
        # Where enterprises hand in, scans are their proofs, which are another room's matter.
        if self._offices():
            for path in sorted({*scans, *beside}):
                self._scan(path, above)
        return self.arrived

    def _owner(self, file: Input, above: str) -> str:
        own = any(level_written(table) == self.register.opened.level for table in file.tables)
        return _OWN if own else self._office(file, file.tables, above).name

    def _table(self, file: Input, above: str) -> None:
        found = self._by_attachment(file)
        for key, tables in found.items():
            office = self._office(file, tables, above)
            if not key and not self._known(office.name):
                message = file.refusal[1] if file.refusal is not None else ""
                self.arrived.append(Arrived(file.path, None, f"看不出是哪个单位报的，未登记；{message}"))
            elif not self._entered(file, key, office.name):
                self._take(file, key, tables, office, self._other_name(file, tables, office, above))
        if not found:
            own = any(level_written(table) == self.register.opened.level for table in file.tables)
            said = "是本级自己的汇总结果，未登记" if own else "不是本台账登记的附件，未登记"
            self.arrived.append(Arrived(file.path, None, said, own=own))

    def _level(self) -> tuple[Notice, Level]:
        notice = load_notice(self.register.opened.notice)
        return notice, notice.level(self.register.opened.level)

    def _offices(self) -> tuple[ListedOffice, ...]:
        return known_below(*self._level())

    def _entered(self, file: Input, key: str, unit: str) -> bool:
        """Whether this very file stands in the register already; a person who names its unit moves it there."""
        sha256, path = _print(file), relative_path(file.path, self.register.path)
        entry = self._entry(sha256, path, key, unit)
        if entry is None or self.options.revive:
            return False
        event = entry.event
        assert isinstance(event, Received)
        if self.options.unit and (event.unit != unit or event.arrival is Arrival.ASKED):
            self._append(Moved(at=self.moment, entry=entry.sum, unit=unit, reason="登记时用 --unit 指明"))
            said = f"第 {entry.number} 条按所指明的，记为{unit}的报送"
            self.arrived.append(Arrived(file.path, self._event_of(entry.number), said))
            return True
        said = f"{event.unit} 已登记（第 {entry.number} 条），没有重复登记"
        asks = event.arrival is Arrival.ASKED
        standing = self.register.unit(event.unit)
        current = standing.attachments[key].current if standing is not None and key in standing.attachments else event
        if asks:
            said += f"；{event.note}"
        elif current.sha256 != sha256:
            said += f"；现以 {current.path} 为准，确以本文件为准的加 --revive"
        self.arrived.append(Arrived(file.path, event, said, known=True, asks=asks))
        return True

    def _entry(self, sha256: str, path: str, key: str, unit: str) -> RegisterEntry | None:
        """The last entry of these bytes at this place; with `only_news` at any place, for the same unit."""
        for entry in reversed(self.register.entries):
            event = entry.event
            if not isinstance(event, Received) or entry.voided is not None or event.sha256 != sha256:
                continue
            same_place = event.path == path or (self.options.only_news and event.unit == unit)
            if event.attachment == key and same_place:
                return entry
        return None

    def _event_of(self, number: int) -> Received | None:
        event = self.register.entries[number - 1].event
        return event if isinstance(event, Received) else None

    def _append(self, event: Event) -> None:
        self.journal.append([event])
        self.register = register_of(self.journal)

    def _other_name(self, file: Input, tables: Sequence[Table], office: Office, above: str) -> str:
        """The unit that the file's name or folder speaks of, where its content speaks of another."""
        said = office.found_in in ("文件名", "文件夹") or not tables
        if said or self.options.unit or file.path in self.options.owners:
            return ""
        notice, level = self._level()
        named = office_named(file.path, notice, level, above)
        return named if named not in ("", office.name) else ""

    # --- scans ------------------------------------------------------------------------------------------------------------

    def _scan(self, path: str, above: str) -> None:
        notice, level = self._level()
        named = self.options.unit or office_named(path, notice, level, above)
        if not named:
            said = "是扫描件或图片，看不出是哪个单位的，未登记；请用 --unit 指明"
            self.arrived.append(Arrived(path, None, said, asks=True))
            return
        unit = known_unit(named, [one.unit for one in self.register.units], self._offices())
        sha256 = source_sha256(Path(path))
        place = relative_path(path, self.register.path)
        if any(
            isinstance(entry.event, PaperReceipt) and entry.voided is None and entry.event.sha256 == sha256
            and (self.options.only_news or entry.event.path == place)
            for entry in self.register.entries
        ):  # fmt: skip
            self.arrived.append(Arrived(path, None, f"{unit} 的扫描件已登记，没有重复登记", known=True))
            return
        empty = os.path.getsize(path) == 0
        self._append(
            PaperReceipt(
                at=self.options.received or self.moment,
                unit=unit,
                unit_from="--unit" if self.options.unit else "文件名",
                medium=Medium.SCAN,
                path=place,
                sha256=sha256,
                note="文件是空的（0 字节），请重新发送" if empty else "",
            )
        )
        standing = self.register.unit(unit)
        lacks = "，缺电子表" if standing is not None and standing.lacking else ""
        said = f"{unit} 已收扫描件{lacks}"
        self.arrived.append(Arrived(path, None, f"{said}；文件是空的（0 字节），请重新发送" if empty else said))

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
        notice, level = self._level()
        listed = known_below(notice, level)
        if self.options.unit:
            return Office(known_unit(self.options.unit, names, listed), "--unit", 0)
        if file.path in self.options.owners:
            return Office(known_unit(self.options.owners[file.path], names, listed), "收件检查", 0)
        if tables:
            office = office_of(tables[0], notice, level, above)
        else:
            office = office_by_path(file.path, notice, level, above)
        known = known_unit(office.name, names, listed)
        if known not in names and office.found_in == "文件名":
            # A form that does not say whose it is, or cannot be read, may lie among its enterprise's, or bear its name.
            inside = [name for name in names if name and name in PurePath(file.path).stem]
            known = inside[0] if len(inside) == 1 else known_unit(self._companies.get(file.path, known), names)
        return Office(known, office.found_in, office.rank)

    def _take(self, file: Input, key: str, tables: Sequence[Table], office: Office, other: str) -> None:
        snapshot = take(tables) if tables else None
        received = self.options.received or self.moment
        revive = self.options.revive or bool(self.options.unit)
        arriving = Arriving(at=received, sha256=_print(file), snapshot=snapshot, revive=revive)
        judged = judge(self.register, office.name, key, arriving)
        notes = self._notes(judged, relative_path(file.path, self.register.path), office.name)
        if other:
            judged = Judged(Arrival.ASKED, 0, None)
            notes = [f"文件名称是“{other}”，表内是“{office.name}”，请确认是哪个单位的"]
        found = self._findings(file.path)
        event = Received(
            at=received,
            unit=office.name,
            unit_from=office.found_in,
            attachment=key,
            path=relative_path(file.path, self.register.path),
            sha256=arriving.sha256,
            arrival=judged.arrival,
            round=judged.round,
            errors=count(found, Severity.ERROR),
            warnings=count(found, Severity.WARNING),
            refusal=file.refusal[1] if file.refusal is not None else "",
            rows=sum(len(table) for table in tables),
            filling=_filling(tables),
            note="；".join(notes),
            cells=pack(snapshot) if judged.arrival in _WITH_CELLS and snapshot is not None else "",
        )
        if event.arrival in (Arrival.NEW, Arrival.REPLACES):
            event = replace(event, late_days=late_days(received, self._deadline(event)))
        self._append(event)
        now = self._event_of(len(self.register.entries)) or event
        if event.arrival is Arrival.EARLIER:
            current = judged.earlier.path if judged.earlier is not None else ""
            said = f"{event.unit} {key} 补登第 {now.round} 次报送（收到时间较早），仍以后来收到的 {current} 为准"
            self.arrived.append(Arrived(file.path, now, said))
        else:
            self.arrived.append(self._arrived(file.path, now))

    def _deadline(self, event: Received) -> date | None:
        """As it was known when the file was entered; what stands is reckoned anew on each reading."""
        deadlines = Deadlines.of(self.register.opened, self.register.events)
        return deadlines.of_round(event.unit, event.round, event.at)

    def _findings(self, path: str) -> list[Finding]:
        """What is wrong with a file. A unit's table is not held against another version of itself."""
        report = next(report for report in self.checked.report.files if report.path == path)
        return [one for one in report.findings if not self._against_itself(one, path)]

    def _against_itself(self, finding: Finding, path: str) -> bool:
        others = {place.path for place in finding.related} - {path, ""}
        unit = self._units.get(path)
        return bool(others and unit) and all(self._units.get(other, "") in (unit, _OWN) for other in others)

    def _notes(self, judged: Judged, path: str, unit: str) -> list[str]:
        made = []
        earlier = judged.earlier
        if (
            earlier is not None
            and judged.arrival is not Arrival.EARLIER
            and PurePath(earlier.path).name != PurePath(path).name
        ):
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
        number = len(self.register.entries)
        if event.arrival is Arrival.ASKED:
            todo = f"用 xltools handin move 台账 {number} 单位 --reason 理由 指明，指明以前不算报送"
            return Arrived(path, event, f"{event.note}；{todo}", asks=True)
        if event.arrival is Arrival.STALE:
            words.append("确以这一份为准的，加 --revive 重新登记")
        if event.arrival is Arrival.REPLACES:
            words = [f"{who} 第 {event.round} 次报送，替换前一次"]
            unit = self.register.unit(event.unit)
            found = difference(unit.attachments[event.attachment]) if unit is not None else None
            found = with_transfers(self.register, [found])[0] if found is not None else None
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
        return Arrived(path, event, "；".join(words), difference=found)


_WITH_CELLS = (Arrival.NEW, Arrival.REPLACES, Arrival.UNCHANGED, Arrival.EARLIER, Arrival.ASKED)
"""Those that may open a round, now or once another entry is voided."""


_OWN = "\0"
"""Whose the office's own summary is: nobody's, and it is held against nobody."""


def _print(file: Input) -> str:
    return file.book.sha256 if file.book is not None else source_sha256(Path(file.path))


def _is_scan(path: str) -> bool:
    return kind_of_file(path) in (SCAN, IMAGE)


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
