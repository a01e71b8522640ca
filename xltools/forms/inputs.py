"""What was handed in: files opened, sheets recognised and read as forms."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import InputRefused, NoticeError, UsageError
from ..files.intake import fingerprint
from ..files.refusals import Refusal
from ..files.walking import Source, walk
from ..findings import Finding, Severity
from ..formats.grid import Book, a1, column_letters, column_number
from ..formats.opening import open_source
from ..notice.load import load_all, load_notice
from ..notice.model import Attachment, Notice, Provenance
from .bindings import remember, remembered, signature
from .layout import column_names, heading_name
from .noticed import notes_on
from .recognise import (
    NEAR,
    SURE,
    Match,
    Recognised,
    recognise,
    required_columns_missing,
    speaks_of_another,
    stamp_of,
)
from .table import Table, read_table

SheetMap = dict[str, str]
"""`--map`: column name or key -> sheet column letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How inputs are to be read; the same for every command."""

    paths: tuple[str, ...]
    notice: str = ""
    attachment: str = ""
    password: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns bound by hand: name or key -> letters."""
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    """Absolute path -> file to read in its place: the saved copy of a book that is open with unsaved edits."""


@dataclass(slots=True)
class Input:
    """One file: refused, or read with the tables recognised in it."""

    path: str
    book: Book | None = None
    sha256: str = ""
    """Of a refused file too, where its bytes could be had."""
    refusal: tuple[str, str] | None = None
    tables: list[Table] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    undecided: dict[str, list[str]] = field(default_factory=dict)
    """Sheet -> ids of the notices it could belong to."""


@dataclass(slots=True)
class Inputs:
    """Everything handed in together, in order."""

    files: list[Input]
    notices: list[Notice]

    @property
    def tables(self) -> list[Table]:
        return [table for file in self.files for table in file.tables]


def notices_for(request: Request) -> list[Notice]:
    """The notices to recognise by: the named one, else all. A wrong name is wrong usage."""
    if not request.notice:
        return load_all()
    try:
        notice = load_notice(request.notice)
    except NoticeError as fault:
        if fault.code == "unknown_notice":
            raise UsageError(fault.code, fault.message) from fault
        raise
    if request.attachment:
        try:
            notice.attachment(request.attachment)
        except KeyError:
            known = "、".join(f"{a.key}（{a.role.value}）" for a in notice.attachments)
            raise UsageError(
                "unknown_attachment", f"通知“{notice.id}”没有附件“{request.attachment}”。现有：{known}。"
            ) from None
    return [notice]


def read_inputs(request: Request, *, jobs: int = 1) -> Inputs:
    """Open and recognise everything below the paths. A file that cannot be read is refused, the others go on."""
    notices = notices_for(request)
    sources = [_stood_in(source, request) for source in walk(request.paths)]
    made = Inputs([], notices)
    if jobs > 1 and len(sources) > 1:
        made.files.extend(_in_parallel(sources, request, notices, jobs))
    else:
        made.files.extend(read_input(source, request, notices) for source in sources)
    _settle_by_siblings(made, request)
    return made


def _stood_in(source: Source, request: Request) -> Source:
    """The source under its own name, read from its stand-in where it has one."""
    copy = request.stand_ins.get(os.path.abspath(source.path)) if request.stand_ins and not source.member else None
    return source if copy is None else replace(source, path=Path(copy), refusal=None)


