"""What was handed in: files opened, sheets recognised and read as forms."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import __version__
from ..errors import InputRefused
from ..files.beside import WORD_TEXT, files_beside
from ..files.intake import fingerprint, read_whole
from ..files.locks import owner_files
from ..files.refusals import Refusal
from ..files.walking import Source, walk
from ..files.workers import HERE, Workers
from ..findings import Action, ActionKind, BesideFile, Finding, Refused, Severity
from ..formats.grid import Book, Grid, SheetState
from ..formats.opening import open_source
from ..notice.load import load_all, load_notice
from ..notice.model import Notice
from .bindings import remember, remembered_all, signature
from .continued import link_sheets, read_on, without_heading
from .filling import RECOGNISED, settle_zero_report
from .noticed import not_read, notes_on
from .reading import read_table
from .recognise import NEAR, SURE, Match, Recognised, own_sheets, recognise, speaks_of_another, stamp_of
from .request import Memory, Request, columns_by_hand, notices_for
from .rownotes import row_notes
from .skipping import left_out_by, skipped_rows, without_hidden
from .table import Table
from .unbound import layout_notes


@dataclass(slots=True)
class Input:
    """One file: refused, or read with the tables recognised in it."""

    path: str
    book: Book | None = None
    sha256: str = ""
    """Of a refused file too, where its bytes could be had."""
    refusal: Refused | None = None
    tables: list[Table] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    undecided: dict[str, list[str]] = field(default_factory=dict)
    """Sheet -> ids of the notices it could belong to."""


@dataclass(slots=True)
class Inputs:
    """Everything handed in together, in order."""

    files: list[Input]
    notices: list[Notice]
    beside: list[BesideFile] = field(default_factory=list)
    """What the folders hold beside tables: not read, but named."""

    @property
    def tables(self) -> list[Table]:
        return [table for file in self.files for table in file.tables]


Progress = Callable[[int, int, str], None]
"""Called with (done, all, what). What it raises (a cancel) ends the reading."""


def read_inputs(request: Request, *, workers: Workers = HERE, progress: Progress | None = None) -> Inputs:
    """Open and recognise everything below the paths. A file that cannot be read is refused, the others go on."""
    notices = notices_for(request)
    sources = [_stood_in(source, request) for source in walk(request.paths, without=request.without)]
    made = Inputs([], notices)
    for file in _each_read(sources, request, notices, workers):
        made.files.append(file)
        if progress is not None:
            progress(len(made.files), len(sources), file.path)
    _set_aside_texts(made, {source.shown for source in sources if not source.named})
    # A book that is looked at while it is open is known to be open: its own owner file says nothing new.
    own = {str(owner) for path in request.stand_ins for owner in owner_files(Path(path))}
    beside = files_beside(request.paths, without=request.without)
    made.beside.extend(file for file in beside if os.path.abspath(file.path) not in own)
    _settle_by_siblings(made, request)
    return made


def _set_aside_texts(inputs: Inputs, found_in_folders: set[str]) -> None:
    """A Word document without a table, met in a folder, is a text of the application and no refused table."""
    for file in list(inputs.files):
        text = file.refusal is not None and file.refusal.code == "no_sheets" and file.path.casefold().endswith(".docx")
        if text and file.path in found_in_folders:
            inputs.files.remove(file)
            inputs.beside.append(BesideFile(file.path, WORD_TEXT))


def _stood_in(source: Source, request: Request) -> Source:
    """The source under its own name, read from its stand-in where it has one."""
    above = request.within.rstrip("/" + os.sep)
    if above and source.shown.startswith((above + "/", above + os.sep)):
        source = replace(source, called=source.shown[len(above) + 1 :])
    copy = request.stand_ins.get(os.path.abspath(source.path)) if request.stand_ins and not source.member else None
    return source if copy is None else replace(source, path=Path(copy), refusal=None)


def _each_read(
    sources: Sequence[Source], request: Request, notices: Sequence[Notice], workers: Workers
) -> Iterator[Input]:
    """The inputs in order. Packs are not sent around: each process loads its own."""
    if request.memory is not None:
        yield from (_arrived(_remembered(source, request, request.memory), notices) for source in sources)
        return
    if not workers.cluster and workers.processes(len(sources)) < 2:
        yield from (read_input(source, request, notices) for source in sources)
        return
    from ..files.executor import Task, run

    task = Task(_Elsewhere(request), _ended_its_process, _carried, outfit)
    yield from (_arrived(apart, notices) for apart in run(task, sources, workers))


def _arrived(apart: _Apart, notices: Sequence[Notice]) -> Input:
    for table, (notice_id, key) in zip(apart.input.tables, apart.forms, strict=True):
        table.notice = next(notice for notice in notices if notice.id == notice_id)
        table.attachment = table.notice.attachment(key)
    return apart.input


def _remembered(source: Source, request: Request, memory: Memory) -> _Apart:
    """The file as it was read before, where its bytes are the same."""
    import pickle  # ten milliseconds that only a watch needs

    sha256 = ""
    with suppress(Refusal):
        sha256 = fingerprint(source.path)  # of a .zip folder's member, that of the .zip
    kept = memory.get(source.shown, sha256, request.attachment)
    if kept is None:
        # Pickled by this very process, and never outside its memory.
        kept = pickle.dumps(_read_apart(source, request, notices_for(request)))
        memory.put(source.shown, sha256, request.attachment, kept)
    made: _Apart = pickle.loads(kept)  # noqa: S301  # see above
    return made


@dataclass(frozen=True, slots=True)
class _Apart:
    """A file read elsewhere. Notices and attachments are compared by identity, so only their names travel."""

    input: Input
    forms: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Elsewhere:
    """Reading in another process: the packs are looked up there, once for each batch that it is sent with."""

    request: Request
    _notices: Sequence[Notice] = ()

    def __call__(self, source: Source) -> _Apart:
        self._notices = self._notices or notices_for(self.request)
        return _read_apart(source, self.request, self._notices)


def _read_apart(source: Source, request: Request, notices: Sequence[Notice]) -> _Apart:
    made = read_input(source, request, notices)
    names = [(table.notice.id, table.attachment.key) for table in made.tables]
    for table in made.tables:
        table.notice = table.attachment = None  # type: ignore[assignment]  # set again on arrival
    return _Apart(made, names)


def _ended_its_process(source: Source) -> _Apart:
    refusal = Refusal("too_big", "读取它的进程两次意外结束，多为内存不足").named(source.called or source.shown)
    return _Apart(Input(source.shown, sha256=_fingerprint(source), refusal=Refused.of(refusal)))


def _carried(source: Source) -> Source:
    """The source with its bytes: another machine has neither the folder nor the .zip."""
    if source.refusal is not None:
        return source
    try:
        data = source.folder.take(source.member).whole() if source.folder is not None else read_whole(source.path)
    except Refusal as refusal:
        return replace(source, refusal=refusal, folder=None)
    return replace(source, data=data, folder=None)


def outfit() -> str:
    """What reading depends on beside the file: the program, the packs, the columns that a person bound here."""
    return hashlib.sha256(f"{__version__}\n{load_all()!r}\n{remembered_all()!r}".encode()).hexdigest()


def read_input(source: Source, request: Request, notices: Sequence[Notice], hint: str = "") -> Input:
    """One file."""
    made = Input(source.shown)
    try:
        made.book = open_source(source, password=request.password)
    except InputRefused as refused:
        made.refusal = Refused.of(refused)
        made.sha256 = _fingerprint(source)
        return made
    made.sha256 = made.book.sha256
    _recognise(made, request, notices, hint)
    return made


def _fingerprint(source: Source) -> str:
    """What a refused file was, for whoever asks the office for another copy; empty where nobody can read it."""
    if source.member:
        return ""
    try:
        return fingerprint(source.path)
    except Refusal:
        return ""


def _recognise(made: Input, request: Request, notices: Sequence[Notice], hint: str) -> None:
    book = made.book
    assert book is not None
    by_hand = columns_by_hand(request, notices, book)
    found = recognise(book, notices, attachment=request.attachment, by_hand=by_hand, hint=hint)
    made.tables, made.undecided = [], {}
    made.notes = notes_on(book, left_out_by(request))
    if request.notice and not by_hand:
        _set_aside_other_notices(made, found, notices)
    passed_over: list[Grid] = []
    by_sheet: dict[str, list[Match]] = {}
    for match in found.matches:
        by_sheet.setdefault(match.grid.name, []).append(match)
    told = found.undecided.keys() | found.others.keys() | found.elsewhere.keys() | own_sheets(book)
    for grid in book.grids:
        if matches := by_sheet.get(grid.name):
            for match in matches:
                _read_match(made, match, request)
        elif grid.name not in told:
            passed_over.extend(_read_unheaded(made, grid, request))
    link_sheets(made.tables)
    if made.tables and passed_over:
        made.notes.append(not_read(passed_over, book.path))
    _say_unrecognised(made, found, request)


def _read_match(made: Input, match: Match, request: Request) -> None:
    grid, book = match.grid, made.book
    assert book is not None
    header = without_hidden(match.header, grid) if request.skip_hidden else match.header
    table = read_table(match.notice, match.attachment, book, grid, header, skip=skipped_rows(grid, request))
    if table is None:
        return
    if request.columns:
        remember(match.notice.id, match.attachment.key, signature(book), request.columns)
    _take(made, table, layout_notes(table))


def _read_unheaded(made: Input, grid: Grid, request: Request) -> Iterator[Grid]:
    """A sheet without a heading goes on where the table before it ends; one that does not is given back."""
    before = made.tables[-1] if made.tables else None
    table = read_on(before, grid, skipped_rows(grid, request)) if before is not None else None
    if before is not None and table is not None:
        _take(made, table, [without_heading(table, before)])
    elif grid.state is SheetState.VISIBLE and grid.cell_count:
        yield grid


def _take(made: Input, table: Table, notes: Iterable[Finding]) -> None:
    settle_zero_report(table)
    made.tables.append(table)
    made.notes.extend((*notes, *row_notes(table)))


def _set_aside_other_notices(made: Input, found: Recognised, asked: Sequence[Notice]) -> None:
    """Sheets that belong to another notice than the asked one are named and not read."""
    book = made.book
    assert book is not None
    stamp = stamp_of(book)
    foreign = {match.grid.name for match in found.matches if speaks_of_another(match, stamp)}
    scores = {match.grid.name: match.score for match in found.matches}
    # A sheet with its title and columns is what was asked for; only for the others the other packs are loaded.
    if not foreign and (found.undecided or found.others or (scores and min(scores.values()) >= SURE)):
        return
    elsewhere = recognise(book, [notice for notice in load_all() if notice not in asked])
    for sheet, candidates in _by_sheet(elsewhere).items():
        if sheet in foreign or candidates[0].score > scores.get(sheet, 0) + NEAR:
            found.matches = [match for match in found.matches if match.grid.name != sheet]
            found.elsewhere[sheet] = candidates


def _by_sheet(found: Recognised) -> dict[str, list[Match]]:
    return {match.grid.name: [match] for match in found.matches} | found.undecided


def _say_unrecognised(made: Input, found: Recognised, request: Request) -> None:
    """Sheets that were not read, each with what it looks like; a file of which nothing was asked for is refused."""

    def say(
        rule: str, severity: Severity, message: str, fix: str, sheet: str = "", do: ActionKind | None = None
    ) -> None:
        action = Action(do) if do is not None else None
        made.notes.append(
            Finding(
                rule=rule,
                severity=severity,
                sheet=sheet,
                message=message,
                fix=fix,
                action=action,
                kind=RECOGNISED,
                path=made.path,
            )
        )

    for sheet, candidates in found.undecided.items():
        made.undecided[sheet] = [match.notice.id for match in candidates]
        names = "、".join(f"{match.notice.id}（{match.attachment.key}）" for match in candidates)
        message = f"几个通知用同一种表，从内容分不清属于哪一个：{names}"
        say("notice-undecided", Severity.WARNING, message, "", sheet, ActionKind.CHOOSE_NOTICE)
    for sheet, match in found.others.items():
        message = f"这是{match.attachment.key}《{match.attachment.title}》，不是所指定的“{request.attachment}”，未读取"
        fix = "请放入所要的表；确实要读取这张表的，改选对应的附件。"
        say("other-attachment", Severity.ERROR, message, fix, sheet)
    for sheet, candidates in found.elsewhere.items():
        like = "、".join(f"{m.notice.short or m.notice.title}（{m.notice.id}）的{m.attachment.key}" for m in candidates)
        message = f"这张表不属于所指定的通知“{request.notice}”，像{like}，未读取"
        fix = "请放入本通知的表；通知选错了的，改选对应的通知。"
        say("other-notice", Severity.ERROR, message, fix, sheet)
    if made.tables or found.undecided or found.others or found.elsewhere:
        return
    if request.attachment:
        called = made.book.called if made.book is not None else ""
        made.refusal = Refused(
            "no_header",
            f"文件“{called or made.path}”：没有找到 {request.attachment} 的表头。请检查是否选错了文件，或用 --map 指明各列。",
        )
        return
    fix = "不是要报的附件的，不必处理；是附件而表头改动较大的，请改回附件规定的表头，或换用空白附件重填。"
    message = "没有认出任何一个附件的表头，未作校验"
    say("not-recognised", Severity.WARNING, message, fix, do=ActionKind.CHOOSE_FORM)


def _settle_by_siblings(inputs: Inputs, request: Request) -> None:
    """Files that could belong to several notices go with the one notice that all decided files belong to."""
    if not any(file.undecided for file in inputs.files):
        return
    decided = {table.notice.id for table in inputs.tables}
    if len(decided) != 1:
        return
    notice_id = decided.pop()
    for file in inputs.files:
        if file.undecided and all(notice_id in candidates for candidates in file.undecided.values()):
            _recognise(file, request, [load_notice(notice_id)], "")


__all__ = ["Input", "Inputs", "Match", "Request", "notices_for", "read_input", "read_inputs"]
