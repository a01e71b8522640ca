"""draft: a pack skeleton from an office's real blank. Every layout that is only inferred is replaced this way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from ..errors import InputRefused
from ..formats.dropdowns import dropdowns
from ..formats.grid import Area, Book, Grid
from ..formats.opening import open_book
from ..forms.headings import Sketch, column_names, heading_name
from ..forms.labels import sheet_unit
from ..forms.rows import RowJudge, RowKind, total_kind
from ..forms.values import plain, squeeze
from ..notice.load import load_all
from ..notice.model import Column

_GUESSES: tuple[tuple[str, str, str], ...] = (
    # (pattern in the heading, type, format); the first that fits counts
    (r"信用代码", "code", "credit-code"),
    (r"电话|手机|联系方式", "code", "phone"),
    (r"邮箱|电子邮件", "text", "email"),
    (r"发票号", "code", "invoice-number"),
    (r"日期|时间$|年月", "date", ""),
    (r"率|占比|比例|%", "percent", ""),
    (r"编号|代码|号码|凭证号", "code", ""),
    (r"金额|投资额|税额|价税|总投资|营收|收入|利润|产值|费用$|价款", "amount", ""),
    (r"^序号$|数量|台套|个数|人数|环节数|场景数|次数|得分|分值", "integer", ""),
)
_LABEL = re.compile(r"([^\s:：（(]{2,14})\s*(?:[（(][^（）()]*[)）])?\s*[:：]")


@dataclass(slots=True)
class _Draft:
    """What was seen of one sheet."""

    key: str
    title: str
    sheet: str
    unit: str
    columns: list[dict[str, object]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    subtotals: bool = False
    total: bool = False
    word: bool = False


def draft_pack(path: str, notice_id: str) -> dict[str, str]:
    """File name -> TOML text: `notice.toml` and one file per table found. Raises InputRefused."""
    book = open_book(path)
    lists = dropdowns(Path(path), book)
    drafts = [draft for grid in book.grids if (draft := _sheet(book, grid, lists.get(grid.name, []))) is not None]
    if not drafts:
        raise InputRefused(
            "no_header", f"文件“{path}”：没有找到表头（一行至少四个栏目名称）。请检查是否为空白附件。", path=path
        )
    made = {"notice.toml": _notice_toml(notice_id, drafts)}
    for number, draft in enumerate(drafts, start=1):
        name = draft.key if f"{draft.key}.toml" not in made else f"{draft.key}-{number}"
        draft.key = name
        made[f"{name}.toml"] = _attachment_toml(draft, PurePath(path).name)
    return made


def _sheet(book: Book, grid: Grid, lists: list[tuple[Area, list[str]]]) -> _Draft | None:
    header = _header(grid)
    if header is None:
        return None
    first, last, stacks = header
    above = [text for number, text in _texts(grid) if number < first] + list(grid.preamble)
    unit = sheet_unit(grid, first)
    draft = _Draft(
        key=_number(above, grid.name, book.path),
        title=_title(above) or grid.name,
        sheet=grid.name,
        unit=unit[0] if unit else "",
        word=book.format == "docx",
    )
    draft.labels = [label for text in above for label in _labels_in(text)]
    _below(grid, last, {column: "".join(texts) for column, texts in stacks}, draft)
    known = _known_columns()
    taken: set[str] = set()
    for column, texts in stacks:
        draft.columns.append(_column(grid, column, texts, last, lists, known, taken, draft.unit))
    return draft


def _header(grid: Grid) -> tuple[int, int, list[tuple[int, tuple[str, ...]]]] | None:
    """The block of rows with the most distinct column texts; two rows where the upper one only groups the lower."""
    best: tuple[int, int, list[tuple[int, tuple[str, ...]]]] | None = None
    best_score = 3.0
    for candidate in Sketch.of(grid).candidates:
        stacks = [(column, texts) for column, texts in candidate.texts if all(len(squeeze(t)) <= 24 for t in texts)]
        names = {"".join(texts) for _, texts in stacks}
        if len(names) < len(candidate.texts) or any(":" in plain(t) for _, texts in stacks for t in texts):
            continue
        depth = candidate.last_row - candidate.first_row + 1
        grouped = sum(len(texts) > 1 for _, texts in stacks)
        score = len(names) - 0.5 * (depth - 1) if depth == 1 or grouped else 0
        if score > best_score:
            best, best_score = (candidate.first_row, candidate.last_row, stacks), score
    return best


def _texts(grid: Grid) -> list[tuple[int, str]]:
    return [(row, value) for row, _, value in grid.cells() if isinstance(value, str)]


def _number(above: list[str], sheet: str, path: str) -> str:
    """附件6 from the sheet's name, its first lines or the file's name."""
    for text in (sheet, *above[:4], PurePath(path).name):
        match = re.search(r"附[件表]\s*[0-9一二三四五六七八九十]{1,2}(?:-\d)?", plain(text))
        if match:
            return squeeze(match[0])
    return "附件1"


def _title(above: list[str]) -> str:
    """The longest line above the table that is no label and no number of an attachment."""
    lines = [
        squeeze(text) for text in above if ":" not in plain(text) and not re.fullmatch(r"附[件表].{0,4}", squeeze(text))
    ]
    return max(lines, key=len, default="")


def _labels_in(text: str) -> list[str]:
    flat = plain(text)
    return [match[0].rstrip(":：").strip() for match in _LABEL.finditer(flat) if match[1] not in ("单位", "金额单位")]


def _below(grid: Grid, last: int, headings: dict[int, str], draft: _Draft) -> None:
    judge = RowJudge(headings, order=min(headings))
    for number, row in grid.rows.items():
        if number <= last:
            continue
        kind = judge.kind(row)
        texts = [value for value in row.values if isinstance(value, str)]
        if kind is RowKind.NOTE:
            draft.notes.extend(texts)
        elif kind is RowKind.SIGNATURE:
            draft.signatures.extend(plain(text).rstrip(":") for text in texts)
        draft.subtotals = draft.subtotals or any(total_kind(text) is RowKind.SUBTOTAL for text in texts)
        draft.total = draft.total or any(total_kind(text) is RowKind.TOTAL for text in texts)


def _known_columns() -> dict[str, Column]:
    """Heading -> the column of a shipped pack that bears it: key, aliases and format are taken from there."""
    made: dict[str, Column] = {}
    for notice in load_all():
        for attachment in notice.attachments:
            by_key = {column.key: column for column in attachment.columns}
            for name, key in column_names(attachment).items():
                made.setdefault(name, by_key[key])
    return made


def _column(
    grid: Grid,
    column: int,
    texts: tuple[str, ...],
    header: int,
    lists: list[tuple[Area, list[str]]],
    known: dict[str, Column],
    taken: set[str],
    unit: str,
) -> dict[str, object]:
    group = " ".join(texts[0].split()) if len(texts) > 1 else ""
    heading = " ".join(texts[-1].split())
    full, own_unit = heading_name("".join(texts))
    model = known.get(full) or known.get(heading_name(heading)[0])
    key = model.key if model is not None and model.key not in taken else f"c{column}"
    taken.add(key)
    made: dict[str, object] = {"key": key, "heading": heading}
    if group:
        made["group"] = group
    options = next((options for area, options in lists if area.first_column <= column <= area.last_column), [])
    kind, form = _type_of(grid, column, header, full, model)
    if options:
        kind, form = "choice", ""
        made["values"] = options
    made["type"] = kind
    if form:
        made["format"] = form
    if own_unit or (kind == "amount" and unit):
        made["unit"] = own_unit or unit
    elif kind == "percent":
        made["unit"] = "%"
    if kind == "amount":
        made["sum"] = True
    if model is not None:
        aliases = [alias for alias in model.aliases if heading_name(alias)[0] != heading_name(heading)[0]]
        made["aliases"] = aliases
    return made


def _type_of(grid: Grid, column: int, header: int, name: str, model: Column | None) -> tuple[str, str]:
    """(type, format) from a shipped column of that name, the heading's words, then the number formats below it."""
    if model is not None and model.type.value != "choice":
        return model.type.value, model.format
    for pattern, kind, form in _GUESSES:
        if re.search(pattern, name):
            return kind, form
    formats = {grid.number_format(row, column) for row in grid.rows if row > header}
    if any(re.search(r"[yd年]", one) for one in formats):
        return "date", ""
    if any("%" in one for one in formats):
        return "percent", ""
    if any(re.search(r"[0#]", one) for one in formats):
        return "number", ""
    return "text", ""


