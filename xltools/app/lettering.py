"""letter and check-letter: Word documents whose every figure comes from the checked summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import UsageError
from ..findings import FileReport, Finding, Report, Severity
from ..merging import summed_columns, sums_of
from ..notice.load import load_notice
from ..notice.model import Notice
from ..reading.recognise import stamp_of
from ..reading.table import Table
from .checking import check
from .inputs import Request, read_inputs
from .offices import office_of, offices_below

if TYPE_CHECKING:
    from ..letters import SummaryFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOptions:
    """What a letter is made from and of."""

    summary: str
    out: str = ""
    notice: str = ""
    kind: str = ""
    level: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    template: str = ""
    template_only: bool = False
    force: bool = False


@dataclass(slots=True)
class LetterOutcome:
    """Files written and what is to be said of them."""

    paths: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def write_letters(options: LetterOptions) -> LetterOutcome:
    """Make the letters of one kind and write them; several addressees: `OUT-<addressee>.docx` each."""
    from ..letters import load_profile, make_letters
    from ..writing.atomic import write_atomically

    figures, notice, level = figures_of(options.summary, options.notice, options.level)
    profile = load_profile(Path(options.profile) if options.profile else None)
    if options.template or options.template_only:
        return _from_template(options, figures, notice, level)
    if not options.out:
        raise UsageError("no_output", "请用 -o 指明函件写到哪个文件，如 -o 上报函.docx。")
    made = make_letters(
        notice, notice.level(level), figures, profile, kind=options.kind or None, settings=options.settings
    )
    outcome = LetterOutcome()
    base = Path(options.out)
    for letter in made:
        path = base.with_name(f"{base.stem}-{letter.file_suffix}{base.suffix}") if letter.file_suffix else base
        write_atomically(
            path, letter.data, force=options.force, inputs=[options.summary], may_replace=None
        )
        outcome.paths.append(path)
        outcome.findings.extend(letter.findings)
        outcome.lines.append(f"已写出 {path}：{letter.name}《{letter.title.replace('|', '')}》→ {letter.addressee}")
        outcome.lines.extend(f"  {finding.message}" for finding in letter.findings)
    return outcome


def _from_template(options: LetterOptions, figures: SummaryFigures, notice: Notice, level: str) -> LetterOutcome:
    raise UsageError("no_template", "")


def figures_of(path: str, notice_id: str = "", level: str = "") -> tuple[SummaryFigures, Notice, str]:
    """The figures of a summary workbook, its notice, and the level that writes.

    The level is the asked one, else the one the summary says it was merged for, else the first that receives from it.
    """
    from ..letters import figures_from_rows, join_figures

    checked = check(read_inputs(Request(paths=(path,), notice=notice_id)))
    file = checked.inputs.files[0] if checked.inputs.files else None
    if file is None or file.refusal is not None:
        from ..errors import InputRefused

        code, message = file.refusal if file is not None and file.refusal else ("not_found", f"找不到“{path}”。")
        raise InputRefused(code, message, path=path)
    if not file.tables or file.book is None:
        raise UsageError("no_summary", f"“{path}”中没有认出汇总表。请用 --notice 指明通知，或先运行 xltools merge。")
    stamp = stamp_of(file.book)
    notice = load_notice(file.tables[0].notice.id)
    chosen = level or stamp.get("level", "") or _first_level(notice)
    parts = []
    for table in file.tables:
        rows = [{key: table.text(index, key) for key in table.columns} for index in range(len(table))]
        parts.append(
            figures_from_rows(
                notice,
                table.attachment,
                rows,
                level=chosen,
                offices=_offices(table, notice, chosen),
                sender=table.submitter,
                sums=sums_of(table.columns, summed_columns(table.attachment)),
                sha256=file.book.sha256,
            )
        )
    return join_figures(parts), notice, chosen


def _first_level(notice: Notice) -> str:
    return next((level.key for level in notice.levels if level.departments), notice.levels[0].key)


def _offices(table: Table, notice: Notice, level: str) -> tuple[str, ...]:
    """Offices below whose rows are in the summary, in official order."""
    try:
        known = offices_below(notice, notice.level(level))
    except KeyError:
        return ()
    text = "|".join(
        str(value) for key in ("district", "city", "place") for value in table.columns.get(key, ()) if value
    )
    return tuple(name for name in known if name in text)


def check_letter_file(path: str, against: str = "", notice_id: str = "") -> Report:
    """The mechanical checks of GB/T 9704 on any .docx; every figure and name where a summary is given."""
    import hashlib

    from ..letters.checker import check_letter
    from ..writing.backread import bytes_of

    data = bytes_of(path)
    figures = figures_of(against, notice_id)[0] if against else None
    findings = tuple(check_letter(data, against=figures))
    file = FileReport(path, hashlib.sha256(data).hexdigest(), None, None, "read", findings=findings)
    return Report((file,), __version__)


__all__ = ["LetterOptions", "LetterOutcome", "check_letter_file", "figures_of", "office_of", "write_letters"]
