"""Returned workbooks taken in: each checked against the sheet that went out, kept unchanged, and recorded; or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from ..errors import InputRefused
from ..files.atomic import write_atomically
from ..files.sources import source_bytes
from ..files.walking import Source, walk
from ..findings import Finding
from ..formats.grid import Book
from ..formats.opening import open_source
from .folder import SelectionFolder, selection_of
from .model import GROUP, Given, ReturnedSheet, SelectionStanding, SheetTaken, StepState
from .record import Record
from .returned import SheetStamp, read_returned, stamp_in
from .sheet import StepSheet
from .standing import expected_sheet


class Taking(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    AGAIN = "again"
    """It says what the one that counts says: nothing is changed."""
    REPLACED = "replaced"
    REFUSED = "refused"
    PASSED_OVER = "passed-over"
    """Met in a folder, and no workbook of a selection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One file and what became of it."""

    path: str
    taking: Taking
    step: str = ""
    expert: str = ""
    kept: str = ""
    message: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A file that bears a stamp of ours."""

    source: Source
    book: Book
    stamp: SheetStamp


@dataclass(slots=True)
class CollectingDesk:
    """Takes in the files of one run. `replacing`: a person says that later ones take the place of earlier ones."""

    folder: Path
    record: Record
    at: datetime
    replacing: bool = False
    done: list[Collected] = field(default_factory=list)

    def run(self, paths: Sequence[str]) -> SelectionStanding:
        """Take in everything; the selection as it stands then."""
        selection = selection_of(self.folder, self.record)
        arrived = [one for source in walk(paths) if (one := self._opened(source)) is not None]
        order = [step.key for step in selection.spec.steps]

        experts = selection.opened.experts

        def turn(one: _Arrived) -> tuple[int, int, str]:
            # The review first: who was dropped by it needs no scores where both are held together.
            step = order.index(one.stamp.step) if one.stamp.step in order else len(order)
            expert = experts.index(one.stamp.expert) if one.stamp.expert in experts else len(experts)
            return step, expert, one.stamp.expert

        arrived.sort(key=turn)
        for _, together in groupby(arrived, key=lambda one: turn(one)[0]):
            grown = [self._of_one(list(group), selection) for _, group in groupby(together, key=turn)]
            if any(grown):
                selection = selection_of(self.folder, self.record)
        return selection

    def _opened(self, source: Source) -> _Arrived | None:
        try:
            book = open_source(source)
        except InputRefused as refused:
            self._done(source.shown, Taking.REFUSED, refused.message)
            return None
        stamp = stamp_in(book)
        if stamp is not None:
            return _Arrived(source, book, stamp)
        said = "不是遴选发出的表，或标识已丢失（另存为 CSV、复制到新表格都会丢失）。"
        fix = "请在发出的表里填写，用 Excel、WPS 或 LibreOffice 直接保存。"
        self._done(source.shown, Taking.REFUSED if source.named else Taking.PASSED_OVER, said + fix)
        return None

    def _done(self, path: str, taking: Taking, message: str = "", **more: str) -> None:
        self.done.append(
            Collected(
                path=path,
                taking=taking,
                message=message,
                step=more.get("step", ""),
                expert=more.get("expert", ""),
                kept=more.get("kept", ""),
            )
        )

    def _of_one(self, group: list[_Arrived], selection: SelectionStanding) -> bool:
        """The files of one step and expert; whether the record has grown."""
        stamp, names = group[0].stamp, {"step": group[0].stamp.step, "expert": group[0].stamp.expert}
        if why := _misplaced(stamp, selection):
            for one in group:
                self._done(one.source.shown, Taking.REFUSED, why, **names)
            return False
        standing = selection.step(stamp.step)
        sheet = expected_sheet(selection.notice, selection.opened, selection.decisions, standing, stamp.expert)
        read = [(one, read_returned(one.book, one.stamp, sheet)) for one in group]
        for one, came in read:
            if came.findings:
                self.done.append(
                    Collected(path=one.source.shown, taking=Taking.REFUSED, findings=came.findings, **names)
                )
        sound = [pair for pair in read if not pair[1].findings]
        if len({_said(came) for _, came in sound}) > 1:
            named = "、".join(one.source.shown for one, _ in sound)
            for one, _ in sound:
                said = f"“{stamp.expert}”有几份内容不同的{sheet.name}：{named}。请问清以哪一份为准，只收那一份。"
                self._done(one.source.shown, Taking.REFUSED, said, **names)
            return False
        for one, _ in sound[1:]:
            self._done(one.source.shown, Taking.AGAIN, f"与“{sound[0][0].source.shown}”内容相同。", **names)
        if not sound:
            return False
        before = next((came for came in standing.sheets if came.expert == stamp.expert), None)
        layout = SelectionFolder(self.folder, selection.spec)
        return self._take(*sound[0], sheet, before, layout)

    def _take(
        self,
        one: _Arrived,
        came: ReturnedSheet,
        sheet: StepSheet,
        before: ReturnedSheet | None,
        layout: SelectionFolder,
    ) -> bool:
        names = {"step": sheet.step, "expert": sheet.expert}
        if before is not None and not before.findings:
            if _said(before) == _said(came):
                self._done(one.source.shown, Taking.AGAIN, f"与已收回的“{before.path}”内容相同。", **names)
                return False
            if not self.replacing:
                said = f"“{sheet.expert}”的{sheet.name}已收回（{before.path}），内容不同：{_differences(before, came, sheet)}。"
                fix = "确以这一份为准的，加 --replace 重收；原件仍保留。"
                self._done(one.source.shown, Taking.REFUSED, said + fix, **names)
                return False
        kept = _keep(one, sheet, layout)
        taken = SheetTaken(
            at=self.at, step=sheet.step, expert=sheet.expert, path=kept, sha256=one.book.sha256, source=one.source.shown
        )
        self.record.append([taken])
        self._done(one.source.shown, Taking.REPLACED if before is not None else Taking.TAKEN, kept=kept, **names)
        return True


