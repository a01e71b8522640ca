"""receive: everything that lies in an office's folder, unit by unit: whose it is, what is wrong, what changed since.

Each table is read once; forms, list of materials, ledger and register all speak of that one reading. Nothing is written
here: see receive_outputs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from ..answers.answering import Answers, answered, explanations_among
from ..answers.explanations import Explained, Explanation, explanations_in
from ..answers.waivers import Waiver
from ..application.collecting import walk_package
from ..application.media import hand_in_again
from ..application.model import ItemState, PackageReport, PackedFile
from ..application.nearnames import NearNames, one_slip_apart
from ..application.owners import Owner, core_of, owners_of
from ..application.receipt import is_ours
from ..application.unpacking import unpacked
from ..errors import InputRefused, UsageError
from ..files.beside import kind_of_file
from ..files.intake import fingerprint
from ..files.refusals import Refusal
from ..findings import Finding, Refused, Severity
from ..forms.inputs import Input, Request, read_inputs
from ..forms.recognise import stamp_of
from ..ledger import EnterpriseTotal, Ledger, build_ledger
from ..notice.model import Notice
from ..register.arrivals import RegisterOptions
from ..register.batch import Batch, BatchFile, BatchUnit, FileState
from ..register.model import PaperReceipt, Received, Register, UnitStanding
from ..register.rounds import Round, RoundBook, difference_of, kept
from ..rules.checking import Checked, Progress, check
from .handin import add_checked, now, read_register
from .package import EnterpriseFiles, application_report
from .receive_owners import OF_OFFICES, FormsOwners
from .validate import saved_on

REGISTER = "报送台账.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveOptions:
    """How a folder is received. `out`: the folder of everything that is written."""

    folder: str
    out: str
    notice: str = ""
    level: str = ""
    expected: tuple[str, ...] = ()
    deadline: date | None = None
    received: datetime | None = None
    password: str | None = None
    waivers: tuple[Waiver, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    """Mistyped name -> the unit's right one, as a person said."""
    clock: datetime | None = None

    @property
    def moment(self) -> datetime:
        return self.clock or now()


@dataclass(slots=True)
class ReceivedFolder:
    """A folder as it stands: what is to be said of it, and what the outputs are made from."""

    batch: Batch
    checked: Checked
    book: RoundBook
    answers: Answers
    owners: Mapping[str, Owner] = field(default_factory=dict)


def receive(options: ReceiveOptions, book: RoundBook, progress: Progress | None = None) -> ReceivedFolder:
    """Read and check the folder, bring the register up to date. `book`: what earlier runs kept; the round is added.

    Raises InputRefused (no such folder, no table in it), UsageError (which notice?).
    """
    packed, links = walk_package(options.folder, without=options.out)
    request = Request(
        paths=(options.folder,), notice=options.notice, password=options.password, without=options.out, within=options.folder
    )
    inputs = read_inputs(request, progress=progress)
    said = [*explanations_among(inputs, saved_on), *_explained_before(options)]
    inputs.files = [
        file for file in inputs.files if file.book is None or not stamp_of(file.book).get("xltools") or file.tables
    ]
    checked = check(inputs)
    notice = _notice(checked, options)
    answers = Answers(explained=Explained(said), waivers=options.waivers, today=options.moment.date())
    with unpacked((file for file in packed if not is_ours(file.path)), Path(options.out)) as found:
        desk = _ReceivingDesk(options, checked, notice, found.files, answers)
        batch = desk.batch((*links, *found.faults), book)
    return ReceivedFolder(batch=batch, checked=checked, book=book, answers=answers, owners=desk.owners)


def _explained_before(options: ReceiveOptions) -> Iterator[Explanation]:
    """What the office wrote into its own list of the last round, and into the marked copies that lie beside it."""
    from ..office.backread import book_of, bytes_of

    place = Path(options.out)
    for path in (place / FINDINGS_BOOK, *sorted((place / MARKED).rglob("*.xlsx"))):
        try:
            book = book_of(bytes_of(path), str(path))
        except (OSError, InputRefused):
            continue
        if path.name == FINDINGS_BOOK or path.name.endswith(f"-{FINDINGS_BOOK}"):
            yield from explanations_in(book, when=saved_on(str(path)))
        else:
            below = path.relative_to(place / MARKED)
            for one in explanations_in(book, when=saved_on(str(path))):
                yield replace(one, file=str(Path(options.folder) / below))


