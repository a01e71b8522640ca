"""The verbs that make or read files beside the open book, and every verb where no spreadsheet program can be reached.

`FILE_VERBS` has the same names as `buttons.VERBS`; each works on the saved file and writes its result beside it,
never into it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .. import __version__
from ..app.validate import validate
from ..errors import UsageError
from ..findings import Report, Severity
from ..forms.inputs import Request
from .desk import Desk, Question, Reply
from .naming import free_path

FileVerb = Callable[[Path, Desk], Reply]


# shared with the live buttons


def merge_folder(desk: Desk) -> Reply:
    """Join what lies in the folder asked for; the summary is written beside that folder and opened."""
    from ..app.merge import MergeOptions, merge

    folder = desk.folder("folder", "请选择各区（各单位）报送材料所在的文件夹：")
    out = free_path(folder.parent if _writable(folder.parent) else folder, f"{folder.name}-汇总表", ".xlsx")
    request = Request(
        paths=(str(folder),),
        notice=desk.answers.get("notice", ""),
        attachment=desk.answers.get("attachment", ""),
    )
    try:
        outcome = merge(request, MergeOptions(out=str(out)), desk.progress)
    except UsageError as fault:
        if fault.code == "several_forms" and not request.attachment:
            raise Question(
                "attachment", "text", f"{fault.message.split('请用')[0]}请输入要汇总的附件编号，如 附件5："
            ) from fault
        raise
    merged = outcome.merged
    refused = sum(file.status == "refused" for file in merged.files)
    lines = [
        f"{merged.notice.id} {merged.attachment.key}：文件 {len(merged.files)} 个，未能读取 {refused} 个；"
        f"读入 {merged.rows_in} 行，汇入 {merged.rows_out} 行，未汇入 {merged.rows_rejected} 行，"
        + ("金额与行数平衡。" if merged.balanced else "金额或行数不平衡！"),
    ]
    lines += [file.message for file in merged.files if file.status == "refused" and file.message]
    if merged.missing:
        lines.append(f"尚未报送：{'、'.join(merged.missing)}")
    lines.append(f"汇总表：{out}")
    errors = sum(finding.severity is Severity.ERROR for finding in merged.findings)
    if errors:
        lines.append(f"材料中有 {errors} 处错误，汇总表照录，请退回核改。")
    return Reply("\n".join(lines), (out,), errors)


def receive_folder(desk: Desk) -> Reply:
    """收件检查: everything in the folder asked for; the results lie in a folder beside it, the overview is opened."""
    from ..app.receive import ReceiveOptions
    from ..app.receive_outputs import OVERVIEW_BOOK, LetterTerms, receive_into

    folder = desk.folder("folder", "请选择收到的材料所在的文件夹（各企业或各区的文件夹、压缩包都放在里面）：")
    home = folder.parent if _writable(folder.parent) else folder
    out = home / f"{folder.name}-收件检查"
    options = ReceiveOptions(folder=str(folder), out=str(out), notice=desk.answers.get("notice", ""))
    outcome = receive_into(options, LetterTerms(), desk.progress)
    batch = outcome.batch
    errors = batch.count(Severity.ERROR)
    warnings = batch.count(Severity.WARNING)
    counted = f"文件 {batch.files} 个，单位 {len(batch.units)} 家，没有错误的 {batch.passed} 家"
    lines = [f"{counted}；错误 {errors} 处，提醒 {warnings} 处。"]
    lines += [f"尚未报送：{'、'.join(batch.missing)}"] if batch.missing else []
    return Reply("\n".join([*lines, *outcome.lines]), (out / OVERVIEW_BOOK,), errors)


def repair_copy(path: Path, desk: Desk, home: Path) -> Reply:
    """代为修改: what keeps its meaning, put right on a copy below `home`; every change is said."""
    from ..app.repair import ALL, repair

    desk.step("代为修改")
    out = home / f"{path.stem}-已修改"
    outcome = repair([str(path)], str(out), accept=ALL, notice=desk.answers.get("notice", ""), force=True)
    if not outcome.repairs:
        return Reply("没有可以代为修改的地方（只改不改变内容的毛病）。")
    shown = [f"{one.sheet}!{one.cell} “{one.before}” → “{one.after}”" for one in outcome.repairs[:_MOST_SAID]]
    more = f"……共 {len(outcome.repairs)} 处" if len(outcome.repairs) > _MOST_SAID else ""
    said = "\n".join([f"已修改 {len(outcome.repairs)} 处，写在副本里，原文件没有改动：", *shown, more]).rstrip()
    return Reply(said, tuple(Path(one) for one in outcome.written))


_MOST_SAID: Final = 12


def letters_from(desk: Desk, summary: Path, home: Path, shown: str = "") -> Reply:
    """Write the letters of a summary into `home`. `shown`: the path people know it by, where `summary` is a copy."""
    from ..app.letter import LetterOptions, write_letters

    desk.step("生成函件")
    out = free_path(home, f"{summary.stem}-函件", ".docx")
    made = write_letters(LetterOptions(summaries=(str(summary),), out=str(out), notice=desk.answers.get("notice", "")))
    errors = sum(finding.severity is Severity.ERROR for finding in made.findings)
    said = "\n".join(made.lines).replace(str(summary), shown or str(summary)).replace(*_BUTTON_FOR_COMMAND)
    return Reply(said or "没有应写的函件。", tuple(made.paths), errors)


_BUTTON_FOR_COMMAND: Final = ("请先用 xltools validate 查看并改正", "请先点“校验本表”查看并改正")
"""The use case speaks of the command line; here is a button."""


def report_on_letter(desk: Desk, letter: Path, summary: Path | None) -> Report:
    """The checks of a letter; against the summary's figures where the workbook is a summary."""
    from ..app.letter import check_letter_file

    desk.step(f"检查 {letter.name}")
    if summary is not None:
        try:
            return check_letter_file(str(letter), str(summary))
        except UsageError:
            pass  # the open book is no summary: the letter's form is checked alone
    return check_letter_file(str(letter))


