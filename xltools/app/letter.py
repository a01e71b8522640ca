"""letter and check-letter: Word documents whose every figure comes from the checked summary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import InputRefused, LetterError, UsageError
from ..files.names import safe_name
from ..findings import FileReport, Finding, Refused, Report, Severity
from ..forms.inputs import Request, read_inputs
from ..forms.table import Table
from ..notice.load import load_notice
from ..notice.model import Level, Notice
from ..rules.checking import Checked, check
from ..summary.levels import lineage_of
from ..summary.proving import source_findings
from .letter_figures import figures_of, first_level, level_of

if TYPE_CHECKING:
    from ..letters import Letter, OverduePapers, ReturnedPapers, SummaryFigures, WrittenText


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOptions:
    """What a letter is made from and of."""

    summaries: tuple[str, ...]
    out: str = ""
    notice: str = ""
    kind: str = ""
    level: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    template: str = ""
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
    from ..office.backread import bytes_of

    if not options.out:
        raise UsageError("no_output", "请用 -o 指明函件写到哪个文件，如 -o 上报函.docx。")
    paper = _paper(options)
    if paper is not None:
        return _written(options, [paper], [])
    figures, notice, level, checked = figures_of(options.summaries, options.notice, options.level)
    made = make_letters(
        notice,
        notice.level(level),
        figures,
        load_profile(Path(options.profile) if options.profile else None),
        kind=options.kind or None,
        settings=options.settings,
        template=bytes_of(options.template) if options.template else None,
    )
    lines = list(_doubts(checked))
    if len({letter.kind for letter in made}) > 1:
        names = "、".join(dict.fromkeys(letter.name for letter in made))
        lines.append(f"给出的汇总表分属几种函件，分别写成：{names}。")
    return _written(options, made, lines)


def _written(options: LetterOptions, made: Sequence[Letter], lines: Iterable[str]) -> LetterOutcome:
    """The letters on disk, and what is said of each."""
    from ..files.atomic import write_atomically

    outcome = LetterOutcome(lines=list(lines))
    base = Path(options.out)
    for letter in made:
        path = (
            base.with_name(safe_name(f"{base.stem}-{letter.file_suffix}", base.suffix)) if letter.file_suffix else base
        )
        write_atomically(path, letter.data, force=options.force, inputs=options.summaries)
        outcome.paths.append(path)
        outcome.findings.extend(letter.findings)
        to = f"→ {letter.addressee}" if letter.addressee else ""
        outcome.lines.append(f"已写出 {path}：{letter.name}《{letter.title.replace('|', '')}》{to}")
        outcome.lines.extend(f"  {finding.message}" for finding in letter.findings)
    return outcome


_TEXTS = (".txt", ".md", ".markdown")


def _paper(options: LetterOptions) -> Letter | None:
    """A letter that is about no summary; None where one is needed."""
    from ..letters import load_profile, make_paper
    from ..letters.kinds import find_kind

    profile = load_profile(Path(options.profile) if options.profile else None)
    if options.summaries and all(path.lower().endswith(_TEXTS) for path in options.summaries):
        if len(options.summaries) > 1:
            raise UsageError("several_texts", "一次只能由一个文本文件生成公文。")
        asked = find_kind(options.kind) if options.kind else None
        if asked is not None and asked.key != "text":
            raise UsageError(
                "text_of_a_kind",
                f"由文本文件只能写成文本公文，不能写成{asked.name}：文种按文中标题。请去掉 --kind，或改给汇总表（报来的材料）。",
            )
        notice, level = _notice_and_level(options)
        written = _text_of(options.summaries[0])
        return make_paper(notice, level, profile, kind="text", matter=written, settings=options.settings)
    kind = find_kind(options.kind) if options.kind else None
    if kind is None or kind.needs_summary:
        return None
    matter: ReturnedPapers | OverduePapers | None = None
    if kind.key == "correction":
        notice, level, matter = _returned(options)
    elif not options.notice:
        raise UsageError("no_notice", f"写{kind.name}请用 --notice 指明通知，如 --notice hubei-2022。")
    else:
        notice, level = _notice_and_level(options)
        matter = _overdue(options, notice, level) if kind.key == "reminder" else None
    return make_paper(notice, level, profile, kind=kind.key, matter=matter, settings=options.settings)


def _notice_and_level(options: LetterOptions) -> tuple[Notice, Level]:
    """The named notice and level; for a text of one's own, none is needed."""
    if not options.notice:
        return Notice(id="", title="", version=""), Level(key=options.level, name=options.level)
    notice = load_notice(options.notice)
    chosen = options.level or first_level(notice)
    return notice, level_of(notice, chosen)