FINDINGS_BOOK = "问题清单.xlsx"
MARKED = "标注副本"


def _notice(checked: Checked, options: ReceiveOptions) -> Notice:
    """The asked one, else the one that most tables belong to."""
    if options.notice:
        return checked.inputs.notices[0]
    found = Counter(table.notice.id for table in checked.inputs.tables)
    if not found:
        files = checked.inputs.files
        if files and all(file.refusal is not None for file in files):
            first = files[0].refusal
            assert first is not None
            raise InputRefused(first.code, first.message, path=files[0].path)
        raise UsageError("which_notice", f"从“{options.folder}”里的文件中认不出是哪个通知。请用 --notice 指明。")
    most = found.most_common(1)[0][0]
    return next(table.notice for table in checked.inputs.tables if table.notice.id == most)


class _ReceivingDesk:
    """One run over one folder: puts each file to its unit and each unit's findings together."""

    def __init__(
        self,
        options: ReceiveOptions,
        checked: Checked,
        notice: Notice,
        packed: Sequence[PackedFile],
        answers: Answers,
    ) -> None:
        self.options, self.checked, self.notice, self.answers = options, checked, notice, answers
        root = options.folder.rstrip("/" + os.sep)
        alone = Path(options.folder).is_file()
        self.packed = {(f"{root}/{file.shown}" if not alone else _inside(root, file.shown)): file for file in packed}
        self.inputs = {file.path.replace(os.sep, "/"): file for file in checked.inputs.files}
        self.views = [view for view in checked.views if view.table.notice is notice]
        self.before = _register_before(Path(options.out) / REGISTER)
        listed = [one.unit for one in self.before.units if one.expected] if self.before is not None else []
        self.whose = FormsOwners(
            notice, self.views, options.folder, options.level, options.same, frozenset((*listed, *options.expected))
        )
        self.level = self.whose.level
        self.owners: dict[str, Owner] = {}

    def batch(self, faults: tuple[Finding, ...], book: RoundBook) -> Batch:
        known = self.whose.known()
        spoken_of = self.whose.office_in if self.whose.from_offices else None
        self.owners = owners_of(list(self.packed), known, spoken_of, sorted(self.whose.expected))
        register = self._registered()
        files = self._files()
        ledger = self._ledger()
        names = list(
            dict.fromkeys((*self.whose.districts, *(owner.unit for owner in self.owners.values() if owner.unit)))
        )
        units = [self._unit(name, files, ledger, register) for name in names]
        units.sort(key=self.whose.place)
        prints = {file.shown: file.sha256 for file in files.values()}
        earlier = book.earlier_than(prints)
        found = {unit.name: tuple(kept(one, _form_of(unit, one)) for one in unit.findings) for unit in units}
        book.add(Round(at=self.options.moment, files=prints, units=found))
        missing = tuple(one.unit for one in register.units if one.expected and one.unit not in names)
        return Batch(
            folder=self.options.folder,
            notice=self.notice,
            level=self.level,
            at=self.options.moment,
            units=tuple(
                replace(unit, difference=difference_of(earlier.units.get(unit.name, ()), found[unit.name]))
                if earlier is not None
                else unit
                for unit in units
            ),
            missing=missing,
            gone=tuple(sorted(earlier.units.keys() - {*names, *missing})) if earlier is not None else (),
            near=tuple(_near(units, missing)),
            nobodys=tuple(one for path, one in files.items() if not self.owners[path].unit),
            ledger=ledger,
            register=register,
            deadline=register.opened.deadline,
            before=earlier.at if earlier is not None else None,
            assumed=self.checked.report.assumed,
            faults=tuple(one for one in faults if not self._owner_of(one.path)),
        )

    # --- files, whoever they are of ------------------------------------------------------------------------------------

    def _owner_of(self, shown: str) -> str:
        """The unit that a file or .zip folder belongs to, by what lies in it."""
        found = {owner.unit for path, owner in self.owners.items() if self.packed[path].shown.startswith(shown)}
        return found.pop() if shown and len(found) == 1 else ""

    # --- files ------------------------------------------------------------------------------------------------------------

    def _files(self) -> dict[str, BatchFile]:
        made: dict[str, BatchFile] = {}
        first: dict[tuple[str, str], str] = {}
        for path, packed in self.packed.items():
            file = self.inputs.get(path)
            owner = self.owners[path]
            sha256 = file.sha256 if file is not None and file.sha256 else _print(packed.path)
            # A scan may lie there twice on purpose (two items ask for it); a form may not.
            twin = first.setdefault((owner.unit, sha256), packed.shown) if sha256 and file is not None else packed.shown
            made[path] = BatchFile(
                shown=packed.shown,
                path=path,
                what=self._what(packed, file),
                how=owner.how,
                state=self._state(file),
                sha256=sha256,
                twin=twin if twin != packed.shown else "",
                unread=file.refusal.what or file.refusal.message if file is not None and file.refusal else "",
            )
        return made

    def _what(self, packed: PackedFile, file: Input | None) -> str:
        own = [table.attachment.key for table in file.tables if table.notice is self.notice] if file else []
        if own:
            return "、".join(dict.fromkeys(own))
        if file is not None and file.tables:
            return f"{file.tables[0].notice.short or file.tables[0].notice.title}的{file.tables[0].attachment.key}"
        return "未能读取的表格" if file is not None and file.refusal else kind_of_file(packed.shown) or "其他表格"

    def _state(self, file: Input | None) -> FileState:
        if file is None:
            return FileState.BESIDE
        if file.refusal is not None:
            return FileState.REFUSED
        return FileState.READ if any(table.notice is self.notice for table in file.tables) else FileState.OTHER

    # --- units ------------------------------------------------------------------------------------------------------------

    def _unit(self, name: str, files: Mapping[str, BatchFile], ledger: Ledger | None, register: Register) -> BatchUnit:
        own = {path: file for path, file in files.items() if self.owners[path].unit == name}
        is_office = name in self.whose.offices
        package = None if is_office or not self.notice.materials else self._package(own)
        findings = tuple(self._findings(name, own, package))
        standing = register.unit(name)
        return BatchUnit(
            name=name,
            district="" if is_office else self.whose.districts.get(name, ""),
            is_office=is_office,
            files=tuple(own.values()),
            package=package,
            findings=findings,
            total=_total_of(ledger, own),
            standing=standing,
            lacking=self._lacking(standing, is_office) if standing is not None else (),
        )

    def _lacking(self, standing: UnitStanding, is_office: bool) -> tuple[str, ...]:
        """What the register waits for; no enterprise is asked for its office's summary."""
        forms = {form.key for form in self.notice.attachments if is_office or form.role not in OF_OFFICES}
        return tuple(group for group in standing.lacking if not forms.isdisjoint(group.split("或")))

    def _package(self, own: Mapping[str, BatchFile]) -> PackageReport:
        by_path = {
            (self.inputs[path].path if path in self.inputs else path): self.packed[path]
            for path, file in own.items()
            if not file.twin
        }
        application = EnterpriseFiles(folder=self.options.folder, by_path=by_path)
        return application_report(application, self.checked, self.notice)

    def _findings(self, name: str, own: Mapping[str, BatchFile], package: PackageReport | None) -> Iterator[Finding]:
        """All that was found on the unit's files, then what lacks; of files that are there twice, once."""
        for report in self.checked.report.files:
            path = report.path.replace(os.sep, "/")
            file = own.get(path)
            if file is None or file.twin:
                continue
            if report.refusal is not None and package is None:
                yield _refused(file, report.refusal)
            shown = (self._shown(one, file.shown) for one in (*report.findings, *self._mistyped(report.path, name)))
            yield from answered(shown, self.answers, path, name)
        if package is not None:
            material = [one for one in package.findings if one.kind == "material"]
            lacking = [
                _missing(package, number)
                for number, item in enumerate(package.items)
                if item.state is ItemState.MISSING
            ]
            yield from answered((*material, *lacking), self.answers, "", name)

    def _mistyped(self, path: str, name: str) -> Iterator[Finding]:
        """Forms that bear another name than their unit's, as a person said."""
        for view in self.views:
            said = view.table.submitter
            if view.table.path == path and said != name and self.options.same.get(said) == name:
                yield Finding(
                    rule="unit-name", severity=Severity.ERROR, sheet=view.table.sheet, path=path, kind="reading", value=said,
                    expected=name, message=f"单位名称写成“{said}”，应为“{name}”", fix="请以营业执照为准改正名称。",
                )  # fmt: skip

    def _shown(self, finding: Finding, shown: str) -> Finding:
        related = tuple(
            replace(
                place,
                path=self.packed[path].shown if (path := place.path.replace(os.sep, "/")) in self.packed else path,
            )
            for place in finding.related
        )
        return replace(finding, path=shown, related=related)

    def _ledger(self) -> Ledger | None:
        if self.notice.ledger is None or not any(
            view.table.attachment.key == self.notice.ledger.attachment for view in self.views
        ):
            return None
        return build_ledger(self.checked.accounts(self.notice))

    # --- the register -----------------------------------------------------------------------------------------------------

    def _registered(self) -> Register:
        """The register brought up to date: only files that it does not know yet are taken in."""
        path = Path(self.options.out) / REGISTER
        known = _known_prints(self.before)
        # A file of nobody's knows no unit to be entered under: the overview lists it, the register waits.
        whose = {file.path: self.owners[place].unit for place, file in self.inputs.items() if place in self.owners}
        news = [file for file in self.checked.inputs.files if file.sha256 not in known and whose.get(file.path)]
        inputs = replace(self.checked.inputs, files=news)
        checked = replace(self.checked, inputs=inputs)
        request = Request(paths=(self.options.folder,), notice=self.notice.id)
        options = RegisterOptions(
            level=self.level.key,
            units=self.options.expected,
            deadline=self.options.deadline,
            received=self.options.received,
            owners={path: unit for path, unit in whose.items() if unit},
        )
        checked.inputs.notices = [self.notice]
        return add_checked(str(path), checked, request, options, clock=self.options.moment).register


