"""Offices' blanks as a pack: every sheet of every file in its place, the pack's files, and what a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from ..errors import InputRefused
from ..files.names import safe_name
from ..formats.dropdowns import dropdowns
from ..formats.grid import Book
from ..formats.opening import open_book
from ..forms.headingnames import column_names
from ..forms.values import plain, squeeze
from ..notice.load import NOTICE_FILE, load_all
from ..notice.model import BLANKS_FOLDER, Attachment, Column
from .drafted import Drafted, Passed, keyed
from .ledger import proposed_ledger
from .proving import prove
from .sheets import draft_sheet
from .writing import toml_of, value_text

_NUMBER = re.compile(r"附[件表]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[-—.]\d{1,2})?")
_TABLE_NUMBER = re.compile(r"^(?:表|附表)\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[-—.]\d{1,2})?")
_PLACE_KEY = re.compile(r"[cf]\d+")
_PAPER = (".xlsx", ".xlsm", ".xls", ".et", ".docx")
"""Blanks that are kept as they are; other formats are drawn anew."""


@dataclass(slots=True)
class DraftedPack:
    """The files of a pack to be written, and what is to be said of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    """Path within the pack's folder -> content."""
    attachments: list[Attachment] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def draft_pack(paths: Sequence[str], notice_id: str, existing: Iterable[str] = ()) -> DraftedPack:
    """A pack from office's blanks. `existing`: keys of attachments that the pack has already; then no notice.toml is made.

    Raises InputRefused: a file that cannot be read, or no table in any of them.
    """
    made = DraftedPack()
    taken = set(existing)
    adding = bool(taken)
    known = _known_columns()
    for path in paths:
        book = open_book(path)
        drafts = _drafts_of(book, path, known, made)
        _name(drafts, book, taken)
        for draft in drafts:
            _add(made, draft, book, path, notice_id)
    if not made.attachments:
        named = "、".join(f"“{path}”" for path in paths)
        why = "".join(f"\n{line}" for line in made.said)
        raise InputRefused(
            "no_header",
            f"{named}中没有找到可起草的表（表头，或成对的栏目和填写处）。请检查是否为空白附件。{why}",
            path=paths[0],
        )
    if not adding:
        made.files = {NOTICE_FILE: _notice_toml(notice_id, made.attachments).encode(), **made.files}
    return made


def _drafts_of(book: Book, path: str, known: dict[str, Column], made: DraftedPack) -> list[Drafted]:
    lists = dropdowns(Path(path), book)
    drafts: list[Drafted] = []
    for grid in book.grids:
        if grid.name.startswith("_xltools"):
            continue
        found = draft_sheet(book, grid, lists.get(grid.name, []), known)
        if isinstance(found, Passed):
            made.said.append(f"{PurePath(path).name}［{found.sheet}］：{found.why}")
        else:
            drafts.extend(found)
    return drafts


def _add(made: DraftedPack, draft: Drafted, book: Book, path: str, notice_id: str) -> None:
    """One attachment into the pack: proved on the sheet it was drafted from, then written."""
    proof = prove(draft, book, notice_id)
    name = safe_name(PurePath(path).stem, PurePath(path).suffix)
    attachment = proof.attachment
    if not draft.filled and PurePath(path).suffix.lower() in _PAPER:
        attachment = keyed(attachment, attachment.key, blank=name)
        made.files[f"{BLANKS_FOLDER}/{name}"] = Path(path).read_bytes()
    where = f"{attachment.key}《{attachment.title}》（{name}［{draft.grid.name}］）"
    made.said.append(f"{where}：{proof.summary}")
    made.said.extend(f"    {line}" for line in (*draft.said, *proof.said))
    made.attachments.append(attachment)
    made.files[f"{attachment.key}.toml"] = _attachment_toml(attachment, name, notice_id).encode()


def _known_columns() -> dict[str, Column]:
    """Heading -> the column of a shipped pack that bears it: its key is taken from there."""
    made: dict[str, Column] = {}
    for notice in load_all():
        for attachment in notice.attachments:
            by_key = {column.key: column for column in attachment.columns}
            for name, key in column_names(attachment).items():
                # c7 of another draft is only the place where its column stood.
                if not _PLACE_KEY.fullmatch(key):
                    made.setdefault(name, by_key[key])
    return made


# --- numbers of attachments ------------------------------------------------------------------------------------------