def _in_parallel(sources: Sequence[Source], request: Request, notices: Sequence[Notice], jobs: int) -> Iterator[Input]:
    """The same in `jobs` processes, in the same order. Packs are not sent around: each process loads its own."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=jobs) as pool:
        for made, names in pool.map(_read_apart, sources, [request] * len(sources)):
            for table, (notice_id, key) in zip(made.tables, names, strict=True):
                table.notice = next(notice for notice in notices if notice.id == notice_id)
                table.attachment = table.notice.attachment(key)
            yield made


def _read_apart(source: Source, request: Request) -> tuple[Input, list[tuple[str, str]]]:
    """One file in a process of its own. Notices and attachments are compared by identity, so only their names travel."""
    made = read_input(source, request, notices_for(request))
    names = [(table.notice.id, table.attachment.key) for table in made.tables]
    for table in made.tables:
        table.notice = table.attachment = None  # type: ignore[assignment]  # set again on arrival
    return made, names


def read_input(source: Source, request: Request, notices: Sequence[Notice], hint: str = "") -> Input:
    """One file."""
    made = Input(source.shown)
    try:
        made.book = open_source(source, password=request.password)
    except InputRefused as refused:
        made.refusal = (refused.code, refused.message)
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
    by_hand = _by_hand(request, notices, book)
    found = recognise(book, notices, attachment=request.attachment, by_hand=by_hand, hint=hint)
    made.tables, made.undecided = [], {}
    made.notes = notes_on(book)
    if request.notice and not by_hand:
        _set_aside_other_notices(made, found, notices)
    for match in found.matches:
        table = read_table(match.notice, match.attachment, book, match.grid, match.header)
        if table is not None:
            made.tables.append(table)
            if request.columns:
                remember(match.notice.id, match.attachment.key, signature(book), request.columns)
            made.notes.extend(_layout_notes(table))
    _say_unrecognised(made, found, request)


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
    for sheet, candidates in found.undecided.items():
        made.undecided[sheet] = [match.notice.id for match in candidates]
        names = "、".join(f"{match.notice.id}（{match.attachment.key}）" for match in candidates)
        made.notes.append(
            Finding(
                rule="notice-undecided",
                severity=Severity.WARNING,
                sheet=sheet,
                message=f"几个通知用同一种表，从内容分不清属于哪一个：{names}",
                fix="请用 --notice 指明通知后重新运行。",
                kind="recognise",
                path=made.path,
            )
        )
    for sheet, match in found.others.items():
        made.notes.append(
            Finding(
                rule="other-attachment",
                severity=Severity.ERROR,
                sheet=sheet,
                message=f"这是{match.attachment.key}《{match.attachment.title}》，不是所指定的“{request.attachment}”，未读取",
                fix="请放入所要的表；确实要读取这张表的，改选对应的附件。",
                kind="recognise",
                path=made.path,
            )
        )
    for sheet, candidates in found.elsewhere.items():
        like = "、".join(f"{m.notice.short or m.notice.title}（{m.notice.id}）的{m.attachment.key}" for m in candidates)
        made.notes.append(
            Finding(
                rule="other-notice",
                severity=Severity.ERROR,
                sheet=sheet,
                message=f"这张表不属于所指定的通知“{request.notice}”，像{like}，未读取",
                fix="请放入本通知的表；通知选错了的，改选对应的通知。",
                kind="recognise",
                path=made.path,
            )
        )
    if made.tables or found.undecided or found.others or found.elsewhere:
        return
    if request.attachment:
        made.refusal = (
            "no_header",
            f"文件“{made.path}”：没有找到 {request.attachment} 的表头。请检查是否选错了文件，或用 --map 指明各列。",
        )
        return
    made.notes.append(
        Finding(
            rule="not-recognised",
            severity=Severity.WARNING,
            message="没有认出任何一个附件的表头，未作校验",
            fix="请检查是否选错了文件；表头改动较大的，用 --notice、--attachment 和 --map 列=F 指明。",
            kind="recognise",
            path=made.path,
        )
    )


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


def _by_hand(request: Request, notices: Sequence[Notice], book: Book) -> dict[str, dict[str, int]]:
    """Columns bound by hand, per attachment: from `--map`, else what was remembered for this layout."""
    made: dict[str, dict[str, int]] = {}
    for notice in notices:
        for form in notice.attachments:
            if request.attachment and request.attachment not in (form.key, form.role.value, form.title):
                continue
            asked = dict(request.columns) or remembered(notice.id, form.key, signature(book))
            bound = bound_columns(form, asked)
            if bound:
                made[form.key] = bound
    if request.columns and not made:
        unknown = "、".join(request.columns)
        raise UsageError(
            "unknown_column", f"--map 中的列名“{unknown}”不属于任何附件。请写附件的列名，如 --map 含税金额=F。"
        )
    return made


def bound_columns(form: Attachment, asked: Mapping[str, str]) -> dict[str, int]:
    """Column key -> sheet column, of the names that the form has."""
    return {key: _number(letters) for name, letters in asked.items() if (key := _key_of(form, name))}


def _key_of(form: Attachment, name: str) -> str:
    if form.has(name):
        return name
    return column_names(form).get(heading_name(name)[0], "")


def _number(letters: str) -> int:
    try:
        number = column_number(letters.strip())
    except ValueError:
        number = 0
    if not 1 <= number <= 16384:
        raise UsageError("bad_column", f"--map 中的“{letters}”不是列标。请写字母，如 --map 含税金额=F。")
    return number


_OUR_COLUMNS = ("申报企业", "所在区", "来源单位", "来源文件", "来源位置", "提示", "校验结果（附表工具）")


def _is_ours(heading: str) -> bool:
    """Columns that a summary of ours, or a button of the add-in, adds beside the official ones."""
    return heading in _OUR_COLUMNS or heading.startswith("_xltools")


def _layout_notes(table: Table) -> list[Finding]:
    """Columns missing, unknown, doubled; a unit nobody wrote. Inferred layouts only warn."""
    form, header = table.attachment, table.header
    said: list[Finding] = []

    def say(
        rule: str, cell: str, message: str, fix: str, severity: Severity = Severity.WARNING, column: str = ""
    ) -> None:
        said.append(
            Finding(
                rule=rule,
                severity=severity,
                sheet=table.sheet,
                cells=(cell,) if cell else (),
                column=column,
                message=message,
                fix=fix,
                basis=form.basis,
                kind="layout",
                path=table.path,
            )
        )

    first = a1(header.first_row, min(header.columns.values(), default=1))
    stamp = stamp_of(table.book)
    if stamp.get("xltools") == "blank" and stamp.get("notice") == table.notice.id:
        version = stamp.get("version", "")
        if version != table.notice.version:
            message = f"空表是通知包第 {version} 版的，现行为第 {table.notice.version} 版"
            say("blank-version", first, message, "请核对两版的栏目与规则；最好用现行空表重新填报。")
    for key in required_columns_missing(form, header):
        column = form.column(key)
        needed = column.required or bool(column.required_when)
        if needed or form.layout is not Provenance.INFERRED:
            severity = Severity.ERROR if needed and form.layout is Provenance.FOUND else Severity.WARNING
            fix = f"请补上这一列；已有而名称不同的，用 --map {column.heading}=列标 指明。"
            say("missing-column", first, f"没有找到“{column.heading}”列", fix, severity, column.heading)
    for number, text in header.unknown.items():
        if text and not header.places and not _is_ours(text):
            cell = f"{column_letters(number)}{header.last_row}"
            say(
                "unknown-column",
                cell,
                f"不认识“{' '.join(text.split())}”列，未读取",
                "属于附件某一列的，用 --map 指明；否则不必处理。",
                Severity.INFO,
                text,
            )
    for number, key in header.repeated.items():
        cell = f"{column_letters(number)}{header.last_row}"
        say(
            "repeated-column",
            cell,
            f"“{form.column(key).heading}”列出现两次，只读取了前一列",
            "请删去多余的一列，或用 --map 指明。",
        )
    if not table.unit_said and any(key in table.columns for key in table.units):
        unit = next(unit for key, unit in table.units.items() if key in table.columns)
        say(
            "unit-assumed",
            first,
            f"表中没有写明金额单位，按“{unit}”读取",
            f"请在表头上方写明“单位：{unit}”。",
            Severity.INFO,
        )
    return said


__all__ = ["Input", "Inputs", "Match", "Request", "read_input", "read_inputs"]