def _near(units: Sequence[BatchUnit], missing: Sequence[str]) -> Iterator[NearNames]:
    """Enterprises that may be one under two names: the legal form alone differs, each has forms that the other lacks, or
    one is still waited for."""
    forms = {
        unit.name: {f.what for f in unit.files if f.state is FileState.READ} for unit in units if not unit.is_office
    }
    for pair in one_slip_apart((*forms, *missing)):
        here = [name for name in pair if name in forms]
        if len(here) == 1:
            other = next(name for name in pair if name not in forms)
            yield NearNames(here[0], other, "应报名单里的这一家还没有报")
        elif here and core_of(here[0]) == core_of(here[1]):
            # Nobody's papers tell 示例科技公司 from 示例科技有限公司, however complete they are.
            less, more = sorted(here, key=lambda name: (len(forms[name]), len(name)))
            yield NearNames(less, more, "名称只差公司形式或地名")
        elif here and forms[here[0]].isdisjoint(forms[here[1]]):
            less, more = sorted(here, key=lambda name: len(forms[name]))
            yield NearNames(less, more, "名称相近，材料正好互补")


def _inside(root: str, shown: str) -> str:
    """A member of the one .zip that was named: the checks name it by the .zip's own path."""
    _, _, below = shown.partition("/")
    return f"{root}/{below}" if below else root