def _text_of(path: str) -> WrittenText:
    from ..letters.plaintext import read_text
    from ..office.backread import bytes_of

    data = bytes_of(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return read_text(text, markdown=not path.lower().endswith(".txt"))
    raise InputRefused("encoding", f"“{path}”的编码读不出，请另存为 UTF-8 的文本。", path=path)


def _returned(options: LetterOptions) -> tuple[Notice, Level, ReturnedPapers]:
    """What the checks find in papers handed in, as what has to be put right."""
    from ..letters import ReturnedPapers, Shortcoming

    if not options.summaries:
        raise UsageError(
            "no_papers", "写补正通知书请给出报来的材料，如 xltools letter 甲公司材料 --kind 补正通知书 -o 补正.docx。"
        )
    checked = check(read_inputs(Request(paths=options.summaries, notice=options.notice)))
    tables = checked.inputs.tables
    if not tables:
        raise UsageError("no_papers", "给出的文件里没有认出通知的附件，无从写补正通知书。")
    notice = load_notice(tables[0].notice.id)
    found = tuple(
        Shortcoming(
            file=Path(file.path).name,
            place=f"“{finding.sheet}”{'、'.join(finding.cells[:5])}" if finding.cells else finding.sheet,
            problem=finding.message,
            fix=finding.fix,
            clause=finding.basis,
        )
        for file in checked.report.files
        for finding in file.findings
        if finding.severity is Severity.ERROR
    )
    if not found:
        raise LetterError("nothing_to_correct", "材料里没有发现必须改正的错误，不必写补正通知书。")
    unit = next((table.submitter for table in tables if table.submitter), "")
    papers = ReturnedPapers(unit=options.settings.get("主送机关", unit) or "【待填：主送机关】", shortcomings=found)
    return notice, level_of(notice, options.level or first_level(notice)), papers


def _overdue(options: LetterOptions, notice: Notice, level: Level) -> OverduePapers:
    from ..letters import OverduePapers, Profile, with_settings

    said = with_settings(Profile(), options.settings)
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    return OverduePapers(
        unit=said.get("缺报单位") or "【待填：缺报单位】",
        papers=said.items("缺报材料") or ("【待填：缺报材料】",),
        due=(below.deadline or below.online_deadline) if below is not None else None,
    )


def _doubts(checked: Checked) -> Iterator[str]:
    """A letter is only as good as its summary: errors in it are said before the letter is signed."""
    for file in checked.report.files:
        errors = file.count(Severity.ERROR)
        if errors:
            yield f"注意：汇总表“{file.path}”还有 {errors} 处错误，请先用 xltools validate 查看并改正，再送签。"


def check_letter_template(path: str) -> Report:
    """Unknown names, full-width brackets, forbidden calls, missing styles of a user's own template."""
    from ..letters.template_check import check_template
    from ..office.backread import bytes_of

    data = bytes_of(path)
    return _report(path, data, check_template(data))


def _report(path: str, data: bytes, findings: Iterable[Finding]) -> Report:
    sha256 = hashlib.sha256(data).hexdigest()
    return Report((FileReport(path, sha256, None, None, "read", findings=tuple(findings)),), __version__)


def check_letter_file(path: str, against: str = "", notice_id: str = "") -> Report:
    """The mechanical checks of GB/T 9704 on any .docx; every figure and name where a summary is given."""
    return check_letter_files((path,), (against,) if against else (), notice_id)


def check_letter_files(paths: Sequence[str], against: Sequence[str] = (), notice_id: str = "") -> Report:
    """The checks of several letters and of all in folders, each against the summaries that it encloses.

    One letter named alone that cannot be read raises InputRefused; among several it is one refused file of the report.
    """
    figures: SummaryFigures | None = None
    doubts: tuple[Finding, ...] = ()
    if against:
        figures, _, _, checked = figures_of(tuple(against), notice_id)
        doubts = tuple(_doubts_of_sources(checked.inputs.tables))
    files = list(_letters_in(paths))
    reports = (_checked_file(path, figures, alone=len(files) == 1) for path in files)
    return Report(tuple(replace(file, findings=(*file.findings, *doubts)) for file in reports), __version__)


def _doubts_of_sources(tables: Sequence[Table]) -> Iterator[Finding]:
    """What the summaries say that their own sources, where they are to be had, do not."""
    for table in tables:
        lineage = lineage_of(table)
        if lineage is not None:
            yield from source_findings(table, lineage)


def _checked_file(path: str, figures: SummaryFigures | None, *, alone: bool) -> FileReport:
    from ..letters.checker import check_letter
    from ..office.backread import bytes_of

    try:
        data = bytes_of(path)
        (file,) = _report(path, data, check_letter(data, against=figures, name=path)).files
        return file
    except InputRefused as refused:
        if alone:
            raise
        return FileReport(path, "", None, None, "refused", Refused.of(refused))


def _letters_in(paths: Sequence[str]) -> Iterator[str]:
    """Word files as named, and those of folders: lock files and hidden ones left out, each once, in order of name."""
    seen: set[Path] = set()
    for given in paths:
        folder = Path(given)
        found = sorted(_word_files(folder)) if folder.is_dir() else [folder]
        if folder.is_dir() and not found:
            raise InputRefused("no_sheets", f"文件夹“{given}”里没有 Word 文件（.docx）。", path=given)
        for path in found:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield str(path) if folder.is_dir() else given


def _word_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        # .doc and .wps are named with the advice to save them anew, rather than passed over in silence.
        if not hidden and path.suffix.casefold() in (".docx", ".docm", ".doc", ".wps") and path.is_file():
            yield path


def correct_letters(
    paths: Sequence[str], out: str, against: Sequence[str] = (), notice_id: str = "", *, force: bool = False
) -> tuple[list[str], list[str]]:
    """Corrected copies: (paths for a check afterwards, lines of what was changed). Several letters go into the folder `out`."""
    from ..files.atomic import write_atomically
    from ..letters.correcting import correct_letter
    from ..office.backread import bytes_of

    if not out:
        raise UsageError("no_output", "--fix 另写一份改好的函件，请用 -o 指明写到哪里，如 --fix -o 改好.docx。")
    files = list(_letters_in(paths))
    figures = figures_of(tuple(against), notice_id)[0] if against else None
    written: list[str] = []
    lines: list[str] = []
    for path in files:
        target = Path(out) / Path(path).name if len(files) > 1 or Path(out).is_dir() else Path(out)
        if str(target) in written:
            raise UsageError("same_name", f"有两份函件都叫“{target.name}”，请分开改。")
        corrected = correct_letter(bytes_of(path), path, figures)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, corrected.data, force=force, inputs=files)
        written.append(str(target))
        lines.append(f"已写出 {target}：改了{len(corrected.changes)}处" + ("。" if not corrected.changes else "："))
        lines.extend(f"  {change}" for change in corrected.changes)
    return written, lines


__all__ = [
    "LetterOptions",
    "LetterOutcome",
    "check_letter_file",
    "check_letter_files",
    "check_letter_template",
    "correct_letters",
    "figures_of",
    "write_letters",
]