def _keep(one: _Arrived, sheet: StepSheet, layout: SelectionFolder) -> str:
    """The returned bytes, unchanged, under a name that is free (or holds them already)."""
    data = source_bytes(Path(one.source.shown))
    assert data is not None
    ending = Path(one.source.shown).suffix or ".xlsx"
    round_ = 1
    while (path := layout.kept(sheet, ending, round_)).exists() and path.read_bytes() != data:
        round_ += 1
    if not path.exists():
        write_atomically(path, data, inputs=[one.source.path])
    return layout.said(path)


def _misplaced(stamp: SheetStamp, selection: SelectionStanding) -> str:
    """Why a workbook does not belong here; empty where it does."""
    if stamp.selection != selection.id:
        return "这份表是按另一份汇总表发出的，不属于这次遴选。请核对是不是拿错了年份或批次。"
    step = next((one for one in selection.steps if one.step.key == stamp.step), None)
    if step is None:
        return f"通知里没有环节“{stamp.step}”。"
    if step.state is StepState.WAITING:
        return f"还没有轮到{step.step.name}，先完成前面的环节。"
    if stamp.expert not in (GROUP, *selection.opened.experts):
        return f"“{stamp.expert}”不在专家名单里：{'、'.join(selection.opened.experts)}。"
    if stamp.expert not in (*step.missing, *(one.expert for one in step.sheets)):
        return f"{step.step.name}不需要“{stamp.expert}”的表。"
    return ""


def _said(sheet: ReturnedSheet) -> tuple[tuple[str, Given], ...]:
    """What a workbook says, wherever it says it."""
    return tuple(sorted((key, replace(given, cells=())) for key, given in sheet.given.items()))


def _differences(before: ReturnedSheet, after: ReturnedSheet, sheet: StepSheet) -> str:
    """天工公司 85 → 86."""
    said = []
    for row in sheet.rows:
        one, other = (_words(side.given.get(row.applicant.key)) for side in (before, after))
        if one != other:
            said.append(f"{row.applicant.company} {one} → {other}")
    return "；".join(said[:5]) + (f"等{len(said)}处" if len(said) > 5 else "")


def _words(given: Given | None) -> str:
    if given is None:
        return "空"
    return f"{given.score:f}" if given.score is not None else f"{given.word} {given.reason}".strip()