def new_blank(desk: Desk, book: Path | None) -> Reply:
    """Write a blank chosen by the person beside the open book, or into a folder asked for."""
    from ..app.new import new_blanks
    from ..app.notices import list_packs

    packs = {f"{pack['id']}　{pack['title']}": pack for pack in list_packs()["notices"]}
    pack = packs[desk.choose("notice", "请选择通知：", list(packs))]
    key = desk.choose("attachment", "请选择附件：", pack["attachments"])
    folder = (
        book.parent if book is not None and _writable(book.parent) else desk.folder("folder", "请选择放在哪个文件夹：")
    )
    made = new_blanks(pack["id"], [key], folder)
    return Reply("已生成：\n" + "\n".join(str(path) for path in made), tuple(made))


def notice_choices() -> dict[str, str]:
    """What 选择通知 offers -> the notice's id, empty for finding it out."""
    from ..app.notices import list_packs

    return {"自动识别": ""} | {f"{pack['id']}　{pack['title']}": pack["id"] for pack in list_packs()["notices"]}


def attachments_of(notice: str) -> list[str]:
    """Keys of a notice's attachments."""
    from ..app.notices import list_packs

    return next((list(pack["attachments"]) for pack in list_packs()["notices"] if pack["id"] == notice), [])


def log_reply() -> Reply:
    """The log, opened in what shows text."""
    from .journal import log_path, write

    write("查看日志")
    return Reply("", (log_path(),))


def about_text() -> str:
    """Version, notices, log."""
    from ..app.notices import list_packs
    from .journal import log_path

    packs = "、".join(pack["id"] for pack in list_packs()["notices"])
    return (
        f"附表工具 xltools {__version__}\n智能制造申报材料的校验、投资窗口核算、汇总与公文生成。\n"
        f"通知包：{packs}\n不联网，不上传任何材料；原文件只读不改。\n运行记录：{log_path()}"
    )


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)


# the whole set, on a saved file


def findings_beside(path: Path | None, stem: str, report: Report) -> Path:
    """A findings workbook beside a file, or in the work folder where the file's own takes none; its path."""
    from ..reports.findings_book import write_findings
    from .journal import work_folder

    folder = path.parent if path is not None and _writable(path.parent) else work_folder()
    out = free_path(folder, f"{stem}-校验结果", ".xlsx")
    out.write_bytes(write_findings(report, links_base=out.parent))
    return out


