"""What `receive` writes: overview, list of problems, marked copies, 补正通知书 with the text of the e-mail, 催报函, register.

All lies below one folder. What somebody worked on since the last run is kept beside (.bak); what is no longer true
(a 补正通知书 of a unit that has put everything right) goes away, unless somebody worked on it.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import OutputFault
from ..files.atomic import write_atomically
from ..files.names import free_path, safe_name, utf8
from ..files.sources import source_bytes
from ..findings import FileReport, Finding, Report, Severity
from ..notice.citing import cited
from ..register.batch import BatchFile, BatchOutcome, BatchUnit, FileState
from ..register.rounds import RoundBook, read_rounds, rounds_bytes
from ..rules.checking import Progress
from .handin import write_view
from .mark import MARKABLE
from .receive import FINDINGS_BOOK, MARKED, REGISTER, ReceivedFolder, ReceiveOptions, receive

if TYPE_CHECKING:
    from ..letters import Profile, Shortcoming

ROUNDS = "收件记录.json"
OVERVIEW_BOOK, OVERVIEW_PAGE = "收件概览.xlsx", "收件概览.html"
REGISTER_BOOK = "报送台账.xlsx"
NOTICES, REMINDERS = "补正通知书", "催报函"
_NOT_PAINTED = ("text_number", "text_date")
_HOW = "保持原文件名"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTerms:
    """What the letters of a round say of themselves."""

    by: date | None = None
    """By when the corrected papers are wanted."""
    settings: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    letters: bool = True


def receive_into(options: ReceiveOptions, terms: LetterTerms, progress: Progress | None = None) -> BatchOutcome:
    """Receive the folder and write everything that follows from it. Raises what `receive` does, and OutputFault."""
    rounds = Path(options.out) / ROUNDS
    book = read_rounds(rounds)
    received = receive(options, book, progress)
    desk = _OutputDesk(options, terms, received, book)
    outcome = desk.run(progress)
    book.written = desk.written
    write_atomically(rounds, rounds_bytes(book), force=True, may_replace=lambda _: True)
    return outcome


class _OutputDesk:
    """Writes one round's outputs and keeps what was written."""

    def __init__(self, options: ReceiveOptions, terms: LetterTerms, received: ReceivedFolder, book: RoundBook) -> None:
        self.options, self.terms, self.received, self.batch = options, terms, received, received.batch
        self.out = Path(options.out)
        self.earlier = dict(book.written)
        self.written: dict[str, str] = {}
        self._profile: Profile | None = None
        self._taken: set[Path] = set()
        self._copied: set[str] = set()
        """Files of which there is a marked copy."""

    def run(self, progress: Progress | None) -> BatchOutcome:
        batch = self.batch
        marked = sum(1 for _ in self._marked_copies())
        notices: dict[str, str] = {}
        reminders = 0
        # Nobody is urged to hand in what probably came under another spelling of its name.
        doubtful = [near.other for near in batch.near if near.other in batch.missing]
        if self.terms.letters:
            due = [unit for unit in batch.units if unit.to_correct]
            late = [name for name in batch.missing if name not in doubtful]
            steps = len(due) + len(late)
            for number, unit in enumerate(due, start=1):
                notices[unit.name] = self._notice(unit)
                if progress is not None:
                    progress(number, steps, f"{NOTICES} {unit.name}")
            for number, name in enumerate(late, start=len(due) + 1):
                self._reminder(name)
                reminders += 1
                if progress is not None:
                    progress(number, steps, f"{REMINDERS} {name}")
        self._reports(notices)
        self._sweep()
        lines = [
            f"概览：{self.out / OVERVIEW_PAGE}（浏览器）、{self.out / OVERVIEW_BOOK}，问题清单：{self.out / FINDINGS_BOOK}"
        ]
        lines += [f"标注副本 {marked} 个：{self.out / MARKED}"] if marked else []
        lines += [f"补正通知书和邮件文字 {len(notices)} 份：{self.out / NOTICES}"] if notices else []
        lines += [f"催报函 {reminders} 份：{self.out / REMINDERS}"] if reminders else []
        if doubtful and self.terms.letters:
            lines.append(f"没有给{'、'.join(doubtful)}写催报函：可能已经用相近的名称报来，请先核对")
        lines += [f"报送台账：{self.out / REGISTER}、{self.out / REGISTER_BOOK}"]
        return BatchOutcome(
            batch=batch, written=sorted(self.written), lines=lines, expired=self.received.answers.expired
        )

    # --- files ------------------------------------------------------------------------------------------------------------

    def _put(self, below: str, data: bytes) -> None:
        """Write one output. One of the last run that nobody touched is written over; another is kept as .bak."""
        path = self.out / below

        def ours(old: bytes) -> bool:
            return hashlib.sha256(old).hexdigest() == self.earlier.get(below)

        write_atomically(path, data, force=True, may_replace=ours)
        self.written[below] = hashlib.sha256(data).hexdigest()

    def _place(self, folder: str, unit: str, ending: str) -> str:
        """Where a paper of the unit goes: two names that look alike as files keep apart."""
        return free_path(Path(folder) / safe_name(unit, ending), self._taken).as_posix()

    def _sweep(self) -> None:
        """Outputs of the last run that are no longer true and that nobody touched."""
        for below, sha256 in self.earlier.items():
            path = self.out / below
            if below in self.written or not path.is_file():
                continue
            if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                path.unlink()
                with suppress(OSError):  # not empty
                    for folder in list(path.relative_to(self.out).parents)[:-1]:
                        (self.out / folder).rmdir()

    # --- reports ----------------------------------------------------------------------------------------------------------

    def _reports(self, notices: Mapping[str, str]) -> None:
        from ..reports.findings_book import write_findings
        from ..reports.receive_book import write_receive_book
        from ..reports.receive_html import receive_html

        self._put(OVERVIEW_BOOK, write_receive_book(self.batch, notices))
        self._put(OVERVIEW_PAGE, utf8(receive_html(self.batch, notices)))
        self._put(FINDINGS_BOOK, write_findings(self._report(), links_base=self.out.resolve()))
        assert self.batch.register is not None
        write_view(self.batch.register, str(self.out / REGISTER_BOOK), force=True)

    def _report(self) -> Report:
        """All findings, unit by unit; what belongs to no file stands under the unit's name."""
        files = [file for unit in self.batch.units for file in self._file_reports(unit)]
        return Report(tuple(files), __version__, self.batch.assumed)

    def _file_reports(self, unit: BatchUnit) -> Iterator[FileReport]:
        by_path: dict[str, list[Finding]] = {
            file.shown: [] for file in unit.files if file.state is not FileState.BESIDE
        }
        for finding in unit.findings:
            by_path.setdefault(finding.path, []).append(finding)
        known = {file.shown: file for file in unit.files}
        reports = {report.path: report for report in self.received.checked.report.files}
        for shown, findings in by_path.items():
            file = known.get(shown)
            report = reports.get(file.path.replace("/", os.sep)) if file is not None else None
            if report is not None:
                yield replace(report, findings=tuple(findings), submitter=unit.name)
            else:
                path = file.path if file is not None else unit.name
                sha256 = file.sha256 if file is not None else ""
                yield FileReport(path, sha256, None, None, "read", findings=tuple(findings), submitter=unit.name)

    # --- marked copies ----------------------------------------------------------------------------------------------------

    def _marked_copies(self) -> Iterator[str]:
        """A marked copy of every table with findings, in the same sub-folders."""
        books = {file.path.replace(os.sep, "/"): file.book for file in self.received.checked.inputs.files}
        for unit in self.batch.units:
            for file in unit.files:
                own = [one for one in unit.findings if one.path == file.shown and one.rule not in _NOT_PAINTED]
                book = books.get(file.path)
                if book is not None and any(one.severity is not Severity.INFO for one in own):
                    below, data = self._marked(file, book.format, own)
                    self._put(below, data)
                    self._copied.add(file.shown)
                    yield below

    def _marked(self, file: BatchFile, form: str, findings: Sequence[Finding]) -> tuple[str, bytes]:
        from ..reports.findings_book import write_findings
        from ..reports.marks import mark, markable

        data = source_bytes(Path(file.path)) if form in MARKABLE else None
        # A file that was exchanged since it was checked gets no marks of another file's mistakes.
        if data is not None and hashlib.sha256(data).hexdigest() != file.sha256:
            data = None
        below = self._marked_place(file.shown)
        if data is not None and markable(data):
            with suppress(OutputFault):
                return below, mark(data, findings)
        alone = Report((FileReport(file.path, file.sha256, None, None, "read", findings=tuple(findings)),))
        base = (self.out / below).parent.resolve()
        return self._marked_place(f"{file.shown}-{FINDINGS_BOOK}"), write_findings(alone, links_base=base)

    def _marked_place(self, shown: str) -> str:
        """In the same sub-folders, by names that every system takes: a sender's name, perhaps out of a .zip, ends nothing."""
        *folders, name = PurePosixPath(shown).parts
        ending = PurePosixPath(name).suffix
        safe = safe_name(name.removesuffix(ending), ending)
        return free_path(Path(MARKED, *map(safe_name, folders), safe), self._taken).as_posix()

    # --- letters ----------------------------------------------------------------------------------------------------------

    def _office(self) -> Profile:
        from ..letters import load_profile, with_settings

        if self._profile is None:
            profile = load_profile(Path(self.terms.profile) if self.terms.profile else None)
            self._profile = with_settings(profile, self.terms.settings)
        return self._profile

    def _notice(self, unit: BatchUnit) -> str:
        """A unit's 补正通知书 and the text of the e-mail with which it goes; the letter's place below the folder."""
        from ..letters import ReturnedPapers, correction_notice

        how = "" if self._office().get("重报方式") else _HOW
        found = tuple(self._shortcomings(unit))
        papers = ReturnedPapers(unit=unit.name, shortcomings=found, deadline=self.terms.by, how=how)
        letter = correction_notice(self.batch.notice, self.batch.level, self._office(), papers)
        below = self._place(NOTICES, unit.name, "-补正通知书.docx")
        self._put(below, letter.data)
        self._put(self._place(NOTICES, unit.name, "-邮件.txt"), self._mail(unit, found, how).encode("utf-8-sig"))
        return below

    def _shortcomings(self, unit: BatchUnit) -> Iterator[Shortcoming]:
        """Every error, equal ones of a file together, in plain words."""
        from ..letters import Shortcoming
        from ..reports.grouping import cell_list, grouped

        by_path: dict[str, list[Finding]] = {}
        for finding in unit.findings:
            if finding.severity is Severity.ERROR and not finding.settled:
                by_path.setdefault(finding.path, []).append(finding)
        called = Counter(Path(file.shown).name for file in unit.files)
        for path, findings in by_path.items():
            for group in grouped(findings):
                first = group.first
                cells = cell_list([cell for _, cell in group.cells], 6)
                yield Shortcoming(
                    # Of two files of one name the folder says which is meant.
                    file=path if called[Path(path).name] > 1 else Path(path).name,
                    place=f"“{first.sheet}”{cells}" if cells else "",
                    problem=first.message,
                    fix=first.fix,
                    clause=cited(first.basis),
                )

    def _mail(self, unit: BatchUnit, found: Sequence[Shortcoming], how: str) -> str:
        """Subject and text of the e-mail to send the notice with."""
        notice = self.batch.notice
        by = f"{self.terms.by:%Y年%m月%d日}前" if self.terms.by else "【待填：补正期限】前"
        lines = [
            f"主题：{notice.short or notice.title}申报材料需要补正（{unit.name}）",
            "",
            f"{unit.name}：",
            "",
            f"你单位报送的{notice.title}材料已收到。经核对，有 {len(found)} 处需要补正：",
            "",
        ]
        for number, one in enumerate(found, start=1):
            where = " ".join(part for part in (one.file, one.place) if part)
            lines.append(f"{number}. {where}{'：' if where else ''}{one.problem}{f'。{one.fix}' if one.fix else ''}")
        reminders = unit.count(Severity.WARNING)
        copies = any(file.shown in self._copied for file in unit.files)
        if reminders:
            how_so = "在标注副本“校验结果”表的“说明”一栏写明情况" if copies else "请来函说明"
            lines += ["", f"另有 {reminders} 处提醒，请核对；确实无误的，{how_so}。"]
        lines += [
            "",
            f"请于{by}改正后重新报送，{how or self._office().get('重报方式')}。",
            f"附件：补正通知书{'、标注了问题的表格副本' if copies else ''}。",
        ]
        return "\r\n".join([*lines, ""])

    def _reminder(self, name: str) -> None:
        from ..letters import OverduePapers, reminder

        register = self.batch.register
        standing = register.unit(name) if register is not None else None
        lacking = standing.lacking if standing is not None else ()
        papers = OverduePapers(
            unit=name,
            papers=tuple(_titles(lacking, self.batch.notice.attachment)) or ("申报材料",),
            due=self.batch.deadline,
            deadline=self.terms.by,
        )
        letter = reminder(self.batch.notice, self.batch.level, self._office(), papers)
        self._put(self._place(REMINDERS, name, "-催报函.docx"), letter.data)


def _titles(keys: Sequence[str], attachment: Callable[[str], object]) -> Iterator[str]:
    """附件5《推荐汇总表》 of a key; alternatives stay as they are joined."""
    for key in keys:
        parts = [f"{one}《{getattr(attachment(one), 'title', '')}》" for one in key.split("或")]
        yield "或".join(parts)


__all__ = ["LetterTerms", "receive_into"]
