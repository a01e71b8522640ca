"""import-checks, export-checks: the office's list of relations into a pack, and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..drafting.writing import toml_of
from ..errors import InputRefused, NoticeError
from ..files.atomic import write_atomically
from ..formats.opening import open_book
from ..notice.load import CHECKS_FILE, load_folder
from ..notice.model import ListedCheck, Notice
from ..relations.lists import ListedRelation, listed, read_list
from ..reports.checks_book import write_list
from ..rules.relation import fault_of_check

_HEAD = "# 由 {name} 导入的审核关系（xltools notices import-checks）。改了清单的，重新导入。"


@dataclass(slots=True)
class ImportedChecks:
    """What was written, and which relations of the list cannot be used and why."""

    path: Path
    checks: list[ListedCheck]
    refused: list[str] = field(default_factory=list)


def import_checks(source: str, folder: Path, *, force: bool = False) -> ImportedChecks:
    """The list of `source` into the pack in `folder`. Raises InputRefused, NoticeError (a pack with mistakes)."""
    found = read_list(open_book(source))
    if not found:
        raise InputRefused(
            "no_header", f"“{source}”中没有找到审核关系的清单：要有一列叫“审核关系”或“公式”，一行一条。", path=source
        )
    notice = _pack(folder)
    path = folder / CHECKS_FILE
    made = ImportedChecks(path, [])
    seen: set[str] = set()
    for one in found:
        fault = one.fault or fault_of_check(one.check, notice) or ("编号重复" if one.check.id in seen else "")
        if fault:
            made.refused.append(f"{one.cell}“{one.check.relation}”：{fault}")
        else:
            seen.add(one.check.id)
            made.checks.append(one.check)
    lines = [_HEAD.format(name=Path(source).name)]
    for check in made.checks:
        lines += ["", "[[checks]]", *toml_of(check)]
    text = ("\n".join(lines) + "\n").encode()
    write_atomically(path, text, force=force, inputs=[source], may_replace=lambda old: old.startswith("# 由".encode()))
    return made


def export_checks(folder: Path, out: str, *, force: bool = False) -> int:
    """The pack's relations as a workbook; how many."""
    notice = _pack(folder)
    write_atomically(Path(out), write_list(list(listed(notice.checks))), force=force)
    return len(notice.checks)


def _pack(folder: Path) -> Notice:
    if not (folder / "notice.toml").is_file():
        raise InputRefused(
            "not_found", f"“{folder}”中没有 notice.toml，不是通知包文件夹。请检查路径。", path=str(folder)
        )
    try:
        return load_folder(folder)
    except NoticeError as fault:
        raise InputRefused("bad_pack", f"{fault.message}\n请先改正，再导入审核关系。", path=str(folder)) from fault


__all__ = ["ImportedChecks", "ListedRelation", "export_checks", "import_checks"]
