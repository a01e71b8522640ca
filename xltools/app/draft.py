"""draft: a pack from offices' real blanks, new or added to one that exists. Every layout that is only inferred is replaced this way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..drafting.pack import DraftedPack, draft_pack
from ..errors import InputRefused, UsageError
from ..files.atomic import write_atomically
from ..files.walking import walk
from ..notice.load import NOTICE_FILE, read_folder


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """Where the pack goes. `add`: its folder exists and gets further attachments; `force`: what stands there is replaced."""

    notice_id: str
    out: str = ""
    add: bool = False
    force: bool = False


@dataclass(slots=True)
class DraftOutcome:
    """The pack as drafted and what was written."""

    pack: DraftedPack
    folder: Path | None = None
    written: list[Path] = field(default_factory=list)


def draft(paths: Sequence[str], options: DraftOptions) -> DraftOutcome:
    """Draft a pack from blanks; with `out` write it to a folder of the pack's name there.

    Raises InputRefused (nothing to draft from), UsageError (`add` without a pack), OutputFault (something stands there).
    """
    folder = Path(options.out) / options.notice_id if options.out else None
    existing = _existing(folder) if options.add else []
    named = [str(source.path) for source in walk(paths)]
    if not named:
        raise InputRefused("not_found", f"“{paths[0]}”中没有 Excel 或 Word 文件。请检查路径。", path=paths[0])
    outcome = DraftOutcome(draft_pack(named, options.notice_id, existing), folder)
    if folder is not None:
        read = [path for path in named if Path(path).is_file()]
        for name, data in outcome.pack.files.items():
            write_atomically(folder / name, data, force=options.force, inputs=read, may_replace=data.__eq__)
            outcome.written.append(folder / name)
    return outcome


def _existing(folder: Path | None) -> list[str]:
    """Keys of the attachments that the pack has."""
    if folder is None or not (folder / NOTICE_FILE).is_file():
        shown = folder or "（未给 -o）"
        raise UsageError("no_pack", f"--add 要加到已有的通知包，“{shown}”中没有 {NOTICE_FILE}。请检查 -o 和 --id。")
    notice, mistakes = read_folder(folder)
    if notice is None:
        first = "；".join(str(mistake) for mistake in mistakes[:3])
        raise UsageError(
            "bad_pack", f"已有的通知包“{folder}”读不出：{first}。请先用 xltools notices check 检查并改正。"
        )
    return [attachment.key for attachment in notice.attachments]
