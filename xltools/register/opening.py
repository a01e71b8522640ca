"""What opens a register: which call, who receives from whom, what by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..errors import UsageError
from ..forms.inputs import Request
from ..forms.table import Table
from ..notice.model import Level, Notice, Role
from ..rules.checking import Checked
from ..summary.levels import choose_level
from ..summary.offices import offices_below
from .arrivals import RegisterOptions
from .model import RegisterOpened


def opening_of(checked: Checked, request: Request, options: RegisterOptions, moment: datetime) -> RegisterOpened:
    """Who receives what from whom, by the pack, for the one notice that the files belong to."""
    notice = _notice(checked, request)
    tables = [table for table in checked.inputs.tables if table.notice is notice]
    level = _level(notice, tables, options)
    below = next((one for one in notice.levels if one.key == level.receives_from), None)
    deadline = options.deadline or (below.deadline if below is not None else None)
    expected = tuple((_key(notice, said),) for said in options.attachments) or _expected(notice, level, below)
    return RegisterOpened(
        at=moment,
        notice=notice.id,
        version=notice.version,
        level=level.key,
        units=tuple(dict.fromkeys(options.units or offices_below(notice, level))),
        expected=expected,
        deadline=deadline,
    )


def _key(notice: Notice, said: str) -> str:
    """附件5 by its number, its use (汇总表) or its title."""
    try:
        return notice.attachment(said).key
    except KeyError:
        known = "、".join(f"{one.key}（{one.title}）" for one in notice.attachments)
        raise UsageError("unknown_attachment", f"{notice.id} 没有附件“{said}”。现有：{known}。") from None


def _notice(checked: Checked, request: Request) -> Notice:
    found = {table.notice.id: table.notice for table in checked.inputs.tables}
    if request.notice:
        return checked.inputs.notices[0]
    if len(found) == 1:
        return next(iter(found.values()))
    said = f"文件分属几个通知：{'、'.join(found)}。" if found else "从文件中认不出通知。"
    raise UsageError("which_notice", f"建立报送台账要先知道是哪个通知：{said}请用 --notice 指明。")


def _level(notice: Notice, tables: Sequence[Table], options: RegisterOptions) -> Level:
    """Who receives: the asked level; of enterprises' own forms the one that enterprises hand in to; else as in merge."""
    if options.level or not tables:
        return choose_level(notice, notice.attachments[0], options.level)
    own = [t for t in tables if t.attachment.role not in (Role.SUMMARY, Role.ROLLUP) and t.owners is None]
    lowest = min(notice.levels, key=lambda level: level.order)
    first = next((level for level in notice.levels if level.receives_from == lowest.key), None)
    if len(own) == len(tables) and first is not None:
        return first
    return choose_level(notice, tables[0].attachment, "", tables)


def _expected(notice: Notice, level: Level, below: Level | None) -> tuple[tuple[str, ...], ...]:
    """What each unit hands in: an enterprise the forms among its materials, an office its level's attachments."""
    if below is None:
        return ()
    if below.key == "enterprise" and notice.materials:
        groups = [m.attachments for m in notice.materials if m.kind == "attachment" and m.required and m.attachments]
        if groups:
            return tuple(groups)
    keys = below.attachments or level.attachments
    roles = {notice.attachment(key).role for key in keys}
    # Several summaries of grades: an office hands in those for which it recommends somebody.
    return (tuple(keys),) if roles == {Role.SUMMARY} else tuple((key,) for key in keys)
