"""Files on their way into the hand-in register: which round each one opens, what it changes, what is said of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePath

from ..files.beside import files_beside
from ..files.sources import source_sha256
from ..findings import Finding, Severity, count
from ..forms.filling import Filling, filling_of
from ..forms.inputs import Input
from ..forms.table import Table
from ..rules.checking import Checked
from ..summary.join import relative_path
from ..summary.levels import level_written
from ..summary.offices import Office
from ..words import ARRIVAL, HANDIN
from .arrived import Arrived
from .deadlines import late_days
from .fileowners import FileOwners, is_scan
from .fold import RegisterFold
from .judging import Arriving, Judged, judge
from .model import (
    Arrival,
    Medium,
    Moved,
    PaperReceipt,
    Received,
    Register,
    RegisterEntry,
    Standing,
    counts,
)
from .snapshot import pack, take
from .states import difference
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


class ArrivalDesk:
    """One run that takes files in; what it enters is written when the last of them is through."""

    def __init__(self, fold: RegisterFold, checked: Checked, options: RegisterOptions, moment: datetime) -> None:
        self._fold, self._checked, self._options, self._moment = fold, checked, options, moment
        self._owners = FileOwners(fold, checked, options.unit, options.owners)
        self._reports = {report.path: report for report in checked.report.files}
        self._entered_now: dict[str, str] = {}
        """Path of a file that this run entered, as the register writes it -> as it was named."""
        self.arrived: list[Arrived] = []

    def run(self) -> Register:
        """File by file, older files first, so that the newest of several comes to stand. The register as it stands then."""
        scans = {file.path for file in self._checked.inputs.files if file.refusal is not None and is_scan(file.path)}
        files = [file for file in self._checked.inputs.files if file.path not in scans]
        try:
            for file in sorted(files, key=lambda file: (_modified(file.path), file.path)):
                self._table(file)
            # Where enterprises hand in, scans are their proofs, which are another room's matter.
            if self._owners.receives_from_offices:
                beside = (one.path for one in files_beside(self._options.scans) if is_scan(one.path))
                for path in sorted({*scans, *beside}):
                    self._scan(path)
        finally:
            self._fold.journal.save()
        register = self._fold.register()
        self._name_transfers(register)
        return register

    def _name_transfers(self, register: Register) -> None:
        """A row may come before the file does out of which it was taken."""
        changed = [one for one in self.arrived if one.difference is not None]
        found = with_transfers(register, [one.difference for one in changed if one.difference is not None])
        for one, named in zip(changed, found, strict=True):
            one.difference = named

    # --- tables -----------------------------------------------------------------------------------------------------------

    def _table(self, file: Input) -> None:
        found = self._by_attachment(file)
        for key, tables in found.items():
            office = self._owners.office(file, tables)
            if not key and not self._owners.is_sure(office.name):
                message = file.refusal[1] if file.refusal is not None else ""
                self.arrived.append(Arrived(file.path, None, f"看不出是哪个单位报的，未登记；{message}"))
            elif not self._entered(file, key, office.name):
                self._take(file, key, tables, office, self._owners.other_name(file, tables, office))
        if not found:
            own = self._owners.is_own(file)
            said = "是本级自己的汇总结果，未登记" if own else "不是本台账登记的附件，未登记"
            self.arrived.append(Arrived(file.path, None, said, own=own))

    def _by_attachment(self, file: Input) -> dict[str, list[Table]]:
        """The file's tables of this call by attachment; a file that cannot be read stands under ""."""
        if file.refusal is not None:
            # A Word document without a table is a text, no form.
            return {} if file.refusal[0] == "no_sheets" else {"": []}
        made: dict[str, list[Table]] = {}
        opened = self._fold.opened
        known = {key for group in opened.expected for key in group}
        for table in file.tables:
            if level_written(table) == opened.level:
                continue
            if table.notice.id == opened.notice and (not known or table.attachment.key in known):
                made.setdefault(table.attachment.key, []).append(table)
        return made

    def _entered(self, file: Input, key: str, unit: str) -> bool:
        """Whether this very file stands in the register already; a person who names its unit moves it there."""
        sha256 = _print(file)
        entry = self._entry(sha256, self._place(file.path), key, unit)
        if entry is None or self._options.revive:
            return False
        event = entry.event
        assert isinstance(event, Received)
        if self._options.unit and (event.unit != unit or event.arrival is Arrival.ASKED):
            self._fold.add(Moved(at=self._moment, entry=entry.sum, unit=unit, reason="登记时用 --unit 指明"))
            said = f"第 {entry.number} 条按所指明的，记为{unit}的报送"
            self.arrived.append(Arrived(file.path, self._received(entry.number), said))
            return True
        said = f"{event.unit} 已登记（第 {entry.number} 条），没有重复登记"
        asks = event.arrival is Arrival.ASKED
        standing = self._fold.standing(event.unit, key)
        current = standing.current if standing is not None else event
        if asks:
            said += f"；{event.note}"
        elif current.sha256 != sha256:
            said += f"；现以 {current.path} 为准，确以本文件为准的加 --revive"
        self.arrived.append(Arrived(file.path, event, said, known=True, asks=asks))
        return True

    def _entry(self, sha256: str, path: str, key: str, unit: str) -> RegisterEntry | None:
        """The last entry of these bytes at this place; with `only_news` at any place, for the same unit."""
        for entry in self._fold.of_print(sha256):
            event = self._received(entry.number)
            if event is None or event.attachment != key:
                continue
            if event.path == path or (self._options.only_news and event.unit == unit):
                return replace(entry, event=event)
        return None

    def _received(self, number: int) -> Received | None:
        event = self._fold.event(number)
        return event if isinstance(event, Received) else None

    def _place(self, path: str) -> str:
        return relative_path(path, str(self._fold.journal.path))

    def _take(self, file: Input, key: str, tables: Sequence[Table], office: Office, other: str) -> None:
        snapshot = take(tables) if tables else None
        received = self._options.received or self._moment
        revive = self._options.revive or bool(self._options.unit)
        arriving = Arriving(at=received, sha256=_print(file), snapshot=snapshot, revive=revive)
        standing = self._fold.standing(office.name, key)
        twin = self._fold.twin(office.name, arriving.sha256) if standing is None else None
        judged = judge(standing, arriving, twin)
        notes = self._notes(judged, file.path, received, office.name)
        if other:
            judged = Judged(Arrival.ASKED, 0, None)
            notes = [f"文件名称是“{other}”，表内是“{office.name}”，请确认是哪个单位的"]
        found = self._findings(file.path)
        event = Received(
            at=received,
            unit=office.name,
            unit_from=office.found_in,
            attachment=key,
            path=self._place(file.path),
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
            # As it is known now; what stands is reckoned anew on each reading.
            due = self._fold.deadlines.of_round(event.unit, event.round, event.at)
            event = replace(event, late_days=late_days(received, due))
        self._enter(event, file.path)
        now = self._received(len(self._fold.entries)) or event
        if event.arrival is Arrival.EARLIER:
            current = judged.earlier.path if judged.earlier is not None else ""
            said = f"{event.unit} {key} 补登第 {now.round} 次报送（收到时间较早），仍以后来收到的 {current} 为准"
            self.arrived.append(Arrived(file.path, now, said))
        else:
            self.arrived.append(self._arrived(file.path, now))

    def _enter(self, event: Received | PaperReceipt, path: str) -> None:
        self._fold.add(event)
        self._entered_now[event.path] = path

    def _findings(self, path: str) -> list[Finding]:
        """What is wrong with a file. A unit's table is not held against another version of itself."""
        return [one for one in self._reports[path].findings if not self._owners.is_against_itself(one, path)]

    def _notes(self, judged: Judged, path: str, received: datetime, unit: str) -> list[str]:
        made = []
        earlier, name = judged.earlier, PurePath(path).name
        if earlier is not None and judged.arrival is not Arrival.EARLIER and PurePath(earlier.path).name != name:
            made.append(f"文件名由“{PurePath(earlier.path).name}”改为“{name}”")
        if earlier is not None and judged.arrival is Arrival.REPLACES and earlier.at == received:
            made.append(self._why_this_one(earlier, path))
        if judged.arrival is Arrival.COPIED:
            made.append(f"与{judged.unit}报来的文件完全相同，未算作{unit}的报送")
        if self._fold.expected and unit not in self._fold.expected:
            made.append(f"“{unit}”不在应报单位之列")
        return made

    def _why_this_one(self, earlier: Received, path: str) -> str:
        """Of two files received at one time the one entered later counts; in one run that is the one changed later."""
        before = self._entered_now.get(earlier.path, "")
        if not before or not _modified(before):
            by = "登记在后的这一份"
        elif _modified(before) != _modified(path):
            by = "修改时间较晚的这一份"
        else:
            by = "文件名排在后的这一份"
        return f"与“{earlier.path}”收到时间相同，以{by}为准；不是这一份的，请把它作废，或用 --received 分别写明收到的时间"

    def _arrived(self, path: str, event: Received) -> Arrived:
        who = f"{event.unit} {event.attachment or '（未能读取）'}"
        words = [f"{who} {ARRIVAL[event.arrival]}"]
        found = None
        if event.arrival is Arrival.ASKED:
            number = len(self._fold.entries)
            todo = f"用 xltools handin move 台账 {number} 单位 --reason 理由 指明，指明以前不算报送"
            return Arrived(path, event, f"{event.note}；{todo}", asks=True)
        if event.arrival is Arrival.STALE:
            words.append("确以这一份为准的，加 --revive 重新登记")
        if event.arrival is Arrival.REPLACES:
            words = [f"{who} 第 {event.round} 次报送，替换前一次"]
            standing = self._fold.standing(event.unit, event.attachment)
            found = difference(standing) if standing is not None else None
        unit = self._fold.unit(event.unit)
        if unit is not None and unit.unread is not None and not event.attachment:
            known = "、".join(one.current.path for one in unit.attachments.values())
            words = [f"{event.unit} 重报的文件未能读取，仍以已收的 {known} 为准"]
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

    # --- scans ------------------------------------------------------------------------------------------------------------

    def _scan(self, path: str) -> None:
        named = self._options.unit or self._owners.named(path)
        if not named:
            said = "是扫描件或图片，看不出是哪个单位的，未登记；请用 --unit 指明"
            self.arrived.append(Arrived(path, None, said, asks=True))
            return
        unit = self._fold.names.known(named)
        sha256, place = source_sha256(Path(path)), self._place(path)
        papers = [one.event for one in self._fold.of_print(sha256) if isinstance(one.event, PaperReceipt)]
        if any(self._options.only_news or paper.path == place for paper in papers):
            self.arrived.append(Arrived(path, None, f"{unit} 的扫描件已登记，没有重复登记", known=True))
            return
        empty = "文件是空的（0 字节），请重新发送" if os.path.getsize(path) == 0 else ""
        paper = PaperReceipt(
            at=self._options.received or self._moment,
            unit=unit,
            unit_from="--unit" if self._options.unit else "文件名",
            medium=Medium.SCAN,
            path=place,
            sha256=sha256,
            note=empty,
        )
        self._enter(paper, path)
        standing = self._fold.unit(unit)
        lacks = "，缺电子表" if standing is not None and standing.lacking else ""
        self.arrived.append(Arrived(path, None, "；".join(filter(None, (f"{unit} 已收扫描件{lacks}", empty)))))


_WITH_CELLS = (Arrival.NEW, Arrival.REPLACES, Arrival.UNCHANGED, Arrival.EARLIER, Arrival.ASKED)
"""Those that may open a round, now or once another entry is voided."""


def _print(file: Input) -> str:
    return file.book.sha256 if file.book is not None else source_sha256(Path(file.path))


def _filling(tables: Sequence[Table]) -> str:
    """What all of a file's tables of one form are, where none of them holds rows; empty otherwise."""
    found = {filling_of(table) for table in tables}
    return found.pop().value if len(found) == 1 and Filling.ROWS not in found else ""


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
