"""new: the official blanks of a notice, rendered from the pack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import UsageError
from ..notice.load import load_notice
from ..notice.model import Attachment, Notice, Role
from ..notice.places import kept_bytes


def new_blanks(notice_id: str, keys: Sequence[str], folder: Path, *, force: bool = False) -> list[Path]:
    """Write the blanks `keys` (all that people fill in where none is named) into `folder`; the paths written."""
    from ..files.atomic import write_atomically

    notice = load_notice(notice_id)
    made = []
    # Several attachments may stand in one workbook of the office's own.
    for name, data in dict(blank_of(notice, attachment) for attachment in chosen(notice, keys)).items():
        path = folder / name
        write_atomically(path, data, force=force, may_replace=lambda old, data=data: old == data)  # type: ignore[misc]  # bound per file
        made.append(path)
    return made


def chosen(notice: Notice, keys: Sequence[str]) -> list[Attachment]:
    """The attachments of that number or role. Raises UsageError naming what there is."""
    if not keys:
        return [attachment for attachment in notice.attachments if attachment.role is not Role.ROLLUP]
    made = []
    for key in keys:
        try:
            made.append(notice.attachment(key))
        except KeyError:
            known = "、".join(f"{a.key}（{a.role.value}）" for a in notice.attachments)
            raise UsageError("unknown_attachment", f"通知“{notice.id}”没有附件“{key}”。现有：{known}。") from None
    return made


def blank_of(notice: Notice, attachment: Attachment) -> tuple[str, bytes]:
    """File name and content of one blank: the office's own where the pack keeps it, else drawn from the pack as a
    workbook, or as a Word table where the official one is."""
    kept = notice.blank_path(attachment)
    if kept is not None:
        return kept.name, kept_bytes(kept)
    from ..blanks.workbook import blank_name, render_blank

    if attachment.word:
        from ..blanks.word import render_blank_word

        return blank_name(notice, attachment), render_blank_word(notice, attachment)
    return blank_name(notice, attachment), render_blank(notice, attachment)