def _register_before(path: Path) -> Register | None:
    """The register as the last run left it."""
    return read_register(str(path)) if path.exists() else None


def _known_prints(register: Register | None) -> set[str]:
    return {event.sha256 for event in register.events if isinstance(event, (PaperReceipt, Received))} if register is not None else set()


def _print(path: Path) -> str:
    try:
        return fingerprint(path)
    except Refusal:
        return ""


def _total_of(ledger: Ledger | None, own: Iterable[str]) -> EnterpriseTotal | None:
    paths = set(own)
    if ledger is None:
        return None
    return next((one for one in ledger.enterprises if paths & {path.replace(os.sep, "/") for path in one.files}), None)


def _refused(file: BatchFile, refusal: Refused) -> Finding:
    return Finding(
        rule=refusal.code,
        severity=Severity.ERROR,
        message=refusal.what or refusal.message,
        fix=hand_in_again(refusal.code),
        kind="reading",
        path=file.shown,
    )


def _missing(package: PackageReport, number: int) -> Finding:
    item = package.items[number]
    return Finding(
        rule=f"{item.material.key}.missing",
        severity=Severity.ERROR,
        message=f"缺少{item.title}",
        fix="请补齐后报送。",
        basis=item.material.basis,
        kind="material",
    )


def _form_of(unit: BatchUnit, finding: Finding) -> str:
    """The attachment that a finding speaks of: what a file is called changes from round to round."""
    return next((file.what for file in unit.files if file.shown == finding.path and file.state is FileState.READ), "")


__all__ = ["FINDINGS_BOOK", "MARKED", "REGISTER", "ReceiveOptions", "ReceivedFolder", "receive"]