def _validate(path: Path, desk: Desk, paths: tuple[str, ...]) -> Reply:
    request = Request(paths=paths, notice=desk.answers.get("notice", ""))
    checked = validate(request, desk.progress)
    for file in checked.inputs.files:
        if file.path == str(path) and file.undecided and not request.notice:
            candidates = sorted({notice for found in file.undecided.values() for notice in found})
            notice = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", candidates)
            checked = validate(Request(paths=paths, notice=notice), desk.progress)
            break
    report = checked.report
    out = findings_beside(path, path.stem, report)
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    lines = [file.refusal[1] for file in report.files if file.refusal is not None]
    lines.append(f"错误 {errors} 处，提醒 {warnings} 处，说明 {infos} 处。结果另存为 {out.name}，原文件没有改动。")
    return Reply("\n".join(lines), (out,), errors)


def validate_file(path: Path, desk: Desk) -> Reply:
    """校验本表: a findings workbook beside the file."""
    return _validate(path, desk, (str(path),))


def validate_folder(path: Path, desk: Desk) -> Reply:
    """校验整套: the same over the whole folder."""
    return _validate(path, desk, (str(path.parent),))


def total_file(path: Path, desk: Desk) -> Reply:
    """投资合计: a ledger workbook beside the file."""
    from ..app.total import total
    from ..reports.ledger_book import write_ledger

    desk.step("核算投资")
    ledger, checked = total(Request(paths=(str(path),), notice=desk.answers.get("notice", "")))
    if not ledger.rows:
        raise UsageError("no_ledger", "这个工作簿里没有认出投资明细表（附件6），不能核算投资。")
    out = free_path(path.parent, f"{path.stem}-投资合计", ".xlsx")
    out.write_bytes(write_ledger(ledger, links_base=out.parent))
    wan = format(ledger.counted / 10000, ",.2f")
    return Reply(f"计入 {wan} 万元。结果另存为 {out.name}。", (out,), checked.report.count(Severity.ERROR))


def letter_file(path: Path, desk: Desk) -> Reply:
    """生成函件: from the saved summary."""
    return letters_from(desk, path, path.parent)


def check_letter_beside(path: Path, desk: Desk) -> Reply:
    """检查函件: a findings workbook beside the letter."""
    from ..reports.findings_book import write_findings

    letter = desk.file("letter", "请选择要检查的函件（.docx）：", "*.docx")
    report = report_on_letter(desk, letter, path)
    out = free_path(letter.parent, f"{letter.stem}-函件检查", ".xlsx")
    out.write_bytes(write_findings(report, links_base=out.parent))
    errors = report.count(Severity.ERROR)
    return Reply(f"函件“{letter.name}”：错误 {errors} 处。结果另存为 {out.name}。", (out,), errors)


def only_live(_path: Path, _desk: Desk) -> Reply:
    """What makes sense in an open book only."""
    raise UsageError("only_live", "没有连上 Excel，这个按钮在打开的工作簿里才起作用。请重新打开 Excel 后再试。")


FILE_VERBS: Final[dict[str, FileVerb]] = {
    "validate": validate_file,
    "validate-column": validate_file,
    "validate-set": validate_folder,
    "validate-selection": only_live,
    "validate-sheet": only_live,
    "validate-open": only_live,
    "list": only_live,
    "accept": only_live,
    "undo": only_live,
    "notice": only_live,
    "log": lambda _path, _desk: log_reply(),
    "clear": lambda _path, _desk: Reply("没有连上 Excel 时，结果另存为新文件，原文件没有标注，无需清除。"),
    "next": only_live,
    "previous": only_live,
    "total": total_file,
    "receive": lambda _path, desk: receive_folder(desk),
    "repair": lambda path, desk: repair_copy(path, desk, path.parent),
    "merge": lambda _path, desk: merge_folder(desk),
    "letter": letter_file,
    "check-letter": check_letter_beside,
    "profile": only_live,
    "settings": only_live,
    # Excel without a workbook: there is no folder to put the blank into, so one is asked for.
    "new": lambda path, desk: new_blank(desk, path if path.is_file() else None),
    "about": lambda _path, _desk: Reply(about_text()),
}