def _toml(value: object) -> str:
    """A TOML value; JSON strings are TOML strings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _table(entries: dict[str, object]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in entries.items() if value not in ("", [], None)]


def _notice_toml(notice_id: str, drafts: list[_Draft]) -> str:
    lines = [
        "# 起草的通知包：请逐项补全，然后运行 xltools notices check 检查。",
        *_table({"id": notice_id, "title": "（通知名称）", "version": "1"}),
        'document = ""  # 文号；通知没有文号的留空',
        "issuers = []  # 发文机关",
        "# issued = 2025-01-01  # 发文日期",
        "year = 0",
        "",
        "# 每一级由谁行文、何时报、报几份；没有的部分删去。",
        "[[levels]]",
        *_table({"key": "enterprise", "name": "申报企业", "basis": f"{notice_id} §（条款）"}),
        "",
        "[[levels]]",
        *_table(
            {"key": "district", "name": "区（县）", "receives_from": "enterprise", "basis": f"{notice_id} §（条款）"}
        ),
        f"# 附件：{'、'.join(draft.key for draft in drafts)}",
    ]
    return "\n".join(lines) + "\n"


def _attachment_toml(draft: _Draft, source: str) -> str:
    labels = _label_tables(draft)
    keys = [str(column["key"]) for column in draft.columns]
    entries: dict[str, object] = {
        "key": draft.key,
        "title": draft.title,
        "role": _role(draft),
        "layout": "found",
        "layout_note": f"由官方空表 {source} 起草",
        "basis": "（条款）",
        "sheet": draft.sheet,
        "unit": draft.unit,
        "submitter": "submitter" if any(label["key"] == "submitter" for label in labels) else "",
        "order": "rank" if "rank" in keys and _role(draft) == "summary" else "",
        "subtotals": draft.subtotals,
        "total": draft.total,
        "word": draft.word,
        "notes": draft.notes,
        "signatures": draft.signatures,
    }
    lines = ["# 栏目取自空表；required、values 和规则请对照通知补全，每条规则写明 basis。", *_table(entries)]
    for heading, tables in (("labels", labels), ("columns", draft.columns)):
        for table in tables:
            lines += ["", f"[[{heading}]]", *_table(table)]
    return "\n".join(lines) + "\n"


def _label_tables(draft: _Draft) -> list[dict[str, object]]:
    """Labels above the table; the first that names an office or enterprise says who hands the form in."""
    made: list[dict[str, object]] = []
    for number, text in enumerate(dict.fromkeys(draft.labels), start=1):
        submits = re.search(r"企业|单位|主体", text) and not any(label["key"] == "submitter" for label in made)
        label: dict[str, object] = {"key": "submitter" if submits else f"label{number}", "text": text}
        if re.search(r"日期|时间", text):
            label = {**label, "key": "date", "type": "date"}
        made.append(label)
    return made


def _role(draft: _Draft) -> str:
    for word, role in (
        ("汇总表", "summary"),
        ("投资", "investment"),
        ("软件", "software"),
        ("装备", "equipment"),
        ("场景", "scenarios"),
        ("指标", "indicators"),
    ):
        if word in draft.title:
            return role
    return "form"