def _name(drafts: list[Drafted], book: Book, taken: set[str]) -> None:
    """附件6 from the sheet's name, its first lines or the file's name; 附件6-2 for a second table under one number."""
    of_file = _number_in(PurePath(book.path).stem)
    around, inside = "", 0
    for place, draft in enumerate(drafts, start=1):
        within = around if draft.attachment.within else ""
        inside = inside + 1 if within else 0
        own = f"{within}-{inside}" if within else _own_number(draft)
        # Several sheets under one number of the file: 附件3-1, 附件3-2.
        plain_key = own or (of_file if len(drafts) == 1 else f"{of_file}-{place}" if of_file else f"表{place}")
        key = plain_key or "附件1"
        count = 1
        while key in taken:
            count += 1
            key = f"附件{len(taken) + 1}" if not own and not of_file else f"{plain_key}-{count}"
            key = key if key not in taken else f"{plain_key}-{count}"
        taken.add(key)
        draft.attachment = replace(keyed(draft.attachment, key), within=within)
        around = within or key


def _own_number(draft: Drafted) -> str:
    grid = draft.grid
    # Above a table of a Word document stand the notes of the table before it, too: the nearest line counts.
    nearest = [text for text in reversed(grid.preamble) if _NUMBER.match(plain(text))]
    above = [*nearest, *(value for _, _, value in list(grid.cells())[:6] if isinstance(value, str))]
    # 表1 of a Word document is its first table, not what the office calls it.
    named = "" if draft.attachment.word else _number_in(grid.name) or _table_number_in(grid.name)
    found = (read(text) for read in (_number_in, _table_number_in) for text in above)
    return named or next(filter(None, found), "")


def _table_number_in(text: str) -> str:
    match = _TABLE_NUMBER.match(plain(text)) if len(text) <= 40 else None
    return squeeze(match[0]) if match else ""


def _number_in(text: str) -> str:
    match = _NUMBER.search(plain(text)) if len(text) <= 60 else None
    return squeeze(match[0]) if match else ""


# --- the pack's files ------------------------------------------------------------------------------------------------


def _attachment_toml(attachment: Attachment, source: str, notice_id: str) -> str:
    lines = [
        f"# 由官方空表 {source} 起草。栏目取自空表；required、values 和规则请对照通知补全，每条规则写明 basis。",
        *toml_of(attachment),
    ]
    lines += _totals_rule(attachment, notice_id)
    if ledger := proposed_ledger(attachment, notice_id):
        lines += ["", *ledger]
    return "\n".join(lines) + "\n"


def _totals_rule(attachment: Attachment, notice_id: str) -> list[str]:
    """A blank with a row of 合计 is held to it, without being told: it is arithmetic, no choice of the notice."""
    summed = [column.key for column in attachment.columns if column.sum]
    if not summed or not (attachment.total or attachment.subtotals):
        return []
    return [
        "",
        "[[rules]]",
        'id = "totals"',
        'kind = "totals"',
        f"basis = {value_text(f'{notice_id} {attachment.key}')}",
        'title = "小计、合计等于各行之和"',
        f"columns = {value_text(summed)}",
        'example = "三行之和 300，合计写 310"',
    ]


def _notice_toml(notice_id: str, attachments: Sequence[Attachment]) -> str:
    place = f"{notice_id} §（条款）"
    lines = [
        "# 起草的通知包：带括号的占位（通知名称）、（条款）等请逐项补全，然后运行 xltools notices check 检查。",
        f"id = {value_text(notice_id)}",
        'title = "（通知名称）"',
        'version = "1"',
        'document = ""  # 文号；通知没有文号的留空',
        'issuers = []  # 发文机关，如 ["某市经济和信息化局"]',
        "# issued = 2026-01-01  # 发文日期",
        "year = 0",
        "",
        "# 每一级由谁行文、何时报、报几份；没有的部分删去。",
        "[[levels]]",
        'key = "enterprise"',
        'name = "申报企业"',
        f"basis = {value_text(place)}",
    ]
    for key, name, below in (("district", "区（县）", "enterprise"), ("city", "市", "district")):
        lines += [
            "",
            "[[levels]]",
            f"key = {value_text(key)}",
            f"name = {value_text(name)}",
            f"receives_from = {value_text(below)}",
            "departments = []  # 行文的部门，主办在前",
            "# deadline = 2026-01-01  # 报送截止日期",
            f"attachments = {value_text([one.key for one in attachments if one.role.value in ('summary', 'investment')])}",
            f"basis = {value_text(place)}",
            "[[levels.addressees]]",
            'name = "（收文机关）"',
        ]
    return "\n".join(lines) + "\n"
